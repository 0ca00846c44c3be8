"""Conditions and fields in plain words, for notices and for `explain`."""

import json
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from vedette.alert.matching.conditions import Verdict
from vedette.alert.matching.facts import COUNTERS, Facts
from vedette.alert.matching.geo import distance_km
from vedette.alert.matching.leaves import Leaf, name_of, value_of
from vedette.alert.notices.phrases import ENGLISH, Phrases
from vedette.alert.rules.areas import SHAPE, is_unknown
from vedette.schemas import CountOp, EventDate, EventPlace, PlaceCode, PlaceTest, TollCount

PLACE_WORDS = {
    PlaceCode.SITE: "{place}",
    PlaceCode.NEAR: "near {place}",
    PlaceCode.DISTRICT: "somewhere in the district of {place}",
    PlaceCode.GOVERNORATE: "somewhere in the province of {place}",
    PlaceCode.REGION: "along or around {place}",
    PlaceCode.COUNTRY: "somewhere in {place}",
    PlaceCode.SEA_OR_AIR: "at sea or in the air off {place}",
}
COUNT_WORDS = {
    CountOp.AT_LEAST: "at least {number}",
    CountOp.AT_MOST: "at most {number}",
    CountOp.ABOUT: "about {number}",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def leaf_words(leaf: Leaf) -> str:
    """Return the condition as a subscriber writes it, for example `kind: post`."""
    unsaid = {"place": set(SHAPE)} if name_of(leaf) == "place" and value_of(leaf).area else None
    shown = leaf.model_dump(mode="json", exclude_defaults=True, by_alias=True, exclude=unsaid)
    name, value = next(iter(shown.items()))
    return f"{name}: {_plain(value)}"


def _plain(value: Any) -> str:  # any JSON value of a rule
    if isinstance(value, list):
        words = [_plain(v) for v in value]
        return words[0] if len(words) == 1 else "[" + ", ".join(words) + "]"
    if isinstance(value, dict):
        if set(value) in ({"n"}, {"admin"}, {"any_of"}):
            return _plain(next(iter(value.values())))
        return "{" + ", ".join(f"{k}: {_plain(v)}" for k, v in value.items()) + "}"
    return value if isinstance(value, str) else json.dumps(value)


def why_words(leaf: Leaf, facts: Facts, verdict: Verdict) -> str:
    """Return what the event has where the leaf looks."""
    name = name_of(leaf)
    if name in COUNTERS:
        count = facts.counts[name]
        return f"{name}: {count_words(count)}" if count else f"no claim tells how many {name}"
    match name:
        case "actor":
            return _actor_words(facts, value_of(leaf).role)
        case "place":
            return _place_why(value_of(leaf), facts, verdict)
        case "text":
            return "the words are there" if verdict else "summary, place and quotes do not have these words"
        case _:
            return _field_why(name, facts)


FIELD_WHY: dict[str, tuple[str, str]] = {
    "kind": ("the event is a {} event", ""),
    "action": ("the post's state is {}", "a casualty event has no state"),
    "scope": ("its scope is {}", "a post event has no scope"),
    "facility": ("it is a {}", "a casualty event has no facility"),
    "cause": ("the means is {}", "the means is not known"),
    "precision": ("the place is known to {}", "no claim names a place"),
    "evidence": ("it is said by: {}", "the part of those who say so is not known"),
    "victims": ("victims: {}", "no group of victims is named"),
    "language": ("its sources are in: {}", "the language of its sources is not known"),
}
"""What to say where the event knows the field, and where it does not."""


def _field_why(field: str, facts: Facts) -> str:
    if field == "date":
        return f"{date_words(facts.event.date)}; first reported {day_words(facts.event.first_reported_at.date())}"
    if field == "confidence":
        return f"its confidence is {facts.event.confidence:.2f}"
    if field == "independent_sources":
        return f"{facts.event.independent_claims} independent claim(s)"
    known, unknown = FIELD_WHY[field]
    value = getattr(facts, field)
    words = ", ".join(sorted(value)) if isinstance(value, frozenset) else value
    return known.format(words) if words else unknown


def _actor_words(facts: Facts, role: str) -> str:
    named = facts.actors[role]
    part = "actor" if role == "any" else role
    if not named:
        return f"no {part} is named"
    return f"{part} is " + ", ".join(n.actor_id.upper() or n.words.strip() for n in named)


def _place_why(wanted: PlaceTest, facts: Facts, verdict: Verdict) -> str:
    place = facts.event.place
    if place is None:
        return "no claim names a place"
    if is_unknown(wanted):
        return f"no area {wanted.area} is saved"
    where = place_words(place)
    if wanted.admin:
        return f"it lies {where}" if facts.country else f"the country of {place.name} is not known"
    if facts.disc is None:
        return (
            f"{place.name} is not placed on the map" if place.lat is None else f"how far {where} reaches is not known"
        )
    if wanted.radius:
        apart = distance_km(wanted.radius.lat, wanted.radius.lon, facts.disc.lat, facts.disc.lon)
        where = f"{where}, {apart:.0f} km from the centre"
    if verdict is None:
        return f"{where}, known only to {facts.disc.radius_km:.0f} km: not certainly inside"
    return where


def place_words(place: EventPlace, t: Phrases = ENGLISH) -> str:
    """Return where, as finely as it is known and no finer."""
    units = [u for u in (place.admin1, country_name(place.country)) if u and u != place.name]
    around = f" ({', '.join(units)})" if units else ""
    hint = f", {place.hint}" if place.hint else ""
    return t(PLACE_WORDS[place.precision]).format(place=f"{place.name}{around}{hint}")


def field_words(field: str) -> str:
    """Return the name of an event's field as people say it: `toll.killed` is "killed"."""
    return field.rpartition(".")[2].replace("_", " ")


def country_name(code: str | None) -> str | None:
    """Return the English short name of a country, the code itself if it is not listed."""
    return _countries().get(code, code) if code else None


@cache
def _countries() -> dict[str, str]:
    """Read the ISO 3166 list that comes with the time zone data."""
    table = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[0]: row[1] for row in rows}


def date_words(when: EventDate, t: Phrases = ENGLISH) -> str:
    """Return when, and whether that is the day of the happening or of the report."""
    start, end = when.start or when.end, when.end or when.start
    if start is None or end is None:
        return t("day not known")
    days = day_words(start, t)
    if start != end:
        days = t("{start} to {end}").format(start=days, end=day_words(end, t))
    if when.start is None:
        days = t("not after {day}").format(day=day_words(end, t))
    return t("{day} (day of the report)").format(day=days) if when.basis == "report" else days


def day_words(day: date, t: Phrases = ENGLISH) -> str:
    """Return a day with its month and its year."""
    return f"{day.day} {t(MONTHS[day.month - 1])} {day.year}"


def count_words(count: TollCount, t: Phrases = ENGLISH) -> str:
    """Return a counter as people say it: "at least 4 (3 to 6)"."""
    best = count.best if count.best is not None else count.low
    if best is None:
        return t("some, number not told")
    op = CountOp.AT_LEAST if count.best is None else count.op
    said = t(COUNT_WORDS[op]).format(number=best) if op in COUNT_WORDS else str(best)
    if count.low is None or count.high is None or count.low == count.high:
        return said
    return f"{said} ({t('{low} to {high} by source').format(low=count.low, high=count.high)})"
