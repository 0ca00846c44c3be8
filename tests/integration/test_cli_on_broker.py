"""The commands that speak to a broker, on a broker, without any service."""

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from brokers import Broker

from vedette.cli.__main__ import main
from vedette.runtime.messages import Outgoing
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import RawArticle, Rejection, RejectReason
from vedette.schemas.topics import RAW, REJECTIONS

pytestmark = pytest.mark.broker

NOON = datetime(2023, 6, 13, 12, tzinfo=UTC)
Run = Callable[..., tuple[int, str, str]]

WATCH = """
subscribers:
  - subscriber_id: desk
    name: The desk
    endpoints: [{channel: email, endpoint_id: desk-mail, address: desk@newsroom.example,
                 consent: {how: operator, by: A. Desk, at: "2025-01-01T00:00:00Z"}}]
rules:
  - {rule_id: idlib, subscriber_id: desk, name: Posts in Idlib, when: {kind: post, place: SY/Idlib}}
"""


@pytest.fixture
def settings(broker: Broker, topic_prefix: str) -> ServiceSettings:
    return ServiceSettings.load(broker=broker.address, embedded_broker=broker.embedded, topic_prefix=topic_prefix)


@pytest.fixture
def vedette(
    broker: Broker, topic_prefix: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """The command as a person runs it: exit code, output, errors."""
    for name, value in {**broker.environment(), "VEDETTE_TOPIC_PREFIX": topic_prefix}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["vedette", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        code = left.value.code
        return (code if isinstance(code, int) else 0), told.out, told.err

    assert run("topics", "create")[0] == 0
    return run


def article(number: int) -> RawArticle:
    url = f"https://northline.example/{number}"
    return RawArticle(
        article_id=f"{number:032x}", url=url, canonical_url=url, source_id="push", fetched_at=NOON,
        content_type="text/plain", body="Shells fell on the market of Ariha.",
    )  # fmt: skip


def send(settings: ServiceSettings, *messages: Outgoing) -> None:
    async def run() -> None:
        producer = Producer(settings, source="test")
        await producer.start()
        await producer.send_all(messages)
        await producer.stop()

    asyncio.run(run())


def stored(vedette: Run, topic: str, count: int) -> list[dict[str, object]]:
    code, out, _ = vedette("tail", topic, "--from-start", "--json", "--count", str(count))
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_creating_topics_twice_changes_nothing(vedette: Run) -> None:
    code, out, _ = vedette("topics", "create")
    assert code == 0
    assert "created" not in out


def test_rules_and_subscribers_are_added_listed_and_removed(vedette: Run, tmp_path: Path) -> None:
    file = tmp_path / "watch.yaml"
    file.write_text(WATCH)
    assert vedette("subscribers", "add", str(file))[0] == 0
    assert vedette("rules", "add", str(file))[0] == 0
    assert "desk@newsroom.example" in vedette("subscribers", "list")[1]
    assert json.loads(vedette("rules", "list", "--json")[1])["rule_id"] == "idlib"
    assert vedette("rules", "rm", "idlib")[0] == 0
    assert vedette("rules", "list")[1] == ""


def test_changes_from_the_command_line_stand_in_the_audit_log(vedette: Run, tmp_path: Path) -> None:
    file = tmp_path / "watch.yaml"
    file.write_text(WATCH)
    for words in (("subscribers", "add", str(file)), ("rules", "add", str(file)), ("rules", "rm", "idlib")):
        assert vedette(*words)[0] == 0
    entries = [json.loads(line) for line in vedette("audit", "list", "--json")[1].splitlines()]
    done = [(e["action"], e["target"], e["before"] is None, e["after"] is None) for e in entries if e["seq"] > 1]
    assert done == [
        ("subscriber.saved", "subscriber:desk", True, False),
        ("rule.saved", "rule:idlib", True, False),
        ("rule.deleted", "rule:idlib", False, True),
    ]
    assert all(e["actor"].startswith("operator:") for e in entries if e["seq"] > 1)
    assert "desk@newsroom.example" not in str(entries), "addresses are hashed"
    assert vedette("audit", "verify")[0] == 0


def test_adding_a_subscriber_again_keeps_areas_the_file_does_not_name(vedette: Run, tmp_path: Path) -> None:
    file = tmp_path / "watch.yaml"
    file.write_text(WATCH.replace("    name: The desk\n", "    name: The desk\n    areas: [{area_id: a, admin: SY}]\n"))
    assert vedette("subscribers", "add", str(file))[0] == 0
    file.write_text(WATCH)
    assert vedette("subscribers", "add", str(file))[0] == 0
    (desk,) = [json.loads(line) for line in vedette("subscribers", "list", "--json")[1].splitlines()]
    assert [area["area_id"] for area in desk["areas"]] == ["a"]


def test_areas_are_saved_listed_and_kept_while_a_rule_names_them(vedette: Run, tmp_path: Path) -> None:
    file, drawn = tmp_path / "watch.yaml", tmp_path / "drawn.geojson"
    file.write_text(WATCH.replace("place: SY/Idlib", "place: {area: valley}"))
    ring = [[36.0, 35.5], [36.6, 35.5], [36.3, 36.1], [36.0, 35.5]]
    drawn.write_text(json.dumps({"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}))
    assert vedette("subscribers", "add", str(file))[0] == 0
    assert vedette("areas", "save", "desk", "valley", "--circle", "35.8,36.3,40")[0] == 0
    assert vedette("areas", "save", "desk", "valley", "--geojson", str(drawn))[0] == 0
    assert "polygon of 3 corners" in vedette("areas", "list", "desk")[1]
    assert vedette("rules", "add", str(file))[0] == 0
    code, _, err = vedette("areas", "rm", "desk", "valley")
    assert (code, "idlib" in err) == (2, True)
    assert vedette("rules", "rm", "idlib")[0] == 0
    assert vedette("areas", "rm", "desk", "valley")[0] == 0
    code, _, err = vedette("areas", "save", "desk", "valley", "--admin", "SY", "--box", "1,2,3,4")
    assert (code, "give one of --circle" in err) == (2, True)


def test_removing_what_is_not_there_names_what_is(vedette: Run) -> None:
    code, _, err = vedette("rules", "rm", "aleppo")
    assert code == 2
    assert "there is no 'aleppo'" in err


def test_a_webhook_without_a_secret_is_refused(vedette: Run) -> None:
    code, _, err = vedette("subscribers", "add", "--id", "desk", "--webhook", "https://newsroom.example/hook")
    assert code == 2
    assert "--secret" in err


def test_tail_shows_a_record_with_its_place_and_value(vedette: Run, settings: ServiceSettings) -> None:
    send(settings, Outgoing(RAW, article(1).article_id, article(1)))
    (record,) = stored(vedette, "articles.raw", 1)
    assert record["key"] == article(1).article_id
    assert record["value"]["url"] == "https://northline.example/1"


def test_replay_tells_first_and_sends_only_when_asked(vedette: Run, settings: ServiceSettings) -> None:
    send(settings, *(Outgoing(RAW, article(n).article_id, article(n)) for n in (1, 2)))
    code, out, _ = vedette("replay", "--url", "northline.example/2")
    assert code == 0
    assert out.count("would send") == 1
    assert vedette("replay", "--url", "northline.example/2", "--yes")[0] == 0
    records = stored(vedette, "articles.raw", 3)
    assert sorted(str(r["key"]) for r in records) == [f"{1:032x}", f"{2:032x}", f"{2:032x}"]


def test_a_rejection_is_listed_shown_and_put_back_byte_for_byte(vedette: Run, settings: ServiceSettings) -> None:
    original = article(7)
    rejection = Rejection(
        reason=RejectReason.TIMEOUT, detail="not done in 5 s", service="clean",
        source_topic=settings.wire_name(RAW.name), source_partition=0, source_offset=0,
        key_base64=base64.b64encode(original.article_id.encode()).decode(),
        value_base64=base64.b64encode(original.write()).decode(), at=NOON,
    )  # fmt: skip
    send(settings, Outgoing(REJECTIONS, "raw/0/0", rejection))
    assert "timeout" in vedette("rejections", "list")[1]
    assert "Shells fell on the market" in vedette("rejections", "show", "0")[1]
    assert vedette("rejections", "retry", "--all")[0] == 0
    (record,) = stored(vedette, "articles.raw", 1)
    assert record["value"] == json.loads(original.write())


def test_retrying_nothing_in_particular_is_asked_back(vedette: Run) -> None:
    code, _, err = vedette("rejections", "retry")
    assert code == 2
    assert "--all" in err
