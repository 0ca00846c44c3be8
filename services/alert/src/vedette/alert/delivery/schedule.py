"""When to try again, and when to give up."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vedette.schemas import Delivery, DeliveryState, Due

STEPS_S = (0.0, 5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0, 50400.0, 72000.0, 86400.0)
"""Pause before each attempt: 75 h 35 min in all. Source: Standard Webhooks 1.0, "Deliverability and reliability"."""
JITTER = 0.2
"""Each pause is drawn within 20 % of its length, so that notices that failed together do not come back together."""


class Verdict(StrEnum):
    """What an attempt came to."""

    TAKEN = "taken"
    FAILED = "failed"
    REFUSED = "refused"
    GONE = "gone"
    BOUNCED = "bounced"
    NOT_WANTED = "not_wanted"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a channel has to say of one attempt."""

    verdict: Verdict
    detail: str = ""
    status: int | None = None
    retry_after_s: float | None = None
    answer: str = ""
    """What the receiver said, cleaned."""


LAST = {
    Verdict.TAKEN: DeliveryState.DELIVERED,
    Verdict.REFUSED: DeliveryState.DEAD,
    Verdict.GONE: DeliveryState.DEAD,
    Verdict.BOUNCED: DeliveryState.DEAD,
    Verdict.NOT_WANTED: DeliveryState.CANCELLED,
}
"""States that end a delivery."""


PARKED = timedelta(minutes=10)
"""Pause before a suspended endpoint is looked at again."""


def park(due: Due, now: datetime) -> Due:
    """Return the delivery put off without an attempt."""
    return due.model_copy(update={"next_at": now + PARKED})


def settle(due: Due, attempt: Attempt, *, now: datetime, steps_s: Sequence[float], rng: random.Random) -> Due:
    """Return the delivery after an attempt: delivered, dead, cancelled, or due again."""
    made = due.attempt + 1
    state = LAST.get(attempt.verdict)
    pause_s = None if state else next_pause_s(made, steps_s=steps_s, retry_after_s=attempt.retry_after_s, rng=rng)
    if pause_s is None:
        state = state or DeliveryState.DEAD
    return due.model_copy(
        update={
            "state": state or DeliveryState.RETRY_WAIT,
            "attempt": made,
            "at": now,
            "next_at": None if pause_s is None else now + timedelta(seconds=pause_s),
            "status": attempt.status,
            "detail": attempt.detail[:500],
            "answer": attempt.answer[:4096],
            "notice": None if pause_s is None else due.notice,
        }
    )


def next_pause_s(
    made: int, *, steps_s: Sequence[float], retry_after_s: float | None, rng: random.Random
) -> float | None:
    """Return the seconds to wait after this many attempts, None after the last.

    A receiver may ask for a longer pause, up to twice the step.
    """
    if made >= len(steps_s):
        return None
    step = steps_s[made]
    pause = step * (1 + JITTER * (2 * rng.random() - 1))
    return pause if retry_after_s is None else max(pause, min(retry_after_s, 2 * step))


def delivery_of(due: Due, now: datetime) -> Delivery:
    """Return the outcome of the latest attempt as others may read it."""
    return Delivery(
        delivery_id=due.delivery_id,
        endpoint_id=due.endpoint_id,
        subscriber_id=due.subscriber_id,
        rule_id=due.rule_id,
        event_id=due.event_id,
        revision=due.revision,
        channel=due.channel,
        state=due.state,
        attempt=due.attempt,
        at=due.at or now,
        next_at=due.next_at,
        status=due.status,
        detail=due.detail,
        answer=due.answer,
        redelivery=due.redelivery,
    )
