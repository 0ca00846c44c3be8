"""One test per kind of condition: True, False, or None where the event does not know.

None is what makes a rule fail closed: a leaf on a missing field does not match, and neither does its negation.
"""

from collections.abc import Callable, Sequence
from datetime import date

from vedette.alert.matching.facts import Facts, Named, fold_admin
from vedette.alert.matching.fold import fold, holds_term
from vedette.alert.matching.geo import Area, Lies, box, circle, polygon
from vedette.schemas import ActorTest, CountAtLeast, DateTest, PlaceCode, PlaceTest, TextTest, TollCount

Verdict = bool | None
Test = Callable[[Facts], Verdict]

WIDE = frozenset({PlaceCode.REGION, PlaceCode.COUNTRY, PlaceCode.SEA_OR_AIR})
"""Codes of places that may reach over the border of a province."""


def one_of(field: str, wanted: Sequence[str]) -> Test:
    """Test a field that holds one value."""
    values = frozenset(wanted)

    def test(facts: Facts) -> Verdict:
        value = getattr(facts, field)
        return None if value is None else value in values

    return test


def some_of(field: str, wanted: Sequence[str]) -> Test:
    """Test a field that holds several values: one of them is enough."""
    asked = frozenset(str(value).casefold() for value in wanted)

    def test(facts: Facts) -> Verdict:
        values: frozenset[str] = getattr(facts, field)
        return bool(values & asked) if values else None

    return test


def at_least(field: str, wanted: float) -> Test:
    """Test a number every event has."""
    return lambda facts: getattr(facts.event, field) >= wanted


def as_fine_as(wanted: PlaceCode) -> Test:
    """Test how finely the place is known."""
    return lambda facts: None if facts.precision is None else facts.precision <= wanted


def happened(wanted: DateTest) -> Test:
    """Test the day, or the span of days, of the happening."""

    def test(facts: Facts) -> Verdict:
        start, end = facts.event.date.start or facts.event.date.end, facts.event.date.end or facts.event.date.start
        if start is None or end is None or (facts.event.date.start is None and wanted.match == "certain"):
            return None
        since, until = wanted.since or date.min, wanted.until or date.max
        if wanted.within_days is not None:
            since = max(since, _days_before(facts.event.first_reported_at.date(), wanted.within_days))
        if since <= start and end <= until:
            return True
        return False if end < since or start > until else (True if wanted.match == "possible" else None)

    return test


def _days_before(day: date, days: int) -> date:
    """Return the day so many days before, the first day there is if that lies before it."""
    return date.fromordinal(max(day.toordinal() - days, date.min.toordinal()))


def names(wanted: ActorTest) -> Test:
    """Test who takes part."""
    some = [(name.casefold(), fold(name)) for name in wanted.any_of]
    every = [(name.casefold(), fold(name)) for name in wanted.all_of]

    def test(facts: Facts) -> Verdict:
        known = facts.actors[wanted.role]
        if not known:
            return None
        return (not some or any(_is_named(known, n) for n in some)) and all(_is_named(known, n) for n in every)

    return test


def _is_named(known: Sequence[Named], name: tuple[str, str]) -> bool:
    """Return True if one of the actors has this id or these words in its name."""
    actor_id, words = name
    return any(a.actor_id == actor_id or (words and holds_term(a.words, words)) for a in known)


def lies_in(wanted: PlaceTest) -> Test:
    """Test where it happened."""
    if wanted.admin is not None:
        return _in_unit(wanted)
    return _in_shape(wanted) if is_shape(wanted) else lambda _: None


def is_shape(place: PlaceTest) -> bool:
    """Return True for a circle, box or polygon; a saved area that nobody has saved is neither that nor a province."""
    return not (place.radius is None and place.bbox is None and place.polygon is None)


def area_of(place: PlaceTest) -> Area:
    """Return the area of a place test that is a shape."""
    if place.radius:
        return circle(place.radius.lat, place.radius.lon, place.radius.km)
    return box(*place.bbox) if place.bbox else polygon(place.polygon or [], place.holes)


def _in_shape(place: PlaceTest) -> Test:
    area = area_of(place)
    partly = True if place.match == "possible" else None

    def test(facts: Facts) -> Verdict:
        if facts.disc is None:
            return None
        lies = area.relate(facts.disc)
        return lies is Lies.INSIDE if lies is not Lies.PARTLY else partly

    return test


def unit_of(place: PlaceTest) -> tuple[str, str | None]:
    """Return country code and folded province of an admin test."""
    country, _, province = (place.admin or "").partition("/")
    return country.upper(), fold_admin(province) if province else None


def _in_unit(place: PlaceTest) -> Test:
    country, province = unit_of(place)
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


def counts(counter: str, wanted: CountAtLeast) -> Test:
    """Test one figure of the toll."""

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


def says(wanted: TextTest) -> Test:
    """Test the words of the event."""
    some, every, none = ([fold(t) for t in terms] for terms in (wanted.any_of, wanted.all_of, wanted.none_of))

    def test(facts: Facts) -> Verdict:
        words = facts.words
        return (
            (not some or any(holds_term(words, t) for t in some))
            and all(holds_term(words, t) for t in every)
            and not any(holds_term(words, t) for t in none)
        )

    return test
