"""Events as lines for people, JSON lines, CSV and GeoJSON."""

import csv
import json
from collections.abc import Iterable
from enum import StrEnum
from typing import TextIO

from vedette.alert.notices.wording import date_words, place_words
from vedette.cli.events_store import COUNTERS
from vedette.schemas import CasualtyEvent, Event, PostEvent, TollCount

__all__ = ["Format", "write_events"]

BOUNDS = ("low", "best", "high")


class Format(StrEnum):
    """How a list of events is printed."""

    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"
    GEOJSON = "geojson"


def write_events(events: Iterable[Event], how: Format, out: TextIO) -> int:
    """Write events and return how many there were."""
    match how:
        case Format.TEXT:
            return _lines(events, out)
        case Format.JSONL:
            return _each(events, out, lambda e: e.model_dump_json())
        case Format.CSV:
            return _csv(events, out)
        case Format.GEOJSON:
            return _geojson(events, out)


def _each(events: Iterable[Event], out: TextIO, line_of: object) -> int:
    assert callable(line_of)
    count = 0
    for event in events:
        out.write(f"{line_of(event)}\n")
        count += 1
    return count


def _lines(events: Iterable[Event], out: TextIO) -> int:
    def line(event: Event) -> str:
        status = "" if event.status.value == "active" else f" [{event.status.value}]"
        where = place_words(event.place) if event.place else "place not known"
        return (
            f"{event.event_id[:12]}  {event.kind:8}  {date_words(event.date):28.28}  {where:36.36}  "
            f"{_said(event):28.28}  {event.independent_claims:>2} src{status}"
        )

    return _each(events, out, line)


def _said(event: Event) -> str:
    if isinstance(event, PostEvent):
        return f"{event.state.value.replace('_', ' ')} {event.facility.value.replace('_', ' ')}"
    counts = {c: getattr(event.toll, c) for c in COUNTERS}
    return ", ".join(f"{_shown(n)} {c}" for c, n in counts.items() if n) or "no number"


def _shown(count: TollCount) -> str:
    best = count.best if count.best is not None else count.low
    spread = f" ({count.low}-{count.high})" if count.low != count.high and None not in (count.low, count.high) else ""
    return f"{'some' if best is None else best}{spread}"


def _flat(event: Event) -> dict[str, object]:
    """Return an event as one row: what tables and maps show."""
    place = event.place
    row: dict[str, object] = {
        "event_id": event.event_id, "kind": event.kind, "status": event.status.value, "revision": event.revision,
        "superseded_by": event.superseded_by, "first_reported_at": event.first_reported_at.isoformat(),
        "updated_at": event.updated_at.isoformat(), "day_start": _text(event.date.start),
        "day_end": _text(event.date.end), "day_precision": event.date.precision.value,
        "place": place.name if place else None, "admin1": place.admin1 if place else None,
        "country": place.country if place else None, "place_precision": place.precision.value if place else None,
        "radius_km": place.radius_km if place else None,
        "state": event.state.value if isinstance(event, PostEvent) else None,
        "facility": event.facility.value if isinstance(event, PostEvent) else None,
        "holder": event.actor.text if isinstance(event, PostEvent) and event.actor else None,
        "scope": event.scope.value if isinstance(event, CasualtyEvent) else None,
        "cause": event.cause.value if isinstance(event, CasualtyEvent) else None,
    }  # fmt: skip
    for counter in COUNTERS:
        count = getattr(event.toll, counter) if isinstance(event, CasualtyEvent) else None
        row |= {f"{counter}_{bound}": getattr(count, bound, None) for bound in BOUNDS}
    return row | {
        "independent_claims": event.independent_claims, "sources": len(event.sources),
        "contradictions": len(event.contradictions), "confidence": event.confidence, "summary": event.summary,
    }  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _csv(events: Iterable[Event], out: TextIO) -> int:
    writer = None
    count = 0
    for count, event in enumerate(events, 1):  # noqa: B007  used after the loop
        place = event.place
        row = {**_flat(event), "lat": place.lat if place else None, "lon": place.lon if place else None}
        if writer is None:
            writer = csv.DictWriter(out, fieldnames=list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return count


def _harmless(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula. Source: OWASP, CSV injection."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _geojson(events: Iterable[Event], out: TextIO) -> int:
    """Write a FeatureCollection, one feature a line. Source: RFC 7946; an event without coordinates has no geometry."""
    out.write('{"type": "FeatureCollection", "features": [')
    count = 0
    for count, event in enumerate(events, 1):
        place = event.place
        known = place is not None and place.lat is not None and place.lon is not None
        point = {"type": "Point", "coordinates": [place.lon, place.lat]} if known and place else None
        feature = {"type": "Feature", "id": event.event_id, "geometry": point, "properties": _flat(event)}
        out.write(("," if count > 1 else "") + "\n" + json.dumps(feature, ensure_ascii=False))
    out.write("\n]}\n")
    return count
