"""The broker goes away under ingest: pushes are asked to come back, pages wait, and every revision arrives."""

from pathlib import Path

import httpx
import pytest
from brokers import running_broker
from newsroom import Newsroom
from processes import Wire

from vedette.cli.site import Site
from vedette.schemas.topics import RAW, REJECTIONS

pytestmark = [pytest.mark.broker, pytest.mark.fault]

TOWNS = [f"town-{number:02}" for number in range(20)]


def push(room: Newsroom, body: str) -> httpx.Response:
    return room.push(body=body, content_type="text/plain")


def revisions(articles: list) -> set[tuple[str | None, int]]:
    return {(article.hints.title, article.revision) for article in articles}


def test_without_a_broker_pushes_are_asked_to_come_back_and_ingest_lives_on(topic_prefix: str, tmp_path: Path):
    with Site().in_thread() as site:
        with running_broker("embedded", tmp_path) as broker:
            room = Newsroom(site, broker, topic_prefix, tmp_path, patience_s=2)
            room.publish([])
            ingest = room.start()
            assert push(room, "Six people were killed near Ariha.").status_code == 202
        with ingest:
            room.publish(TOWNS[:3])
            answer = push(room, "Seven people were killed near Ariha.")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.json()["error"] == "unavailable"
            # refusals need no broker, and are still told as what they are
            assert push(room, "  ").status_code == 422
            assert ingest.process.poll() is None


@pytest.mark.skipif(
    "os.environ.get('VEDETTE_TEST_BROKER') != 'kafka'", reason="the embedded broker forgets everything when it stops"
)
async def test_a_broker_that_crashes_and_returns_gets_every_revision(topic_prefix: str, tmp_path: Path):
    with Site().in_thread() as site, running_broker("kafka", tmp_path) as broker:
        room = Newsroom(site, broker, topic_prefix, tmp_path, patience_s=2)
        room.publish(TOWNS[:5])
        async with Wire(broker, topic_prefix) as wire:
            with room.start():
                await wire.read(RAW, lambda found: len(found) >= 5, seconds=20)
                broker.kill()
                room.publish(TOWNS, dead="Three")
                room.polls(1)  # without a broker
                assert push(room, "Seven people were killed near Ariha.").status_code == 503
                broker.start_again()
                wanted = {(town.title(), 2 if town in TOWNS[:5] else 1) for town in TOWNS}
                found = await wire.read(RAW, lambda found: wanted <= revisions(found), seconds=60)
                assert push(room, "Seven people were killed near Ariha.").status_code == 202
                rejected = await wire.read(REJECTIONS, bool, seconds=1)
    assert wanted <= revisions(found)
    assert rejected == []
