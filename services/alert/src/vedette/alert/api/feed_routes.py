"""Pull outputs of a subscriber's rules: Atom, GeoJSON, CAP. Behind a token of use `pull`, or one for the API."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from vedette.alert.api.access import Gate, hash_of
from vedette.alert.api.answers import COMMON, MISSING, found
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.history import unpack
from vedette.alert.matching.index import RuleIndex
from vedette.alert.outputs import atom, cap, geojson
from vedette.alert.outputs.selection import Shown, select, show
from vedette.alert.rehearsal import DAYS

SENDER = "vedette@localhost.localdomain"
_bearer = HTTPBearer(description="A token of use `pull`.", auto_error=False)
Token = Annotated[str | None, Query(description="The same token, for readers that cannot send headers.")]
Areas = Annotated[bool, Query(description="Draw what is known only to an area as that area, not as a point.")]
Back = Annotated[int, Query(ge=1, le=DAYS, description="Days to look back.")]


async def reader(
    request: Request,
    given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    token: Token = None,
) -> Caller:
    """Return who reads, by header or by query."""
    gate: Gate = request.app.state.gate
    text = given.credentials if given else token
    if text is None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "a token is needed", {"WWW-Authenticate": "Bearer"})
    return gate.admit(text, "pull", request)


Reading = Annotated[Caller, Depends(reader)]


def feed_routes(store: Store, clock: Callable[[], datetime], base_url: str, sender: str = SENDER) -> APIRouter:
    """Return the routes; `base_url` is where readers reach the API."""
    routes = APIRouter(prefix="/feeds/{subscriber_id}", tags=["feeds"], responses=COMMON | MISSING)

    def rules_of(subscriber_id: str, reading: Caller) -> RuleIndex:
        known = store.subscribers.get(subscriber_id) if reading.owns(subscriber_id) else None
        owner = found(known, f"subscriber {subscriber_id!r}")
        return RuleIndex(store.rules.of(subscriber_id), [owner])

    async def shown(subscriber_id: str, reading: Caller, days: int) -> list[Shown]:
        rules = rules_of(subscriber_id, reading)
        packed = store.history.since(clock() - timedelta(days=days))
        return await asyncio.to_thread(lambda: select(rules, map(unpack, packed)))

    @routes.get("/events.atom", response_class=Response, responses=_of(atom.MEDIA_TYPE))
    async def atom_feed(subscriber_id: str, reading: Reading, days: Back = 7, token: Token = None) -> Response:
        """Return the events of the last days as an Atom feed."""
        events = await shown(subscriber_id, reading, days)
        here = f"{base_url}/feeds/{quote(subscriber_id, safe='')}"
        key = f"?token={quote(token, safe='')}" if token else ""
        body = atom.atom(
            events, subscriber_id=subscriber_id, title=f"Vedette: {store.subscribers[subscriber_id].name}",
            address=f"{here}/events.atom", now=clock(),
            cap_address=lambda event_id: f"{here}/cap/{quote(event_id, safe='')}{key}",
        )  # fmt: skip
        return _answer(body, atom.MEDIA_TYPE)

    @routes.get("/events.geojson", response_class=Response, responses=_of(geojson.MEDIA_TYPE))
    async def geojson_feed(subscriber_id: str, reading: Reading, days: Back = 7, areas: Areas = False) -> Response:
        """Return the events of the last days as GeoJSON."""
        events = await shown(subscriber_id, reading, days)
        return _answer(geojson.geojson(events, areas=areas), geojson.MEDIA_TYPE)

    @routes.get("/cap/{event_id}", response_class=Response, responses=_of(cap.MEDIA_TYPE))
    async def cap_message(subscriber_id: str, event_id: str, reading: Reading) -> Response:
        """Return one event as a CAP 1.2 message."""
        index = rules_of(subscriber_id, reading)
        event = store.history.get(event_id)
        one = found(show(event, index) if event else None, f"event {event_id!r}")
        return _answer(cap.cap(one, sender=sender, subscriber_id=subscriber_id), cap.MEDIA_TYPE)

    return routes


def _of(media_type: str) -> dict[int | str, dict[str, object]]:
    return {200: {"content": {media_type: {}}, "description": "The feed."}}


def _answer(body: bytes, media_type: str) -> Response:
    headers = {"Cache-Control": "private, max-age=60", "ETag": f'"{hash_of(body.decode())[:32]}"'}
    return Response(body, media_type=media_type, headers=headers)
