"""Routes that try a rule without saving it: what it would have sent, and why for one event."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from vedette.alert.api.access import Asking
from vedette.alert.api.answers import COMMON, MISSING, found, makes_sense
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.history import unpack
from vedette.alert.rehearsal import DAYS, Rehearsal, rehearse, too_broad, why
from vedette.alert.rules.sense import nonsense
from vedette.schemas import Event, SavedArea, Subscriber, UtcDatetime, WatchRule

NEWEST = 20


class Reason(BaseModel):
    """What one condition says of an event."""

    path: str = Field(description="Where it stands in the rule.")
    condition: str = Field(description="The condition, as it is written.")
    holds: bool | None = Field(description="Whether it holds; null where the event does not know.")
    reason: str = Field(description="What the event has there.")


class WhyAnswer(BaseModel):
    """Why a rule matches an event, or does not."""

    event_id: str = Field(description="The event.")
    revision: int = Field(description="Its revision.")
    matches: bool = Field(description="Whether the conditions hold.")
    conditions: list[Reason] = Field(description="Leaf by leaf, in the order of the rule.")
    notes: list[str] = Field(description="What else keeps it silent.")


class WouldSend(BaseModel):
    """One message a rule would have sent."""

    at: UtcDatetime = Field(description="When.")
    type: str = Field(description="Type of the notice.")
    headline: str = Field(description="Its line.")
    event_id: str = Field(description="The event; in a digest, the newest.")
    total: int = Field(description="Notices in it.")


class DryRun(BaseModel):
    """What a rule would have sent over stored events, as they stand now."""

    days: int = Field(description="Days looked back.")
    events: int = Field(description="Events looked at.")
    messages: int = Field(description="Messages it would have sent.")
    a_day: float = Field(description="Messages a day.")
    notices_a_day: float = Field(description="Notices a day before any were gathered.")
    advice: str | None = Field(description="What to do if that is too much.")
    newest: list[WouldSend] = Field(description="The newest messages.")


def trial_routes(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """Return the routes. They come before those of saved rules, whose ids could be mistaken for `test`."""
    routes = APIRouter(prefix="/rules", tags=["rules"], responses=COMMON)

    @routes.post("/test")
    async def test_rule(rule: WatchRule, asking: Asking, days: Annotated[int, Query(ge=1, le=DAYS)] = DAYS) -> DryRun:
        """Run a rule over stored events without saving it; nothing is sent."""
        found(rule if asking.owns(rule.subscriber_id) else None, f"subscriber {rule.subscriber_id!r}")
        makes_sense(nonsense(rule))
        told, looked_at = await rehearsed(store, rule, days=days, until=clock())
        return _dry_run(rule, told, looked_at)

    @routes.post("/why/{event_id}", responses=MISSING)
    async def why_unsaved(event_id: str, rule: WatchRule, asking: Asking) -> WhyAnswer:
        """Tell why an unsaved rule would match an event, or not."""
        found(rule if asking.owns(rule.subscriber_id) else None, f"subscriber {rule.subscriber_id!r}")
        return _why(rule, _event(store, event_id), areas_of(store, rule.subscriber_id))

    @routes.get("/{rule_id}/why/{event_id}", responses=MISSING)
    async def why_saved(rule_id: str, event_id: str, asking: Asking) -> WhyAnswer:
        """Tell why a rule matches an event, or not."""
        rule = theirs(store, rule_id, asking)
        return _why(rule, _event(store, event_id), areas_of(store, rule.subscriber_id))

    return routes


def theirs(store: Store, rule_id: str, asking: Caller) -> WatchRule:
    """Return a rule the caller may see. Raises: `HTTPException` 404."""
    known = store.rules.get(rule_id)
    return found(known if known and asking.owns(known.subscriber_id) else None, f"rule {rule_id!r}")


def areas_of(store: Store, subscriber_id: str) -> Sequence[SavedArea]:
    """Return the areas a subscriber has saved."""
    known = store.subscribers.get(subscriber_id)
    return known.areas if known else ()


async def rehearsed(store: Store, rule: WatchRule, *, days: int, until: datetime) -> tuple[Rehearsal, int]:
    """Return what a rule would have sent, and how many events were looked at."""
    reader = store.subscribers.get(rule.subscriber_id) or Subscriber(subscriber_id="-", name="-")
    packed = store.history.since(until - timedelta(days=days))
    told = await asyncio.to_thread(lambda: rehearse(rule, map(unpack, packed), reader=reader, until=until, days=days))
    return told, len(packed)


def _event(store: Store, event_id: str) -> Event:
    event = store.history.get(event_id)
    found(event and event_id, f"event {event_id!r}")
    assert event is not None
    return event


def _dry_run(rule: WatchRule, told: Rehearsal, looked_at: int) -> DryRun:
    newest = [
        WouldSend(
            at=due.next_at or due.made_at, type=due.notice.type, headline=due.notice.data.headline,
            event_id=due.event_id, total=due.notice.data.total or 1,
        )
        for due in reversed(told.sent[-NEWEST:])
        if due.notice
    ]  # fmt: skip
    return DryRun(
        days=told.days, events=looked_at, messages=len(told.sent), a_day=round(told.a_day, 2),
        notices_a_day=round(told.notices_a_day, 2), advice=too_broad(told, rule), newest=newest,
    )  # fmt: skip


def _why(rule: WatchRule, event: Event, areas: Sequence[SavedArea]) -> WhyAnswer:
    told, notes = why(rule, event, areas)
    reasons = [Reason(path=w.path, condition=w.condition, holds=w.verdict, reason=w.reason) for w in told.conditions]
    return WhyAnswer(
        event_id=event.event_id, revision=event.revision, matches=told.matches, conditions=reasons, notes=notes
    )
