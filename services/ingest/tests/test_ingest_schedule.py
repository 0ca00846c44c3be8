"""Schedules: polite when all is well, patient when it is not, and never silent for good."""

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from vedette.ingest.schedule import first_poll_s, next_poll_s, recheck_due

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def test_polls_keep_their_interval_with_a_little_jitter():
    pauses = [next_poll_s(900, 0, None, random.Random(seed)) for seed in range(200)]
    assert 810 <= min(pauses) < 830
    assert 970 < max(pauses) <= 990


def test_the_first_polls_are_soon_and_spread():
    firsts = [first_poll_s(900, random.Random(seed)) for seed in range(200)]
    assert min(firsts) < 1
    assert 9 < max(firsts) <= 10


@pytest.mark.parametrize(("failures", "hours"), [(1, 0.5), (2, 1), (3, 2), (4, 4), (5, 6), (50, 6), (100_000, 6)])
def test_each_failure_doubles_the_pause_up_to_six_hours(failures: int, hours: float):
    pause = next_poll_s(900, failures, None, random.Random(1))
    assert hours * 3600 * 0.9 <= pause <= hours * 3600 * 1.1


def test_a_source_polled_rarely_is_not_polled_more_often_for_failing():
    assert next_poll_s(3 * 86400, 5, None, random.Random(1)) >= 3 * 86400 * 0.9


def test_retry_after_is_kept_to_up_to_a_day():
    assert next_poll_s(60, 1, 5000, random.Random(1)) == 5000
    assert next_poll_s(60, 1, 10**9, random.Random(1)) == 86400
    assert next_poll_s(900, 0, 1, random.Random(1)) > 800


def test_a_page_is_looked_at_again_when_it_has_aged_by_half():
    looks, checked = [], MONDAY
    for minute in range(7 * 24 * 60):
        now = MONDAY + timedelta(minutes=minute)
        if recheck_due(first_seen=MONDAY, checked=checked, now=now, least_s=600):
            looks.append(minute)
            checked = now
    assert looks[:4] == [10, 20, 30, 45]
    assert len(looks) < 25
    assert max(b - a for a, b in pairwise(looks)) <= 24 * 60
