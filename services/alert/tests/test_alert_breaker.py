"""Endpoints that do not answer: left alone, probed, suspended; and nobody else waits for them."""

from datetime import timedelta

from alert_builders import ALICE_RULE, NOON, everyone, post_event

from vedette.alert.delivery.breaker import Breakers
from vedette.alert.delivery.health import after, is_hopeless
from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.schedule import Verdict, park
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.schemas import DeliveryState

OWED = notify(
    post_event(), index=RuleIndex([ALICE_RULE]), subscribers=everyone(), ledger=EventLedger(), now=NOON
).dues[0]  # fmt: skip
KEY = ("alice", "alice-hook")
SECOND = timedelta(seconds=1)


def due(number=1, **over):
    return OWED.model_copy(update={"delivery_id": f"msg_{number}", "event_id": f"e:{number}"} | over)


def failing(times, breakers=None, at=NOON):
    breakers = Breakers() if breakers is None else breakers
    for _ in range(times):
        breakers.note(due(), Verdict.FAILED, at)
    return breakers


def test_five_failures_in_a_row_open_and_each_failed_probe_doubles_the_pause():
    assert failing(4).shut_until(KEY) is None
    breakers, now = failing(5), NOON
    pauses = []
    for _ in range(8):
        until = breakers.shut_until(KEY)
        pauses.append((until - now).total_seconds())
        now = until
        breakers.note(due(), Verdict.FAILED, now)
    assert pauses == [30, 60, 120, 240, 480, 960, 1800, 1800]
    breakers.note(due(), Verdict.TAKEN, now + SECOND)
    assert breakers.shut_until(KEY) is None
    assert len(breakers) == 0


def test_seven_of_ten_failures_in_five_minutes_open_too():
    breakers = Breakers()
    for number in range(10):
        verdict = Verdict.TAKEN if number % 3 == 2 else Verdict.FAILED
        breakers.note(due(), Verdict.FAILED if number == 8 else verdict, NOON + number * SECOND)
    assert breakers.shut_until(KEY) is not None


def test_what_was_under_way_when_it_opened_lengthens_nothing():
    breakers = failing(5)
    until = breakers.shut_until(KEY)
    failing(2, breakers, NOON + SECOND)
    assert breakers.shut_until(KEY) == until


def test_mailboxes_have_no_breaker_for_one_server_stands_behind_them_all():
    breakers = Breakers()
    for _ in range(20):
        breakers.note(due(channel="email"), Verdict.FAILED, NOON)
    assert breakers.shut_until(KEY) is None


def test_an_open_breaker_spends_no_attempt_and_lets_one_probe_through():
    queue = DueQueue(per_endpoint=2)
    for number in range(4):
        queue.put(due(number))
    queue.put(due(9, endpoint_id="other"))
    failing(5, queue.breakers)
    assert queue.take(NOON).endpoint_id == "other", "nobody else waits"
    assert queue.take(NOON) is None
    later = NOON + 30 * SECOND
    assert queue.next_at() == later
    probe = queue.take(later)
    assert probe.attempt == 0
    assert queue.take(later) is None, "one probe at a time"
    queue.breakers.note(probe, Verdict.TAKEN, later)
    queue.settled(probe.model_copy(update={"next_at": None, "state": DeliveryState.DELIVERED}))
    assert {queue.take(later).delivery_id for _ in range(2)} == {"msg_1", "msg_2"}


def test_a_failed_probe_leaves_the_rest_parked_until_the_next():
    queue = DueQueue(per_endpoint=2)
    for number in range(3):
        queue.put(due(number))
    failing(5, queue.breakers)
    later = NOON + 30 * SECOND
    assert queue.take(NOON) is None
    probe = queue.take(later)
    queue.breakers.note(probe, Verdict.FAILED, later)
    queue.settled(probe.model_copy(update={"next_at": later + SECOND, "attempt": 1}))
    assert queue.take(later + SECOND) is None
    assert queue.take(later + 60 * SECOND) is not None


def test_a_parked_notice_keeps_its_attempts_and_waits_ten_minutes():
    put_off = park(due(attempt=3), NOON)
    assert (put_off.attempt, put_off.next_at) == (3, NOON + timedelta(minutes=10))


def failed(entry, at, number=1):
    return after(entry, due(state=DeliveryState.RETRY_WAIT, attempt=number), at)


def test_five_days_of_failures_alone_suspend_and_one_success_forgets_them():
    entry = None
    for number in range(9):
        entry = failed(entry, NOON + number * timedelta(hours=13))
    assert not is_hopeless(entry), "four days and ten hours"
    over = failed(entry, NOON + timedelta(hours=121))
    assert is_hopeless(over)
    assert after(over, due(state=DeliveryState.DELIVERED, attempt=1), NOON) is None
    few = failed(failed(None, NOON), NOON + timedelta(hours=200))
    assert not is_hopeless(few), "two failures prove nothing"


def test_what_is_held_or_cancelled_says_nothing_of_an_endpoint():
    for state in (DeliveryState.DUE, DeliveryState.CANCELLED, DeliveryState.HELD):
        assert after(None, due(state=state, attempt=1), NOON) is None
