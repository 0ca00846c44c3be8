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


def health_key(due: Due) -> str:
    """Return the key of an endpoint in the table."""
    return f"{due.subscriber_id}|{due.endpoint_id}"


def after(before: bytes | None, due: Due, now: datetime) -> bytes | None:
    """Return the entry after what became of an attempt: none after a success."""
    if due.state is DeliveryState.DELIVERED:
        return None
    if due.attempt == 0 or due.state not in {DeliveryState.RETRY_WAIT, DeliveryState.DEAD}:
        return before
    known = Health.model_validate_json(before) if before else Health(failures=0, first_at=now, last_at=now)
    return known.model_copy(update={"failures": known.failures + 1, "last_at": now}).model_dump_json().encode()


def is_hopeless(entry: bytes | None) -> bool:
    """Return True if the endpoint should be suspended."""
    if entry is None:
        return False
    health = Health.model_validate_json(entry)
    span = health.last_at - health.first_at
    return span >= SILENT and health.failures >= LEAST_FAILURES
