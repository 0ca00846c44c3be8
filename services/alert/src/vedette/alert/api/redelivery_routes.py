"""Routes that send notices again, and show what became of one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Literal, Protocol, Self

from fastapi import APIRouter, HTTPException, status
from pydantic import BaseModel, Field, model_validator

from vedette.alert.api.access import Asking, Limiter
from vedette.alert.api.answers import COMMON, MISSING, found, makes_sense
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.channels.dispatch import why_not
from vedette.alert.consent import find
from vedette.alert.delivery.redelivery import DAWDLING, MOST, REACH, TooManyError, Wanted, again, choose
from vedette.schemas import Due, Id, UtcDatetime

PER_MINUTE = 6
"""Redeliveries one caller may ask for: each reads up to 14 days of the outbox."""

__all__ = ["Archive", "RedeliveryAsked", "RedeliveryWanted", "redelivery_routes"]


class Archive(Protocol):
    """What an endpoint was owed, as it stands in the outbox."""

    def __call__(self, endpoint_id: str, *, since: datetime) -> AsyncIterator[Due]:
        """Yield the messages of an endpoint since a moment, oldest first."""
        ...


class RedeliveryWanted(BaseModel):
    """Which notices to send again: one by its id, or those of a span of time."""

    delivery_id: Id | None = Field(default=None, description="One notice.")
    since: UtcDatetime | None = Field(default=None, description="Notices made from then on; at most 14 days back.")
    until: UtcDatetime | None = Field(default=None, description="Notices made before then; now if not given.")
    which: Literal["all", "undelivered"] = Field(
        default="all", description="`undelivered`: only what the receiver never took."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.delivery_id is None) == (self.since is None):
            msg = "give delivery_id, or since"
            raise ValueError(msg)
        return self


class RedeliveryAsked(BaseModel):
    """What is sent again."""

    redelivery: UtcDatetime = Field(description="When it was asked; stands in each outcome and in a header of each.")
    notices: int = Field(description="How many notices are sent again.")
    delivery_ids: list[str] = Field(description="Their ids, oldest first.")


def redelivery_routes(store: Store, clock: Callable[[], datetime], archive: Archive) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["deliveries"], responses=COMMON | MISSING)
    limiter, one_by_one = Limiter(PER_MINUTE), asyncio.Lock()

    @routes.post(
        "/subscribers/{subscriber_id}/endpoints/{endpoint_id}/redeliveries", status_code=status.HTTP_202_ACCEPTED
    )
    async def redeliver(
        subscriber_id: str, endpoint_id: str, wanted: RedeliveryWanted, asking: Asking
    ) -> RedeliveryAsked:
        """Send notices of the last 14 days again, with their old ids. Rules that ended since do not hold them back."""
        _may_be_told(store, subscriber_id, endpoint_id, asking)
        now = clock()
        which = _read(wanted, subscriber_id, now)
        _not_too_often(limiter, asking, now)
        async with one_by_one:
            chosen = await _chosen(archive(endpoint_id, since=which.since - DAWDLING), which)
        found(chosen or None if wanted.delivery_id else chosen, f"notice {wanted.delivery_id!r} that was sent there")
        target = f"endpoint:{subscriber_id}/{endpoint_id}"
        await store.send_again([again(due, now) for due in chosen], by=asking, target=target, asked=wanted)
        return RedeliveryAsked(redelivery=now, notices=len(chosen), delivery_ids=[d.delivery_id for d in chosen])

    return routes


def _may_be_told(store: Store, subscriber_id: str, endpoint_id: str, asking: Caller) -> None:
    subscriber = store.subscribers.get(subscriber_id) if asking.owns(subscriber_id) else None
    endpoint = find(subscriber, endpoint_id)
    found(endpoint and endpoint_id, f"endpoint {endpoint_id!r}")
    refusal = why_not(endpoint, "-")
    makes_sense([f"{refusal}; verify it first"] if refusal else [])


def _read(wanted: RedeliveryWanted, subscriber_id: str, now: datetime) -> Wanted:
    since, until = wanted.since or now - REACH, wanted.until or now
    if since >= until:
        makes_sense(["the span ends before it begins"])
    if since < now - REACH:
        makes_sense(["notices are kept for 14 days; ask for a later beginning"])
    return Wanted(
        subscriber_id, since, until, delivery_id=wanted.delivery_id, undelivered=wanted.which == "undelivered"
    )


def _not_too_often(limiter: Limiter, asking: Caller, now: datetime) -> None:
    wait_s = limiter.wait_s(asking.name, now)
    if wait_s:
        headers = {"Retry-After": str(int(wait_s) + 1)}
        raise HTTPException(status.HTTP_429_TOO_MANY_REQUESTS, "too many redeliveries asked for", headers)


async def _chosen(stored: AsyncIterator[Due], which: Wanted) -> list[Due]:
    try:
        return await choose(stored, which)
    except TooManyError:
        makes_sense([f"more than {MOST} notices were made in this span; ask for a shorter one"])
        raise
