"""What the standing claims of one casualty happening add up to."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from vedette.extract.merge.context import Context
from vedette.extract.merge.details import best_date, best_place, most_told
from vedette.extract.merge.items import COUNTERS, Lane
from vedette.extract.merge.ledger import Fact, Facts, Member
from vedette.extract.merge.toll import Told, build_toll, rivals, victim_tolls
from vedette.schemas import (
    Actor,
    CasualtyClaim,
    Cause,
    Claim,
    Contradiction,
    EventDate,
    EventPlace,
    EventToll,
    Scope,
    TollCount,
)

__all__ = ["CasualtyView"]

_UNCLEAR = (Cause.UNKNOWN, Cause.EXPLOSION)


def _voice(claim: Claim) -> str:
    return claim.attribution.claimant or claim.attribution.relay or claim.publisher or "unnamed"


class CasualtyView:
    """The claims of one happening, read together. `members` in order, at least one."""

    def __init__(self, members: Sequence[Member], context: Context) -> None:
        self._context = context
        self._lane = members[0].item.lane
        claims = [m.claim for m in members if isinstance(m.claim, CasualtyClaim)]
        denied = {m.claim.claim_id for m in members if m.item.denies}
        self._denials = [c for c in claims if c.claim_id in denied]
        self._claims = [c for c in claims if c.claim_id not in denied]

    @property
    def tells(self) -> bool:
        """Return True if a claim asserts that it happened."""
        return bool(self._claims)

    @cached_property
    def _told(self) -> list[Told]:
        return [self._context.told(c) for c in self._claims]

    @cached_property
    def toll(self) -> EventToll:
        """Return the toll over all claims."""
        return build_toll(self._told)

    def asserted_claims(self) -> list[Claim]:
        """Return the claims that say it happened, oldest first."""
        return list(self._claims)

    def shown_claims(self) -> list[Claim]:
        """Return the claims to show, denials last."""
        return [*self._claims, *self._denials]

    def place(self) -> EventPlace | None:
        """Return where."""
        return best_place([p for c in self._claims for p in c.places])

    def date(self) -> EventDate:
        """Return when."""
        return best_date(self._claims)

    def _cause(self) -> Cause:
        told = [c.cause for c in self._claims]
        clear = [c for c in told if c not in _UNCLEAR]
        return most_told(clear) or (Cause.EXPLOSION if Cause.EXPLOSION in told else Cause.UNKNOWN)

    def _perpetrator(self) -> Actor | None:
        named = [c.perpetrator for c in self._claims if c.perpetrator]
        chosen = most_told(a.actor_id or a.text for a in named)
        return next((a for a in named if (a.actor_id or a.text) == chosen), None)

    def _scope(self) -> Scope:
        if self._lane is Lane.CUMULATIVE:
            return Scope.CUMULATIVE
        return Scope.MULTI if all(c.scope is Scope.MULTI for c in self._claims) else Scope.INCIDENT

    def contradictions(self) -> list[Contradiction]:
        """Return what cannot all be right: rival figures, denials, rival perpetrators."""
        found = []
        for counter in COUNTERS:
            pairs = rivals(counter, self._told)
            if pairs:
                clashing = list({t.claim.claim_id: t for pair in pairs for t in pair}.values())
                values = [f"{_figure(t, counter)}, per {_voice(t.claim)}" for t in clashing]
                ids = [t.claim.claim_id for t in clashing]
                found.append(Contradiction(field=f"toll.{counter}", values=values, claim_ids=ids))
        if self._denials and self._claims:
            sayers = [self._claims[0], *self._denials]
            values = [f"reported, per {_voice(sayers[0])}"] + [f"denied, per {_voice(c)}" for c in self._denials]
            found.append(Contradiction(field="realis", values=values, claim_ids=[c.claim_id for c in sayers]))
        return found + self._rival_perpetrators()

    def _rival_perpetrators(self) -> list[Contradiction]:
        named: dict[str, CasualtyClaim] = {}
        for claim in self._claims:
            if claim.perpetrator and claim.perpetrator.actor_id:
                named.setdefault(self._context.actors.family(claim.perpetrator.actor_id), claim)
        if len(named) < 2:
            return []
        values = [f"{c.perpetrator.text}, per {_voice(c)}" for c in named.values() if c.perpetrator]
        return [Contradiction(field="perpetrator", values=values, claim_ids=[c.claim_id for c in named.values()])]

    def facts(self) -> Facts:
        """Return the fields whose changes are recorded."""
        facts: dict[str, Fact] = {}
        for counter in COUNTERS:
            count: TollCount | None = getattr(self.toll, counter)
            if count is not None:
                facts[f"toll.{counter}"] = Fact(_shown(count), count.best, taken_back=self._taken_back(count))
                if count.low != count.high:
                    facts[f"toll.{counter}.span"] = Fact(
                        f"{count.low} to {'more' if count.high is None else count.high}"
                    )
        place, cause = self.place(), self._cause()
        facts["independent_claims"] = Fact(str(self._context.independent(self.asserted_claims())))
        if place is not None:
            facts["place"] = Fact(f"{place.name} ({place.precision.value})")
        if cause is not Cause.UNKNOWN:
            facts["cause"] = Fact(cause.value)
        if self._denials:
            facts["contradictions"] = Fact(f"denied by {_voice(self._denials[-1])}")
        return facts

    def _taken_back(self, count: TollCount) -> bool:
        """Return True if the best figure's own source gave another one before, or its text takes one back."""
        shown = [f.claim_id for f in count.figures if f.live and f.best == count.best]
        told = {t.claim.claim_id: t for t in self._told}
        dead = {told[f.claim_id].source for f in count.figures if not f.live}
        return any(told[c].corrects or told[c].source in dead for c in shown)

    def own_fields(self, *, live: bool) -> dict[str, Any]:  # fields of the model, checked there
        """Return what only casualty events have."""
        return {
            "toll": self.toll if live else _dead(self.toll),
            "victims": victim_tolls(self._told) if live else [],
            "joint": all(c.joint for c in self._claims),
            "cause": self._cause(),
            "cause_text": next((c.cause_text for c in self._claims if c.cause is self._cause() and c.cause_text), None),
            "perpetrator": self._perpetrator(),
            "scope": self._scope(),
        }


def _figure(told: Told, counter: str) -> str:
    count = getattr(told.claim.toll, counter)
    return str(next(v for v in (count.best, count.low, count.high) if v is not None))


def _shown(count: TollCount) -> str:
    return f"{'' if count.op == 'exact' else count.op.value.replace('_', ' ') + ' '}{count.best}"


def _dead(toll: EventToll) -> EventToll:
    """Return the figures of withdrawn claims: told once, standing no more."""
    counts = {}
    for counter in COUNTERS:
        count: TollCount | None = getattr(toll, counter)
        if count is not None:
            counts[counter] = TollCount(figures=[f.model_copy(update={"live": False}) for f in count.figures])
    return EventToll(**counts)
