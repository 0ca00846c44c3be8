"""The HTTP API: subscribers, rules, deliveries, feeds. OpenAPI at /docs."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import FastAPI, Query

from vedette.alert.api.access import Asking, Gate
from vedette.alert.api.answers import COMMON
from vedette.alert.api.area_routes import area_routes
from vedette.alert.api.bounce_routes import bounce_routes
from vedette.alert.api.endpoint_routes import endpoint_routes
from vedette.alert.api.entering import Entering
from vedette.alert.api.feed_routes import feed_routes
from vedette.alert.api.people_routes import people_routes
from vedette.alert.api.rule_routes import rule_routes
from vedette.alert.api.store import Store
from vedette.alert.api.subscriber_routes import subscriber_routes
from vedette.alert.api.trial_routes import trial_routes
from vedette.alert.channels.introduce import Introductions
from vedette.schemas import Delivery, DeliveryState

MAX_PAGE = 500
PER_MINUTE = 240


def create_api(
    store: Store,
    *,
    token: str,
    clock: Callable[[], datetime],
    per_minute: int = PER_MINUTE,
    base_url: str = "",
    introductions: Introductions | None = None,
) -> FastAPI:
    """Return the API. Every route but the documentation asks for a token: the operator's, or a subscriber's."""
    api = FastAPI(
        title="Vedette alert", version="1", description="Who is told of what, and what became of each notice.",
    )  # fmt: skip
    api.state.gate = Gate(store.subscribers, operator_token=token, clock=clock, per_minute=per_minute)
    api.include_router(subscriber_routes(store, clock))
    api.include_router(area_routes(store))
    api.include_router(trial_routes(store, clock))
    api.include_router(rule_routes(store, clock))
    api.include_router(feed_routes(store, clock, base_url))
    if introductions is not None:
        api.include_router(endpoint_routes(Entering(store, clock, introductions)))
        api.include_router(bounce_routes(store, introductions.mail_domain))
        api.include_router(people_routes(store, clock, introductions))
    _add_deliveries(api, store)
    return api


def _add_deliveries(api: FastAPI, store: Store) -> None:
    @api.get("/deliveries", tags=["deliveries"], responses=COMMON)
    async def list_deliveries(
        asking: Asking,
        subscriber_id: str | None = None,
        endpoint_id: str | None = None,
        state: DeliveryState | None = None,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    ) -> list[Delivery]:
        """Return outcomes of attempts, newest first."""
        if asking.subscriber_id is not None:
            if subscriber_id not in {None, asking.subscriber_id}:
                return []
            subscriber_id = asking.subscriber_id
        return store.deliveries.find(subscriber_id=subscriber_id, endpoint_id=endpoint_id, state=state)[:limit]
