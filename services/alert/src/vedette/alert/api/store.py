"""What the API reads and writes: projections of topics, and sends to them."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel

from vedette.alert.api.callers import Caller
from vedette.alert.audit import Chain
from vedette.alert.history import History
from vedette.alert.matching.index import RuleIndex
from vedette.runtime.app import Outgoing
from vedette.schemas import AuditEntry, Delivery, Due, KnownAddress, Subscriber, WatchRule
from vedette.schemas.topics import ADDRESSES, AUDIT, OUTBOX, RULES, SUBSCRIBERS

KEPT_DELIVERIES = 5000
"""Outcomes kept in memory for reading; the topic has them all."""
AT_ONCE = 100
"""Messages on their way to the broker at a time; those of one endpoint keep their order."""


class RecentDeliveries:
    """The newest outcomes of attempts."""

    def __init__(self) -> None:
        self._kept: deque[Delivery] = deque(maxlen=KEPT_DELIVERIES)

    def take(self, key: str, delivery: Delivery | None) -> None:
        """Note one outcome."""
        del key
        if delivery is not None:
            self._kept.append(delivery)

    def find(
        self, *, subscriber_id: str | None = None, endpoint_id: str | None = None, state: str | None = None,
        delivery_id: str | None = None,
    ) -> list[Delivery]:  # fmt: skip
        """Return outcomes, newest first."""
        return [
            d
            for d in reversed(self._kept)
            if (subscriber_id is None or d.subscriber_id == subscriber_id)
            and (endpoint_id is None or d.endpoint_id == endpoint_id)
            and (state is None or d.state == state)
            and (delivery_id is None or d.delivery_id == delivery_id)
        ]


class Store:
    """Rules and subscribers: read from what this worker knows, written to the topics, after the audit log."""

    def __init__(
        self,
        rules: RuleIndex,
        subscribers: Mapping[str, Subscriber],
        deliveries: RecentDeliveries,
        *,
        send: Callable[[Outgoing], Awaitable[None]],
        clock: Callable[[], datetime],
        chain: Chain,
        history: History | None = None,
        addresses: Mapping[str, KnownAddress] | None = None,
    ) -> None:
        self.rules = rules
        self.subscribers = subscribers
        self.deliveries = deliveries
        self.history = History() if history is None else history  # an empty one is falsy
        self.addresses = {} if addresses is None else addresses
        self._send = send
        self._clock = clock
        self._chain = chain
        self._began = False
        self._turn = asyncio.Lock()

    async def save_rule(self, rule: WatchRule, by: Caller) -> None:
        """Write a rule; it is live on every worker within a second."""
        await self._note(by, "rule.saved", f"rule:{rule.rule_id}", self.rules.get(rule.rule_id), rule)
        await self._send(Outgoing(RULES, rule.rule_id, rule))

    async def save_subscriber(self, subscriber: Subscriber, by: Caller) -> None:
        """Write a subscriber."""
        name = subscriber.subscriber_id
        await self._note(by, "subscriber.saved", f"subscriber:{name}", self.subscribers.get(name), subscriber)
        await self._send(Outgoing(SUBSCRIBERS, name, subscriber))

    async def save_address(self, known: KnownAddress) -> None:
        """Write what is remembered of an address. It is no one's record, so the audit log has no entry for it."""
        await self._send(Outgoing(ADDRESSES, known.address_hash, known))

    async def delete_rule(self, rule_id: str, by: Caller) -> None:
        """Delete a rule."""
        await self._note(by, "rule.deleted", f"rule:{rule_id}", self.rules.get(rule_id), None)
        await self._send(Outgoing(RULES, rule_id, None))

    async def delete_subscriber(self, subscriber_id: str, by: Caller) -> None:
        """Delete a subscriber and every rule of theirs."""
        for rule in self.rules.of(subscriber_id):
            await self.delete_rule(rule.rule_id, by)
        before = self.subscribers.get(subscriber_id)
        await self._note(by, "subscriber.deleted", f"subscriber:{subscriber_id}", before, None)
        await self._send(Outgoing(SUBSCRIBERS, subscriber_id, None))

    async def send_again(self, dues: Sequence[Due], *, by: Caller, target: str, asked: BaseModel) -> None:
        """Write down who asked for notices to be sent again, then owe them again."""
        await self._note(by, "notices.sent_again", target, None, asked)
        for at in range(0, len(dues), AT_ONCE):
            await asyncio.gather(*(self._send(Outgoing(OUTBOX, d.endpoint_id, d)) for d in dues[at : at + AT_ONCE]))

    async def _note(
        self, by: Caller, action: str, target: str, before: BaseModel | None, after: BaseModel | None
    ) -> None:
        """Write to the audit log first: no change goes unrecorded. One at a time, so that the chain has one order."""
        async with self._turn:
            if not self._began:
                await self._record(self._chain.begin(self._clock()))
                self._began = True
            entry = self._chain.add(
                at=self._clock(), actor=by.name, action=action, target=target, before=before, after=after,
                request_id=by.request_id,
            )  # fmt: skip
            await self._record(entry)

    async def _record(self, entry: AuditEntry) -> None:
        await self._send(Outgoing(AUDIT, entry.chain, entry))
