"""Places as merging compares them: whether two descriptions agree at the coarser of their precisions."""

from functools import lru_cache
from typing import NamedTuple

from vedette.extract.merge.names import fold, names_alike, share_a_name
from vedette.extract.places.distance import distance_km
from vedette.schemas import ClaimPlace, PlaceCode

__all__ = ["FAR", "Spot", "nearness", "spot_of", "spots_nearness"]

FAR = -9
"""The two cannot be one place."""
SAME_SITE_KM = 2.0
MERGE_KM = 5.0
"""Source: EVENTS definitions, section 3: G1/G1 within 5 km."""
DOUBT_KM = 15.0
"""Beyond the merge distance and up to here lie the suburbs and the misread neighbours: doubt, not another place."""
ENCLAVE_KM = 20.0
CITY_KM = 5.0
"""From this reach on, some 250,000 people, a place is a great city: it sees several attacks a day."""

_CODES = {code: int(code.value[1]) for code in PlaceCode}
# Where the gazetteer gives no radius. Typical half-widths of a district, governorate, region and country.
_RADIUS_KM = {1: 2.0, 2: 10.0, 3: 30.0, 4: 120.0, 5: 200.0, 6: 1500.0, 7: 500.0}


class Spot(NamedTuple):
    """One place of a claim. `code` is the digit of its precision, `admin1` the folded name of its governorate."""

    name: str
    place_id: str | None
    lat: float | None
    lon: float | None
    code: int
    admin1: str | None
    country: str | None
    radius_km: float

    @property
    def fine(self) -> bool:
        """Return True for a named site or something near one."""
        return self.code <= 2


def spot_of(place: ClaimPlace) -> Spot:
    """Return what merging needs of a claim's place."""
    # an area with a point but no governorate ("the north-west") lies across governorates
    admin1 = place.admin1 or (place.name if place.precision is PlaceCode.GOVERNORATE and place.lat is None else None)
    return _spot(
        place.name, place.gazetteer_id, place.lat, place.lon, _CODES[place.precision], admin1, place.country,
        place.radius_km,
    )  # fmt: skip


@lru_cache(maxsize=16_384)
def _spot(
    name: str,
    place_id: str | None,
    lat: float | None,
    lon: float | None,
    code: int,
    admin1: str | None,
    country: str | None,
    radius_km: float | None,
) -> Spot:
    """Return one object for all claims of one place."""
    reach = radius_km or _RADIUS_KM[code]
    return Spot(fold(name), place_id, lat, lon, code, fold(admin1) if admin1 else None, country, reach)


def _apart_km(one: Spot, other: Spot) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def _same(radius_km: float) -> int:
    """Return the points for one site: a great city sees more than one happening a day, a village hardly."""
    return 3 if radius_km < CITY_KM else 2


def _sites(one: Spot, other: Spot) -> int:
    """Compare two named sites."""
    apart = _apart_km(one, other)
    if apart is None:
        return _unresolved(one, other)
    if apart <= SAME_SITE_KM and (names_alike(one.name, other.name) or share_a_name(one.name, other.name)):
        return _same(min(one.radius_km, other.radius_km))  # two quarters as near are two places
    slack = 0.0 if one.code == other.code == 1 else 10.0
    if apart <= max(MERGE_KM, one.radius_km, other.radius_km) + slack:
        return 2  # a quarter or an airport lies within the reach of its city
    return -2 if apart <= DOUBT_KM + slack else FAR


def _unresolved(one: Spot, other: Spot) -> int:
    """Compare two sites of which one is only a name: that name may be a quarter, a farm, or a slip of the reader."""
    if one.admin1 and other.admin1 and one.admin1 != other.admin1:
        # a name of its own in another governorate is another village; a strange name may be a slip of the reader
        known = one.lat is None and other.lat is None
        return FAR if known or names_alike(one.name, other.name) else -2
    if names_alike(one.name, other.name):
        # the same name somewhere else, or the same slip of the reader: an area must speak for it too
        return 3 if one.admin1 and other.admin1 else 2
    if share_a_name(one.name, other.name):
        return 2
    if one.lat is None and other.lat is None:
        return -2
    placed = other if one.lat is None else one
    # a village without a point may well lie near the place another report goes by
    return 0 if placed.code == 2 or (one.admin1 and one.admin1 == other.admin1) else -1


def _site_in_area(site: Spot, area: Spot) -> int:
    """Compare a site, or the smaller area, with a wider area."""
    apart = _apart_km(site, area)
    if area.code <= 4 and site.admin1 and area.admin1 and site.admin1 != area.admin1:
        # A capital and the governorate around it are two governorates and often one place in the news.
        return 1 if apart is not None and apart <= ENCLAVE_KM else FAR
    if area.code == 3 and apart is not None:
        return 2 if apart <= area.radius_km else FAR
    if area.code == 4 and site.admin1 and site.admin1 == area.admin1:
        return 1
    if apart is not None and apart > area.radius_km + site.radius_km:
        return FAR
    return 1 if site.code < area.code <= 5 and apart is not None else 0


@lru_cache(maxsize=16_384)
def nearness(one: Spot, other: Spot) -> int:
    """Return how two places agree: 3 same site, 2 close or inside, 1 same governorate, 0 no word, -2 doubt, FAR."""
    if one.place_id and one.place_id == other.place_id:
        if one.fine and other.fine:
            return _same(min(one.radius_km, other.radius_km))
        return {3: 3, 4: 1, 5: 2}.get(max(one.code, other.code), 0)
    if one.fine and other.fine:
        return _sites(one, other)
    if one.code == other.code and names_alike(one.name, other.name):
        return {3: 3, 4: 1, 5: 2}.get(one.code, 0)
    smaller, wider = sorted((one, other), key=lambda s: s.code)
    return _site_in_area(smaller, wider)


def in_city(spots: tuple[Spot, ...]) -> bool:
    """Return True if a great city is named."""
    return any(s.fine and s.radius_km >= CITY_KM for s in spots)


def spots_nearness(ones: tuple[Spot, ...], others: tuple[Spot, ...]) -> int:
    """Return the best agreement of any two places; 0 where one side names none.

    Where both sides name sites that disagree, a shared area says no more than that nothing speaks against it.
    """
    if not ones or not others:
        return 0
    if len(ones) == len(others) == 1:
        return nearness(ones[0], others[0])
    pairs = [(a.fine and b.fine, nearness(a, b)) for a in ones for b in others]
    sites, best = [near for fine, near in pairs if fine], max(near for _, near in pairs)
    if sites and max(sites) < 0:
        return min(best, 0)
    return best + _several(ones, others)


def _several(ones: tuple[Spot, ...], others: tuple[Spot, ...]) -> int:
    """Return a point if both name the same two sites or more: few happenings share a list of towns."""
    if len(ones) < 2 or len(others) < 2:
        return 0
    named = {s.place_id for s in ones if s.fine and s.place_id}
    return int(len(named & {s.place_id for s in others if s.fine}) > 1)
