"""Reading rules: short forms, and errors that say what to write instead."""

import json
from pathlib import Path

import pytest
from alert_builders import alice, rule

from vedette.alert.rules.reader import RuleFileError, load_rules, load_subscribers, read_watch_text
from vedette.alert.rules.sense import check_together
from vedette.runtime.errors import ConfigError

GOOD = """
rules:
  - rule_id: idlib-posts
    subscriber_id: alice
    name: New posts in Idlib
    when:
      kind: post
      place: SY/Idlib
  - rule_id: tolls
    subscriber_id: alice
    name: Tolls
    when:
      all:
        - kind: casualty
        - killed: 3
        - any:
            - text: Saraqib
            - actor: TUR
subscribers:
  - subscriber_id: alice
    name: Alice
    zone: Asia/Damascus
    endpoints:
      - {channel: email, endpoint_id: alice-mail, address: alice@mail.example}
"""


def problems_of(text: str) -> str:
    with pytest.raises(RuleFileError) as caught:
        read_watch_text(text, "rules.yaml")
    return str(caught.value)


def a_rule(when: str, more: str = "") -> str:
    return f"rule_id: r1\nsubscriber_id: alice\nname: A rule\n{more}when:\n  {when}\n"


def test_short_forms_are_written_out():
    found = read_watch_text(GOOD)
    assert [r.rule_id for r in found.rules] == ["idlib-posts", "tolls"]
    assert found.rules[0].when.model_dump(exclude_defaults=True) == {
        "all": [{"kind": ["post"]}, {"place": {"admin": "SY/Idlib"}}]
    }
    assert found.subscribers[0].zone == "Asia/Damascus"


def test_json_is_read_like_yaml():
    one = json.dumps(rule().model_dump(mode="json", by_alias=True))
    assert read_watch_text(one).rules == (rule(),)
    assert read_watch_text(f"[{one}]").rules == (rule(),)


def test_several_documents_and_a_folder_are_read(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(a_rule("kind: post") + "---\n" + a_rule("kind: casualty").replace("r1", "r2"))
    (tmp_path / "b.json").write_text(json.dumps(alice().model_dump(mode="json")))
    (tmp_path / "notes.txt").write_text("not read")
    assert [r.rule_id for r in load_rules(tmp_path)] == ["r1", "r2"]
    assert load_subscribers(tmp_path) == [alice()]


@pytest.mark.parametrize(
    ("when", "path", "advice"),
    [
        ("kiled: 3", "when", "did you mean killed?"),
        ("all: [{kind: post}, {kiled: 3}]", "when.all[1]", "did you mean killed?"),
        ("action: establised", "when.action", "did you mean established?"),
        ("kind: posts", "when.kind", "did you mean post?"),
        ("place: {polygn: [[1, 2], [3, 4], [5, 6]]}", "when.place.polygn", "did you mean polygon?"),
        ("place: {admin: SY, bbox: [1, 2, 3, 4]}", "when.place", "exactly one of radius, bbox, polygon, admin"),
        ("place: {radius: {lat: 91, lon: 3, km: 5}}", "when.place.radius.lat", "less than or equal to 90"),
        ("place: {bbox: [1, 9, 3, 4]}", "when.place", "south <= north"),
        ("killed: many", "when.killed", "'many'"),
        ("text: '!!!'", "when.text", "has no letter or digit"),
        ("place: SY/Idlib/Jisr", "when.place", "goes too deep"),
        ("all: []", "when.all", "at least 1 item"),
        ("post", "when", "is no condition"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_what_to_write(when, path, advice):
    text = problems_of(a_rule(when))
    assert text.startswith("rules.yaml:")
    assert f"rule r1: {path}: " in text
    assert advice in text


def test_the_line_of_a_mistake_is_told():
    text = "- rule_id: a\n  subscriber_id: s\n  name: n\n  when:\n    all:\n      - kind: post\n      - kiled: 2\n"
    assert problems_of(text).startswith("rules.yaml:7: rule a: when.all[1]: 'kiled' is no condition")


def test_every_mistake_of_a_file_is_told_at_once():
    text = problems_of(a_rule("kiled: 1") + "---\n" + a_rule("acton: planned", "folow_up: first\n").replace("r1", "r2"))
    assert len(text.splitlines()) == 3
    assert "did you mean follow_up?" in text


def test_norway_is_a_country_and_not_a_no():
    found = read_watch_text(a_rule("place: NO"))
    assert found.rules[0].when.model_dump(exclude_defaults=True)["place"]["admin"] == "NO"


def test_a_key_given_twice_is_refused():
    assert "'kind' is given twice" in problems_of(a_rule("kind: post\n  kind: casualty"))


def test_a_secret_written_inline_is_refused():
    text = problems_of(
        "subscriber_id: a\nname: A\nendpoints:\n"
        "  - {channel: webhook, endpoint_id: h, url: 'https://a.example', secret_ref: whsec_abc}\n"
    )
    assert "subscriber a: endpoints[0].secret_ref" in text


def test_a_wrong_time_zone_is_refused():
    assert "is no time zone" in problems_of("subscriber_id: a\nname: A\nzone: Mars/Base\nendpoints: []\n")


@pytest.mark.parametrize("text", ["a: [1, 2", "\t- x", "{{{{", "just words", "- 3", "[]x"])
def test_what_is_no_rule_file_is_refused_in_words(text):
    with pytest.raises(RuleFileError):
        read_watch_text(text)


def test_a_file_that_cannot_be_read_is_a_config_error(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"cannot be read"):
        load_rules(tmp_path / "missing.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe9\xff")
    with pytest.raises(ConfigError, match=r"not UTF-8"):
        load_rules(tmp_path / "latin.yaml")


def test_two_rules_with_one_id_are_refused(tmp_path: Path):
    (tmp_path / "a.yaml").write_text(a_rule("kind: post"))
    (tmp_path / "b.yaml").write_text(a_rule("kind: post"))
    with pytest.raises(RuleFileError, match="used twice"):
        load_rules(tmp_path)


def test_rules_that_would_tell_nobody_are_named():
    rules = [rule("a", subscriber_id="alise"), rule("b", channels=["alice-hok"])]
    text = "\n".join(check_together(rules, [alice()]))
    assert "rule a: there is no subscriber 'alise'; did you mean alice?" in text
    assert "did you mean alice-hook?" in text


def test_policies_have_short_forms():
    text = """
rule_id: r
subscriber_id: alice
name: Idlib by morning
digest: day
throttle: 10
group: admin
quiet: 22:00-07:00
when: {place: SY/Idlib}
"""
    (made,) = read_watch_text(text).rules
    assert (made.digest.every, made.digest.at) == ("day", "08:00")
    assert made.throttle.per_hour == 10
    assert made.group.by == ["admin"]
    (window,) = made.quiet.windows
    assert (window.start, window.end, len(window.days)) == ("22:00", "07:00", 7)


def test_urgent_conditions_may_be_short_too():
    text = """
rule_id: r
subscriber_id: alice
name: Nights
quiet: {windows: [22:00-07:00, {days: [sat], start: "00:00", end: "00:00"}], urgent_if: {killed: 9, kind: casualty}}
when: {place: SY}
"""
    (made,) = read_watch_text(text).rules
    assert len(made.quiet.windows) == 2
    assert [type(c).__name__ for c in made.quiet.urgent_if.all] == ["KilledAtLeast", "KindIs"]


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ("digest: fortnight", "is none of hour, day, week"),
        ("quiet: {windows: [{start: '25:00', end: '07:00'}]}", "quiet.windows[0].start"),
        ("throttel: 3", "did you mean throttle?"),
        ("zone: Mars/Base", "is no time zone"),
        ("tally: {at_least: 1, within_hours: 3}", "tally.at_least"),
    ],
)
def test_a_mistake_in_a_policy_is_told_with_its_place(wrong, advice):
    with pytest.raises(RuleFileError) as caught:
        read_watch_text(f"rule_id: r\nsubscriber_id: a\nname: n\nwhen: {{kind: post}}\n{wrong}\n")
    assert advice in str(caught.value)


def test_a_tree_of_too_many_alternatives_is_refused_with_advice():
    either = ", ".join(f"{{any: [{{killed: {n}}}, {{injured: {n}}}]}}" for n in range(1, 8))
    with pytest.raises(RuleFileError, match="make two rules of it"):
        read_watch_text(f"rule_id: r\nsubscriber_id: a\nname: n\nwhen: {{all: [{either}]}}\n")


def test_conditions_of_what_is_urgent_are_checked_like_those_of_the_rule():
    text = a_rule("kind: post", 'quiet: {windows: "22:00-07:00", urgent_if: {text: "??"}}\n')
    assert "r1: quiet.urgent_if.text: '??' has no letter or digit to look for" in problems_of(text)
