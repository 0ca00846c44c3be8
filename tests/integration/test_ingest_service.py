"""Ingest as a process of its own, against a real broker and a real site."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from brokers import Broker
from newsroom import Newsroom
from processes import ServiceProcess, Wire, environment

from vedette.cli.site import Site
from vedette.schemas import RejectReason
from vedette.schemas.topics import RAW, REJECTIONS, SEEN

pytestmark = pytest.mark.broker

TOWNS = ("ablin", "balyun", "kansafra")


class Watched(Newsroom):
    """A newsroom under watch, and the topics its ingest writes."""

    wire: Wire

    async def articles(self, count: int, *, seconds: float = 20) -> list:
        return await self.wire.read(RAW, lambda found: len(found) >= count, seconds=seconds)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site().in_thread() as running:
        yield running


@pytest.fixture
async def room(broker: Broker, topic_prefix: str, site: Site, tmp_path: Path) -> AsyncIterator[Watched]:
    made = Watched(site, broker, topic_prefix, tmp_path)
    made.publish(TOWNS)
    async with Wire(broker, topic_prefix) as made.wire:
        made.start()
        yield made
        made.ingest.close()


async def test_a_feed_with_three_entries_ends_as_three_articles_once(room: Watched):
    articles = await room.articles(3)
    assert {a.url for a in articles} == {room.site.url(f"/{town}") for town in TOWNS}
    assert {(a.source_id, a.revision, a.hints.publisher) for a in articles} == {("courier", 1, "Orontes Courier")}
    room.polls(2)
    assert len(await room.articles(4, seconds=1)) == 3


async def test_a_changed_page_is_published_as_revision_two(room: Watched):
    await room.articles(3)
    room.put("balyun", "Four")
    revised = [a for a in await room.articles(4) if a.revision == 2]
    assert [(a.url, "Four people" in a.body) for a in revised] == [(room.site.url("/balyun"), True)]


async def test_after_a_kill_nothing_is_published_again_and_revisions_go_on(room: Watched):
    await room.articles(3)
    await room.wire.read(SEEN, lambda found: len(found) >= 3, seconds=10)
    room.ingest.kill()
    room.ingest.close()
    room.put("ablin", "Five")
    room.start()
    room.polls(2)
    articles = await room.articles(5, seconds=2)
    assert sorted((a.hints.title, a.revision) for a in articles) == [
        ("Ablin", 1), ("Ablin", 2), ("Balyun", 1), ("Kansafra", 1),
    ]  # fmt: skip


async def test_a_push_is_taken_while_polling_goes_on(room: Watched):
    answer = room.push(body="Six people were killed near Ariha.", content_type="text/plain", title="Six killed")
    assert answer.status_code == 202
    articles = await room.articles(4)
    (pushed,) = [a for a in articles if a.source_id == "push"]
    assert (pushed.article_id, pushed.hints.title) == (answer.json()["article_id"], "Six killed")
    again = room.push(body="Six people were killed near Ariha.", content_type="text/plain")
    assert again.json() == {**answer.json(), "published": False}


async def test_bad_pages_end_as_rejections_and_the_rest_as_articles(room: Watched):
    room.site.put("/photo", b"\x89PNG\r\n\x1a\n" + bytes(60))
    room.site.put("/empty", " ")
    room.site.put("/huge", b"x" * 6_000_000)
    room.site.redirect("/loop", "/loop")
    room.list_stories("photo", "empty", "huge", "loop", *TOWNS)
    wanted = {RejectReason.BINARY, RejectReason.EMPTY, RejectReason.TOO_LARGE, RejectReason.FETCH_FAILED}
    found = await room.wire.read(REJECTIONS, lambda found: len(found) >= 4, seconds=20)
    room.polls(2)
    assert {r.reason for r in found} == wanted
    assert len(await room.wire.read(REJECTIONS, lambda found: len(found) > 4, seconds=1)) == 4
    assert len(await room.articles(4, seconds=1)) == 3


async def test_a_stop_is_clean_and_quick(room: Watched):
    await room.articles(3)
    code, seconds = room.ingest.terminate()
    assert code == 0
    assert seconds < 10


def test_a_wrong_source_list_stops_the_start_and_names_the_line(broker: Broker, topic_prefix: str, tmp_path: Path):
    sources = tmp_path / "sources.yaml"
    sources.write_text("sources:\n  - id: courier\n    publisher: Courier\n    feeed: https://a.example/rss\n")
    env = environment(broker, topic_prefix, tmp_path, ingest_sources=str(sources))
    with ServiceProcess(["-m", "vedette.ingest"], env, tmp_path / "ingest.log") as ingest:
        assert ingest.process.wait(40) == 2
        assert any("line 4: unknown field 'feeed'; did you mean 'feed'?" in str(line) for line in ingest.lines())
