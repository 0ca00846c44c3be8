"""What events of both families take from their claims: place, day, parties, sources."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from vedette.schemas import (
    Actor,
    Claim,
    ClaimPlace,
    DateBasis,
    EventDate,
    EventPlace,
    EventSource,
    PlaceCode,
    Quote,
    Realis,
)

__all__ = ["actors_of", "best_date", "best_place", "event_date", "firmest", "most_told", "sources_of"]

T = TypeVar("T")

_FIRMNESS = (Realis.ACTUAL, Realis.ATTEMPTED, Realis.PLANNED, Realis.HYPOTHETICAL, Realis.BACKGROUND, Realis.DENIED)
_QUOTE_CHARACTERS = 600
"""Longer passages are cut in the event; the claim keeps them whole."""


def most_told(values: Iterable[T]) -> T | None:
    """Return the value told most often, the earlier of equals; null if there is none."""
    counted = Counter(values)
    return counted.most_common(1)[0][0] if counted else None


def _place_order(place: ClaimPlace) -> tuple[bool, str, float]:
    return place.gazetteer_id is None and place.lat is None, place.precision.value, -place.score


def best_place(places: Sequence[ClaimPlace]) -> EventPlace | None:
    """Return the finest resolved place, with what the others add. `places` in order of telling."""
    if not places:
        return None
    fine = {PlaceCode.SITE, PlaceCode.NEAR}
    # A named site beats a resolved governorate: not knowing the point is no reason to forget the village.
    named = [p for p in places if p.precision in fine] or list(places)
    best = min(named, key=_place_order)
    same_country = [p for p in places if best.country in {None, p.country}]
    hints = [best.hint] + [p.text for p in places if p.precision is PlaceCode.REGION and p.name != best.name]
    told = list(dict.fromkeys(h for h in hints if h))
    return EventPlace(
        name=best.name, gazetteer_id=best.gazetteer_id, lat=best.lat, lon=best.lon, precision=best.precision,
        radius_km=best.radius_km, admin1=best.admin1 or next((p.admin1 for p in same_country if p.admin1), None),
        country=best.country or next((p.country for p in places if p.country), None), hint="; ".join(told) or None,
    )  # fmt: skip


def event_date(claim: Claim) -> EventDate:
    """Return the days one claim gives."""
    date = claim.date
    return EventDate(start=date.start, end=date.end, precision=date.precision, basis=date.basis)


def best_date(claims: Sequence[Claim]) -> EventDate:
    """Return the most exact day, of equals one that dates the happening itself, then the one most told."""
    told = [event_date(c) for c in claims]

    def order(date: EventDate) -> tuple[bool, bool, str]:
        return date.end is None and date.start is None, date.basis is DateBasis.REPORT, date.precision.value

    finest = min(order(d) for d in told)
    chosen = most_told((d.start, d.end) for d in told if order(d) == finest)
    return next(d for d in told if order(d) == finest and (d.start, d.end) == chosen)


def actors_of(claims: Iterable[Claim]) -> list[Actor]:
    """Return every party once per role, in order of telling."""
    seen: dict[tuple[str, str], Actor] = {}
    for claim in claims:
        for actor in claim.actors:
            seen.setdefault((actor.role, actor.actor_id or actor.text.casefold()), actor)
    return list(seen.values())


def firmest(claims: Iterable[Claim]) -> Realis:
    """Return the firmest sense in which any of the claims says it."""
    return min((c.realis for c in claims), key=_FIRMNESS.index)


def sources_of(claims: Iterable[Claim]) -> list[EventSource]:
    """Return one source per claim."""
    return [_source(claim) for claim in claims]


def _source(claim: Claim) -> EventSource:
    passage = claim.evidence[0]
    text = passage.quote[:_QUOTE_CHARACTERS]
    quote = Quote(text=text, start=passage.start, end=passage.start + len(text), text_sha256=claim.text_sha256)
    said = claim.attribution
    return EventSource(
        claim_id=claim.claim_id, article_id=claim.article_id, publisher=claim.publisher, claimant=said.claimant,
        claimant_role=said.claimant_role, relay=said.relay, url=claim.url, published_at=claim.published_at,
        syndication_id=claim.syndication_id, realis=claim.realis, hedged=claim.hedged, quote=quote,
    )  # fmt: skip
