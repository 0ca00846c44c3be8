"""What was told, per event: the memory that keeps a replay, a restart or a late revision from telling twice.

One entry per event in the table `told`. An entry is written only after the notices it speaks of were acknowledged by
the outbox; a crash in between makes the same notices again, with the same ids, and the outbox drops them.
"""

from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha256

from pydantic import Field, ValidationError

from vedette.alert.forgetting import Lasting
from vedette.alert.notices.novelty import News
from vedette.alert.notices.snapshot import Snapshot
from vedette.schemas import AnyEvent, Part, UtcDatetime

MAX_REFERENCES = 20
"""A notice refers to this many earlier ones at most; the first is always among them."""


class Told(Part):
    """What one subscription (a rule and an endpoint) was told of one event."""

    delivery_ids: list[str] = Field(description="Notices so far, oldest first.")
    snapshot: Snapshot = Field(description="What the latest of them said.")
    closed: bool = Field(default=False, description="True after a cancelling notice.")


class EventLedger(Part):
    """What all subscriptions were told of one event."""

    subscriptions: dict[str, Told] = Field(default={}, description="By `rule id|endpoint id`.")
    moved_to: str | None = Field(default=None, description="The event that took over; what comes late goes there.")
    received: dict[str, int] = Field(
        default={}, description="Events whose ledger was handed over to this one, and their last revision."
    )
    awaited: list[str] = Field(default=[], description="Events whose ledger is still on its way.")
    waiting: AnyEvent | None = Field(default=None, description="The revision that waits for them.")
    waiting_since: UtcDatetime | None = Field(default=None, description="Since when.")
    seen_at: UtcDatetime | None = Field(default=None, description="When the event last changed, to the day.")
    lasting: Lasting = Field(default=Lasting.POST, description="How long the event may change.")

    def after(self, notices: Mapping[str, Told]) -> "EventLedger":
        """Return the ledger with these subscriptions' entries replaced."""
        return self.model_copy(update={"subscriptions": {**self.subscriptions, **notices}})


def subscription_of(rule_id: str, endpoint_id: str) -> str:
    """Return the name of a subscription."""
    return f"{rule_id}|{endpoint_id}"


def delivery_id(subscription: str, event_id: str, revision: int, news: News) -> str:
    """Return the id of a notice: a function of whom it tells, of what, and in which sense.

    Source: Standard Webhooks 1.0, "webhook-id": unique per message, the same for every attempt, no dot in it.
    """
    content = "\n".join((subscription, event_id, str(revision), news.value))
    return "msg_" + b32encode(sha256(content.encode()).digest()).decode()[:26]


def read_ledger(value: bytes | None) -> EventLedger:
    """Return the ledger of an event; an empty one if there is none.

    Raises: `ValueError` if the entry is damaged: better to stop than to tell everybody again.
    """
    if value is None:
        return EventLedger()
    try:
        return EventLedger.model_validate_json(value, extra="ignore")
    except ValidationError as error:
        msg = f"a table entry of what was told is damaged: {error.error_count()} errors"
        raise ValueError(msg) from error


def write_told(before: Told | None, notice_id: str, snapshot: Snapshot, news: News) -> Told:
    """Return the entry after one more notice."""
    ids = [*(before.delivery_ids if before else []), notice_id]
    if len(ids) > MAX_REFERENCES:
        ids = [ids[0], *ids[-MAX_REFERENCES + 1 :]]
    return Told(delivery_ids=ids, snapshot=snapshot, closed=news is News.CANCEL)
