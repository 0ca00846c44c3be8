"""The closed fields of an event as bits and numbers, so that most conditions are one comparison.

Every field of a closed set has one bit for each value and one for "not known". A clause holds the bits it refuses;
it may match an event whose bits it does not touch. Numbers are compared as `at least`, in a dimension for each counter,
bound and sense; a number that is not known is below everything.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import inf, nextafter

from vedette.alert.matching.facts import COUNTERS, Facts
from vedette.schemas import Cause, Facility, PlaceCode, PostAction, Scope, TollCount

FIELDS: dict[str, tuple[str, ...]] = {
    "kind": ("post", "casualty"),
    "action": tuple(PostAction),
    "scope": tuple(Scope),
    "facility": tuple(Facility),
    "cause": tuple(c for c in Cause if c is not Cause.UNKNOWN),
    "precision": tuple(PlaceCode),
}


def _layout() -> tuple[dict[str, dict[str | None, int]], dict[str, int]]:
    bits: dict[str, dict[str | None, int]] = {}
    whole: dict[str, int] = {}
    at = 0
    for field, values in FIELDS.items():
        bits[field] = {value: 1 << (at + i) for i, value in enumerate((*values, None))}
        whole[field] = sum(bits[field].values())
        at += len(values) + 1
    return bits, whole


BITS, WHOLE = _layout()
"""By field: the bit of each value (None: not known), and all of them."""
ALL_BITS = (1 << 64) - 1
"""What a clause that is no more refuses."""

BOUNDS = ("low", "best", "high")
DIMENSION = {
    (name, bound, sense): i
    for i, (name, bound, sense) in enumerate(
        (n, b, s)
        for n, bounds in [*((c, BOUNDS) for c in COUNTERS), ("confidence", ("",)), ("sources", ("",))]
        for b in bounds
        for s in (True, False)
    )
}
"""Where a number stands; under False its negative, for conditions under `not`."""
FREE = len(DIMENSION)
"""A dimension whose number is always enough."""


@lru_cache(maxsize=65_536)
def refused_bits(field: str, values: Sequence[str], *, wanted: bool) -> int:
    """Return the bits that keep a field from being one of these values; or, if that is not wanted, any other."""
    taken = sum(bit for value, bit in BITS[field].items() if value in values)
    return WHOLE[field] & ~taken if wanted else taken | BITS[field][None]


def count_from(counter: str, bound: str, n: int, *, wanted: bool) -> tuple[int, float]:
    """Return the dimension a counter stands in, and the least number there that is enough."""
    return DIMENSION[counter, bound, wanted], n if wanted else 1 - n


def rate_from(confidence: float, wanted: bool) -> tuple[int, float]:
    """Return the same for the confidence."""
    return DIMENSION["confidence", "", wanted], confidence if wanted else nextafter(-confidence, inf)


def sources_from(number: int, wanted: bool) -> tuple[int, float]:
    """Return the same for the number of independent claims."""
    return DIMENSION["sources", "", wanted], number if wanted else 1 - number


def bits_of(facts: Facts) -> int:
    """Return the event's bits, one for each field."""
    return (
        BITS["kind"][facts.kind]
        | BITS["action"][facts.action]
        | BITS["scope"][facts.scope]
        | BITS["facility"][facts.facility]
        | BITS["cause"][facts.cause]
        | BITS["precision"][facts.precision]
    )


_NOTHING = [-inf] * FREE + [inf]


def numbers_of(facts: Facts) -> list[float]:
    """Return the event's numbers by dimension."""
    found = _NOTHING.copy()
    for at, count in enumerate(facts.counts.values()):
        if count is not None:
            _write_count(found, at * 6, count)
    found[FREE - 4], found[FREE - 3] = facts.event.confidence, -facts.event.confidence
    found[FREE - 2], found[FREE - 1] = facts.event.independent_claims, -facts.event.independent_claims
    return found


def _write_count(found: list[float], at: int, count: TollCount) -> None:
    """Write a counter's six numbers; where a figure is open, a smaller one that is known stands in for it."""
    low = -inf if count.low is None else count.low
    best = max(low, -inf) if count.best is None else count.best
    high = max(low, -inf if count.best is None else count.best) if count.high is None else count.high
    found[at], found[at + 2], found[at + 4] = low, best, high
    if count.low is not None:
        found[at + 1] = -count.low
    if count.best is not None:
        found[at + 3] = -count.best
    if count.high is not None:
        found[at + 5] = -count.high
