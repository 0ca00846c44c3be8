"""The HTTP API: subscribers, rules, deliveries, feeds. OpenAPI at /docs."""

from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI

from vedette.alert.api.access import Gate
from vedette.alert.api.area_routes import area_routes
from vedette.alert.api.bounce_routes import bounce_routes
from vedette.alert.api.delivery_routes import delivery_routes
from vedette.alert.api.endpoint_routes import endpoint_routes
from vedette.alert.api.entering import Entering
from vedette.alert.api.feed_routes import feed_routes
from vedette.alert.api.key_routes import key_routes
from vedette.alert.api.people_routes import people_routes
from vedette.alert.api.redelivery_routes import Archive, redelivery_routes
from vedette.alert.api.rule_routes import rule_routes
from vedette.alert.api.store import Store
from vedette.alert.api.subscriber_routes import subscriber_routes
from vedette.alert.api.trial_routes import trial_routes
from vedette.alert.channels.introduce import Introductions

PER_MINUTE = 240


def create_api(
    store: Store,
    *,
    token: str,
    clock: Callable[[], datetime],
    per_minute: int = PER_MINUTE,
    base_url: str = "",
    introductions: Introductions | None = None,
    archive: Archive | None = None,
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
        api.include_router(bounce_routes(store, introductions, clock))
        api.include_router(key_routes(introductions.keyring))
        api.include_router(people_routes(store, clock, introductions))
    api.include_router(delivery_routes(store))
    if archive is not None:
        api.include_router(redelivery_routes(store, clock, archive))
    return api
