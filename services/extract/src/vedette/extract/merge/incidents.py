"""Do two claims of people harmed tell of one happening? Points for and against, and what cannot be.

Source: EVENTS definitions, section 3 (merge rule). The points were set on stories of our own (docs/events.md).
"""

from collections.abc import Sequence

from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.spots import FAR, spots_nearness
from vedette.schemas import Cause, VictimGroup

__all__ = ["LINK", "MERGE", "Conflict", "objection", "told_together", "weigh_cumulative", "weigh_incident"]

MERGE = 5
"""Points from which two claims are one happening."""
LINK = 3
"""Points from which a person should look whether they are."""

_GROUPS = (
    {Cause.IED, Cause.CAR_BOMB, Cause.SUICIDE_ATTACK, Cause.MINE, Cause.EXPLOSION},
    {Cause.AIRSTRIKE, Cause.DRONE_STRIKE, Cause.MISSILE, Cause.SHELLING, Cause.CHEMICAL, Cause.EXPLOSION, Cause.SIEGE},
    {Cause.GUNFIRE, Cause.CLASHES, Cause.EXECUTION, Cause.STABBING, Cause.SUICIDE_ATTACK},
    {Cause.ABDUCTION, Cause.EXECUTION, Cause.TORTURE},
    {Cause.CLASHES, Cause.SHELLING},
)
# Means that newsrooms swap for each other when they tell of one happening.
_SWAPPED = {
    frozenset(pair)
    for pair in (
        (Cause.GUNFIRE, Cause.CLASHES), (Cause.GUNFIRE, Cause.EXECUTION), (Cause.SHELLING, Cause.MISSILE),
        (Cause.AIRSTRIKE, Cause.MISSILE), (Cause.AIRSTRIKE, Cause.DRONE_STRIKE), (Cause.DRONE_STRIKE, Cause.MISSILE),
        (Cause.SUICIDE_ATTACK, Cause.CAR_BOMB), (Cause.IED, Cause.MINE), (Cause.CHEMICAL, Cause.AIRSTRIKE),
        (Cause.CHEMICAL, Cause.SHELLING), (Cause.CHEMICAL, Cause.MISSILE), (Cause.EXPLOSION, Cause.IED),
        (Cause.EXPLOSION, Cause.CAR_BOMB), (Cause.EXPLOSION, Cause.SUICIDE_ATTACK), (Cause.EXPLOSION, Cause.MINE),
    )
}  # fmt: skip
# Told in one breath of one town, and mostly the work of two enemies.
_OF_TWO_SIDES = {Cause.AIRSTRIKE, Cause.SHELLING}
# Means that few happenings of one place and day share.
_RARE = frozenset({
    Cause.CHEMICAL, Cause.SUICIDE_ATTACK, Cause.CAR_BOMB, Cause.MINE, Cause.STABBING, Cause.TORTURE, Cause.EXECUTION,
    Cause.ABDUCTION,
})  # fmt: skip
# What else is used where people fight: a report of the fighting may tell of a raid in it.
_BATTLE = frozenset({Cause.AIRSTRIKE, Cause.MISSILE, Cause.SUICIDE_ATTACK, Cause.CAR_BOMB, Cause.IED, Cause.MINE})
Conflict = None
"""What weighing returns if two claims cannot be one happening."""
_MANY = 10
_DOUBLED = -3
"""Points against an item whose own article tells another number of the happening."""
_TELLING = 2
"""Points of equal numbers that are more than chance."""
OTHER_SIDE = -20
"""Points for victims of the other side: another number of one clash, or another clash. Never a reason to merge."""


def _days(one: Item, other: Item) -> int | None:
    """±1 day, for attacks over midnight. Source: EVENTS definitions, section 3."""
    gap = max(one.first, other.first) - min(one.last, other.last)
    if gap > (1 if one.exact or other.exact else 0):
        return Conflict  # two spans that are not exact allow for the night already
    if one.wide or other.wide:
        return -1
    if one.exact and other.exact:
        return 2 if gap <= 0 else 1
    return 1 if gap <= 0 else 0


def _causes(one: Cause, other: Cause) -> int | None:
    if Cause.UNKNOWN in {one, other}:
        return 0
    if one is other:
        return 2 if one in _RARE else 1
    if frozenset((one, other)) in _SWAPPED:
        return 0
    if {one, other} == _OF_TWO_SIDES:
        return -2
    if any({one, other} <= group for group in _GROUPS):
        return -1
    return -2 if Cause.CLASHES in {one, other} and {one, other} & _BATTLE else Conflict


def told_together(one: Item, other: Item) -> bool:
    """Return True if one article tells both in one passage: two groups of victims of one happening."""
    return one.article_id == other.article_id and max(one.span[0], other.span[0]) < min(one.span[1], other.span[1])


def _victims(one: Item, other: Item) -> int:
    if told_together(one, other) and (one.group, one.side) != (other.group, other.side):
        return 3
    if one.side and other.side:
        return 2 if one.side == other.side else OTHER_SIDE
    known = VictimGroup.UNKNOWN not in {one.group, other.group}
    return -2 if known and one.group is not other.group else 0


def _numbers(earlier: tuple[int, int], later: tuple[int, int]) -> int:
    """Compare two figures of one counter: equal, overlapping, one grown from the other, or far off.

    The greater an equal number, the less it is chance.
    """
    if earlier == later:
        return 1 + (earlier[0] >= 3) + (earlier[0] >= 10)
    if max(earlier[0], later[0]) <= min(earlier[1], later[1]):
        return 0 if 10 * min(earlier[0], later[0]) <= max(earlier[1], later[1]) else 1
    small, large = sorted((max(earlier[1], 1), max(later[1], 1)))
    if large <= 3 * small or large - small <= 3:
        return 1 if later[1] > earlier[1] else -1 if large < _MANY else 0
    return -2 if large > 5 * small and large - small > 10 else -1


def _tolls(one: Item, other: Item) -> int:
    earlier, later = sorted((one, other), key=lambda i: i.order)
    if VictimGroup.UNKNOWN not in {one.group, other.group} and one.group is not other.group:
        return 0
    figures = {name: (low, high) for name, low, high in later.counts}
    told = [_numbers((low, high), figures[name]) for name, low, high in earlier.counts if name in figures]
    if not told:
        return 0
    if one.partial != other.partial:
        return max(told[0], 0)
    return told[0] + (1 if any(points >= _TELLING for points in told[1:]) else 0)


def _targets(one: Item, other: Item) -> int:
    """Count the targets both name. Two reports may each name another target of one happening: that is no objection."""
    return min(len(one.targets & other.targets), 2)


def _article_mates(one: Item, other: Item) -> bool:
    """Return True if an article tells both for one claimant and one group of victims.

    A later revision that tells another number has corrected the first.
    """
    if (one.article_id, one.revision) != (other.article_id, other.revision) or one.claimant != other.claimant:
        return False
    return (one.group, one.side) == (other.group, other.side)


def _apart_counts(one: Item, other: Item) -> list[tuple[int, int]]:
    """Return the counters of which the two tell numbers that do not overlap, as (smaller, greater)."""
    figures = {name: (low, high) for name, low, high in other.counts}
    shared = [((low, high), figures[name]) for name, low, high in one.counts if name in figures]
    return [(min(a[1], b[1]), max(a[0], b[0])) for a, b in shared if max(a[0], b[0]) > min(a[1], b[1])]


def _two_happenings(one: Item, other: Item) -> bool:
    """Return True if an article tells two numbers for one claimant and group that are not two counts of one.

    A single victim beside a number is mostly one of them.
    """
    if not _article_mates(one, other):
        return False
    apart = [(small, large) for small, large in _apart_counts(one, other) if small > 1]
    return any(small < _MANY or small * 4 < large * 3 for small, large in apart)


def weigh_incident(one: Item, other: Item) -> int | None:
    """Return the points for two incident claims being one happening; `Conflict` if they cannot be."""
    days = _days(one, other)
    if days is None:
        return Conflict
    place = spots_nearness(one.spots, other.spots)
    causes = _causes(one.cause, other.cause)
    if place == FAR or causes is None or _two_happenings(one, other):
        return Conflict
    if one.first != other.first and one.exact and other.exact and causes <= 0:
        days = 0  # from one day to the next only what is told of one means is likely one night
    return days + place + causes + _victims(one, other) + _tolls(one, other) + _targets(one, other)


def objection(item: Item, members: Sequence[Item]) -> int | None:
    """Return what a happening as a whole holds against an item, 0 for nothing; `Conflict` if it rules it out.

    The victims' side is one the happening already has, or one article tells both sides together. An article that tells
    two numbers near each other tells two counts of one happening, or two happenings: there the rest must speak for it.
    """
    sides = {m.side for m in members if m.side}
    if item.side and sides and item.side not in sides and not any(told_together(item, m) for m in members):
        return Conflict
    return _DOUBLED if any(_article_mates(item, m) and _apart_counts(item, m) for m in members) else 0


def weigh_cumulative(one: Item, other: Item) -> int | None:
    """Return the points for two running sums being the same sum at two times; `Conflict` if they cannot be."""
    assert one.lane is other.lane is Lane.CUMULATIVE
    shared = {name for name, _, _ in one.counts} & {name for name, _, _ in other.counts}
    place = spots_nearness(one.spots, other.spots)
    victims = _victims(one, other)
    if not shared or place == FAR or victims < 0 or abs(one.first - other.first) > 45:
        return Conflict
    if _causes(one.cause, other.cause) is None:
        return Conflict
    numbers = _tolls(one, other)
    if numbers < 0:
        return Conflict
    claimant = 2 if one.claimant and one.claimant == other.claimant else 0
    return 2 + min(max(place, 0), 1) * 2 + numbers + claimant + (1 if not one.spots and not other.spots else 0)
