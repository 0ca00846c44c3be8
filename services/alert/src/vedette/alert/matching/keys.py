"""Where in the index a clause is filed, and where an event looks: cells of a grid, predicates, kinds."""

from collections.abc import Sequence
from math import floor

from vedette.alert.matching.facts import Facts
from vedette.alert.matching.geo import Box, disc_bounds
from vedette.alert.matching.signature import BITS

GRID = (1, 4, 16, 60)
"""Cell sizes in degrees; each divides 180."""
GRID_WEIGHT = (0.5, 2.0, 8.0, 30.0)
MAX_CELLS = 16
"""Most cells one area is filed under; a larger area goes to a coarser grid."""
MARGIN_DEG = 1e-6
"""Keeps rounding at a cell's edge from hiding a match; ten centimetres."""

ANYWHERE = 0
ANY_KIND, KINDS = 0, {"post": 1, "casualty": 2}
FIRST_PREDICATE = 3
NO_POST, NO_CASUALTY = BITS["kind"]["post"], BITS["kind"]["casualty"]


def predicate_where(number: int) -> int:
    """Return the place that stands for a predicate."""
    return number * 2 + 1


def kind_of(refused: int) -> int:
    """Return the one kind a clause can match, or any."""
    if refused & NO_POST:
        return KINDS["casualty"]
    return KINDS["post"] if refused & NO_CASUALTY else ANY_KIND


def cells_of(box: Box, *, near: bool) -> tuple[float, list[int]] | None:
    """Return weight and cells of the finest grid that covers the box with few cells; None if there is none."""
    for grid, size in enumerate(GRID):
        lats, lons = _spans(box, size)
        if len(lats) * len(lons) <= MAX_CELLS:
            return GRID_WEIGHT[grid], [_cell(grid, lat, lon, near=near) for lat in lats for lon in lons]
    return None


def cells_at(facts: Facts, *, near: bool) -> list[int]:
    """Return the cells an event lies in; cells of its whole disc too if a rule wants them."""
    disc = facts.disc
    if disc is None:
        return []
    found: list[int] = []
    north, east = disc.lat + 90, disc.lon + 180
    for grid, size in enumerate(GRID):
        row, column = north / size, east / size
        lat, lon = int(row), int(column)
        hair = MARGIN_DEG * 2 / size
        if hair < row - lat < 1 - hair and hair < column - lon < 1 - hair:
            found.append(_cell(grid, lat, lon, near=False))
        else:
            found += _cells((disc.lat, disc.lat, disc.lon, disc.lon), grid, near=False)
        if near:
            found += _cells(disc_bounds(disc), grid, near=True)
    return found


def _cells(box: Box, grid: int, *, near: bool) -> list[int]:
    lats, lons = _spans(box, GRID[grid])
    return [_cell(grid, lat, lon, near=near) for lat in lats for lon in lons]


def _cell(grid: int, lat: int, lon: int, *, near: bool) -> int:
    return ((((grid + 1) * 512 + lat) * 512 + lon) * 2 + near) * 2


def _spans(box: Box, size: int) -> tuple[range, Sequence[int]]:
    """Return rows and columns of the grid that a box touches."""
    south, north, west, east = box
    lats = range(floor((south - MARGIN_DEG + 90) / size), floor((north + MARGIN_DEG + 90) / size) + 1)
    first, last = floor((west - MARGIN_DEG + 180) / size), floor((east + MARGIN_DEG + 180) / size)
    columns = 360 // size
    return lats, range(columns) if last - first >= columns else [c % columns for c in range(first, last + 1)]
