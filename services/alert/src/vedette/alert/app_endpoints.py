"""Endpoints that take nothing: how long they have failed, when they are left alone, and who is told of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from vedette.alert.consent import find, stopped, with_endpoint
from vedette.alert.delivery.health import Health, after, health_key, is_hopeless, read_health
from vedette.alert.delivery.warning import stage_of, warnings_for
from vedette.runtime.app import Outgoing, Put
from vedette.runtime.logs import get_log
from vedette.runtime.tables import Table
from vedette.schemas import Due, EndpointState, EndpointWarning, Subscriber
from vedette.schemas.topics import OUTBOX, SUBSCRIBERS

HOPELESS = "it took nothing for 120 hours"


class EndpointCare:
    """Keeps the table of failures. Owners are told by mails that are owed like any notice."""

    def __init__(
        self, table: Table, subscribers: Mapping[str, Subscriber], *, send: Callable[[Outgoing], Awaitable[None]]
    ) -> None:
        self._table = table
        self._subscribers = subscribers
        self._send = send
        self._one_at_a_time = asyncio.Lock()
        self._log = get_log()

    async def note(self, due: Due, at: datetime) -> tuple[list[Outgoing], list[Put]]:
        """Count what an attempt came to; return whom to tell of it, and the entry that follows."""
        key = health_key(due)
        before = self._table.get(key)
        health = after(self._known(due, before), due, at)
        messages: list[Outgoing] = []
        if health is not None:
            if is_hopeless(health):
                await self.stop(due, EndpointState.SUSPENDED, HOPELESS, at, health)
            stage = stage_of(due.attempt, health.warned)
            if stage:
                health = health.model_copy(update={"warned": stage})
                messages = self._failing(due, health, at)
        entry = health.model_dump_json().encode() if health else None
        return messages, [] if entry == before else [Put(self._table.name, key, entry)]

    def _known(self, due: Due, entry: bytes | None) -> Health | None:
        """Return the failures since an endpoint last proved itself: those before it count no more."""
        health = read_health(entry)
        endpoint = find(self._subscribers.get(due.subscriber_id), due.endpoint_id)
        proven = endpoint.consent.at if endpoint and endpoint.consent else None
        return None if health and proven and proven > health.first_at else health

    async def stop(self, due: Due, state: EndpointState, note: str, at: datetime, health: Health | None = None) -> None:
        """Tell an endpoint nothing more, and its owner that it is so.

        One at a time: attempts end side by side, and each would find the endpoint as it was. The owner is told first:
        a crash before the endpoint is marked makes the same warnings again, with the same ids.
        """
        async with self._one_at_a_time:
            subscriber = self._subscribers.get(due.subscriber_id)
            endpoint = find(subscriber, due.endpoint_id)
            if subscriber is None or endpoint is None or endpoint.state in {state, EndpointState.GONE}:
                return
            for warning in self._warnings(due, state, note, at, health):
                await self._send(warning)
            changed = with_endpoint(subscriber, stopped(endpoint, state, note))
            await self._send(Outgoing(SUBSCRIBERS, due.subscriber_id, changed))
        self._log.warning("endpoint stopped", endpoint_id=due.endpoint_id, state=state.value)

    def _failing(self, due: Due, health: Health, at: datetime) -> list[Outgoing]:
        """Return what an owner is told of an endpoint that fails; nothing of one that was stopped meanwhile."""
        endpoint = find(self._subscribers.get(due.subscriber_id), due.endpoint_id)
        if endpoint is None or endpoint.state is not EndpointState.ACTIVE:
            return []
        return self._warnings(due, EndpointState.ACTIVE, due.detail, at, health)

    def _warnings(
        self, due: Due, state: EndpointState, note: str, at: datetime, health: Health | None
    ) -> list[Outgoing]:
        warning = EndpointWarning(
            endpoint_id=due.endpoint_id, channel=due.channel, state=state, attempts=due.attempt, note=note[:200],
            since=health.first_at if health else None,
        )  # fmt: skip
        owed = warnings_for(self._subscribers.get(due.subscriber_id), warning, at)
        return [Outgoing(OUTBOX, each.endpoint_id, each) for each in owed]
