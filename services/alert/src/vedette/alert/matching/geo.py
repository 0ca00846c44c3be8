"""Areas on the globe, and how a disc lies to them: inside, outside, or partly.

An event is known to lie within some distance of a point, so it is a disc; a site is a disc of radius 0.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import asin, atan2, cos, degrees, hypot, inf, pi, radians, sin, sqrt

EARTH_KM = 6371.0088
"""Mean radius. Source: IUGG."""
KM_PER_DEGREE = EARTH_KM * pi / 180
SLACK_KM = 1e-6
"""A millimetre: rounding must not put the centre of a circle's edge outside it."""

Box = tuple[float, float, float, float]
"""South, north, west, east; west <= east, longitudes may reach past 180."""


class Lies(Enum):
    """How a disc lies to an area."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    PARTLY = "partly"


@dataclass(frozen=True, slots=True)
class Disc:
    """All that is known of where an event lies."""

    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True)
class Area:
    """An area of a rule, made ready for many questions."""

    relate: Callable[[Disc], Lies]
    bounds: tuple[Box, ...]
    """Boxes that hold the whole area."""


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance (haversine)."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def disc_bounds(disc: Disc) -> Box:
    """Return the smallest box that holds the disc; all longitudes if it holds a pole."""
    reach = disc.radius_km / KM_PER_DEGREE
    south, north = disc.lat - reach, disc.lat + reach
    if south <= -90 or north >= 90:
        return max(south, -90.0), min(north, 90.0), -180.0, 180.0
    wide = degrees(asin(min(1.0, sin(radians(reach)) / cos(radians(disc.lat)))))
    return south, north, disc.lon - wide, disc.lon + wide


def circle(lat: float, lon: float, radius_km: float) -> Area:
    """Return the area within a distance of a point."""

    def relate(disc: Disc) -> Lies:
        apart = distance_km(lat, lon, disc.lat, disc.lon)
        return _judge(apart - radius_km, disc.radius_km)

    return Area(relate, (disc_bounds(Disc(lat, lon, radius_km)),))


def _judge(beyond_km: float, radius_km: float) -> Lies:
    """Judge by the distance of the disc's centre beyond the area's edge (negative inside)."""
    if beyond_km + radius_km <= SLACK_KM:
        return Lies.INSIDE
    return Lies.OUTSIDE if beyond_km - radius_km > SLACK_KM else Lies.PARTLY


def box(west: float, south: float, east: float, north: float) -> Area:
    """Return the area between two meridians and two parallels; west > east crosses the antimeridian."""
    width = east - west if east >= west else east - west + 360

    def relate(disc: Disc) -> Lies:
        low, high, left, right = disc_bounds(disc)
        offset = (left - west) % 360
        if south <= low and high <= north and (width >= 360 or offset + (right - left) <= width):
            return Lies.INSIDE
        within = (disc.lon - west) % 360 <= width
        return Lies.PARTLY if _to_box_km(disc, west, south, width, north, within) <= disc.radius_km else Lies.OUTSIDE

    return Area(relate, ((south, north, west, west + width),))


def _to_box_km(disc: Disc, west: float, south: float, width: float, north: float, within: bool) -> float:
    """Return the distance of the disc's centre to the box; 0 inside."""
    if within:
        return max(south - disc.lat, disc.lat - north, 0.0) * KM_PER_DEGREE
    return min(_to_meridian_km(disc, lon, south, north) for lon in (west, west + width))


def _to_meridian_km(disc: Disc, lon: float, south: float, north: float) -> float:
    """Return the distance to the piece of a meridian between two latitudes."""
    turn = radians(lon - disc.lon)
    nearest = degrees(atan2(sin(radians(disc.lat)), cos(radians(disc.lat)) * cos(turn)))
    foot = nearest if south <= nearest <= north else None
    return min(distance_km(disc.lat, disc.lon, lat, lon) for lat in (south, north, *(() if foot is None else (foot,))))


def polygon(ring: Sequence[tuple[float, float]], holes: Sequence[Sequence[tuple[float, float]]] = ()) -> Area:
    """Return the area inside a ring of (longitude, latitude) points and outside its holes.

    Edges take the short way round the globe. A ring that goes once round it holds the pole on its side of the equator.
    """
    return polygon_of([unrolled(each) for each in (ring, *holes)])


def polygon_of(chains: Sequence["Chain"]) -> Area:
    """Return the area inside the first unrolled ring and outside the others."""
    outlines = [_closed(chain) for chain in chains]
    west, east = min(x for x, _ in outlines[0]), max(x for x, _ in outlines[0])
    south, north = min(y for _, y in outlines[0]), max(y for _, y in outlines[0])
    middle, narrow = (west + east) / 2, east - west <= NARROW_DEG

    def relate(disc: Disc) -> Lies:
        turns = (round((middle - disc.lon) / 360) * 360,) if narrow and _is_plain(disc) else TURNS
        past = [_past_km(*each, disc, turns) for each in zip(chains, outlines, strict=True)]
        return _judge(max(past[0], *(-km for km in past[1:])) if len(past) > 1 else past[0], disc.radius_km)

    return Area(relate, ((south, north, west, east),))


def _past_km(chain: "Chain", outline: "Chain", disc: Disc, turns: Sequence[int]) -> float:
    """Return how far the disc's centre lies past a ring, negative inside it."""
    edge_km = min(_to_chain_km(chain, disc.lon + turn, disc.lat) for turn in turns)
    return -edge_km if any(_holds(outline, disc.lon + turn, disc.lat) for turn in turns) else edge_km


def _is_plain(disc: Disc) -> bool:
    """Return True for a disc that only the nearest copy of a narrow ring can touch."""
    return abs(disc.lat) < PLAIN_LAT and disc.radius_km < PLAIN_KM


NARROW_DEG = 90.0
PLAIN_LAT, PLAIN_KM = 80.0, 500.0
"""Past these, a plane that touches the globe at the disc shows other copies of a ring near enough to count."""
TURNS = (-720, -360, 0, 360, 720)
"""Turns of the globe after which a longitude may stand in an unrolled ring."""
Chain = Sequence[tuple[float, float]]


def unrolled(ring: Chain) -> Chain:
    """Return the ring and its first point again, with longitudes that never jump."""
    points = [(float(ring[0][0]), float(ring[0][1]))]
    for lon, lat in [*ring[1:], ring[0]]:
        before = points[-1][0]
        points.append((before + (lon - before + 180) % 360 - 180, float(lat)))
    return points


def _closed(chain: Chain) -> Chain:
    """Return the outline for counting crossings: over the pole if the chain goes round the globe."""
    first, last = chain[0][0], chain[-1][0]
    if abs(last - first) < 180:
        return chain[:-1]
    pole = 90.0 if sum(lat for _, lat in chain) >= 0 else -90.0
    return [*chain, (last, pole), (first, pole)]


def _holds(points: Chain, x: float, y: float) -> bool:
    """Return True if the point is inside, by counting crossings of a ray."""
    inside = False
    for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def _to_chain_km(points: Chain, x: float, y: float) -> float:
    """Return the distance to the nearest edge, on a plane that touches the globe at the point."""
    shrink = cos(radians(y))
    flat = [((px - x) * shrink * KM_PER_DEGREE, (py - y) * KM_PER_DEGREE) for px, py in points]
    nearest = inf
    for (x1, y1), (x2, y2) in pairwise(flat):
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        t = 0.0 if length == 0 else max(0.0, min(1.0, -(x1 * dx + y1 * dy) / length))
        nearest = min(nearest, hypot(x1 + t * dx, y1 + t * dy))
    return nearest
