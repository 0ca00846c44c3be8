"""Routes of saved areas: places under a name, for the rules of their owner."""

from typing import Any

from fastapi import APIRouter, HTTPException, Response, status

from vedette.alert.api.access import Asking
from vedette.alert.api.answers import COMMON, MISSING, Problem, found, makes_sense, same_id
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.rules.areas import areas_named
from vedette.alert.rules.sense import nonsense
from vedette.schemas import SavedArea, Subscriber

MOST = 50
IN_USE: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "Rules name it."}}  # FastAPI's type


def area_routes(store: Store) -> APIRouter:
    """Return the routes. What changes here changes the rules that name it, within a second."""
    routes = APIRouter(prefix="/subscribers/{subscriber_id}/areas", tags=["areas"], responses=COMMON | MISSING)

    def owner(subscriber_id: str, asking: Caller) -> Subscriber:
        known = store.subscribers.get(subscriber_id) if asking.owns(subscriber_id) else None
        return found(known, f"subscriber {subscriber_id!r}")

    async def keep(subscriber: Subscriber, areas: list[SavedArea], asking: Caller) -> None:
        changed = subscriber.model_copy(update={"areas": sorted(areas, key=lambda area: area.area_id)})
        makes_sense(nonsense(changed))
        await store.save_subscriber(changed, asking)

    @routes.get("")
    async def list_areas(subscriber_id: str, asking: Asking) -> list[SavedArea]:
        """Return the areas a subscriber has saved."""
        return owner(subscriber_id, asking).areas

    @routes.put("/{area_id}")
    async def put_area(subscriber_id: str, area_id: str, area: SavedArea, asking: Asking) -> SavedArea:
        """Save an area, or draw it anew: every rule that names it means the new one from then on."""
        subscriber = owner(subscriber_id, asking)
        same_id(area_id, area.area_id)
        others = [each for each in subscriber.areas if each.area_id != area_id]
        makes_sense([f"a subscriber has at most {MOST} areas; delete one"] if len(others) >= MOST else [])
        await keep(subscriber, [*others, area], asking)
        return area

    @routes.delete("/{area_id}", status_code=status.HTTP_204_NO_CONTENT, responses=IN_USE)
    async def delete_area(subscriber_id: str, area_id: str, asking: Asking) -> Response:
        """Delete an area that no rule names."""
        subscriber = owner(subscriber_id, asking)
        others = [each for each in subscriber.areas if each.area_id != area_id]
        found(None if len(others) == len(subscriber.areas) else area_id, f"area {area_id!r}")
        used = [rule.rule_id for rule in store.rules.of(subscriber_id) if area_id in areas_named(rule)]
        if used:
            raise HTTPException(status.HTTP_409_CONFLICT, f"these rules name it: {', '.join(used)}")
        await keep(subscriber, others, asking)
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return routes
