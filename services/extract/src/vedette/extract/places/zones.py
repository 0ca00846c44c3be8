"""Zones and lines that news names without capitals: "in the de-escalation zone", "on the contact line"."""

import re
from collections.abc import Iterator, Mapping, Sequence

from vedette.extract.places.claim import Wide
from vedette.extract.places.gazetteer import Gazetteer, GazetteerPlace
from vedette.extract.places.resolve import lies_in
from vedette.schemas import ClaimPlace, PlaceCode, PlaceRelation

__all__ = ["find_zones"]

_ZONE = re.compile(
    r"\b(?:(?:de-?escalation|demilitari[sz]ed|buffer|safe|security|separation)\s(?:zone|area)s?"
    r"|contact line|line of contact|ceasefire line|demarcation line)\b"
)
_HINTS = ("zone", "area", "line")
_MOSTLY = 0.3  # of the article: the country's own zone is meant
_WIDE = frozenset(["RGN", "LINE"])


def find_zones(
    sentence: str, shares: Mapping[str, float], near: Sequence[GazetteerPlace], gazetteer: Gazetteer
) -> Iterator[Wide]:
    """Yield the zones a sentence names; `near` are places told of in the sentence or before it.

    Many wars have a buffer zone: one is meant if a place near it is named, or if it is the only one of the country
    the article is mostly about. Else nothing is.
    """
    if not any(hint in sentence for hint in _HINTS):
        return
    for match in _ZONE.finditer(sentence):
        if row := _meant(match[0], shares, near, gazetteer):
            yield Wide(match.start(), match.end(), _claim_place(match[0], row), row)


def _meant(
    words: str, shares: Mapping[str, float], near: Sequence[GazetteerPlace], gazetteer: Gazetteer
) -> GazetteerPlace | None:
    strict = [c.place for c in gazetteer.candidates(words.rstrip("s")) if c.key in {"exact", "listed"}]
    zones = [place for place in strict if place.feature in _WIDE]
    around = [zone for zone in zones if any(lies_in(place, zone) for place in near if place.lat is not None)]
    at_home = [zone for zone in zones if shares.get(zone.country or "", 0.0) >= _MOSTLY]
    return next((found[0] for found in (around, at_home) if len(found) == 1), None)


def _claim_place(text: str, row: GazetteerPlace) -> ClaimPlace:
    return ClaimPlace(
        text=text,
        relation=PlaceRelation.AT,
        name=row.name,
        gazetteer_id=row.id,
        lat=row.lat,
        lon=row.lon,
        radius_km=row.radius_km,
        admin1=row.admin1,
        country=row.country,
        precision=PlaceCode.REGION,
        score=0.7,
    )
