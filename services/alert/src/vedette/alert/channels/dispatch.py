"""Pick the channel of a delivery, as its subscriber stands now."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from vedette.alert.channels.email import Mail
from vedette.alert.channels.webhook import Webhook
from vedette.alert.consent import find, may_be_told
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.schemas import Due, EmailEndpoint, Endpoint, EndpointState, Subscriber, WatchRule, WebhookEndpoint

PARKED_DAYS = timedelta(days=14)
"""How long notices wait for a suspended endpoint."""


class Dispatch:
    """Makes one attempt. What became of endpoint and rule since the notice was made is looked up each time."""

    def __init__(
        self,
        *,
        subscribers: Mapping[str, Subscriber],
        rules: Mapping[str, WatchRule],
        webhook: Webhook,
        mail: Mail,
        clock: Callable[[], datetime],
    ) -> None:
        self._subscribers = subscribers
        self._rules = rules
        self._webhook = webhook
        self._mail = mail
        self._clock = clock

    async def attempt(self, due: Due) -> Attempt:
        """Tell the endpoint once, or say why nobody is to be told any more."""
        if due.warning is not None:
            return await self._warn(due)
        subscriber = self._subscribers.get(due.subscriber_id)
        rule = self._rules.get(due.rule_id)
        if subscriber is None or due.notice is None:
            return Attempt(Verdict.NOT_WANTED, "the subscriber was removed")
        if due.redelivery is None and (rule is None or not rule.enabled):
            return Attempt(Verdict.NOT_WANTED, "the rule was removed or switched off")
        endpoint = find(subscriber, due.endpoint_id)
        if endpoint is not None and endpoint.state is EndpointState.SUSPENDED and endpoint.consent:
            return _parked(due, self._clock())
        refusal = why_not(endpoint, due.rule_id)
        if endpoint is None or refusal:
            return Attempt(Verdict.NOT_WANTED, refusal)
        if isinstance(endpoint, WebhookEndpoint):
            return await self._webhook.send(due.notice, endpoint, redelivery=due.redelivery)
        return await self._mail.send(due.notice, endpoint, subscriber, redelivery=due.redelivery)

    async def _warn(self, due: Due) -> Attempt:
        """Tell the owner, if the mailbox still wants anything."""
        endpoint = find(self._subscribers.get(due.subscriber_id), due.endpoint_id)
        if not isinstance(endpoint, EmailEndpoint) or not may_be_told(endpoint):
            return Attempt(Verdict.NOT_WANTED, "the mailbox wants no mails any more")
        return await self._mail.warn(due, endpoint)


def _parked(due: Due, now: datetime) -> Attempt:
    if now - (due.redelivery or due.made_at) > PARKED_DAYS:
        return Attempt(Verdict.NOT_WANTED, "the endpoint stayed suspended for 14 days")
    return Attempt(Verdict.PARKED, "the endpoint is suspended")


def why_not(endpoint: Endpoint | None, rule_id: str) -> str:
    """Return why an endpoint is not to be told of a rule; empty if it is."""
    if endpoint is None:
        return "the endpoint is removed"
    if endpoint.state is not EndpointState.ACTIVE:
        return f"the endpoint is {endpoint.state.value}"
    if endpoint.consent is None:
        return "nobody's consent is on record"
    return "the recipient unsubscribed from this rule" if rule_id in endpoint.muted_rules else ""
