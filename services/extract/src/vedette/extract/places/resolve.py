"""Which of the places a name may stand for is meant: spelling, kind word, country, neighbours, size.

Wrong coordinates are worse than none: a tie between far places, or a small town nothing speaks for, stays unresolved.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vedette.extract.places.gazetteer import Candidate, Gazetteer, GazetteerPlace, apart_km
from vedette.extract.places.slots import Slot
from vedette.extract.places.translit import fold
from vedette.schemas import PlaceRelation

__all__ = ["Resolved", "Surroundings", "is_area", "is_country", "lies_in", "reach_km", "resolve"]

# Weights and bars were set on development reports of eight wars and checked on others; see `docs/gazetteer.md`.
_LEAST_SCORE = 0.62
_TIE = 0.07
_APART_KM = 25.0
_CITY = 250_000  # "in Kandahar" means the city, "in Idlib" as a rule the governorate
_TOWN_ANYWHERE = 100_000  # so large a town is believed in a country the article has not named
_KNOWN_WORLDWIDE = 800_000  # so large a city is believed whatever else the article is about
_TOWN_ALONE = 15_000
_FAR_KM = 75.0  # provinces are round in tables and crooked on the map
_TOWN_LARGE, _MUCH_LARGER = 30_000, 5
_LEAST_SHARE = 0.06  # of the article; less is a passing mention
_LINES = frozenset(["RD", "STM", "LINE"])
_AREAS = frozenset(["RGN", "MTS", "VAL", "ISLS", "SEA", "STRT", "LK", "ISL", "RESN", "PEN", "CNL"]) | _LINES
_EVERYWHERE = frozenset(["ADM1", "SEA", "STRT", "LK"])
_UNNAMED_RADIUS = {"ADM1": 90.0, "ADM2": 30.0, "ADM3": 15.0}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside the name: countries by share, earlier places, units the sentence puts the name in.

    `named` are the countries whose name or people the sentence names.
    """

    countries: Mapping[str, float] = field(default_factory=dict)
    anchors: Sequence[GazetteerPlace] = ()
    containers: Sequence[GazetteerPlace] = ()
    beside: tuple[PlaceRelation, GazetteerPlace] | None = None
    named: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Resolved:
    """The place meant, and how sure that is, 0 to 1."""

    place: GazetteerPlace
    score: float


def is_country(place: GazetteerPlace) -> bool:
    """Tell whether a place is a whole country."""
    return place.feature.startswith("PCL")


def is_area(place: GazetteerPlace) -> bool:
    """Tell whether a place is wider than a town: a unit, region, line or country."""
    return is_country(place) or place.feature.startswith("ADM") or place.feature in _AREAS


def reach_km(place: GazetteerPlace) -> float:
    """Return the radius within which a happening "in" the place lies; for a town it grows with its people."""
    if place.radius_km is not None:
        return place.radius_km
    if place.feature in _UNNAMED_RADIUS:
        return _UNNAMED_RADIUS[place.feature]
    return max(2.0, 0.01 * math.sqrt(place.population))  # a million people: ten kilometres


def lies_in(place: GazetteerPlace, area: GazetteerPlace) -> bool:
    """Tell whether a place can lie in an area: same country, and same province or within the area's reach."""
    if is_country(area):
        return place.country == area.country
    if area.country and place.country and area.country != place.country:
        return False
    if area.feature == "ADM1" and area.admin1 and place.admin1 and fold(area.admin1) == fold(place.admin1):
        return True
    return apart_km(place, area) <= reach_km(area) * 1.25 + 5.0


def resolve(name: str, slot: Slot, gazetteer: Gazetteer, around: Surroundings) -> Resolved | None:
    """Return the place a name in this slot means, or None where nothing is likely enough or two places tie."""
    possible = _fitting([c for c in gazetteer.candidates(name) if _possible(c, slot, around)], around)
    if country := next((c for c in possible if _is_plainly_country(c, slot, around)), None):
        return Resolved(country.place, 1.0)
    listed = [c for c in possible if c.key in {"exact", "listed"}]
    rated = sorted(
        (Resolved(c.place, _rate(c, slot, around)) for c in listed or possible), key=lambda found: -found.score
    )
    if not rated or rated[0].score < _LEAST_SCORE:
        return None
    best = rated[0]
    for other in rated[1:]:
        if best.score - other.score > _TIE:
            break
        if _outweighs(best.place, other.place):
            continue
        if apart_km(best.place, other.place) > _APART_KM + max(reach_km(best.place), reach_km(other.place)):
            return None
    return Resolved(best.place, min(1.0, best.score))


def _fitting(possible: list[Candidate], around: Surroundings) -> list[Candidate]:
    """Leave out what nothing speaks for where something speaks for another, and nicknames of what has a namesake."""
    backed = [c for c in possible if c.place.country and _supported(c.place, around)] or possible
    if any(c.key == "exact" for c in backed):
        return [c for c in backed if not c.is_other_name]
    return backed


def _outweighs(place: GazetteerPlace, other: GazetteerPlace) -> bool:
    """Tell whether a town is so much larger than its namesake that the name alone means it."""
    return (
        place.population >= _TOWN_LARGE and place.population >= _MUCH_LARGER * other.population and not is_area(other)
    )


def _possible(candidate: Candidate, slot: Slot, around: Surroundings) -> bool:
    """Leave out what the words around rule out, and places that nothing in the article speaks for."""
    place = candidate.place
    if _is_ruled_out(place, slot, around):
        return False
    if candidate.key not in {"exact", "listed"} or candidate.is_other_name:
        return slot.strength >= 2 and _strongly_supported(place, around)
    if slot.strength < 2 and candidate.key == "listed" and not _is_prominent(place):
        return False
    if is_country(place) or place.feature in _EVERYWHERE or (slot.strength >= 2 and _is_whole_name_of_site(candidate)):
        return True
    if _supported(place, around):
        return slot.strength >= 2 or is_area(place) or place.population >= _TOWN_ALONE or place.id.startswith("own:")
    if around.countries or around.containers or around.anchors:
        fits = slot.strength >= 2 and not around.containers and not around.anchors and slot.kind != "town"
        return candidate.key == "exact" and place.population >= (_TOWN_ANYWHERE if fits else _KNOWN_WORLDWIDE)
    return place.population >= _TOWN_ALONE or place.id.startswith("own:") or slot.strength == 3


def _is_ruled_out(place: GazetteerPlace, slot: Slot, around: Surroundings) -> bool:
    """Tell whether a place lies on the wrong side or in the wrong province or country, or is a town, not a river."""
    if around.beside and not _on_the_side(place, *around.beside):
        return True
    if place.feature.startswith(_NEVER_MEANT.get(slot.kind, ("-",))):
        return True  # the city of a river's name may lie at its other end
    return _is_far_from_containers(place, around) or _is_stray(place, around)


_NEVER_MEANT = {"nature": ("PPL", "ADM"), "water": ("PPL", "ADM")}


def _is_whole_name_of_site(candidate: Candidate) -> bool:
    """Tell whether a name of several words is that of a base, bridge or camp: "Bagram Air Base" is but one."""
    place = candidate.place
    is_site = not is_area(place) and not place.feature.startswith("PPL")
    return is_site and candidate.key == "exact" and " " in place.name


def _is_far_from_containers(place: GazetteerPlace, around: Surroundings) -> bool:
    """Tell whether a small place lies nowhere near the provinces the sentence names in its country."""
    if place.feature == "ADM1" or is_country(place) or place.population >= _TOWN_ANYWHERE:
        return False
    units = [area for area in around.containers if area.feature == "ADM1" and area.country == place.country]
    if not units or place.feature in _AREAS:
        return False
    return all(apart_km(place, area) > 1.25 * reach_km(area) + _FAR_KM for area in units)


def _is_stray(place: GazetteerPlace, around: Surroundings) -> bool:
    """Tell whether a small place lies abroad and nothing near the name speaks of that country.

    A village at home that no table knows is likelier than its namesake across the border.
    """
    home = max(around.countries.values(), default=0.0)
    share = around.countries.get(place.country or "", 0.0)
    if place.country is None or not place.feature.startswith("PPL") or place.population >= _TOWN_ANYWHERE:
        return False
    if place.country in around.named or any(area.country == place.country for area in around.containers):
        return False
    if any(area.feature == "ADM1" for area in around.containers):
        return True
    if home < _MOSTLY or share >= _ALSO:
        return False
    return not any(a.country == place.country and apart_km(place, a) < _BESIDE_KM for a in around.anchors)


_MOSTLY, _ALSO = 0.5, 0.25  # shares of an article that is about one country, and of a second one it is about too


def _is_plainly_country(candidate: Candidate, slot: Slot, around: Surroundings) -> bool:
    """Tell whether a name is that of a country the article speaks of: no town of that name is meant then."""
    place = candidate.place
    if not is_country(place) or candidate.key == "sound" or slot.kind:
        return False
    return not around.countries or around.countries.get(place.country or "", 0.0) >= _LEAST_SHARE


def _is_prominent(place: GazetteerPlace) -> bool:
    return is_area(place) or place.population >= _TOWN_ANYWHERE or place.id.startswith("own:")


def _strongly_supported(place: GazetteerPlace, around: Surroundings) -> bool:
    """Tell whether a mere sound-alike may be meant: in the country the article is about, or close to its places."""
    if around.countries.get(place.country or "", 0.0) >= 0.25 and (not around.containers or _in_any(place, around)):
        return True
    return any(apart_km(place, anchor) < 60 for anchor in around.anchors)


def _in_any(place: GazetteerPlace, around: Surroundings) -> bool:
    return any(lies_in(place, area) for area in around.containers)


def _supported(place: GazetteerPlace, around: Surroundings) -> bool:
    """Tell whether anything in the article speaks for the place: its country, or a neighbour."""
    if place.country is None or around.countries.get(place.country, 0.0) >= _LEAST_SHARE:
        return True
    return _in_any(place, around) or any(apart_km(place, anchor) < 100 for anchor in around.anchors)


def _rate(candidate: Candidate, slot: Slot, around: Surroundings) -> float:
    place = candidate.place
    return (
        0.62 * candidate.score
        + _kind_bonus(place, slot)
        + _country_bonus(place, around)
        + _container_bonus(place, around.containers)
        + _anchor_bonus(place, around.anchors)
        + 0.02 * math.log10(place.population + 1)
    )


def _kind_bonus(place: GazetteerPlace, slot: Slot) -> float:
    """Weigh the kind word; without one a province is likelier than its small capital, a large city than that."""
    feature, kind = place.feature, slot.kind
    if is_country(place):
        return 0.3 if not kind else -0.2
    if feature in {"SEA", "STRT"}:
        return 0.4 if kind in {"", "site", "water"} else -0.15
    if kind in _WANTED:
        return 0.25 if feature.startswith(_WANTED[kind]) else -0.15
    if kind in {"site", "nature", "water"}:
        return 0.2 if not is_area(place) and not feature.startswith("PPL") else 0.0
    if kind == "countryside" or slot.sector:
        return 0.3 if feature == "ADM1" else 0.0
    if slot.relation in _BEARINGS or slot.relation is PlaceRelation.NEAR:
        return 0.3 if not is_area(place) else 0.1  # "12 km north of" is said of towns
    if feature.startswith("PPL"):
        return 0.22 if place.population >= _CITY else 0.1
    return {"ADM1": 0.26, "ADM2": 0.08, "ADM3": 0.04}.get(feature, 0.24)


_WANTED = {"province": ("ADM1", "RGN"), "district": ("ADM2", "ADM3", "PPLX"), "town": ("PPL",), "road": ("RD",)}


def _country_bonus(place: GazetteerPlace, around: Surroundings) -> float:
    if not around.countries or place.country is None:
        return 0.0
    share = around.countries.get(place.country, 0.0)
    here = 0.05 if place.country in around.named else 0.0
    return 0.05 + 0.2 * share + here if share > 0.02 else -0.12


def _container_bonus(place: GazetteerPlace, containers: Iterable[GazetteerPlace]) -> float:
    # A province says nothing of its namesake town: both stand there by the same word.
    here = [area for area in containers if is_country(area) or area.country == place.country]
    known = [area for area in here if fold(area.name) != fold(place.name)]
    if is_country(place):
        return 0.2 if any(area.country == place.country for area in known) else 0.0
    if is_area(place):
        known = [area for area in known if is_country(area)]  # provinces in a row do not hold each other
    if not known:
        return 0.0
    return 0.2 if any(lies_in(place, area) for area in known) else -0.1


def _anchor_bonus(place: GazetteerPlace, anchors: Sequence[GazetteerPlace]) -> float:
    """Places of one report lie near each other; the nearest earlier one counts."""
    if any(anchor.id == place.id for anchor in anchors):
        return 0.15
    named_alike = fold(place.name)
    others = (apart_km(place, anchor) for anchor in anchors if fold(anchor.name) != named_alike)
    nearest = min(others, default=math.inf)
    return 0.15 * math.exp(-nearest / 40.0)


def _on_the_side(place: GazetteerPlace, relation: PlaceRelation, anchor: GazetteerPlace) -> bool:
    """Tell whether a place can lie "west of" or "near" an anchor: on that side, and not a day's drive away."""
    if place.lat is None or place.lon is None or anchor.lat is None or anchor.lon is None or is_area(place):
        return True
    away = apart_km(place, anchor)
    if away > _BESIDE_KM + reach_km(anchor):
        return False
    wanted = _BEARINGS.get(relation)
    if wanted is None or away < 5.0 + reach_km(anchor):
        return True
    east = (place.lon - anchor.lon) * math.cos(math.radians(anchor.lat))
    bearing = math.degrees(math.atan2(east, place.lat - anchor.lat))
    return abs((bearing - wanted + 180.0) % 360.0 - 180.0) <= _BEARING_SLACK


_BESIDE_KM = 50.0
_BEARING_SLACK = 75.0  # news says "west" of what lies south-west
_BEARINGS = {
    PlaceRelation.NORTH_OF: 0.0,
    PlaceRelation.NORTH_EAST_OF: 45.0,
    PlaceRelation.EAST_OF: 90.0,
    PlaceRelation.SOUTH_EAST_OF: 135.0,
    PlaceRelation.SOUTH_OF: 180.0,
    PlaceRelation.SOUTH_WEST_OF: 225.0,
    PlaceRelation.WEST_OF: 270.0,
    PlaceRelation.NORTH_WEST_OF: 315.0,
}
