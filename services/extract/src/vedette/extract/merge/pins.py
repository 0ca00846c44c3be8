"""Pins: decisions of people that grouping and building honour before any decision of their own.

A pin names items, not events: ids of events change when an older article arrives, claims stay what they are.
`MergeStore.items_of(event_id)` tells the items of an event; of a casualty claim the item id is the claim id.
Pins may arrive before or after the claims they name, in any order and more than once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import JsonValue, TypeAdapter

from vedette.extract.merge.summary import summarise
from vedette.schemas import Change, ChangeReason, Event, EventStatus
from vedette.schemas.base import Part, UtcDatetime

__all__ = ["Pin", "PinKind", "corrected", "read_pins", "shaped", "with_pin", "write_pins"]


class PinKind(StrEnum):
    """What was decided."""

    TOGETHER = "together"
    APART = "apart"
    RETRACTED = "retracted"
    CORRECTED = "corrected"


class Pin(Part):
    """One decision about items.

    `together`: all `items` are one happening. `apart`: none of `items` stands with one of `others`. `retracted` and
    `corrected` concern the happening in which `items[0]` stands, whatever else joins it later.
    """

    pin_id: str
    kind: PinKind
    items: tuple[str, ...]
    others: tuple[str, ...] = ()
    field: str | None = None
    """Path of the corrected field: `cause`, `place.name`, `toll.killed.best`."""
    value: JsonValue = None
    by: str
    why: str
    at: UtcDatetime
    lifted: bool = False
    """True takes the decision back; sent under the same `pin_id` with a later `at`."""

    @property
    def anchors(self) -> tuple[str, ...]:
        """Return the items whose happenings tell of the decision."""
        return (*self.items[:1], *self.others[:1])

    @property
    def version(self) -> tuple[datetime, bool]:
        """Return what decides which of two pins of one id holds."""
        return self.at, self.lifted

    def stands(self, kind: PinKind) -> bool:
        """Return True for a pin of this kind that was not lifted."""
        return self.kind is kind and not self.lifted

    @classmethod
    def named(cls, pins: Iterable[Self], kind: PinKind) -> list[Self]:
        """Return the standing pins of a kind, the latest first."""
        found = [p for p in pins if p.stands(kind)]
        return sorted(found, key=lambda p: (p.at, p.pin_id), reverse=True)


_PINS = TypeAdapter(tuple[Pin, ...])


def read_pins(value: bytes | None) -> tuple[Pin, ...]:
    """Parse the pins of one item."""
    return () if value is None else _PINS.validate_json(value)


def write_pins(pins: Sequence[Pin]) -> bytes:
    """Return the stored form."""
    return _PINS.dump_json(tuple(pins), exclude_defaults=True)


def with_pin(pins: Sequence[Pin], pin: Pin) -> tuple[Pin, ...]:
    """Return the pins with one more, or with a later word of the same id in its place."""
    known = {p.pin_id: p for p in pins}
    before = known.get(pin.pin_id)
    if before is None or pin.version > before.version:
        known[pin.pin_id] = pin
    return tuple(known[i] for i in sorted(known))


def shaped(event: Event, pins: Sequence[Pin], steps: int) -> Event:
    """Return the event as people decided it shall be, each decision entered in its history after `steps` steps.

    A correction that does not fit the event any more is passed over.
    """
    rows = []
    for number, pin in enumerate(sorted(pins, key=lambda p: (p.at, p.pin_id)), start=steps + 1):
        update: dict[str, Any] = {"status": EventStatus.RETRACTED}  # fields of the model, checked where they are set
        field = "status"
        old: str | None = event.status.value
        new: str | None = EventStatus.RETRACTED.value
        reason = ChangeReason.RETRACTION
        if pin.kind is PinKind.CORRECTED and pin.field:
            try:
                changed = corrected(event, pin.field, pin.value)
            except ValueError:
                continue  # it fitted once; since then the event has lost what the field belongs to
            field, reason = pin.field, ChangeReason.CORRECTION
            old, new = _shown(_read(event, field)), _shown(_read(changed, field))
            event = changed
        elif pin.kind in _GROUPED:
            field, reason = "claims", ChangeReason.DETAIL
            old, new = None, _GROUPED[pin.kind]
        else:
            event = event.model_copy(update=update)
        rows.append(
            Change(revision=number, at=pin.at, field=field, old=old, new=new, reason=reason, by=pin.by, note=pin.why)
        )
    latest = max([event.updated_at, *(pin.at for pin in pins)])
    event = event.model_copy(update={"changes": [*event.changes, *rows], "updated_at": latest})
    return event.model_copy(update={"summary": summarise(event)})


_GROUPED = {PinKind.TOGETHER: "joined by hand", PinKind.APART: "kept apart by hand"}


def _read(event: Event, path: str) -> Any:  # a field of any type, shown to people
    value: Any = event
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _shown(value: object) -> str | None:
    return None if value is None else str(getattr(value, "value", value))


def corrected(event: Event, path: str, value: JsonValue) -> Event:
    """Return the event with another value in a field.

    Raises: `ValueError` (`pydantic.ValidationError` is one) if there is no such field, or the value does not fit it.
    """
    fields = event.model_dump(mode="json")
    inside: Any = fields  # plain JSON
    *way, last = path.split(".")
    for name in way:
        if not isinstance(inside, dict) or name not in inside:
            msg = f"events have no field {path!r}"
            raise ValueError(msg)
        if inside[name] is None:
            inside[name] = {}
        inside = inside[name]
    if not isinstance(inside, dict) or (last not in inside and not way):
        msg = f"events have no field {path!r}"
        raise ValueError(msg)
    inside[last] = value
    if last == "best" and isinstance(value, int):
        inside["low"] = min(value, inside.get("low") or value)
        inside["high"] = None if inside.get("high") is None else max(value, inside["high"])
    return type(event).model_validate_json(_dump(fields))


def _dump(fields: dict[str, JsonValue]) -> bytes:
    return _JSON.dump_json(fields)


_JSON: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)
