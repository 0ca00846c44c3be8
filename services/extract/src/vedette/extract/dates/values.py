"""What time words mean: a matched expression and an anchor day become the first and last day it allows.

Source: date resolution of the event definitions, section 1.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from vedette.extract.dates.future import looks_ahead
from vedette.schemas import DateCode

__all__ = [
    "COUNT_NAMES",
    "MONTH_NAMES",
    "RELATIVE_DAYS",
    "WEEKDAY_NAMES",
    "Days",
    "ago",
    "in_decade",
    "in_month",
    "in_months",
    "in_season",
    "in_year",
    "in_years",
    "iso",
    "night_of",
    "numeric",
    "on_day",
    "on_days",
    "on_weekday",
    "on_weekdays",
    "past",
    "relative_day",
    "same_day_before",
    "span_code",
    "this_span",
]

DAY, DAYS, WEEK, MONTH, LONGER = DateCode.DAY, DateCode.DAYS, DateCode.WEEK, DateCode.MONTH, DateCode.LONGER


@dataclass(frozen=True, slots=True)
class Days:
    """Days a time word allows, both ends included; both null where there is no anchor to count from."""

    first: date | None
    last: date | None
    code: DateCode


MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
WEEKDAY_NAMES = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
COUNT_NAMES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MONTH_NUMBER = {name.lower(): i for i, name in enumerate(MONTH_NAMES.split("|"), start=1)}
_MONTH_NUMBER |= {name[:3]: i for name, i in _MONTH_NUMBER.items()} | {"sept": 9}
_WEEKDAY_NUMBER = {name.lower(): i for i, name in enumerate(WEEKDAY_NAMES.split("|"))}
_COUNTS = {name: i for i, name in enumerate(COUNT_NAMES.split("|"), start=1)}
_COUNTS |= {"a": 1, "an": 1, "several": 4, "few": 3, "couple of": 2}

_SEASON = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}


def span_code(first: date, last: date) -> DateCode:
    """Return the code of a span: exact day, 2-6 days, one week, month, longer."""
    length = (last - first).days + 1
    return next((code for top, code in ((1, DAY), (6, DAYS), (10, WEEK), (31, MONTH)) if length <= top), LONGER)


def _span(first: date | None, last: date | None) -> Days | None:
    if first is None or last is None or last < first:
        return None
    return Days(first, last, span_code(first, last))


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def same_day_before(month: int, day: int, anchor: date) -> date | None:
    """Return this month and day in the nearest year that does not lie in the future.

    A day of the coming week is no future of a year ago: time zones, and "the vote on 30 June".
    """
    # the last day of a year stands for a year told in a chronicle, whose days are all its own
    newest = anchor if (anchor.month, anchor.day) == (12, 31) else anchor + _COMING
    found = (_make(anchor.year - back, month, day) for back in range(-1, 5))
    return next((day for day in found if day is not None and day <= newest), None)


def _same_day_after(month: int, day: int, anchor: date) -> date | None:
    found = (_make(anchor.year + ahead, month, day) for ahead in range(5))
    return next((day for day in found if day is not None and day >= anchor), None)


def _group(match: "re.Match[str]", name: str) -> str:
    """Return a named group in lower case; empty where the rule has no such group or it took no part."""
    return (match.groupdict().get(name) or "").lower()


def _month(match: "re.Match[str]") -> int:
    return _MONTH_NUMBER[match["month"].rstrip(".").lower()]


def _year(match: "re.Match[str]", month: int, anchor: date | None) -> int | None:
    """Return the year that is written, else the latest one in which the month has begun."""
    if written := _group(match, "year"):
        return int(written) if len(written) == 4 else _century(int(written), anchor)
    if anchor is None:
        return None
    if _is_coming(match):
        return anchor.year + (month < anchor.month)
    return anchor.year if month <= anchor.month else anchor.year - 1


def _is_coming(match: "re.Match[str]") -> bool:
    return looks_ahead(match.string[: match.start()])


def _century(two_digits: int, anchor: date | None) -> int:
    newest = anchor.year if anchor else 2079
    return next(c + two_digits for c in (2000, 1900) if c + two_digits <= newest)


def on_day(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "30 January", "January 30, 2018", "12 NOV 89"."""
    month, day = _month(match), int(match["day"])
    if not 1 <= day <= 31 or match["month"][0].islower():
        return None
    if match["year"]:
        year = _year(match, month, anchor)
        found = _make(year, month, day) if year else None
        return Days(found, found, DAY) if found else None
    if anchor is None:
        return Days(None, None, DAY)
    found = _same_day_after(month, day, anchor) if _is_coming(match) else same_day_before(month, day, anchor)
    return Days(found, found, DAY) if found else None


def on_days(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "from 3 to 5 March", "March 3-5, 2019"."""
    if anchor is None and not match["year"]:
        return Days(None, None, DAYS)
    month = _month(match)
    newest = anchor or date(int(match["year"]), 12, 31)
    last = (
        _make(int(match["year"]), month, int(match["day2"]))
        if match["year"]
        else same_day_before(month, int(match["day2"]), newest)
    )
    first = _make(last.year, month, int(match["day"])) if last else None
    return _span(first, last)


def numeric(match: "re.Match[str]", _anchor: date | None) -> Days | None:
    """Read "30.01.2018" and "30/01/2018"; a date that two conventions read differently is not read."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["year"])
    if match["sep"] == "/" and a <= 12 and b <= 12 and a != b:
        return None  # 3/4/2019 is two different days on two sides of an ocean
    found = _make(year, b, a) if b <= 12 else _make(year, a, b)
    return Days(found, found, DAY) if found else None


def iso(match: "re.Match[str]", _anchor: date | None) -> Days | None:
    """Read "2018-01-30"."""
    found = _make(int(match["year"]), int(match["month"]), int(match["day"]))
    return Days(found, found, DAY) if found else None


def _part_of(first: date, last: date, words: str) -> tuple[date, date]:
    """Return the beginning, middle or end of a span: a third of it each."""
    third = timedelta(days=max(1, ((last - first).days + 1) // 3))
    if "first half" in words or "second half" in words:
        third = timedelta(days=((last - first).days + 1) // 2)
    if any(word in words for word in ("begin", "start", "early", "first")):
        return first, first + third - timedelta(days=1)
    if any(word in words for word in ("end", "late", "second")):
        return last - third + timedelta(days=1), last
    if "mid" in words:
        return first + third, last - third
    return first, last


def in_month(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "in March", "mid-May 2019", "the beginning of last December"."""
    if match["month"][0].islower():
        return None  # "ordered to march", "they may"
    month = _month(match)
    year = _year(match, month, anchor)
    if year is None:
        return Days(None, None, MONTH)
    if anchor and month == anchor.month and _group(match, "last") == "last ":
        year -= 1  # "last December" said in December is a year ago
    if anchor and (which := _group(match, "which")):
        year = anchor.year - (which == "last")
    first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    first, last = _part_of(first, last, _group(match, "part"))
    return Days(first, last if _is_coming(match) else _not_after(last, anchor, first), MONTH)


def in_months(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "between April and August", "from March 2022 to February"; the last month is the latest that has begun."""
    first, last = (_MONTH_NUMBER[match[name].lower()] for name in ("month", "month2"))
    years = [int(match[name]) if match[name] else None for name in ("year", "year2")]
    until = years[1] or (years[0] + (last < first) if years[0] else None)
    if until is None:
        if anchor is None:
            return Days(None, None, LONGER)
        until = anchor.year - (last > anchor.month)
    begin = date(years[0] or until - (first > last), first, 1)
    end = _not_after(date(until, last, monthrange(until, last)[1]), anchor, begin)
    return Days(begin, end, span_code(begin, end)) if begin <= end else None


def in_years(match: "re.Match[str]", _anchor: date | None) -> Days | None:
    """Read "from 2006 to 2013"."""
    return _span(date(int(match["year"]), 1, 1), date(int(match["year2"]), 12, 31))


def _not_after(last: date, anchor: date | None, first: date) -> date:
    return min(last, anchor) if anchor and first <= anchor else last


def in_year(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "in 2011", "the end of 2017"."""
    year = int(match["year"])
    first, last = _part_of(date(year, 1, 1), date(year, 12, 31), _group(match, "part"))
    return Days(first, _not_after(last, anchor, first), LONGER)


def in_decade(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "the 1950s", "the late 1990s"."""
    year = int(match["decade"])
    first, last = _part_of(date(year, 1, 1), date(year + 9, 12, 31), _group(match, "part"))
    return Days(first, _not_after(last, anchor, first), LONGER)


def in_season(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "the summer of 2014"."""
    year = int(match["year"]) if match["year"] else None
    if year is None:
        return None
    if match["season"].lower() == "winter":
        return Days(date(year, 1, 1), date(year, 12, 31), LONGER)  # either end of the year
    start, end = _SEASON[match["season"].lower()]
    first = date(year, start, 1)
    return Days(first, _not_after(date(year, end, monthrange(year, end)[1]), anchor, first), LONGER)


def _weekday_before(weekday: int, anchor: date, *, strictly: bool) -> date:
    back = (anchor.weekday() - weekday) % 7
    return anchor - timedelta(days=back or (7 if strictly else 0))


def on_weekday(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "on Sunday", "last Thursday", "next Monday"."""
    if anchor is None:
        return Days(None, None, DAY)
    weekday, word = _WEEKDAY_NUMBER[match["weekday"].lower()], _group(match, "which")
    if word in {"next", "coming"} or (not word and _is_coming(match)):
        found = anchor + timedelta(days=(weekday - anchor.weekday() - 1) % 7 + 1)
        return Days(found, found, DAY)
    found = _weekday_before(weekday, anchor, strictly=word in {"last", "past"})
    if word == "last" and weekday < anchor.weekday():
        return Days(found, found, DAYS)  # said on Saturday, "last Thursday" may be this week's or the week before's
    return Days(found, found, DAY)


def on_weekdays(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "between Friday and Sunday"."""
    if anchor is None:
        return Days(None, None, DAYS)
    last = _weekday_before(_WEEKDAY_NUMBER[match["weekday2"].lower()], anchor, strictly=False)
    first = _weekday_before(_WEEKDAY_NUMBER[match["weekday"].lower()], last, strictly=True)
    return Days(first, last, DAYS)


_COMING = timedelta(days=7)
RELATIVE_DAYS = {
    "today": (0, 0), "tonight": (0, 0), "this morning": (0, 0), "this afternoon": (0, 0), "this evening": (0, 0),
    "earlier today": (0, 0), "later today": (0, 0), "yesterday": (1, 1), "last night": (1, 1), "overnight": (1, 0),
    "the day before yesterday": (2, 2), "tomorrow": (-1, -1), "last evening": (1, 1), "this weekend": (2, 0),
    "at dawn today": (0, 0), "hours ago": (1, 0), "an hour ago": (0, 0), "minutes ago": (0, 0),
}  # fmt: skip


def relative_day(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "today", "yesterday", "overnight"."""
    back, until = RELATIVE_DAYS[re.sub(r"\s+", " ", match["word"]).lower()]
    code = DAY if back == until else DAYS
    if anchor is None:
        return Days(None, None, code)
    return Days(anchor - timedelta(days=back), anchor - timedelta(days=until), code)


def _count(text: str) -> int:
    words = text.lower().removeprefix("a ") if len(text) > 2 else text.lower()
    return int(words) if words.isdigit() else _COUNTS.get(words, 3)


def ago(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "two days ago", "a week ago"."""
    n, unit = _count(match["n"]), match["unit"].lower()
    code = {"day": DAY, "week": WEEK, "month": MONTH, "year": LONGER}[unit]
    if anchor is None:
        return Days(None, None, code)
    if unit == "day":
        found = anchor - timedelta(days=n)
        return Days(found, found, DAY if n <= 3 else DAYS)
    days, slack = {"week": (7, 2), "month": (30, 15), "year": (365, 182)}[unit]
    if n * days > 60_000:
        return None
    middle = anchor - timedelta(days=n * days)
    return Days(middle - timedelta(days=slack), min(anchor, middle + timedelta(days=slack)), code)


def past(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "in the past 24 hours", "over the last two weeks": a span that ends with the anchor."""
    n, unit = _count(match["n"] or "1"), match["unit"].lower()
    days = {"hour": n / 24, "day": n, "week": n * 7, "month": n * 30, "year": n * 365}[unit]
    first = anchor - timedelta(days=max(1, round(days))) if anchor and days < 60_000 else None
    code = DAYS if days <= 6 else WEEK if days <= 10 else MONTH if days <= 31 else LONGER
    return Days(first, anchor if first else None, code)


def this_span(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "last week", "earlier this month", "this year", "the beginning of last month"."""
    unit, which = match["unit"].lower(), match["which"].lower()
    code = {"week": WEEK, "weekend": DAYS, "month": MONTH, "year": LONGER}[unit]
    if anchor is None:
        return Days(None, None, code)
    if which in {"next", "coming"}:
        return Days(*_next_span(unit, anchor), code)
    first, last = _calendar_span(unit, anchor, previous=which in {"last", "previous"})
    first, last = _part_of(first, last, _group(match, "part"))
    return Days(first, _not_after(last, anchor, first), code)


def _calendar_span(unit: str, anchor: date, *, previous: bool) -> tuple[date, date]:
    if unit in {"week", "weekend"}:
        monday = anchor - timedelta(days=anchor.weekday() + (7 if previous else 0))
        return (monday, monday + timedelta(days=6)) if unit == "week" else _weekend(monday, anchor)
    if unit == "month":
        end = anchor.replace(day=1) - timedelta(days=1) if previous else anchor
        return end.replace(day=1), end.replace(day=monthrange(end.year, end.month)[1])
    year = anchor.year - previous
    return date(year, 1, 1), date(year, 12, 31)


def _next_span(unit: str, anchor: date) -> tuple[date, date]:
    end = _calendar_span("week" if unit == "weekend" else unit, anchor, previous=False)[1]
    first, last = _calendar_span(unit, end + timedelta(days=8 if unit == "weekend" else 1), previous=False)
    return first, last


def _weekend(monday: date, anchor: date) -> tuple[date, date]:
    saturday = monday + timedelta(days=5)
    if saturday > anchor:
        saturday -= timedelta(days=7)
    return saturday, saturday + timedelta(days=1)


def night_of(match: "re.Match[str]", anchor: date | None) -> Days | None:
    """Read "the night of January 30": it ends on the next day."""
    found = on_day(match, anchor)
    if found is None or found.first is None:
        return found
    return Days(found.first, found.first + timedelta(days=1), DAYS)
