"""Claims of posts as items: one per named site, one for a number without sites, one for the holder's series.

Source: EVENTS definitions, section 2 (number roles and rule of novelty).
"""

from collections.abc import Sequence
from dataclasses import replace

from vedette.extract.merge.items import (
    Actors,
    Item,
    Lane,
    day_span,
    facility_group,
    family_of,
    finest,
    order_of,
    time_of,
)
from vedette.extract.merge.names import fold, names_alike
from vedette.extract.merge.spots import DOUBT_KM, FAR, nearness, spot_of, spots_nearness
from vedette.extract.places.distance import distance_km
from vedette.schemas import ActorRole, ClaimPlace, NumberRole, PlaceCode, PlaceRelation, PostAction, PostClaim, Realis

__all__ = [
    "FOUNDING",
    "NEAR_SITE_KM",
    "fits_site",
    "founding_rank",
    "is_of_several",
    "named_sites",
    "number_of",
    "post_items",
    "site_of",
    "step_of",
    "unsited",
    "weigh_loose",
    "weigh_series",
    "weigh_site",
    "weigh_unsited",
]

NEAR_SITE_KM = 3.0
"""Source: EVENTS definitions, section 2: the same gazetteer place or within 3 km."""
FOUNDING_WINDOW_DAYS = 3
"""Reports of one new post without a named site lie within this many days of each other."""

FOUNDING = (PostAction.AGREED, PostAction.PLANNED, PostAction.ATTEMPTED, PostAction.UNDER_WAY, PostAction.ESTABLISHED)
_LEFT = frozenset({PostAction.WITHDRAWN, PostAction.DISMANTLED, PostAction.RELOCATED})
_SITE_CODES = frozenset({PlaceCode.SITE, PlaceCode.NEAR})
_SERIES_ROLES = frozenset({NumberRole.STOCK, NumberRole.TARGET, NumberRole.ORDINAL})


def founding_rank(action: PostAction) -> int | None:
    """Return how far a founding step has come, null for a step in the life of a standing post."""
    return FOUNDING.index(action) if action in FOUNDING else None


def step_of(claim: PostClaim) -> PostAction | None:
    """Return the step a claim tells; what is only planned or failed is no more than that, whatever the verb.

    null for what is only supposed or known before, and for a step in a post's life that was not taken.
    """
    if claim.realis in {Realis.BACKGROUND, Realis.HYPOTHETICAL}:
        return None
    if claim.realis is Realis.DENIED:
        return PostAction.DENIED
    if claim.realis is Realis.ACTUAL or claim.action in {PostAction.AGREED, PostAction.DENIED}:
        return claim.action
    if claim.action in FOUNDING:
        return PostAction.PLANNED if claim.realis is Realis.PLANNED else PostAction.ATTEMPTED
    return PostAction.ATTACKED if claim.action is PostAction.ATTACKED and claim.realis is Realis.ATTEMPTED else None


def number_of(claim: PostClaim, role: NumberRole) -> int | None:
    """Return the number a claim tells in a role, null if none."""
    told = [n for n in claim.numbers if n.role is role]
    return next((v for n in told for v in (n.best, n.low, n.high) if v is not None), None)


def named_sites(claim: PostClaim) -> list[ClaimPlace]:
    """Return the named sites: no more than the number of new posts told, and one for a post between two places."""
    named = [p for p in claim.places if p.precision in _SITE_CODES]
    if any(p.relation is PlaceRelation.BETWEEN for p in named):
        return named[:1]
    delta = number_of(claim, NumberRole.DELTA)
    return named if not delta else named[:delta]


def site_of(claim: PostClaim, item_id: str) -> ClaimPlace | None:
    """Return the site a site item is about; null for items of another lane."""
    part = item_id.rpartition(".")[2]
    return named_sites(claim)[int(part)] if part.isdigit() else None


def _is_series_only(claim: PostClaim) -> bool:
    """Return True for running totals and agreed numbers: they make no post, whatever places stand beside them."""
    roles = {n.role for n in claim.numbers}
    if NumberRole.DELTA in roles or NumberRole.ORDINAL in roles:
        return False
    return NumberRole.STOCK in roles or (NumberRole.TARGET in roles and not named_sites(claim))


def unsited(claim: PostClaim) -> int:
    """Return how many of the new posts told have no named site."""
    delta = number_of(claim, NumberRole.DELTA) or 0
    sites = named_sites(claim)
    return max(delta - len(sites), 0) if sites else 0


def _tells_series(claim: PostClaim, step: PostAction) -> bool:
    if any(n.role in _SERIES_ROLES for n in claim.numbers) or unsited(claim):
        return True
    return step is PostAction.AGREED and not named_sites(claim)


def post_items(claim: PostClaim, actors: Actors) -> list[Item]:
    """Return the items of a post claim: sites in text order, then the unsited number, then the series."""
    step = step_of(claim)
    if step is None:
        return []
    base = _base(claim, step, actors)
    sites = [] if _is_series_only(claim) else named_sites(claim)
    at_site = replace(base, lane=Lane.SITE, actor=None if is_of_several(claim) else base.actor)
    items = [
        replace(at_site, id=f"{claim.claim_id}.{n}", order=_order(claim, step, n), spots=(spot_of(place),))
        for n, place in enumerate(sites)
    ]
    series = _tells_series(claim, step)
    if not sites and not _is_series_only(claim) and not (series and step is not PostAction.ESTABLISHED):
        number = number_of(claim, NumberRole.DELTA)
        items.append(replace(base, id=f"{claim.claim_id}.u", order=_order(claim, step, "u"), number=number))
    if series or (step is PostAction.ESTABLISHED and base.actor):
        items.append(
            replace(base, id=f"{claim.claim_id}.s", order=_order(claim, step, "s"), lane=Lane.SERIES, telling=series)
        )
    return items


def is_of_several(claim: PostClaim) -> bool:
    """Return True if parties agree on a post: whichever of them comes to hold it, it is that post."""
    parties = {a.actor_id or a.text for a in claim.actors if a.role is ActorRole.PARTY}
    return claim.action is PostAction.AGREED and len(parties) > 1


def _order(claim: PostClaim, step: PostAction, part: int | str) -> tuple[bool, str, str]:
    return order_of(claim, denies=step is PostAction.DENIED, suffix=f".{part}")


def _base(claim: PostClaim, step: PostAction, actors: Actors) -> Item:
    first, last, exact = day_span(claim.date, time_of(claim))
    holder = claim.actor
    known = (holder.actor_id or actors.identify(holder.text)) if holder else None
    return Item(
        id="", claim_id=claim.claim_id, article_id=claim.article_id, order=(False, "", ""), lane=Lane.LOOSE,
        denies=step is PostAction.DENIED, first=first, last=last, exact=exact,
        spots=finest([spot_of(p) for p in claim.places]), span=(claim.evidence[0].start, claim.evidence[0].end),
        claimant=fold(claim.attribution.claimant or ""), published_day=time_of(claim).date().toordinal(), action=step,
        actor=family_of(known, actors) if known else (fold(holder.text) if holder and holder.text else None),
        facility=facility_group(claim.facility), area=claim.area,
    )  # fmt: skip


def _holders(one: Item, other: Item) -> int | None:
    if one.actor and other.actor:
        return 2 if one.actor == other.actor else None
    return 1


def _facilities(one: Item, other: Item) -> bool:
    return not one.facility or not other.facility or one.facility == other.facility


def weigh_site(one: Item, other: Item) -> int | None:
    """Return the points for two items being one post: the same holder and the same place."""
    holders = _holders(one, other)
    if holders is None or not _facilities(one, other) or one.claim_id == other.claim_id:
        return None
    a, b = one.spots[0], other.spots[0]
    if None not in (a.lat, a.lon, b.lat, b.lon):
        apart = distance_km(a.lat or 0, a.lon or 0, b.lat or 0, b.lon or 0)
        if a.place_id and a.place_id == b.place_id:
            return 5 + holders  # before a post in the next village, which may lie as near
        if apart <= NEAR_SITE_KM:
            return 4 + holders
        return 1 + holders if names_alike(a.name, b.name) and apart <= DOUBT_KM else None
    if not names_alike(a.name, b.name) or nearness(a, b) == FAR:
        return None
    return 4 + holders


def fits_site(item: Item, members: Sequence[Item]) -> bool:
    """Return False if the post was left before this step: what then stands there is a new post in an old place."""
    if item.action in _LEFT or item.denies:
        return True
    ends = [m.last for m in members if m.action in _LEFT]
    return not ends or item.first <= max(ends)


def weigh_loose(one: Item, other: Item) -> int | None:
    """Return the points for two reports of posts without a named site being one report."""
    holders = _holders(one, other)
    founding = one.action in FOUNDING
    if holders is None or not _facilities(one, other):
        return None
    same_kind = (other.action in FOUNDING) if founding else one.action is other.action
    if not same_kind and not (one.denies or other.denies):
        return None
    gap = max(one.first, other.first) - min(one.last, other.last)
    place = spots_nearness(one.spots, other.spots)
    if gap > (FOUNDING_WINDOW_DAYS if founding else 1) or place == FAR:
        return None
    if one.number and other.number and one.number != other.number:
        return None
    same_number = 1 if one.number and one.number == other.number else 0
    return (2 if gap <= 1 else 1) + max(place, 0) + holders + same_number


def weigh_unsited(one: Item, other: Item) -> int | None:
    """Return the points for a report of one new post somewhere in an area being the post that another report names.

    0 where the two say nothing of each other: a later step at the site, a report of other days or of several posts.
    """
    holders, place = _holders(one, other), spots_nearness(one.spots, other.spots)
    if holders is None or not _facilities(one, other) or place == FAR:
        return None
    report = one if one.lane is Lane.LOOSE else other
    new = one.action in FOUNDING and other.action in FOUNDING
    gap = max(one.first, other.first) - min(one.last, other.last)
    if not (new and one.actor and other.actor) or (report.number or 1) > 1 or gap > FOUNDING_WINDOW_DAYS:
        return 0
    return (2 if gap <= 1 else 1) + max(place, 0) + holders


def weigh_series(one: Item, other: Item) -> int | None:
    """Return full points: one block holds one holder's numbers of one kind of post in one country."""
    del one, other
    return 9
