"""Read time words into days: "last Thursday", "January 30", "since the beginning of last December"."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from vedette.extract.dates.rules import RULES, signs
from vedette.extract.dates.values import MONTH_NAMES, Days
from vedette.schemas import DateCode

__all__ = ["DateMention", "counts_from_before", "find_dates"]


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
    r"(?:the\s)?\b(?P<n>same|that|next|following|previous|day|week|month|year|one|two|three|four|five|six|a)"
    r"\s?(?P<unit>days?|nights?|evening|morning|afternoon|weeks?|months?|years?)?\s?"
    r"(?P<way>before(?!\s\w)|after(?!\s\w)|earlier|later|)(?=\W|$)",
    re.IGNORECASE,
)
_STEPS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_UNITS = frozenset({"day", "week", "month", "year"})
_OF_THAT_YEAR = re.compile(rf"\b(?P<month>{MONTH_NAMES})\sof\s(?:that|the\ssame)\syear\b")
_FEW_DAYS = frozenset({DateCode.DAY, DateCode.DAYS})
_OF_A_DAY = frozenset({"day", "night", "evening", "morning", "afternoon"})
_ONE = {"same": 0, "that": 0, "next": 1, "following": 1, "previous": -1}


def find_dates(
    sentence: str,
    offset: int,
    anchor: date | None,
    *,
    previous: DateMention | None = None,
    knows_day: bool = True,
) -> list[DateMention]:
    """Return the time words of a sentence in text order. `anchor` is the dateline's or publication day.

    `previous` is the time the sentences before told of: "the next day", "two months later" count from it. Where
    `knows_day` is False the anchor holds a year only: "yesterday" and "last year" stay without days.
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
            days = rule.resolve(match, anchor if knows_day or not rule.from_day else None)
            if days is not None:
                taken.append(match.span())
                found.append(_mention(sentence, offset, match.span(), days))
    found.sort(key=lambda mention: mention.start)
    bases = _Bases(tuple(found), previous, anchor if knows_day else None)
    found.extend(_next_to_others(sentence, offset, taken, bases))
    return sorted(found, key=lambda mention: mention.start)


def counts_from_before(sentence: str) -> bool:
    """Tell whether a sentence may count from a time told before it."""
    return bool(_OF_THAT_YEAR.search(sentence)) or any(_steps(match) for match in _NEXT_TO.finditer(sentence))


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


@dataclass(frozen=True, slots=True)
class _Bases:
    """The times that words may count from: those of the sentence, the last before it, the day of the report."""

    here: tuple[DateMention, ...]
    previous: DateMention | None
    report: date | None

    def at(self, start: int, *, back: bool) -> Days | None:
        """Return the time that words at `start` count from; the report's day only for words that count `back`."""
        before = [m for m in self.here if m.end <= start and m.first is not None]
        base = before[-1] if before else self.previous
        if base is not None:
            return Days(base.first, base.last, base.precision)
        if self.report is None or not back:
            return None
        return Days(self.report - timedelta(days=1), self.report, DateCode.DAYS)


def _next_to_others(sentence: str, offset: int, taken: list[tuple[int, int]], bases: _Bases) -> list[DateMention]:
    """Resolve "two days earlier", "the following day" from the time named before, here or in the sentences before."""
    more = []
    for match in _OF_THAT_YEAR.finditer(sentence):
        taken.append(match.span())
        more.append(
            _mention(sentence, offset, match.span(), _month_of(bases.at(offset + match.start(), back=False), match))
        )
    for match in _NEXT_TO.finditer(sentence):
        steps = _steps(match)
        if steps is None or any(match.start() < end and start < match.end() for start, end in taken):
            continue
        base = bases.at(offset + match.start(), back=match["way"].lower() == "earlier")
        more.append(_mention(sentence, offset, match.span(), _stepped(base, *steps)))
    return more


def _month_of(base: Days | None, match: "re.Match[str]") -> Days:
    """Return a month of the year that the text speaks of."""
    if base is None or base.first is None:
        return Days(None, None, DateCode.MONTH)
    year, month = base.first.year, MONTH_NAMES.split("|").index(match["month"]) + 1
    return Days(date(year, month, 1), date(year, month, monthrange(year, month)[1]), DateCode.MONTH)


def _steps(match: "re.Match[str]") -> tuple[int, str] | None:
    """Return how many units on or back, and the unit; None where the words count nothing."""
    n, way = match["n"].lower(), match["way"].lower()
    unit = (match["unit"] or "").lower().removesuffix("s")
    if n in _ONE:
        known = unit in _OF_A_DAY or (n in {"same", "that"} and unit in {"month", "year"})
        return (_ONE[n], "day" if unit in _OF_A_DAY else unit) if known and not way else None
    if n in _UNITS:
        unit = "" if unit else n
    if not way or unit not in _UNITS:
        return None
    steps = _STEPS.get(n, 1)
    return (-steps if way in {"before", "earlier"} else steps), unit


def _stepped(base: Days | None, steps: int, unit: str) -> Days:
    """Return the days so many units from a time; days and weeks need a base of a few days."""
    unknown = Days(None, None, DateCode.DAYS)
    if base is None or base.first is None or base.last is None:
        return unknown
    if unit in {"day", "week"}:
        on = timedelta(days=steps * (7 if unit == "week" else 1))
        return Days(base.first + on, base.last + on, base.code) if base.code in _FEW_DAYS else unknown
    if unit == "year":
        year = base.first.year + steps
        return Days(date(year, 1, 1), date(year, 12, 31), DateCode.LONGER)
    year, month = divmod(base.first.year * 12 + base.first.month - 1 + steps, 12)
    return Days(date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1]), DateCode.MONTH)
