"""What a rule would have sent over stored events, how many a day, and why; nothing is sent.

The same steps as for real, on tables that are plain dicts and a clock that jumps from event to event.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from vedette.alert.holding.hold import Holdings, close, closing, take
from vedette.alert.holding.lanes import Lane
from vedette.alert.holding.planning import plan_of
from vedette.alert.ledger import Told, write_told
from vedette.alert.matching.clauses import TooManyClausesError, clauses_of
from vedette.alert.matching.facts import facts_of
from vedette.alert.matching.match import Explanation, compile_node, explain
from vedette.alert.notices.notice import make_notice
from vedette.alert.notices.novelty import judge, silence
from vedette.alert.notices.snapshot import snapshot
from vedette.alert.rules.areas import filled
from vedette.alert.steps import owe
from vedette.schemas import (
    Due,
    EmailEndpoint,
    Event,
    Notice,
    SavedArea,
    Subscriber,
    WatchRule,
)

DAYS = 30
BROAD_A_DAY = 50
"""Above this a digest is offered. Source: too-broad guard of the alert design."""
REFUSED_A_DAY = 1000
"""Above this a rule is refused unless the operator allows it. Source: as above."""
NOWHERE = EmailEndpoint(endpoint_id="dry-run", address="nobody@localhost")


@dataclass(frozen=True)
class WouldTell:
    """What a rule would have made of one event."""

    event: Event
    matches: bool
    notice: Notice | None
    """The notice it would have made; None if it would not."""


@dataclass(frozen=True)
class Rehearsal:
    """What a rule would have sent."""

    told: tuple[WouldTell, ...]
    """Each event, in the order it became known."""
    sent: tuple[Due, ...]
    """Messages, after digests, groups, quiet hours and throttle."""
    days: int

    @property
    def a_day(self) -> float:
        """Return messages a day, over the whole time."""
        return len(self.sent) / max(1, self.days)

    @property
    def notices_a_day(self) -> float:
        """Return notices a day, before any were gathered."""
        return sum(1 for each in self.told if each.notice) / max(1, self.days)

    @property
    def busiest(self) -> tuple[date, int] | None:
        """Return the day with the most messages, and their number."""
        days = Counter(due.made_at.date() for due in self.sent)
        return max(days.items(), key=lambda each: (each[1], each[0]), default=None)


def rehearse(
    rule: WatchRule, events: Iterable[Event], *, reader: Subscriber, until: datetime, days: int = DAYS
) -> Rehearsal:
    """Run a rule over the events of the last days. An event that stands alone is taken as it stands now."""
    since = until - timedelta(days=days)
    known = sorted((e for e in events if since < e.updated_at <= until), key=lambda e: (e.updated_at, e.revision))
    stage = _Stage(rule, reader)
    told = tuple(stage.take(event) for event in known)
    stage.turn(None)
    return Rehearsal(told, tuple(sorted(stage.sent, key=lambda due: due.next_at or due.made_at)), days)


class _Stage:
    """One rule, one reader, and tables in memory."""

    def __init__(self, rule: WatchRule, reader: Subscriber) -> None:
        awake = {"snooze_until": None, "expires": None, "enabled": True}
        self._rule = filled(rule, reader.areas).model_copy(update=awake)
        self._reader = reader
        self._test = compile_node(self._rule.when)
        self._told: dict[str, Told] = {}
        self._tables: dict[tuple[str, str], bytes] = {}
        self._lanes: dict[str, Lane] = {}
        self.sent: list[Due] = []

    def take(self, event: Event) -> WouldTell:
        facts = facts_of(event)
        matches = self._test(facts) is True
        told = self._told.get(event.event_id)
        live = told.snapshot if told and not told.closed else None
        judgement = judge(self._rule, event, live, matches=matches) if matches or live else None
        if judgement is None:
            return WouldTell(event, matches, None)
        now = event.updated_at
        notice = make_notice(self._rule, facts, judgement, endpoint_id=NOWHERE.endpoint_id, told=told, now=now)
        self._told[event.event_id] = write_told(told, notice.data.delivery_id, snapshot(event), judgement.news)
        self.turn(now)
        due = owe(notice, NOWHERE, plan_of(self._rule, self._reader, facts, now=now))
        if due.plan is None:
            self.sent.append(due)
        else:
            self._write(take(due, self._read))
        return WouldTell(event, matches, notice)

    def turn(self, now: datetime | None) -> None:
        """Close the windows that are due by now; None: every one, as often as it takes."""
        while True:
            due = [lane for lane in self._lanes.values() if now is None or lane.closes_at <= now]
            if not due:
                return
            self._write(close(closing(min(due, key=lambda lane: lane.closes_at)), self._read))

    def _write(self, found: Holdings) -> None:
        self.sent += found.owed
        for key, lane in found.lanes.items():
            self._lanes.pop(key, None)
            if lane is not None:
                self._lanes[key] = lane
        for at, value in found.puts.items():
            if value is None:
                self._tables.pop(at, None)
            else:
                self._tables[at] = value

    def _read(self, table: str, key: str) -> bytes | None:
        return self._tables.get((table, key))


def too_broad(rehearsal: Rehearsal, rule: WatchRule) -> str | None:
    """Return what to say of a rule that would send too much; None if it would not."""
    if rehearsal.a_day <= BROAD_A_DAY:
        return None
    advice = "narrow its conditions" + ("" if rule.digest else ", or add `digest: day`")
    return f"the rule would have sent {rehearsal.a_day:.0f} notices a day over the last {rehearsal.days} days; {advice}"


def why(rule: WatchRule, event: Event, areas: Sequence[SavedArea] = ()) -> tuple[Explanation, list[str]]:
    """Return leaf by leaf why a rule matches an event or not, and what else keeps it silent or holds it.

    `areas` are those its subscriber has saved.
    """
    rule = filled(rule, areas)
    told = explain(rule, event)
    notes = [] if rule.enabled else ["the rule is switched off"]
    if told.matches and (reason := silence(rule, event)):
        notes.append(reason)
    try:
        clauses_of(rule.when)
    except TooManyClausesError as error:
        notes.append(str(error))
    return told, notes


def dry_run(rules: Sequence[WatchRule], events: Sequence[Event]) -> dict[str, list[WouldTell]]:
    """Return, by rule, what each revision in turn would have told a subscriber; those switched off tell nothing."""
    reader = Subscriber(subscriber_id="dry-run", name="dry run", endpoints=[NOWHERE])
    found: dict[str, list[WouldTell]] = {}
    for rule in rules:
        stage = _Stage(rule, reader)
        told = [stage.take(event) for event in events]
        found[rule.rule_id] = told if rule.enabled else [replace(each, notice=None) for each in told]
    return found
