"""Decisions of analysts: from messages that name events to pins that name items.

A correction names events as the analyst saw them. It is resolved to items once, when it arrives, and kept: sent again
it changes nothing, taken back it lifts the very same pins. One that names an event nobody knows yet (topics are read
again from the beginning, side by side) waits until a claim makes that event.

Beside the rows of merging (`draft.py`): `decision|id` the pins of a correction, `awaits|event_id` what waits for it.
"""

from collections.abc import Iterable, Sequence

from pydantic import TypeAdapter

from vedette.extract.corroborate import Merge, apply_pin
from vedette.extract.merge.context import Context
from vedette.extract.merge.decide import whole
from vedette.extract.merge.draft import Draft, KeyValues, Memos
from vedette.extract.merge.items import Item, Lane
from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.merge.pins import Pin, PinKind, read_pins, write_pins
from vedette.schemas import Correction, CorrectionAct, Event, EventStatus

__all__ = ["Layer", "apply_correction", "apply_waiting", "with_heirs"]

_CORRECTIONS = TypeAdapter(tuple[Correction, ...])
_NAMES = f"{MERGE_KEY}|name|"


def apply_correction(correction: Correction, state: KeyValues, context: Context, memos: Memos) -> Merge:
    """Let a correction hold, or be lifted; the same again changes nothing.

    Raises: `ValueError` if a corrected value does not fit its field.
    """
    layer = Layer(state)
    pins = _known(correction, layer)
    if pins is None and correction.undone:
        pins = ()  # it never held; if it still waits, it waits in vain
    elif pins is None:
        pins = _resolved(correction, layer, memos)
    if pins is None:
        return _awaiting(correction, layer, memos)
    if correction.undone:
        pins = tuple(pin.model_copy(update={"lifted": True, "at": correction.at}) for pin in pins)
    events: dict[str, Event] = {}
    for pin in pins:
        merge = apply_pin(pin, layer, context, memos)
        layer.write(merge.puts)
        events |= {event.event_id: event for event in merge.events}
    layer.write([(_key("decision", correction.correction_id), write_pins(pins))])
    return Merge(list(events.values()), layer.puts())


def apply_waiting(merge: Merge, state: KeyValues, context: Context, memos: Memos) -> Merge:
    """Return a merge with the corrections that waited for the events it made."""
    made = [key.removeprefix(_NAMES) for key, value in merge.puts if key.startswith(_NAMES) and value is not None]
    layer = Layer(state)
    layer.write(merge.puts)
    events = {event.event_id: event for event in merge.events}
    found = False
    for event_id in made:
        waiting = layer.get(_key("awaits", event_id))
        if waiting is None:
            continue
        found = True
        layer.write([(_key("awaits", event_id), None)])
        for correction in _CORRECTIONS.validate_json(waiting):
            try:
                more = apply_correction(correction, layer, context, memos)
            except ValueError:
                continue  # it does not fit the event; the claim that made it shall not pay for that
            layer.write(more.puts)
            events |= {event.event_id: event for event in more.events}
    return Merge(list(events.values()), layer.puts()) if found else merge


def with_heirs(events: Iterable[Event]) -> list[Event]:
    """Return the events of one merge, each heir with the events it takes over."""
    found = list(events)
    former: dict[str, list[str]] = {}
    for event in found:
        if event.status is EventStatus.SUPERSEDED and event.superseded_by:
            former.setdefault(event.superseded_by, []).append(event.event_id)
    return [
        event.model_copy(update={"supersedes": sorted(former[event.event_id])}) if event.event_id in former else event
        for event in found
    ]


class Layer:
    """A state with changes on top of it."""

    def __init__(self, state: KeyValues) -> None:
        self._state = state
        self._changed: dict[str, bytes | None] = {}

    def get(self, key: str) -> bytes | None:
        """Return the value of a key as changed."""
        return self._changed[key] if key in self._changed else self._state.get(key)

    def write(self, puts: Iterable[tuple[str, bytes | None]]) -> None:
        """Change some keys; null deletes."""
        for key, value in puts:
            self._changed.pop(key, None)  # what is written last stands last
            self._changed[key] = value

    def puts(self) -> list[tuple[str, bytes | None]]:
        """Return all changes in the order they were made last."""
        return list(self._changed.items())


def _key(kind: str, name: str) -> str:
    return f"{MERGE_KEY}|{kind}|{name}"


def _known(correction: Correction, state: KeyValues) -> tuple[Pin, ...] | None:
    value = state.get(_key("decision", correction.correction_id))
    return None if value is None else read_pins(value)


def _resolved(correction: Correction, state: KeyValues, memos: Memos) -> tuple[Pin, ...] | None:
    """Return the pins of a correction; null while one of its events is not known."""
    draft = Draft(state, memos)
    groups: list[Sequence[Item]] = []
    for event_id in correction.events:
        leader = draft.leader_named(event_id)
        if leader is None:
            return None
        # an event that was superseded since is its heir now
        groups.append(whole(draft.leader_of(draft.item(leader)), draft).items)
    return tuple(_pins(correction, groups))


def _pins(correction: Correction, groups: Sequence[Sequence[Item]]) -> Iterable[Pin]:
    items = [item for group in groups for item in group]
    if len({Lane.SITE if item.lane is Lane.LOOSE else item.lane for item in items}) != 1:
        return  # a post and a raid, a sum and an incident: never one happening, whoever says so
    match correction.act:
        case CorrectionAct.RETRACT:
            yield _pin(correction, PinKind.RETRACTED, items)
        case CorrectionAct.CORRECT:
            yield _pin(correction, PinKind.CORRECTED, items)
        case CorrectionAct.MERGE:
            yield _pin(correction, PinKind.TOGETHER, items)
        case CorrectionAct.SPLIT:
            leaving = [item for item in items if item.claim_id in correction.claims]
            staying = [item for item in items if item.claim_id not in correction.claims]
            if leaving and staying:
                yield _pin(correction, PinKind.APART, leaving, staying)
                yield _pin(correction, PinKind.TOGETHER, leaving)


def _pin(correction: Correction, kind: PinKind, items: Sequence[Item], others: Sequence[Item] = ()) -> Pin:
    return Pin(
        pin_id=f"{correction.correction_id}.{kind.value}", kind=kind, items=tuple(i.id for i in items),
        others=tuple(i.id for i in others), field=correction.field, value=correction.value, by=correction.by,
        why=correction.why, at=correction.at,
    )  # fmt: skip


def _awaiting(correction: Correction, state: KeyValues, memos: Memos) -> Merge:
    """File a correction under the first of its events that is not known."""
    draft = Draft(state, memos)
    event_id = next(e for e in correction.events if draft.leader_named(e) is None)
    key = _key("awaits", event_id)
    before = state.get(key)
    waiting = {c.correction_id: c for c in (_CORRECTIONS.validate_json(before) if before else ())}
    waiting[correction.correction_id] = correction
    return Merge((), [(key, _CORRECTIONS.dump_json(tuple(waiting.values())))])
