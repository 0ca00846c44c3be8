"""`vedette rules test`: what a rule would have sent over a file of events, and why not."""

import json

import pytest
from alert_builders import place, post_event, toll_event

from vedette.cli import rules as commands
from vedette.cli.rules import dry_run
from vedette.runtime.errors import ConfigError
from vedette.schemas import SavedArea, Subscriber
from vedette.schemas.topics import SUBSCRIBERS

RULES = """
rule_id: idlib-posts
subscriber_id: alice
name: New posts in Idlib
{policy}
when: {{kind: post, place: SY/Idlib}}
"""


@pytest.fixture
def files(tmp_path):
    events = [post_event(event_id=f"e:{i}") for i in range(3)]
    events += [toll_event(), post_event(event_id="e:far", place=place(admin1="Homs", name="Tal Bisa"))]
    (tmp_path / "events.jsonl").write_text("\n".join(e.write().decode() for e in events))

    def write(policy=""):
        (tmp_path / "rules.yaml").write_text(RULES.format(policy=policy))
        return tmp_path / "rules.yaml", tmp_path / "events.jsonl"

    return write


def run(paths, **more):
    rules, events = paths
    dry_run(rules, broker="nowhere:1", events=events, **{"days": 30, "event": None, **more})


def test_it_tells_how_much_would_have_been_sent(files, capsys):
    run(files())
    shown = capsys.readouterr().out
    assert shown.count("would send") == 3
    assert "3 notice(s) in 30 days, sent as 3 message(s): 0.1 a day, most on 04 March: 3" in shown
    assert "no match" not in shown


def test_it_gathers_as_the_rule_would(files, capsys):
    run(files("digest: day"))
    shown = capsys.readouterr().out
    assert "3 notices: New posts in Idlib" in shown
    assert "sent as 1 message(s)" in shown


def test_it_tells_of_one_event_why_it_is_not_sent(files, capsys):
    run(files(), event="e:far")
    shown = capsys.readouterr().out
    assert "no match" in shown
    assert "no place: SY/Idlib it lies Tal Bisa (Homs, Syria)" in shown


def test_it_tells_a_program_the_same(files, capsys):
    run(files("throttle: 1"), as_json=True)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["would_send"] for row in rows[:-1]].count(True) == 3
    assert len(rows[-1]["messages"]) == 2
    assert rows[-1]["notices_a_day"] == 0.1


def test_the_beginning_of_an_id_names_an_event(files, capsys):
    run(files(), event="e:f")
    assert "it lies Tal Bisa" in capsys.readouterr().out
    with pytest.raises(ConfigError, match="5 events begin with 'e:'"):
        run(files(), event="e:")
    with pytest.raises(ConfigError, match="0 events begin with 'x'"):
        run(files(), event="x")


def test_a_line_that_is_no_event_is_named(files):
    rules, events = files()
    events.write_text(events.read_text() + '\n\n{"id": "a", "claims": []}\n')
    with pytest.raises(ConfigError, match=r"events\.jsonl, line 7 is no event; --events wants"):
        run((rules, events))


def test_areas_saved_by_a_live_subscriber_are_meant(files, capsys, monkeypatch):
    rules, _ = files()
    rules.write_text(rules.read_text().replace("place: SY/Idlib", "place: {area: hills}"))
    area = SavedArea(area_id="hills", bbox=(36.0, 35.0, 37.5, 36.5))
    alice = Subscriber(subscriber_id="alice", name="Alice", areas=[area])

    async def live(_settings, topic):
        return [alice] if topic is SUBSCRIBERS else [post_event(event_id="e:0")]

    monkeypatch.setattr(commands, "stored", live)
    dry_run(rules, broker="nowhere:1", days=30)
    assert "1 notice(s) in 30 days" in capsys.readouterr().out
