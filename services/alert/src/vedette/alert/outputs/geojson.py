"""Events as GeoJSON. Source: RFC 7946; an event without a place has no geometry."""

import json
from collections.abc import Sequence
from typing import Any

from vedette.alert.facts import COUNTERS
from vedette.alert.outputs.selection import Shown
from vedette.schemas import CasualtyEvent

MEDIA_TYPE = "application/geo+json"


def geojson(shown: Sequence[Shown]) -> bytes:
    """Return a collection of features."""
    features = [_feature(each) for each in shown]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _feature(shown: Shown) -> dict[str, Any]:  # JSON
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
    geometry = {"type": "Point", "coordinates": [disc.lon, disc.lat]} if disc else None
    return {"type": "Feature", "id": event.event_id, "geometry": geometry, "properties": properties}


def _day(day: Any) -> str | None:  # a date or None
    return day.isoformat() if day else None
