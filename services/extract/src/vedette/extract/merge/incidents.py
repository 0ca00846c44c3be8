"""Do two claims of people harmed tell of one happening? What cannot be, and the points for the rest.

The evidence is weighed in `evidence.py`. Source: EVENTS definitions, section 3 (merge rule).
"""

from collections.abc import Sequence

from vedette.extract.merge.evidence import (
    apart_counts,
    collect,
    in_one_passage,
    means_agree,
    same_victims,
    told_apart,
    told_together,
    tolls_agree,
    victims_agree,
)
from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.spots import FAR, spots_nearness

__all__ = ["LINK", "MERGE", "Conflict", "objection", "told_together", "weigh_cumulative", "weigh_incident"]

MERGE = 5
"""Points from which two claims are one happening."""
LINK = 3
"""Points from which a person should look whether they are."""
Conflict = None
"""What weighing returns if two claims cannot be one happening."""
_MANY = 10
_DOUBLED = -3
"""Points against an item whose own article tells another number of the happening."""
_SUM_DAYS = 45
_SAME_START_DAYS = 3


def _article_mates(one: Item, other: Item) -> bool:
    """Return True if an article tells both for one claimant and one group of victims.

    A later revision that tells another number has corrected the first.
    """
    if (one.article_id, one.revision) != (other.article_id, other.revision) or one.claimant != other.claimant:
        return False
    return same_victims(one, other)


def _two_happenings(one: Item, other: Item) -> bool:
    """Return True if an article tells two numbers for one claimant and group that are not two counts of one.

    A single victim beside a number is mostly one of them. One passage rarely tells two counts of one thing by one
    voice: "twelve people were killed in the one town and ten in the other".
    """
    if told_apart(one, other):
        return True
    if not _article_mates(one, other):
        return False
    apart = [(small, large) for small, large in apart_counts(one, other) if small > 1]
    together = in_one_passage(one, other)
    return any(together or small < _MANY or small * 4 < large * 3 for small, large in apart)


def weigh_incident(one: Item, other: Item) -> int | None:
    """Return the points for two incident claims being one happening; `Conflict` if they cannot be."""
    evidence = collect(one, other)
    if evidence is None or _two_happenings(one, other):
        return Conflict
    return evidence.points


def objection(item: Item, members: Sequence[Item]) -> int | None:
    """Return what a happening as a whole holds against an item, 0 for nothing; `Conflict` if it rules it out.

    The victims' side is one the happening already has, or one article tells both sides together. An article that tells
    two numbers near each other tells two counts of one happening, or two happenings: there the rest must speak for it.
    """
    sides = {m.side for m in members if m.side}
    if item.side and sides and item.side not in sides and not any(told_together(item, m) for m in members):
        return Conflict
    return _DOUBLED if any(_article_mates(item, m) and apart_counts(item, m) for m in members) else 0


def _other_period(one: Item, other: Item) -> bool:
    """Return True if both sums say from when they count, and it is not the same day: two weeks are two sums."""
    if not (one.period and other.period):
        return False
    return abs(one.first - other.first) > max(_SAME_START_DAYS, (one.last - one.first) // 10)


def weigh_cumulative(one: Item, other: Item) -> int | None:
    """Return the points for two running sums being the same sum at two times; `Conflict` if they cannot be."""
    assert one.lane is other.lane is Lane.CUMULATIVE
    shared = {name for name, _, _ in one.counts} & {name for name, _, _ in other.counts}
    place = spots_nearness(one.spots, other.spots)
    victims = victims_agree(one, other)
    if not shared or place == FAR or victims < 0 or abs(one.first - other.first) > _SUM_DAYS:
        return Conflict
    if _other_period(one, other) or means_agree(one.cause, other.cause) is None:
        return Conflict
    numbers = tolls_agree(one, other)
    if numbers < 0:
        return Conflict
    claimant = 2 if one.claimant and one.claimant == other.claimant else 0
    return 2 + min(max(place, 0), 1) * 2 + numbers + claimant + (1 if not one.spots and not other.spots else 0)
