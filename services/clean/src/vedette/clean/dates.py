"""Publication time: every statement of it weighed, with precision, source and confidence."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import htmldate

from vedette.clean.metadata import DateFound
from vedette.clean.rules import is_caption
from vedette.schemas import DatePrecision, DateSource, Hints

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""News on the web does not go back further."""
_SLACK = timedelta(days=1)
"""A page may carry tomorrow's date: its time zone may be ahead of ours."""
_ONE_DAY_APART = timedelta(hours=30)
"""Times that may be one day, told in different zones."""
_QUARTER_S, _FURTHEST_ZONE = 900, 56
"""Zones differ by quarters of an hour, up to fourteen hours."""
_DATE_LINE_WORDS = 11
"""Words of a line that is there for its date: "Published: Tuesday, 14 May 2024 at 10:22 by Jon Abel"."""
_ISO = re.compile(
    r"^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)
_URL = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january січня jan enero janvier januar janeiro gennaio января ocak januari يناير",
            "february лютого feb febrero février februar fevereiro febbraio февраля şubat februari فبراير",
            "march березня mar marzo mars märz março марта mart maret maart مارس",
            "april квітня apr abril avril aprile апреля nisan أبريل",
            "may травня mayo mai maio maggio мая mayıs mei مايو",
            "june червня jun junio juin juni junho giugno июня haziran يونيو",
            "july липня jul julio juillet juli julho luglio июля temmuz يوليو",
            "august серпня aug agosto août августа ağustos agustus augustus أغسطس",
            "september вересня sept sep septiembre septembre setembro settembre сентября eylül سبتمبر",
            "october жовтня oct octubre octobre oktober outubro ottobre октября ekim أكتوبر",
            "november листопада nov noviembre novembre novembro ноября kasım نوفمبر",
            "december грудня dec diciembre décembre dezember dezembro dicembre декабря aralık desember ديسمبر",
        ),
        1,
    )
    for name in names.split()
}
_DAY_MONTH = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|\.|º)?\s(?:de\s|of\s)?([^\W\d_]{3,10})\.?,?\s(?:de\s)?((?:19|20)\d\d)\b"
)
_MONTH_DAY = re.compile(r"\b([^\W\d_]{3,10})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s((?:19|20)\d\d)\b")
_NUMBERS = re.compile(r"\b((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})\b")
_DOTS = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)\b")
_DAY_FIRST = re.compile(r"\b(1[3-9]|2\d|3[01])/(\d{1,2})/((?:19|20)\d\d)\b")
_MONTH_FIRST = re.compile(r"\b(\d{1,2})/(1[3-9]|2\d|3[01])/((?:19|20)\d\d)\b")
_DAY_FORMS = (
    (_NUMBERS, (1, 2, 3)),
    (_DAY_MONTH, (3, 2, 1)),
    (_MONTH_DAY, (3, 1, 2)),
    (_DOTS, (3, 2, 1)),
    (_DAY_FIRST, (3, 2, 1)),
    (_MONTH_FIRST, (3, 1, 2)),
)
"""Patterns with their groups of year, month and day. With strokes the day must be above 12: "3/4/2024" is two days."""


@dataclass(frozen=True)
class Published:
    """When an article was published, how exactly that is known, from where and how surely."""

    at: datetime | None = None
    precision: DatePrecision = DatePrecision.UNKNOWN
    source: DateSource = DateSource.NONE
    confidence: float = 0.0
    offset_minutes: int | None = None
    """Of the publisher's own clock from UTC; None if the page does not tell it."""


def find_published(
    hints: Hints, dates: list[DateFound], *, url: str | None, html: str | None, head: list[str], latest: datetime
) -> Published:
    """Return the publication time.

    JSON-LD and meta tags count first, then the feed's hint, the address, a time tag, a line near the headline, and
    last what htmldate finds anywhere. Two that agree count surely. Nothing before 1995 or after `latest` counts.
    """
    stated = [found for date in dates if (found := _stated(date)) and _possible(found.at, latest)]
    hint = _hinted(hints)
    by_url = _from_url(url)
    near = _from_lines(head)
    firm = [found for found in stated if found.source is not DateSource.TIME_TAG]
    tags = [found for found in stated if found.source is DateSource.TIME_TAG]  # it may be another story's
    ranked = (*firm, hint, by_url, *tags, near)
    candidates = [found for found in ranked if found and _possible(found.at, latest)]
    if not candidates:
        return _searched(html, latest) if html else Published()
    best = candidates[0]
    agreeing = [found for found in candidates if _same_day(found, best)]
    sources = {found.source for found in agreeing}
    confidence = 0.97 if len(sources) > 1 else best.confidence
    if len(agreeing) < len(candidates) and len(sources) == 1:
        confidence = min(confidence, 0.6)
    exact = next((found for found in agreeing if found.precision is DatePrecision.SECOND), best)
    return Published(exact.at, exact.precision, exact.source, confidence, _own_clock(dates, exact))


def _own_clock(dates: list[DateFound], chosen: Published) -> int | None:
    """Return the offset of the publisher's clock: told by a zone, or by the same time told without one.

    What happened "on Saturday" is counted from the day it was there, not from the day in UTC.
    """
    if chosen.precision is not DatePrecision.SECOND or chosen.at is None:
        return None
    return next((offset for date in dates if (offset := _offset(date.text, chosen.at))), None)


def _offset(text: str, at: datetime) -> int | None:
    match, stamp = _ISO.match(text.strip()), read_stamp(text)
    if not match or not stamp or match[4] is None or abs(stamp[0] - at) > _ONE_DAY_APART:
        return None
    zone = match[7]
    if zone and zone[0] in "+-":
        minutes = int(zone[1:3]) * 60 + int(zone[-2:])
        return -minutes if zone[0] == "-" else minutes
    shift, rest = divmod((stamp[0] - at).total_seconds(), _QUARTER_S)
    return int(shift) * 15 if zone is None and rest == 0 and abs(shift) <= _FURTHEST_ZONE else None


def _same_day(left: Published, right: Published) -> bool:
    """Return True for times that may be one day, told in different zones."""
    return left.at is not None and right.at is not None and abs(left.at - right.at) <= _ONE_DAY_APART


def _hinted(hints: Hints) -> Published | None:
    if hints.published_at is None:
        return None
    precision = DatePrecision.DAY if hints.published_day_only else DatePrecision.SECOND
    return Published(hints.published_at, precision, DateSource.HINT, 0.9)


def _stated(date: DateFound) -> Published | None:
    sources = {
        "json_ld": (DateSource.JSON_LD, 0.9),
        "meta": (DateSource.META, 0.85),
        "time_tag": (DateSource.TIME_TAG, 0.7),
    }
    source, confidence = sources[date.where]
    stamp = read_stamp(date.text)
    if stamp:
        return Published(stamp[0], stamp[1], source, confidence)
    day = read_day(date.text)
    return Published(day, DatePrecision.DAY, source, confidence - 0.1) if day else None


def read_stamp(text: str) -> tuple[datetime, DatePrecision] | None:
    """Return an ISO 8601 time in UTC; a time without a zone is taken as UTC, a day alone as its midnight."""
    match = _ISO.match(text.strip())
    if not match:
        return None
    try:
        if match.group(4) is None:
            return datetime(
                int(match.group(1)), int(match.group(2)), int(match.group(3)), tzinfo=UTC
            ), DatePrecision.DAY
        zone = (match.group(7) or "Z").upper().replace("UTC", "Z").replace("GMT", "Z")
        stamp = "{}-{}-{}T{}:{}:{}".format(*match.groups(default="00")[:6])
        return datetime.fromisoformat(stamp + ("+00:00" if zone == "Z" else zone)).astimezone(UTC), DatePrecision.SECOND
    except (ValueError, OverflowError):
        return None


def read_day(text: str) -> datetime | None:
    """Return the first full date written in words or numbers, as midnight UTC."""
    for pattern, order in _DAY_FORMS:
        for match in pattern.finditer(text):
            year, month, day = (match.group(group) for group in order)
            number = int(month) if month.isdigit() else _MONTHS.get(month.casefold(), 0)
            try:
                return datetime(int(year), number, int(day), tzinfo=UTC)
            except ValueError:
                continue
    return None


def _from_url(url: str | None) -> Published | None:
    match = _URL.search(url or "")
    try:
        day = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=UTC) if match else None
    except ValueError:
        return None
    return Published(day, DatePrecision.DAY, DateSource.URL, 0.8) if day else None


def _from_lines(head: list[str]) -> Published | None:
    """Return the date of a short line near the headline. A date inside a story dates what it tells, not the story."""
    for line in head:
        day = read_day(line) if len(line.split()) <= _DATE_LINE_WORDS and not is_caption(line) else None
        if day:
            return Published(day, DatePrecision.DAY, DateSource.DATELINE, 0.6)
    return None


def _searched(html: str, latest: datetime) -> Published:
    found = htmldate.find_date(
        html,
        extensive_search=False,
        original_date=True,
        min_date=EARLIEST.date().isoformat(),
        max_date=(latest + _SLACK).date().isoformat(),
    )
    stamp = read_stamp(found) if found else None
    return Published(stamp[0], DatePrecision.DAY, DateSource.PAGE_TEXT, 0.5) if stamp else Published()


def _possible(at: datetime | None, latest: datetime) -> bool:
    return at is not None and EARLIEST <= at <= latest + _SLACK
