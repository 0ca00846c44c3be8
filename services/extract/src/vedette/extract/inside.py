"""Merge what one article tells several times: title, lead, body and quotation become one claim with more evidence."""

import re
from collections.abc import Sequence

from vedette.extract.claims import claim_id
from vedette.extract.places.distance import distance_km
from vedette.schemas import (
    CasualtyClaim,
    Claim,
    Count,
    NumberRole,
    PlaceCode,
    PostAction,
    PostClaim,
    PostNumber,
    Toll,
)

__all__ = ["merge_inside"]

_COUNTERS = ("killed", "injured", "missing", "captured", "displaced")
_COMING = frozenset({PostAction.AGREED, PostAction.PLANNED, PostAction.UNDER_WAY})
_BUILDING = _COMING | {PostAction.ESTABLISHED, PostAction.ATTEMPTED}
_PLURAL = re.compile(r"(?<!headquarter)(?<!barrack)s\b['’]?$", re.IGNORECASE)
_REBELS = re.compile(
    r"\b(?:rebels?|militants?|insurgents?|guerrillas?|terrorists?|gunm[ae]n|jihadists?)\b", re.IGNORECASE
)
_SOLDIERS = re.compile(
    r"\b(?:soldiers?|troops|policem[ae]n|police officers?|servicem[ae]n|gendarmes?)\b", re.IGNORECASE
)
_TELLING = 10  # equal numbers this large are hardly two happenings in one article
_FAR_KM = 60.0  # a headline names the town or district its story lies in, hardly one farther off
_WIDE_KM = {PlaceCode.GOVERNORATE: 200.0, PlaceCode.REGION: 600.0, PlaceCode.COUNTRY: 3000.0}
"""How far from the point of such an area its parts may lie; large ones, as nothing rides on a near miss."""


def merge_inside(claims: Sequence[Claim], title_end: int) -> list[Claim]:
    """Return the claims with repeats folded into the fullest telling and ids set. `title_end` ends the headline."""
    kept: list[Claim] = []
    for claim in claims:
        at = next((n for n, other in enumerate(kept) if _same(other, claim, title_end)), None)
        if at is None:
            kept.append(claim)
        else:
            kept[at] = _fold(kept[at], claim, title_end)
    kept = [claim for claim in kept if not _is_mention(claim)]
    named = [claim.model_copy(update={"claim_id": claim_id(claim)}) for claim in kept]
    return list({claim.claim_id: claim for claim in named}.values())


def _is_mention(claim: Claim) -> bool:
    """Tell whether a claim only speaks of installations: several, without number or place of their own."""
    if not isinstance(claim, PostClaim) or claim.action not in _BUILDING or claim.numbers:
        return False
    if claim.action not in _COMING and claim.actor is not None:
        return False
    words = next((s.quote for s in claim.spans if s.field == "facility"), "")
    return bool(_PLURAL.search(words)) and all(p.inferred for p in claim.places)


def _same(a: Claim, b: Claim, title_end: int) -> bool:
    if isinstance(a, PostClaim) and isinstance(b, PostClaim):
        return _same_post(a, b, in_title=any(c.evidence[0].start < title_end for c in (a, b)))
    if isinstance(a, CasualtyClaim) and isinstance(b, CasualtyClaim):
        return _same_toll(a, b, in_title=any(c.evidence[0].start < title_end for c in (a, b)))
    return False


def _same_post(a: PostClaim, b: PostClaim, *, in_title: bool) -> bool:
    if (_rivals(a, b) and not in_title) or _told_apart(a, b):
        return False  # a headline may call the lead's party by another name
    mine, other = _roles(a), _roles(b)
    for role in set(mine) & set(other):
        if mine[role].best != other[role].best:
            return False
    shared = bool(set(mine) & set(other))
    if (NumberRole.STOCK in mine) != (NumberRole.STOCK in other):
        return False  # how many there are is not which are new
    if a.action in _COMING and b.action in _COMING and shared:
        return True
    if a.action is not b.action or not _days_agree(a, b):
        return False
    if in_title and shared:
        return True  # "four pickets in Poonch" above four on a ridge
    if not (_places_agree(a, b) or (in_title and _near(a, b))):
        return False
    # "the deal on new posts" is not the deal on twelve, unless the title says it
    return shared or not (mine or other) or (not (mine and other) and (a.action not in _COMING or in_title))


def _rivals(a: PostClaim, b: PostClaim) -> bool:
    """Tell whether two known parties hold them; a holder known by words only may be either."""
    mine, theirs = (c.actor.actor_id if c.actor else None for c in (a, b))
    return mine is not None and theirs is not None and mine != theirs


def _told_apart(a: PostClaim, b: PostClaim) -> bool:
    """Tell whether one sentence tells of two installations with a place each: "at Gao and another at Kidal"."""
    one, other = (next((s.start for s in c.spans if s.field == "facility"), None) for c in (a, b))
    mine, theirs = _own_names(a), _own_names(b)
    return a.evidence[0].start == b.evidence[0].start and one != other and bool(mine and theirs and not mine & theirs)


def _roles(claim: PostClaim) -> dict[NumberRole, PostNumber]:
    return {n.role: n for n in claim.numbers if n.best != 1 or n.role is not NumberRole.DELTA}


def _same_toll(a: CasualtyClaim, b: CasualtyClaim, *, in_title: bool) -> bool:
    if a.joint != b.joint:
        return False
    levels = [(getattr(a.toll, c), getattr(b.toll, c)) for c in _COUNTERS]
    both = [(x, y) for x, y in levels if x and y]
    if not both or any(not _equal(x, y) for x, y in both):
        return False
    if a.victims.side and b.victims.side and a.victims.side != b.victims.side:
        return False
    groups = {a.victims.group, b.victims.group} - {"unknown"}
    if len(groups) > 1 or _are_foes(a.victims.text, b.victims.text):
        return False
    if (a.scope == "cumulative") != (b.scope == "cumulative") and any(
        (x.best or x.low or 0) < _TELLING for x, _ in both
    ):
        return False
    if not _days_agree(a, b):
        return False
    if in_title and a.victims.group == b.victims.group:
        return _places_agree(a, b) or _near(a, b)
    small = all((x.best or x.low or 0) <= 1 for x, _ in both)
    return _places_agree(a, b) and (not small or _close(a, b))


def _are_foes(one: str, other: str) -> bool:
    """Tell whether soldiers died by one telling and rebels by the other."""
    return any(_REBELS.search(x) and _SOLDIERS.search(y) for x, y in ((one, other), (other, one)))


def _close(a: Claim, b: Claim) -> bool:
    """Tell whether two tellings of one person speak of the same one: they share a place."""
    shared = {p.name for p in a.places} & {p.name for p in b.places}
    return bool(shared)


def _equal(x: Count, y: Count) -> bool:
    return {x.low, x.best, x.high} - {None} == {y.low, y.best, y.high} - {None} or (
        x.best is not None and x.best == y.best
    )


def _places_agree(a: Claim, b: Claim) -> bool:
    own_a, own_b = _own_names(a), _own_names(b)
    if not own_a or not own_b or own_a & own_b:
        return True
    wide = [all(p.precision in _WIDE_KM for p in c.places if not p.inferred) for c in (a, b)]
    return any(wide) and _within_reach(a, b)


def _near(a: Claim, b: Claim) -> bool:
    """Tell whether a headline's place may be the story's: not known to lie far off. A village may be on no map."""
    countries = [{p.country for p in c.places} - {None} for c in (a, b)]
    same_country = not all(countries) or bool(countries[0] & countries[1])
    return _within_reach(a, b) and (same_country or all(_points(c) for c in (a, b)))


def _within_reach(a: Claim, b: Claim) -> bool:
    """Tell whether two claims may lie in one place: as near as the wider of two places allows, or not to be told."""
    one, other = _points(a), _points(b)
    if not one or not other:
        return True
    return any(
        distance_km(lat, lon, other_lat, other_lon) <= max(reach_km, other_reach_km)
        for lat, lon, reach_km in one
        for other_lat, other_lon, other_reach_km in other
    )


def _points(claim: Claim) -> list[tuple[float, float, float]]:
    """Return latitude, longitude and how far around a happening may lie, of each place that is on the map."""
    return [
        (p.lat, p.lon, _WIDE_KM.get(p.precision, _FAR_KM))
        for p in claim.places
        if p.lat is not None and p.lon is not None
    ]


def _own_names(claim: Claim) -> set[str]:
    """Return the names its own sentence gives, the gazetteer's and the text's: a title is often too short to place."""
    return {name for p in claim.places if not p.inferred for name in (p.name, p.text)}


def _days_agree(a: Claim, b: Claim) -> bool:
    if not (a.date.start and a.date.end and b.date.start and b.date.end):
        return True
    if "report" in (a.date.basis, b.date.basis) or not (_tells_day(a) and _tells_day(b)):
        return True
    return a.date.start <= b.date.end and b.date.start <= a.date.end


def _tells_day(claim: Claim) -> bool:
    """Tell whether a claim's day stands in its own sentence."""
    own = claim.evidence[0]
    return any(s.field == "date" and own.start <= s.start < own.end for s in claim.spans)


def _fold(a: Claim, b: Claim, title_end: int) -> Claim:
    """Keep the fuller telling and give it the other's evidence, counters and names."""
    first, second = (a, b) if _fullness(a, title_end) >= _fullness(b, title_end) else (b, a)
    evidence = {(e.start, e.end): e for e in [*first.evidence, *second.evidence]}
    actors = {(a.actor_id or a.text, a.role): a for a in [*second.actors, *first.actors]}
    update: dict[str, object] = {"evidence": list(evidence.values()), "actors": list(actors.values())}
    if all(p.inferred for p in first.places) and any(not p.inferred for p in second.places):
        update["places"] = second.places
    elif all(p.lat is None for p in first.places):  # a village on no map is found by what else is said of where
        update["places"] = [*first.places, *(p for p in second.places if p.lat is not None)]
    if first.attribution.claimant is None and second.attribution.claimant:
        update["attribution"] = second.attribution
    if first.date.basis == "report" and second.date.basis == "event" and first.date.text is None:
        update["date"] = second.date
    if isinstance(first, CasualtyClaim) and isinstance(second, CasualtyClaim):
        update |= _fold_toll(first, second)
    elif isinstance(first, PostClaim) and isinstance(second, PostClaim):
        update["numbers"] = first.numbers or second.numbers
        update["actor"] = first.actor or second.actor
        update["perpetrator"] = first.perpetrator or second.perpetrator
    return first.model_copy(update=update)


def _fold_toll(first: CasualtyClaim, second: CasualtyClaim) -> dict[str, object]:
    toll = {c: getattr(first.toll, c) or getattr(second.toll, c) for c in _COUNTERS}
    update: dict[str, object] = {"toll": Toll(**toll), "perpetrator": first.perpetrator or second.perpetrator}
    if first.cause == "unknown":
        update |= {"cause": second.cause, "cause_text": second.cause_text}
    if first.victims.group == "unknown" and second.victims.group != "unknown":
        update["victims"] = second.victims.model_copy(
            update={"of_which": [*first.victims.of_which, *second.victims.of_which]}
        )
    return update


def _fullness(claim: Claim, title_end: int) -> float:
    """Rate a telling: own places, a day of its own, more numbers; the title is the thinnest."""
    rate = 2.0 * any(not p.inferred for p in claim.places) + (claim.date.basis == "event") + claim.confidence.reading
    if isinstance(claim, CasualtyClaim):
        rate += sum(getattr(claim.toll, c) is not None for c in _COUNTERS) + (claim.victims.text != "")
    else:
        rate += len(claim.numbers) * 2 + (claim.action is PostAction.AGREED)
    return rate - 3 * (claim.evidence[0].start < title_end)
