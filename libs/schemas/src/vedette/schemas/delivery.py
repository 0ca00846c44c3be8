"""Notices and their deliveries: what a subscriber receives, and what became of each attempt."""

from enum import StrEnum
from typing import ClassVar, Literal

from pydantic import Field

from vedette.schemas.base import Contract, Id, Part, UtcDatetime
from vedette.schemas.event import AnyEvent
from vedette.schemas.watch import EndpointState

__all__ = [
    "Delivery",
    "DeliveryState",
    "DigestItem",
    "Due",
    "EndpointWarning",
    "Gathering",
    "MsgType",
    "Notice",
    "NoticeData",
    "NoticeType",
    "Period",
    "Plan",
    "Pointer",
    "PointerData",
    "Verification",
    "VerificationData",
]


class NoticeType(StrEnum):
    """The `type` of a notice."""

    MATCHED = "event.matched"
    UPDATED = "event.updated"
    RETRACTED = "event.retracted"
    DIGEST = "digest.ready"
    VERIFY = "endpoint.verify"


class MsgType(StrEnum):
    """CAP 1.2 message type."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


class Gathering(StrEnum):
    """Why several notices went out as one."""

    DIGEST = "digest"
    GROUP = "group"
    THROTTLE = "throttle"
    QUIET = "quiet"
    SNOOZE = "snooze"
    TALLY = "tally"


class DigestItem(Part):
    """One notice inside a digest, newest first."""

    delivery_id: Id = Field(description="Id the notice would have had by itself; later notices refer to it.")
    msg_type: MsgType = Field(description="First notice, update or cancelling.")
    event_id: Id = Field(description="The event.")
    revision: int = Field(ge=1, description="Its revision.")
    at: UtcDatetime = Field(description="When the notice was made.")
    headline: str = Field(description="One line for a person.")
    summary: str = Field(description="One sentence on the event.")
    changed: list[str] = Field(default=[], description="What changed since the notice before.")
    url: str | None = Field(default=None, description="The newest source that has an address.")


class Period(Part):
    """The time a digest is about."""

    start: UtcDatetime = Field(description="When the first notice in it was made, or its period began.")
    end: UtcDatetime = Field(description="When it was closed.")


class NoticeData(Part):
    """The news itself."""

    delivery_id: Id = Field(description="Same for every attempt and every replay; receivers drop ids they have seen.")
    subscriber_id: Id = Field(description="Who is told.")
    rule_id: Id = Field(description="Rule that matched.")
    rule_version: int = Field(ge=1, description="Its version.")
    rule_name: str = Field(description="Its name.")
    msg_type: MsgType = Field(description="First notice, update of an earlier one, or its cancelling.")
    references: list[str] = Field(default=[], description="Delivery ids of the notices this one updates or cancels.")
    event_id: Id = Field(description="The event.")
    revision: int = Field(ge=1, description="Its revision.")
    headline: str = Field(description="One line for a person.")
    changed: list[str] = Field(default=[], description="What changed since the notice before, as `field: old -> new`.")
    matched: list[str] = Field(default=[], description="The conditions that matched, as the subscriber wrote them.")
    event: AnyEvent = Field(description="The event as of this revision; in a digest, the newest event.")
    gathered: Gathering | None = Field(default=None, description="In a digest: why notices were gathered.")
    items: list[DigestItem] = Field(default=[], description="In a digest: its notices, newest first, at most 50.")
    total: int | None = Field(default=None, ge=1, description="In a digest: how many notices it stands for.")
    period: Period | None = Field(default=None, description="In a digest: the time it is about.")


class Notice(Contract):
    """The body a webhook receives."""

    type_name: ClassVar[str] = "vedette.notice"

    type: NoticeType = Field(description="What kind of notice.")
    timestamp: UtcDatetime = Field(description="When the notice was made, the same for every attempt.")
    data: NoticeData = Field(description="The news.")


class PointerData(Part):
    """Which news there is, and where it is told."""

    delivery_id: Id = Field(description="Same for every attempt and every replay; receivers drop ids they have seen.")
    subscriber_id: Id = Field(description="Who is told.")
    rule_id: Id = Field(description="Rule that matched.")
    msg_type: MsgType = Field(description="First notice, update of an earlier one, or its cancelling.")
    references: list[str] = Field(default=[], description="Delivery ids of the notices this one updates or cancels.")
    event_id: Id = Field(description="The event.")
    revision: int = Field(ge=1, description="Its revision.")
    total: int | None = Field(default=None, ge=1, description="In a digest: how many notices it stands for.")
    url: str | None = Field(default=None, description="A page that shows the event; null where there is none.")


class Pointer(Contract):
    """The body a webhook receives in the place of a notice if it is entered as minimal."""

    type_name: ClassVar[str] = "vedette.pointer"

    type: NoticeType = Field(description="What kind of notice.")
    timestamp: UtcDatetime = Field(description="When the notice was made, the same for every attempt.")
    data: PointerData = Field(description="Where the news is.")


class VerificationData(Part):
    """What a webhook must send back to show that it wants notices."""

    endpoint_id: Id = Field(description="The endpoint that was entered.")
    subscriber_id: Id = Field(description="Who entered it.")
    challenge: str = Field(min_length=32, description='Answer 200 with this text, or with `{"challenge": …}`.')


class Verification(Contract):
    """The first body a webhook receives; nothing else is sent to it before it answered."""

    type_name: ClassVar[str] = "vedette.verification"

    type: Literal[NoticeType.VERIFY] = Field(default=NoticeType.VERIFY, description="Kind of message.")
    timestamp: UtcDatetime = Field(description="When it was asked.")
    data: VerificationData = Field(description="The question.")


class DeliveryState(StrEnum):
    """What became of an attempt."""

    DUE = "due"
    DELIVERED = "delivered"
    RETRY_WAIT = "retry_wait"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    HELD = "held"
    GATHERED = "gathered"


class Delivery(Contract):
    """One notice to one endpoint: the state after its latest attempt."""

    type_name: ClassVar[str] = "vedette.delivery"

    delivery_id: Id = Field(description="Id of the delivery, in the webhook-id header and the Message-ID.")
    endpoint_id: Id = Field(description="Where it goes.")
    subscriber_id: Id = Field(description="Who is told.")
    rule_id: Id = Field(description="Rule that matched.")
    event_id: Id = Field(description="The event.")
    revision: int = Field(ge=1, description="Its revision.")
    channel: str = Field(description="`webhook` or `email`.")
    state: DeliveryState = Field(description="State after this attempt.")
    attempt: int = Field(ge=0, description="Attempts made so far.")
    at: UtcDatetime = Field(description="When the attempt ended.")
    next_at: UtcDatetime | None = Field(default=None, description="When the next attempt is due; null if none.")
    status: int | None = Field(default=None, description="HTTP status or SMTP code; null if there was no answer.")
    detail: str = Field(default="", max_length=500, description="What went wrong, cleaned of addresses and secrets.")
    answer: str = Field(default="", max_length=4096, description="What the receiver said, without control characters.")
    redelivery: UtcDatetime | None = Field(
        default=None, description="When somebody asked to send it again; null for the notice as it was first owed."
    )


class Plan(Part):
    """How a notice is held before it is owed; a function of the rule, the notice and its time alone."""

    lane: str = Field(description="Notices of one endpoint and lane are gathered with each other.")
    reason: Gathering = Field(description="Why it is held.")
    until: UtcDatetime | None = Field(default=None, description="Fixed time at which the lane's window closes.")
    since: UtcDatetime | None = Field(default=None, description="When that window began; null: with its first notice.")
    wait_s: int | None = Field(default=None, description="Group: seconds the first notice waits.")
    interval_s: int | None = Field(default=None, description="Group: seconds between two notices.")
    per_hour: int | None = Field(default=None, description="Throttle: single notices in an hour.")
    at_least: int | None = Field(default=None, description="Tally: values that are enough.")
    within_s: float | None = Field(default=None, description="Tally: length of the span.")
    value: str | None = Field(default=None, description="Tally: what this notice counts as.")
    then: "Plan | None" = Field(default=None, description="How the gathered notice is held in turn.")


class EndpointWarning(Part):
    """What the owner of an endpoint that takes nothing is told by another way."""

    endpoint_id: Id = Field(description="The endpoint that takes nothing.")
    channel: str = Field(description="`webhook` or `email`.")
    state: EndpointState = Field(description="Its state now; `active` while it is still tried.")
    attempts: int = Field(default=0, ge=0, description="Attempts one notice has had so far.")
    note: str = Field(default="", max_length=200, description="What went wrong, cleaned of addresses and secrets.")
    since: UtcDatetime | None = Field(default=None, description="The first failure since it last took a notice.")


class Due(Contract):
    """One notice that is owed to one endpoint, as the alert service hands it to itself; not meant for other readers."""

    type_name: ClassVar[str] = "vedette.due"

    delivery_id: Id = Field(description="Id of the delivery; the same message again is dropped by it.")
    endpoint_id: Id = Field(description="Where it goes.")
    subscriber_id: Id = Field(description="Who is told.")
    rule_id: Id = Field(description="Rule that matched.")
    event_id: Id = Field(description="The event.")
    revision: int = Field(ge=1, description="Its revision.")
    channel: str = Field(description="`webhook` or `email`.")
    state: DeliveryState = Field(default=DeliveryState.DUE, description="State after the latest attempt.")
    attempt: int = Field(default=0, ge=0, description="Attempts made so far.")
    made_at: UtcDatetime = Field(description="When the notice was made; first attempts go in this order.")
    at: UtcDatetime | None = Field(default=None, description="When the latest attempt ended; null before the first.")
    next_at: UtcDatetime | None = Field(default=None, description="When the next attempt is due; null once settled.")
    status: int | None = Field(default=None, description="HTTP status or SMTP code of the latest attempt.")
    detail: str = Field(default="", max_length=500, description="What went wrong, cleaned of addresses and secrets.")
    answer: str = Field(default="", max_length=4096, description="What the receiver said, without control characters.")
    notice: Notice | None = Field(default=None, description="The notice itself; null once settled.")
    redelivery: UtcDatetime | None = Field(
        default=None, description="When somebody asked to send it again; null for the notice as it was first owed."
    )
    warning: EndpointWarning | None = Field(
        default=None, description="In the place of a notice: what an owner is told of another endpoint."
    )
    plan: Plan | None = Field(default=None, description="How it is held first; null if it is owed at once.")
    closes: str | None = Field(default=None, description="On a message that closes a window: its lane.")
