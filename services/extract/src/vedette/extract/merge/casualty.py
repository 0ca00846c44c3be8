"""What the standing claims of one casualty happening add up to."""

from collections.abc import Sequence
from typing import Any

from vedette.extract.merge.corroboration import Chorus
from vedette.extract.merge.details import best_date, best_of, best_place, most_told
from vedette.extract.merge.items import Lane
from vedette.extract.merge.ledger import Fact, Facts
from vedette.extract.merge.members import Member, voice_name
from vedette.extract.merge.tally import Span, Tally
from vedette.extract.merge.toll import dead_toll, event_toll, victim_tolls
from vedette.schemas import (
    Actor,
    CasualtyClaim,
    Cause,
    Claim,
    ClaimPlace,
    Contradiction,
    EventDate,
    EventPlace,
    Scope,
)

__all__ = ["CasualtyView"]

MOST_RIVALS = 20
"""So many rival figures are named in a contradiction; all stand in the toll."""
_UNCLEAR = (Cause.UNKNOWN, Cause.EXPLOSION)


class CasualtyView:
    """The claims of one happening, read together. `members` in order, at least one."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._lane = members[0].item.lane
        self.asserting: list[Member] = []
        self.denying: list[Member] = []
        self._claims: list[CasualtyClaim] = []
        self._places: list[ClaimPlace] = []
        self._best: ClaimPlace | None = None
        self._causes: dict[Cause, int] = {}
        self._chorus = Chorus()
        for member in members:
            self._hear(member)
        self._tally = Tally(self.asserting)

    def _hear(self, member: Member) -> None:
        if member.item.denies:
            self.denying.append(member)
            return
        claim = member.claim
        assert isinstance(claim, CasualtyClaim)
        self.asserting.append(member)
        self._claims.append(claim)
        self._chorus.add(member.voice)
        self._causes[claim.cause] = self._causes.get(claim.cause, 0) + 1
        if claim.places:
            self._places += claim.places
            self._best = best_of([self._best, *claim.places] if self._best else claim.places)

    def add(self, member: Member) -> None:
        """Take in a claim that comes after all others of its kind."""
        self._hear(member)
        if not member.item.denies:
            self._tally.add(member)

    @property
    def tells(self) -> bool:
        """Return True if a claim asserts that it happened."""
        return bool(self._claims)

    @property
    def independent(self) -> int:
        """Return how many independent claims say so."""
        return self._chorus.independent

    @property
    def place(self) -> EventPlace | None:
        """Return where."""
        return best_place(self._places)

    @property
    def date(self) -> EventDate:
        """Return when."""
        return best_date(self._claims)

    @property
    def _cause(self) -> Cause:
        told = self._causes
        clear = [c for c in told if c not in _UNCLEAR]
        if clear:
            return max(clear, key=told.__getitem__)
        return Cause.EXPLOSION if Cause.EXPLOSION in told else Cause.UNKNOWN

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
        for counter in self._tally.figures:
            clashing = [m.claim for m in self._tally.rivals(counter)][:MOST_RIVALS]
            if clashing:
                values = [f"{_figure(c, counter)}, per {voice_name(c)}" for c in clashing]
                ids = [c.claim_id for c in clashing]
                found.append(Contradiction(field=f"toll.{counter}", values=values, claim_ids=ids))
        if self.denying:
            denials = [m.claim for m in self.denying]
            sayers = [self._claims[0], *denials]
            values = [f"reported, per {voice_name(sayers[0])}"] + [f"denied, per {voice_name(c)}" for c in denials]
            found.append(Contradiction(field="realis", values=values, claim_ids=[c.claim_id for c in sayers]))
        return found + self._rival_perpetrators()

    def _rival_perpetrators(self) -> list[Contradiction]:
        named: dict[str, Claim] = {}
        for member in self.asserting:
            if member.voice.blames:
                named.setdefault(member.voice.blames, member.claim)
        if len(named) < 2:
            return []
        values = [f"{c.perpetrator.text}, per {voice_name(c)}" for c in named.values() if c.perpetrator]
        return [Contradiction(field="perpetrator", values=values, claim_ids=[c.claim_id for c in named.values()])]

    def facts(self) -> Facts:
        """Return the fields whose changes are recorded."""
        facts: dict[str, Fact] = {}
        for counter, span in self._tally.spans.items():
            facts[f"toll.{counter}"] = Fact(_shown(span), span.best, taken_back=self._taken_back(counter, span))
            if span.low != span.high:
                facts[f"toll.{counter}.span"] = Fact(f"{span.low} to {'more' if span.high is None else span.high}")
        place, cause = self._best, self._cause
        facts["independent_claims"] = Fact(str(self.independent))
        if place is not None:
            facts["place"] = Fact(f"{place.name} ({place.precision.value})")
        if cause is not Cause.UNKNOWN:
            facts["cause"] = Fact(cause.value)
        if self.denying:
            facts["contradictions"] = Fact(f"denied by {voice_name(self.denying[-1].claim)}")
        return facts

    def _taken_back(self, counter: str, span: Span) -> bool:
        """Return True if the best figure's own source gave another one before, or its text takes one back."""
        figures = self._tally.figures[counter]
        live, dead = figures.live, figures.dead_origins
        return any(f.voice.corrects or f.voice.origin in dead for f in live if f.value == span.best)

    def own_fields(self, *, live: bool) -> dict[str, Any]:  # fields of the model, checked there
        """Return what only casualty events have."""
        cause = self._cause
        return {
            "toll": event_toll(self._tally) if live else dead_toll(self._tally),
            "victims": victim_tolls(self._tally) if live else [],
            "joint": all(c.joint for c in self._claims),
            "cause": cause,
            "cause_text": next((c.cause_text for c in self._claims if c.cause is cause and c.cause_text), None),
            "perpetrator": self._perpetrator(),
            "scope": self._scope(),
        }


def _figure(claim: Claim, counter: str) -> str:
    assert isinstance(claim, CasualtyClaim)
    count = getattr(claim.toll, counter)
    return str(next(v for v in (count.best, count.low, count.high) if v is not None))


def _shown(span: Span) -> str:
    return f"{'' if span.op == 'exact' else span.op.value.replace('_', ' ') + ' '}{span.best}"
