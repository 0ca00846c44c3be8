"""One test per leaf of a rule: True, False, or None where the event does not know.

None is what makes a rule fail closed: a leaf on a missing field does not match, and neither does its negation.
"""

from collections.abc import Callable

from vedette.alert.facts import Facts, fold_admin
from vedette.alert.fold import fold, holds_term
from vedette.alert.geo import Area, Lies, box, circle, polygon
from vedette.schemas import (
    ActionIs,
    ActorIs,
    ActorTest,
    CountAtLeast,
    DisplacedAtLeast,
    InjuredAtLeast,
    KilledAtLeast,
    KindIs,
    MinConfidence,
    PlaceCode,
    PlaceIs,
    PlaceTest,
    ScopeIs,
    TextHas,
    TextTest,
    TollCount,
)

Verdict = bool | None
Test = Callable[[Facts], Verdict]
Leaf = (
    KindIs | ActionIs | ActorIs | PlaceIs | KilledAtLeast | InjuredAtLeast | DisplacedAtLeast
    | TextHas | ScopeIs | MinConfidence
)  # fmt: skip

WIDE = frozenset({PlaceCode.REGION, PlaceCode.COUNTRY, PlaceCode.SEA_OR_AIR})
"""Codes of places that may reach over the border of a province."""


def test_of(leaf: Leaf) -> Test:
    """Return the leaf's test."""
    match leaf:
        case KindIs():
            kinds = frozenset(leaf.kind)
            return lambda facts: facts.kind in kinds
        case ActionIs():
            return _one_of("action", frozenset(a.value for a in leaf.action))
        case ScopeIs():
            return _one_of("scope", frozenset(s.value for s in leaf.scope))
        case MinConfidence():
            return lambda facts: facts.event.confidence >= leaf.confidence
        case ActorIs():
            return _actor(leaf.actor)
        case PlaceIs():
            return _admin(leaf.place) if leaf.place.admin else _shape(leaf.place)
        case TextHas():
            return _text(leaf.text)
        case _:
            return _count(*counter_of(leaf))


def counter_of(leaf: KilledAtLeast | InjuredAtLeast | DisplacedAtLeast) -> tuple[str, CountAtLeast]:
    """Return the counter a leaf asks for, and the number."""
    match leaf:
        case KilledAtLeast():
            return "killed", leaf.killed
        case InjuredAtLeast():
            return "injured", leaf.injured
        case DisplacedAtLeast():
            return "displaced", leaf.displaced


def _one_of(field: str, wanted: frozenset[str]) -> Test:
    def test(facts: Facts) -> Verdict:
        value = facts.action if field == "action" else facts.scope
        return None if value is None else value in wanted

    return test


def _actor(wanted: ActorTest) -> Test:
    ids = frozenset(name.casefold() for name in wanted.any_of)
    names = [folded for name in wanted.any_of if (folded := fold(name))]

    def test(facts: Facts) -> Verdict:
        known = facts.actors[wanted.role]
        if not known:
            return None
        return any(a.actor_id in ids or any(holds_term(a.words, n) for n in names) for a in known)

    return test


def area_of(place: PlaceTest) -> Area:
    """Return the area of a place test that is a shape."""
    if place.radius:
        return circle(place.radius.lat, place.radius.lon, place.radius.km)
    return box(*place.bbox) if place.bbox else polygon(place.polygon or [])


def _shape(place: PlaceTest) -> Test:
    area = area_of(place)
    partly = True if place.match == "possible" else None

    def test(facts: Facts) -> Verdict:
        if facts.disc is None:
            return None
        lies = area.relate(facts.disc)
        return lies is Lies.INSIDE if lies is not Lies.PARTLY else partly

    return test


def admin_of(place: PlaceTest) -> tuple[str, str | None]:
    """Return country code and folded province of an admin test."""
    country, _, province = (place.admin or "").partition("/")
    return country.upper(), fold_admin(province) if province else None


def _admin(place: PlaceTest) -> Test:
    country, province = admin_of(place)
    partly = True if place.match == "possible" else None

    def test(facts: Facts) -> Verdict:
        if facts.country is None:
            return None
        if facts.country != country or province is None:
            return facts.country == country
        if facts.precision in WIDE:  # it may reach into the province or past its border
            return partly
        return None if facts.admin is None else facts.admin == province

    return test


def _count(counter: str, wanted: CountAtLeast) -> Test:
    def test(facts: Facts) -> Verdict:
        count = facts.counts[counter]
        return None if count is None else _reaches(count, wanted)

    return test


def _reaches(count: TollCount, wanted: CountAtLeast) -> Verdict:
    """Compare one figure; where it is open, a smaller one that reaches the number settles it."""
    figures = {"low": [count.low], "best": [count.best, count.low], "high": [count.high, count.best, count.low]}
    asked, *smaller = figures[wanted.bound]
    if asked is not None:
        return asked >= wanted.n
    return True if any(f is not None and f >= wanted.n for f in smaller) else None


def _text(wanted: TextTest) -> Test:
    some, every, none = ([fold(t) for t in terms] for terms in (wanted.any_of, wanted.all_of, wanted.none_of))

    def test(facts: Facts) -> Verdict:
        words = facts.words
        return (
            (not some or any(holds_term(words, t) for t in some))
            and all(holds_term(words, t) for t in every)
            and not any(holds_term(words, t) for t in none)
        )

    return test
