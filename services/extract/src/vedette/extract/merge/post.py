"""What the standing claims of one post, or of a report of posts without sites, add up to."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from vedette.extract.merge.corroboration import independent_claims
from vedette.extract.merge.details import best_date, best_place, event_date, most_told
from vedette.extract.merge.items import Lane
from vedette.extract.merge.ledger import Fact, Facts
from vedette.extract.merge.members import Member, voice_name
from vedette.extract.merge.sites import founding_rank, is_of_several, site_of, step_of
from vedette.schemas import (
    Actor,
    ClaimPlace,
    Contradiction,
    EventDate,
    EventPlace,
    Facility,
    PlaceCode,
    PostAction,
    PostClaim,
    PostStep,
)

__all__ = ["PostView", "holder_of"]

_AREAS = frozenset(PlaceCode) - {PlaceCode.SITE, PlaceCode.NEAR}


def holder_of(claims: Sequence[PostClaim]) -> Actor | None:
    """Return the holder most claims name; a claim of several parties names none while another does."""
    told = [c for c in claims if c.actor]
    named = [c.actor for c in [c for c in told if not is_of_several(c)] or told if c.actor]
    chosen = most_told(a.actor_id or a.text for a in named)
    return next((a for a in named if (a.actor_id or a.text) == chosen), None)


def state_of(steps: Sequence[PostStep]) -> PostAction:
    """Return the state after all steps.

    A post that stands is never again only planned, and a step in its life outlasts reports that it was founded.
    """
    life = [s for s in steps if founding_rank(s.action) is None]
    if life:
        return life[-1].action
    if any(s.action is PostAction.ESTABLISHED for s in steps):
        return PostAction.ESTABLISHED
    last_day = steps[-1].date.end
    newest = [s for s in steps if s.date.end == last_day]
    return max((s.action for s in newest), key=lambda a: founding_rank(a) or 0)


class PostView:
    """The claims of one post, read together. `members` in order, at least one."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._is_site = any(m.item.lane is Lane.SITE for m in members)
        self.asserting = [m for m in members if not m.item.denies]
        self.denying = [m for m in members if m.item.denies]
        self._pairs = [(m.item, m.claim) for m in self.asserting if isinstance(m.claim, PostClaim)]
        self._claims = [c for _, c in self._pairs]

    @property
    def tells(self) -> bool:
        """Return True if a claim asserts a step."""
        return bool(self._claims)

    @cached_property
    def independent(self) -> int:
        """Return how many independent claims say so."""
        return independent_claims([m.voice for m in self.asserting])

    @cached_property
    def place(self) -> EventPlace | None:
        """Return the site, or the area of a report without one."""
        places: list[ClaimPlace] = []
        for item, claim in self._pairs:
            site = site_of(claim, item.id) if self._is_site else None
            places += [site] if site else claim.places
            places += [p for p in claim.places if site and p.precision in _AREAS]
        return best_place(places)

    @cached_property
    def date(self) -> EventDate:
        """Return when the present state was reached."""
        state = state_of(self.steps)
        return best_date([c for c in self._claims if step_of(c) is state])

    @cached_property
    def steps(self) -> list[PostStep]:
        """Return every step told, by day and then by time of telling."""
        steps = [
            (
                i.last,
                i.order,
                PostStep(action=step_of(c) or c.action, date=event_date(c), claim_id=c.claim_id, at=c.read_at),
            )
            for i, c in self._pairs
        ]
        return [step for _, _, step in sorted(steps, key=lambda s: s[:2])]

    def contradictions(self) -> list[Contradiction]:
        """Return denials of what is told."""
        if not self.denying:
            return []
        first, denials = self._claims[0], [m.claim for m in self.denying]
        values = [f"{first.action.value}, per {voice_name(first)}"] + [f"denied, per {voice_name(c)}" for c in denials]
        ids = [c.claim_id for c in (first, *denials)]
        return [Contradiction(field="state", values=values, claim_ids=ids)]

    def _number(self) -> int | None:
        numbers = [i.number for i, _ in self._pairs if i.number is not None]
        return numbers[-1] if numbers else None

    def facts(self) -> Facts:
        """Return the fields whose changes are recorded."""
        facts = {"state": Fact(state_of(self.steps).value)}
        place, number = self.place, self._number()
        if place is not None:
            facts["place"] = Fact(f"{place.name} ({place.precision.value})")
        if number is not None and not self._is_site:
            facts["delta"] = Fact(str(number), number)
        facts["independent_claims"] = Fact(str(self.independent))
        if self.denying:
            facts["contradictions"] = Fact(f"denied by {voice_name(self.denying[-1].claim)}")
        return facts

    def own_fields(self, *, live: bool) -> dict[str, Any]:  # fields of the model, checked there
        """Return what only post events have."""
        del live
        steps = self.steps
        attackers = [c.perpetrator for c in self._claims if c.perpetrator]
        kinds = [c.facility for c in self._claims if c.facility is not Facility.OTHER]
        return {
            "state": state_of(steps), "facility": most_told(kinds) or Facility.OTHER, "actor": holder_of(self._claims),
            "perpetrator": attackers[-1] if attackers else None, "history": steps, "is_site": self._is_site,
            "delta": None if self._is_site else self._number(), "temporary": all(c.temporary for c in self._claims),
        }  # fmt: skip
