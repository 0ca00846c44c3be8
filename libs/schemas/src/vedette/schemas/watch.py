"""Watch rules and subscribers: what somebody wants to hear of, and where to tell them."""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from vedette.schemas.area import SavedArea
from vedette.schemas.base import Contract, Id, Part, UtcDatetime
from vedette.schemas.condition import When
from vedette.schemas.policy import Digest, Group, Quiet, Tally, Throttle

__all__ = [
    "AccessToken",
    "Consent",
    "EmailEndpoint",
    "Endpoint",
    "EndpointState",
    "FollowUp",
    "OptIn",
    "Subscriber",
    "WatchRule",
    "WebhookEndpoint",
]


class FollowUp(StrEnum):
    """When to tell of later revisions of an event that matched."""

    FIRST = "first"
    STEP = "step"
    EVERY = "every"


class WatchRule(Contract):
    """What a subscriber wants to hear of."""

    type_name: ClassVar[str] = "vedette.watch_rule"

    rule_id: Id = Field(description="Id of the rule.", pattern=r"^[A-Za-z0-9._-]+$")
    rule_version: int = Field(default=1, ge=1, description="Rises with each edit.")
    subscriber_id: Id = Field(description="Who is told.")
    name: str = Field(min_length=1, max_length=120, description="Shown in every notice.")
    when: When = Field(description="Conditions.")
    follow_up: FollowUp = Field(default=FollowUp.STEP, description="When to tell of later revisions.")
    channels: list[str] = Field(default=[], description="Endpoint ids to use; all of the subscriber's if empty.")
    enabled: bool = Field(default=True, description="False switches the rule off without deleting it.")
    group: Group | None = Field(default=None, description="Gather what belongs together into one notice.")
    throttle: Throttle | None = Field(default=None, description="Single notices at most; the rest is gathered.")
    digest: Digest | None = Field(
        default=None, description="One notice an hour, a day or a week instead of single ones."
    )
    quiet: Quiet | None = Field(default=None, description="Hours in which notices are held.")
    tally: Tally | None = Field(default=None, description="Tell only when enough events came together.")
    zone: str | None = Field(
        default=None, description="IANA time zone of digests and quiet hours; else the subscriber's."
    )
    snooze_until: UtcDatetime | None = Field(default=None, description="Hold every notice until then.")
    expires: UtcDatetime | None = Field(default=None, description="The rule tells nothing from then on.")


class EndpointState(StrEnum):
    """Whether an endpoint may be told anything."""

    UNVERIFIED = "unverified"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    GONE = "gone"
    UNSUBSCRIBED = "unsubscribed"


class Consent(Part):
    """Whose word it is that an endpoint wants to be told. Without one it is told nothing."""

    how: Literal["operator", "handshake", "opt_in"] = Field(
        description="The operator vouches; the webhook answered a signed challenge; a link in a mail was confirmed."
    )
    at: UtcDatetime = Field(description="When.")
    by: str = Field(min_length=1, max_length=120, description="Who: a name of the operator's, or `recipient`.")
    text_version: str | None = Field(default=None, max_length=40, description="Opt-in: version of the text agreed to.")
    source_sha256: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{64}$", description="Opt-in: keyed hash of the network address it came from."
    )


class OptIn(Part):
    """A confirmation link that was mailed and is waited for; only its hash is kept."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Hash of the link's token, which has 256 random bits.")
    expires_at: UtcDatetime = Field(description="The link opens nothing from then on.")


class WebhookEndpoint(Part):
    """An HTTP address that takes signed notices."""

    channel: Literal["webhook"] = Field(default="webhook", description="Kind of endpoint.")
    endpoint_id: Id = Field(description="Id of the endpoint.")
    url: str = Field(max_length=2048, description="Address that takes POST.", pattern=r"^https?://")
    secret_ref: str = Field(
        description="Where the signing secret is: `env:NAME`, `file:PATH`, or `derived:…` from the key of the alert "
        "service; the secret itself never travels.",
        pattern=r"^(env|file|derived):.+$",
    )
    previous_secret_ref: str | None = Field(
        default=None,
        pattern=r"^(env|file|derived):.+$",
        description="The secret before; signs too while it is replaced.",
    )
    previous_secret_until: UtcDatetime | None = Field(default=None, description="Until when it signs.")
    minimal: bool = Field(
        default=False, description="True: bodies are a Pointer, ids and a link; nothing of the event."
    )
    state: EndpointState = Field(default=EndpointState.ACTIVE, description="Whether it may be told.")
    state_note: str = Field(default="", max_length=200, description="Why it is in this state, for people.")
    consent: Consent | None = Field(default=None, description="Whose word it is that it wants to be told.")
    asked: list[UtcDatetime] = Field(
        default=[], max_length=20, description="When ownership or consent was asked for lately; limits asking."
    )
    muted_rules: list[str] = Field(default=[], description="Rules this endpoint unsubscribed from.")


class EmailEndpoint(Part):
    """A mailbox."""

    channel: Literal["email"] = Field(default="email", description="Kind of endpoint.")
    endpoint_id: Id = Field(description="Id of the endpoint.")
    address: str = Field(
        max_length=254, pattern=r"^[^@\s<>,;:\"\\]+@[^@\s<>,;:\"\\]+$", description="Address to write to."
    )
    soft_bounces: list[UtcDatetime] = Field(
        default=[], max_length=20, description="When mails came back for now lately; three in a week pause it."
    )
    minimal: bool = Field(
        default=False, description="True: mails tell only that there is news, and a link; nothing of the event."
    )
    opt_in: OptIn | None = Field(default=None, description="The confirmation that is waited for.")
    state: EndpointState = Field(default=EndpointState.ACTIVE, description="Whether it may be told.")
    state_note: str = Field(default="", max_length=200, description="Why it is in this state, for people.")
    consent: Consent | None = Field(default=None, description="Whose word it is that it wants to be told.")
    asked: list[UtcDatetime] = Field(
        default=[], max_length=20, description="When ownership or consent was asked for lately; limits asking."
    )
    muted_rules: list[str] = Field(default=[], description="Rules this endpoint unsubscribed from.")


Endpoint = Annotated[WebhookEndpoint | EmailEndpoint, Field(discriminator="channel")]


class AccessToken(Part):
    """A key to the API or to the pull outputs; only its hash is kept."""

    token_id: Id = Field(description="Id to show and to revoke it by.")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Hash of the token, which has 256 random bits.")
    use: Literal["api", "pull"] = Field(
        description="`api` reads and writes what is the subscriber's; `pull` reads feeds."
    )
    label: str = Field(default="", max_length=120, description="What it is for.")
    created_at: UtcDatetime = Field(description="When it was made.")
    expires_at: UtcDatetime | None = Field(default=None, description="When it ends; null for never.")


class Subscriber(Contract):
    """Somebody who is told, and through which endpoints."""

    type_name: ClassVar[str] = "vedette.subscriber"

    subscriber_id: Id = Field(description="Id of the subscriber.", pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=1, max_length=120, description="Shown in mails.")
    endpoints: list[Endpoint] = Field(default=[], description="Where to tell them.")
    zone: str = Field(default="UTC", description="IANA time zone of the reader.")
    language: str = Field(default="en", description="BCP 47 tag of the reader.")
    created_at: UtcDatetime | None = Field(default=None, description="When the subscriber was added.")
    tokens: list[AccessToken] = Field(default=[], max_length=20, description="Keys of this subscriber, hashed.")
    areas: list[SavedArea] = Field(default=[], max_length=50, description="Areas this subscriber's rules may name.")
