"""What one message of the outbox changes: the tables of notices owed and settled, and what others see."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from vedette.alert.schedule import delivery_of
from vedette.schemas import Delivery, DeliveryState, Due, Part, UtcDatetime

OPEN = frozenset({DeliveryState.DUE, DeliveryState.RETRY_WAIT})


class Settled(Part):
    """A delivery that is over; kept so that the same notice is not sent again."""

    state: DeliveryState = Field(description="How it ended.")
    at: UtcDatetime = Field(description="When.")


@dataclass(frozen=True)
class Booking:
    """What follows from one message."""

    owed: bytes | None = None
    """New entry of the table of notices owed."""
    settled: bytes | None = None
    """New entry of the table of settled ones; the entry of owed ones is deleted."""
    outcome: Delivery | None = None
    """What others see of an attempt."""
    ignored: bool = False
    """True for a message that says nothing new: a replay, or a late word of a worker that lost the endpoint."""


def book(due: Due, *, owed: bytes | None, settled: bytes | None, now: datetime) -> Booking:
    """Return what a message changes, given the entries of its delivery in both tables."""
    if settled is not None:
        return Booking(ignored=True)
    known = Due.read(owed) if owed is not None else None
    if known is not None and due.attempt <= known.attempt:
        return Booking(ignored=True)
    if due.state in OPEN:
        outcome = delivery_of(due, now) if due.attempt else None
        return Booking(owed=due.write(), outcome=outcome)
    return Booking(
        settled=Settled(state=due.state, at=due.at or now).model_dump_json().encode(), outcome=delivery_of(due, now)
    )
