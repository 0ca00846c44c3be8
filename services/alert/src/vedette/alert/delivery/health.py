"""How long an endpoint has failed: the memory behind suspending it. One table entry, from first failure to success."""

from datetime import datetime, timedelta

from pydantic import Field

from vedette.schemas import DeliveryState, Due, Part, UtcDatetime

SILENT = timedelta(hours=120)
LEAST_FAILURES = 10
"""Source: alert design, 4.3: 120 h of failures only, ten at least."""


class Health(Part):
    """Failures of an endpoint since it last took a notice."""

    failures: int = Field(description="Attempts that failed.")
    first_at: UtcDatetime = Field(description="The first of them.")
    last_at: UtcDatetime = Field(description="The last of them.")
    warned: int = Field(default=0, description="Stage of failure its owner was told of last.")


def health_key(due: Due) -> str:
    """Return the key of an endpoint in the table."""
    return f"{due.subscriber_id}|{due.endpoint_id}"


def read_health(entry: bytes | None) -> Health | None:
    """Return an entry of the table."""
    return Health.model_validate_json(entry, extra="ignore") if entry else None


def after(known: Health | None, due: Due, now: datetime) -> Health | None:
    """Return what is known after an attempt: nothing after a success.

    Mailboxes have no health here: one mail server stands behind them all, and bounces tell of each.
    """
    if due.channel != "webhook":
        return None
    if due.state is DeliveryState.DELIVERED:
        return None
    if due.attempt == 0 or due.state not in {DeliveryState.RETRY_WAIT, DeliveryState.DEAD}:
        return known
    known = known or Health(failures=0, first_at=now, last_at=now)
    return known.model_copy(update={"failures": known.failures + 1, "last_at": now})


def is_hopeless(health: Health) -> bool:
    """Return True if the endpoint should be suspended."""
    return health.last_at - health.first_at >= SILENT and health.failures >= LEAST_FAILURES
