"""Which items can meet at all: the keys an item is filed under and the keys it looks into.

Looking is symmetric: if one item looks into a key of another, the other looks into one of its keys.
"""

from collections.abc import Iterator
from datetime import date

from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.sites import FOUNDING_WINDOW_DAYS
from vedette.extract.merge.spots import Spot
from vedette.schemas import PostAction

__all__ = ["filed_under", "looks_into", "told_in"]

_CELL_DEGREES = 0.05
"""About 5.5 km north-south; with its eight neighbours a cell covers 3 km around a site up to 60 degrees north."""
_LONGEST_DAYS = 120
"""A span is filed under its last days only: a longer one meets nothing but its like."""


def _months(first: int, last: int) -> list[str]:
    start, end = date.fromordinal(first), date.fromordinal(last)
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    return [f"{m // 12}-{m % 12 + 1:02}" for m in months]


def _clipped(item: Item) -> int:
    return max(item.first, item.last - _LONGEST_DAYS)


def _cell(spot: Spot, rows: int = 0, columns: int = 0) -> str | None:
    if spot.lat is None or spot.lon is None:
        return None
    return f"cell:{int(spot.lat // _CELL_DEGREES) + rows}:{int(spot.lon // _CELL_DEGREES) + columns}"


def _filed_by_day(item: Item, lane: str) -> Iterator[str]:
    if item.wide:
        yield from (f"{lane}:{month}" for month in _months(_clipped(item), item.last))
    else:
        yield from (f"{lane}:{day}" for day in range(item.first, item.last + 1))


def _looked_by_day(item: Item, lane: str, slack: int) -> Iterator[str]:
    first, last = _clipped(item) - slack, item.last + slack
    yield from (f"{lane}:{month}" for month in _months(first, last))
    if last - first <= 40:
        yield from (f"{lane}:{day}" for day in range(first, last + 1))


def told_in(item: Item) -> str | None:
    """Return the key of the article under which attacks on posts and the harm they did are filed; null for the rest."""
    attack = item.action is PostAction.ATTACKED and item.lane in {Lane.SITE, Lane.LOOSE}
    return f"article:{item.article_id}" if attack or item.lane is Lane.INCIDENT else None


def filed_under(item: Item) -> list[str]:
    """Return the block keys an item is filed under."""
    article = told_in(item)
    return [*_meeting_keys(item), *([article] if article else [])]


def _meeting_keys(item: Item) -> list[str]:
    """Return the block keys under which partners look."""
    if item.lane is Lane.INCIDENT:
        return list(_filed_by_day(item, "incident"))
    if item.lane is Lane.LOOSE:
        return list(_filed_by_day(item, "loose"))
    if item.lane is Lane.CUMULATIVE:
        return [f"sum:{month}" for month in _months(item.published_day, item.published_day)]
    if item.lane is Lane.SERIES:
        return [f"series:{item.area}:{item.actor or ''}:{item.facility}"]
    cells = [_cell(spot) for spot in item.spots]
    return [c for c in cells if c] + [f"site:{spot.name}" for spot in item.spots[:1]]


def looks_into(item: Item) -> list[str]:
    """Return the block keys in which an item's possible partners are filed."""
    if item.lane is Lane.INCIDENT:
        return list(_looked_by_day(item, "incident", 1))
    if item.lane is Lane.LOOSE:
        return list(_looked_by_day(item, "loose", FOUNDING_WINDOW_DAYS))
    if item.lane is Lane.CUMULATIVE:
        return [f"sum:{month}" for month in _months(item.published_day - 31, item.published_day + 31)]
    if item.lane is Lane.SERIES:
        return _meeting_keys(item)
    around = [_cell(spot, r, c) for spot in item.spots[:1] for r in (-1, 0, 1) for c in (-1, 0, 1)]
    return [c for c in around if c] + [f"site:{item.spots[0].name}"]
