"""In which group of victims each claim of a happening counts: its own words say, or what the other claims tell.

"Two soldiers" of no side are of the one side whose soldiers are told, and never of the rebels they fought. A number
without a noun counts the one group that all others count.
"""

from collections.abc import Iterable

from vedette.extract.merge.members import Member
from vedette.extract.merge.wording import Arms
from vedette.schemas import VictimGroup

__all__ = ["Camps", "Key", "side_of"]

Key = tuple[VictimGroup, str | None]
"""A group of victims and its side; where no side is known, the fighters of two camps are told apart by their arms."""
_ARMS = "~"


def side_of(key: Key) -> str | None:
    """Return the side of a group, null if it is not known."""
    return None if key[1] is None or key[1].startswith(_ARMS) else key[1]


class Camps:
    """The sides and groups that the claims of a happening tell of."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._sides: dict[str, set[Arms]] = {}
        self._arms: set[Arms] = set()
        self._counted: set[Key] = set()
        self._unplaced = False
        named = []
        for member in members:
            self._see(member)
            if not member.item.bare:
                named.append(member)
        self._counted = {self._named(m) for m in named}

    def _see(self, member: Member) -> bool:
        """Take in the side and arms a claim names; return True if either is new."""
        item = member.item
        self._unplaced = self._unplaced or _is_unplaced(member)
        told = self._sides.get(item.side) if item.side else None
        if (item.side is None or (told is not None and item.arms in told)) and item.arms in self._arms:
            return False
        if item.side:
            self._sides.setdefault(item.side, set()).add(item.arms)
        self._arms.add(item.arms)
        return True

    def hear(self, member: Member) -> bool:
        """Take in one more claim; return True if earlier ones may now count elsewhere."""
        moved = self._see(member)
        if not member.item.bare:
            key = self._named(member)
            moved = moved or key not in self._counted
            self._counted.add(key)
        return moved and self._unplaced

    def key(self, member: Member) -> Key:
        """Return the group a claim counts."""
        if member.item.bare and len(self._counted) == 1:
            return next(iter(self._counted))
        return self._named(member)

    def _named(self, member: Member) -> Key:
        group, side = member.item.group, member.item.side
        if side is None and group is VictimGroup.COMBATANT:
            side = self._camp(member.item.arms)
        if side and group is VictimGroup.UNKNOWN:
            group = VictimGroup.COMBATANT
        return group, side

    def _camp(self, arms: Arms) -> str | None:
        """Return the one side that men of these arms may be of; where there are two camps and no side, their arms."""
        if not {Arms.STATE, Arms.REBEL} <= self._arms:
            return next(iter(self._sides)) if len(self._sides) == 1 else None
        if arms is Arms.UNKNOWN:
            return None
        enemy = Arms.REBEL if arms is Arms.STATE else Arms.STATE
        sides = [side for side, told in self._sides.items() if enemy not in told]
        return sides[0] if len(sides) == 1 else f"{_ARMS}{arms}"


def _is_unplaced(member: Member) -> bool:
    """Return True if other claims decide which group of victims a claim counts."""
    return member.item.bare or (member.item.side is None and member.item.group is VictimGroup.COMBATANT)
