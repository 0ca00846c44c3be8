"""What was told of a happening, kept from one claim to the next: its members and the steps of its history."""

from collections.abc import Collection, Sequence

from vedette.extract.merge.items import Item
from vedette.extract.merge.ledger import Step, steps_of
from vedette.extract.merge.members import Member

__all__ = ["Told"]


class Told:
    """Members in order and the steps they made. What comes after all of them is added, the rest is told anew."""

    def __init__(self, members: Sequence[Member], steps: Sequence[Step]) -> None:
        self.steps = list(steps)
        self._members = list(members)
        self._items = [member.item for member in members]
        self._claims = {member.claim.claim_id for member in members}

    def first_of(self, items: Sequence[Item], changed: Collection[str]) -> list[Member]:
        """Return the members of the first of these items; none if these, or their claims, are not those of before."""
        if not self._claims.isdisjoint(changed) or self._items != items[: len(self._items)]:
            return []
        return list(self._members)

    def goes_on(self, members: Sequence[Member]) -> bool:
        """Return True if these members are those of the last time and some that were told after them; take them in."""
        count = len(self._members)
        if self._members != members[:count]:
            return False
        fresh = members[count:]
        steps = steps_of(fresh)
        if steps and (self.steps[-1].place > steps[0].place or any(step.withdraws for step in steps)):
            return False
        self.steps += steps
        self._members += fresh
        self._items += [member.item for member in fresh]
        self._claims.update(member.claim.claim_id for member in fresh)
        return True
