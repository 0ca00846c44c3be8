"""A notice as a person reads it: every line a mail shows, made once for the text part and the HTML part."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vedette.alert.notices.phrases import ENGLISH, Phrases
from vedette.alert.notices.wording import MONTHS, count_words, date_words, day_words, field_words, place_words
from vedette.schemas import (
    CasualtyEvent,
    Cause,
    DigestItem,
    Event,
    EventSource,
    Gathering,
    MsgType,
    Notice,
    Period,
    PostEvent,
    Subscriber,
)

LEADS = {
    MsgType.ALERT: "New event",
    MsgType.UPDATE: "Update of an event you were told of",
    MsgType.CANCEL: "An event you were told of is taken back",
}
GATHERED = {
    Gathering.DIGEST: "Your digest",
    Gathering.GROUP: "Several notices in one",
    Gathering.THROTTLE: "More notices than your rule lets through one by one",
    Gathering.QUIET: "Notices held in your quiet hours",
    Gathering.SNOOZE: "Notices held while the rule was put to sleep",
    Gathering.TALLY: "Events that came together",
}
PART_WORDS = {
    "realis": "That it happened, and is not planned or feared",
    "claimant": "That who says so is placed to know",
    "independent": "That others say the same on their own",
    "place": "How finely the place is known",
    "date": "How finely the day is known",
    "contradiction": "That no source contradicts it",
}
SOURCE_PARTS = ("claimant", "independent")
MAX_SOURCES = 5
MAX_QUOTE = 600
"""Characters of a quote that a mail shows; the webhook body has it whole."""
MAX_SHOWN_URL = 64
"""Characters: two lines on a phone."""


@dataclass(frozen=True)
class Source:
    """One source as a mail shows it."""

    who: str
    quote: str
    url: str | None
    shown_url: str
    """The address as it is shown: without what every address has, and not too long."""
    published: str | None
    language_direction: str


@dataclass(frozen=True)
class Item:
    """One notice of a digest as a mail shows it."""

    headline: str
    summary: str
    changed: tuple[str, ...]
    url: str | None
    shown_url: str
    made: str
    text_direction: str


@dataclass(frozen=True)
class Letter:
    """All lines of a mail. Every string is one line without control characters."""

    lead: str
    headline: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    """Name and value: where, when, state or toll, how sure."""
    changed: tuple[str, ...]
    sources: tuple[Source, ...]
    more_sources: int
    contradictions: tuple[str, ...]
    confidence: tuple[tuple[str, str], ...]
    """What the grade rests on, part by part."""
    withdrawn: bool
    """True if what follows no longer stands."""
    rule: str
    matched: tuple[str, ...]
    reader: str
    made: str
    notice_id: str
    event_id: str
    revision: int
    items: tuple[Item, ...] = ()
    """In a digest: its notices, newest first; the event's own lines are not shown then."""
    more_items: int = 0
    period: str = ""


def write_letter(notice: Notice, reader: Subscriber, t: Phrases = ENGLISH) -> Letter:
    """Return the notice in the reader's time zone, its fixed phrases in the reader's language."""
    data, event = notice.data, notice.data.event
    shown = [s for s in event.sources if s.quote] or event.sources
    newest = shown[-MAX_SOURCES:][::-1]
    zone = zone_of(reader.zone)
    return Letter(
        lead=t(GATHERED[data.gathered] if data.gathered else LEADS[data.msg_type]),
        headline=one_line(data.headline),
        summary=one_line(event.summary),
        facts=tuple(
            (t(name), one_line(value)) for name, value in [*_facts(event, t), ("How sure", _sureness(event, t))]
        ),
        changed=tuple(one_line(c) for c in data.changed),
        sources=tuple(_source(s, zone, t) for s in newest),
        more_sources=len(event.sources) - len(newest),
        contradictions=tuple(
            one_line(f"{field_words(c.field)}: {' or '.join(c.values)}") for c in event.contradictions
        ),
        confidence=tuple(_confidence(event, t)),
        withdrawn=data.msg_type is MsgType.CANCEL,
        rule=one_line(data.rule_name),
        matched=tuple(one_line(m) for m in data.matched),
        reader=one_line(reader.name),
        made=_moment(notice.timestamp, zone, t),
        notice_id=data.delivery_id,
        event_id=data.event_id,
        revision=data.revision,
        items=tuple(_item(item, zone, t) for item in data.items),
        more_items=(data.total or 0) - len(data.items) if data.items else 0,
        period=_period(data.period, zone, t) if data.period else "",
    )


def event_words(event: Event) -> tuple[str, list[str]]:
    """Return an event as it stands now, as a title and lines; for readers whose mails tell nothing of it."""
    told = [f"{one_line(who_says(s))}: “{one_line(s.quote.text)}”" for s in event.sources if s.quote]
    facts = [f"{name}: {one_line(value)}" for name, value in _facts(event, ENGLISH)]
    return one_line(event.summary), [*facts, *told[-MAX_SOURCES:][::-1]]


def _period(period: Period, zone: ZoneInfo, t: Phrases) -> str:
    return t("{start} to {end}").format(start=_moment(period.start, zone, t), end=_moment(period.end, zone, t))


def _item(item: DigestItem, zone: ZoneInfo, t: Phrases) -> Item:
    return Item(
        headline=_item_headline(item, t), summary=one_line(item.summary),
        changed=tuple(one_line(c) for c in item.changed), url=safe_url(item.url), shown_url=short_url(item.url),
        made=_moment(item.at, zone, t),
        text_direction=direction(one_line(item.summary)),
    )  # fmt: skip


def _item_headline(item: DigestItem, t: Phrases) -> str:
    """Return the headline, with "New" before it where it does not say itself what kind of news it is."""
    said = item.msg_type is not MsgType.ALERT or item.headline.startswith("New ")
    return one_line(item.headline if said else f"{t('New')}: {item.headline}")


def safe_url(url: str | None) -> str | None:
    """Return an address that is one of the web and nothing else."""
    return url if url and re.match(r"https?://[^\s<>\"]+$", url) else None


def short_url(url: str | None) -> str:
    """Return an address for reading: the site first, cut where it gets long."""
    bare = (safe_url(url) or "").partition("://")[2].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= MAX_SHOWN_URL else bare[: MAX_SHOWN_URL - 1] + "…"


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone, UTC if nobody knows the name: a notice is worth more than its clock."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def one_line(text: str) -> str:
    """Return the text on one line, without control characters and without marks that turn its direction."""
    if text.isprintable():  # nothing of the kind is in it, and that is nearly always
        return " ".join(text.split())
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(re.sub("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", kept).split())


def _facts(event: Event, t: Phrases) -> list[tuple[str, str]]:
    where = place_words(event.place, t) if event.place else t("not told")
    found = [("Where", where), ("When", date_words(event.date, t))]
    if isinstance(event, CasualtyEvent):
        toll = [(c, getattr(event.toll, c)) for c in ("killed", "injured", "missing", "captured", "displaced")]
        found += [(name.capitalize(), count_words(count, t)) for name, count in toll if count]
        means = event.cause_text or (_value(event.cause, t) if event.cause is not Cause.UNKNOWN else "")
        found += [("By what means", means)] if means else []
        found += [("By whom", event.perpetrator.text)] if event.perpetrator else []
        found += [("Victims", "; ".join(v.text or _value(v.group, t) for v in event.victims))] if event.victims else []
    else:
        found += _post_facts(event, t)
    return found


def _post_facts(event: PostEvent, t: Phrases) -> list[tuple[str, str]]:
    steps = [f"{_value(s.action, t)}, {date_words(s.date, t)}" for s in event.history]
    facility = _value(event.facility, t)
    what = t("{what} (temporary)").format(what=facility) if event.temporary else facility
    found = [("What", what), ("State", _value(event.state, t))]
    found += [("Held by", event.actor.text)] if event.actor else []
    found += [("History", "; ".join(steps))] if len(steps) > 1 else []
    return found


def _value(value: StrEnum, t: Phrases) -> str:
    """Return a value of a closed set as people say it."""
    return t(value.value.replace("_", " "))


def _source(source: EventSource, zone: ZoneInfo, t: Phrases) -> Source:
    quote = one_line(source.quote.text) if source.quote else ""
    shown = quote if len(quote) <= MAX_QUOTE else quote[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
    return Source(
        who=who_says(source, t),
        quote=shown,
        url=safe_url(source.url),
        shown_url=short_url(source.url),
        published=_moment(source.published_at, zone, t) if source.published_at else None,
        language_direction=direction(quote),
    )


def who_says(source: EventSource, t: Phrases = ENGLISH) -> str:
    """Return who says so, who carried it and who published it, on one line."""
    role = source.claimant_role.value.replace("_", " ")
    known_role = "" if role in {"unknown", "media"} else f" ({t('UN' if role == 'un' else role)})"
    claimant = f"{_isolated(source.claimant)}{known_role}" if source.claimant else t("Unnamed source")
    relay = ", " + t("carried by {name}").format(name=_isolated(source.relay)) if source.relay else ""
    publisher = source.publisher if source.publisher != source.claimant else None
    printed = ", " + t("in {name}").format(name=_isolated(publisher)) if publisher else ""
    doubt = "; " + t("the text itself doubts it") if source.hedged else ""
    return f"{claimant}{relay}{printed}{doubt}"


def _isolated(name: str) -> str:
    """Return a name on one line; one that runs from right to left between marks, so that it turns nothing beside it."""
    line = one_line(name)
    return f"\u2068{line}\u2069" if direction(line) == "rtl" else line


def direction(text: str) -> str:
    """Return `rtl` or `ltr` by the first letter that has a direction."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def _sureness(event: Event, t: Phrases) -> str:
    """Return two grades in one line: who says it, and how it was read."""
    parts, independent = event.confidence_parts, event.independent_claims
    by_source = [parts[name] for name in SOURCE_PARTS if name in parts]
    said = t("not graded")
    if by_source:
        said = f"{_grade(sum(by_source) / len(by_source), t)} ({t('{number} independent').format(number=independent)})"
    reading = f"; {t('reading')} {_grade(parts['reading'], t)}" if "reading" in parts else ""
    return f"{t('sources')} {said}{reading}"


def _confidence(event: Event, t: Phrases) -> list[tuple[str, str]]:
    parts = event.confidence_parts.items()
    return [(t(PART_WORDS.get(n, n.replace("_", " "))), _grade(v, t)) for n, v in parts if n != "reading"]


def _grade(share: float, t: Phrases) -> str:
    """Return a share in words. Source: the grades of the alert design: high from 0.8, fair from 0.5."""
    return t("high" if share >= 0.8 else "fair" if share >= 0.5 else "low")


def _moment(when: datetime, zone: ZoneInfo, t: Phrases) -> str:
    """Return a time in the reader's zone, and in UTC for those they talk to."""
    there, utc = when.astimezone(zone), when.astimezone(UTC)
    if there.utcoffset() == utc.utcoffset():
        return f"{day_words(utc, t)}, {_hour(utc)} UTC"
    day = "" if there.date() == utc.date() else f"{utc.day} {t(MONTHS[utc.month - 1])}, "
    return f"{day_words(there, t)}, {_hour(there)} ({day}{_hour(utc)} UTC)"


def _hour(when: datetime) -> str:
    return f"{when.hour:02}:{when.minute:02}"
