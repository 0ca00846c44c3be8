"""Claims in, events out, on a real broker: the service merges as the pure function does, whatever dies in between."""

import time

import pytest
from claims import DORVA, KALEM, area, casualty, post, site, withdrawn
from processes import ServiceProcess, Wire, environment

from vedette.extract.state import merge_all
from vedette.schemas import Cause, ClaimantRole, EventStatus
from vedette.schemas.topics import CLAIMS, EVENTS

pytestmark = pytest.mark.broker


def story():
    """A blast told by three newsrooms, a post that is planned and built, and a number that is taken back."""
    wrong = casualty(90, hour=13, publisher="Slow Gazette", places=[site(DORVA)], cause=Cause.SHELLING)
    return [
        casualty(4, hour=9),
        post(hour=9.5, delta=2, places=[site(KALEM), site(DORVA)]),
        casualty(6, hour=11, publisher="Ridge Wire", cause=Cause.EXPLOSION),
        wrong,
        post(hour=12, stock=49, places=[area("Northern")]),
        casualty(9, hour=15, publisher="Valley Post", claimant="the hospital", role=ClaimantRole.MEDIC),
        withdrawn(wrong),
    ]


def service(broker, topic_prefix, folder, machine="one"):
    log = folder / f"extract-{time.monotonic_ns()}.log"
    return ServiceProcess(["-m", "vedette.extract"], environment(broker, topic_prefix, folder / machine), log)


def stand(revisions):
    """Return the last revision of each event without its number: the replay of a claim may repeat one."""
    last = {}
    for event in sorted(revisions, key=lambda e: e.revision):
        last[event.event_id] = event
    return last


def expected(claims):
    return {e.event_id: e for e in merge_all(claims)}


def is_done(claims):
    wanted = {key: (event.status, event.claims) for key, event in expected(claims).items()}
    return lambda found: {key: (event.status, event.claims) for key, event in stand(found).items()} == wanted


async def test_claims_become_the_events_that_the_pure_merge_makes(broker, topic_prefix, tmp_path):
    claims = story()
    async with Wire(broker, topic_prefix) as wire:
        with service(broker, topic_prefix, tmp_path).wait_ready():
            await wire.send(CLAIMS, [(c.area, c) for c in claims])
            found = await wire.read(EVENTS, is_done(claims), seconds=40)
    assert stand(found) == expected(claims)
    assert {e.status for e in stand(found).values()} == {EventStatus.ACTIVE, EventStatus.RETRACTED}


async def test_a_killed_service_comes_back_with_its_events(broker, topic_prefix, tmp_path):
    claims = story()
    async with Wire(broker, topic_prefix) as wire:
        with service(broker, topic_prefix, tmp_path).wait_ready() as first:
            await wire.send(CLAIMS, [(c.area, c) for c in claims[:4]])
            await wire.read(EVENTS, is_done(claims[:4]), seconds=20)
            first.kill()
        # the embedded broker may tell greater offsets than it keeps, so there the state comes back on a new machine
        machine = "two" if broker.embedded else "one"
        with service(broker, topic_prefix, tmp_path, machine).wait_ready():
            await wire.send(CLAIMS, [(c.area, c) for c in [*claims[4:], claims[0]]])
            found = await wire.read(EVENTS, is_done(claims), seconds=40)
    assert stand(found) == expected(claims)
    told = {}
    for event in found:
        assert told.setdefault((event.event_id, event.revision), event) == event
