"""`vedette events` on a broker: the copy follows the topic, and decisions reach it."""

import asyncio
import json
from collections.abc import Callable

import pytest
from alert_builders import post_event, revised, toll_event
from brokers import Broker

from vedette.cli.__main__ import main
from vedette.runtime.messages import Outgoing
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import Event
from vedette.schemas.topics import EVENTS

pytestmark = pytest.mark.broker
Run = Callable[..., tuple[int, str, str]]
WHO = ("--by", "Ilse Marren", "--why", "The hospital said so.")


@pytest.fixture
def vedette(broker: Broker, topic_prefix: str, monkeypatch, capsys, tmp_path) -> Run:
    """The command as a person runs it: exit code, output, errors."""
    more = {"VEDETTE_TOPIC_PREFIX": topic_prefix, "VEDETTE_DATA_DIR": str(tmp_path)}
    for name, value in {**broker.environment(), **more}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["vedette", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = capsys.readouterr()
        return (left.value.code if isinstance(left.value.code, int) else 0), told.out, told.err

    assert run("topics", "create")[0] == 0
    return run


@pytest.fixture
def publish(broker: Broker, topic_prefix: str) -> Callable[..., None]:
    settings = ServiceSettings.load(broker=broker.address, embedded_broker=broker.embedded, topic_prefix=topic_prefix)

    def send(*events: Event, deleted: tuple[str, ...] = ()) -> None:
        async def run() -> None:
            producer = Producer(settings, source="test")
            await producer.start()
            await producer.send_all([Outgoing(EVENTS, event.event_id, event) for event in events])
            await producer.send_all([Outgoing(EVENTS, key, None) for key in deleted])
            await producer.stop()

        asyncio.run(run())

    return send


def listed(vedette: Run, *words: str) -> list[str]:
    code, out, _ = vedette("events", "list", "--json", *words)
    assert code == 0
    return [json.loads(line)["summary"] for line in out.splitlines()]


def test_the_copy_follows_the_topic_and_a_rebuilt_one_is_the_same(vedette: Run, publish) -> None:
    raid = toll_event(killed=3, event_id="raid", summary="Three dead.")
    publish(post_event(event_id="post", summary="A post."), raid)
    assert sorted(listed(vedette)) == ["A post.", "Three dead."]
    publish(revised(raid, summary="Five dead."), deleted=("post",))
    assert listed(vedette) == ["Five dead."]
    assert listed(vedette, "--rebuild") == ["Five dead."]
    assert listed(vedette, "--kind", "post") == []


def test_events_come_out_as_tables_and_maps(vedette: Run, publish) -> None:
    publish(toll_event(killed=12, event_id="raid"), post_event(event_id="post"))
    features = json.loads(vedette("events", "list", "--format", "geojson", "--toll", "killed>=10")[1])["features"]
    assert [f["id"] for f in features] == ["raid"]
    assert vedette("events", "list", "--format", "csv", "--near", "35.8,36.3", "--km", "30")[1].count("\n") == 3
    assert "Kafr Sindiyan" in vedette("events", "list", "--place", "kafr sindiyan")[1]


def test_a_decision_is_sent_shown_and_undone_once(vedette: Run, publish) -> None:
    publish(toll_event(killed=12, event_id="raid-1"), post_event(event_id="post-1"))
    code, out, _ = vedette("events", "correct", "raid", "toll.killed.best", "11", *WHO)
    assert code == 0
    name = out.split()[2].strip(",")
    assert f"{name}" in vedette("events", "show", "raid-1")[1]
    assert "decided by Ilse Marren: The hospital said so." in vedette("events", "show", "raid-1")[1]
    assert vedette("events", "undo", name, *WHO)[0] == 0
    code, _, err = vedette("events", "undo", name, *WHO)
    assert (code, "undone it already" in err) == (2, True), err


def test_wrong_decisions_are_told_and_not_sent(vedette: Run, publish) -> None:
    publish(toll_event(killed=12, event_id="raid-1"), post_event(event_id="post-1"))
    for words, told in (
        (("retract", "nothing", *WHO), "0 events begin with 'nothing'"),
        (("merge", "raid-1", "post-1", *WHO), "never one event"),
        (("correct", "raid-1", "colour", "red", *WHO), "no field"),
        (("undo", "ffff", *WHO), "0 decisions"),
    ):
        code, _, err = vedette("events", *words)
        assert (code, told in err) == (2, True), err
