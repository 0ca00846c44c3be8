"""The history of an event: what each claim changed, in the order of telling.

The history is a function of the set of claims, like the event itself: a claim that arrives late is entered where it
belongs. So every order of arrival ends in the same history. Source: decision record 0030.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from vedette.extract.merge.items import Order
from vedette.extract.merge.members import Member, last_known
from vedette.extract.merge.trusted import trusted
from vedette.schemas import Change, ChangeReason

__all__ = ["Fact", "Facts", "Step", "history", "standing_after", "steps_of"]


class Fact(NamedTuple):
    """A field as shown to people, with its number where it has one. `taken_back` if the text itself corrects it."""

    shown: str | None
    number: int | None = None
    taken_back: bool = False


Facts = Mapping[str, Fact]
_NOTHING = Fact(None)
_SPAN = ".span"


class Step(NamedTuple):
    """A claim comes or is withdrawn."""

    at: str
    member: Member
    withdraws: bool

    @property
    def id(self) -> str:
        """Return a name by which two histories can be compared."""
        return f"-{self.member.item.id}" if self.withdraws else self.member.item.id

    @property
    def place(self) -> tuple[str, bool, Order]:
        """Return what steps are sorted by."""
        return self.at, self.withdraws, self.member.item.order


def steps_of(members: Sequence[Member]) -> list[Step]:
    """Return what happened to the claims, oldest first."""
    if len(members) == 1 and not members[0].claim.withdrawn:
        return [Step(members[0].told, members[0], withdraws=False)]
    steps = []
    for member in members:
        steps.append(Step(member.told, member, withdraws=False))
        if member.claim.withdrawn:
            steps.append(Step(max(member.told, last_known(member.claim).isoformat()), member, withdraws=True))
    return sorted(steps, key=_step_order)


def _step_order(step: Step) -> tuple[str, bool, Order]:
    return step.place


def standing_after(steps: Sequence[Step]) -> list[Member]:
    """Return the claims that stood after these steps, in order."""
    gone = {s.member.item.id for s in steps if s.withdraws}
    return sorted((s.member for s in steps if s.member.item.id not in gone and not s.withdraws), key=_order)


def _order(member: Member) -> Order:
    return member.item.order


class Followed(Protocol):
    """What stood after a number of steps, and can go on to the next."""

    steps: int
    facts: Facts

    def start(self, steps: Sequence[Step]) -> None:
        """Begin anew with what stood after these steps."""
        ...

    def follow(self, steps: Sequence[Step], count: int) -> None:
        """Go on from what stood before the last of the first `count` steps to what stood after it."""
        ...


def history(steps: Sequence[Step], known: Sequence[Change], known_steps: int, course: Followed) -> list[Change]:
    """Return every change, oldest first, and leave the course at the end.

    The first `known_steps` steps made the changes already `known`.
    """
    changes = [c for c in known if c.revision <= known_steps]
    if course.steps != known_steps:
        course.start(steps[:known_steps])
    for count in range(known_steps + 1, len(steps) + 1):
        before = course.facts
        course.follow(steps, count)
        changes += _changes(count, steps[count - 1], before, course.facts)
    return changes


def _changes(revision: int, step: Step, before: Facts, after: Facts) -> list[Change]:
    claim = step.member.claim
    at = last_known(claim) if step.withdraws else claim.read_at
    found = []
    for field in {**before, **after} if before else after:
        old, new = before.get(field, _NOTHING), after.get(field, _NOTHING)
        if old.shown != new.shown:
            change = trusted(
                Change, revision=revision, at=at, field=field, old=old.shown, new=new.shown, claim_id=claim.claim_id,
                reason=_reason(field, step, before, after) if before else ChangeReason.NEW,
            )  # fmt: skip
            found.append(change)
    return found


def _reason(field: str, step: Step, before: Facts, after: Facts) -> ChangeReason:
    """Return why a field changed; a span that moves with its best figure, for the reason that one did."""
    best = field.removesuffix(_SPAN)
    old, new = before.get(best), after.get(best)
    if step.withdraws:
        return ChangeReason.RETRACTION
    if field == "independent_claims":
        return ChangeReason.CORROBORATION
    if field == "state":
        return ChangeReason.STATE
    if field == "contradictions" or (field != best and _number(old) == _number(new)):
        return ChangeReason.CONFLICT
    if new is None or new.number is None:
        return ChangeReason.DETAIL
    if old is None or old.number is None or new.number > old.number:
        return ChangeReason.RISE
    return ChangeReason.CORRECTION if new.taken_back else ChangeReason.CONFLICT


def _number(fact: Fact | None) -> int | None:
    return fact.number if fact else None
