"""How a notice is held before it goes out: a function of the rule, the notice and its time, and of nothing else.

A replay makes the same plan, so it files the notice where it already is.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from vedette.alert.holding.clock import digest_period, quiet_until, zone_named
from vedette.alert.matching.facts import Facts
from vedette.alert.matching.match import compile_node
from vedette.schemas import Gathering, Plan, Subscriber, Tally, WatchRule


def plan_of(rule: WatchRule, reader: Subscriber, facts: Facts, *, now: datetime) -> Plan | None:
    """Return how a notice made now is held; None if it goes out at once.

    A tally comes first: until enough came together there is nothing to hold. Snoozing holds everything; quiet hours
    push a digest back and hold single notices, unless they are urgent; grouping gathers what a throttle then counts.
    """
    later = _hold(rule, facts, zone_named(rule.zone or reader.zone), now)
    return _tally_plan(rule, rule.tally, facts, later) if rule.tally else later


def _hold(rule: WatchRule, facts: Facts, zone: ZoneInfo, now: datetime) -> Plan | None:
    if rule.snooze_until and now < rule.snooze_until:
        return Plan(lane=f"{rule.rule_id}|snooze", reason=Gathering.SNOOZE, until=rule.snooze_until)
    if rule.digest:
        since, until = digest_period(rule.digest, zone, now)
        return Plan(
            lane=f"{rule.rule_id}|digest", reason=Gathering.DIGEST, since=since,
            until=_quiet_end(rule, facts, zone, until) or until,
        )  # fmt: skip
    until_morning = _quiet_end(rule, facts, zone, now)
    if until_morning:
        return Plan(lane=f"{rule.rule_id}|quiet", reason=Gathering.QUIET, until=until_morning)
    throttle = (
        Plan(lane=f"{rule.rule_id}|throttle", reason=Gathering.THROTTLE, per_hour=rule.throttle.per_hour)
        if rule.throttle
        else None
    )
    if not rule.group:
        return throttle
    values = "|".join(value_of(field, facts) for field in rule.group.by)
    return Plan(
        lane=f"{rule.rule_id}|group|{values}", reason=Gathering.GROUP,
        wait_s=rule.group.wait_s, interval_s=rule.group.interval_s, then=throttle,
    )  # fmt: skip


def _quiet_end(rule: WatchRule, facts: Facts, zone: ZoneInfo, at: datetime) -> datetime | None:
    """Return when the quiet hours around a time end; None outside of them and for what is urgent."""
    if rule.quiet is None:
        return None
    if rule.quiet.urgent_if is not None and compile_node(rule.quiet.urgent_if)(facts) is True:
        return None
    return quiet_until(rule.quiet, zone, at)


def _tally_plan(rule: WatchRule, tally: Tally, facts: Facts, later: Plan | None) -> Plan:
    values = "|".join(value_of(field, facts) for field in tally.by)
    return Plan(
        lane=f"{rule.rule_id}|tally|{values}", reason=Gathering.TALLY, at_least=tally.at_least,
        within_s=tally.within_hours * 3600, value=value_of(tally.distinct, facts), then=later,
    )  # fmt: skip


def value_of(field: str, facts: Facts) -> str:
    """Return what an event has in a field that groups; what is not known is a group of its own."""
    place = facts.event.place
    match field:
        case "event":
            return facts.event.event_id
        case "kind":
            return facts.kind
        case "country":
            return facts.country or "?"
        case "admin":
            return f"{facts.country or '?'}/{facts.admin or '?'}"
        case "place":
            return (place.gazetteer_id or place.name) if place else "?"
        case _:
            actors = [a.actor_id.upper() or a.words.strip() for a in facts.actors["any"]]
            return min(actors, default="?")
