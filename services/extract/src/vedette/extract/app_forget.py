"""Keeping tables bounded: with every message a few entries are looked at, and what is past its window goes.

The cost is spread evenly, nothing is written to keep an index, and a full round takes about half a message per stored
claim. Source: decision record 0077.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from vedette.extract.memory import known_at
from vedette.extract.merge.analyst import Layer
from vedette.extract.merge.context import Context
from vedette.extract.merge.draft import Memos
from vedette.extract.merge.expiry import CLAIM_ROWS, Windows, forget, is_settled
from vedette.extract.merge.keys import MERGE_KEY
from vedette.runtime.logs import get_log
from vedette.runtime.messages import Message
from vedette.runtime.walking import AT_ONCE, Walk
from vedette.schemas import Claim

__all__ = ["Forgetting", "MemoryWalk", "Rows", "WalkedTable"]

_CLOCK = f"{MERGE_KEY}|clock"

Rows = Sequence[tuple[str, bytes | None]]
"""Keys and values to write; null deletes."""


class WalkedTable(Protocol):
    """A table that can be gone through little by little."""

    def get(self, key: str) -> bytes | None:
        """Return the value of a key."""
        ...

    def after(self, key: str, count: int) -> list[tuple[str, bytes]]:
        """Return up to so many entries that follow a key."""
        ...


class Forgetting:
    """Forgets happenings past their window. The time is that of the newest claim, so a replay forgets nothing more."""

    def __init__(self, table: WalkedTable, windows: Windows, context: Context, memos: Memos) -> None:
        self._table, self._windows, self._context, self._memos = table, windows, context, memos
        self._at = CLAIM_ROWS

    def in_time(self, messages: Iterable[Message[Claim]]) -> list[Message[Claim]]:
        """Return the messages to merge: those of happenings that neither were nor would have been forgotten."""
        found: list[Message[Claim]] = []
        here: set[str] = set()
        for message in messages:
            name = message.value.claim_id
            now = self._now([*found[-1:], message])
            if name not in here and self._is_too_late(message.value, now):
                get_log().info("claim is past its window and not merged", claim_id=name)
                continue
            here.add(name)
            found.append(message)
        return found

    def _is_too_late(self, claim: Claim, now: datetime) -> bool:
        if self._table.get(f"{CLAIM_ROWS}{claim.claim_id}") is not None:
            return False
        # a withdrawal comes after its claim; one of a claim that is not here is of one that was forgotten
        return claim.withdrawn or is_settled(claim, now, self._windows, self._context)

    def forget(self, messages: Sequence[Message[Claim]], state: Layer) -> None:
        """Forget a little of what is past. `state` is the table with what the messages change on top."""
        now = self._now(messages)
        newest = state.get(_CLOCK)
        if newest is None or now.date().isoformat() > newest.decode()[:10]:
            state.write([(_CLOCK, now.isoformat().encode())])
        for key, value in self._next(AT_ONCE * len(messages)):
            known = known_at(value)
            if known is None or now - known > self._windows.shortest:
                state.write(self._rows(key.removeprefix(CLAIM_ROWS), state, now))

    def _rows(self, claim_id: str, state: Layer, now: datetime) -> Rows:
        return forget(claim_id, state, now=now, windows=self._windows, context=self._context, memos=self._memos)

    def _now(self, messages: Iterable[Message[Claim]]) -> datetime:
        """Return the time the newest claim became known, to the day; a clock that runs ahead moves nothing."""
        known = self._table.get(_CLOCK)
        here = [min(message.value.read_at, message.timestamp) for message in messages]
        return max(here if known is None else [*here, datetime.fromisoformat(known.decode())])

    def _next(self, count: int) -> list[tuple[str, bytes]]:
        found = [row for row in self._table.after(self._at, count) if row[0].startswith(CLAIM_ROWS)]
        self._at = found[-1][0] if len(found) == count else CLAIM_ROWS
        return found


class MemoryWalk:
    """Forgets what articles said, once they are past any revision. Entries of articles under way are left alone."""

    def __init__(self, table: WalkedTable, window: timedelta, read_at: Callable[[bytes], datetime | None]) -> None:
        self._walk, self._window, self._read_at = Walk(table), window, read_at
        self.under_way: set[str] = set()

    def gone(self, partition: int, now: datetime) -> list[str]:
        """Return the articles to forget among the next few of a partition."""
        return [
            key
            for key, value in self._walk.some(partition)
            if key not in self.under_way and (known := self._read_at(value)) is not None and now - known > self._window
        ]
