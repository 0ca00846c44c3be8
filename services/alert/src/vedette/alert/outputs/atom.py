"""An Atom feed of events. Source: RFC 4287; places as GeoRSS-Simple."""

from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote
from xml.etree import ElementTree as ET

from vedette.alert.outputs.selection import Shown
from vedette.alert.outputs.xmltext import add, written

ATOM = "http://www.w3.org/2005/Atom"
GEORSS = "http://www.georss.org/georss"
MEDIA_TYPE = "application/atom+xml"


def atom(
    shown: Sequence[Shown], *, subscriber_id: str, title: str, address: str, cap_address: Callable[[str], str],
    now: datetime,
) -> bytes:  # fmt: skip
    """Return the feed; `cap_address` gives the address of an event's CAP message."""
    feed = ET.Element("feed", {"xmlns": ATOM, "xmlns:georss": GEORSS})
    add(feed, "id", f"urn:vedette:feed:{subscriber_id}")
    add(feed, "title", title)
    add(feed, "updated", _moment(shown[0].event.updated_at if shown else now))
    add(feed, "link", rel="self", href=address, type=MEDIA_TYPE)
    add(add(feed, "author"), "name", "Vedette")
    for each in shown:
        _add_entry(feed, each, cap_address(each.event.event_id))
    return written(feed)


def _add_entry(feed: ET.Element, shown: Shown, cap_address: str) -> None:
    event, entry = shown.event, add(feed, "entry")
    add(entry, "id", f"urn:vedette:event:{quote(event.event_id, safe=':')}")
    add(entry, "title", shown.headline)
    add(entry, "updated", _moment(event.updated_at))
    add(entry, "published", _moment(event.first_reported_at))
    add(entry, "summary", event.summary)
    add(entry, "category", term=event.kind)
    for name in shown.rules:
        add(entry, "category", term=name, scheme="urn:vedette:rule")
    url = next((s.url for s in reversed(event.sources) if s.url and s.url.startswith(("http://", "https://"))), None)
    if url:
        add(entry, "link", rel="via", href=url)
    add(entry, "link", rel="alternate", href=cap_address, type="application/cap+xml")
    disc = shown.facts.disc
    if disc:
        add(entry, "georss:point", f"{disc.lat:.5f} {disc.lon:.5f}")
        add(entry, "georss:radius", f"{disc.radius_km * 1000:.0f}")


def _moment(when: datetime) -> str:
    return when.isoformat(timespec="seconds")
