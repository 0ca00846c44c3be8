"""Hours of the wall clock in a zone: when a digest is due, when quiet hours end. Both nights of daylight saving count.

A local time that a clock jumps over is taken an hour later; of one that comes twice, the first is meant.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vedette.schemas import Digest, Quiet, QuietWindow

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST_QUIET = 21
"""Windows that follow each other without a gap are walked so many times; a week always has an end."""


def zone_named(name: str) -> ZoneInfo:
    """Return a time zone, UTC if nobody knows the name: a notice is worth more than its clock."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def digest_period(digest: Digest, zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """Return start and end of the digest's period that `now` lies in; the digest goes out at its end."""
    if digest.every == "hour":
        start = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return start, start + HOUR
    step = 1 if digest.every == "day" else 7
    day = now.astimezone(zone).date() + DAY
    if step > 1:
        day += DAY * ((WEEKDAYS.index(digest.on) - day.weekday()) % 7)
    while (start := _at(datetime.combine(day - step * DAY, _time(digest.at)), zone)) > now:
        day -= step * DAY
    return start, _at(datetime.combine(day, _time(digest.at)), zone)


def quiet_until(quiet: Quiet, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the quiet hours that `now` lies in end; None if it lies in none."""
    until = now
    for _ in range(LONGEST_QUIET):
        ends = [end for window in quiet.windows if (end := _end_of(window, zone, until)) is not None]
        if not ends:
            break
        until = max(ends)
    return until if until > now else None


def _end_of(window: QuietWindow, zone: ZoneInfo, now: datetime) -> datetime | None:
    today = now.astimezone(zone).date()
    for day in (today - DAY, today):
        if WEEKDAYS[day.weekday()] not in window.days:
            continue
        later = DAY if _time(window.end) <= _time(window.start) else timedelta()
        start = _at(datetime.combine(day, _time(window.start)), zone)
        end = _at(datetime.combine(day + later, _time(window.end)), zone)
        if start <= now < end:
            return end
    return None


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _at(local: datetime, zone: ZoneInfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
