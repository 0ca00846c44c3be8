"""What events of both families take from their claims: place, day, parties, sources."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from vedette.extract.merge.trusted import trusted
from vedette.schemas import (
    Actor,
    Claim,
    ClaimPlace,
    DateBasis,
    DateCode,
    EventDate,
    EventPlace,
    PlaceCode,
    Realis,
)

__all__ = ["actors_of", "best_date", "best_of", "best_place", "event_date", "firmest", "most_told"]

T = TypeVar("T")

_FINE = frozenset({PlaceCode.SITE, PlaceCode.NEAR})

_SMALL = frozenset({"in", "the", "of"})

_FIRMNESS = (Realis.ACTUAL, Realis.ATTEMPTED, Realis.PLANNED, Realis.HYPOTHETICAL, Realis.BACKGROUND, Realis.DENIED)


def most_told(values: Iterable[T]) -> T | None:
    """Return the value told most often, the earlier of equals; null if there is none."""
    counted: dict[T, int] = {}
    for value in values:
        counted[value] = counted.get(value, 0) + 1
    return max(counted, key=counted.__getitem__) if counted else None


def _place_order(place: ClaimPlace) -> tuple[bool, str, float]:
    return place.gazetteer_id is None and place.lat is None, place.precision, -place.score


def best_of(places: Sequence[ClaimPlace]) -> ClaimPlace | None:
    """Return the finest resolved place; null if none is told. `places` in order of telling."""
    # A named site beats a resolved governorate: not knowing the point is no reason to forget the village.
    named = [p for p in places if p.precision in _FINE] or places
    return min(named, key=_place_order) if len(named) > 1 else named[0] if named else None


def best_place(places: Sequence[ClaimPlace]) -> EventPlace | None:
    """Return the finest resolved place, with what the others add. `places` in order of telling."""
    best = best_of(places)
    if best is None:
        return None
    same_country = [p for p in places if best.country in {None, p.country}]
    regions = [p for p in places if p.precision is PlaceCode.REGION and p.name != best.name]
    return trusted(
        EventPlace, name=best.name, gazetteer_id=best.gazetteer_id, lat=best.lat, lon=best.lon,
        precision=best.precision, radius_km=best.radius_km,
        admin1=best.admin1 or next((p.admin1 for p in same_country if p.admin1), None),
        country=best.country or next((p.country for p in places if p.country), None),
        hint=_hint([best.hint, *(p.hint or p.text for p in regions)]) if best.hint or regions else None,
    )  # fmt: skip


def _hint(told: Sequence[str | None]) -> str | None:
    """Return what is said of how the place lies, without what another hint says more exactly."""
    words = {frozenset(h.casefold().split()) - _SMALL: h for h in reversed(told) if h}
    kept = [hint for known, hint in words.items() if not any(known < other for other in words)]
    return "; ".join(reversed(kept)) or None


def event_date(claim: Claim) -> EventDate:
    """Return the days one claim gives."""
    date = claim.date
    return _dated(date.start, date.end, date.precision, date.basis)


@lru_cache(maxsize=16_384)
def _dated(start: date | None, end: date | None, precision: DateCode, basis: DateBasis) -> EventDate:
    return EventDate(start=start, end=end, precision=precision, basis=basis)


def best_date(claims: Sequence[Claim]) -> EventDate:
    """Return the most exact day, of equals one that dates the happening itself, then the one most told."""
    told = [event_date(c) for c in claims]
    if len(told) == 1:
        return told[0]

    def order(date: EventDate) -> tuple[bool, bool, str]:
        return date.end is None and date.start is None, date.basis is DateBasis.REPORT, date.precision

    orders = [order(d) for d in told]
    finest = min(orders)
    best = [d for d, o in zip(told, orders, strict=True) if o == finest]
    chosen = most_told((d.start, d.end) for d in best)
    return next(d for d in best if (d.start, d.end) == chosen)


def actors_of(claims: Iterable[Claim]) -> list[Actor]:
    """Return every party once per role, in order of telling."""
    seen: dict[tuple[str, str], Actor] = {}
    for claim in claims:
        for actor in claim.actors:
            seen.setdefault((actor.role, actor.actor_id or actor.text.casefold()), actor)
    return list(seen.values())


def firmest(claims: Iterable[Claim]) -> Realis:
    """Return the firmest sense in which any of the claims says it."""
    return min({c.realis for c in claims}, key=_FIRMNESS.index)
