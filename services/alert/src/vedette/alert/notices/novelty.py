"""Judge whether a revision of an event is news to a subscriber.

Source: EVENTS definitions, sections 2 (what makes a post new) and 3 (when a toll is told, told again, taken back).
"""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from vedette.alert.matching.facts import COUNTERS
from vedette.alert.matching.match import leaves
from vedette.alert.notices.snapshot import HAPPENED, Figure, Snapshot, changes, numbers_of, snapshot
from vedette.schemas import (
    ActionIs,
    CasualtyEvent,
    ChangeReason,
    Event,
    EventStatus,
    FollowUp,
    Node,
    PostAction,
    PostEvent,
    Realis,
    Scope,
    ScopeIs,
    TollCount,
    WatchRule,
)

STEPS = (1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000)
"""A figure is told again when it passes one of these. Source: alert design, `notify` (1 to 100), carried on."""

HISTORY_DAYS = 30
"""What ended longer ago than this when it was first reported is no news. Source: EVENTS definitions, section 3, out:
anniversaries, court reports about old cases; a month leaves room for what comes to light late."""


class News(StrEnum):
    """What a revision is to a subscriber."""

    NEW = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Judgement:
    """What is to be told."""

    news: News
    changed: tuple[str, ...] = ()
    """What changed since the notice before, as `field: old -> new`."""


def judge(rule: WatchRule, event: Event, told: Snapshot | None, *, matches: bool) -> Judgement | None:
    """Return what the revision is to somebody who was told `told` (None: nothing, or it was taken back).

    Who was told once hears of changes even when the event has left the rule's area or fallen below its number:
    the notice they hold has become wrong.
    """
    if told is None:
        return Judgement(News.NEW) if matches and is_new(rule, event) else None
    if event.revision <= told.revision:
        return None
    changed = tuple(changes(told, event))
    if event.status is not EventStatus.ACTIVE:
        return Judgement(News.CANCEL, (ending(event),))
    if matches and _came_true(told, event):
        return Judgement(News.NEW, changed)
    if rule.follow_up is FollowUp.FIRST:
        return None
    if rule.follow_up is FollowUp.EVERY or is_update(told, event):
        return Judgement(News.UPDATE, changed)
    return None


def is_new(rule: WatchRule, event: Event) -> bool:
    """Return True if the event may start an alert for this rule."""
    if event.status is not EventStatus.ACTIVE or _is_history(event):
        return False
    if isinstance(event, CasualtyEvent):
        return _is_new_toll(rule, event)
    return _is_new_post(event, asked_actions(rule.when))


def silence(rule: WatchRule, event: Event) -> str | None:
    """Return why an event that matches starts no alert all the same; None if it does."""
    if is_new(rule, event):
        return None
    if event.status is not EventStatus.ACTIVE:
        return f"the event is {event.status.value}; only who was told of it hears that"
    if _is_history(event):
        return f"it ended more than {HISTORY_DAYS} days before it was first reported"
    if isinstance(event, PostEvent):
        if event.state is PostAction.ESTABLISHED:
            return "it is a total, or not told as a fact; only new posts that stand are news"
        return f"a post that is {event.state.value} is news only to a rule that names this state in `action`"
    if event.realis not in HAPPENED:
        return f"it is told as {event.realis.value}, not as a fact"
    if event.scope is Scope.CUMULATIVE:
        return "it is a running sum; name `cumulative` in `scope` to hear of those"
    return "no claim tells that anybody was harmed"


def _is_history(event: Event) -> bool:
    """Return True for what was long past when it was first reported: anniversaries, court reports, looks back."""
    return event.date.end is not None and (event.first_reported_at.date() - event.date.end).days > HISTORY_DAYS


def _is_new_toll(rule: WatchRule, event: CasualtyEvent) -> bool:
    if event.realis not in HAPPENED:
        return False
    if event.scope is Scope.CUMULATIVE and Scope.CUMULATIVE not in asked_scopes(rule.when):
        return False
    return any(_harms(getattr(event.toll, counter)) for counter in COUNTERS)


def _harms(count: TollCount | None) -> bool:
    """Return True unless nobody was harmed: nothing told, or zero told."""
    if count is None:
        return False
    known = count.best if count.best is not None else count.high
    return known != 0


def _is_new_post(event: PostEvent, asked: frozenset[PostAction]) -> bool:
    """Judge a post's state: `established` is news by itself, every other state only to a rule that names it."""
    if event.state is PostAction.ESTABLISHED:
        return event.realis is Realis.ACTUAL and (event.is_site or _tells_new_posts(event))
    if event.realis in {Realis.HYPOTHETICAL, Realis.BACKGROUND}:
        return False
    return event.state in asked


def _tells_new_posts(event: PostEvent) -> bool:
    """Return True for new posts without a named site; a total or an agreed number tells of none."""
    numbers = numbers_of(event)
    return bool(event.delta) if "delta" in numbers else not numbers


def _came_true(told: Snapshot, event: Event) -> bool:
    """Return True for a post that was told as planned, attempted or the like and now stands."""
    before = {PostAction.AGREED, PostAction.PLANNED, PostAction.UNDER_WAY, PostAction.ATTEMPTED, PostAction.DENIED}
    return isinstance(event, PostEvent) and told.state in before and _is_new_post(event, frozenset())


def is_update(told: Snapshot, event: Event) -> bool:
    """Return True if the revision differs from what was told by more than detail."""
    now = snapshot(event)
    return (
        any(_passes_step(told.figures.get(c), now.figures.get(c)) for c in COUNTERS)
        or bool(set(now.groups) - set(told.groups))
        or (now.precision is not None and (told.precision is None or now.precision < told.precision))
        or now.state != told.state
        or _counts_more(told.numbers, now.numbers)
        or bool(set(now.parties) - set(told.parties))
        or bool(set(now.contradictions) - set(told.contradictions))
        or _corrected(told, event)
    )


def _counts_more(told: dict[str, int], now: dict[str, int]) -> bool:
    """Return True if a number of posts changed; fewer without a site only means that one was named."""
    fewer_open = {"delta"} if now.get("delta", 0) < told.get("delta", 0) else set()
    return any(told.get(role) != number for role, number in now.items() if role not in fewer_open)


def _passes_step(old: Figure | None, new: Figure | None) -> bool:
    return any(_step(getattr(old, f, None)) != _step(getattr(new, f, None)) for f in ("low", "best"))


def _step(figure: int | None) -> int:
    return bisect_right(STEPS, figure) if figure is not None else 0


def _corrected(told: Snapshot, event: Event) -> bool:
    """Return True if a source took a figure back since: a small correction is still one."""
    return any(
        c.revision > told.revision and c.reason is ChangeReason.CORRECTION and c.field.startswith("toll.")
        for c in event.changes
    )


def ending(event: Event) -> str:
    """Return how an event ended, as a change of its status."""
    if event.status is EventStatus.SUPERSEDED:
        return f"status: active -> merged into event {event.superseded_by}" if event.superseded_by else "status: merged"
    return "status: active -> retracted"


def asked_actions(when: Node) -> frozenset[PostAction]:
    """Return the states a rule names, outside of `not`."""
    return frozenset(
        a for path, leaf in leaves(when) if isinstance(leaf, ActionIs) and ".not" not in path for a in leaf.action
    )


def asked_scopes(when: Node) -> frozenset[Scope]:
    """Return the scopes a rule names, outside of `not`."""
    return frozenset(
        s for path, leaf in leaves(when) if isinstance(leaf, ScopeIs) and ".not" not in path for s in leaf.scope
    )
