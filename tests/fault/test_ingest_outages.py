"""The broker goes away under ingest: pushes are asked to come back, pages wait, and every revision arrives."""

import json
from pathlib import Path

import httpx
import pytest
from brokers import Broker, running_broker, wait_until
from processes import ServiceProcess, Wire, environment

from vedette.cli.site import Site, Story
from vedette.schemas.topics import RAW, REJECTIONS

pytestmark = [pytest.mark.broker, pytest.mark.fault]

TOKEN = "correct-horse-battery"
TOWNS = [f"town-{number:02}" for number in range(20)]


def start(broker: Broker, prefix: str, site: Site, folder: Path) -> ServiceProcess:
    sources = folder / "sources.yaml"
    source = {
        "id": "courier",
        "publisher": "Orontes Courier",
        "feed": site.url("/rss"),
        "every": 1,
        "allow_private": True,
    }
    sources.write_text(json.dumps({"sources": [source]}), encoding="utf-8")
    env = environment(
        broker,
        prefix,
        folder,
        ingest_sources=str(sources),
        ingest_api_port="0",
        ingest_token=TOKEN,
        ingest_host_pause_s="0",
        ingest_recheck_s="0",
        ingest_push_patience_s="2",
    )
    return ServiceProcess(["-m", "vedette.ingest"], env, folder / "ingest.log").wait_ready()


def push(ingest: ServiceProcess, body: str) -> httpx.Response:
    wait_until(lambda: ingest.said("API listens"), seconds=20, what="API listens")
    url = f"http://127.0.0.1:{ingest.said('API listens')['port']}/articles"
    given = {"body": body, "content_type": "text/plain"}
    return httpx.post(url, json=given, headers={"authorization": f"Bearer {TOKEN}"}, timeout=30)


def revisions(articles: list) -> set[tuple[str | None, int]]:
    return {(article.hints.title, article.revision) for article in articles}


def publish(site: Site, towns: list[str], dead: str = "Two") -> None:
    for town in towns:
        site.put(f"/{town}", f"<h1>{town}</h1><p>{dead} people were killed near {town} on Monday.</p>")
    site.put_feed("/rss", [Story(f"/{town}", town) for town in towns])


def test_without_a_broker_pushes_are_asked_to_come_back_and_ingest_lives_on(topic_prefix: str, tmp_path: Path):
    with Site().in_thread() as site:
        publish(site, [])
        with running_broker("embedded", tmp_path) as broker:
            ingest = start(broker, topic_prefix, site, tmp_path)
            assert push(ingest, "Six people were killed near Ariha.").status_code == 202
        with ingest:
            publish(site, TOWNS[:3])
            answer = push(ingest, "Seven people were killed near Ariha.")
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
            assert answer.json()["error"] == "unavailable"
            # refusals need no broker, and are still told as what they are
            assert push(ingest, "  ").status_code == 422
            assert ingest.process.poll() is None


@pytest.mark.skipif(
    "os.environ.get('VEDETTE_TEST_BROKER') != 'kafka'", reason="the embedded broker forgets everything when it stops"
)
async def test_a_broker_that_crashes_and_returns_gets_every_revision(topic_prefix: str, tmp_path: Path):
    with Site().in_thread() as site, running_broker("kafka", tmp_path) as broker:
        publish(site, TOWNS[:5])
        async with Wire(broker, topic_prefix) as wire:
            with start(broker, topic_prefix, site, tmp_path) as ingest:
                await wire.read(RAW, lambda found: len(found) >= 5, seconds=20)
                broker.kill()
                publish(site, TOWNS, dead="Three")
                polls = len(site.asked("/rss"))
                wait_until(lambda: len(site.asked("/rss")) > polls, seconds=20, what="a poll without a broker")
                assert push(ingest, "Seven people were killed near Ariha.").status_code == 503
                broker.start_again()
                wanted = {(town, 2 if town in TOWNS[:5] else 1) for town in TOWNS}
                found = await wire.read(RAW, lambda found: wanted <= revisions(found), seconds=60)
                assert push(ingest, "Seven people were killed near Ariha.").status_code == 202
                rejected = await wire.read(REJECTIONS, bool, seconds=1)
    assert wanted <= revisions(found)
    assert rejected == []
