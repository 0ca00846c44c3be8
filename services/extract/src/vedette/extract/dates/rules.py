"""The time expressions news uses, one rule each: a pattern, and what it means.

Source: date resolution of the event definitions, section 1.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from vedette.extract.dates.values import (
    COUNT_NAMES,
    MONTH_NAMES,
    RELATIVE_DAYS,
    WEEKDAY_NAMES,
    Days,
    ago,
    in_decade,
    in_month,
    in_months,
    in_season,
    in_year,
    in_years,
    iso,
    night_of,
    numeric,
    on_day,
    on_days,
    on_weekday,
    on_weekdays,
    past,
    relative_day,
    this_span,
)

__all__ = ["RULES", "Resolve", "Rule", "signs"]

Resolve = Callable[["re.Match[str]", date | None], Days | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of expression. `needs` are signs a sentence must show (see `signs`) for the pattern to be tried.

    `resolve` returns None where the words turn out not to be a time. `from_day`: counts from the day it is said on.
    """

    name: str
    pattern: re.Pattern[str]
    resolve: Resolve
    needs: frozenset[str]
    from_day: bool = False


_FULL_M = rf"(?P<month>{MONTH_NAMES})"
_M = rf"(?P<month>(?:{MONTH_NAMES})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_D2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?"
_TO = r"\s?(?:-|–|—|to|and|/|or|until|through)\s?"
_Y = r"(?P<year>(?:18|19|20)\d\d)\b"
_W, _W2 = rf"(?P<weekday>{WEEKDAY_NAMES})", rf"(?P<weekday2>{WEEKDAY_NAMES})"
_N = rf"(?P<n>\d{{1,3}}|a|an|several|(?:a )?few|(?:a )?couple of|{COUNT_NAMES})"
_PART = (
    r"(?P<part>(?:the\s)?(?:very\s)?(?:beginning|start|middle|end|first half|second half|first (?:days|weeks?))\sof"
    r"|early|mid|late)"
)

_SIGNS = {
    "month": re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", re.IGNORECASE),
    "weekday": re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.IGNORECASE),
    "digit": re.compile(r"\d"),
    "year": re.compile(r"\b(?:18|19|20)\d\d\b"),
    "today": re.compile(
        r"today|to-?night|yesterday|tomorrow|night|weekend|morning|afternoon|evening|\bago\b", re.IGNORECASE
    ),
    "unit": re.compile(r"\b(?:hours?|days?|week|weeks|weekend|months?|years?)\b", re.IGNORECASE),
}


def signs(sentence: str) -> frozenset[str]:
    """Return which kinds of time words a sentence may hold; cheap, so that most patterns are never tried."""
    return frozenset(sign for sign, pattern in _SIGNS.items() if pattern.search(sentence))


def _rule(name: str, pattern: str, resolve: Resolve, *needs: str) -> Rule:
    # Case never decides: agency copy of the 1980s is all capitals.
    from_day = resolve in {on_weekday, on_weekdays, relative_day, ago, past, this_span}
    return Rule(name, re.compile(rf"(?<![\w-]){pattern}(?![\w])", re.IGNORECASE), resolve, frozenset(needs), from_day)


_YEAR_END = rf"(?:\s?,?\s(?:of\s)?{_Y})?"
_RELATIVE = "|".join(sorted((word.replace(" ", r"\s") for word in RELATIVE_DAYS), key=len, reverse=True))
_AFTER_IN = (
    r"(?:"
    + "|".join(
        rf"(?<=\b{word}\s)"
        for word in ("in", "since", "during", "of", "from", "until", "and", "to", "by", "through", "between")
    )
    + ")"
)
_AFTER_IN_YEAR = (
    r"(?:" + "|".join(rf"(?<=\b{word}\s)" for word in ("in", "since", "during", "of", "from", "until")) + ")"
)
_AFTER_IN_THE = r"(?:" + "|".join(rf"(?<=\b{word}\sthe\s)" for word in ("in", "during", "of")) + ")"

RULES: tuple[Rule, ...] = (
    _rule("iso", r"(?P<year>(?:19|20)\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)", iso, "digit", "year"),
    _rule(
        "numeric",
        r"(?P<a>[0-3]?\d)(?P<sep>[./])(?P<b>[0-3]?\d)(?P=sep)(?P<year>(?:19|20)\d\d)",
        numeric,
        "digit",
        "year",
    ),
    _rule(
        "night of day month",
        rf"(?:the\s)?night\sof\s(?:the\s)?{_D}\s(?:of\s)?{_M}{_YEAR_END}",
        night_of,
        "digit",
        "month",
        "today",
    ),
    _rule("night of month day", rf"(?:the\s)?night\sof\s{_M}\s{_D}{_YEAR_END}", night_of, "digit", "month", "today"),
    _rule(
        "days month",
        rf"(?:(?:between|from)\s(?:the\s)?)?{_D}{_TO}(?:the\s)?{_D2}\s(?:of\s)?{_M}{_YEAR_END}",
        on_days,
        "digit",
        "month",
    ),
    _rule(
        "month days",
        rf"(?:(?:between|from)\s)?{_M}\s{_D}{_TO}(?:the\s)?{_D2}{_YEAR_END}(?!,?\d)",
        on_days,
        "digit",
        "month",
    ),
    _rule("day month year2", rf"{_D}\s{_M}\s(?P<year>\d\d)", on_day, "digit", "month"),
    _rule("day month", rf"(?:the\s)?{_D}\s(?:of\s)?{_M}{_YEAR_END}", on_day, "digit", "month"),
    _rule("month day", rf"{_M}\s(?:the\s)?{_D}(?!\d|,\d\d\d|\.\d){_YEAR_END}", on_day, "digit", "month"),
    _rule(
        "months",
        rf"(?:between|from)\s{_FULL_M}(?:\s{_Y})?\s(?:and|to|until|through)\s"
        rf"(?P<month2>{MONTH_NAMES})(?:\s(?P<year2>(?:19|20)\d\d)\b)?",
        in_months,
        "month",
    ),
    _rule("years", rf"(?:between|from)\s{_Y}\s(?:and|to|until|through)\s(?P<year2>(?:19|20)\d\d)", in_years, "year"),
    _rule("month year", rf"(?:{_PART}[\s-])?{_M},?\s(?:of\s)?{_Y}", in_month, "month", "year"),
    _rule("month last year", rf"(?:{_PART}[\s-])?{_M}\s(?:of\s)?(?P<which>last|this)\syear", in_month, "month", "unit"),
    _rule("part of month", rf"{_PART}[\s-](?P<last>last\s|this\s)?{_FULL_M}", in_month, "month"),
    _rule("last month name", rf"(?P<last>last\s|this\s|this\spast\s){_FULL_M}", in_month, "month"),
    _rule("in month", rf"{_AFTER_IN}{_FULL_M}(?!\sof\s(?:that|the\ssame)\syear)", in_month, "month"),
    _rule(
        "weekdays",
        rf"(?:(?:overnight|the\snight)\s)?(?:(?:between|from|of)\s)?{_W}(?:{_TO}|\sinto\s){_W2}(?:'s|’s)?",
        on_weekdays,
        "weekday",
    ),
    _rule(
        "weekday",
        rf"(?:overnight\s)?(?:on\s)?(?:(?P<which>last|past|this|next|coming)\s)?{_W}"
        r"(?:'s|’s|s(?=\s[a-z]))?(?:\s(?:early\s)?(?:morning|afternoon|evening|night|noon|dawn))?",
        on_weekday,
        "weekday",
    ),
    _rule("relative day", rf"(?P<word>{_RELATIVE})", relative_day, "today"),
    _rule(
        "ago",
        rf"(?:about\s|around\s|some\s|nearly\s)?{_N}\s(?P<unit>day|week|month|year)s?\sago",
        ago,
        "unit",
        "today",
    ),
    _rule(
        "past span",
        rf"(?:(?:the|this)\spast|the\s(?:last|previous|preceding))\s(?:{_N}\s)?(?P<unit>hour|day|week|month|year)s?",
        past,
        "unit",
    ),
    _rule(
        "calendar span",
        rf"(?:{_PART}\s|earlier\s|later\s)?(?P<which>last|this|previous|next|coming)\s(?P<unit>week|weekend|month|year)",
        this_span,
        "unit",
    ),
    _rule("part of span", rf"{_PART}\s(?P<which>the)\s(?P<unit>month|year)", this_span, "unit"),
    _rule("the weekend", r"(?:over|at|during)\s(?P<which>the)\s(?P<unit>weekend)", this_span, "unit"),
    _rule(
        "season",
        r"(?:the\s)?(?P<season>spring|summer|autumn|fall|winter)\s(?:of\s)?(?P<year>(?:19|20)\d\d)",
        in_season,
        "year",
    ),
    _rule("decade", rf"(?:{_PART}[\s-])?(?P<decade>(?:19|20)\d0)s\b", in_decade, "digit"),
    _rule("part of year", rf"{_PART}[\s-]{_Y}", in_year, "year"),
    _rule("year of a deed", rf"{_AFTER_IN_THE}{_Y}(?=\s(?!people|civilians|soldiers|dead)[a-z])", in_year, "year"),
    _rule("year", rf"{_AFTER_IN_YEAR}{_Y}(?!\s(?:people|civilians|soldiers|troops|militants|others))", in_year, "year"),
)
