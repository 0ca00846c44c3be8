"""What is known of where an event lies, drawn as GeoJSON. Source: RFC 7946, sections 3.1.6 and 3.1.9."""

from collections.abc import Sequence
from math import asin, atan2, cos, degrees, radians, sin
from typing import Any

from vedette.alert.matching.geo import EARTH_KM, Disc, disc_bounds

CORNERS = 48
"""Of a ring that stands for a circle: it is off by less than a quarter of a hundredth of the radius."""
Point = tuple[float, float]
"""Longitude and latitude."""


def drawn(disc: Disc) -> dict[str, Any]:  # JSON
    """Return a disc as a polygon; as several where it crosses the antimeridian, which no ring may."""
    south, north, west, east = disc_bounds(disc)
    if east - west >= 360:  # it holds a pole: a ring round it would have no inside on a flat map
        edge, pole = (south, 90.0) if north >= 90 else (north, -90.0)
        rings = [_box(min(edge, pole), max(edge, pole))]
    else:
        ring = [_at(disc, 360 * n / CORNERS) for n in range(CORNERS)]
        rings = [piece for low in (-540, -180, 180) if (piece := _piece(ring, low))]
    closed = [[*map(list, ring), list(ring[0])] for ring in rings]
    if len(closed) == 1:
        return {"type": "Polygon", "coordinates": closed}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in closed]}


def _at(disc: Disc, turn: float) -> Point:
    """Return the point of the disc's edge at so many degrees from north, against the clock: the right-hand rule."""
    reach, bearing, lat = disc.radius_km / EARTH_KM, radians(-turn), radians(disc.lat)
    there = asin(sin(lat) * cos(reach) + cos(lat) * sin(reach) * cos(bearing))
    east = atan2(sin(bearing) * sin(reach) * cos(lat), cos(reach) - sin(lat) * sin(there))
    return disc.lon + degrees(east), degrees(there)


def _box(south: float, north: float) -> list[Point]:
    return [(-180.0, south), (180.0, south), (180.0, north), (-180.0, north)]


def _piece(ring: Sequence[Point], low: int) -> list[Point]:
    """Return what of a ring lies within a turn of the globe that begins at `low`, in longitudes of a map."""
    cut = _cut(_cut(ring, 1, -low), -1, low + 360)
    turned = [(round(lon - low - 180, 6), round(lat, 6)) for lon, lat in cut]
    lons = {lon for lon, _ in turned}
    return turned if len(lons) > 1 else []


def _cut(ring: Sequence[Point], sign: int, offset: int) -> list[Point]:
    """Return what of a convex ring lies on one side of a meridian (Sutherland and Hodgman)."""
    found: list[Point] = []
    for here, there in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        a, b = sign * here[0] + offset, sign * there[0] + offset
        if a >= 0:
            found.append(here)
        if (a < 0) != (b < 0):
            t = a / (a - b)
            found.append((here[0] + t * (there[0] - here[0]), here[1] + t * (there[1] - here[1])))
    return found
