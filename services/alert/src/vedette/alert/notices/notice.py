"""Write the notice: the body a webhook receives, and what a mail is made from."""

from collections.abc import Sequence
from datetime import datetime

from vedette.alert.ledger import Told, delivery_id, subscription_of
from vedette.alert.matching.facts import COUNTERS, Facts
from vedette.alert.matching.match import matched_words
from vedette.alert.notices.novelty import Judgement, News
from vedette.alert.notices.wording import count_words, place_words
from vedette.schemas import (
    CasualtyEvent,
    Event,
    Facility,
    MsgType,
    Notice,
    NoticeData,
    NoticeType,
    PostAction,
    PostEvent,
    WatchRule,
)

MAX_BODY_BYTES = 20_000
"""Source: alert design, payload: a body of 20 kB at most."""

TYPES = {
    News.NEW: (NoticeType.MATCHED, MsgType.ALERT),
    News.UPDATE: (NoticeType.UPDATED, MsgType.UPDATE),
    News.CANCEL: (NoticeType.RETRACTED, MsgType.CANCEL),
}
POST_LEADS = {
    PostAction.AGREED: "Agreed: {}",
    PostAction.PLANNED: "Planned: {}",
    PostAction.UNDER_WAY: "Under way: {}",
    PostAction.ESTABLISHED: "New {}",
    PostAction.ATTEMPTED: "Attempted: {}",
    PostAction.REINFORCED: "Reinforced: {}",
    PostAction.RELOCATED: "Moved: {}",
    PostAction.HANDED_OVER: "Handed over: {}",
    PostAction.ATTACKED: "Attacked: {}",
    PostAction.WITHDRAWN: "Withdrawn: {}",
    PostAction.DISMANTLED: "Dismantled: {}",
    PostAction.DENIED: "Denied: {}",
}
SLIMMING = ((20, 20), (8, 8), (3, 4), (1, 1))
"""Sources and changes kept, tried in turn until the body is small enough."""


def make_notice(
    rule: WatchRule, facts: Facts, judgement: Judgement, *, endpoint_id: str, told: Told | None, now: datetime
) -> Notice:
    """Return the notice for one subscription."""
    event = facts.event
    kind, msg_type = TYPES[judgement.news]
    subscription = subscription_of(rule.rule_id, endpoint_id)
    data = NoticeData(
        delivery_id=delivery_id(subscription, event.event_id, event.revision, judgement.news),
        subscriber_id=rule.subscriber_id,
        rule_id=rule.rule_id,
        rule_version=rule.rule_version,
        rule_name=rule.name,
        msg_type=msg_type,
        references=told.delivery_ids if told else [],
        event_id=event.event_id,
        revision=event.revision,
        headline=headline(event, judgement),
        changed=list(judgement.changed),
        matched=matched_words(rule, facts),
        event=event,
    )
    return slim(Notice(type=kind, timestamp=now, data=data))


def headline(event: Event, judgement: Judgement) -> str:
    """Return one line for a person."""
    subject = f"{_what(event)}{_where(event)}"
    match judgement.news:
        case News.NEW:
            return subject
        case News.UPDATE:
            return f"Update: {_what(event)}{_before(event, judgement.changed)}{_where(event)}"
        case News.CANCEL:
            return f"Retracted: {subject}"


def _before(event: Event, changed: Sequence[str]) -> str:
    """Return what the first changed field was before, as " (was 3)"; empty if no field has a value before."""
    field, arrow, new = next((c for c in changed if " -> " in c), "").partition(" -> ")
    name, _, old = field.partition(": ")
    old = old.partition(" (")[0]
    if not arrow or old == "not told":
        return ""
    if old == new.partition(" (")[0]:
        return f" (sources disagree on {name})"  # the figure stands, a rival one was told beside it
    said = _what(event)
    only_field = name == "state" or (said.endswith(f" {name}") and "," not in said)
    return f" (was {old})" if only_field else f" ({name} was {old})"


def _what(event: Event) -> str:
    if isinstance(event, PostEvent):
        facility = "military site" if event.facility is Facility.OTHER else event.facility.value.replace("_", " ")
        number = event.delta or event.target
        some = f"{number} {facility}s" if not event.is_site and number and number > 1 else facility
        return POST_LEADS[event.state].format(some)
    return _toll_words(event)


def _toll_words(event: CasualtyEvent) -> str:
    parts = []
    for counter in COUNTERS:
        count = getattr(event.toll, counter)
        if count is not None and (count.best or count.low or (count.best is None and count.low is None)):
            number = count_words(count).partition(" (")[0].replace("some, number not told", "some")
            parts.append(f"{number} {counter}" + (" or injured" if event.joint and counter == "killed" else ""))
    return ", ".join(parts) or "No casualties"


def _where(event: Event) -> str:
    return f": {place_words(event.place)}" if event.place else ": place not known"


def slim(notice: Notice) -> Notice:
    """Return the notice without its oldest sources, changes and figures if the body would be too large."""
    for sources, changes in SLIMMING:
        if len(notice.write()) <= MAX_BODY_BYTES:
            return notice
        event = _slim_event(notice.data.event, sources, changes)
        notice = notice.model_copy(update={"data": notice.data.model_copy(update={"event": event})})
    return notice


def _slim_event(event: Event, sources: int, changes: int) -> Event:
    lists = {
        "claims": event.claims[-sources:],
        "sources": [*event.sources[:1], *event.sources[1:][-sources + 1 :]] if sources > 1 else event.sources[:1],
        "changes": event.changes[-changes:],
        "contradictions": event.contradictions[-changes:],
        "actors": event.actors[:changes],
    }
    if isinstance(event, PostEvent):
        return event.model_copy(update=lists | {"history": event.history[-changes:]})
    counts = {c: getattr(event.toll, c) for c in COUNTERS}
    short = {c: n.model_copy(update={"figures": n.figures[-changes:]}) if n else None for c, n in counts.items()}
    return event.model_copy(update=lists | {"toll": event.toll.model_copy(update=short)})
