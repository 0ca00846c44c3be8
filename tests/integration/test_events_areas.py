"""No event stands twice because of where its claims were thought to lie."""

import time

import pytest
from articles import clean
from claims import KALEM, area, at, casualty, on, site, withdrawn
from processes import ServiceProcess, Wire, environment

from vedette.cli.records import read_all
from vedette.schemas import Cause, EventStatus, PlaceCode
from vedette.schemas.topics import CLAIMS, CLEAN, EVENTS

pytestmark = pytest.mark.broker

NAMELESS = {
    **KALEM,
    "name": "Tell Qasbiya",
    "lat": None,
    "lon": None,
    "place_id": None,
    "admin1": None,
    "country": None,
}
FOUND = {**KALEM, "name": "Tell Qasbiya", "place_id": "own:qasbiya"}
BORDER = {**KALEM, "name": "Harim Gate", "place_id": "own:harim", "lat": 36.20, "lon": 36.52}
ACROSS = {**BORDER, "name": "Harim Gate", "place_id": "own:harim-tr", "lat": 36.22, "lon": 36.53, "country": "TR"}


def told(week, killed, hour, place, key, **more):
    """Return a claim of a story of its own, thought to lie in an area."""
    day = at(0).date().fromordinal(at(0).date().toordinal() + 7 * week)
    published = at(hour, day)
    claim = casualty(killed, hour=hour, places=[place], date=on(day), published_at=published, **more)
    return claim.model_copy(update={"area": key})


STORIES = {
    "a raid on a border, told for either side": [
        told(0, 14, 9, site(BORDER), "sy", cause=Cause.AIRSTRIKE),
        told(0, 14, 12, site(ACROSS), "tr", cause=Cause.AIRSTRIKE, publisher="Ridge Wire"),
    ],
    "a village no gazetteer knew, until one did": [
        told(1, 12, 9, site(NAMELESS), "xx"),
        told(1, 12, 12, site(FOUND), "sy", publisher="Ridge Wire"),
    ],
    "a country, then a village in it": [
        told(2, 17, 9, area("Syria", PlaceCode.COUNTRY), "sy"),
        told(2, 17, 12, site(FOUND), "sy", publisher="Ridge Wire"),
    ],
}


def better_placed():
    """Return an article's claim, the same claim once its place is known, and the first taken back."""
    first = told(3, 21, 9, site(NAMELESS), "xx", article="one")
    better = told(3, 21, 9, site(FOUND), "sy", article="one", quote="At least 21 died.").model_copy(
        update={"article_revision": 2, "read_at": first.read_at.replace(hour=15)}
    )
    return [first, better, withdrawn(first)]


def standing(events):
    last = {}
    for event in sorted(events, key=lambda e: e.revision):
        last[event.event_id] = event
    return [e for e in last.values() if e.status is EventStatus.ACTIVE]


async def test_every_story_is_one_event_wherever_its_claims_lie(broker, topic_prefix, tmp_path):
    stories = [*STORIES.values(), better_placed()]
    wanted = {frozenset(c.claim_id for c in story) for story in stories[:-1]} | {frozenset([stories[-1][1].claim_id])}

    def settled(found):
        return {frozenset(e.claims) for e in standing(found)} == wanted

    log = tmp_path / f"extract-{time.monotonic_ns()}.log"
    env = environment(broker, topic_prefix, tmp_path)
    async with Wire(broker, topic_prefix) as wire:
        with ServiceProcess(["-m", "vedette.extract"], env, log).wait_ready():
            await wire.send(CLAIMS, [(claim.area, claim) for story in stories for claim in story])
            found = await wire.read(EVENTS, settled, seconds=30)
            reports = [
                clean("A car bomb killed 14 people in Aleppo, Syria, on Tuesday.", name="n1"),
                clean("Gunmen shot dead four soldiers near Maiduguri in Nigeria on Tuesday.", name="n2"),
            ]
            await wire.send(CLEAN, [(a.article_id, a) for a in reports])
            await wire.read(CLAIMS, lambda all_: {"n1", "n2"} <= {c.article_id for c in all_}, seconds=30)
        records = [r async for r in read_all(wire.settings, CLAIMS)]
    assert {frozenset(e.claims) for e in standing(found)} == wanted
    assert len({record.partition for record in records}) == 1
