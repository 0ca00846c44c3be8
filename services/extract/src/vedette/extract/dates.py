"""Read time words into days: "last Thursday", "January 30", "since the beginning of last December"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from vedette.extract.date_rules import RULES, signs
from vedette.extract.date_values import Days
from vedette.schemas import DateCode

__all__ = ["DateMention", "find_dates"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """Time words and the days they allow, both ends included; null days where there is no anchor to count from."""

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: DateCode
    is_period_start: bool


_SINCE = re.compile(r"\b(?:ever\s)?since\s(?:about\s|around\s|the\s)?$", re.IGNORECASE)
# Fixed names that hold a weekday or month but date nothing.
_NAMES = re.compile(
    r"\b(?:Bloody|Black|Good|Palm|Easter|Holy|Ash|Super|Red|Orange)\s(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day\b"
    r"|\bSunday\s(?:Times|Telegraph|Mirror|Express|Mail|Herald)\b|\b(?:January|March|May|July|October)\s(?:2[0-9]|1?\d)"
    r"(?:th|st)?\s(?:Movement|Brigade|Martyrs|Division|Revolution)\b"
    r"|\b\d\d?\s(?:January|March|April|May|July|September|October)\s(?:Movement|Brigade|Martyrs|Alliance)\b"
)
# "two days after the ceasefire" counts from something else; "two days after," and "two days later" from the day before.
_NEXT_TO = re.compile(
    r"(?:the\s)?\b(?P<n>same|next|following|previous|day|one|two|three|four|five|six|a)\s?(?P<unit>days?|week)?\s?"
    r"(?P<way>before(?!\s\w)|after(?!\s\w)|earlier|later|)(?=\W|$)",
    re.IGNORECASE,
)
_STEPS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "day": 1}


def find_dates(sentence: str, offset: int, anchor: date | None, *, previous: date | None = None) -> list[DateMention]:
    """Return the time words of a sentence in text order. `anchor` is the dateline's or publication day.

    `previous` is the day the sentence before told of: "the next day", "two days later" count from it.
    """
    shown = signs(sentence)
    if not shown:
        return []
    taken = [match.span() for match in _NAMES.finditer(sentence)]
    found: list[DateMention] = []
    for rule in (rule for rule in RULES if rule.needs <= shown):
        for match in rule.pattern.finditer(sentence):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            days = rule.resolve(match, anchor)
            if days is not None:
                taken.append(match.span())
                found.append(_mention(sentence, offset, match.span(), days))
    found.sort(key=lambda mention: mention.start)
    found.extend(_next_to_others(sentence, offset, found, taken, previous))
    return sorted(found, key=lambda mention: mention.start)


def _mention(sentence: str, offset: int, span: tuple[int, int], days: Days) -> DateMention:
    start, end = _trim(sentence, *span)
    return DateMention(
        start=offset + start,
        end=offset + end,
        text=sentence[start:end],
        first=days.first,
        last=days.last,
        precision=days.code,
        is_period_start=bool(_SINCE.search(sentence, 0, start)),
    )


def _trim(sentence: str, start: int, end: int) -> tuple[int, int]:
    lead = re.compile(r"(?:on|the)\s(?=\S)", re.IGNORECASE).match(sentence, start, end)
    return (lead.end() if lead else start), end


def _next_to_others(
    sentence: str, offset: int, found: list[DateMention], taken: list[tuple[int, int]], previous: date | None
) -> list[DateMention]:
    """Resolve "two days earlier", "the following day" from the day named before in the same sentence."""
    more = []
    for match in _NEXT_TO.finditer(sentence):
        steps = _steps(match)
        if steps is None or any(match.start() < end and start < match.end() for start, end in taken):
            continue
        before = (m for m in reversed(found) if m.end <= offset + match.start() and m.precision is DateCode.DAY)
        base = next((m.first for m in before), previous)
        day = base + timedelta(days=steps) if base else None
        more.append(_mention(sentence, offset, match.span(), Days(day, day, DateCode.DAY if day else DateCode.DAYS)))
    return more


def _steps(match: "re.Match[str]") -> int | None:
    n, unit, way = match["n"].lower(), (match["unit"] or "").lower(), match["way"].lower()
    if n in {"same", "next", "following", "previous"}:
        known = {"same": 0, "next": 1, "following": 1, "previous": -1}[n]
        return known if unit == "day" and not way else None
    if not way or (n != "day" and not unit) or (n == "day" and unit):
        return None
    size = _STEPS[n] * (7 if unit == "week" else 1)
    return -size if way in {"before", "earlier"} else size
