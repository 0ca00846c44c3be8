"""What is told of all posts of one holder in one country: running totals, agreed numbers, the nth, the unsited.

Numbers of different roles are never added. Source: EVENTS definitions, section 2.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

from vedette.extract.merge.corroboration import independent_claims
from vedette.extract.merge.details import best_date, best_place, event_date, most_told
from vedette.extract.merge.items import Item
from vedette.extract.merge.ledger import Fact, Facts
from vedette.extract.merge.members import Member, voice_name
from vedette.extract.merge.post import holder_of
from vedette.extract.merge.sites import named_sites, number_of, step_of, unsited
from vedette.extract.merge.spots import spot_of
from vedette.schemas import (
    Contradiction,
    EventDate,
    EventPlace,
    Facility,
    NumberRole,
    PostAction,
    PostClaim,
    PostStep,
)

__all__ = ["SeriesView"]

FILL_DAYS = 30
"""A site named within this many days may be one of those told without a site."""
SAME_REPORT_DAYS = 3

Pair = tuple[Item, PostClaim]


class SeriesView:
    """The claims of one holder's series, read together; some only count new sites. `members` in order, at least one."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.asserting = [m for m in members if not m.item.denies and m.item.telling]
        self.denying = [m for m in members if m.item.denies]
        pairs = [(m.item, m.claim) for m in members if isinstance(m.claim, PostClaim)]
        self._all: list[Pair] = [(i, c) for i, c in pairs if not i.denies]
        self._pairs = [(i, c) for i, c in self._all if i.telling]
        self._claims = [c for _, c in self._pairs]

    @property
    def tells(self) -> bool:
        """Return True if a claim tells a total, an agreed number, an ordinal or posts without a site."""
        return bool(self._claims)

    @cached_property
    def independent(self) -> int:
        """Return how many independent claims tell a number."""
        return independent_claims([m.voice for m in self.asserting])

    @cached_property
    def place(self) -> EventPlace | None:
        """Return the area of the newest total, else of the newest claim that names one."""
        areas = [[p for p in c.places if not spot_of(p).fine] for _, c in self._by_day(self._pairs)]
        return best_place(next((places for places in reversed(areas) if places), []))

    @cached_property
    def date(self) -> EventDate:
        """Return the day of the newest number."""
        return best_date([self._by_day(self._pairs)[-1][1]])

    @staticmethod
    def _by_day(pairs: Sequence[Pair]) -> list[Pair]:
        return sorted(pairs, key=lambda p: (p[0].last, p[0].order))

    def _stocks(self) -> list[tuple[Item, PostClaim, int]]:
        told = [(i, c, number_of(c, NumberRole.STOCK)) for i, c in self._by_day(self._pairs)]
        return [(i, c, n) for i, c, n in told if n is not None]

    def _newest(self, role: NumberRole) -> int | None:
        told = [number_of(c, role) for _, c in self._by_day(self._pairs)]
        return next((n for n in reversed(told) if n is not None), None)

    def _state(self) -> PostAction:
        """Return the newest step that is not only a running total; totals alone speak of posts that stand."""
        steps = [step_of(c) for _, c in self._by_day(self._pairs) if not _only_total(c)]
        return next((s for s in reversed(steps) if s), PostAction.ESTABLISHED)

    def _told_new(self, after: int, until: int) -> int:
        """Return how many new posts were told of between two days, each site and each report once."""
        within = [(i, c) for i, c in self._all if after < i.last <= until]
        sites = {spot_of(p).name for _, c in within for p in named_sites(c) if step_of(c) is PostAction.ESTABLISHED}
        return len(sites) + sum(n for _, n in _unsited_reports(within))

    def unsited_increase(self) -> int | None:
        """Return by how many the newest total outgrows the one before and all new posts told of between them."""
        stocks = [s for s in self._stocks() if _region(s[1]) == _region(self._stocks()[-1][1])]
        if len(stocks) < 2:
            return None
        (before, _, old), (now, _, new) = stocks[-2:]
        more = new - old - self._told_new(before.last, now.last)
        return more if more > 0 else None

    def open_placeholders(self) -> int | None:
        """Return how many posts were told of without a site and may still get one."""
        reports = _unsited_reports(self._all)
        if not reports:
            return None
        left = 0
        for report, number in reports:
            own = {spot_of(p).name for p in named_sites(report[1])}
            later = [
                c for i, c in self._all
                if 0 <= i.published_day - report[0].published_day <= FILL_DAYS and step_of(c) is PostAction.ESTABLISHED
            ]  # fmt: skip
            named = {spot_of(p).name for c in later for p in named_sites(c)} - own
            left += max(number - len(named), 0)
        return left

    def contradictions(self) -> list[Contradiction]:
        """Return totals that fell, and denials. A fallen total is no withdrawal."""
        found = []
        for (_, one, old), (_, other, new) in pairwise(self._stocks()):
            if new < old and _region(one) == _region(other):
                values = [f"{old}, per {voice_name(one)}", f"{new}, per {voice_name(other)}"]
                found.append(Contradiction(field="stock", values=values, claim_ids=[one.claim_id, other.claim_id]))
        if self.denying:
            denials = [m.claim for m in self.denying]
            said = [self._claims[-1], *denials]
            values = [f"told, per {voice_name(said[0])}"] + [f"denied, per {voice_name(c)}" for c in denials]
            found.append(Contradiction(field="state", values=values, claim_ids=[c.claim_id for c in said]))
        return found

    def facts(self) -> Facts:
        """Return the fields whose changes are recorded."""
        numbers = {
            "stock": self._newest(NumberRole.STOCK), "target": self._newest(NumberRole.TARGET),
            "ordinal": self._newest(NumberRole.ORDINAL), "delta": self.open_placeholders(),
            "unsited_increase": self.unsited_increase() if self._stocks() else None,
        }  # fmt: skip
        facts = {name: Fact(str(number), number) for name, number in numbers.items() if number is not None}
        facts["state"] = Fact(self._state().value)
        facts["independent_claims"] = Fact(str(self.independent))
        return facts

    def own_fields(self, *, live: bool) -> dict[str, Any]:  # fields of the model, checked there
        """Return what only post events have."""
        del live
        kinds = [c.facility for c in self._claims if c.facility is not Facility.OTHER]
        steps = [
            PostStep(action=step_of(c) or c.action, date=event_date(c), claim_id=c.claim_id, at=c.read_at)
            for _, c in self._by_day(self._pairs)
        ]
        return {
            "state": self._state(), "facility": most_told(kinds) or Facility.OTHER, "actor": holder_of(self._claims),
            "history": steps, "is_site": False, "delta": self.open_placeholders(),
            "stock": self._newest(NumberRole.STOCK), "target": self._newest(NumberRole.TARGET),
            "ordinal": self._newest(NumberRole.ORDINAL),
        }  # fmt: skip


def _only_total(claim: PostClaim) -> bool:
    roles = {n.role for n in claim.numbers}
    return NumberRole.STOCK in roles and not roles & {NumberRole.TARGET, NumberRole.ORDINAL}


def _region(claim: PostClaim) -> str:
    """Return the area a total is about; totals of different areas are not compared."""
    areas = [spot_of(p) for p in claim.places if not spot_of(p).fine]
    return min((s.admin1 or s.name for s in areas if s.code < 6), default="")


def _unsited_reports(pairs: Sequence[Pair]) -> list[tuple[Pair, int]]:
    """Return the reports of posts without a site, one for all that tell the same number within days."""
    kept: list[tuple[Pair, int]] = []
    for item, claim in pairs:
        number = unsited(claim)
        again = any(n == number and abs(p[0].last - item.last) <= SAME_REPORT_DAYS for p, n in kept)
        if number and not again:
            kept.append(((item, claim), number))
    return kept
