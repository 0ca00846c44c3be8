"""Routes that show what became of notices."""

from typing import Annotated

from fastapi import APIRouter, Query

from vedette.alert.api.access import Asking
from vedette.alert.api.answers import COMMON, MISSING, found
from vedette.alert.api.store import Store
from vedette.schemas import Delivery, DeliveryState

MAX_PAGE = 500


def delivery_routes(store: Store) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/deliveries", tags=["deliveries"], responses=COMMON)

    @routes.get("")
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

    @routes.get("/{delivery_id}", responses=MISSING)
    async def get_delivery(delivery_id: str, asking: Asking) -> list[Delivery]:
        """Return every attempt of one notice that is still remembered, newest first, with what the receiver said."""
        attempts = store.deliveries.find(subscriber_id=asking.subscriber_id, delivery_id=delivery_id)
        found(attempts or None, f"notice {delivery_id!r} among the latest outcomes")
        return attempts

    return routes
