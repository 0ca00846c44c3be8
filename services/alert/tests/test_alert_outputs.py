"""Atom, GeoJSON and CAP of a subscriber's rules, checked against what their standards demand."""

import json
import re
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from alert_builders import NOON, count, place, post_event, revised, rule, source, toll_event
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.alert.matching.geo import Disc
from vedette.alert.matching.index import RuleIndex
from vedette.alert.outputs.atom import atom
from vedette.alert.outputs.cap import cap, certainty, severity
from vedette.alert.outputs.discs import drawn
from vedette.alert.outputs.geojson import geojson
from vedette.alert.outputs.selection import MOST, select
from vedette.schemas import ClaimantRole, EventStatus, EventToll, PlaceCode, Realis

ALL = rule("all", {"kind": ["post", "casualty"]}, name="Everything <here> & there")
CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
ATOM = "{http://www.w3.org/2005/Atom}"

ALERT_ORDER = [
    "identifier", "sender", "sent", "status", "msgType", "source", "scope", "restriction", "addresses", "code", "note",
    "references", "incidents", "info",
]  # fmt: skip
INFO_ORDER = [
    "language", "category", "event", "responseType", "urgency", "severity", "certainty", "audience", "eventCode",
    "effective", "onset", "expires", "senderName", "headline", "description", "instruction", "web", "contact",
    "parameter", "resource", "area",
]  # fmt: skip
AREA_ORDER = ["areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"]
CLOSED = {
    "status": {"Actual", "Exercise", "System", "Test", "Draft"},
    "msgType": {"Alert", "Update", "Cancel", "Ack", "Error"},
    "scope": {"Public", "Restricted", "Private"},
    "category": {
        "Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other",
    },
    "urgency": {"Immediate", "Expected", "Future", "Past", "Unknown"},
    "severity": {"Extreme", "Severe", "Moderate", "Minor", "Unknown"},
    "certainty": {"Observed", "Likely", "Possible", "Unlikely", "Unknown"},
}  # fmt: skip
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
NAME = re.compile(r"[^\s,<&]+")


def check_cap(message: bytes) -> ET.Element:
    """Check what the CAP 1.2 schema and section 3.2 of the standard demand, for the elements we use."""
    alert = ET.fromstring(message)
    assert alert.tag == f"{CAP}alert"
    in_order(alert, ALERT_ORDER)
    has(alert, ["identifier", "sender", "sent", "status", "msgType", "scope"])
    assert NAME.fullmatch(text(alert, "identifier"))
    assert NAME.fullmatch(text(alert, "sender"))
    assert TIME.fullmatch(text(alert, "sent"))
    if text(alert, "scope") == "Private":
        assert text(alert, "addresses")
    if text(alert, "msgType") in {"Update", "Cancel"}:
        for reference in text(alert, "references").split(" "):
            sender, identifier, sent = reference.split(",")
            assert sender == text(alert, "sender")
            assert NAME.fullmatch(identifier)
            assert TIME.fullmatch(sent)
    for info in alert.findall(f"{CAP}info"):
        in_order(info, INFO_ORDER)
        has(info, ["category", "event", "urgency", "severity", "certainty"])
        if info.find(f"{CAP}onset") is not None:
            assert TIME.fullmatch(text(info, "onset"))
        for area in info.findall(f"{CAP}area"):
            in_order(area, AREA_ORDER)
            has(area, ["areaDesc"])
            for circle in area.findall(f"{CAP}circle"):
                lat, lon, km = re.fullmatch(r"(-?[\d.]+),(-?[\d.]+) ([\d.]+)", circle.text).groups()
                assert abs(float(lat)) <= 90
                assert abs(float(lon)) <= 180
                assert float(km) >= 0
    for element in alert.iter():
        name = element.tag.removeprefix(CAP)
        assert name not in CLOSED or element.text in CLOSED[name]
    return alert


def in_order(element, order):
    found = [child.tag.removeprefix(CAP) for child in element]
    assert set(found) <= set(order)
    assert [order.index(n) for n in found] == sorted(order.index(n) for n in found)


def has(element, names):
    for name in names:
        assert element.find(f"{CAP}{name}") is not None, name


def text(element, name):
    return element.find(f".//{CAP}{name}").text


def shown(*events):
    return select(RuleIndex([ALL]), events)


def message(event):
    return check_cap(cap(shown(event)[0], sender="vedette@watch.example", subscriber_id="alice"))


@pytest.mark.parametrize(
    "event",
    [
        post_event(), toll_event(killed=60), toll_event(place=None), revised(toll_event(killed=3)),
        revised(post_event(), status=EventStatus.RETRACTED),
        toll_event(killed=None, injured=4, event_id="e:a, <b> & c"),
        post_event(place=place(precision=PlaceCode.GOVERNORATE, radius_km=60)),
        post_event(summary="A \x00 control \x1b character & <tags>", place=place(lat=None, lon=None)),
    ],
)  # fmt: skip
def test_every_event_is_a_valid_cap_message(event):
    message(event)


def test_a_cap_message_says_what_it_is_to_the_ones_before():
    first = toll_event(killed=3)
    later = revised(first, updated_at=NOON + timedelta(hours=1))
    gone = revised(later, status=EventStatus.RETRACTED)
    assert [text(message(e), "msgType") for e in (first, later, gone)] == ["Alert", "Update", "Cancel"]
    assert text(message(later), "references") == "vedette@watch.example,e:toll-1.1.alice,2025-03-04T12:00:00+00:00"
    assert text(message(gone), "headline").startswith("Retracted: ")


def test_severity_and_certainty_follow_the_toll_and_the_sources():
    assert severity(toll_event(killed=60)) == "Extreme"
    assert severity(toll_event(toll=EventToll(killed=count(0)))) == "Minor"
    assert severity(post_event()) == "Unknown"
    assert certainty(toll_event(independent_claims=2)) == "Observed"
    own_loss = {"claimant": 1.0}
    assert certainty(toll_event(confidence_parts=own_loss)) == "Observed"
    assert certainty(toll_event(sources=[source(claimant_role=ClaimantRole.PARTY)])) == "Likely"
    assert certainty(toll_event(sources=[source(claimant_role=ClaimantRole.UN)])) == "Likely"
    assert certainty(toll_event(sources=[source(claimant_role=ClaimantRole.UNKNOWN)])) == "Possible"
    denied = source(claimant_role=ClaimantRole.PARTY, realis=Realis.DENIED)
    assert certainty(toll_event(sources=[denied])) == "Unknown"
    assert certainty(toll_event(sources=[source(claimant_role=ClaimantRole.UNKNOWN), denied])) == "Possible"


def test_two_subscribers_never_get_two_messages_under_one_id():
    (each,) = shown(post_event())
    ids = {
        text(check_cap(cap(each, sender="vedette@watch.example", subscriber_id=name)), "identifier")
        for name in ("alice", "bob")
    }
    assert len(ids) == 2


def test_an_atom_id_is_an_iri_whatever_the_events_id():
    body = atom(
        shown(post_event(event_id="e:a <b> c")), subscriber_id="a", title="t", address="https://x.example",
        cap_address=lambda _: "https://x.example/cap", now=NOON,
    )  # fmt: skip
    assert ET.fromstring(body).find(f"{ATOM}entry/{ATOM}id").text == "urn:vedette:event:e:a%20%3Cb%3E%20c"


def test_outputs_show_what_the_rules_would_have_told_newest_first():
    planned = post_event(event_id="e:planned", realis=Realis.HYPOTHETICAL)
    older = toll_event(updated_at=NOON - timedelta(hours=3))
    found = shown(older, post_event(), planned)
    assert [each.event.event_id for each in found] == ["e:post-1", "e:toll-1"]
    assert found[0].rules == ("Everything <here> & there",)
    assert select(RuleIndex(), [post_event()]) == []
    assert len(shown(*(post_event(event_id=f"e:{i}") for i in range(MOST + 9)))) == MOST


def test_atom_has_what_the_standard_demands():
    events = shown(post_event(summary="Bad \x00 <b>text</b>"), toll_event(place=None))
    feed = ET.fromstring(
        atom(
            events, subscriber_id="alice", title="Alice's & others'", address="https://watch.example/feed",
            cap_address=lambda event_id: f"https://watch.example/cap/{event_id}", now=NOON,
        )
    )  # fmt: skip
    for each in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(each.find(f"{ATOM}{name}").text for name in ("id", "title", "updated"))
        assert TIME.fullmatch(each.find(f"{ATOM}updated").text)
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Vedette"
    ids = [entry.find(f"{ATOM}id").text for entry in feed.findall(f"{ATOM}entry")]
    assert ids == ["urn:vedette:event:e:toll-1", "urn:vedette:event:e:post-1"]
    assert len(feed.findall(".//{http://www.georss.org/georss}point")) == 1


def test_geojson_has_longitude_first_and_null_for_no_place():
    found = json.loads(geojson(shown(post_event(), toll_event(place=None))))
    assert found["type"] == "FeatureCollection"
    by_id = {f["id"]: f for f in found["features"]}
    assert by_id["e:post-1"]["geometry"] == {"type": "Point", "coordinates": [36.31, 35.82]}
    assert by_id["e:toll-1"]["geometry"] is None
    assert by_id["e:toll-1"]["properties"]["killed"] == 3


def ring_area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


def inside(ring, lon, lat):
    crossed = [
        x1 + (lat - y1) / (y2 - y1) * (x2 - x1) > lon
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > lat) != (y2 > lat)
    ]
    return sum(crossed) % 2 == 1


@settings(max_examples=200, deadline=None)
@given(
    st.floats(-89.9, 89.9), st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, 179.9, 180.0])), st.floats(1, 900)
)
def test_an_area_is_drawn_as_the_standard_of_geojson_wants_it(lat, lon, km):
    shape = drawn(Disc(lat, lon, km))
    rings = shape["coordinates"] if shape["type"] == "Polygon" else [r for (r,) in shape["coordinates"]]
    for ring in rings:
        assert ring[0] == ring[-1], "a ring is closed"
        assert len(ring) >= 4
        assert ring_area(ring) >= 0, "the outer ring runs against the clock"
        assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring), "no ring crosses the antimeridian"
    if abs(lon) < 179.999 and km > 5:
        assert any(inside(ring, lon, lat) for ring in rings)


def test_an_area_over_the_antimeridian_is_two_pieces():
    shape = drawn(Disc(-17.0, 179.9, 100.0))
    assert shape["type"] == "MultiPolygon"
    assert [(min(x for x, _ in ring) < -179, max(x for x, _ in ring) > 179) for (ring,) in shape["coordinates"]] == [
        (False, True), (True, False),
    ]  # fmt: skip


def test_geojson_draws_areas_where_they_are_asked_for():
    events = shown(post_event(), toll_event(place=place(precision=PlaceCode.GOVERNORATE, radius_km=60)))
    kinds = {f["id"]: f["geometry"]["type"] for f in json.loads(geojson(events, areas=True))["features"]}
    assert kinds == {"e:post-1": "Point", "e:toll-1": "Polygon"}


def test_an_empty_feed_is_a_feed():
    empty = atom([], subscriber_id="a", title="t", address="x", cap_address=str, now=NOON)
    assert ET.fromstring(empty).find(f"{ATOM}updated") is not None
    assert json.loads(geojson([]))["features"] == []
