"""An event as a CAP message. Source: OASIS Common Alerting Protocol 1.2."""

from datetime import UTC, datetime, time
from xml.etree import ElementTree as ET

from vedette.alert.notices.wording import place_words
from vedette.alert.outputs.selection import Shown
from vedette.alert.outputs.xmltext import add, written
from vedette.schemas import CasualtyEvent, ClaimantRole, Event, EventStatus, MsgType, Realis

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
MEDIA_TYPE = "application/cap+xml"
SEVERITIES = ((50, "Extreme"), (10, "Severe"), (1, "Moderate"))
"""By dead or injured; fewer or none told is Minor or Unknown."""
LIKELY = frozenset(
    {ClaimantRole.MONITOR, ClaimantRole.UN, ClaimantRole.MEDIC, ClaimantRole.OTHER_STATE, ClaimantRole.PARTY}
)
OWN_WORD = 1.0
"""Confidence in the claimant where a party speaks of its own loss or its own post: the highest rank there is."""


def cap(shown: Shown, *, sender: str, subscriber_id: str) -> bytes:
    """Return the message for the event as it stands: Alert at first, Update later, Cancel when it is taken back."""
    event, kind = shown.event, msg_type(shown.event)
    alert = ET.Element("alert", {"xmlns": CAP})
    add(alert, "identifier", identifier(event, event.revision, subscriber_id))
    add(alert, "sender", sender)
    add(alert, "sent", _moment(event.updated_at))
    add(alert, "status", "Actual")
    add(alert, "msgType", kind.value)
    add(alert, "scope", "Private")
    add(alert, "addresses", subscriber_id)
    if kind is not MsgType.ALERT:
        add(alert, "references", " ".join(_references(event, sender, subscriber_id)))
    add(alert, "incidents", event.event_id)
    _add_info(alert, shown)
    return written(alert)


def msg_type(event: Event) -> MsgType:
    """Return what the message is to who read the ones before."""
    if event.status is not EventStatus.ACTIVE:
        return MsgType.CANCEL
    return MsgType.ALERT if event.revision == 1 else MsgType.UPDATE


def identifier(event: Event, revision: int, subscriber_id: str) -> str:
    """Return the id of the message that tells a subscriber of a revision.

    Two subscribers get two messages, each with its own address and rules. Commas, spaces, < and & are not allowed.
    """
    return "".join(c if c.isalnum() or c in "._-:" else "-" for c in f"{event.event_id}.{revision}.{subscriber_id}")


def _references(event: Event, sender: str, subscriber_id: str) -> list[str]:
    """Return sender, id and time of every earlier revision that is known; of the first at least."""
    times = {1: event.first_reported_at} | {c.revision: c.at for c in event.changes if c.revision < event.revision}
    return [f"{sender},{identifier(event, n, subscriber_id)},{_moment(at)}" for n, at in sorted(times.items())]


def _add_info(alert: ET.Element, shown: Shown) -> None:
    event, info = shown.event, add(alert, "info")
    add(info, "language", "en")
    add(info, "category", "Security")
    add(info, "event", "Casualties" if isinstance(event, CasualtyEvent) else "Military post")
    add(info, "urgency", "Past" if isinstance(event, CasualtyEvent) else "Unknown")
    add(info, "severity", severity(event))
    add(info, "certainty", certainty(event))
    day = event.date.start or event.date.end
    if day:
        add(info, "onset", _moment(datetime.combine(day, time(), UTC)))
    add(info, "senderName", "Vedette")
    add(info, "headline", shown.headline)
    add(info, "description", event.summary)
    url = next((s.url for s in reversed(event.sources) if s.url and s.url.startswith(("http://", "https://"))), None)
    if url:
        add(info, "web", url)
    for name, value in (("confidence", f"{event.confidence:.2f}"), ("rules", "; ".join(shown.rules))):
        parameter = add(info, "parameter")
        add(parameter, "valueName", name)
        add(parameter, "value", value)
    _add_area(info, shown)


def _add_area(info: ET.Element, shown: Shown) -> None:
    place, disc = shown.event.place, shown.facts.disc
    if place is None:
        return
    area = add(info, "area")
    add(area, "areaDesc", place_words(place))
    if disc:
        add(area, "circle", f"{disc.lat:.5f},{disc.lon:.5f} {disc.radius_km:g}")
    if place.country:
        code = add(area, "geocode")
        add(code, "valueName", "ISO3166-1")
        add(code, "value", place.country)


def severity(event: Event) -> str:
    """Return how grave it is, by the dead and injured."""
    if not isinstance(event, CasualtyEvent):
        return "Unknown"
    counts = [n for n in (event.toll.killed, event.toll.injured) if n]
    if not counts:
        return "Unknown"
    harmed = sum(n.best or n.low or 0 for n in counts)
    return next((word for least, word in SEVERITIES if harmed >= least), "Minor")


def certainty(event: Event) -> str:
    """Return how sure it is, by who says so. Source: EVENTS definitions, section 3, CAP fields."""
    if event.independent_claims >= 2 or event.confidence_parts.get("claimant", 0.0) >= OWN_WORD:
        return "Observed"
    said = [source for source in event.sources if source.realis is not Realis.DENIED]
    if {source.claimant_role for source in said} & LIKELY:
        return "Likely"
    return "Possible" if said else "Unknown"


def _moment(when: datetime) -> str:
    """Return a time as CAP wants it: seconds, a numeric zone, never `Z`."""
    return when.astimezone(UTC).isoformat(timespec="seconds")
