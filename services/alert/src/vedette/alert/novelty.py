"""Judge whether a revision of an event is news to a subscriber.

Source: EVENTS definitions, sections 2 (what makes a post new) and 3 (when a toll is told, told again, taken back).
"""

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from vedette.alert.facts import COUNTERS
from vedette.alert.match import leaves
from vedette.alert.wording import count_words, field_words, place_words
from vedette.schemas import (
    ActionIs,
    CasualtyEvent,
    ChangeReason,
    ClaimantRole,
    Event,
    EventStatus,
    FollowUp,
    Node,
    Part,
    PlaceCode,
    PostAction,
    PostEvent,
    Realis,
    Scope,
    ScopeIs,
    TollCount,
    VictimGroup,
    WatchRule,
)

STEPS = (1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000)
"""A figure is told again when it passes one of these. Source: alert design, `notify` (1 to 100), carried on."""

NUMBERS = {
    "delta": "new without a named site",
    "stock": "in all",
    "target": "agreed",
    "ordinal": "the latest is number",
}
"""Roles of numbers of posts, and what a notice calls them."""

HISTORY_DAYS = 30
"""What ended longer ago than this when it was first reported is no news. Source: EVENTS definitions, section 3, out:
anniversaries, court reports about old cases; a month leaves room for what comes to light late."""

HAPPENED = frozenset({Realis.ACTUAL, Realis.ATTEMPTED})


class News(StrEnum):
    """What a revision is to a subscriber."""

    NEW = "alert"
    UPDATE = "update"
    CANCEL = "cancel"


class Figure(Part):
    """A counter as it was told."""

    low: int | None = Field(default=None, description="Least live figure.")
    best: int | None = Field(default=None, description="Figure shown.")
    words: str = Field(description="As a person read it.")


class Snapshot(Part):
    """What a notice said, as far as later revisions are held against it."""

    revision: int = Field(description="Revision of the event.")
    state: PostAction | None = Field(default=None, description="State of a post.")
    figures: dict[str, Figure] = Field(default={}, description="Counters of a toll.")
    groups: list[str] = Field(default=[], description="Groups of victims that were named.")
    precision: PlaceCode | None = Field(default=None, description="How finely the place was known.")
    place: str = Field(default="", description="The place as a person read it.")
    numbers: dict[str, int] = Field(default={}, description="Numbers of posts without sites, by role.")
    parties: list[str] = Field(default=[], description="Parties that had confirmed or denied.")
    contradictions: list[str] = Field(default=[], description="Fields with rival values.")


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
        return Judgement(News.CANCEL, (_ending(event),))
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
    numbers = _numbers(event)
    return bool(event.delta) if "delta" in numbers else not numbers


def _numbers(event: Event) -> dict[str, int]:
    if not isinstance(event, PostEvent) or event.is_site:
        return {}
    return {role: n for role in NUMBERS if (n := getattr(event, role)) is not None}


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


def snapshot(event: Event) -> Snapshot:
    """Return what a notice of this revision says."""
    toll = event.toll if isinstance(event, CasualtyEvent) else None
    counts = {c: count for c in COUNTERS if toll and (count := getattr(toll, c))}
    victims = event.victims if isinstance(event, CasualtyEvent) else []
    return Snapshot(
        revision=event.revision,
        state=event.state if isinstance(event, PostEvent) else None,
        figures={c: Figure(low=n.low, best=n.best, words=count_words(n)) for c, n in counts.items()},
        groups=sorted({v.group.value for v in victims if v.group is not VictimGroup.UNKNOWN}),
        precision=event.place.precision if event.place else None,
        place=place_words(event.place) if event.place else "",
        numbers=_numbers(event),
        parties=sorted(set(_party_words(event))),
        contradictions=sorted(_disputed(event)),
    )


def _party_words(event: Event) -> list[str]:
    return [
        f"{'denied' if s.realis is Realis.DENIED else 'confirmed'} by {s.claimant}"
        for s in event.sources
        if s.claimant and s.claimant_role is ClaimantRole.PARTY and s.realis in {Realis.DENIED, *HAPPENED}
    ]


def changes(told: Snapshot, event: Event) -> list[str]:
    """Return what changed since a notice, as `field: old -> new`."""
    now = snapshot(event)
    pairs = [(c, _words(told.figures.get(c)), _words(now.figures.get(c))) for c in COUNTERS]
    pairs.append(("state", _state(told.state), _state(now.state)))
    pairs.append(("place", told.place or "not told", now.place or "not told"))
    pairs += [(NUMBERS[r], _shown(told.numbers.get(r)), _shown(now.numbers.get(r))) for r in NUMBERS]
    pairs.append(("victims", ", ".join(told.groups) or "not told", ", ".join(now.groups) or "not told"))
    found = [f"{field}: {old} -> {new}" for field, old, new in pairs if old != new]
    found += [word for word in now.parties if word not in told.parties]
    found += [
        f"sources disagree on {field_words(f)}: {_disputed(event)[f]}"
        for f in now.contradictions
        if f not in told.contradictions
    ]
    return found + [
        f"sources agree again on {field_words(f)}" for f in told.contradictions if f not in now.contradictions
    ]


def _words(figure: Figure | None) -> str:
    return figure.words if figure else "not told"


def _shown(number: int | None) -> str:
    return "not told" if number is None else str(number)


def _state(state: PostAction | None) -> str:
    return state.value.replace("_", " ") if state else "not told"


def _disputed(event: Event) -> dict[str, str]:
    """Return the fields sources disagree on, with the rival values; a span of figures counts as one."""
    found = {c.field.removesuffix(".span"): c.new or "" for c in event.changes if c.reason is ChangeReason.CONFLICT}
    for field in {c.field for c in event.contradictions}:
        found[field] = "; ".join(" or ".join(c.values) for c in event.contradictions if c.field == field)
    return found


def _ending(event: Event) -> str:
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
