"""Where the operator's mail server hands in what comes back: bounces, complaints, wishes to stop."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, status
from pydantic import BaseModel, Field

from vedette.alert import consent
from vedette.alert.api.access import Operator
from vedette.alert.api.answers import COMMON, FORBIDDEN
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.bounces import Bounce, Kind, read_bounces, read_wish
from vedette.alert.channels.introduce import Introductions
from vedette.schemas import EmailEndpoint, EndpointState, Subscriber

MOST_BYTES = 1_000_000
Box = tuple[Subscriber, EmailEndpoint]


class BouncesTaken(BaseModel):
    """What followed from a mail that came back."""

    suppressed: Annotated[list[str], Field(description="Endpoints that are told nothing more.")]
    paused: Annotated[list[str], Field(description="Endpoints whose mails came back for now, counted or paused.")]
    unsubscribed: Annotated[list[str], Field(description="Endpoints whose readers want no more.")]


def bounce_routes(store: Store, introductions: Introductions, clock: Callable[[], datetime]) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["mail"], responses=COMMON | FORBIDDEN)
    ledger = Returned(store, introductions, clock)

    @routes.post("/bounces", include_in_schema=False)
    async def take_bounce(request: Request, asking: Operator) -> BouncesTaken:
        """Read a mail, whole, as the body: a delivery report, a complaint, or one whose subject unsubscribes."""
        mail = b""
        async for chunk in request.stream():
            mail += chunk
            if len(mail) > MOST_BYTES:
                raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, "a bounce has at most 1 MB")
        taken = BouncesTaken(suppressed=[], paused=[], unsubscribed=[])
        for bounce in read_bounces(mail, domain=introductions.mail_domain):
            await ledger.take(bounce, taken, asking)
        token = read_wish(mail)
        if token is not None:
            await ledger.stop(token, taken)
        return taken

    return routes


class Returned:
    """Changes endpoints whose mails came back."""

    def __init__(self, store: Store, introductions: Introductions, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._introductions = introductions
        self._clock = clock

    async def take(self, bounce: Bounce, taken: BouncesTaken, by: Caller) -> None:
        """Act on one report that is believed: its return path is marked by us, or we remember sending the notice."""
        for subscriber, box in self._boxes(bounce):
            match bounce.kind:
                case Kind.HARD:
                    note = "a mail came back: there is no such mailbox"
                    changed = consent.stopped(box, EndpointState.GONE, note)
                    await self._suppress(box, "bounced")
                    taken.suppressed.append(box.endpoint_id)
                case Kind.COMPLAINT:
                    changed = consent.unsubscribed(box, None)
                    await self._suppress(box, "complained")
                    taken.unsubscribed.append(box.endpoint_id)
                case Kind.SOFT:
                    changed = consent.bounced_softly(box, self._clock())
                    taken.paused.append(box.endpoint_id)
            latest = self._store.subscribers.get(subscriber.subscriber_id, subscriber)
            await self._store.save_subscriber(consent.with_endpoint(latest, changed), by)

    async def stop(self, token: str, taken: BouncesTaken) -> None:
        """Unsubscribe as the link of a mail would."""
        link = self._introductions.keyring.read_link(token)
        subscriber = self._store.subscribers.get(link.subscriber_id) if link else None
        endpoint = consent.find(subscriber, link.endpoint_id) if link else None
        if link and subscriber and endpoint and endpoint.state in {EndpointState.ACTIVE, EndpointState.SUSPENDED}:
            changed = consent.unsubscribed(endpoint, link.rule_id)
            by = Caller("mail", link.subscriber_id, "mail")
            await self._store.save_subscriber(consent.with_endpoint(subscriber, changed), by)
            taken.unsubscribed.append(endpoint.endpoint_id)

    async def _suppress(self, box: EmailEndpoint, why: consent.Suppression) -> None:
        keyring = self._introductions.keyring
        if keyring.has_key:
            known = keyring.remembered(box, self._store.addresses)
            await self._store.save_address(consent.suppress(known, why, self._clock()))

    def _boxes(self, bounce: Bounce) -> list[Box]:
        """Return the mailboxes a believed report is about; a soft one only those that still want mails."""
        boxes = [
            (s, e) for s in self._store.subscribers.values() for e in s.endpoints
            if isinstance(e, EmailEndpoint) and e.state is not EndpointState.GONE
        ]  # fmt: skip
        sent = {(d.subscriber_id, d.endpoint_id) for d in self._store.deliveries.find(delivery_id=bounce.delivery_id)}
        if bounce.address:
            boxes = [(s, e) for s, e in boxes if consent.target_of(e) == bounce.address]
        else:
            boxes = [(s, e) for s, e in boxes if (s.subscriber_id, e.endpoint_id) in sent]
        ours = any((s.subscriber_id, e.endpoint_id) in sent for s, e in boxes)
        return boxes if ours or self._is_marked(bounce) else []

    def _is_marked(self, bounce: Bounce) -> bool:
        keyring = self._introductions.keyring
        return bool(bounce.address and bounce.mark and keyring.has_key) and (
            keyring.bounce_mark(bounce.delivery_id, bounce.address) == bounce.mark
        )
