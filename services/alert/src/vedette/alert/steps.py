"""READ FIRST: alert as an ordered list of calls, without a broker.

event ──> which rules match? ──> is it news to this subscriber? ──> what were they told? ──> when? ──> outbox
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from vedette.alert.consent import wants
from vedette.alert.holding.planning import plan_of
from vedette.alert.ledger import EventLedger, Told, subscription_of, write_told
from vedette.alert.matching.facts import Facts, facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.alert.notices.notice import make_notice
from vedette.alert.notices.novelty import judge
from vedette.alert.notices.snapshot import snapshot
from vedette.schemas import Due, Endpoint, Event, Notice, Plan, Subscriber, WatchRule


@dataclass(frozen=True)
class Owed:
    """What follows from one revision of an event."""

    dues: tuple[Due, ...]
    ledger: EventLedger | None
    """The event's ledger after these notices; None if nobody is told anything."""


def notify(
    event: Event, *, index: RuleIndex, subscribers: Mapping[str, Subscriber], ledger: EventLedger, now: datetime
) -> Owed:
    """Return the notices this revision owes to subscribers: match, novelty, ledger, notice.

    `now` is the time the revision was published; a replay with the same ledger makes the same notices.
    """
    facts = facts_of(event)
    dues: list[Due] = []
    entries: dict[str, Told] = {}
    for rule, matches in _concerned(facts, index, ledger):
        if rule.expires and now >= rule.expires:
            continue
        for endpoint in endpoints_of(rule, subscribers.get(rule.subscriber_id)):
            name = subscription_of(rule.rule_id, endpoint.endpoint_id)
            told = ledger.subscriptions.get(name)
            live = told.snapshot if told and not told.closed else None
            if told and event.revision <= told.snapshot.revision:
                continue
            judgement = judge(rule, event, live, matches=matches)
            if judgement is None:
                continue
            notice = make_notice(rule, facts, judgement, endpoint_id=endpoint.endpoint_id, told=told, now=now)
            dues.append(owe(notice, endpoint, plan_of(rule, subscribers[rule.subscriber_id], facts, now=now)))
            entries[name] = write_told(told, notice.data.delivery_id, snapshot(event), judgement.news)
    return Owed(tuple(dues), ledger.after(entries) if entries else None)


def _concerned(facts: Facts, index: RuleIndex, ledger: EventLedger) -> Iterator[tuple[WatchRule, bool]]:
    """Yield the rules that match, then those that do not and whose subscriber was told of the event before."""
    matching = index.matching(facts)
    yield from ((rule, True) for rule in matching)
    seen = {rule.rule_id for rule in matching}
    for rule_id in sorted({name.partition("|")[0] for name in ledger.subscriptions} - seen):
        rule = index.live(rule_id)
        if rule is not None and rule.enabled:
            yield rule, False


def endpoints_of(rule: WatchRule, subscriber: Subscriber | None) -> list[Endpoint]:
    """Return the endpoints a rule tells: those it names, else all; only such as may be told."""
    if subscriber is None:
        return []
    wanted = [e for e in subscriber.endpoints if not rule.channels or e.endpoint_id in rule.channels]
    return [e for e in wanted if wants(e, rule.rule_id)]


def owe(notice: Notice, endpoint: Endpoint, plan: Plan | None) -> Due:
    """Return the message that puts a notice into the outbox, to be held first if there is a plan."""
    data = notice.data
    return Due(
        delivery_id=data.delivery_id,
        endpoint_id=endpoint.endpoint_id,
        subscriber_id=data.subscriber_id,
        rule_id=data.rule_id,
        event_id=data.event_id,
        revision=data.revision,
        channel=endpoint.channel,
        made_at=notice.timestamp,
        next_at=notice.timestamp,
        notice=notice,
        plan=plan,
    )
