"""Wiring: which topics are read, which tables are kept, what runs beside them."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from vedette.alert.api.store import RecentDeliveries, Store
from vedette.alert.app_channels import base_url, build_keyring, build_mail, build_webhook
from vedette.alert.app_endpoints import EndpointCare
from vedette.alert.app_forgetting import SettledMemory, ToldMemory
from vedette.alert.app_holding import HoldingRoom
from vedette.alert.audit import Chain
from vedette.alert.channels.dispatch import Dispatch
from vedette.alert.channels.domains import Domains
from vedette.alert.channels.introduce import Introductions
from vedette.alert.consent import find, suppress
from vedette.alert.delivery.loop import Deliverer
from vedette.alert.delivery.outbox import OPEN, book
from vedette.alert.delivery.pace import Paces
from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.alert.heirs import Desk, Followed, take_over, take_revision
from vedette.alert.history import History
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.settings import AlertSettings
from vedette.runtime.app import Message, Outcome, Outgoing, Put, Service
from vedette.runtime.compacted import CompactedReader
from vedette.runtime.logs import get_log
from vedette.runtime.stretch import values_of
from vedette.schemas import (
    AuditEntry,
    Delivery,
    Due,
    EndpointState,
    Event,
    Handover,
    KnownAddress,
    Subscriber,
    WatchRule,
)
from vedette.schemas.topics import ADDRESSES, AUDIT, DELIVERIES, EVENTS, HANDOVERS, OUTBOX, RULES, SUBSCRIBERS


def now() -> datetime:
    """Return the time; everything else is told it."""
    return datetime.now(UTC)


class AlertApp:
    """The alert service: agents `match` and `outbox`, the delivery loop, the API."""

    def __init__(self, settings: AlertSettings) -> None:
        self.settings = settings
        self.service = Service("alert", settings)
        self.index = RuleIndex()
        self.recent = RecentDeliveries()
        self.rules = CompactedReader[WatchRule](RULES, settings, on_change=self._rule_changed, keep=False)
        self.subscribers = CompactedReader[Subscriber](SUBSCRIBERS, settings, on_change=self._subscriber_changed)
        self.deliveries = CompactedReader[Delivery](DELIVERIES, settings, on_change=self.recent.take)
        self.history = History()
        self.events = CompactedReader[Event](EVENTS, settings, on_change=self.history.take, keep=False)
        self.heads: dict[str, tuple[int, str]] = {}
        self.audit = CompactedReader[AuditEntry](AUDIT, settings, on_change=self._audit_read, keep=False)
        self.addresses = CompactedReader[KnownAddress](ADDRESSES, settings)
        self.told = ToldMemory(self.service.table("told"), settings.windows())
        self.owed = self.service.table("owed")
        self.settled = self.service.table("settled")
        self.over = SettledMemory(self.settled)
        self.care = EndpointCare(self.service.table("health"), self.subscribers.latest, send=self.send_and_know)
        self.queue = DueQueue(
            per_endpoint=settings.alert_per_endpoint, per_domain=settings.alert_per_domain,
            paces=Paces(per_s=settings.alert_endpoint_per_s, burst=settings.alert_endpoint_burst),
            domain_of=Domains(self.subscribers.latest),
        )  # fmt: skip
        self.holding = HoldingRoom(
            self.service, owed=self.owed, settled=self.settled, on_owed=self._queue_up, clock=now,
            rescan_s=settings.alert_rescan_s,
        )  # fmt: skip
        self.keyring = build_keyring(settings)
        self.webhook = build_webhook(settings, self.keyring, clock=now)
        self.mail = build_mail(settings, self.keyring, clock=now)
        self.dispatch = Dispatch(
            subscribers=self.subscribers.latest,
            rules=self.index,
            webhook=self.webhook,
            mail=self.mail,
            clock=now,
        )
        self._deliverer: Deliverer | None = None
        self._attempts = self.service.metrics.counter(
            "vedette_alert_attempts", "Attempts to tell somebody, by channel and verdict.", ["channel", "verdict"]
        )
        self._notices = self.service.metrics.counter(
            "vedette_alert_notices", "Notices owed, by message type.", ["type"]
        )
        self.service.metrics.gauge("vedette_alert_queue", "Notices owed and not settled.").set_function(
            lambda: len(self.queue)
        )
        self.service.metrics.gauge("vedette_alert_held", "Notices held for a digest or quiet hours.").set_function(
            lambda: len(self.holding)
        )
        self.service.metrics.gauge("vedette_alert_breakers_open", "Webhooks left alone for now.").set_function(
            lambda: len(self.queue.breakers)
        )
        self._log = get_log()
        self.api_listens = asyncio.Event()
        self._declare()

    def _declare(self) -> None:
        self.service.agent(EVENTS, self.match, name="alert-match", turn="told")
        self.service.agent(HANDOVERS, self.inherit, name="alert-inherit", turn="told")
        self.service.agent(OUTBOX, self.book, name="alert-outbox")
        for task in (
            self.rules.run,
            self.subscribers.run,
            self.addresses.run,
            self.deliver,
            self.rescan,
            self.holding.run,
        ):
            self.service.background(task)
        self.service.ready_when("watch rules are read", lambda: self.rules.is_ready)
        self.service.ready_when("subscribers are read", lambda: self.subscribers.is_ready)
        self.service.on_stop(self.webhook.close)
        self.service.on_stop(self.mail.close)
        if self.settings.alert_api_token is not None:
            for reader in (self.deliveries.run, self.events.run, self.audit.run):
                self.service.background(reader)
            self.service.background(self.serve)
            self.service.ready_when("the API listens", self.api_listens.is_set)

    async def match(self, message: Message[Event]) -> Outcome:
        """Turn one revision of an event into the notices it owes."""
        await self._rules_known()
        if self.told.is_past(message):
            return Outcome()
        ledger = self.told.read(message.value.event_id)
        followed = take_revision(message.value, desk=self._desk(), ledger=ledger, now=message.timestamp)
        return self._outcome(message, ledger, followed)

    async def inherit(self, message: Message[Handover]) -> Outcome:
        """Take over what was told of an event that another took the place of."""
        await self._rules_known()
        ledger = self.told.read(message.value.event_id)
        followed = take_over(message.value, desk=self._desk(), ledger=ledger, now=message.timestamp)
        return self._outcome(message, ledger, followed)

    def _desk(self) -> Desk:
        return Desk(self.index, self.subscribers.latest)

    def _outcome(self, message: Message[Event] | Message[Handover], before: EventLedger, followed: Followed) -> Outcome:
        for due in followed.dues:
            if due.notice:
                self._notices.labels(due.notice.data.msg_type).inc()
        if followed.dues:
            self._log.info("notices owed", event_id=message.value.event_id, notices=len(followed.dues))
        messages = [Outgoing(OUTBOX, due.endpoint_id, due) for due in followed.dues]
        if followed.handover:
            messages.append(Outgoing(HANDOVERS, followed.handover.event_id, followed.handover))
        return Outcome(messages, self.told.puts(message, before, followed.ledger or before))

    async def book(self, message: Message[Due]) -> Outcome:
        """Note a notice owed, or what became of an attempt, in the tables."""
        due = message.value
        if due.plan is not None or due.closes is not None:
            return self.holding.take(due)
        owed = self.owed.get(due.delivery_id)
        booking = book(due, owed=owed, settled=self.settled.get(due.delivery_id), now=message.timestamp)
        if due.state not in OPEN and (owed is None or not booking.ignored):
            self.queue.booked(due.delivery_id)
        if booking.ignored:
            return Outcome()
        messages, puts = await self.care.note(due, message.timestamp)
        if booking.outcome:
            messages.append(Outgoing(DELIVERIES, due.endpoint_id, booking.outcome))
        if booking.owed is not None:
            self._take_up(due, booking.owed)
            return Outcome(messages, [Put("owed", due.delivery_id, booking.owed), *puts])
        over = [Put("settled", due.delivery_id, booking.settled), Put("owed", due.delivery_id, None)]
        gone = self.over.gone(message.partition, message.timestamp, but=due.delivery_id)
        return Outcome(messages, [*gone, *over, *puts])

    def _take_up(self, due: Due, entry: bytes) -> None:
        if due.redelivery is None or due.attempt:
            self._queue_up(due)
        else:
            self.queue.again(Due.read(entry))
            self._wake()

    def _queue_up(self, due: Due) -> None:
        self.queue.put(due)
        self._wake()

    async def deliver(self) -> None:
        """Make attempts until the service stops."""
        await self._rules_known()
        self._deliverer = Deliverer(
            self.queue,
            attempt=self.attempt,
            report=self.report,
            clock=now,
            rng=random.Random(),  # noqa: S311  spreads retries, guards nothing
            steps_s=self.settings.alert_retry_s,
            at_once=self.settings.alert_at_once,
        )
        await self._deliverer.run()

    async def attempt(self, due: Due) -> Attempt:
        """Make one attempt; an endpoint that answered 410 is marked as gone."""
        found = await self.dispatch.attempt(due)
        self._attempts.labels(due.channel, found.verdict).inc()
        if found.verdict in {Verdict.GONE, Verdict.BOUNCED}:
            await self.care.stop(due, EndpointState.GONE, found.detail, now())
        if found.verdict is Verdict.BOUNCED:
            await self._suppress(due)
        return found

    async def _suppress(self, due: Due) -> None:
        """Remember that there is no such mailbox, whoever enters it next."""
        box = find(self.subscribers.latest.get(due.subscriber_id), due.endpoint_id)
        if box is not None and self.keyring.has_key:
            known = self.keyring.remembered(box, self.addresses.latest)
            await self.send_and_know(Outgoing(ADDRESSES, known.address_hash, suppress(known, "bounced", now())))

    async def report(self, due: Due) -> None:
        """Put the outcome of an attempt into the outbox, where it becomes state."""
        await self.service.send(Outgoing(OUTBOX, due.endpoint_id, due))

    async def send_and_know(self, message: Outgoing) -> None:
        """Send, and know a subscriber at once: the next change must not be made to what stood before this one."""
        await self.service.send(message)
        if message.topic is SUBSCRIBERS and isinstance(message.value, Subscriber):
            self.subscribers.latest[message.key] = message.value
        if message.topic is ADDRESSES and isinstance(message.value, KnownAddress):
            self.addresses.latest[message.key] = message.value

    async def rescan(self) -> None:
        """Follow the table of notices owed: at the start, and when partitions come or go."""
        while True:
            self.queue.agree(dict(self.owed.items()))
            self._wake()
            await asyncio.sleep(self.settings.alert_rescan_s)

    async def serve(self) -> None:
        """Serve the API until the service stops."""
        from vedette.alert.api.app import create_api  # noqa: PLC0415  most of a second at the start, and often off
        from vedette.alert.api.server import serve_api  # noqa: PLC0415  as above

        token = self.settings.alert_api_token
        assert token is not None
        await self.audit.ready()
        await self.addresses.ready()
        store = Store(
            self.index, self.subscribers.latest, self.recent, send=self.send_and_know, clock=now,
            chain=Chain(secrets.token_hex(8), dict(self.heads)), history=self.history,
            addresses=self.addresses.latest,
        )  # fmt: skip
        api = create_api(
            store, token=token.get_secret_value(), clock=now, per_minute=self.settings.alert_api_per_minute,
            base_url=base_url(self.settings), introductions=Introductions(
                self.webhook, self.mail, self.keyring, base_url=base_url(self.settings), clock=now
            ),
            archive=self.archive,
        )  # fmt: skip
        await serve_api(
            api, host=self.settings.alert_api_host, port=self.settings.alert_api_port, on_listening=self.api_listens.set
        )

    async def archive(self, endpoint_id: str, *, since: datetime) -> AsyncIterator[Due]:
        """Yield what an endpoint was owed since a moment, oldest first."""
        async for value in values_of(endpoint_id, OUTBOX, self.settings, since=since):
            yield Due.read(value)

    async def _rules_known(self) -> None:
        await self.rules.ready()
        await self.subscribers.ready()

    def _rule_changed(self, rule_id: str, rule: WatchRule | None) -> None:
        if rule is None:
            self.index.remove(rule_id)
        else:
            self.index.put(rule)

    def _subscriber_changed(self, subscriber_id: str, subscriber: Subscriber | None) -> None:
        self.index.put_areas(subscriber_id, subscriber.areas if subscriber else [])

    def _audit_read(self, _: str, entry: AuditEntry | None) -> None:
        if entry is not None:
            self.heads[entry.chain] = entry.seq, entry.hash

    def _wake(self) -> None:
        if self._deliverer is not None:
            self._deliverer.wake()


def create_app(settings: AlertSettings) -> Service:
    """Return the service, ready to `run()`."""
    return AlertApp(settings).service
