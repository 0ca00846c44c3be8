"""Who may be told anything, and how an endpoint comes to say so. Pure: time, tokens and stored state are arguments."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from vedette.schemas import (
    Consent,
    EmailEndpoint,
    Endpoint,
    EndpointState,
    KnownAddress,
    OptIn,
    Subscriber,
    WebhookEndpoint,
)

TEXT_VERSION = "2025-1"
"""Version of the words of the opt-in mail and page; raise it whenever they change."""
OPT_IN_LASTS = timedelta(hours=48)
DAY = timedelta(days=1)
ASKS_A_DAY = {"webhook": 5, "email": 3}
"""Challenges to one address and opt-in mails to one mailbox in 24 hours. Source: alert design, 4.4 and 4.7."""
Suppression = Literal["bounced", "complained"]
SOFT_BOUNCES, SOFT_SPAN = 3, timedelta(days=7)
"""Mails that come back for now before a mailbox is paused. Source: alert design, 4.7."""
SECRETS_OVERLAP = timedelta(hours=24)
"""How long the secret before signs too."""


def may_be_told(endpoint: Endpoint) -> bool:
    """Return True if somebody's word stands for this endpoint, and nothing speaks against it."""
    return endpoint.state is EndpointState.ACTIVE and endpoint.consent is not None


def wants(endpoint: Endpoint, rule_id: str) -> bool:
    """Return True if notices of this rule are owed to the endpoint; they wait while it is suspended."""
    stands = endpoint.consent is not None and endpoint.state in {EndpointState.ACTIVE, EndpointState.SUSPENDED}
    return stands and rule_id not in endpoint.muted_rules


def target_of(endpoint: Endpoint) -> str:
    """Return the address of an endpoint as compared."""
    return endpoint.url if isinstance(endpoint, WebhookEndpoint) else endpoint.address.casefold()


def find(subscriber: Subscriber | None, endpoint_id: str) -> Endpoint | None:
    """Return an endpoint of a subscriber, None if there is none."""
    return next((e for e in subscriber.endpoints if e.endpoint_id == endpoint_id), None) if subscriber else None


def with_endpoint(subscriber: Subscriber, endpoint: Endpoint) -> Subscriber:
    """Return the subscriber with this endpoint added, or in the place of the one with its id."""
    others = [e.endpoint_id for e in subscriber.endpoints]
    if endpoint.endpoint_id not in others:
        return subscriber.model_copy(update={"endpoints": [*subscriber.endpoints, endpoint]})
    kept = [endpoint if e.endpoint_id == endpoint.endpoint_id else e for e in subscriber.endpoints]
    return subscriber.model_copy(update={"endpoints": kept})


def vouched(endpoint: Endpoint, *, by: str, now: datetime) -> Endpoint:
    """Return the endpoint with the operator's word for it, unless somebody's word is there already."""
    if endpoint.consent is not None:
        return endpoint
    return endpoint.model_copy(update={"consent": Consent(how="operator", at=now, by=by)})


def unverified(endpoint: Endpoint, before: Endpoint | None) -> Endpoint:
    """Return an endpoint as its owner enters it: what was agreed to holds for the same address alone.

    Times of asking stay, so that entering an address again does not allow asking again.
    """
    same = before is not None and type(before) is type(endpoint) and target_of(before) == target_of(endpoint)
    if before is not None and same:
        kept = before.model_dump(
            include={"state", "state_note", "consent", "asked", "muted_rules", "opt_in", "soft_bounces"}
        )
        return type(endpoint).model_validate(endpoint.model_dump() | kept)
    change = {"state": EndpointState.UNVERIFIED, "consent": None, "asked": before.asked if before else []}
    return endpoint.model_copy(update=change)


def asks_left(endpoint: Endpoint, everybody: Iterable[Subscriber], known: KnownAddress | None, now: datetime) -> int:
    """Return how often this address may still be asked today, whoever entered it, and entered it again."""
    target, kind = target_of(endpoint), endpoint.channel
    stored = [
        at
        for s in everybody
        for e in s.endpoints
        if e.channel == kind and target_of(e) == target
        for at in e.asked
        if now - at < DAY
    ]
    own = [at for at in endpoint.asked if now - at < DAY]
    remembered = [at for at in known.asked if now - at < DAY] if known else []
    return max(0, ASKS_A_DAY[kind] - max(len(stored), len(own), len(remembered)))


def asked(endpoint: Endpoint, now: datetime) -> Endpoint:
    """Return the endpoint with one more time of asking."""
    return endpoint.model_copy(update={"asked": _asked_times(endpoint, now)})


def awaiting(endpoint: EmailEndpoint, token: str, now: datetime) -> EmailEndpoint:
    """Return the mailbox with a confirmation that is waited for; an earlier link opens nothing any more."""
    waiting = OptIn(sha256=sha256(token.encode()).hexdigest(), expires_at=now + OPT_IN_LASTS)
    return endpoint.model_copy(update={"opt_in": waiting, "asked": _asked_times(endpoint, now)})


def opens(endpoint: Endpoint | None, token: str, now: datetime) -> bool:
    """Return True if the token is the one that is waited for, in time."""
    if not isinstance(endpoint, EmailEndpoint) or endpoint.opt_in is None:
        return False
    fits = endpoint.opt_in.sha256 == sha256(token.encode()).hexdigest()
    return fits and now < endpoint.opt_in.expires_at and endpoint.state is not EndpointState.GONE


def confirmed(endpoint: EmailEndpoint, *, now: datetime, source_sha256: str | None) -> EmailEndpoint:
    """Return the mailbox after its confirmation; the link is used up."""
    consent = Consent(
        how="opt_in", at=now, by="recipient", text_version=TEXT_VERSION, source_sha256=source_sha256
    )  # fmt: skip
    change = {"state": EndpointState.ACTIVE, "state_note": "", "consent": consent, "opt_in": None, "muted_rules": []}
    return endpoint.model_copy(update=change)


def answered(endpoint: WebhookEndpoint, now: datetime) -> WebhookEndpoint:
    """Return the webhook after it answered the challenge."""
    consent = Consent(how="handshake", at=now, by="recipient")
    return endpoint.model_copy(update={"state": EndpointState.ACTIVE, "state_note": "", "consent": consent})


def unsubscribed(endpoint: Endpoint, rule_id: str | None) -> Endpoint:
    """Return the endpoint after its recipient wants no more of a rule, or of anything (None)."""
    if rule_id is None:
        change = {"state": EndpointState.UNSUBSCRIBED, "consent": None, "state_note": "the recipient unsubscribed"}
        return endpoint.model_copy(update=change)
    return endpoint.model_copy(update={"muted_rules": sorted({*endpoint.muted_rules, rule_id})})


def stopped(endpoint: Endpoint, state: EndpointState, note: str) -> Endpoint:
    """Return the endpoint in a state in which it is told nothing, and why."""
    return endpoint.model_copy(update={"state": state, "state_note": note[:200]})


def rotated(endpoint: WebhookEndpoint, secret_ref: str, now: datetime) -> WebhookEndpoint:
    """Return the webhook with a new secret; the one before signs too for a day."""
    return endpoint.model_copy(
        update={
            "secret_ref": secret_ref,
            "previous_secret_ref": endpoint.secret_ref,
            "previous_secret_until": now + SECRETS_OVERLAP,
        }
    )


def remember_asked(known: KnownAddress, now: datetime) -> KnownAddress:
    """Return what is known of an address after it was asked once more."""
    return known.model_copy(update={"asked": [*(at for at in known.asked if now - at < DAY), now][-20:]})


def suppress(known: KnownAddress, why: Suppression, now: datetime) -> KnownAddress:
    """Return what is known of an address that is not written to again."""
    return known.model_copy(update={"suppressed": why, "suppressed_at": now})


def bounced_softly(endpoint: EmailEndpoint, now: datetime) -> EmailEndpoint:
    """Return the mailbox after a mail came back for now; the third in a week pauses it."""
    lately = [*(at for at in endpoint.soft_bounces if now - at < SOFT_SPAN), now][-20:]
    counted = endpoint.model_copy(update={"soft_bounces": lately})
    if len(lately) < SOFT_BOUNCES or endpoint.state is not EndpointState.ACTIVE:
        return counted
    paused = {"state": EndpointState.SUSPENDED, "state_note": "three mails came back in a week", "soft_bounces": []}
    return endpoint.model_copy(update=paused)


def is_suppressed(endpoint: Endpoint, everybody: Iterable[Subscriber], known: KnownAddress | None) -> bool:
    """Return True if this mailbox is not to be written to, whoever entered it."""
    if known is not None and known.suppressed:
        return True
    return endpoint.channel == "email" and any(
        e.state is EndpointState.GONE and target_of(e) == target_of(endpoint) for s in everybody for e in s.endpoints
    )


def _asked_times(endpoint: Endpoint, now: datetime) -> list[datetime]:
    return [*(at for at in endpoint.asked if now - at < DAY), now][-20:]
