"""Decide where one item belongs, looking only at the items that stand before it.

An item joins the happening it fits best, or begins its own. If it fits two happenings that nothing keeps apart, it
bridges them: from here on they are one. A person's word (`pins.py`) comes before all likeness.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from vedette.extract.merge.group import Group, Members
from vedette.extract.merge.incidents import LINK, MERGE, objection, weigh_cumulative, weigh_incident
from vedette.extract.merge.items import Item, Lane, Order
from vedette.extract.merge.pins import Pin, PinKind
from vedette.extract.merge.sites import fits_site, weigh_loose, weigh_series, weigh_site, weigh_unsited

__all__ = ["Place", "Shelf", "decide", "gathered", "root_of", "weigh", "whole", "whole_of"]

MOST_LINKS = 5
MOST_BRIDGED = 2
"""So many further happenings are tried for a bridge, best first; the rest are links."""


class Place(NamedTuple):
    """Where an item stands: the first item of its happening as it was then, and those of happenings it may also be.

    `joins` are the first items of happenings that this item bridges to its own; `pinned` if a person put it there.
    """

    leader: str
    links: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    pinned: bool = False


class Shelf(Protocol):
    """The items and where they stand, as deciding sees them."""

    def item(self, item_id: str) -> Item:
        """Return an item."""
        ...

    def place(self, item_id: str) -> Place | None:
        """Return where an item stands, null while it stands nowhere."""
        ...

    def group(self, leader: str) -> Group:
        """Return the items that chose a happening, in order, without those of happenings bridged to it."""
        ...

    def bridged(self, leader: str) -> Group:
        """Return the items of a happening and of all bridged to it, as `gathered` does; a shelf may remember them."""
        ...

    def bridges(self, leader: str) -> Sequence[Item]:
        """Return the items that bridge this happening to an earlier one."""
        ...

    def chosen(self, item: Item) -> Iterable[str]:
        """Return the happenings chosen by items before this one that could be the same."""
        ...

    def later(self, item: Item, groups: Sequence[Group]) -> Sequence[Item]:
        """Return the items after this one that could be the same happening as it, or as a member of these groups."""
        ...

    def weigh(self, one: Item, other: Item) -> int | None:
        """Return the points for two items being one happening, as `weigh` does; a shelf may remember them."""
        ...

    def denials(self, item: Item, groups: Sequence[Group]) -> Sequence[Item]:
        """Return the denials that could be of the same happening as an item or a member of these groups."""
        ...

    def is_newest(self, item: Item) -> bool:
        """Return True if no item that denies nothing was placed after this one."""
        ...

    @property
    def has_pins(self) -> bool:
        """Return True if any decision of a person is known."""
        ...

    def pins(self, item: Item) -> Sequence[Pin]:
        """Return the decisions of people that name an item."""
        ...

    def named_with(self, items: Iterable[Item]) -> Sequence[Item]:
        """Return the items that decisions of people name together with one of these."""
        ...


class Fit(NamedTuple):
    """A happening an item fits: its first item, its members before the item, the points."""

    points: int
    members: Members

    @property
    def leader(self) -> Item:
        """Return the first item."""
        return self.members.leader

    @property
    def rank(self) -> tuple[int, Order]:
        """Return what fits are sorted by: the best first, of equals the earlier."""
        return -self.points, self.leader.order


def root_of(leader: str, shelf: Shelf, before: Order | None = None) -> str:
    """Return the first item of the happening that this one is part of, by all bridges or those before an item.

    While items are still to be asked again, two of them may bridge the same happenings both ways: a ring ends where it
    began.
    """
    passed: set[str] = set()
    bridges = shelf.bridges(leader)
    while bridges and leader not in passed:
        if before is not None:
            bridges = [i for i in bridges if i.order < before]
            if not bridges:
                break
        passed.add(leader)
        place = shelf.place(min(bridges, key=lambda i: i.order).id)
        assert place is not None
        leader = place.leader
        bridges = shelf.bridges(leader)
    return leader


def whole_of(leader: str, shelf: Shelf) -> Group:
    """Return the items of a happening and of those bridged to it, in order."""
    group = whole(leader, shelf)
    assert isinstance(group, Group)
    return group


def whole(leader: str, shelf: Shelf, before: Order | None = None) -> Members:
    """Return the items of a happening and of those bridged to it, in order; all, or those before an item."""
    group = shelf.group(leader)
    first = group.before(before)
    if not first.joins:
        return first
    known = shelf.bridged(leader)
    # where nothing was joined later than the item, its part of all is all before it
    if before is not None and known.bridged_until is not None and known.bridged_until < before:
        return known.before(before)
    return known if before is None else gathered(leader, shelf, before)


def gathered(leader: str, shelf: Shelf, before: Order | None = None) -> Group:
    """Return the items of a happening and of those bridged to it, gathered anew."""
    groups = {leader: shelf.group(leader).before(before)}
    waiting = [name for joins in groups[leader].joins.values() for name in joins]
    while waiting:
        name = waiting.pop()
        if name not in groups:
            groups[name] = shelf.group(name).before(before)
            waiting += [joined for joins in groups[name].joins.values() for joined in joins]
    return Group.of_all(list(groups.values()))


def weigh(one: Item, other: Item) -> int | None:
    """Return the points for two items being one happening; null if they cannot be.

    Lanes do not mix, but for a new post told without its site and the same one told with it.
    """
    if one.lane is not other.lane:
        return weigh_unsited(one, other)
    if one.lane is Lane.INCIDENT:
        return weigh_incident(one, other)
    if one.lane is Lane.CUMULATIVE:
        return weigh_cumulative(one, other)
    if one.lane is Lane.SITE:
        return weigh_site(one, other)
    return weigh_loose(one, other) if one.lane is Lane.LOOSE else weigh_series(one, other)


def _points(item: Item, members: Members, shelf: Shelf, least: int = 0) -> int | None:
    """Return the best points with any member; null if one member cannot be the same happening.

    Where a person joined what the rules keep apart, likeness to any member is enough. What the happening as a whole
    holds against the item is not asked where the points do not come to `least`.
    """
    best = 0
    weigh = shelf.weigh
    faces = list(members.faces(item))
    for member in faces:
        points = weigh(item, member)
        if points is None:
            if not members.pinned:
                return None
        elif points > best:
            best = points
    if best < least:
        return best
    if item.lane is Lane.INCIDENT:
        against = objection(item, faces)
        return None if against is None else best + against
    return best if item.lane is not Lane.SITE or fits_site(item, faces) else None


def decide(item: Item, shelf: Shelf) -> Place:
    """Return where an item belongs, looking only at items that stand before it."""
    pins = shelf.pins(item)
    barred = _barred(item, pins, shelf)
    return _put_by_hand(item, pins, barred, shelf) or _by_likeness(item, barred, shelf)


def _standing(ids: Iterable[str], item: Item, shelf: Shelf) -> list[str]:
    """Return the happenings of the named items that stand before this one, in order."""
    named = [shelf.item(i) for i in ids if i != item.id and shelf.place(i)]
    earlier = sorted((i for i in named if i.order < item.order), key=lambda i: i.order)
    return [_root(i, item, shelf) for i in earlier]


def _root(partner: Item, item: Item, shelf: Shelf) -> str:
    place = shelf.place(partner.id)
    return root_of(place.leader if place else partner.id, shelf, item.order)


def _barred(item: Item, pins: Sequence[Pin], shelf: Shelf) -> dict[str, Pin]:
    """Return the happenings a person has ruled out for an item, each with the latest word on it."""
    barred: dict[str, Pin] = {}
    for pin in Pin.named(pins, PinKind.APART):
        across = pin.others if item.id in pin.items else pin.items
        for leader in _standing(across, item, shelf):
            barred.setdefault(leader, pin)
    return barred


def _put_by_hand(item: Item, pins: Sequence[Pin], barred: Mapping[str, Pin], shelf: Shelf) -> Place | None:
    """Return where a person put an item: to the first of those it belongs with. Of two words the later holds."""
    for pin in Pin.named(pins, PinKind.TOGETHER):
        for leader in _standing(pin.items, item, shelf):
            if leader not in barred or barred[leader].at < pin.at:
                return Place(leader, pinned=True)
    return None


def _by_likeness(item: Item, barred: Mapping[str, Pin], shelf: Shelf) -> Place:
    order = item.order
    fits = []
    for leader in {root_of(leader, shelf, order) for leader in shelf.chosen(item)}:
        if leader in barred:
            continue
        members = whole(leader, shelf, order)
        points = _points(item, members, shelf, LINK) if len(members) else None
        if points is not None and points >= LINK:
            fits.append(Fit(points, members))
    return _chosen(item, sorted(fits, key=_rank) if len(fits) > 1 else fits, shelf)


def _rank(fit: Fit) -> tuple[int, Order]:
    return fit.rank


def _chosen(item: Item, fits: Sequence[Fit], shelf: Shelf) -> Place:
    if not fits or not (fits[0].points >= MERGE or item.denies):
        return Place(item.id, tuple(f.leader.id for f in fits[:MOST_LINKS]))
    rivals = [f for f in fits[1:] if f.points >= MERGE]
    joined = _bridged(fits[0], rivals[:MOST_BRIDGED], shelf) if not item.denies else [fits[0]]
    first = min(joined, key=lambda f: f.leader.order)
    joins = tuple(f.leader.id for f in joined if f is not first)
    links = tuple(f.leader.id for f in rivals if f not in joined)
    return Place(first.leader.id, links[:MOST_LINKS], joins)


def _bridged(best: Fit, rivals: Sequence[Fit], shelf: Shelf) -> list[Fit]:
    """Return the best fit and those rivals that are one happening with it, now that an item speaks for both."""
    joined = [best]
    for rival in rivals:
        if all(_are_one(one, rival, shelf) for one in joined):
            joined.append(rival)
    return joined


def _are_one(one: Fit, other: Fit, shelf: Shelf) -> bool:
    """Return True if no two items of both speak against each other, some speak for it, and no person has parted them.

    What the two hold against each other weighs on the item that bridges them.
    """
    best = against = 0
    if any(_parted(item, one.members, shelf) for item in other.members.items):
        return False
    for item in other.members.faces_for(one.members):
        points = _points(item, one.members, shelf)
        if points is None:
            return False
        best = max(best, points)
        if item.lane is Lane.INCIDENT:
            against = min(against, objection(item, list(one.members.faces(item))) or 0)
    return best >= LINK + against and min(one.points, other.points) + against >= MERGE


def _parted(item: Item, members: Members, shelf: Shelf) -> bool:
    pins = shelf.pins(item)
    if not pins:
        return False
    ids = {m.id for m in members.items}
    apart = Pin.named(pins, PinKind.APART)
    return any(ids.intersection(p.others if item.id in p.items else p.items) for p in apart)
