"""What merging holds in memory of its state: rows as objects, ready for the next claim.

The state is a chain: each merge writes a stamp made of the one before and of what came in. Objects are trusted only
while the state bears the stamp they were left with; after a failed write, a preview or a change of worker they are
read anew. So they may be changed in place. Source: decision record 0079.
"""

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from typing import Any

from vedette.extract.merge.blocks import COLUMNS_NEAR, ROWS_NEAR
from vedette.extract.merge.context import Context
from vedette.extract.merge.decide import Place
from vedette.extract.merge.group import Group
from vedette.extract.merge.items import Item, Order
from vedette.extract.merge.stored import Filed, Happening

__all__ = ["NO_BLOCK", "Block", "Memos", "new_memos", "next_stamp"]

CHUNK = 48
"""Items in one stored row of a block: a busy day rewrites a row of 1.6 kB for a claim, not all of the day."""
MOST_HELD = 20_000
"""Claims and happenings kept as objects: some weeks of news, about 15 kB each with all that hangs on it."""
_LIGHTER = {"items": 12, "places": 12, "groups": 4, "bridges": 12, "blocks": 6}
"""How many times as many are kept of what is small. A late claim asks for the items of a day long past, not for their
claims: to parse those anew would cost more than all the rest of merging it."""
_MOST_WEIGHED = 100_000


def next_stamp(before: str, told: bytes) -> str:
    """Return the stamp of the state that follows one by taking something in."""
    return blake2b(before.encode() + told, digest_size=12).hexdigest()


class Block:
    """The items filed under one key, in stored chunks; in order, and by the happening each has chosen, once asked."""

    __slots__ = ("_by_leader", "_chunk_of", "_in_order", "chunks")

    def __init__(self, chunks: Sequence[Sequence[str]] = ()) -> None:
        self.chunks: list[list[str]] = [list(chunk) for chunk in chunks]
        self._chunk_of = {item: n for n, chunk in enumerate(self.chunks) for item in chunk}
        self._in_order: list[tuple[Order, str]] | None = None
        self._by_leader: dict[str, list[Item]] | None = None

    def __iter__(self) -> Any:  # an iterator of item ids
        return iter(self._chunk_of)

    def __len__(self) -> int:
        return len(self._chunk_of)

    @property
    def is_open(self) -> bool:
        """Return True once order and choices are known."""
        return self._in_order is not None

    def open(self, rows: Sequence[tuple[Item, str | None]]) -> None:
        """Learn the order of the items and the happening each has chosen."""
        self._in_order, self._by_leader = sorted([(item.order, item.id) for item, _ in rows]), {}
        for item, leader in rows:
            self.chose(item, None, leader)

    def add(self, item: Item) -> int | None:
        """File an item; return its chunk, null if it is here already."""
        if item.id in self._chunk_of:
            return None
        if not self.chunks or len(self.chunks[-1]) >= CHUNK:
            self.chunks.append([])
        self.chunks[-1].append(item.id)
        self._chunk_of[item.id] = len(self.chunks) - 1
        if self._in_order is not None:
            self._insert(item)
        return len(self.chunks) - 1

    def _insert(self, item: Item) -> None:
        known, entry = self._in_order, (item.order, item.id)
        assert known is not None
        if known and entry < known[-1]:
            insort(known, entry)
        else:
            known.append(entry)

    def remove(self, item: Item, leader: str | None) -> Sequence[int]:
        """Take an item out; return the chunks that change. All but the last stay full."""
        at = self._chunk_of.pop(item.id, None)
        if at is None:
            return ()
        last = len(self.chunks) - 1
        self.chunks[at].remove(item.id)
        if at != last:
            moved = self.chunks[last].pop()
            self.chunks[at].append(moved)
            self._chunk_of[moved] = at
        if not self.chunks[last]:
            self.chunks.pop()
        if self._in_order is not None:
            self._in_order.remove((item.order, item.id))
            self.chose(item, leader, None)
        return (at, last)

    def chose(self, item: Item, before: str | None, after: str | None) -> None:
        """Note that an item left a happening for another."""
        if self._by_leader is None:
            return
        if before is not None and before in self._by_leader:
            left = [other for other in self._by_leader[before] if other.id != item.id]
            if left:
                self._by_leader[before] = left
            else:
                del self._by_leader[before]
        if after is not None:
            there = self._by_leader.get(after)
            if there is None:
                self._by_leader[after] = [item]
            else:
                there.append(item)

    def chosen(self, item: Item, found: set[str]) -> None:
        """Add the happenings chosen by items before this one that it may meet; once opened."""
        assert self._by_leader is not None
        order, here = item.order, item.point
        for leader, others in self._by_leader.items():
            if leader in found:
                continue
            for other in others:
                there = other.point
                near = (  # written out here: it is asked more often than anything else
                    here is None
                    or there is None
                    or (abs(here[0] - there[0]) <= ROWS_NEAR and abs(here[1] - there[1]) <= COLUMNS_NEAR)
                )
                if near and other.order < order:
                    found.add(leader)
                    break

    def later(self, order: Order) -> Iterable[str]:
        """Return the items that stand after a place in the order; once opened."""
        known = self._in_order
        assert known is not None
        if not known or known[-1][0] <= order:
            return ()
        return [item_id for _, item_id in known[bisect_right(known, (order, "~")) :]]


NO_BLOCK = Block()
"""What is filed under a key that nothing was filed under yet."""
_OF_STATE = ("filed", "items", "places", "groups", "bridged", "bridges", "happenings", "blocks")


@dataclass
class Memos:
    """The memory of one store. `size` bounds each kind of object."""

    context: Context
    size: int = MOST_HELD
    stamp: str | None = None
    filed: dict[str, Filed] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    places: dict[str, Place | None] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    bridged: dict[str, Group] = field(default_factory=dict)
    bridges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    happenings: dict[str, Happening] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    weighed: dict[tuple[str, str, bool], int | None] = field(default_factory=dict)

    def open(self, stamp: str) -> None:
        """Make ready for a state of this stamp: what is of another is dropped, and the oldest where it is too much."""
        if self.stamp != stamp:
            for name in _OF_STATE:
                getattr(self, name).clear()
            self.stamp = stamp
        for name in _OF_STATE:
            known: dict[str, Any] = getattr(self, name)
            if len(known) > self.size * _LIGHTER.get(name, 1):
                for old in list(islice(known, len(known) // 10)):
                    del known[old]
        if len(self.weighed) > _MOST_WEIGHED:
            self.weighed.clear()


def new_memos(context: Context, size: int = MOST_HELD) -> Memos:
    """Return empty memos."""
    return Memos(context, size)
