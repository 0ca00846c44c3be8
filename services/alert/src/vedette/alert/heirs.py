"""When an event takes the place of another: what was told of the one is told of the other.

An older article that arrives late gives a happening a new id, and two events may turn out to be one. The former event
is closed as superseded and names its heir; the heir's revision names whom it supersedes. Both have their own key, so
their ledgers may lie on two workers: the former's worker hands its ledger over by a message under the heir's key, and
the heir's worker waits for it before it tells anybody anything. Nobody gets a Cancel and a New for what they know.
Source: decision record 0075.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from vedette.alert.holding.planning import plan_of
from vedette.alert.ledger import EventLedger, Told, subscription_of
from vedette.alert.matching.facts import facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.alert.notices.notice import make_notice
from vedette.alert.notices.novelty import Judgement, News, ending
from vedette.alert.steps import endpoints_of, notify, owe
from vedette.schemas import Due, Event, EventStatus, Handover, Subscriber

__all__ = ["Desk", "Followed", "take_over", "take_revision"]

PATIENCE = timedelta(minutes=1)
"""Longest wait for a former event's ledger; both revisions are published together, so it is there within a second."""


@dataclass(frozen=True)
class Desk:
    """Who wants to hear of what."""

    index: RuleIndex
    subscribers: Mapping[str, Subscriber]


@dataclass(frozen=True)
class Followed:
    """What follows from a revision or a handover: notices owed, the ledger to write, a handover to send."""

    dues: tuple[Due, ...] = ()
    ledger: EventLedger | None = None
    handover: Handover | None = None


def take_revision(event: Event, *, desk: Desk, ledger: EventLedger, now: datetime) -> Followed:
    """Return what a revision of an event owes; nothing yet while the ledger of an event it supersedes is on its way."""
    if event.status is EventStatus.ACTIVE and ledger.moved_to:
        ledger = ledger.model_copy(update={"moved_to": None})  # it was split off again
    missing = [i for i in dict.fromkeys((*ledger.awaited, *event.supersedes)) if i not in ledger.received]
    if missing and now - (ledger.waiting_since or now) < PATIENCE:
        return Followed(ledger=_holding(event, ledger, missing, now))
    return _act(event, desk, _freed(ledger), now)


def take_over(handover: Handover, *, desk: Desk, ledger: EventLedger, now: datetime) -> Followed:
    """Return what follows from a former event's ledger: it is the heir's now, and what waited for it is told.

    A subscription that was told of both hears that the former is withdrawn: it knows of one happening too many.
    """
    former = handover.former
    if ledger.received.get(former.event_id, 0) >= former.revision:
        return Followed()
    if ledger.moved_to and ledger.moved_to != former.event_id:
        return Followed(handover=handover.model_copy(update={"event_id": ledger.moved_to}))
    theirs = {name: Told.model_validate_json(told, extra="ignore") for name, told in handover.told.items()}
    both = {name: told for name, told in theirs.items() if (mine := ledger.subscriptions.get(name)) and not mine.closed}
    before = ledger.waiting.revision - 1 if ledger.waiting else 0
    ledger = ledger.after({name: _as_of(told, before) for name, told in theirs.items() if name not in both})
    ledger = ledger.model_copy(update={"received": {**ledger.received, former.event_id: former.revision}})
    dues = _withdrawn(former, both, desk, now)
    if ledger.waiting is None or [i for i in ledger.awaited if i not in ledger.received]:
        return Followed(dues, ledger)
    followed = _act(ledger.waiting, desk, _freed(ledger), now)
    return replace(followed, dues=(*dues, *followed.dues))


def _act(event: Event, desk: Desk, ledger: EventLedger, now: datetime) -> Followed:
    if event.status is EventStatus.SUPERSEDED and event.superseded_by:
        return _hand_over(event, event.superseded_by, ledger)
    owed = notify(event, index=desk.index, subscribers=desk.subscribers, ledger=ledger, now=now)
    return Followed(owed.dues, owed.ledger or ledger)


def _hand_over(event: Event, heir: str, ledger: EventLedger) -> Followed:
    live = {name: told for name, told in ledger.subscriptions.items() if not told.closed}
    closed = {name: told.model_copy(update={"closed": True}) for name, told in live.items()}
    handover = Handover(event_id=heir, former=event, told={name: told.model_dump_json() for name, told in live.items()})
    return Followed(ledger=ledger.after(closed).model_copy(update={"moved_to": heir}), handover=handover)


def _holding(event: Event, ledger: EventLedger, missing: list[str], now: datetime) -> EventLedger:
    newest = ledger.waiting if ledger.waiting and ledger.waiting.revision > event.revision else event
    return ledger.model_copy(
        update={"waiting": newest, "awaited": missing, "waiting_since": ledger.waiting_since or now}
    )


def _freed(ledger: EventLedger) -> EventLedger:
    return ledger.model_copy(update={"waiting": None, "awaited": [], "waiting_since": None})


def _as_of(told: Told, revision: int) -> Told:
    """Return what was told of a former event as told of its heir before this revision."""
    known = told.snapshot.model_copy(update={"revision": min(told.snapshot.revision, revision)})
    return told.model_copy(update={"snapshot": known})


def _withdrawn(former: Event, told: Mapping[str, Told], desk: Desk, now: datetime) -> tuple[Due, ...]:
    """Return the cancelling notices of a former event to those who were told of its heir too."""
    facts, judgement, dues = facts_of(former), Judgement(News.CANCEL, (ending(former),)), []
    for rule_id in sorted({name.partition("|")[0] for name in told}):
        rule = desk.index.live(rule_id)
        if rule is None or not rule.enabled:
            continue
        reader = desk.subscribers.get(rule.subscriber_id)
        for endpoint in endpoints_of(rule, reader):
            entry = told.get(subscription_of(rule_id, endpoint.endpoint_id))
            if entry is not None and reader is not None:
                notice = make_notice(rule, facts, judgement, endpoint_id=endpoint.endpoint_id, told=entry, now=now)
                dues.append(owe(notice, endpoint, plan_of(rule, reader, facts, now=now)))
    return tuple(dues)
