"""The HTTP API: subscribers, rules, deliveries. OpenAPI at /docs."""

import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends, FastAPI, HTTPException, Query, Response, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from vedette.alert.api.store import Store
from vedette.alert.rules import check_together, nonsense
from vedette.schemas import Delivery, DeliveryState, Subscriber, WatchRule

MAX_PAGE = 500


def create_api(store: Store, *, token: str, clock: Callable[[], datetime]) -> FastAPI:
    """Return the API. Every route but the documentation asks for the operator's token."""
    bearer = HTTPBearer(description="The operator's token.")

    async def operator(given: Annotated[HTTPAuthorizationCredentials, Depends(bearer)]) -> None:
        if not hmac.compare_digest(given.credentials.encode(), token.encode()):
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "wrong token", {"WWW-Authenticate": "Bearer"})

    api = FastAPI(
        title="Vedette alert", version="1", description="Who is told of what, and what became of each notice.",
        dependencies=[Depends(operator)],
    )  # fmt: skip
    _add_subscribers(api, store, clock)
    _add_rules(api, store)
    _add_deliveries(api, store)
    return api


def _add_subscribers(api: FastAPI, store: Store, clock: Callable[[], datetime]) -> None:
    @api.get("/subscribers", tags=["subscribers"])
    async def list_subscribers() -> list[Subscriber]:
        """Return all subscribers, by id."""
        return sorted(store.subscribers.values(), key=lambda s: s.subscriber_id)

    @api.get("/subscribers/{subscriber_id}", tags=["subscribers"])
    async def get_subscriber(subscriber_id: str) -> Subscriber:
        """Return one subscriber."""
        return _found(store.subscribers.get(subscriber_id), f"there is no subscriber {subscriber_id!r}")

    @api.put("/subscribers/{subscriber_id}", tags=["subscribers"])
    async def put_subscriber(subscriber_id: str, subscriber: Subscriber) -> Subscriber:
        """Create or replace a subscriber."""
        _same_id(subscriber_id, subscriber.subscriber_id)
        _makes_sense(nonsense(subscriber))
        before = store.subscribers.get(subscriber_id)
        created = before.created_at if before else subscriber.created_at or clock()
        saved = subscriber.model_copy(update={"created_at": created})
        await store.save_subscriber(saved)
        return saved

    @api.delete("/subscribers/{subscriber_id}", tags=["subscribers"], status_code=status.HTTP_204_NO_CONTENT)
    async def delete_subscriber(subscriber_id: str) -> Response:
        """Delete a subscriber and every rule of theirs."""
        _found(store.subscribers.get(subscriber_id), f"there is no subscriber {subscriber_id!r}")
        await store.delete_subscriber(subscriber_id)
        return Response(status_code=status.HTTP_204_NO_CONTENT)


def _add_rules(api: FastAPI, store: Store) -> None:
    @api.get("/rules", tags=["rules"])
    async def list_rules(subscriber_id: str | None = None) -> list[WatchRule]:
        """Return all rules, or those of one subscriber, by id."""
        found = [r for r in store.rules.values() if subscriber_id in {None, r.subscriber_id}]
        return sorted(found, key=lambda r: r.rule_id)

    @api.get("/rules/{rule_id}", tags=["rules"])
    async def get_rule(rule_id: str) -> WatchRule:
        """Return one rule."""
        return _found(store.rules.get(rule_id), f"there is no rule {rule_id!r}")

    @api.put("/rules/{rule_id}", tags=["rules"])
    async def put_rule(rule_id: str, rule: WatchRule) -> WatchRule:
        """Create or replace a rule; its version rises with each edit."""
        _same_id(rule_id, rule.rule_id)
        _makes_sense(nonsense(rule) + check_together([rule], list(store.subscribers.values())))
        before = store.rules.get(rule_id)
        saved = rule.model_copy(update={"rule_version": before.rule_version + 1 if before else rule.rule_version})
        await store.save_rule(saved)
        return saved

    @api.delete("/rules/{rule_id}", tags=["rules"], status_code=status.HTTP_204_NO_CONTENT)
    async def delete_rule(rule_id: str) -> Response:
        """Delete a rule."""
        _found(store.rules.get(rule_id), f"there is no rule {rule_id!r}")
        await store.delete_rule(rule_id)
        return Response(status_code=status.HTTP_204_NO_CONTENT)


def _add_deliveries(api: FastAPI, store: Store) -> None:
    @api.get("/deliveries", tags=["deliveries"])
    async def list_deliveries(
        subscriber_id: str | None = None,
        endpoint_id: str | None = None,
        state: DeliveryState | None = None,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    ) -> list[Delivery]:
        """Return outcomes of attempts, newest first."""
        return store.deliveries.find(subscriber_id=subscriber_id, endpoint_id=endpoint_id, state=state)[:limit]


T = TypeVar("T")


def _found(value: T | None, detail: str) -> T:
    if value is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, detail)
    return value


def _makes_sense(problems: list[str]) -> None:
    if problems:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, problems)


def _same_id(path: str, body: str) -> None:
    if path != body:
        raise HTTPException(status.HTTP_422_UNPROCESSABLE_CONTENT, f"the path says {path!r}, the body {body!r}")
