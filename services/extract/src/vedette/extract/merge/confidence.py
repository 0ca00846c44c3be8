"""How far an event may be trusted, in parts that are shown. Source: EVENTS definitions, section 4."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from vedette.extract.merge.ranks import Rank
from vedette.schemas import Claim, DateBasis, DateCode, EventDate, EventPlace, PlaceCode, Realis

__all__ = ["confidence_parts", "product"]

_REALIS = {Realis.ACTUAL: 1.0, Realis.ATTEMPTED: 0.9, Realis.PLANNED: 0.7, Realis.DENIED: 0.2}
_HEDGED = 0.7
_RANKS = {Rank.OWN_LOSS: 1.0, Rank.NEUTRAL: 0.9, Rank.MONITOR: 0.8, Rank.OFFICIAL: 0.6, Rank.UNNAMED: 0.4}
# Source: EVENTS definitions, section 4: 1 -> 0.5, 2 -> 0.75, 3 or more -> 0.9.
_INDEPENDENT = (0.3, 0.5, 0.75, 0.9)
_PLACES = {
    PlaceCode.SITE: 1.0, PlaceCode.NEAR: 0.9, PlaceCode.DISTRICT: 0.8, PlaceCode.GOVERNORATE: 0.7,
    PlaceCode.REGION: 0.6, PlaceCode.COUNTRY: 0.4, PlaceCode.SEA_OR_AIR: 0.4,
}  # fmt: skip
_NO_PLACE = 0.3
_DATES = {DateCode.DAY: 1.0, DateCode.DAYS: 0.9, DateCode.WEEK: 0.8, DateCode.MONTH: 0.7, DateCode.LONGER: 0.6}
_REPORT_BASIS = 0.8
_CONTRADICTED = 0.8


def confidence_parts(
    live: Sequence[Claim],
    *,
    rank: Rank,
    independent: int,
    realis: Realis,
    place: EventPlace | None,
    date: EventDate,
    contradicted: bool,
) -> dict[str, float]:
    """Return the parts, each 0 to 1. An event without live claims has none to trust."""
    if not live:
        return {"reading": 0.0}
    reading, hedged = max([c.confidence.reading for c in live]), all(c.hedged for c in live)
    precision = place.precision if place else None
    said = (rank, min(independent, 3), realis, precision, date.precision, date.basis)
    return {"reading": round(reading, 3), **_others(*said, hedged, contradicted)}


@lru_cache(maxsize=4_096)
def _others(
    rank: Rank,
    independent: int,
    realis: Realis,
    place: PlaceCode | None,
    date: DateCode,
    basis: DateBasis,
    hedged: bool,
    contradicted: bool,
) -> Mapping[str, float]:
    """Return all parts but the reading; few events differ in them."""
    parts = {
        "realis": _REALIS.get(realis, 0.2) * (_HEDGED if hedged else 1.0),
        "claimant": _RANKS[rank],
        "independent": _INDEPENDENT[independent],
        "place": _PLACES[place] if place else _NO_PLACE,
        "date": _DATES[date] * (_REPORT_BASIS if basis is DateBasis.REPORT else 1.0),
    }
    if contradicted:
        parts["contradiction"] = _CONTRADICTED
    return {name: round(value, 3) for name, value in parts.items()}


def product(parts: dict[str, float]) -> float:
    """Return the product of the parts, for sorting alone."""
    total = 1.0
    for value in parts.values():
        total *= value
    return round(total, 4)
