"""Which items can meet at all: the keys an item is filed under and the keys it looks into.

Looking is symmetric: if one item looks into a key of another, the other looks into one of its keys. Incidents are filed
by days and place: a site under its cell, an area under the wide cells it covers, what has no point under "open".
Few wide keys beat many narrow ones: a key costs each claim that looks, a neighbour too many only a comparison.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from math import cos, floor, radians

from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.names import skeleton
from vedette.extract.merge.sites import FOUNDING, FOUNDING_WINDOW_DAYS
from vedette.extract.merge.spots import Spot
from vedette.schemas import PostAction

__all__ = ["COLUMNS_NEAR", "ROWS_NEAR", "denials_of", "filed_under", "looks_into", "months_of", "told_in"]

_CELL_DEGREES = 0.05
"""About 5.5 km north-south; with its eight neighbours a cell covers 3 km around a site up to 60 degrees north."""
_TOWN_ROWS, _TOWN_COLUMNS = 0.5, 1.0
"""Degrees of a cell. The four nearest cover half of one on all sides: 25 km, as far as doubt reaches, to 60 degrees."""
ROWS_NEAR, COLUMNS_NEAR = _TOWN_ROWS / 2, _TOWN_COLUMNS / 2
"""Incidents at sites farther apart than this are not compared, though they share a key."""
_DAYS_A_KEY = 2
_WIDE_DEGREES = 2.0
_LEAST_AREA_KM = 150
"""No governorate is taken for smaller when its cells are counted: a gazetteer's radius may be too short."""
_LONGEST_DAYS = 120
"""A span is filed under its last days only."""
_GREAT_TOLL = 20
"""From so many dead a number alone makes an undated report worth comparing."""
_NEW = "new"
"""Under the days of new posts at sites, reports of new posts without one look for them."""
_LONG_DAYS = 40
"""Longer spans meet only their like."""
_KNOWN_PLACES = 4_096
"""Places on their days whose keys are remembered: what newsrooms tell at one time, about 1.5 kB each."""


def months_of(first: int, last: int) -> list[str]:
    """Return the months of a span of days."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    months = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    return [f"{m // 12}-{m % 12 + 1:02}" for m in months]


def _clipped(first: int, last: int) -> int:
    return max(first, last - _LONGEST_DAYS)


def _cell(spot: Spot, rows: int = 0, columns: int = 0) -> str | None:
    if spot.lat is None or spot.lon is None:
        return None
    return f"cell:{int(spot.lat // _CELL_DEGREES) + rows}:{int(spot.lon // _CELL_DEGREES) + columns}"


def _is_long(first: int, last: int) -> bool:
    return last - _clipped(first, last) > _LONG_DAYS


@lru_cache(maxsize=4096)
def _months(first: int, last: int) -> tuple[str, ...]:
    return tuple(months_of(first, last))


def _filed_by_day(first: int, last: int, *, wide: bool, lane: str) -> list[str]:
    if _is_long(first, last):
        return [f"{lane}:long:{month}" for month in months_of(_clipped(first, last), last)]
    if wide:
        return [f"{lane}:{month}" for month in _months(first, last)]
    return [f"{lane}:{days}" for days in _day_keys(first, last)]


def _day_keys(first: int, last: int) -> range:
    return range(first // _DAYS_A_KEY, last // _DAYS_A_KEY + 1)


def _looked_by_day(first: int, last: int, *, lane: str, slack: int) -> list[str]:
    """Return the days and months in which partners of such days are filed. Long spans meet only their like."""
    begin, end = _clipped(first, last) - slack, last + slack
    if _is_long(first, last):
        return [f"{lane}:long:{month}" for month in _months(begin, end)]
    days = _day_keys(first - slack, end)
    return [*(f"{lane}:{month}" for month in _months(begin, end)), *(f"{lane}:{day}" for day in days)]


@lru_cache(maxsize=65_536)
def _town(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // _TOWN_ROWS), int(lon // _TOWN_COLUMNS)


def _towns_near(lat: float, lon: float) -> list[str]:
    """Return the cells that lie within half a cell of a point."""
    row, column = lat / _TOWN_ROWS, lon / _TOWN_COLUMNS
    return [f"t{floor(r)},{floor(c)}" for r in (row - 0.5, row + 0.5) for c in (column - 0.5, column + 0.5)]


@lru_cache(maxsize=65_536)
def _covered(spot: Spot) -> tuple[str, ...]:
    """Return the wide cells an area covers."""
    assert spot.lat is not None
    assert spot.lon is not None
    reach = max(spot.radius_km, _LEAST_AREA_KM) / 111
    across = reach / max(cos(radians(spot.lat)), 0.2)
    rows = range(int((spot.lat - reach) // _WIDE_DEGREES), int((spot.lat + reach) // _WIDE_DEGREES) + 1)
    columns = range(int((spot.lon - across) // _WIDE_DEGREES), int((spot.lon + across) // _WIDE_DEGREES) + 1)
    return tuple(f"{r},{c}" for r in rows for c in columns)


def _wide(spot: Spot) -> str:
    assert spot.lat is not None
    assert spot.lon is not None
    return f"{int(spot.lat // _WIDE_DEGREES)},{int(spot.lon // _WIDE_DEGREES)}"


def _kind(spot: Spot) -> str:
    if spot.lat is None or spot.lon is None or spot.code > 4:
        return "open"
    return "site" if spot.fine else "area"


@lru_cache(maxsize=65_536)
def _placed_under(spots: tuple[Spot, ...]) -> tuple[str, ...]:
    """Return where an incident at these places is filed. Everything is filed under "" too, where open ones look."""
    keys = [""]
    for spot in spots:
        kind = _kind(spot)
        if kind == "site":
            row, column = _town(spot.lat or 0.0, spot.lon or 0.0)
            keys += [f"t{row},{column}", f"w{_wide(spot)}"]
        elif kind == "area":
            keys += [f"a{cell}" for cell in _covered(spot)]
    if not spots or any(_kind(spot) == "open" for spot in spots):
        keys.append("o")
    return tuple(dict.fromkeys(keys))


@lru_cache(maxsize=65_536)
def _placed_near(spots: tuple[Spot, ...]) -> tuple[str, ...]:
    """Return where the partners of an incident at these places are filed."""
    if not spots or any(_kind(spot) == "open" for spot in spots):
        return ("",)
    keys = ["o"]
    for spot in spots:
        if _kind(spot) == "site":
            keys += [*_towns_near(spot.lat or 0.0, spot.lon or 0.0), f"a{_wide(spot)}"]
        else:
            keys += [f"{kind}{cell}" for cell in _covered(spot) for kind in "aw"]
    return tuple(dict.fromkeys(keys))


def _crossed(days: Sequence[str], places: Sequence[str]) -> tuple[str, ...]:
    return tuple([f"{day}:{place}" for day in days for place in places])


@lru_cache(maxsize=_KNOWN_PLACES)
def _incident_keys(first: int, last: int, wide: bool, spots: tuple[Spot, ...]) -> tuple[str, ...]:
    return _crossed(_filed_by_day(first, last, wide=wide, lane="i"), _placed_under(spots))


@lru_cache(maxsize=_KNOWN_PLACES)
def _incident_looks(first: int, last: int, spots: tuple[Spot, ...]) -> tuple[str, ...]:
    return _crossed(_looked_by_day(first, last, lane="i", slack=1), _placed_near(spots))


@lru_cache(maxsize=_KNOWN_PLACES)
def _site_looks(spot: Spot) -> tuple[str, ...]:
    around = [_cell(spot, row, column) for row in (-1, 0, 1) for column in (-1, 0, 1)]
    return (*[c for c in around if c], f"site:{skeleton(spot.name)}")


def told_in(item: Item) -> str | None:
    """Return the key of the article under which attacks on posts and the harm they did are filed; null for the rest."""
    attack = item.action is PostAction.ATTACKED and item.lane in {Lane.SITE, Lane.LOOSE}
    return f"article:{item.article_id}" if attack or item.lane is Lane.INCIDENT else None


def denials_of(lane: Lane, first: int, last: int) -> list[str]:
    """Return the keys under which denials are filed that may meet happenings of these days."""
    if lane is Lane.INCIDENT:
        return [f"denials:{month}" for month in _months(max(first, last - _LONGEST_DAYS) - 1, last + 1)]
    return [f"denials:{lane.value}"]


def filed_under(item: Item) -> list[str]:
    """Return the block keys an item is filed under."""
    keys, article = [*_meeting_keys(item), *_by_number(item, item.undated)], told_in(item)
    if article:
        keys.append(article)
    return [*keys, *denials_of(item.lane, item.first, item.last)] if item.denies else keys


def _by_number(item: Item, undated: bool) -> list[str]:
    """Return the keys by which reports without any day and those with one find each other: a great, equal toll."""
    if item.lane is not Lane.INCIDENT or item.denies:
        return []
    great = [low for name, low, high in item.counts if low == high >= _GREAT_TOLL and name == "killed"]
    if not great:
        return []
    kind = "undated" if undated else "dated"
    return [f"{kind}:{item.area}:{number}" for number in great]


def _meeting_keys(item: Item) -> Sequence[str]:
    """Return the block keys under which partners look."""
    if item.lane is Lane.INCIDENT:
        return _incident_keys(item.first, item.last, item.wide, item.spots)
    if item.lane is Lane.LOOSE:
        return _filed_by_day(item.first, item.last, wide=item.wide, lane="loose")
    if item.lane is Lane.CUMULATIVE:
        return [f"sum:{month}" for month in months_of(item.published_day, item.published_day)]
    if item.lane is Lane.SERIES:
        return [f"series:{item.area}:{item.actor or ''}:{item.facility}"]
    cells = [_cell(spot) for spot in item.spots]
    new = _filed_by_day(item.first, item.last, wide=item.wide, lane=_NEW) if item.action in FOUNDING else []
    return [*(c for c in cells if c), *(f"site:{skeleton(spot.name)}" for spot in item.spots[:1]), *new]


def looks_into(item: Item) -> tuple[str, ...]:
    """Return the block keys in which an item's possible partners are filed, each once."""
    if item.lane is Lane.INCIDENT:
        near, numbers = _incident_looks(item.first, item.last, item.spots), _by_number(item, not item.undated)
        return (*near, *numbers) if numbers else near
    if item.lane is Lane.LOOSE:
        return tuple(key for lane in ("loose", _NEW) for key in _near_days(item, lane))
    if item.lane is Lane.CUMULATIVE:
        return tuple(f"sum:{month}" for month in months_of(item.published_day - 31, item.published_day + 31))
    if item.lane is Lane.SERIES:
        return tuple(_meeting_keys(item))
    near = _site_looks(item.spots[0])
    return (*near, *_near_days(item, "loose")) if item.action in FOUNDING else near


def _near_days(item: Item, lane: str) -> Sequence[str]:
    return _looked_by_day(item.first, item.last, lane=lane, slack=FOUNDING_WINDOW_DAYS)
