"""What merging sees of a claim: small comparable items, one per happening the claim speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Protocol

from vedette.extract.merge.names import fold
from vedette.extract.merge.spots import Spot, spot_of
from vedette.extract.merge.targets import Targets
from vedette.extract.merge.wording import Arms, wording_of
from vedette.extract.places.country_prior import countries
from vedette.schemas import (
    CasualtyClaim,
    Cause,
    Claim,
    ClaimantRole,
    ClaimDate,
    Count,
    CountOp,
    DateBasis,
    DateCode,
    Facility,
    PostAction,
    Realis,
    Scope,
    Toll,
    VictimGroup,
)

__all__ = [
    "COUNTERS",
    "Actors",
    "Item",
    "Lane",
    "Order",
    "PlainActors",
    "counts_of",
    "day_span",
    "facility_group",
    "family_of",
    "order_of",
    "time_of",
]

COUNTERS = ("killed", "injured", "missing", "captured", "displaced")

# Days before the last one, where the text gives no first day. Source: EVENTS definitions, section 1, date codes.
_SPAN_DAYS = {DateCode.DAY: 0, DateCode.DAYS: 5, DateCode.WEEK: 6, DateCode.MONTH: 30, DateCode.LONGER: 365}
_VAGUE_TIMES = 10
_WIDE_DAYS = 10
_TELLING_LETTERS = 4
REPORT_LAG_DAYS = 2
"""A day that only dates the report allows the happening to lie this much earlier."""
LATE_DAYS = 3
"""A report that names no day may come so many days later than it seems."""


Order = tuple[bool, str, str]
"""What all items are sorted by: denials last, then time, then article and place in its text."""


class Lane(StrEnum):
    """Items of different lanes are never the same happening."""

    INCIDENT = "incident"
    CUMULATIVE = "cumulative"
    SITE = "site"
    LOOSE = "loose"
    SERIES = "series"


class Actors(Protocol):
    """What merging asks of the actor table."""

    def family(self, actor_id: str) -> str:
        """Return the family an actor belongs to: an army and its state are one."""
        ...

    def identify(self, name: str) -> str | None:
        """Return the id of the actor a name stands for, null if none."""
        ...


class PlainActors:
    """Every actor is its own family; names say nothing."""

    def family(self, actor_id: str) -> str:
        """Return the id itself."""
        return actor_id

    def identify(self, name: str) -> str | None:
        """Return null."""
        del name
        return None


@dataclass(slots=True)  # not frozen: that takes five times as long to make, and nothing changes one
class Item:
    """One happening as one claim tells it. Days are ordinals, both included; `exact` if the text names the day.

    `lag` of the first days are only allowed, not told: reports come late. `undated` if neither text nor article has a
    day; `period` if a sum says from when it counts. `targets` are what was hit, by the words of the evidence; `partial`
    if the victims are told as part of all (children, medics), `bare` if by a number alone, `elsewhere` if that has a
    place of its own ("and two in the other town"), `arms` whom fighters fight for by their noun; `admits` if a party
    tells of its own men, `blames` the party said to have done it. `revision` is that of the article, 0 once the claim
    is withdrawn: what stands there no more contradicts nothing. `alike`, worked out, is equal for items of different
    articles that any third one is equally like; `point` is where an incident of one known site lies, `told_first` the
    first day that is told; it is `wide` if its days say little: more than ten.
    """

    id: str
    claim_id: str
    article_id: str
    order: Order
    lane: Lane
    denies: bool
    first: int
    last: int
    exact: bool
    spots: tuple[Spot, ...]
    span: tuple[int, int]
    claimant: str
    published_day: int
    group: VictimGroup = VictimGroup.UNKNOWN
    side: str | None = None
    cause: Cause = Cause.UNKNOWN
    counts: tuple[tuple[str, int, int], ...] = ()
    joint: bool = False
    multi: bool = False
    action: PostAction | None = None
    actor: str | None = None
    facility: str = ""
    number: int | None = None
    telling: bool = True
    area: str = "xx"
    alike: str = field(init=False, default="")
    point: tuple[float, float] | None = field(init=False, default=None)
    told_first: int = field(init=False, default=0)
    wide: bool = field(init=False, default=False)
    targets: frozenset[str] = frozenset()
    partial: bool = False
    revision: int = 1
    lag: int = 0
    undated: bool = False
    period: bool = False
    blames: str | None = None
    bare: bool = False
    elsewhere: bool = False
    arms: Arms = Arms.UNKNOWN
    admits: bool = False

    def __post_init__(self) -> None:
        self.told_first = self.first + self.lag
        self.wide = self.last - self.told_first > _WIDE_DAYS
        self.alike = _likeness_key(self)
        if self.lane is Lane.INCIDENT and len(self.spots) == 1:
            spot = self.spots[0]
            if spot.fine and spot.lat is not None and spot.lon is not None:
                self.point = (spot.lat, spot.lon)


def time_of(claim: Claim) -> datetime:
    """Return when a claim was published, else when it became known."""
    return claim.published_at or claim.read_at


def order_of(claim: Claim, *, denies: bool, suffix: str = "") -> Order:
    """Return the place of an item in the one order all merging follows; denials come after what they deny.

    What a later revision of an article adds comes after what the first one said, so a correction never leads; within an
    article the order is that of the text, in which claims also arrive.
    """
    known = f"{time_of(claim).isoformat()} {claim.read_at.isoformat()}"
    return denies, known, f"{claim.article_id} {claim.evidence[0].start:08} {claim.claim_id}{suffix}"


def day_span(date: ClaimDate, told: datetime) -> tuple[int, int, bool]:
    """Return first and last day as ordinals, and whether the text names the exact day."""
    if date.end is None and date.start is None:
        last = told.date().toordinal()
        return last - 3, last, False
    last_day = date.end or date.start
    assert last_day is not None
    first_day = date.start or last_day - timedelta(days=_SPAN_DAYS[date.precision])
    exact = first_day == last_day and date.precision is DateCode.DAY
    first = first_day.toordinal()
    if exact and date.basis is DateBasis.REPORT:
        return first - REPORT_LAG_DAYS, last_day.toordinal(), False
    return first, last_day.toordinal(), exact


def _bounds(count: Count) -> tuple[int, int] | None:
    """Return the least and the greatest number told; "dozens" may be up to ten times as many."""
    known = [v for v in (count.low, count.best, count.high) if v is not None]
    if count.op is CountOp.VAGUE and count.high is None and known:
        return known[0], known[0] * _VAGUE_TIMES
    return (known[0], known[-1]) if known else None


def counts_of(toll: Toll) -> tuple[tuple[str, int, int], ...]:
    """Return the told counters as (name, least, greatest)."""
    told: Mapping[str, Count | None] = {name: getattr(toll, name) for name in COUNTERS}
    bounds = {name: _bounds(count) for name, count in told.items() if count is not None}
    return tuple((name, *ends) for name, ends in bounds.items() if ends is not None)


def family_of(actor_id: str, actors: Actors) -> str:
    """Return the party an actor belongs to. A state, its police and what is left of its army are one."""
    return actors.family(actor_id).removesuffix("-GOV")


def facility_group(facility: Facility) -> str:
    """Return the group in which newsrooms swap words: posts, points and bases are one, checkpoints another."""
    if facility is Facility.CHECKPOINT:
        return "checkpoint"
    return "" if facility is Facility.OTHER else "post"


def finest(spots: Sequence[Spot]) -> tuple[Spot, ...]:
    """Return the named sites among the spots; all spots where none of them is known to the gazetteer.

    A name that no gazetteer knows may be a slip of the reader: then the area it lies in is all that is sure.
    """
    fine = [s for s in spots if s.fine]
    if any(s.lat is not None for s in fine):
        return tuple(fine)
    areas = [s for s in spots if not s.fine]
    finest_code = min((s.code for s in areas), default=0)
    return tuple(dict.fromkeys([*fine, *(s for s in areas if s.code == finest_code)]))


@cache
def _country_words() -> Mapping[str, frozenset[str]]:
    """Return the words of each country's names, by area, without short ones that may begin any name."""
    return {
        c.iso2.lower(): frozenset(
            word for name in (c.name, *c.adjectives) for word in fold(name).split() if len(word) >= _TELLING_LETTERS
        )
        for c in countries()
    }


def _is_headline(spot: Spot, area: str) -> bool:
    """Return True if a name no gazetteer knows holds its country's name: "Syria Monitor" is no village."""
    if not spot.fine or spot.lat is not None or spot.place_id is not None:
        return False
    of_country = _country_words().get(area, frozenset())
    return any(word.removesuffix("s") in of_country for word in spot.name.split())


def casualty_item(claim: CasualtyClaim, actors: Actors, targets: Targets) -> Item | None:
    """Return the item of a casualty claim; null for what was only planned, supposed or mentioned as known."""
    denies = claim.realis is Realis.DENIED
    if not denies and claim.realis not in {Realis.ACTUAL, Realis.ATTEMPTED}:
        return None
    first, last, exact = day_span(claim.date, time_of(claim))
    lag = 0
    if denies:
        first, last, exact = first - 3, last + 3, False
    elif claim.date.basis is DateBasis.REPORT:
        first, lag = first - LATE_DAYS, LATE_DAYS
    words = wording_of(claim)
    side = family_of(claim.victims.side, actors) if claim.victims.side else None
    blamed = claim.perpetrator.actor_id if claim.perpetrator else None
    return Item(
        id=claim.claim_id, claim_id=claim.claim_id, article_id=claim.article_id,
        order=order_of(claim, denies=denies), denies=denies, first=first, last=last, exact=exact,
        lane=Lane.CUMULATIVE if claim.scope is Scope.CUMULATIVE else Lane.INCIDENT,
        spots=finest([s for s in map(spot_of, claim.places) if not _is_headline(s, claim.area)]),
        span=(claim.evidence[0].start, claim.evidence[0].end),
        claimant=fold(claim.attribution.claimant or ""), published_day=time_of(claim).date().toordinal(),
        group=claim.victims.group, side=side, cause=claim.cause,
        counts=counts_of(claim.toll), joint=claim.joint, multi=claim.scope is Scope.MULTI,
        area=claim.area, targets=targets.named_in(" ".join(e.quote for e in claim.evidence)),
        partial=words.part, bare=words.bare, elsewhere=words.elsewhere, arms=words.arms,
        admits=side is not None and _admits(claim, side, actors),
        revision=0 if claim.withdrawn else claim.article_revision, lag=lag,
        undated=claim.published_at is None and claim.date.end is None and claim.date.start is None,
        period=claim.date.start is not None, blames=family_of(blamed, actors) if blamed else None,
    )  # fmt: skip


def _admits(claim: CasualtyClaim, side: str, actors: Actors) -> bool:
    """Return True if a party tells of its own men."""
    said = claim.attribution.claimant
    if not said or claim.attribution.claimant_role is not ClaimantRole.PARTY:
        return False
    party = actors.identify(said)
    return party is not None and family_of(party, actors) == side


def _likeness_key(item: Item) -> str:
    """Return a short name of all that likeness to another article's item rests on. Numbers of one series are one."""
    told: tuple[object, ...] = (item.lane, item.denies, item.area, item.actor, item.facility)
    if item.lane in {Lane.INCIDENT, Lane.CUMULATIVE}:
        told = (
            item.lane, item.group, item.cause, item.denies, item.first, item.last, item.exact,
            _as_text(item.spots), item.side, item.counts, sorted(item.targets), item.partial, item.lag, item.undated,
            item.blames, item.arms, item.admits, item.area, item.period,
            item.claimant if item.lane is Lane.CUMULATIVE else "",
        )  # fmt: skip
    elif item.lane is not Lane.SERIES:
        told += (item.first, item.last, item.exact, item.spots, item.action, item.number)
    return blake2b("\n".join(map(str, told)).encode(), digest_size=9).hexdigest()


@lru_cache(maxsize=16_384)
def _as_text(spots: tuple[Spot, ...]) -> str:
    return repr(spots)
