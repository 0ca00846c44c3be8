"""What owners do with their endpoints: enter, prove, replace the secret, remove."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from fastapi import HTTPException, status
from pydantic import BaseModel, Field

from vedette.alert import consent
from vedette.alert.api.answers import found, makes_sense
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.channels.introduce import Introductions
from vedette.alert.delivery.schedule import Verdict
from vedette.schemas import EmailEndpoint, Endpoint, EndpointState, KnownAddress, Subscriber, WebhookEndpoint

MAX_ENDPOINTS = 20


class EndpointWanted(BaseModel):
    """An endpoint to be entered."""

    channel: Literal["webhook", "email"] = Field(description="Kind of endpoint.")
    target: str = Field(min_length=3, max_length=2048, description="The https address, or the mail address.")
    minimal: bool = Field(
        default=False,
        description="True: mails and bodies tell nothing of the event, only that there is news, and a link.",
    )


class EndpointMade(BaseModel):
    """An endpoint as it stands."""

    endpoint: Endpoint = Field(description="The endpoint.")
    secret: str | None = Field(default=None, description="A new signing secret; it is shown this once.")


class Entering:
    """Changes endpoints of a subscriber. Every method raises `HTTPException` where the caller may not or cannot."""

    def __init__(self, store: Store, clock: Callable[[], datetime], introductions: Introductions) -> None:
        self._store = store
        self._clock = clock
        self._introductions = introductions

    async def enter(self, whose: Subscriber, endpoint_id: str, wanted: EndpointWanted, by: Caller) -> EndpointMade:
        """Enter an endpoint, or change its address; it is not told anything yet."""
        before = consent.find(whose, endpoint_id)
        if before is None and len(whose.endpoints) >= MAX_ENDPOINTS:
            makes_sense([f"a subscriber has at most {MAX_ENDPOINTS} endpoints"])
        reference, secret = before.secret_ref if isinstance(before, WebhookEndpoint) else None, None
        if wanted.channel == "webhook" and reference is None:
            reference, secret = self._introductions.new_secret(whose.subscriber_id, endpoint_id)
        endpoint = consent.unverified(_built(endpoint_id, wanted, reference), before)
        await self._save(whose, endpoint, by)
        return EndpointMade(endpoint=endpoint, secret=secret)

    async def prove(self, whose: Subscriber, endpoint_id: str, by: Caller) -> EndpointMade:
        """Ask the endpoint whether it wants to be told."""
        endpoint = _known(whose, endpoint_id)
        if consent.may_be_told(endpoint):
            return EndpointMade(endpoint=endpoint)
        known = self._introductions.keyring.remembered(endpoint, self._store.addresses)
        self._may_ask(endpoint, known)
        await self._store.save_address(consent.remember_asked(known, self._clock()))
        if isinstance(endpoint, WebhookEndpoint):
            return EndpointMade(endpoint=await self._challenge(whose, endpoint, by))
        token = self._introductions.new_token()
        waiting = consent.awaiting(endpoint, token, self._clock())
        await self._save(whose, waiting, by)
        await self._introductions.ask(whose, waiting, token)
        return EndpointMade(endpoint=waiting)

    async def replace_secret(self, whose: Subscriber, endpoint_id: str, by: Caller) -> EndpointMade:
        """Make a new signing secret; the one before signs too for a while."""
        endpoint = _known(whose, endpoint_id)
        if not isinstance(endpoint, WebhookEndpoint):
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "only webhooks have a secret")
        reference, secret = self._introductions.new_secret(whose.subscriber_id, endpoint_id)
        changed = consent.rotated(endpoint, reference, self._clock())
        await self._save(whose, changed, by)
        return EndpointMade(endpoint=changed, secret=secret)

    async def remove(self, whose: Subscriber, endpoint_id: str, by: Caller) -> None:
        """Remove an endpoint."""
        _known(whose, endpoint_id)
        kept = [e for e in whose.endpoints if e.endpoint_id != endpoint_id]
        await self._store.save_subscriber(whose.model_copy(update={"endpoints": kept}), by)

    def theirs(self, subscriber_id: str, by: Caller) -> Subscriber:
        """Return the subscriber if the caller may change it."""
        if not self._introductions.keyring.has_key:
            raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "VEDETTE_ALERT_KEY is not set")
        known = self._store.subscribers.get(subscriber_id) if by.owns(subscriber_id) else None
        return found(known, f"subscriber {subscriber_id!r}")

    async def _challenge(self, whose: Subscriber, endpoint: WebhookEndpoint, by: Caller) -> Endpoint:
        await self._save(whose, consent.asked(endpoint, self._clock()), by)
        attempt = await self._introductions.challenge(whose, endpoint)
        latest = found(self._store.subscribers.get(whose.subscriber_id), f"subscriber {whose.subscriber_id!r}")
        current = _known(latest, endpoint.endpoint_id)
        if attempt.verdict is not Verdict.TAKEN:
            makes_sense([attempt.detail])
        if not isinstance(current, WebhookEndpoint) or current.url != endpoint.url:
            raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "the address was changed meanwhile")
        proven = consent.answered(current, self._clock())
        await self._save(latest, proven, by)
        return proven

    def _may_ask(self, endpoint: Endpoint, known: KnownAddress) -> None:
        everybody, now = self._store.subscribers.values(), self._clock()
        if endpoint.state is EndpointState.GONE or consent.is_suppressed(endpoint, everybody, known):
            makes_sense(["this address took no mail, or said it is gone; it is not written to again"])
        if not consent.asks_left(endpoint, everybody, known, now):
            headers = {"Retry-After": "86400"}
            raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "asked too often today", headers)

    async def _save(self, whose: Subscriber, endpoint: Endpoint, by: Caller) -> None:
        await self._store.save_subscriber(consent.with_endpoint(whose, endpoint), by)


def _known(whose: Subscriber, endpoint_id: str) -> Endpoint:
    endpoint = consent.find(whose, endpoint_id)
    if endpoint is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"there is no endpoint {endpoint_id!r}")
    return endpoint


def _built(endpoint_id: str, wanted: EndpointWanted, reference: str | None) -> Endpoint:
    try:
        if wanted.channel == "email":
            return EmailEndpoint(endpoint_id=endpoint_id, address=wanted.target, minimal=wanted.minimal)
        return WebhookEndpoint(
            endpoint_id=endpoint_id, url=wanted.target, secret_ref=reference or "", minimal=wanted.minimal
        )
    except ValueError as error:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, "this is no address of that kind") from error
