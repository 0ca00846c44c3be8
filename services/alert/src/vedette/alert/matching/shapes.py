"""Circles, boxes and polygons of rules in columns: judged one by one with `geo`, or many at once with numpy.

The many-at-once form leaves whatever lies within a hair of an edge, and every odd form, to the exact one.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from math import cos, radians
from typing import Any

import numpy as np
import numpy.typing as npt

from vedette.alert.matching.geo import (
    EARTH_KM,
    KM_PER_DEGREE,
    NARROW_DEG,
    PLAIN_KM,
    PLAIN_LAT,
    SLACK_KM,
    Area,
    Box,
    Disc,
    Lies,
    box,
    circle,
    disc_bounds,
    distance_km,
    polygon_of,
    unrolled,
)
from vedette.alert.matching.numbering import Numbering
from vedette.schemas import PlaceTest

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.uint32]
Flags = npt.NDArray[np.bool_]

CIRCLE, BOX, POLYGON, ODD = 1, 2, 3, 4
"""ODD: a ring so wide that its copies round the globe matter."""
HAIR_KM = 1e-7
"""Closer than this to an edge, the two ways of reckoning may differ."""
KEPT_AREAS = 4096


class Shapes:
    """The shapes of all live clauses, by number; 0 is no shape."""

    def __init__(self) -> None:
        self._kind = array("B")
        self._possible = array("B")
        self._a, self._b, self._c, self._d = (array("d") for _ in range(4))
        self._rings: list[tuple[bytes, ...] | None] = []
        columns: list[array[Any]] = [self._kind, self._possible, self._a, self._b, self._c, self._d]  # of every type
        self._numbering = Numbering(columns, [self._rings], first=1)
        self._areas: OrderedDict[int, Area] = OrderedDict()

    def add(self, place: PlaceTest) -> int:
        """Keep the area of a place test that is a shape and return its number."""
        rings: tuple[bytes, ...] | None = None
        if place.radius:
            kind, row = CIRCLE, (place.radius.lat, place.radius.lon, place.radius.km, 0.0)
        elif place.bbox:
            kind, row = BOX, place.bbox
        else:
            chains = [unrolled(ring) for ring in (place.polygon or [], *place.holes)]
            rings = tuple(array("d", [v for point in chain for v in point]).tobytes() for chain in chains)
            kind, row = _bounds(chains[0])
        number = self._numbering.take()
        self._kind[number] = kind
        self._possible[number] = place.match == "possible"
        self._a[number], self._b[number], self._c[number], self._d[number] = row
        self._rings[number] = rings
        return number

    def remove(self, number: int) -> None:
        """Forget a shape."""
        self._areas.pop(number, None)
        self._rings[number] = None
        self._kind[number] = 0
        self._numbering.free(number)

    def holds(self, number: int, disc: Disc) -> bool:
        """Return True if the disc lies as the shape's rule wants it, exactly as the reference says."""
        kind = self._kind[number]
        if kind == CIRCLE:
            beyond_km = distance_km(self._a[number], self._b[number], disc.lat, disc.lon) - self._c[number]
            return beyond_km + (-disc.radius_km if self._possible[number] else disc.radius_km) <= SLACK_KM
        if kind == POLYGON and self._is_far(number, disc):
            return False
        area = self._areas.get(number)
        if area is None:
            area = self._areas[number] = self._area(number)
            if len(self._areas) > KEPT_AREAS:
                self._areas.popitem(last=False)
        lies = area.relate(disc)
        return lies is Lies.INSIDE or (lies is Lies.PARTLY and bool(self._possible[number]))

    def bounds(self, number: int) -> Box:
        """Return a box that holds the whole shape."""
        kind = self._kind[number]
        a, b, c, d = self._a[number], self._b[number], self._c[number], self._d[number]
        if kind == CIRCLE:
            return disc_bounds(Disc(a, b, c))
        if kind == BOX:
            return b, d, a, a + (c - a if c >= a else c - a + 360)
        return (a, b, c, d) if kind == POLYGON else self._area(number).bounds[0]

    def is_near(self, number: int) -> bool:
        """Return True for a shape that is content with an overlap."""
        return bool(self._possible[number])

    def _is_far(self, number: int, disc: Disc) -> bool:
        """Return True if the box of a polygon is surely too far off. A quick no for most."""
        if abs(disc.lat) >= PLAIN_LAT:
            return False
        reach = disc.radius_km / KM_PER_DEGREE + 0.1
        if not self._a[number] - reach <= disc.lat <= self._b[number] + reach:
            return True
        wide = reach / cos(radians(min(89.0, abs(disc.lat) + reach)))
        west, east = self._c[number], self._d[number]
        return east - west + 2 * wide < 360 and (disc.lon - west + wide) % 360 > east - west + 2 * wide

    def holding(self, numbers: Numbers, disc: Disc) -> Flags:
        """Return, for each number, whether the disc lies as its rule wants it. None of them is 0."""
        kinds = np.frombuffer(self._kind, np.uint8)[numbers]
        sign = np.where(np.frombuffer(self._possible, np.uint8)[numbers], -1.0, 1.0)
        beyond = np.full(len(numbers), np.nan)  # kilometres past the edge; a disc holds if it ends before it
        rows = [np.frombuffer(column, np.float64)[numbers] for column in (self._a, self._b, self._c, self._d)]
        at = np.flatnonzero(kinds == CIRCLE)
        beyond[at] = _past_circles([row[at] for row in rows], disc)
        beyond[at] += sign[at] * disc.radius_km
        at = np.flatnonzero(kinds == BOX)
        beyond[at] = _past_boxes([row[at] for row in rows], disc, sign[at])
        if abs(disc.lat) < PLAIN_LAT and disc.radius_km < PLAIN_KM:
            at = np.flatnonzero(kinds == POLYGON)
            beyond[at] = self._past_polygons(numbers[at], [row[at] for row in rows], disc)
            beyond[at] += sign[at] * disc.radius_km
        found = beyond <= SLACK_KM
        for i in np.flatnonzero(~(np.abs(beyond - SLACK_KM) > HAIR_KM)).tolist():
            found[i] = self.holds(int(numbers[i]), disc)
        return found

    def _past_polygons(self, numbers: Numbers, rows: Sequence[Floats], disc: Disc) -> Floats:
        """Return the distance past each polygon's edge, negative inside; infinite where its box is far off."""
        south, north, west, east = rows
        x = disc.lon + 360.0 * np.round(((west + east) / 2 - disc.lon) / 360.0)
        reach = disc.radius_km / KM_PER_DEGREE + 0.1
        wide = reach / cos(radians(min(89.0, abs(disc.lat) + reach)))
        near = (south - reach <= disc.lat) & (disc.lat <= north + reach) & (west - wide <= x) & (x <= east + wide)
        found = np.full(len(numbers), np.inf)
        close = np.flatnonzero(near)
        if len(close):
            rings = [self._rings[n] or () for n in numbers[close].tolist()]
            found[close] = _past_rings(rings, x[close], disc.lat)
        return found

    def _area(self, number: int) -> Area:
        """Return the area as the reference has it."""
        row = self._a[number], self._b[number], self._c[number], self._d[number]
        if self._kind[number] == CIRCLE:
            return circle(*row[:3])
        if self._kind[number] == BOX:
            return box(*row)
        chains = [array("d", ring) for ring in self._rings[number] or ()]
        return polygon_of([list(zip(chain[::2], chain[1::2], strict=True)) for chain in chains])


def _bounds(chain: Sequence[tuple[float, float]]) -> tuple[int, tuple[float, float, float, float]]:
    lons, lats = [x for x, _ in chain], [y for _, y in chain]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    return POLYGON if east - west <= NARROW_DEG else ODD, (south, north, west, east)


def _past_circles(rows: Sequence[Floats], disc: Disc) -> Floats:
    lat, lon, km, _ = rows
    here, there = radians(disc.lat), np.radians(lat)
    half = np.sin((there - here) / 2) ** 2 + cos(here) * np.cos(there) * np.sin(np.radians(lon - disc.lon) / 2) ** 2
    found: Floats = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(half))) - km
    return found


def _past_boxes(rows: Sequence[Floats], disc: Disc, sign: Floats) -> Floats:
    """Return -1 for boxes that hold the whole disc, 1 for those that do not and want it; the rest is left open."""
    west, south, east, north = rows
    low, high, left, right = disc_bounds(disc)
    width = np.where(east >= west, east - west, east - west + 360)
    inside = (south <= low) & (high <= north)
    inside &= (width >= 360) | ((left - west) % 360 + (right - left) <= width)
    return np.where(inside, -1.0, np.where(sign > 0, 1.0, np.nan))


def _past_rings(shapes: Sequence[tuple[bytes, ...]], x: Floats, y: float) -> Floats:
    """Return how far a point lies past the edge of each polygon, negative inside; its first ring is the outer one."""
    rings = [ring for shape in shapes for ring in shape]
    points = np.frombuffer(b"".join(rings), np.float64).reshape(-1, 2)
    lengths = np.array([len(ring) // 16 for ring in rings])
    counts = np.array([len(shape) for shape in shapes])
    edges = np.ones(len(points), bool)
    edges[np.cumsum(lengths) - 1] = False  # from the end of one ring to the start of the next is no edge
    owner = np.repeat(np.arange(len(rings)), lengths - 1)
    (x1, y1), (x2, y2) = points[edges].T, points[1:][edges[:-1]].T
    here = np.repeat(x, counts)[owner]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossed = ((y1 > y) != (y2 > y)) & (here < x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    inside = np.bincount(owner, crossed, len(rings)) % 2 == 1
    starts = np.cumsum(lengths - 1) - (lengths - 1)
    edge_km = np.minimum.reduceat(_to_edges_km(x1 - here, y1 - y, x2 - here, y2 - y, y), starts)
    outer = np.zeros(len(rings), bool)
    outer[np.cumsum(counts) - counts] = True
    past: Floats = np.maximum.reduceat(np.where(inside == outer, -edge_km, edge_km), np.cumsum(counts) - counts)
    return past


def _to_edges_km(x1: Floats, y1: Floats, x2: Floats, y2: Floats, lat: float) -> Floats:
    """Return the distance from the origin to each edge, on a plane that touches the globe there."""
    scale = cos(radians(lat)) * KM_PER_DEGREE
    x1, y1, x2, y2 = x1 * scale, y1 * KM_PER_DEGREE, x2 * scale, y2 * KM_PER_DEGREE
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    t = np.clip(-(x1 * dx + y1 * dy) / np.where(length == 0, 1.0, length), 0.0, 1.0)
    found: Floats = np.hypot(x1 + t * dx, y1 + t * dy)
    return found
