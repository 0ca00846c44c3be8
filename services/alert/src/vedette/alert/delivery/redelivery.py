"""Which notices are sent again, and as what: chosen from what stands in the outbox. Pure.

A redelivery has the id, the body and the Message-ID of the first sending, so that receivers drop what they have; it
says of itself that it is one. It has the whole schedule of attempts before it.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from vedette.schemas import DeliveryState, Due

REACH = timedelta(days=14)
"""How far back notices are kept: the retention of the outbox."""
MOST = 5000
"""Notices of one call at most; a longer span is asked for in pieces."""
DAWDLING = timedelta(hours=1)
"""How much earlier the outbox is read than the span begins: a notice may be older than the message that owes it."""


@dataclass(frozen=True)
class Wanted:
    """Which notices of an endpoint."""

    subscriber_id: str
    since: datetime
    until: datetime
    delivery_id: str | None = None
    """One alone."""
    undelivered: bool = False
    """Only those the receiver never took."""

    def fits(self, due: Due) -> bool:
        """Return True for a notice that may be among them."""
        if due.subscriber_id != self.subscriber_id or due.notice is None:
            return False
        if self.delivery_id is not None:
            return due.delivery_id == self.delivery_id
        return self.since <= due.made_at < self.until


class TooManyError(ValueError):
    """More notices than one call may send again."""


async def choose(stored: AsyncIterator[Due], wanted: Wanted) -> list[Due]:
    """Return the notices as they were first owed, oldest first.

    What was only held, or went out inside a digest, is not among them: the digest is.
    Raises: `TooManyError`.
    """
    notices: dict[str, Due] = {}
    ended: dict[str, DeliveryState] = {}
    async for due in stored:
        if due.delivery_id not in notices and wanted.fits(due):
            notices[due.delivery_id] = due
        if due.attempt and due.delivery_id in notices:
            ended[due.delivery_id] = due.state
        if len(notices) > MOST:
            raise TooManyError
    chosen = [notices[i] for i, state in ended.items() if _is_wanted(state, wanted)]
    return sorted(chosen, key=lambda due: (due.made_at, due.revision))


def again(due: Due, now: datetime) -> Due:
    """Return the message that asks for a notice to be sent again."""
    return due.model_copy(
        update={
            "state": DeliveryState.DUE, "attempt": 0, "at": None, "next_at": now, "status": None, "detail": "",
            "answer": "", "plan": None, "redelivery": now,
        }
    )  # fmt: skip


def _is_wanted(state: DeliveryState, wanted: Wanted) -> bool:
    return not (wanted.undelivered and state is DeliveryState.DELIVERED)
