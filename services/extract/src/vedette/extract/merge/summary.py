"""One plain sentence per event, made from its fields."""

import re
from datetime import date
from functools import cache, lru_cache

from vedette.extract.places.country_prior import countries
from vedette.schemas import (
    Actor,
    CasualtyEvent,
    Cause,
    CountOp,
    DateBasis,
    DateCode,
    EventDate,
    EventPlace,
    EventSource,
    EventStatus,
    Facility,
    PlaceCode,
    PostAction,
    PostEvent,
    Scope,
    TollCount,
)

__all__ = ["summarise"]

_CAUSES = {
    Cause.AIRSTRIKE: "by an airstrike", Cause.DRONE_STRIKE: "by a drone strike", Cause.SHELLING: "by shelling",
    Cause.MISSILE: "by a missile", Cause.GUNFIRE: "by gunfire", Cause.CLASHES: "in clashes", Cause.IED: "by an IED",
    Cause.CAR_BOMB: "by a car bomb", Cause.SUICIDE_ATTACK: "in a suicide attack", Cause.MINE: "by a mine",
    Cause.EXECUTION: "in an execution", Cause.TORTURE: "under torture", Cause.SIEGE: "in a siege",
    Cause.CHEMICAL: "in a chemical attack", Cause.STABBING: "in a stabbing", Cause.ABDUCTION: "in an abduction",
    Cause.EXPLOSION: "by an explosion",
}  # fmt: skip
_COUNTERS = {
    "killed": "killed", "injured": "injured", "missing": "missing", "captured": "captured", "displaced": "displaced",
}  # fmt: skip
_STEPS = {
    PostAction.AGREED: "a {} is agreed", PostAction.PLANNED: "{holder} plans a {}",
    PostAction.UNDER_WAY: "{holder} is setting up a {}", PostAction.ESTABLISHED: "{holder} established a new {}",
    PostAction.ATTEMPTED: "{holder} tried to set up a {}", PostAction.REINFORCED: "{holder} reinforced a {}",
    PostAction.RELOCATED: "{holder} moved a {}", PostAction.HANDED_OVER: "{holder} handed over a {}",
    PostAction.ATTACKED: "{attacker}attack on a {} held by {holder}",
    PostAction.WITHDRAWN: "{holder} withdrew from a {}",
    PostAction.DISMANTLED: "{holder} dismantled a {}", PostAction.DENIED: "{holder} is said to have no {}",
}  # fmt: skip
_OPS = {CountOp.AT_LEAST: "at least ", CountOp.AT_MOST: "up to ", CountOp.ABOUT: "about ", CountOp.VAGUE: "about "}
# Words of number at the head of "at least two Turkish soldiers": the sentence gives its own number.
_NUMBER_WORDS = re.compile(
    r"^(?:(?:at least|at most|up to|as many as|no fewer than|more than|over|about|around|some|nearly|almost"
    r"|\d[\d,.]*|a|an|the|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|hundred|thousand"
    r"|dozens? of|scores of|hundreds of|several|another)(?=\s|$)\s*)+",
    re.IGNORECASE,
)


@cache
def _country_names() -> dict[str, str]:
    return {country.iso2: country.name for country in countries()}


def _country(code: str | None) -> str | None:
    return _country_names().get(code, code) if code else None


def where(place: EventPlace | None) -> str:
    """Return " at Badama (Idlib, Syria)", and nothing for no place."""
    if place is None:
        return ""
    return _where(place.name, place.precision, place.admin1, place.country, place.hint)


@lru_cache(maxsize=4_096)
def _where(name: str, precision: PlaceCode, admin1: str | None, country: str | None, hint: str | None) -> str:
    within = [n for n in (admin1, _country(country)) if n and n != name]
    if precision in {PlaceCode.SITE, PlaceCode.NEAR}:
        word = "at" if precision is PlaceCode.SITE else "near"
        return f" {word} {name}" + (f" ({', '.join(within)})" if within else "")
    road = f" (on {hint})" if hint and precision is PlaceCode.GOVERNORATE else ""
    return " in " + ", ".join([name, *within]) + road


def when(told: EventDate) -> str:
    """Return ", 19 March 2020" with what is uncertain about it."""
    return _when(told.start, told.end, told.precision, told.basis)


@lru_cache(maxsize=16_384)
def _when(start: date | None, end: date | None, precision: DateCode, basis: DateBasis) -> str:
    last = end or start
    if last is None:
        return ""
    reported = " (reported)" if basis is DateBasis.REPORT else ""
    if precision is DateCode.MONTH:
        return f", {last:%B %Y}{reported}"
    if precision is DateCode.LONGER:
        return f", until {last.day} {last:%B %Y}{reported}" if not start else f", since {start:%B %Y}"
    if start and start != last:
        return f", {start.day} {start:%B} to {last.day} {last:%B %Y}{reported}"
    return f", {last.day} {last:%B %Y}{reported}"


def said_by(sources: list[EventSource]) -> str:
    """Return ", per X and Y": claimants first, else publishers; at most three by name."""
    names = list(dict.fromkeys(s.claimant or s.relay or s.publisher or "" for s in sources))
    names = [n for n in names if n]
    if not names:
        return ""
    shown = names[:3]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    joined = ", ".join(shown) if more else " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
    return f", per {joined}{more}"


def _sources(sources: list[EventSource]) -> str:
    publishers = {s.publisher or s.article_id for s in sources}
    return f"{len(publishers)} source{'s' if len(publishers) != 1 else ''}"


def _number(count: TollCount) -> str:
    shown = count.best if count.best is not None else count.low
    span = ""
    if count.low is not None and count.high is not None and count.low != count.high and count.op is CountOp.EXACT:
        span = f" ({count.low} to {count.high})"
    return f"{_OPS.get(count.op, '')}{shown:,}{span}" if shown is not None else "an unknown number of"


@lru_cache(maxsize=16_384)
def _without_number(text: str) -> str:
    return _NUMBER_WORDS.sub("", text).strip()


def _victims(event: CasualtyEvent) -> str:
    texts = [_without_number(v.text) for v in event.victims if not v.text.startswith("of which")]
    told = list(dict.fromkeys(t for t in texts if t))
    return told[0] if len(told) == 1 and len(told[0]) <= 60 else "people"


def _toll(event: CasualtyEvent) -> str:
    told = [(word, getattr(event.toll, name)) for name, word in _COUNTERS.items()]
    parts = [(word, _number(count), count) for word, count in told if count is not None]
    if not parts:
        return "People harmed"
    if event.joint:
        return f"{parts[0][1]} {_victims(event)} killed or injured"
    word, number, count = parts[0]
    victims = _victims(event)
    victims = "person" if victims == "people" and count.best == 1 else victims
    return f"{number} {victims} {word}" + "".join(f", {n} {w}" for w, n, _ in parts[1:])


def _casualty(event: CasualtyEvent) -> str:
    cause = f" {_CAUSES[event.cause]}" if event.cause in _CAUSES else ""
    if event.scope is Scope.CUMULATIVE:
        return f"Running total: {_toll(event)}{cause}{where(event.place)}{when(event.date)}{said_by(event.sources)}"
    return f"{_toll(event)}{cause}{where(event.place)}{when(event.date)}{said_by(event.sources)}"


def _name(actor: Actor | None, fallback: str) -> str:
    return actor.text if actor and actor.text else fallback


def _facility(facility: Facility) -> str:
    return "military post" if facility is Facility.OTHER else facility.value.replace("_", " ")


def _post(event: PostEvent) -> str:
    holder = _name(event.actor, "an unnamed force")
    if not event.is_site and (event.stock is not None or event.target is not None or event.ordinal is not None):
        return _series(event, holder)
    facility = _facility(event.facility)
    step = _STEPS[event.state]
    if not event.is_site and event.delta and event.delta > 1:
        step, facility = step.replace("a new {}", "{}").replace("a {}", "{}"), f"{event.delta} new {facility}s"
    article = "an" if facility[0] in "aeiou" else "a"
    step = step.replace("a {}", article + " {}")
    attacker = f"{event.perpetrator.text} " if event.perpetrator else ""
    sentence = step.format(facility, holder=holder, attacker=attacker)
    return f"{sentence}{where(event.place)}{when(event.date)}{said_by(event.sources)}"


def _series(event: PostEvent, holder: str) -> str:
    facility = _facility(event.facility)
    said = []
    if event.stock is not None:
        said.append(f"{event.stock} {facility}s in all")
    if event.target is not None:
        said.append(f"{event.target} agreed or planned")
    if event.ordinal is not None:
        said.append(f"number {event.ordinal} told of")
    if event.delta:
        said.append(f"{event.delta} new without a named site")
    return f"{holder}: {', '.join(said)}{where(event.place)}{when(event.date)}{said_by(event.sources)}"


def summarise(event: PostEvent | CasualtyEvent) -> str:
    """Return the event's sentence."""
    sentence = _post(event) if isinstance(event, PostEvent) else _casualty(event)
    sentence = f"{sentence[:1].upper()}{sentence[1:]}; {_sources(event.sources)}."
    return f"Retracted: {sentence}" if event.status is EventStatus.RETRACTED else sentence
