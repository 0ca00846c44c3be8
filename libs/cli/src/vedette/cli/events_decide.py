"""Decisions of analysts as messages: checked against the events as they stand, then sent."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import JsonValue

from vedette.cli.events_topic import open_topic
from vedette.cli.failures import faults
from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.merge.pins import corrected
from vedette.runtime.errors import ConfigError
from vedette.runtime.messages import Outgoing
from vedette.runtime.producer import Producer
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import CasualtyEvent, Correction, CorrectionAct, Event, EventStatus, Scope
from vedette.schemas.topics import CORRECTIONS

__all__ = [
    "Author",
    "correct",
    "decisions_on",
    "merge",
    "read_corrections",
    "retract",
    "send",
    "split",
    "undo",
    "value_of",
]


@dataclass(frozen=True)
class Author:
    """Who decides, why, and when."""

    by: str
    why: str
    at: datetime

    @classmethod
    def now(cls, by: str, why: str) -> "Author":
        """Return an author who decides at this moment. Raises: `ConfigError` without a name or a reason."""
        if not by.strip() or not why.strip():
            msg = "--by and --why want words: a decision without a name and a reason cannot be judged later"
            raise ConfigError(msg)
        return cls(by.strip(), why.strip(), datetime.now(UTC))


def retract(event: Event, author: Author) -> Correction:
    """Return the decision that an event did not happen. Raises: `ConfigError` if it is retracted or closed."""
    _standing(event)
    return _decision(CorrectionAct.RETRACT, [event], author)


def merge(events: Sequence[Event], author: Author) -> Correction:
    """Return the decision that events are one. Raises: `ConfigError` if they cannot be."""
    if len({event.event_id for event in events}) < 2:
        msg = "merge wants two different events"
        raise ConfigError(msg)
    for event in events:
        _standing(event)
    kinds = {_family(event) for event in events}
    if len(kinds) > 1:
        msg = f"{' and '.join(sorted(kinds))} are never one event"
        raise ConfigError(msg)
    return _decision(CorrectionAct.MERGE, events, author)


def split(event: Event, claims: Sequence[str], author: Author) -> Correction:
    """Return the decision that claims are another event. Raises: `ConfigError` if they are not among its claims."""
    _standing(event)
    leaving = [_one_claim(event, claim) for claim in claims]
    if not set(event.claims) - set(leaving):
        msg = f"nothing would stay: {event.event_id[:12]} has {len(event.claims)} claim(s)"
        raise ConfigError(msg)
    return _decision(CorrectionAct.SPLIT, [event], author, claims=leaving)


def correct(event: Event, field: str, value: JsonValue, author: Author) -> Correction:
    """Return the decision that a field has a value. Raises: `ConfigError` if there is no such field, or it cannot."""
    _standing(event)
    try:
        corrected(event, field, value)
    except ValueError as error:
        msg = f"{field} = {json.dumps(value)} does not fit: {faults(error)}"
        raise ConfigError(msg) from error
    return _decision(CorrectionAct.CORRECT, [event], author, field=field, value=value)


def undo(name: str, known: Mapping[str, Correction], author: Author) -> Correction:
    """Return what takes a decision back. Raises: `ConfigError` if there is none of this id, or it is undone."""
    found = [made for made in known.values() if made.correction_id.startswith(name)]
    if len(found) != 1:
        msg = f"{len(found)} decisions begin with {name!r}; `vedette events show EVENT` tells their ids"
        raise ConfigError(msg)
    if found[0].undone:
        msg = f"{found[0].by} has undone it already: {found[0].why}"
        raise ConfigError(msg)
    return found[0].model_copy(update={"undone": True, "by": author.by, "why": author.why, "at": author.at})


def value_of(text: str) -> JsonValue:
    """Return a value from the command line: a number, true, false, null or JSON; anything else is text."""
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return text
    return value


def decisions_on(event: Event, known: Mapping[str, Correction]) -> list[Correction]:
    """Return the decisions that name an event, or whose claims it holds, oldest first."""
    found = [made for made in known.values() if event.event_id in made.events or set(made.claims) & set(event.claims)]
    return sorted(found, key=lambda made: made.at)


async def read_corrections(settings: ServiceSettings) -> dict[str, Correction]:
    """Return the last word on every decision by its id."""
    known: dict[str, Correction] = {}
    async with open_topic(settings, CORRECTIONS) as topic:
        async for rows in topic.read({}):
            for row in rows:
                if row.value is not None:
                    made = Correction.read(row.value)
                    known[made.correction_id] = made
    return known


async def send(settings: ServiceSettings, correction: Correction) -> None:
    """Send a decision and wait until the broker has it."""
    producer = Producer(settings, source="cli")
    await producer.start()
    try:
        await producer.send(Outgoing(CORRECTIONS, MERGE_KEY, correction))
    finally:
        await producer.stop()


def _standing(event: Event) -> None:
    name = event.event_id[:12]
    if event.status is EventStatus.SUPERSEDED:
        msg = f"{name} is closed: it is part of {event.superseded_by} now"
        raise ConfigError(msg)
    if event.status is EventStatus.RETRACTED:
        who = next((f" by {c.by} ({c.note})" for c in reversed(event.changes) if c.by and c.field == "status"), "")
        msg = f"{name} is retracted already{who or ': no claim of it stands'}"
        raise ConfigError(msg)


def _family(event: Event) -> str:
    if isinstance(event, CasualtyEvent):
        return "running totals" if event.scope is Scope.CUMULATIVE else "incidents"
    return "posts" if event.is_site else "numbers of posts"


def _one_claim(event: Event, name: str) -> str:
    found = [claim for claim in event.claims if claim.startswith(name)]
    if len(found) != 1:
        msg = f"{len(found)} claims of {event.event_id[:12]} begin with {name!r}; `vedette events show` lists them"
        raise ConfigError(msg)
    return found[0]


def _decision(
    act: CorrectionAct,
    events: Sequence[Event],
    author: Author,
    *,
    claims: Sequence[str] = (),
    field: str | None = None,
    value: JsonValue = None,
) -> Correction:
    content = [act.value, [e.event_id for e in events], list(claims), field, value, author.by, author.at.isoformat()]
    return Correction(
        correction_id=hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32], act=act,
        events=[event.event_id for event in events], claims=list(claims), field=field, value=value, by=author.by,
        why=author.why, at=author.at,
    )  # fmt: skip
