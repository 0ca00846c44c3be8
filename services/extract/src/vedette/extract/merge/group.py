"""A group: the items that chose one happening, with what likeness asks of them kept ready.

Likeness asks every member, but members that are alike give the same answer: a happening told two hundred times has a
few dozen faces. So an item is compared with faces, and with the members its own article made.
"""

from abc import ABC, abstractmethod
from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType

from vedette.extract.merge.items import Item, Order

__all__ = ["Group", "Members"]

Told = Mapping[str, Sequence[str]]
"""Leaders of other happenings, by the member that names them."""

_NONE: Told = MappingProxyType({})
_NOBODY: frozenset[str] = frozenset()
_FEW = 8
"""So many members are gone through sooner than kept by article."""


def _order(item: Item) -> Order:
    return item.order


class Members(ABC):
    """Items of one happening in order, all or those before an item."""

    __slots__ = ()

    @property
    @abstractmethod
    def items(self) -> Sequence[Item]:
        """Return them."""

    @property
    @abstractmethod
    def joins(self) -> Told:
        """Return the happenings that members bridge to this one."""

    @property
    @abstractmethod
    def pinned(self) -> AbstractSet[str]:
        """Return the members that a person put here."""

    @abstractmethod
    def of_article(self, article_id: str) -> Sequence[Item]:
        """Return the members that an article made."""

    @abstractmethod
    def all_faces(self) -> Iterable[Item]:
        """Return the first of each kind of member."""

    @property
    def leader(self) -> Item:
        """Return the first item."""
        return self.items[0]

    def __len__(self) -> int:
        return len(self.items)

    def faces(self, item: Item) -> Iterable[Item]:
        """Return the members that an item is to be compared with: of those alike for it only the first."""
        own = self.of_article(item.article_id)
        if not own:
            return self.all_faces()
        others = Group(m for m in self.items if m.article_id != item.article_id)
        return [*own, *others.all_faces()]

    def faces_for(self, other: "Members") -> Iterable[Item]:
        """Return the members that stand for all when two happenings are compared."""
        shared = [m for m in self.items if other.of_article(m.article_id)]
        if not shared:
            return self.all_faces()
        ids = {m.id for m in shared}
        return [*shared, *Group(m for m in self.items if m.id not in ids).all_faces()]


class Group(Members):
    """All that chose a happening, most often one item: what only more of them need is made when they come.

    `joins` are the happenings that members bridge to this one, `links` those it may be the same as, both by member;
    `pinned` are the members that a person put here. `telling` counts those that make it an event.
    """

    __slots__ = ("_articles", "_faces", "_until", "first", "items", "joins", "last", "links", "pinned", "telling")

    items: list[Item]
    joins: Told
    pinned: AbstractSet[str]

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.joins = self.links = _NONE
        self.pinned = _NOBODY
        self._until: Order | None = None
        self._begin()
        for item in sorted(items, key=_order):
            self.add(item)

    def _begin(self) -> None:
        self.items = []
        self._faces: dict[str, Item] | None = None
        self._articles: dict[str, list[Item]] | None = None
        self.first = self.last = self.telling = 0

    def of_article(self, article_id: str) -> Sequence[Item]:
        """Return the members that an article made."""
        if len(self.items) <= _FEW:
            return [item for item in self.items if item.article_id == article_id]
        if self._articles is None:
            self._articles = {}
            for item in self.items:
                self._articles.setdefault(item.article_id, []).append(item)
        return self._articles.get(article_id, ())

    def all_faces(self) -> Iterable[Item]:
        """Return the first of each kind of member."""
        return self.items if self._faces is None else self._faces.values()

    def add(self, item: Item) -> None:
        """Take in an item that is not here yet."""
        items = self.items
        self.telling += item.telling and not item.denies
        if not items:
            items.append(item)
            self.first, self.last = item.first, item.last
            return
        if self._faces is None:
            self._faces = {items[0].alike: items[0]}
        if item.order < items[-1].order:
            insort(items, item, key=_order)
        else:
            items.append(item)
        face = self._faces.get(item.alike)
        if face is None or item.order < face.order:
            self._faces[item.alike] = item
        if self._articles is not None:
            self._articles.setdefault(item.article_id, []).append(item)
        if item.first < self.first or item.last > self.last:
            self.first, self.last = min(self.first, item.first), max(self.last, item.last)

    def remove(self, item_id: str) -> None:
        """Let an item go."""
        left = [item for item in self.items if item.id != item_id]
        self._begin()
        for item in left:
            self.add(item)
        self.note(item_id)

    def note(self, item_id: str, joins: Sequence[str] = (), links: Sequence[str] = (), *, pinned: bool = False) -> None:
        """Enter what else is said of where a member stands."""
        if joins or item_id in self.joins:
            self._until = None
            self.joins = _entered(self.joins, item_id, joins)
        if links or item_id in self.links:
            self.links = _entered(self.links, item_id, links)
        if pinned != (item_id in self.pinned):
            self.pinned = self.pinned ^ {item_id}

    def before(self, order: Order | None) -> Members:
        """Return the members that stand before a place in the order; the group itself if that is all."""
        if order is None or not self.items or self.items[-1].order < order:
            return self
        return _Part(self, order)

    @property
    def bridged_until(self) -> Order | None:
        """Return the place of the last member that bridges another happening to this one, null if none does."""
        if self._until is None and self.joins:
            self._until = max(item.order for item in self.items if item.id in self.joins)
        return self._until

    @classmethod
    def of_all(cls, parts: Sequence[Members]) -> "Group":
        """Return one group of the members of some."""
        found = cls({item.id: item for part in parts for item in part.items}.values())
        for part in parts:
            if part.joins:
                found.joins = {**found.joins, **part.joins}
            if part.pinned:
                found.pinned = found.pinned | part.pinned
            if isinstance(part, Group) and part.links:
                found.links = {**found.links, **part.links}
        return found


def _entered(told: Told, item_id: str, named: Sequence[str]) -> Told:
    """Return what members name, with what one of them names now."""
    own = told if isinstance(told, dict) else {}
    if named:
        own[item_id] = named
    else:
        own.pop(item_id, None)
    return own


class _Part(Members):
    """The members of a group that stand before a place in the order; nothing is copied until it is asked for."""

    __slots__ = ("_before", "_count", "_group")

    def __init__(self, group: Group, order: Order) -> None:
        self._group, self._before = group, order
        self._count = bisect_left(group.items, order, key=_order)

    def __len__(self) -> int:
        return self._count

    @property
    def leader(self) -> Item:
        """Return the first item."""
        return self._group.items[0]

    @property
    def items(self) -> Sequence[Item]:
        """Return them."""
        return self._group.items[: self._count]

    @property
    def joins(self) -> Told:
        """Return the happenings that these members bridge to this one."""
        told = self._group.joins
        return {i: told[i] for i in {m.id for m in self.items} & told.keys()} if told else told

    @property
    def pinned(self) -> AbstractSet[str]:
        """Return those that a person put here."""
        pinned = self._group.pinned
        return {m.id for m in self.items} & pinned if pinned else pinned

    def of_article(self, article_id: str) -> Sequence[Item]:
        """Return those that an article made."""
        return [m for m in self._group.of_article(article_id) if m.order < self._before]

    def all_faces(self) -> Iterable[Item]:
        """Return the first of each kind: the first of a whole group is the first of any part that has one."""
        return (face for face in self._group.all_faces() if face.order < self._before)
