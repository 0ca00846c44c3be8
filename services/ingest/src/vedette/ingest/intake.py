"""The one door: every document, polled or pushed, becomes an article here, once per revision."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from vedette.ingest.documents import Document, make_raw
from vedette.ingest.identity import fingerprint, next_revision
from vedette.ingest.memory import Memory
from vedette.runtime.errors import TransientError
from vedette.runtime.messages import Outgoing
from vedette.schemas import RawArticle, SeenArticle
from vedette.schemas.topics import RAW, SEEN

Send = Callable[[Outgoing], Awaitable[None]]

REFRESH_AFTER = timedelta(days=7)
"""How old "last seen" on the topic may get; writing it at every look would be most of the traffic."""


class BrokerAwayError(TransientError):
    """The broker takes no messages just now: the document is at no fault and is tried again."""


@dataclass(frozen=True)
class Taken:
    """What became of a document."""

    article_id: str
    revision: int
    published: bool
    """False if this revision was published before."""


class Intake:
    """Publishes documents. `send` returns when the broker has acknowledged; it raises `BrokerAwayError`."""

    def __init__(
        self,
        memory: Memory,
        send: Send,
        *,
        max_bytes: int,
        on_taken: Callable[[Document, Taken], None] = lambda _document, _taken: None,
    ) -> None:
        self._memory = memory
        self._send = send
        self._max_bytes = max_bytes
        self._on_taken = on_taken
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, document: Document, *, asked: str | None = None) -> Taken:
        """Publish the document if it is new or changed.

        `asked` is the id of the address it was found under, if a redirect led elsewhere.
        Raises: `PermanentError` for what can never be an article; `BrokerAwayError`.
        """
        raw = make_raw(document, max_bytes=self._max_bytes)
        # a thread, because a large hostile page takes seconds and pushes must not wait for it
        print_now = await asyncio.to_thread(fingerprint, document.body, raw.content_type)
        lock = self._locks.setdefault(raw.article_id, asyncio.Lock())  # two at once must not both be revision 2
        async with lock:
            taken = await self._take_revision(raw, print_now, document, asked)
        self._on_taken(document, taken)
        return taken

    async def _take_revision(self, raw: RawArticle, print_now: str, document: Document, asked: str | None) -> Taken:
        before = self._memory.find(raw.article_id)
        revision = next_revision(before, print_now)
        if before is not None and revision is None:
            await self._same(before, document, asked)
            return Taken(raw.article_id, before.revision, published=False)
        numbered = raw.model_copy(update={"revision": revision or 1})
        await self._send(Outgoing(RAW, raw.article_id, numbered))
        seen = SeenArticle(
            article_id=raw.article_id,
            revision=numbered.revision,
            fingerprint=print_now,
            etag=document.http.etag if document.http else None,
            last_modified=document.http.last_modified if document.http else None,
            first_seen_at=before.first_seen_at if before else document.fetched_at,
            seen_at=document.fetched_at,
        )
        await self._remember(seen, asked)
        return Taken(raw.article_id, numbered.revision, published=True)

    async def unchanged(self, seen: SeenArticle, now: datetime) -> None:
        """Take the server's word that an article is as it was."""
        self._memory.looked(seen, now)
        if now - seen.seen_at > REFRESH_AFTER:
            await self._remember(seen.model_copy(update={"seen_at": now}), None)

    async def _same(self, seen: SeenArticle, document: Document, asked: str | None) -> None:
        """Keep what may be new about an article whose text is as it was: validators, and the way it was found."""
        if document.http is not None:
            seen = seen.model_copy(update={"etag": document.http.etag, "last_modified": document.http.last_modified})
            self._memory.note(seen)
        if asked is not None and asked != seen.article_id and self._memory.find(asked) is None:
            await self._remember(seen, asked)
        await self.unchanged(seen, document.fetched_at)

    async def _remember(self, seen: SeenArticle, asked: str | None) -> None:
        entries = [seen]
        if asked is not None and asked != seen.article_id:
            entries.append(seen.model_copy(update={"article_id": asked, "leads_to": seen.article_id}))
        for entry in entries:
            await self._send(Outgoing(SEEN, entry.article_id, entry))
            self._memory.note(entry)
