"""Group items into happenings so that the order in which they arrive does not matter.

All items stand in one order (`Item.order`: publication, then claim id). Each joins the happening it fits best among
the items that stand *before* it, or begins its own. So a grouping is a function of the set of items alone. An item that
arrives late is put in its place, and only the later items it can touch are asked again. Source: decision record 0030.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Protocol

from vedette.extract.merge.incidents import LINK, MERGE, fits_incident, weigh_cumulative, weigh_incident
from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.sites import fits_site, weigh_loose, weigh_series, weigh_site

__all__ = ["Place", "Shelf", "settle", "weigh"]

MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: the first item of its happening, and those of happenings it may also be."""

    leader: str
    links: tuple[str, ...] = ()


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


def _points(item: Item, members: Sequence[Item]) -> int | None:
    """Return the best points with any member; null if one member cannot be the same happening."""
    best = 0
    for member in members:
        points = weigh(item, member)
        if points is None:
            return None
        best = max(best, points)
    if item.lane is Lane.INCIDENT and not fits_incident(item, members):
        return None
    return best if item.lane is not Lane.SITE or fits_site(item, members) else None


def _decide(item: Item, shelf: Shelf) -> Place:
    """Return where an item belongs, looking only at items that stand before it."""
    leaders: dict[str, None] = {}
    for partner in shelf.partners(item):
        if partner.order < item.order:
            place = shelf.place(partner.id)
            if place is not None:
                leaders[place.leader] = None
    scored = []
    for leader in leaders:
        members = [m for m in shelf.group(leader) if m.order < item.order]
        points = _points(item, members)
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
    return around if before else [i for i in around if _may_change(item, i, groups, shelf)]


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
