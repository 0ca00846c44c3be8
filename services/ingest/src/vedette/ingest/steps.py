"""READ FIRST: ingest as an ordered list of calls.

A poll: what does the source list? Which entries are due? Fetch each, hand it to the intake. The intake (`intake.py`) is
the one door for polled and pushed documents alike: refuse what is no text, name it, and publish it if it is new.
"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from vedette.ingest.documents import Document, make_raw, read_document
from vedette.ingest.failures import Failures, about_entry, about_links, as_bug
from vedette.ingest.feeds import Entry, Feed
from vedette.ingest.fetch import Fetched, Known
from vedette.ingest.identity import article_id, canonical_url
from vedette.ingest.intake import BrokerAwayError, Intake
from vedette.ingest.memory import Memory
from vedette.ingest.schedule import recheck_due
from vedette.ingest.sources import Source
from vedette.ingest.web import Web
from vedette.runtime.errors import PermanentError, TransientError, VedetteError
from vedette.schemas import Hints, HttpResponse, RejectReason

__all__ = ["Desk", "Listing", "make_raw", "poll_source", "read_document", "take_entry"]

ParseFeed = Callable[[bytes, str, int, str | None], Awaitable[Feed]]
"""Reads feed bytes in a process of their own, with a time and a memory limit."""


MAX_SILENT = 3
"""Pages in a row without an answer after which the rest waits for the next poll: a dead host costs a minute."""


@dataclass(frozen=True)
class Desk:
    """What the steps work with."""

    web: Web
    parse_feed: ParseFeed
    memory: Memory
    intake: Intake
    failures: Failures
    clock: Callable[[], datetime]
    recheck_s: float
    """Shortest pause between two looks at a published page."""


@dataclass(frozen=True)
class Listing:
    """What a source listed at the last poll."""

    entries: tuple[Entry, ...] = ()
    known: Known = field(default_factory=Known)


async def poll_source(source: Source, before: Listing, desk: Desk) -> Listing:
    """Poll a source once and return its listing for the next poll.

    A page that fails is told and left for later; the others go on, unless the host seems to be down.
    Raises: `TransientError` or `PermanentError` if the feed itself fails; `BrokerAwayError`.
    """
    listing = await list_entries(source, before, desk)
    silent = 0
    for entry in due_entries(source, listing.entries, desk):
        answered = await take_entry(source, entry, desk)
        silent = 0 if answered else silent + 1
        if silent >= MAX_SILENT:
            break
    return listing


async def list_entries(source: Source, before: Listing, desk: Desk) -> Listing:
    """Return what the source lists; the listing before if the server says that nothing changed."""
    if source.page is not None:
        return Listing((Entry(source.page, language=source.language),))
    answer = await desk.web.feed(source, before.known)
    if answer.body is None:
        return before
    feed = await desk.parse_feed(answer.body, answer.url, source.max_entries, answer.content_type)
    if feed.without_link:
        lost = PermanentError(RejectReason.UNREADABLE, f"{feed.without_link} entries of the feed name no page")
        await desk.failures.tell_once(about_links(source), lost, desk.clock())
    return Listing(feed.entries, Known(answer.etag, answer.last_modified))


def due_entries(source: Source, entries: Iterable[Entry], desk: Desk) -> list[Entry]:
    """Return the entries to fetch now: new, changed by the feed's word, due for another look, or failed a while ago.

    Oldest first, so that a story's first report is published before its follow-up. Feeds without dates are taken to
    have the newest on top.
    """
    now = desk.clock()
    due = [entry for entry in entries if _is_due(source, entry, desk, now)][::-1]
    dated = [(entry.published_at, entry) for entry in due if entry.published_at is not None]
    return [entry for _, entry in sorted(dated, key=lambda pair: pair[0])] if len(dated) == len(due) else due


def _is_due(source: Source, entry: Entry, desk: Desk, now: datetime) -> bool:
    key = _key(entry.link)
    failure = desk.memory.failure(key)
    if failure is not None:
        return failure.next_at <= now
    seen = desk.memory.find(key)
    if seen is None or source.page is not None or source.body == "feed":
        return True
    checked = desk.memory.checked(seen)
    if entry.updated_at is not None and checked < entry.updated_at <= now:
        return True
    return recheck_due(first_seen=seen.first_seen_at, checked=checked, now=now, least_s=desk.recheck_s)


async def take_entry(source: Source, entry: Entry, desk: Desk) -> bool:
    """Fetch one entry and publish it if it is new; return False if the web did not answer.

    Every failure is told or retried. Raises: `BrokerAwayError`.
    """
    key = _key(entry.link)
    subject = about_entry(source, entry.link, key)
    try:
        document = await fetch_document(source, entry, desk)
        if document is not None:
            await desk.intake.take(document, asked=key)
        desk.failures.passed(subject)
    except BrokerAwayError:
        raise
    except TransientError as error:
        await desk.failures.count(subject, error, desk.clock())
        return False
    except PermanentError as error:
        await desk.failures.tell_once(subject, error, desk.clock())
    except VedetteError:
        raise  # the service itself must stop
    except Exception as error:  # noqa: BLE001  a page that finds a bug of ours must not stop the pages after it
        await desk.failures.tell_once(subject, as_bug(error), desk.clock())
    return True


async def fetch_document(source: Source, entry: Entry, desk: Desk) -> Document | None:
    """Return the entry's page, None if the server says that it is as we know it. Raises: as `Web.page`."""
    hints = _hints(source, entry)
    if source.body == "feed":
        body = (entry.content or "").encode()
        return Document(body, desk.clock(), source.id, "text/html; charset=utf-8", url=entry.link, hints=hints)
    seen = desk.memory.find(_key(entry.link))
    known = Known(seen.etag, seen.last_modified) if seen else Known()
    answer = await desk.web.page(source, entry.link, known)
    if answer.body is None:
        if seen is not None:
            await desk.intake.unchanged(seen, desk.clock())
        return None
    _refuse_front_page(entry.link, answer)
    http = HttpResponse(status=answer.status, etag=answer.etag, last_modified=answer.last_modified)
    return Document(answer.body, desk.clock(), source.id, answer.content_type, url=answer.url, http=http, hints=hints)


def _hints(source: Source, entry: Entry) -> Hints:
    return Hints(
        title=entry.title,
        published_at=entry.published_at,
        published_day_only=entry.day_only,
        author=entry.author,
        language=source.language or entry.language,
        publisher=source.publisher,
    )


def _refuse_front_page(link: str, answer: Fetched) -> None:
    """Many sites send readers of a deleted story to the front page; that is no revision of the story."""
    if (
        urlsplit(answer.url).path in {"", "/"}
        and urlsplit(link).path not in {"", "/"}
        and not urlsplit(answer.url).query
    ):
        raise PermanentError(RejectReason.FETCH_FAILED, "the page is gone: its address leads to the front page")


def _key(link: str) -> str:
    """Return the id an address has before it is fetched; of the bare text where it is no web address."""
    try:
        return article_id(canonical_url(link), b"")
    except ValueError:
        return article_id(link, b"")
