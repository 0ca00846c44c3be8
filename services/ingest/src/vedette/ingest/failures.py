"""What could not be fetched or read: counted, tried again later, and told once as a Rejection."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from vedette.ingest.memory import Memory
from vedette.ingest.sources import Source
from vedette.runtime.addresses import MAX_URL_CHARS
from vedette.runtime.errors import PermanentError, TransientError
from vedette.schemas import Rejection, RejectReason

MAX_TRIES = 5
"""Polls a page may fail before it is set aside; with the pauses between them about half an hour."""

PERMANENT_PAUSE = timedelta(hours=6)
"""A page that cannot be read is looked at again now and then: sites repair themselves."""


@dataclass(frozen=True)
class Subject:
    """What failed."""

    key: str
    url: str
    source_id: str
    topic: str
    """`feed` for a source's list, `http` for a page."""


def about_source(source: Source) -> Subject:
    """Return the source itself as a subject."""
    return Subject(f"source:{source.id}", source.url, source.id, "feed")


def about_links(source: Source) -> Subject:
    """Return the entries of a source that name no page, as one subject."""
    return Subject(f"source:{source.id}:links", source.url, source.id, "feed")


def about_entry(source: Source, link: str, key: str) -> Subject:
    """Return a page of a source as a subject."""
    return Subject(key, link, source.id, "http")


def as_bug(error: Exception) -> PermanentError:
    """Return an error nobody foresaw as one that can be told."""
    return PermanentError(RejectReason.BUG, repr(error)[:1000])


class Failures:
    """Remembers failures and writes rejections, one for each failure that lasts."""

    def __init__(self, memory: Memory, reject: Callable[[Rejection], Awaitable[None]]) -> None:
        self._memory = memory
        self._reject = reject

    async def count(self, subject: Subject, error: TransientError, now: datetime) -> None:
        """Count a failure that may pass; after `MAX_TRIES` of them it is told as RETRIES_EXHAUSTED."""
        before = self._memory.failure(subject.key)
        pause = None if error.retry_after_s is None else timedelta(seconds=min(error.retry_after_s, 86400.0))
        tell = (before.tries if before else 0) + 1 >= MAX_TRIES and not (before and before.told)
        if tell:
            tries = before.tries + 1 if before else 1
            await self._reject(_rejection(subject, RejectReason.RETRIES_EXHAUSTED, error.detail, now, tries))
        self._memory.failed(subject.key, now, told=tell, pause=pause)

    async def tell_once(self, subject: Subject, error: PermanentError, now: datetime) -> None:
        """Write the rejection, unless it is written already for this subject."""
        before = self._memory.failure(subject.key)
        if before is None or not before.told:
            tries = before.tries + 1 if before else 1
            await self._reject(_rejection(subject, error.reason, error.detail, now, tries))
        self._memory.failed(subject.key, now, told=True, pause=PERMANENT_PAUSE)

    def passed(self, subject: Subject) -> None:
        """Forget the failures of what works again; the next one is told anew."""
        self._memory.forgive(subject.key)


def _rejection(subject: Subject, reason: RejectReason, detail: str, now: datetime, tries: int) -> Rejection:
    return Rejection(
        reason=reason,
        detail=detail[:4000],
        service="ingest",
        source_topic=subject.topic,
        source_partition=-1,
        source_offset=-1,
        headers={"url": subject.url[:MAX_URL_CHARS], "source": subject.source_id},
        attempts=tries,
        at=now,
    )
