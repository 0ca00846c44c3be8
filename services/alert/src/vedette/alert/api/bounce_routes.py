"""Where the operator's mail server hands in bounces."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request, status
from pydantic import BaseModel, Field

from vedette.alert import consent
from vedette.alert.api.access import Operator
from vedette.alert.api.answers import COMMON, FORBIDDEN
from vedette.alert.api.store import Store
from vedette.alert.bounces import Bounce, read_bounces
from vedette.schemas import EmailEndpoint, EndpointState

MOST_BYTES = 1_000_000


class BouncesTaken(BaseModel):
    """What followed from a bounce."""

    suppressed: Annotated[list[str], Field(description="Endpoints that are told nothing more.")]


def bounce_routes(store: Store, domain: str) -> APIRouter:
    """Return the routes; `domain` names our messages."""
    routes = APIRouter(tags=["mail"], responses=COMMON | FORBIDDEN)

    @routes.post("/bounces", include_in_schema=False)
    async def take_bounce(request: Request, asking: Operator) -> BouncesTaken:
        """Read a delivery status report (RFC 3464, the whole mail as the body); a mailbox that is no more is gone."""
        mail = b""
        async for chunk in request.stream():
            mail += chunk
            if len(mail) > MOST_BYTES:
                raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, "a bounce has at most 1 MB")
        suppressed = []
        for subscriber_id, endpoint_id in [b for found in read_bounces(mail, domain=domain) for b in _bounced(found)]:
            subscriber = store.subscribers[subscriber_id]
            endpoint = consent.find(subscriber, endpoint_id)
            if endpoint is not None and endpoint.state is not EndpointState.GONE:
                gone = consent.stopped(endpoint, EndpointState.GONE, "a mail came back: there is no such mailbox")
                await store.save_subscriber(consent.with_endpoint(subscriber, gone), asking)
                suppressed.append(endpoint_id)
        return BouncesTaken(suppressed=suppressed)

    def _bounced(bounce: Bounce) -> list[tuple[str, str]]:
        """Return the endpoints of a mailbox that is no more, if the report is about a notice we remember sending it."""
        pairs = [
            (s.subscriber_id, e.endpoint_id)
            for s in store.subscribers.values()
            for e in s.endpoints
            if isinstance(e, EmailEndpoint) and consent.target_of(e) == bounce.address
        ]
        sent = {
            (d.subscriber_id, d.endpoint_id) for d in store.deliveries.find() if d.delivery_id == bounce.delivery_id
        }
        return pairs if bounce.hard and sent & set(pairs) else []

    return routes
