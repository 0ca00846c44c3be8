"""What the pull outputs of a subscriber show: the events of the last days that their rules match, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass

from vedette.alert.matching.facts import Facts, facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.alert.notices.notice import headline
from vedette.alert.notices.novelty import Judgement, News, is_new
from vedette.schemas import Event, EventStatus

MOST = 200
"""Events in one feed; readers come back often."""


@dataclass(frozen=True)
class Shown:
    """One event as the outputs show it."""

    event: Event
    facts: Facts
    rules: tuple[str, ...]
    """Names of the rules that match."""
    headline: str


def select(index: RuleIndex, events: Iterable[Event]) -> list[Shown]:
    """Return the events that would have been told by one of a subscriber's rules, the newest first.

    An event that was retracted since is shown as such: who saw it in an earlier reading must learn of it.
    """
    found = [shown for event in events if (shown := show(event, index))]
    return sorted(found, key=lambda each: (each.event.updated_at, each.event.event_id), reverse=True)[:MOST]


def show(event: Event, index: RuleIndex) -> Shown | None:
    """Return the event as it is shown; None if no rule would have told of it."""
    facts = facts_of(event)
    stood = event.model_copy(update={"status": EventStatus.ACTIVE})
    names = [rule.name for rule in index.matching(facts) if is_new(rule, stood)]
    if not names:
        return None
    news = News.NEW if event.status is EventStatus.ACTIVE else News.CANCEL
    return Shown(event, facts, tuple(dict.fromkeys(names)), headline(event, Judgement(news)))
