"""A small service for the runtime's own tests: articles.raw in, articles.clean out, one entry per article in a table.

What it does with an article stands in the article's body, so that a test reads as a story.
"""

import asyncio
import hashlib
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from vedette.runtime.app import Message, Outcome, Outgoing, Put, Service
from vedette.runtime.changelog import Changelog, Entry
from vedette.runtime.errors import PermanentError, TransientError
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import CleanArticle, Paragraph, ParagraphRole, RawArticle, RejectReason
from vedette.schemas.topics import CLEAN, RAW

NAME = "relay"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def clean_of(raw: RawArticle, text: str) -> CleanArticle:
    """Return a clean article with one paragraph."""
    return CleanArticle(
        article_id=raw.article_id, revision=raw.revision, source_id=raw.source_id, text=text,
        paragraphs=[Paragraph(text=text, start=0, end=len(text), role=ParagraphRole.BODY)],
        text_sha256=hashlib.sha256(text.encode()).hexdigest(), syndication_id=raw.article_id,
        cleaner="relay/1", fetched_at=raw.fetched_at,
    )  # fmt: skip


class Relay:
    """Handles one article as its body says."""

    def __init__(self, service: Service) -> None:
        self.seen = service.table("seen")
        self.tries: dict[str, int] = {}
        self.fresh: dict[str, bytes] = {}
        self.tells_company = bool(os.environ.get("RELAY_TELLS_COMPANY"))

    async def handle(self, message: Message[RawArticle]) -> Outcome:
        raw = message.value
        order, _, amount = (raw.body or "").partition(" ")
        match order:
            case "raise":
                raise RuntimeError("the handler has a bug")
            case "refuse":
                raise PermanentError(RejectReason.UNREADABLE, "nothing to read here")
            case "flicker":
                self.tries[message.key] = self.tries.get(message.key, 0) + 1
                if self.tries[message.key] <= int(amount):
                    raise TransientError("the archive is away")
            case "slow" if not os.environ.get("RELAY_HURRY"):
                await asyncio.sleep(float(amount))
            case "block":
                time.sleep(float(amount))  # noqa: ASYNC251  what a careless handler does
            case "hang":
                await asyncio.Event().wait()
            case "huge":
                return Outcome([Outgoing(CLEAN, message.key, clean_of(raw, "long read " * 100_000))])
        known = self.fresh.get(message.key) or self.seen.get(message.key)
        text = f"{raw.body} | revision {raw.revision} | before {(known or b'0').decode()}"
        return Outcome(
            [Outgoing(CLEAN, message.key, clean_of(raw, text), message)],
            [Put("seen", message.key, str(raw.revision).encode())],
        )

    async def handle_all(self, messages: Sequence[Message[RawArticle]]) -> Outcome:
        """Handle some articles as one; each tells how many there were, and which."""
        self.fresh, outcomes = {}, []
        for message in messages:
            outcomes.append(await self.handle(message))
            self.fresh |= {put.key: put.value for put in outcomes[-1].puts if put.value}
        self.fresh = {}
        sent = [message for outcome in outcomes for message in outcome.messages]
        if self.tells_company:
            company = f" | offsets {messages[0].offset} to {messages[-1].offset}"
            sent = [
                replace(m, value=clean_of(r.value, m.value.text + company)) for m, r in zip(sent, messages, strict=True)
            ]
        return Outcome(sent, [put for outcome in outcomes for put in outcome.puts])


def die_writing(value: bytes) -> None:
    """Die as by a kill at the worst moment: all is sent, and the table entry with this value is about to be written."""
    write = Changelog.write

    async def deadly(self: Changelog, topic: str, partition: int, entries: Sequence[Entry]) -> int:
        if any(entry == value for _, entry in entries):
            os.kill(os.getpid(), signal.SIGKILL)
        return await write(self, topic, partition, entries)

    Changelog.write = deadly  # type: ignore[method-assign]


def main() -> int:
    """Run until told to stop."""
    if "RELAY_DIES_WRITING" in os.environ:
        die_writing(os.environ["RELAY_DIES_WRITING"].encode())
    settings = ServiceSettings.load()
    service = Service(NAME, settings)
    relay = Relay(service)
    together = int(os.environ.get("RELAY_TOGETHER", "0"))
    if together:
        service.batches(RAW, relay.handle_all, table=relay.seen, most=together)
    else:
        service.agent(RAW, relay.handle, batch=int(os.environ.get("RELAY_BATCH", "1")))
    return service.run()


if __name__ == "__main__":
    sys.exit(main())
