"""Events as GeoJSON. Source: RFC 7946; an event without a place has no geometry."""

import json
from collections.abc import Sequence
from typing import Any

from vedette.alert.matching.facts import COUNTERS
from vedette.alert.outputs.discs import drawn
from vedette.alert.outputs.selection import Shown
from vedette.schemas import CasualtyEvent

MEDIA_TYPE = "application/geo+json"


def geojson(shown: Sequence[Shown], *, areas: bool = False) -> bytes:
    """Return a collection of features; with `areas`, an event known only to an area is that area and no point."""
    features = [_feature(each, areas=areas) for each in shown]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _feature(shown: Shown, *, areas: bool) -> dict[str, Any]:  # JSON
    event, disc = shown.event, shown.facts.disc
    counts = {c: n.best for c in COUNTERS if (n := shown.facts.counts[c])} if isinstance(event, CasualtyEvent) else {}
    place = event.place
    properties = {
        "event_id": event.event_id, "revision": event.revision, "kind": event.kind, "status": event.status.value,
        "headline": shown.headline, "summary": event.summary, "rules": list(shown.rules),
        "state": shown.facts.action, "updated_at": event.updated_at.isoformat(),
        "date": {"start": _day(event.date.start), "end": _day(event.date.end)},
        "place": place.name if place else None, "precision": place.precision.value if place else None,
        "country": place.country if place else None, "radius_km": disc.radius_km if disc else None,
        "confidence": event.confidence, "independent_sources": event.independent_claims, **counts,
    }  # fmt: skip
    geometry: dict[str, Any] | None = {"type": "Point", "coordinates": [disc.lon, disc.lat]} if disc else None
    if areas and disc and disc.radius_km:
        geometry = drawn(disc)
    return {"type": "Feature", "id": event.event_id, "geometry": geometry, "properties": properties}


def _day(day: Any) -> str | None:  # a date or None
    return day.isoformat() if day else None
