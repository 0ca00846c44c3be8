"""Routes of endpoints that owners enter themselves."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response, status

from vedette.alert.api.access import Asking
from vedette.alert.api.answers import COMMON, MISSING, Problem
from vedette.alert.api.entering import EndpointMade, EndpointWanted, Entering

EndpointId = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,120}$", description="Id of the endpoint.")]
UNREADY: dict[int | str, dict[str, Any]] = {  # FastAPI's type
    503: {"model": Problem, "description": "The operator has not set VEDETTE_ALERT_KEY."}
}


def endpoint_routes(entering: Entering) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(
        prefix="/subscribers/{subscriber_id}/endpoints/{endpoint_id}", tags=["endpoints"],
        responses=COMMON | MISSING | UNREADY,
    )  # fmt: skip

    @routes.put("")
    async def enter(
        subscriber_id: str, endpoint_id: EndpointId, wanted: EndpointWanted, asking: Asking
    ) -> EndpointMade:
        """Enter an endpoint, or change its address. It is told nothing until it is proven (`verify`)."""
        return await entering.enter(entering.theirs(subscriber_id, asking), endpoint_id, wanted, asking)

    @routes.post("/verify")
    async def verify(subscriber_id: str, endpoint_id: EndpointId, asking: Asking) -> EndpointMade:
        """Send a webhook its challenge, or a mailbox its question; a mailbox answers in its own time."""
        return await entering.prove(entering.theirs(subscriber_id, asking), endpoint_id, asking)

    @routes.post("/secret")
    async def replace_secret(subscriber_id: str, endpoint_id: EndpointId, asking: Asking) -> EndpointMade:
        """Make a new signing secret. The one before signs too for 24 hours."""
        return await entering.replace_secret(entering.theirs(subscriber_id, asking), endpoint_id, asking)

    @routes.delete("", status_code=status.HTTP_204_NO_CONTENT)
    async def remove(subscriber_id: str, endpoint_id: EndpointId, asking: Asking) -> Response:
        """Remove an endpoint; what is owed to it is cancelled."""
        await entering.remove(entering.theirs(subscriber_id, asking), endpoint_id, asking)
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return routes
