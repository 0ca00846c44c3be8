"""Routes of subscribers and their keys."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from fastapi import APIRouter, HTTPException, Response, status
from pydantic import BaseModel, Field

from vedette.alert.api.access import Asking, Operator, make_token
from vedette.alert.api.answers import COMMON, FORBIDDEN, MISSING, found, makes_sense, same_id
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.rules.sense import nonsense
from vedette.schemas import Subscriber, UtcDatetime

MAX_TOKENS = 20


class TokenWanted(BaseModel):
    """A key to be made."""

    use: Literal["api", "pull"] = Field(description="`api` for these routes, `pull` for feeds alone.")
    label: str = Field(default="", max_length=120, description="What it is for.")
    expires_at: UtcDatetime | None = Field(default=None, description="When it ends; null for never.")


class TokenShown(TokenWanted):
    """A key, without the key."""

    token_id: str = Field(description="Id to revoke it by.")
    created_at: UtcDatetime = Field(description="When it was made.")


class TokenMade(TokenShown):
    """A new key; it is shown this once."""

    token: str = Field(description="The key itself.")


def subscriber_routes(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/subscribers", tags=["subscribers"], responses=COMMON)

    def theirs(subscriber_id: str, asking: Caller) -> Subscriber:
        known = store.subscribers.get(subscriber_id) if asking.owns(subscriber_id) else None
        return found(known, f"subscriber {subscriber_id!r}")

    @routes.get("")
    async def list_subscribers(asking: Asking) -> list[Subscriber]:
        """Return the subscribers the caller may see, by id."""
        seen = [_bare(s) for s in store.subscribers.values() if asking.owns(s.subscriber_id)]
        return sorted(seen, key=lambda s: s.subscriber_id)

    @routes.get("/{subscriber_id}", responses=MISSING)
    async def get_subscriber(subscriber_id: str, asking: Asking) -> Subscriber:
        """Return one subscriber."""
        return _bare(theirs(subscriber_id, asking))

    @routes.put("/{subscriber_id}", responses=MISSING | FORBIDDEN)
    async def put_subscriber(subscriber_id: str, subscriber: Subscriber, asking: Asking) -> Subscriber:
        """Create or replace a subscriber. Owners change name, zone and language; endpoints are the operator's."""
        before = store.subscribers.get(subscriber_id)
        if asking.subscriber_id is not None:
            before = theirs(subscriber_id, asking)
        same_id(subscriber_id, subscriber.subscriber_id)
        makes_sense(nonsense(subscriber))
        if asking.subscriber_id is not None and before and subscriber.endpoints != before.endpoints:
            raise HTTPException(status.HTTP_403_FORBIDDEN, "only the operator may change endpoints here")
        kept = (
            {"created_at": before.created_at, "tokens": before.tokens}
            if before
            else {"created_at": clock(), "tokens": []}
        )
        saved = subscriber.model_copy(update=kept)
        await store.save_subscriber(saved, asking)
        return _bare(saved)

    @routes.delete("/{subscriber_id}", status_code=status.HTTP_204_NO_CONTENT, responses=MISSING | FORBIDDEN)
    async def delete_subscriber(subscriber_id: str, asking: Operator) -> Response:
        """Delete a subscriber and every rule of theirs."""
        theirs(subscriber_id, asking)
        await store.delete_subscriber(subscriber_id, asking)
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    @routes.get("/{subscriber_id}/tokens", responses=MISSING)
    async def list_tokens(subscriber_id: str, asking: Asking) -> list[TokenShown]:
        """Return the subscriber's keys, without the keys themselves."""
        return [TokenShown(**t.model_dump(exclude={"sha256"})) for t in theirs(subscriber_id, asking).tokens]

    @routes.post("/{subscriber_id}/tokens", status_code=status.HTTP_201_CREATED, responses=MISSING)
    async def make(subscriber_id: str, wanted: TokenWanted, asking: Asking) -> TokenMade:
        """Make a key for this subscriber's things. It is shown once; only its hash is kept."""
        subscriber = theirs(subscriber_id, asking)
        if len(subscriber.tokens) >= MAX_TOKENS:
            makes_sense([f"a subscriber has at most {MAX_TOKENS} tokens; revoke one"])
        token, kept = make_token(
            subscriber_id, use=wanted.use, label=wanted.label, now=clock(), expires_at=wanted.expires_at
        )
        await store.save_subscriber(subscriber.model_copy(update={"tokens": [*subscriber.tokens, kept]}), asking)
        return TokenMade(token=token, **kept.model_dump(exclude={"sha256"}))

    @routes.delete("/{subscriber_id}/tokens/{token_id}", status_code=status.HTTP_204_NO_CONTENT, responses=MISSING)
    async def revoke(subscriber_id: str, token_id: str, asking: Asking) -> Response:
        """Revoke a key; it opens nothing from the next request on."""
        subscriber = theirs(subscriber_id, asking)
        kept = [t for t in subscriber.tokens if t.token_id != token_id]
        found(None if len(kept) == len(subscriber.tokens) else token_id, f"token {token_id!r}")
        await store.save_subscriber(subscriber.model_copy(update={"tokens": kept}), asking)
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return routes


def _bare(subscriber: Subscriber) -> Subscriber:
    """Return the subscriber without the hashes of keys."""
    return subscriber.model_copy(update={"tokens": []})
