"""Group items into happenings so that the order in which they arrive does not matter.

All items stand in one order (`Item.order`: publication, then claim id). Each is placed by what stands *before* it
(`decide.py`). So a grouping is a function of the set of items alone. An item that arrives late is put in its place, and
only the later items it can touch are asked again. Source: decision record 0030, and 0071 for bridges.
"""

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Protocol

from vedette.extract.merge.decide import Place, Shelf, decide, root_of, whole_of
from vedette.extract.merge.incidents import LINK
from vedette.extract.merge.items import Item, Lane, Order

__all__ = ["Movable", "settle"]


class Movable(Shelf, Protocol):
    """A shelf whose items can be moved."""

    def move(self, item: Item, place: Place) -> None:
        """Put an item where it belongs."""
        ...


def _touched(item: Item, before: Place | None, after: Place, shelf: Shelf) -> Iterable[Item]:
    """Return the later items whose place may depend on this item's move.

    A happening is judged whole, so its new shape concerns all who could meet any of its items. A newly come item only
    adds to a happening, which matters to few of them; a moved one, or one that bridges, matters to anybody.
    """
    if item.lane is Lane.SERIES and before is None and after.leader != item.id and not shelf.has_pins:
        return []  # one more number of a series that stands: all others stay in it
    named = {i for place in (before, after) if place for i in (place.leader, *place.joins)}
    groups = {root_of(leader, shelf) for leader in named}
    wholes = [whole_of(leader, shelf) for leader in {*groups, *named}]
    if shelf.is_newest(item):
        return shelf.denials(item, wholes)
    around = shelf.later(item, wholes)
    by_hand = [i for i in shelf.named_with(m for group in wholes for m in group.items) if i.order > item.order]
    if before is None and not after.joins and not by_hand:
        around = [i for i in around if _may_change(item, i, groups, shelf)]
    return [*by_hand, *around]


def _may_change(item: Item, other: Item, groups: set[str], shelf: Shelf) -> bool:
    """Return True if a newly come item matters: one happening, a link to it, or likeness to the item itself."""
    place = shelf.place(other.id)
    if place is None or root_of(place.leader, shelf) in groups:
        return True
    if place.links and any(root_of(leader, shelf) in groups for leader in place.links):
        return True
    points = shelf.weigh(item, other)
    # A side joining a happening may open it for others of that side, however few their own points.
    return points is not None and (points >= LINK or item.side is not None)


def settle(items: Iterable[Item], shelf: Movable) -> None:
    """Place the given items anew, and then all later ones that this can touch."""
    queue: list[tuple[Order, str]] = []
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
        before, after = shelf.place(item_id), decide(item, shelf)
        if before == after:
            continue
        shelf.move(item, after)
        for other in _touched(item, before, after, shelf):
            ask(other)
