"""What one message of the outbox changes: the tables of notices owed and settled, and what others see."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from vedette.alert.delivery.schedule import delivery_of
from vedette.schemas import Delivery, DeliveryState, Due, Part, UtcDatetime

OPEN = frozenset({DeliveryState.DUE, DeliveryState.RETRY_WAIT})


class Settled(Part):
    """A delivery that is over; kept so that the same notice is not sent again."""

    state: DeliveryState = Field(description="How it ended.")
    at: UtcDatetime = Field(description="When.")
    redelivery: UtcDatetime | None = Field(default=None, description="Which asking to send it again this was; see Due.")


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
    if owed is not None:
        return _book_open(due, Due.read(owed), now)
    over = Settled.model_validate_json(settled) if settled is not None else None
    if over is not None and not (_asks_again(due) and _later(due.redelivery, over.redelivery)):
        return Booking(ignored=True)
    return _booked(due, now)


def _book_open(due: Due, known: Due, now: datetime) -> Booking:
    """Return what a message changes of a delivery that is still owed; asked for again, it is tried sooner."""
    if _asks_again(due):
        if due.next_at is None or known.next_at is None or due.next_at >= known.next_at:
            return Booking(ignored=True)
        return Booking(owed=known.model_copy(update={"next_at": due.next_at}).write())
    if due.redelivery != known.redelivery or due.attempt <= known.attempt:
        return Booking(ignored=True)
    return _booked(due, now)


def _booked(due: Due, now: datetime) -> Booking:
    if due.state in OPEN:
        outcome = delivery_of(due, now) if due.attempt else None
        return Booking(owed=due.write(), outcome=outcome)
    over = Settled(state=due.state, at=due.at or now, redelivery=due.redelivery)
    return Booking(settled=over.model_dump_json().encode(), outcome=delivery_of(due, now))


def _asks_again(due: Due) -> bool:
    return due.redelivery is not None and due.attempt == 0 and due.state is DeliveryState.DUE


def _later(asked: datetime | None, before: datetime | None) -> bool:
    """Return True for a later asking than the one that is over; the same message read again is no new one."""
    return asked is not None and (before is None or asked > before)
