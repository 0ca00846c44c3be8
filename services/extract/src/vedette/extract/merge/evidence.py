"""What speaks for and against two claims of people harmed being one happening, each kind of evidence by its name.

A point is about a factor of two to three in how much likelier the agreement is for one happening than for two of one
day and region. Source: set on stories of our own and checked on half of the real news (docs/events.md).
"""

from functools import lru_cache
from typing import NamedTuple

from vedette.extract.merge.items import Item
from vedette.extract.merge.spots import FAR, in_city, spots_nearness
from vedette.extract.merge.wording import Arms
from vedette.schemas import Cause, VictimGroup

__all__ = [
    "Evidence",
    "apart_counts",
    "collect",
    "in_one_passage",
    "means_agree",
    "same_victims",
    "told_apart",
    "told_together",
    "tolls_agree",
    "victims_agree",
]

OTHER_SIDE = -20
"""Points for victims of the other side: another number of one clash, or another clash. Never a reason to merge."""
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
        (Cause.EXPLOSION, Cause.MISSILE),
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
_SAME_VILLAGE = 3
_BOTH_SIDES = 2
_OTHER_COUNTRY = -2
_LOOSE_DAYS, _SUM_DAYS = 4, 2
"""Spans of so many days more overlap by chance; where the text tells them, it may be a sum of an offensive."""
_MANY = 10
_SOME = 5
"""From here on a number that grew by no more than a half tells as much as a great one that doubled."""
_EQUAL = (0, 3, _MANY, 30)
"""Equal numbers get a point for each of these they reach."""
_TELLING = 3
"""Equal numbers from here on are more than chance."""


class Evidence(NamedTuple):
    """The points of each kind of evidence; their sum decides."""

    days: int
    place: int
    means: int
    victims: int
    toll: int
    targets: int
    blame: int

    @property
    def points(self) -> int:
        """Return what all of it comes to."""
        return sum(self)


def collect(one: Item, other: Item) -> Evidence | None:
    """Return the evidence about two incident claims; null if day, place or means rule out one happening."""
    means = means_agree(one.cause, other.cause)
    if means is None:
        return None
    days = _days_agree(one, other)
    if days is None:
        return None
    place = spots_nearness(one.spots, other.spots)
    if place == FAR:
        return None
    if not (one.spots and other.spots) and "xx" not in {one.area, other.area} and one.area != other.area:
        place = _OTHER_COUNTRY
    if means > 1 and in_city(one.spots) and in_city(other.spots):
        means = 1  # what is rare elsewhere is not in the capital of a war
    if one.first != other.first and one.exact and other.exact and means <= 0:
        days = 0  # from one day to the next only what is told of one means is likely one night
    toll = tolls_agree(one, other, growth=_growth(days, place, means))
    victims, targets, blame = victims_agree(one, other), _targets_agree(one, other), _blame_agrees(one, other)
    return Evidence(days, place, means, victims, toll, targets, blame)


def _growth(days: int, place: int, means: int) -> int:
    """Return what a great toll that grew says: most where nothing sets the two apart, nothing from day to day."""
    if days < 0:
        return 0
    return 2 if means >= 0 and (days > 0 or place >= _SAME_VILLAGE) else 1


def _days_agree(one: Item, other: Item) -> int | None:
    """±1 day, for attacks over midnight. Source: EVENTS definitions, section 3.

    An article without any day speaks of any day before it; one that only dates itself, of some days before.
    """
    if one.undated or other.undated:
        return _undated(one, other)
    gap = max(one.told_first, other.told_first) - min(one.last, other.last)
    if one.wide or other.wide:
        return -1 if gap <= (1 if one.exact or other.exact else 0) else None
    if one.exact and other.exact:
        return (2 if gap <= 0 else 1) if gap <= 1 else None
    if gap <= 0:
        return 0 if _loosely(one, other) else 1
    if gap <= 1 and (one.exact or other.exact):
        return 0
    late = _told_late(one, other) or _told_late(other, one)
    return (-1 if one.exact or other.exact else -2) if late else None


def _loosely(one: Item, other: Item) -> bool:
    """Return True if spans overlap and yet say little: long ones, or two reports that each tell of another day."""
    return _is_long(one) or _is_long(other) or (one.lag > 0 and other.lag > 0 and one.last != other.last)


def _is_long(item: Item) -> bool:
    return item.last - item.told_first >= (_LOOSE_DAYS if item.lag else _SUM_DAYS)


def _told_late(report: Item, other: Item) -> bool:
    """Return True if the other's days lie among those before a report that it may speak of."""
    return report.lag > 0 and report.first <= other.last < report.told_first


def _undated(one: Item, other: Item) -> int | None:
    if one.undated and other.undated:
        return 0
    undated, dated = (one, other) if one.undated else (other, one)
    if dated.first > undated.last + 1:
        return None
    return 0 if dated.last >= undated.first else -1


@lru_cache(maxsize=1_024)
def means_agree(one: Cause, other: Cause) -> int | None:
    """Compare two means; null if they are unlike."""
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
    return -2 if Cause.CLASHES in {one, other} and {one, other} & _BATTLE else None


def told_together(one: Item, other: Item) -> bool:
    """Return True if one article tells both in one passage and of one day: two groups of victims of one happening."""
    return in_one_passage(one, other) and not _of_two_days(one, other)


def in_one_passage(one: Item, other: Item) -> bool:
    """Return True if one article tells both in one passage."""
    return one.article_id == other.article_id and max(one.span[0], other.span[0]) < min(one.span[1], other.span[1])


def told_apart(one: Item, other: Item) -> bool:
    """Return True if one passage tells of two days: "14 were killed on Thursday, a day after 16 had died"."""
    return in_one_passage(one, other) and _of_two_days(one, other)


def _of_two_days(one: Item, other: Item) -> bool:
    return one.exact and other.exact and one.first != other.first


def same_victims(one: Item, other: Item) -> bool:
    """Return True if two claims count one sort of people: "three soldiers in the one town and two in the other"."""
    if (one.group, one.side) == (other.group, other.side):
        return not _of_two_arms(one, other)
    return (one.elsewhere or other.elsewhere) and in_one_passage(one, other)


def victims_agree(one: Item, other: Item) -> int:
    """Compare who was harmed."""
    if told_together(one, other) and ((one.group, one.side) != (other.group, other.side) or _other_group(one, other)):
        return 3
    if one.side and other.side:
        return 2 if one.side == other.side else OTHER_SIDE
    if one.group is other.group and one.article_id == other.article_id:
        # one article tells of both sides of one fight, sentence by sentence
        return _BOTH_SIDES if _of_two_arms(one, other) else 0
    return -2 if _other_group(one, other) else 0


def _other_group(one: Item, other: Item) -> bool:
    """Return True if the two count other people: fighters and civilians, soldiers and rebels, a party and its foes."""
    if one.group is not other.group:
        return VictimGroup.UNKNOWN not in {one.group, other.group}
    return _of_two_arms(one, other) or _of_its_enemy(one, other) or _of_its_enemy(other, one)


def _of_two_arms(one: Item, other: Item) -> bool:
    return {one.arms, other.arms} == {Arms.STATE, Arms.REBEL}


def _of_its_enemy(one: Item, other: Item) -> bool:
    """Return True if the one's fighters were killed by the party whose own men the other counts."""
    return (
        one.group is VictimGroup.COMBATANT and one.side is None and one.blames is not None and one.blames == other.side
    )


def _numbers(earlier: tuple[int, int], later: tuple[int, int], *, growth: int) -> int:
    """Compare two figures of one counter: equal, overlapping, one grown from the other, or far off.

    The greater a number, the fewer happenings come near it: less is chance. `growth` is what growth says.
    """
    if earlier == later:
        return sum(earlier[0] >= least for least in _EQUAL)
    if max(earlier[0], later[0]) <= min(earlier[1], later[1]):
        return 0 if 10 * min(earlier[0], later[0]) <= max(earlier[1], later[1]) else 1
    small, large = sorted((max(earlier[1], 1), max(later[1], 1)))
    if large <= 3 * small or large - small <= 3:
        if later[1] <= earlier[1]:
            return -1 if large < _MANY else 0
        telling = small >= _MANY or (small >= _SOME and 2 * large <= 3 * small)
        return growth if telling else min(growth, 1)
    return -2 if large > 5 * small and large - small > 10 else -1


def tolls_agree(one: Item, other: Item, *, growth: int = 1) -> int:
    """Compare the tolls, the later with the earlier; `growth` is what it says that a great toll grew."""
    earlier, later = (one, other) if one.order <= other.order else (other, one)
    if _other_group(one, other):
        return 0
    figures = {name: (low, high) for name, low, high in later.counts}
    shared = [((low, high), figures[name]) for name, low, high in earlier.counts if name in figures]
    if not shared:
        return 0
    first = _numbers(*shared[0], growth=growth)
    if one.partial != other.partial or (one.side and one.side == other.side and one.admits != other.admits):
        return max(first, 0)  # a part of all; what a party admits and what its enemy says may be far apart
    return first + any(before == after and before[0] >= _TELLING for before, after in shared[1:])


def apart_counts(one: Item, other: Item) -> list[tuple[int, int]]:
    """Return the counters of which the two tell numbers that do not overlap, as (smaller, greater)."""
    figures = {name: (low, high) for name, low, high in other.counts}
    shared = [((low, high), figures[name]) for name, low, high in one.counts if name in figures]
    return [(min(a[1], b[1]), max(a[0], b[0])) for a, b in shared if max(a[0], b[0]) > min(a[1], b[1])]


def _targets_agree(one: Item, other: Item) -> int:
    """Count the targets both name. Two reports may each name another target of one happening: that is no objection."""
    return min(len(one.targets & other.targets), 2)


def _blame_agrees(one: Item, other: Item) -> int:
    """Two reports may blame two sides for one happening; two happenings do so more often."""
    return -2 if one.blames and other.blames and one.blames != other.blames else 0
