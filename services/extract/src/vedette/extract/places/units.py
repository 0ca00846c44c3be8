"""A name said to lie in a unit lies there: "in Al-Mansoura in Aleppo province" is none of another province."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from vedette.extract.places.claim import Found
from vedette.extract.places.gazetteer import Gazetteer, GazetteerPlace, apart_km
from vedette.extract.places.resolve import Surroundings, is_area, lies_in, reach_km, resolve
from vedette.extract.places.translit import fold

__all__ = ["kept_in_units"]

_IN_UNIT = re.compile(r"^,?\s(?:(?:a|the)\s(?:[\w-]+\s){1,3})?in\s(?:the\s)?(?:[a-z-]+\s(?:of\s(?:the\s)?)?){0,3}$")
_OF_UNIT = re.compile(
    r"^\s(?:[Pp]rovince|[Gg]overnorate|[Ss]tate|[Dd]istrict|[Rr]egion|[Oo]blast)(?:'s|’s)\s(?:[a-z-]+\s){0,4}$"
)
_GREAT = 250_000  # a city so large is meant by its name; who tells may have the province wrong
_DISTRICT_KM = 100.0  # districts have no shape here, and some are as wide as that


def kept_in_units(sentence: str, found: Sequence[Found], gazetteer: Gazetteer) -> list[Found]:
    """Return the names, those that resolved outside the unit they are put in read once more inside it, or left open."""
    units = dict(_units(sentence, found))
    return [_inside(item, units[n], gazetteer) if n in units else item for n, item in enumerate(found)]


def _units(sentence: str, found: Sequence[Found]) -> Iterator[tuple[int, GazetteerPlace]]:
    """Yield the number of each name that a unit stands right beside, with the unit."""
    for n, (first, second) in enumerate(pairwise(found)):
        gap = sentence[first.run.end : second.run.start]
        if _IN_UNIT.match(gap) and (unit := _unit(second)):
            yield n, unit
        elif _OF_UNIT.match(gap) and (unit := _unit(first)):
            yield n + 1, unit


def _unit(item: Found) -> GazetteerPlace | None:
    """Return the province or district a name with such a word stands for."""
    place = item.resolved.place if item.resolved else None
    is_unit = place is not None and place.feature in {"ADM1", "ADM2"} and item.slot.kind in {"province", "district"}
    return place if is_unit else None


def _inside(item: Found, unit: GazetteerPlace, gazetteer: Gazetteer) -> Found:
    place = item.resolved.place if item.resolved else None
    if place is None or not _is_small(place) or _can_lie_in(place, unit):
        return item
    if place.population >= _GREAT and place.country == unit.country:
        return item
    there = Surroundings(countries={unit.country: 1.0} if unit.country else {}, containers=[unit], anchors=[unit])
    again = resolve(item.run.text, item.slot, gazetteer, there)
    return replace(item, resolved=again if again and _can_lie_in(again.place, unit) else None, area=unit)


def _is_small(place: GazetteerPlace) -> bool:
    return not is_area(place) or place.feature in {"ADM2", "ADM3"}


def _can_lie_in(place: GazetteerPlace, unit: GazetteerPlace) -> bool:
    """Tell whether a place can lie in a unit: by its own province, else by the way to the unit's middle."""
    if place.country != unit.country:
        return False
    if unit.feature != "ADM1":
        return apart_km(place, unit) <= _DISTRICT_KM
    if place.admin1 and unit.admin1 and fold(place.admin1) != fold(unit.admin1):
        return apart_km(place, unit) <= reach_km(unit)  # tables spell one province in two ways
    return lies_in(place, unit)
