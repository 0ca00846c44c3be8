"""What the API reads and writes: projections of topics, and sends to them."""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping

from vedette.runtime.app import Outgoing
from vedette.schemas import Delivery, Subscriber, WatchRule
from vedette.schemas.topics import RULES, SUBSCRIBERS

KEPT_DELIVERIES = 5000
"""Outcomes kept in memory for reading; the topic has them all."""


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
        self, *, subscriber_id: str | None = None, endpoint_id: str | None = None, state: str | None = None
    ) -> list[Delivery]:
        """Return outcomes, newest first."""
        return [
            d
            for d in reversed(self._kept)
            if (subscriber_id is None or d.subscriber_id == subscriber_id)
            and (endpoint_id is None or d.endpoint_id == endpoint_id)
            and (state is None or d.state == state)
        ]


class Store:
    """Rules and subscribers: read from what this worker knows, written to the topics."""

    def __init__(
        self,
        rules: Mapping[str, WatchRule],
        subscribers: Mapping[str, Subscriber],
        deliveries: RecentDeliveries,
        *,
        send: Callable[[Outgoing], Awaitable[None]],
    ) -> None:
        self.rules = rules
        self.subscribers = subscribers
        self.deliveries = deliveries
        self._send = send

    async def save_rule(self, rule: WatchRule) -> None:
        """Write a rule; it is live on every worker within a second."""
        await self._send(Outgoing(RULES, rule.rule_id, rule))

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """Write a subscriber."""
        await self._send(Outgoing(SUBSCRIBERS, subscriber.subscriber_id, subscriber))

    async def delete_rule(self, rule_id: str) -> None:
        """Delete a rule."""
        await self._send(Outgoing(RULES, rule_id, None))

    async def delete_subscriber(self, subscriber_id: str) -> None:
        """Delete a subscriber and every rule of theirs."""
        for rule in [r for r in self.rules.values() if r.subscriber_id == subscriber_id]:
            await self.delete_rule(rule.rule_id)
        await self._send(Outgoing(SUBSCRIBERS, subscriber_id, None))
