"""A group: the items that chose one happening, with what likeness asks of them kept ready.

Likeness asks every member, but members that are alike give the same answer: a happening told two hundred times has a
few dozen faces. So an item is compared with faces, and with the members its own article made.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence

from vedette.extract.merge.items import Item, Order

__all__ = ["Group"]


def _order(item: Item) -> Order:
    return item.order


class Group:
    """Items in order.

    `joins` are the happenings that members bridge to this one, `links` those that may be the same, each by member;
    `pinned` are the members that a person put here.
    """

    __slots__ = ("_faces", "articles", "first", "items", "joins", "last", "links", "pinned")

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.items: list[Item] = []
        self._faces: dict[str, Item] = {}
        self.articles: dict[str, list[Item]] = {}
        self.joins: dict[str, Sequence[str]] = {}
        self.links: dict[str, Sequence[str]] = {}
        self.pinned: set[str] = set()
        self.first, self.last = 0, 0
        for item in sorted(items, key=_order):
            self._append(item)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def leader(self) -> Item:
        """Return the first item."""
        return self.items[0]

    def add(self, item: Item) -> None:
        """Take in an item that is not here yet."""
        if not self.items or self.items[-1].order < item.order:
            self._append(item)
        else:
            insort(self.items, item, key=_order)
            self._note(item)

    def remove(self, item_id: str) -> None:
        """Let an item go."""
        left = [item for item in self.items if item.id != item_id]
        self.items, self._faces, self.articles = [], {}, {}
        for item in left:
            self._append(item)
        for told in (self.joins, self.links):
            told.pop(item_id, None)
        self.pinned.discard(item_id)

    def before(self, order: Order | None) -> "Group":
        """Return the members that stand before a place in the order; the group itself if that is all."""
        if order is None or not self.items or self.items[-1].order < order:
            return self
        part = Group(self.items[: bisect_left(self.items, order, key=_order)])
        ids = {item.id for item in part.items}
        part.joins = _of(ids, self.joins)
        part.links = _of(ids, self.links)
        part.pinned = self.pinned & ids
        return part

    def with_all(self, others: Iterable["Group"]) -> "Group":
        """Return one group of all members of this and others."""
        groups = [self, *others]
        found = Group({item.id: item for group in groups for item in group.items}.values())
        for group in groups:
            found.joins |= group.joins
            found.links |= group.links
            found.pinned |= group.pinned
        return found

    def faces(self, item: Item) -> Iterable[Item]:
        """Return the members that an item is to be compared with: of those alike for it only the first."""
        own = self.articles.get(item.article_id)
        if own is None:
            return self._faces.values()
        others = (m for m in self.items if m.article_id != item.article_id)
        found: dict[str, Item] = {}
        for member in others:
            found.setdefault(member.alike or member.id, member)
        return [*own, *found.values()]

    def faces_for(self, other: "Group") -> Iterable[Item]:
        """Return the members that stand for all when two groups are compared: those of articles of both, and faces."""
        if self.articles.keys().isdisjoint(other.articles):
            return self._faces.values()
        own = [m for m in self.items if m.article_id in other.articles]
        rest = [m for m in self.items if m.article_id not in other.articles]
        return [*own, *Group(rest).all_faces()]

    def all_faces(self) -> Iterable[Item]:
        """Return the first of each kind of member."""
        return self._faces.values()

    def _append(self, item: Item) -> None:
        self.items.append(item)
        self._note(item)

    def _note(self, item: Item) -> None:
        face = self._faces.get(item.alike or item.id)
        if face is None or item.order < face.order:
            self._faces[item.alike or item.id] = item
        self.articles.setdefault(item.article_id, []).append(item)
        alone = len(self.items) == 1
        self.first = item.first if alone else min(self.first, item.first)
        self.last = item.last if alone else max(self.last, item.last)


def _of(ids: set[str], told: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return {item_id: leaders for item_id, leaders in told.items() if item_id in ids}
