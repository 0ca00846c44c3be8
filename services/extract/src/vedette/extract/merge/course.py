"""The course of a happening: what stood after each step of its history, worked out from step to step.

A happening that is told for the thousandth time is not read a thousand times again: a claim that comes after all others
is added to what they add up to. What comes in between, or is withdrawn, makes it begin anew.
"""

from collections.abc import Sequence

from vedette.extract.merge.casualty import CasualtyView
from vedette.extract.merge.items import Lane, Order
from vedette.extract.merge.ledger import Facts, Step, standing_after
from vedette.extract.merge.members import Member
from vedette.extract.merge.post import PostView
from vedette.extract.merge.series import SeriesView
from vedette.extract.merge.told import Told
from vedette.extract.merge.written import Written
from vedette.schemas import Event

__all__ = ["WORTH_KEEPING", "Course", "View", "view_of"]

View = CasualtyView | PostView | SeriesView

_MANY = 60
"""Beyond so many claims, words that a voice repeats are passed over."""
WORTH_KEEPING = 8
"""Fewer claims are read again sooner than kept."""

Word = tuple[str, str, str]


def _word(member: Member) -> Word:
    return member.voice.family, member.voice.origin, member.item.alike


def _heard(members: Sequence[Member]) -> dict[Word, Member]:
    """Return each voice's every word once. `members` in order."""
    words: dict[Word, Member] = {}
    for member in members:
        words.setdefault(_word(member), member)
    return words


def _is_harm(members: Sequence[Member]) -> bool:
    return members[0].item.lane in {Lane.INCIDENT, Lane.CUMULATIVE}


def view_of(members: Sequence[Member]) -> View:
    """Return what claims add up to. `members` in order.

    A happening that a hundred newsrooms tell and tell again is worked out from what they say, not from how often.
    """
    if _is_harm(members):
        return CasualtyView(list(_heard(members).values()) if len(members) > _MANY else members)
    return SeriesView(members) if members[0].item.lane is Lane.SERIES else PostView(members)


class Course:
    """What stood after so many `steps`: the `facts`, and the claims they were worked out from."""

    def __init__(self) -> None:
        self.steps = 0
        self.facts: Facts = {}
        self.so_far: Told | None = None
        self._written: Written | None = None
        self._view: View | None = None
        self._told = 0
        self._last: dict[bool, Order] = {}
        self._words: set[Word] | None = None

    def start(self, steps: Sequence[Step]) -> None:
        """Begin anew with what stood after these steps."""
        self._begin(standing_after(steps))
        self._reach(len(steps))

    def follow(self, steps: Sequence[Step], count: int) -> None:
        """Go on from what stood before the last of the first `count` steps to what stood after it."""
        step = steps[count - 1]
        if step.withdraws or not self._add(step.member):
            self._begin(standing_after(steps[:count]))
        self._reach(count)

    def view_of(self, members: Sequence[Member]) -> View:
        """Return what the claims that stand now add up to; worked out again where it is not known any more."""
        if self._view is None or self._told != len(members):
            self._begin(members)
        assert self._view is not None
        return self._view

    def lighter(self) -> "Course":
        """Return what is worth keeping until the next claim."""
        if self._told < WORTH_KEEPING:
            self._view = self._words = self.so_far = None
        return self

    def write(self, event: Event) -> bytes:
        """Return what `event.write()` does, from what was written of the events before."""
        if len(event.sources) < WORTH_KEEPING:
            return event.write()
        if self._written is None:
            self._written = Written()
        return self._written.write(event)

    def _reach(self, count: int) -> None:
        self.steps = count
        self.facts = self._view.facts() if self._view is not None and self._view.tells else {}

    def _begin(self, members: Sequence[Member]) -> None:
        self._view = view_of(members) if members else None
        self._told = len(members)
        self._last = {m.item.denies: m.item.order for m in members}
        many = len(members) > _MANY and _is_harm(members)
        self._words = set(_heard(members)) if many else None

    def _add(self, member: Member) -> bool:
        """Add a claim that comes after all of its kind; return False where only a new beginning does."""
        item, view = member.item, self._view
        if not isinstance(view, CasualtyView) or self._told == _MANY:
            return False
        if item.order < self._last.get(item.denies, item.order):
            return False
        word = _word(member)
        if self._words is None or word not in self._words:
            view.add(member)
            if self._words is not None:
                self._words.add(word)
        self._last[item.denies] = item.order
        self._told += 1
        return True
