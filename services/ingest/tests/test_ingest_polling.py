"""Polling, against a real site: each revision is published once, and one bad page or source stops nothing else."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from vedette.cli.site import Site, Story
from vedette.ingest.failures import Failures
from vedette.ingest.feeds import Feed, read_feed
from vedette.ingest.fetch import Fetcher, Limits
from vedette.ingest.identity import article_id, canonical_url
from vedette.ingest.intake import BrokerAwayError, Intake
from vedette.ingest.memory import Memory
from vedette.ingest.polling import Polled, Poller
from vedette.ingest.sources import Source
from vedette.ingest.steps import Desk, Listing
from vedette.ingest.web import Web
from vedette.runtime.addresses import AddressPolicy
from vedette.runtime.messages import Outgoing
from vedette.schemas import RawArticle, Rejection, RejectReason, SeenArticle

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Newsroom:
    """A site, a source that lists it, and an ingest without a broker: what is sent is kept in lists."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.now = MONDAY
        self.articles: list[RawArticle] = []
        self.seen: list[SeenArticle] = []
        self.rejections: list[Rejection] = []
        self.broker_away = False
        self.listing = Listing()
        self.fetcher = Fetcher("Vedette-Test/1", Limits(max_bytes=200_000, connect_s=1, read_s=0.3, total_s=1))
        self.restart()

    def restart(self) -> None:
        """Start ingest anew; it knows what its topic gives back and nothing else."""
        self.listing, memory = Listing(), Memory()
        for seen in self.seen:
            memory.learn(seen.article_id, seen)
        web = Web(
            self.fetcher,
            AddressPolicy(),
            "Vedette-Test/1",
            host_pause_s=0,
            clock=lambda: self.now,
        )
        self.memory = memory
        self.desk = Desk(
            web=web,
            parse_feed=self.parse,
            memory=memory,
            intake=Intake(memory, self.send, max_bytes=200_000),
            failures=Failures(memory, self.reject),
            clock=lambda: self.now,
            recheck_s=600,
        )
        self.poller = Poller(self.desk, at_once=1, rng=random.Random(7))

    async def parse(self, data: bytes, url: str, max_entries: int, content_type: str | None) -> Feed:
        return read_feed(data, url, max_entries, content_type)

    async def send(self, message: Outgoing) -> None:
        if self.broker_away:
            raise BrokerAwayError("the broker takes no messages just now")
        kept = self.articles if isinstance(message.value, RawArticle) else self.seen
        kept.append(message.value)

    async def reject(self, rejection: Rejection) -> None:
        self.rejections.append(rejection)

    def source(self, **changes: object) -> Source:
        fields = {"id": "courier", "publisher": "Orontes Courier", "feed": self.site.url("/rss"), "allow_private": True}
        return Source.model_validate({**fields, **changes})

    async def poll(self, after: timedelta = timedelta(0), **changes: object) -> Polled:
        """Poll once, some time later."""
        self.now += after
        polled = await self.poller.poll_once(self.source(**changes), self.listing)
        self.listing = polled.listing
        return polled

    def publish(self, *names: str) -> None:
        """Put a page per name and list them, newest first."""
        for name in names:
            self.site.put(f"/{name}", f"<h1>{name}</h1><p>Two people were injured near {name} on Monday.</p>")
        stories = [Story(f"/{name}", name.title(), MONDAY) for name in names]
        self.site.put_feed("/rss", stories)

    @property
    def reasons(self) -> list[RejectReason]:
        return [rejection.reason for rejection in self.rejections]


@pytest.fixture
async def room() -> AsyncIterator[Newsroom]:
    async with Site() as site:
        newsroom = Newsroom(site)
        yield newsroom
        await newsroom.fetcher.close()


async def test_each_entry_becomes_one_article_oldest_first(room: Newsroom):
    room.publish("ablin", "balyun", "kansafra")
    await room.poll()
    assert [a.hints.title for a in room.articles] == ["Kansafra", "Balyun", "Ablin"]
    first = room.articles[0]
    assert first.url == room.site.url("/kansafra")
    assert first.article_id == article_id(canonical_url(first.url or ""), b"")
    assert (first.source_id, first.revision, first.hints.publisher) == ("courier", 1, "Orontes Courier")
    assert first.hints.published_at == MONDAY
    assert first.http is not None
    assert (first.http.status, first.fetched_at) == (200, MONDAY)


async def test_a_second_poll_publishes_nothing_and_asks_for_no_page(room: Newsroom):
    room.publish("ablin", "balyun")
    await room.poll()
    await room.poll(timedelta(minutes=5))
    assert len(room.articles) == 2
    assert len(room.site.asked("/ablin")) == 1
    assert "if-none-match" in room.site.asked("/rss")[1].headers


async def test_a_changed_page_is_published_as_the_next_revision(room: Newsroom):
    room.publish("ablin")
    await room.poll()
    room.site.put("/ablin", "<h1>ablin</h1><p>Three people were injured near ablin on Monday.</p>")
    await room.poll(timedelta(minutes=11))
    assert [a.revision for a in room.articles] == [1, 2]
    assert room.articles[0].article_id == room.articles[1].article_id


async def test_a_page_that_only_looks_new_is_no_revision(room: Newsroom):
    room.publish("ablin")
    await room.poll()
    page = room.site.pages["/ablin"].body
    room.site.put("/ablin", page + b"<script>nonce=81f</script><aside>Most read: prices</aside>")
    await room.poll(timedelta(minutes=11))
    assert len(room.articles) == 1
    assert len(room.site.asked("/ablin")) == 2


async def test_what_was_published_is_known_after_a_restart(room: Newsroom):
    room.publish("ablin", "balyun")
    await room.poll()
    room.restart()
    await room.poll(timedelta(minutes=11))
    assert len(room.articles) == 2
    assert all("if-none-match" in room.site.asked(path)[-1].headers for path in ("/ablin", "/balyun"))
    room.site.put("/ablin", "<p>Three people were injured near ablin.</p>")
    room.restart()
    await room.poll(timedelta(minutes=11))
    assert [a.revision for a in room.articles] == [1, 1, 2]


async def test_looks_at_an_old_page_grow_rare(room: Newsroom):
    room.publish("ablin")
    for _ in range(24 * 12):
        await room.poll(timedelta(minutes=5))
    assert len(room.site.asked("/rss")) == 288
    assert 5 <= len(room.site.asked("/ablin")) <= 20


async def test_a_feed_entry_marked_as_updated_is_looked_at_at_once(room: Newsroom):
    room.publish("ablin")
    await room.poll()
    room.site.put("/ablin", "<p>Correction: nobody was hurt near ablin.</p>")
    link = f"<link href='{room.site.url('/ablin')}'/>"
    entry = f"<entry><title>x</title>{link}<updated>2026-03-02T08:01:00Z</updated></entry>"
    room.site.put("/rss", f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>", content_type="application/xml")
    await room.poll(timedelta(minutes=2))
    assert [a.revision for a in room.articles] == [1, 2]


async def test_a_story_found_under_two_addresses_is_one_article(room: Newsroom):
    room.publish("ablin")
    room.site.redirect("/go/77", "/ablin?utm_source=rss")
    room.site.put("/ablin?utm_source=rss", room.site.pages["/ablin"].body)
    room.site.put_feed("/rss", [Story("/go/77", "Ablin"), Story("/ablin", "Ablin")])
    await room.poll()
    await room.poll(timedelta(minutes=1))
    assert len(room.articles) == 1
    assert room.articles[0].canonical_url == room.site.url("/ablin")
    assert len(room.site.asked("/go/77")) == 1


async def test_a_deleted_story_that_leads_to_the_front_page_is_no_revision(room: Newsroom):
    room.publish("ablin")
    room.site.put("/", "<h1>Orontes Courier</h1>")
    room.site.redirect("/ablin", "/")
    await room.poll()
    assert not room.articles
    assert room.reasons == [RejectReason.FETCH_FAILED]


async def test_one_bad_page_does_not_stop_the_others_and_is_told_once(room: Newsroom):
    room.publish("ablin", "gone", "photo", "empty", "huge", "metadata", "balyun")
    room.site.put("/gone", "no", status=410)
    room.site.put("/photo", b"\x89PNG\r\n\x1a\n" + bytes(50))
    room.site.put("/empty", "  ")
    room.site.put("/huge", b"x" * 200_001)
    room.site.redirect("/metadata", "http://169.254.169.254/latest/meta-data/")
    for _ in range(3):
        await room.poll(timedelta(minutes=15))
    assert {a.hints.title for a in room.articles} == {"Ablin", "Balyun"}
    assert sorted(room.reasons) == sorted(
        [
            RejectReason.REFUSED_ADDRESS,
            RejectReason.TOO_LARGE,
            RejectReason.EMPTY,
            RejectReason.BINARY,
            RejectReason.FETCH_FAILED,
        ]
    )
    photo = next(r for r in room.rejections if r.reason is RejectReason.BINARY)
    assert (photo.source_topic, photo.source_partition) == ("http", -1)
    assert photo.headers == {"url": room.site.url("/photo"), "source": "courier"}


async def test_a_page_that_fails_for_now_is_taken_when_it_works_again(room: Newsroom):
    room.publish("ablin")
    page = room.site.pages["/ablin"]
    room.site.put("/ablin", "later", status=503)
    await room.poll()
    room.site.pages["/ablin"] = page
    await room.poll(timedelta(minutes=2))
    assert len(room.articles) == 1
    assert not room.rejections


async def test_a_published_page_that_failed_once_is_looked_at_as_rarely_as_before(room: Newsroom):
    room.publish("ablin")
    await room.poll()
    page = room.site.pages["/ablin"]
    room.site.put("/ablin", "later", status=503)
    await room.poll(timedelta(minutes=11))
    room.site.pages["/ablin"] = page
    await room.poll(timedelta(minutes=2))
    before = len(room.site.asked("/ablin"))
    for _ in range(5):
        await room.poll(timedelta(minutes=1))
    assert len(room.site.asked("/ablin")) == before
    assert (len(room.articles), room.rejections) == (1, [])


async def test_a_page_that_fails_for_long_is_set_aside_once(room: Newsroom):
    room.publish("ablin")
    room.site.put("/ablin", "later", status=503)
    for _ in range(60):
        await room.poll(timedelta(minutes=15))
    assert room.reasons == [RejectReason.RETRIES_EXHAUSTED]
    assert room.rejections[0].attempts == 5
    assert len(room.site.asked("/ablin")) < 15


async def test_a_server_that_asks_for_patience_gets_it(room: Newsroom):
    room.publish("ablin")
    room.site.put("/ablin", "later", status=429, headers={"Retry-After": "7200"})
    await room.poll()
    await room.poll(timedelta(minutes=110))
    assert len(room.site.asked("/ablin")) == 1
    await room.poll(timedelta(minutes=15))
    assert len(room.site.asked("/ablin")) == 2


async def test_a_dead_host_costs_a_few_pages_a_poll_and_comes_back(room: Newsroom):
    towns = [f"town{number}" for number in range(12)]
    room.publish(*towns)
    for town in towns:
        room.site.put(f"/{town}", "down", status=503)
    await room.poll()
    assert sum(len(room.site.asked(f"/{town}")) for town in towns) == 3
    room.publish(*towns)
    await room.poll(timedelta(minutes=5))
    assert len(room.articles) == 12


async def test_entries_are_taken_in_the_order_of_their_dates(room: Newsroom):
    room.publish("first", "third", "second")
    when = {"first": 1, "second": 2, "third": 3}
    stories = [Story(f"/{name}", name, MONDAY + timedelta(hours=hour)) for name, hour in when.items()]
    room.site.put_feed("/rss", stories)
    await room.poll(timedelta(hours=4))
    assert [a.hints.title for a in room.articles] == ["first", "second", "third"]


BAD_FEEDS = {
    "page": ("<!doctype html><html><body>Welcome</body></html>", RejectReason.UNREADABLE),
    "bomb": ("<!DOCTYPE r [<!ENTITY a 'ha'>]><rss version='2.0'><channel/></rss>", RejectReason.UNREADABLE),
    "nothing": ("", RejectReason.UNREADABLE),
    "huge": ("x" * 200_001, RejectReason.TOO_LARGE),
}


@pytest.mark.parametrize(("body", "reason"), BAD_FEEDS.values(), ids=BAD_FEEDS)
async def test_a_bad_feed_is_told_once_and_forgiven_when_it_works(room: Newsroom, body: str, reason: RejectReason):
    room.site.put("/rss", body)
    assert [(await room.poll(timedelta(hours=1))).outcome for _ in range(3)] == ["failed"] * 3
    assert room.reasons == [reason]
    assert room.rejections[0].source_topic == "feed"
    room.publish("ablin")
    assert (await room.poll(timedelta(hours=1))).outcome == "ok"
    assert len(room.articles) == 1


async def test_a_hanging_feed_is_a_failure_that_may_pass(room: Newsroom):
    room.site.hang("/rss")
    polled = await room.poll()
    assert polled.outcome == "failed"
    assert not room.rejections


async def test_a_private_source_needs_the_operators_word(room: Newsroom):
    room.publish("ablin")
    await room.poll(allow_private=False)
    assert room.reasons == [RejectReason.REFUSED_ADDRESS]
    assert not room.site.requests


async def test_robots_txt_is_kept_to(room: Newsroom):
    room.publish("ablin", "private-ablin")
    room.site.put("/robots.txt", "User-agent: *\nDisallow: /private", content_type="text/plain")
    await room.poll()
    assert [a.hints.title for a in room.articles] == ["Ablin"]
    assert "robots.txt" in room.rejections[0].detail
    assert not room.site.asked("/private-ablin")
    assert len(room.site.asked("/robots.txt")) == 1


async def test_robots_txt_can_name_us(room: Newsroom):
    room.publish("ablin")
    room.site.put(
        "/robots.txt", "User-agent: Vedette-Test\nDisallow: /\n\nUser-agent: *\nAllow: /", content_type="text/plain"
    )
    await room.poll()
    assert not room.articles
    await room.poll(timedelta(hours=7), respect_robots=False)
    assert len(room.articles) == 1


async def test_a_robots_txt_that_does_not_answer_postpones_the_page(room: Newsroom):
    room.publish("ablin")
    room.site.put("/robots.txt", "down", status=503)
    await room.poll()
    assert (room.articles, room.rejections) == ([], [])
    del room.site.pages["/robots.txt"]
    await room.poll(timedelta(minutes=2))
    assert len(room.articles) == 1


async def test_a_full_text_feed_needs_no_page(room: Newsroom):
    room.site.put_feed("/rss", [Story("/ablin", "Ablin", MONDAY, summary="Two people were injured near Ablin.")])
    await room.poll(body="feed")
    await room.poll(body="feed", after=timedelta(minutes=5))
    assert [a.body for a in room.articles] == ["Two people were injured near Ablin."]
    assert not room.site.asked("/ablin")


async def test_a_page_source_is_one_article_with_revisions(room: Newsroom):
    for deaths in ("Two", "Two", "Three"):
        room.site.put("/live", f"<p>{deaths} people were killed.</p>")
        await room.poll(timedelta(minutes=1), feed=None, page=room.site.url("/live"))
    assert [a.revision for a in room.articles] == [1, 2]


async def test_a_broker_that_is_away_costs_nothing_but_time(room: Newsroom):
    room.publish("ablin", "balyun")
    room.broker_away = True
    assert (await room.poll()).outcome == "broker_away"
    assert room.memory.failure(article_id(room.site.url("/ablin"), b"")) is None
    room.broker_away = False
    assert (await room.poll()).outcome == "ok"
    assert len(room.articles) == 2
    assert not room.rejections


async def test_a_bug_of_ours_is_told_and_the_source_tried_again(room: Newsroom):
    room.publish("ablin")

    async def broken(data: bytes, url: str, max_entries: int, content_type: str | None) -> Feed:
        raise ZeroDivisionError("a feed nobody foresaw")

    good, room.parse = room.parse, broken  # type: ignore[method-assign]
    room.restart()
    assert (await room.poll()).outcome == "failed"
    assert room.reasons == [RejectReason.BUG]
    room.parse = good  # type: ignore[method-assign]
    room.restart()
    assert (await room.poll()).outcome == "ok"


async def test_entries_that_name_no_page_are_told(room: Newsroom):
    item = f"<item><title>a</title><link>{room.site.url('/ablin')}</link></item><item><title>b</title></item>"
    room.publish("ablin")
    room.site.put("/rss", f"<rss version='2.0'><channel>{item}</channel></rss>", content_type="application/xml")
    await room.poll()
    assert len(room.articles) == 1
    assert "1 entries of the feed name no page" in room.rejections[0].detail
