"""The history of an event: what each claim changed, in the order of telling.

The history is a function of the set of claims, like the event itself: a claim that arrives late is entered where it
belongs. So every order of arrival ends in the same history. Source: decision record 0030.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vedette.extract.merge.items import Order
from vedette.extract.merge.members import Member, last_known
from vedette.extract.merge.trusted import trusted
from vedette.schemas import Change, ChangeReason

__all__ = ["Fact", "Facts", "Step", "history", "steps_of"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A field as shown to people, with its number where it has one. `taken_back` if the text itself corrects it."""

    shown: str | None
    number: int | None = None
    taken_back: bool = False


Facts = Mapping[str, Fact]
_NOTHING = Fact(None)


@dataclass(frozen=True, slots=True)
class Step:
    """A claim comes or is withdrawn."""

    at: str
    member: Member
    withdraws: bool

    @property
    def id(self) -> str:
        """Return a name by which two histories can be compared."""
        return f"-{self.member.item.id}" if self.withdraws else self.member.item.id


def steps_of(members: Sequence[Member]) -> list[Step]:
    """Return what happened to the claims, oldest first."""
    steps = []
    for member in members:
        steps.append(Step(member.told, member, withdraws=False))
        if member.claim.withdrawn:
            steps.append(Step(max(member.told, last_known(member.claim).isoformat()), member, withdraws=True))
    return sorted(steps, key=_step_order) if len(steps) > 1 else steps


def _step_order(step: Step) -> tuple[str, bool, Order]:
    return step.at, step.withdraws, step.member.item.order


def _standing(steps: Sequence[Step]) -> list[Member]:
    gone = {s.member.item.id for s in steps if s.withdraws}
    return sorted((s.member for s in steps if s.member.item.id not in gone and not s.withdraws), key=_order)


def _order(member: Member) -> Order:
    return member.item.order


def history(
    steps: Sequence[Step],
    facts_of: Callable[[Sequence[Member]], Facts],
    known: Sequence[Change],
    known_steps: int,
    known_facts: Facts | None = None,
) -> tuple[list[Change], Facts]:
    """Return every change, oldest first, and what stands in the end.

    The first `known_steps` steps made the changes already `known`; `known_facts` stood after them, null if forgotten.
    """
    changes = [c for c in known if c.revision <= known_steps]
    before: Facts = known_facts if known_facts is not None else {}
    if known_facts is None and known_steps:
        before = facts_of(_standing(steps[:known_steps]))
    for n, step in enumerate(steps[known_steps:], start=known_steps + 1):
        after = facts_of(_standing(steps[:n]))
        changes += _changes(n, step, before, after)
        before = after
    return changes, before


def _changes(revision: int, step: Step, before: Facts, after: Facts) -> list[Change]:
    claim = step.member.claim
    none = _NOTHING
    fields = [f for f in {**before, **after} if before.get(f, none).shown != after.get(f, none).shown]
    return [
        trusted(
            Change,
            revision=revision,
            at=last_known(claim) if step.withdraws else claim.read_at,
            field=field,
            old=before.get(field, none).shown,
            new=after.get(field, none).shown,
            claim_id=claim.claim_id,
            reason=_reason(field, step, before.get(field), after.get(field)) if before else ChangeReason.NEW,
        )
        for field in fields
    ]


def _reason(field: str, step: Step, old: Fact | None, new: Fact | None) -> ChangeReason:
    if step.withdraws:
        return ChangeReason.RETRACTION
    if field == "independent_claims":
        return ChangeReason.CORROBORATION
    if field == "state":
        return ChangeReason.STATE
    if field == "contradictions" or field.endswith(".span"):
        return ChangeReason.CONFLICT
    if new is None or new.number is None:
        return ChangeReason.DETAIL
    if old is None or old.number is None or new.number > old.number:
        return ChangeReason.RISE
    return ChangeReason.CORRECTION if new.taken_back else ChangeReason.CONFLICT
