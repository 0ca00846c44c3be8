"""What a found name says on the map: precision code, radius, hint; the place of a claim."""

from dataclasses import dataclass

from vedette.extract.places.gazetteer import GazetteerPlace
from vedette.extract.places.resolve import Resolved, is_area, is_country, reach_km
from vedette.extract.places.slots import Run, Slot
from vedette.schemas import ClaimPlace, PlaceCode, PlaceRelation

__all__ = ["Found", "Wide", "claim_place", "is_beside", "words_beside"]


@dataclass(frozen=True, slots=True)
class Found:
    """A name, the words around it and what it resolved to."""

    run: Run
    slot: Slot
    resolved: Resolved | None
    is_container: bool = False
    hint: str = ""
    area: GazetteerPlace | None = None


@dataclass(frozen=True, slots=True)
class Wide:
    """A border or zone named in a sentence, with its span there; `row` is the gazetteer's, if it has one."""

    start: int
    end: int
    place: ClaimPlace
    row: GazetteerPlace | None


def is_beside(item: Found) -> bool:
    """Tell whether the happening lies beside the named place, not in it."""
    return item.slot.relation not in {PlaceRelation.AT, PlaceRelation.ALONG, PlaceRelation.BETWEEN}


def words_beside(anchor: Found) -> str:
    """Return "west of Jisr al-Shughour" for an anchor."""
    relation = anchor.slot.hint or anchor.slot.relation.value.replace("_", " ")
    return f"{relation} {anchor.run.text}"


def claim_place(item: Found) -> ClaimPlace:
    """Return the place as a claim tells it; a name that did not resolve keeps its text and the area around it."""
    place, score = (item.resolved.place, item.resolved.score) if item.resolved else (None, 0.0)
    hint = item.hint or item.slot.hint or (f"{item.slot.sector} {item.run.text}" if item.slot.sector else "")
    if place is None:
        return ClaimPlace(
            text=item.run.text,
            relation=item.slot.relation,
            name=item.run.text,
            precision=PlaceCode.NEAR if is_beside(item) else _OPEN.get(item.slot.kind, PlaceCode.SITE),
            country=item.area.country if item.area else None,
            admin1=item.area.admin1 if item.area else None,
            hint=hint or None,
        )
    has_point = place.lat is not None and place.lon is not None
    return ClaimPlace(
        text=item.run.text,
        relation=item.slot.relation,
        name=place.name,
        gazetteer_id=place.id,
        lat=place.lat if has_point else None,
        lon=place.lon if has_point else None,
        precision=_precision(item, place),
        radius_km=_radius(item, place) if has_point else None,
        admin1=place.admin1,
        country=place.country,
        hint=hint or None,
        score=round(score, 2),
    )


# What an unknown name's kind word tells: "in Sahar District".
_OPEN = {
    "district": PlaceCode.DISTRICT,
    "province": PlaceCode.GOVERNORATE,
    "road": PlaceCode.REGION,
    "water": PlaceCode.REGION,
}


def _precision(item: Found, place: GazetteerPlace) -> PlaceCode:
    """Return how finely the place is known. Source: place codes of the event definitions, section 1."""
    if is_country(place):
        return PlaceCode.REGION if item.slot.sector else PlaceCode.COUNTRY
    if place.feature in {"SEA", "STRT", "LK"}:
        return PlaceCode.SEA_OR_AIR
    if place.feature == "ADM1":
        return PlaceCode.GOVERNORATE
    if place.feature.startswith("ADM"):
        return PlaceCode.DISTRICT
    if place.feature in {"RD", "STM", "LINE"}:
        return PlaceCode.REGION
    if is_area(place):
        reach = reach_km(place)
        return next(c for top, c in _BY_REACH if reach <= top)
    if item.slot.kind == "countryside" or (item.slot.sector and place.population < 250_000):
        return PlaceCode.DISTRICT
    return PlaceCode.NEAR if is_beside(item) or item.slot.relation is PlaceRelation.BETWEEN else PlaceCode.SITE


_BY_REACH = (
    (6.0, PlaceCode.SITE),
    (30.0, PlaceCode.DISTRICT),
    (100.0, PlaceCode.GOVERNORATE),
    (float("inf"), PlaceCode.REGION),
)
_NEAR_KM = 10.0  # "near": what news calls near is rarely farther
_COUNTRYSIDE_KM = 20.0


def _radius(item: Found, place: GazetteerPlace) -> float:
    """Return how far from the point the happening may lie; a stated distance widens it."""
    reach = reach_km(place)
    if item.slot.distance_km is not None:
        return round(reach + item.slot.distance_km * 1.2, 1)
    if is_area(place):
        return reach
    if item.slot.kind == "countryside":
        return max(reach, _COUNTRYSIDE_KM)
    return round(max(reach, _NEAR_KM if is_beside(item) or item.slot.relation is PlaceRelation.BETWEEN else 0.0), 1)
