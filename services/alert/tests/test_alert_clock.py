"""Digests and quiet hours by the wall clock, through both nights of daylight saving."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.alert.holding.clock import digest_period, quiet_until, zone_named
from vedette.schemas import Digest, Quiet, QuietWindow

BERLIN = ZoneInfo("Europe/Berlin")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def nights(start="22:00", end="07:00", **more):
    return Quiet(windows=[QuietWindow(start=start, end=end, **more)])


def test_a_daily_digest_goes_out_at_its_local_hour_before_and_after_the_clock_moves():
    daily = Digest(every="day", at="08:00")
    assert digest_period(daily, BERLIN, utc(2025, 3, 29, 12)) == (utc(2025, 3, 29, 7), utc(2025, 3, 30, 6))
    assert digest_period(daily, BERLIN, utc(2025, 10, 25, 12)) == (utc(2025, 10, 25, 6), utc(2025, 10, 26, 7))


def test_a_digest_at_an_hour_the_clock_jumps_over_comes_an_hour_later():
    daily = Digest(every="day", at="02:30")
    assert digest_period(daily, BERLIN, utc(2025, 3, 29, 23))[1] == utc(2025, 3, 30, 1, 30)


def test_a_weekly_digest_goes_out_on_its_day():
    weekly = Digest(every="week", at="09:00", on="fri")
    start, end = digest_period(weekly, BERLIN, utc(2025, 3, 4, 12))
    assert (start, end) == (utc(2025, 2, 28, 8), utc(2025, 3, 7, 8))


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001  hypothesis wants them naive
    st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"]),
    st.sampled_from(["hour", "day", "week"]),
    st.sampled_from(["00:00", "02:30", "08:00", "23:59"]),
)
def test_every_moment_lies_in_one_period_and_periods_follow_without_a_gap(moment, zone, every, at):
    digest, now = Digest(every=every, at=at), moment.replace(tzinfo=UTC)
    start, end = digest_period(digest, ZoneInfo(zone), now)
    assert start <= now < end
    assert digest_period(digest, ZoneInfo(zone), end)[0] == end


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (utc(2025, 3, 4, 12), None),
        (utc(2025, 3, 4, 21, 30), utc(2025, 3, 5, 6)),
        (utc(2025, 3, 5, 5, 59), utc(2025, 3, 5, 6)),
        (utc(2025, 3, 5, 6), None),
        (utc(2025, 3, 29, 23), utc(2025, 3, 30, 5)),  # the night that lacks an hour
        (utc(2025, 10, 25, 23), utc(2025, 10, 26, 6)),  # the night that has one twice
    ],
)
def test_quiet_hours_end_at_the_local_hour(now, until):
    assert quiet_until(nights(), BERLIN, now) == until


def test_quiet_windows_that_touch_are_one():
    weekend = Quiet(windows=[
        QuietWindow(days=["sat"], start="00:00", end="00:00"), QuietWindow(days=["sun"], start="00:00", end="00:00"),
    ])  # fmt: skip
    assert quiet_until(weekend, ZoneInfo("UTC"), utc(2025, 3, 8, 10)) == utc(2025, 3, 10)
    always = nights("00:00", "00:00")
    assert quiet_until(always, ZoneInfo("UTC"), utc(2025, 3, 8)) - utc(2025, 3, 8) <= timedelta(days=30)


def test_a_window_belongs_to_the_day_it_begins_on():
    friday = nights(days=["fri"])
    assert quiet_until(friday, ZoneInfo("UTC"), utc(2025, 3, 8, 3)) == utc(2025, 3, 8, 7)
    assert quiet_until(friday, ZoneInfo("UTC"), utc(2025, 3, 7, 3)) is None


def test_a_zone_nobody_knows_is_taken_as_utc():
    assert zone_named("Moon/Base").key == "UTC"
