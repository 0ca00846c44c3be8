"""Group items into happenings so that the order in which they arrive does not matter.

All items stand in one order (`Item.order`: publication, then claim id). Each joins the happening it fits best among
the items that stand *before* it, or begins its own. So a grouping is a function of the set of items alone. An item that
arrives late is put in its place, and only the later items it can touch are asked again. Source: decision record 0030.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from vedette.extract.merge.incidents import LINK, MERGE, fits_incident, weigh_cumulative, weigh_incident
from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.pins import Pin, PinKind
from vedette.extract.merge.sites import fits_site, weigh_loose, weigh_series, weigh_site

__all__ = ["Place", "Shelf", "settle", "weigh"]

MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: the first item of its happening, and those of happenings it may also be.

    `pinned` if a person put it there.
    """

    leader: str
    links: tuple[str, ...] = ()
    pinned: bool = False


class Shelf(Protocol):
    """The items and where they stand, as grouping sees and changes them."""

    def item(self, item_id: str) -> Item:
        """Return an item."""
        ...

    def place(self, item_id: str) -> Place | None:
        """Return where an item stands, null while it stands nowhere."""
        ...

    def group(self, leader: str) -> Sequence[Item]:
        """Return the items of a happening in order."""
        ...

    def partners(self, item: Item) -> list[Item]:
        """Return all items, earlier and later, that could be the same happening, without the item itself."""
        ...

    def around(self, items: Sequence[Item]) -> list[Item]:
        """Return the items themselves and all that could be the same happening as one of them."""
        ...

    def pins(self, item: Item) -> Sequence[Pin]:
        """Return the decisions of people that name an item."""
        ...

    def named_with(self, items: Sequence[Item]) -> list[Item]:
        """Return the items that decisions of people name together with one of these."""
        ...

    def move(self, item: Item, place: Place) -> None:
        """Put an item where it belongs."""
        ...


def weigh(one: Item, other: Item) -> int | None:
    """Return the points for two items of one lane being one happening; null if they cannot be."""
    if one.lane is Lane.INCIDENT:
        return weigh_incident(one, other)
    if one.lane is Lane.CUMULATIVE:
        return weigh_cumulative(one, other)
    if one.lane is Lane.SITE:
        return weigh_site(one, other)
    return weigh_loose(one, other) if one.lane is Lane.LOOSE else weigh_series(one, other)


def _pinned(item: Item, shelf: Shelf) -> bool:
    place = shelf.place(item.id)
    return place is not None and place.pinned


def _points(item: Item, members: Sequence[Item], *, by_hand: bool = False) -> int | None:
    """Return the best points with any member; null if one member cannot be the same happening.

    Where a person joined what the rules keep apart, likeness to any member is enough.
    """
    best = 0
    for member in members:
        points = weigh(item, member)
        if points is None:
            if by_hand:
                continue
            return None
        best = max(best, points)
    if item.lane is Lane.INCIDENT and not fits_incident(item, members):
        return None
    return best if item.lane is not Lane.SITE or fits_site(item, members) else None


def _standing(ids: Iterable[str], item: Item, shelf: Shelf) -> list[tuple[Item, str]]:
    """Return the named items that stand before this one, each with its happening, in order."""
    places = {i: place for i in ids if i != item.id and (place := shelf.place(i))}
    named = [(shelf.item(i), place.leader) for i, place in places.items()]
    return sorted((pair for pair in named if pair[0].order < item.order), key=lambda pair: pair[0].order)


def _barred(item: Item, pins: Sequence[Pin], shelf: Shelf) -> dict[str, Pin]:
    """Return the happenings a person has ruled out for an item, each with the latest word on it."""
    barred: dict[str, Pin] = {}
    for pin in Pin.named(pins, PinKind.APART):
        across = pin.others if item.id in pin.items else pin.items
        for _, leader in _standing(across, item, shelf):
            barred.setdefault(leader, pin)
    return barred


def _put_by_hand(item: Item, pins: Sequence[Pin], barred: dict[str, Pin], shelf: Shelf) -> Place | None:
    """Return where a person put an item: to the first of those it belongs with. Of two words the later holds."""
    for pin in Pin.named(pins, PinKind.TOGETHER):
        for _, leader in _standing(pin.items, item, shelf):
            if leader not in barred or barred[leader].at < pin.at:
                return Place(leader, pinned=True)
    return None


def _decide(item: Item, shelf: Shelf) -> Place:
    """Return where an item belongs, looking only at items that stand before it. A person's word comes first."""
    pins = shelf.pins(item)
    barred = _barred(item, pins, shelf)
    return _put_by_hand(item, pins, barred, shelf) or _by_likeness(item, barred, shelf)


def _by_likeness(item: Item, barred: Container[str], shelf: Shelf) -> Place:
    leaders: dict[str, None] = {}
    for partner in shelf.partners(item):
        if partner.order < item.order:
            place = shelf.place(partner.id)
            if place is not None and place.leader not in barred:
                leaders[place.leader] = None
    scored = []
    for leader in leaders:
        members = [m for m in shelf.group(leader) if m.order < item.order]
        points = _points(item, members, by_hand=any(_pinned(m, shelf) for m in members))
        if points is not None and points >= LINK:
            scored.append((-points, members[0].order, leader))
    scored.sort()
    if scored and (-scored[0][0] >= MERGE or (item.denies and -scored[0][0] >= LINK)):
        rivals = tuple(leader for points, _, leader in scored[1:] if -points >= MERGE)
        return Place(scored[0][2], rivals[:MOST_LINKS])
    return Place(item.id, tuple(leader for _, _, leader in scored[:MOST_LINKS]))


def _touched(item: Item, before: Place | None, after: Place, shelf: Shelf) -> Iterable[Item]:
    """Return the later items whose place may depend on this item's move.

    A happening is judged whole, so its new shape concerns all who could meet any of its items. A newly come item only
    adds to a happening, which matters to few of them; a moved one may also have stood in the way of anybody.
    """
    groups = {place.leader for place in (before, after) if place}
    members = [m for leader in groups for m in shelf.group(leader)]
    around = [i for i in shelf.around([item, *members]) if i.order > item.order]
    named = [i for i in shelf.named_with(members) if i.order > item.order]
    return [*named, *(around if before or named else [i for i in around if _may_change(item, i, groups, shelf)])]


def _may_change(item: Item, other: Item, groups: set[str], shelf: Shelf) -> bool:
    """Return True if a newly come item matters: one happening, a link to it, or likeness to the item itself."""
    place = shelf.place(other.id)
    if place is None or place.leader in groups or groups.intersection(place.links):
        return True
    points = weigh(item, other)
    # A side joining a happening may open it for others of that side, however few their own points.
    return points is not None and (points >= LINK or item.side is not None)


def settle(items: Iterable[Item], shelf: Shelf) -> None:
    """Place the given items anew, and then all later ones that this can touch."""
    queue: list[tuple[tuple[bool, str, str], str]] = []
    waiting = set()

    def ask(item: Item) -> None:
        if item.id not in waiting:
            waiting.add(item.id)
            heappush(queue, (item.order, item.id))

    for item in items:
        ask(item)
    while queue:
        _, item_id = heappop(queue)
        waiting.discard(item_id)
        item = shelf.item(item_id)
        before, after = shelf.place(item_id), _decide(item, shelf)
        if before == after:
            continue
        shelf.move(item, after)
        for other in _touched(item, before, after, shelf):
            ask(other)
