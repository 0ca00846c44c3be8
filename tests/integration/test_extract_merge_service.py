"""Claims in, events out, on a real broker: the service merges as the pure function does, whatever dies in between."""

import time

import pytest
from claims import DORVA, KALEM, area, at, casualty, post, site, withdrawn
from processes import ServiceProcess, Wire, environment

from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.merge.record import event_id_of
from vedette.extract.state import merge_all
from vedette.schemas import Cause, ClaimantRole, Correction, CorrectionAct, EventStatus
from vedette.schemas.topics import CLAIMS, CORRECTIONS, EVENTS, REJECTIONS

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


async def publish(wire, *claims):
    await wire.send(CLAIMS, [(MERGE_KEY, c) for c in claims])


def stand(revisions):
    """Return the last revision of each event; which former ids it took over depends on the order of arrival."""
    last = {}
    for event in sorted(revisions, key=lambda e: e.revision):
        last[event.event_id] = event.model_copy(update={"supersedes": []})
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
            await publish(wire, *claims)
            found = await wire.read(EVENTS, is_done(claims), seconds=40)
    assert stand(found) == expected(claims)
    assert {e.status for e in stand(found).values()} == {EventStatus.ACTIVE, EventStatus.RETRACTED}


@pytest.mark.parametrize("machine", ["one", "two"], ids=["the same machine", "another machine"])
async def test_a_killed_service_comes_back_with_its_events(broker, topic_prefix, tmp_path, machine):
    claims = story()
    async with Wire(broker, topic_prefix) as wire:
        with service(broker, topic_prefix, tmp_path).wait_ready() as first:
            await publish(wire, *claims[:4])
            await wire.read(EVENTS, is_done(claims[:4]), seconds=20)
            first.kill()
        with service(broker, topic_prefix, tmp_path, machine).wait_ready():
            await publish(wire, *claims[4:], claims[0])
            found = await wire.read(EVENTS, is_done(claims), seconds=40)
    assert stand(found) == expected(claims)
    told = {}
    for event in found:
        assert told.setdefault((event.event_id, event.revision), event) == event


def decided(act, event_id, name, **more):
    return Correction(
        correction_id=name, act=act, events=[event_id], by="Ilse Marren", why="Seen it.", at=at(20), **more
    )


async def test_decisions_outlast_a_kill_a_new_machine_and_every_later_claim(broker, topic_prefix, tmp_path):
    blast, echo, late = (casualty(n, hour=h, publisher=p) for n, h, p in ((4, 9, "A"), (6, 11, "B"), (30, 15, "C")))
    raid = casualty(3, hour=10, publisher="D", places=[site(DORVA)], cause=Cause.AIRSTRIKE)
    blast_id, raid_id = event_id_of(blast.claim_id), event_id_of(raid.claim_id)
    fixed = decided(CorrectionAct.CORRECT, blast_id, "fix", field="toll.killed.best", value=5)
    gone = decided(CorrectionAct.RETRACT, raid_id, "gone")
    async with Wire(broker, topic_prefix) as wire:
        with service(broker, topic_prefix, tmp_path).wait_ready() as first:
            await publish(wire, blast, echo, raid)
            await wire.send(CORRECTIONS, [(MERGE_KEY, fixed), (MERGE_KEY, gone)])
            await wire.read(EVENTS, lambda all_: sum(bool(e.changes[-1].by) for e in all_) >= 2, seconds=30)
            first.kill()
        with service(broker, topic_prefix, tmp_path, "two").wait_ready():
            again = casualty(3, hour=16, publisher="E", places=[site(DORVA)], cause=Cause.AIRSTRIKE)
            await publish(wire, late, again, blast)
            await wire.send(
                CORRECTIONS,
                [(MERGE_KEY, fixed), (MERGE_KEY, decided(CorrectionAct.CORRECT, blast_id, "odd", field="colour"))],
            )
            await wire.read(REJECTIONS, lambda all_: len(all_) == 1, seconds=30)
            both = {raid.claim_id, again.claim_id}
            found = stand(await wire.read(EVENTS, lambda all_: any(both <= {*e.claims} for e in all_), seconds=30))
    assert found[blast_id].claims == [blast.claim_id, echo.claim_id, late.claim_id]
    assert found[blast_id].toll.killed.best == 5
    assert found[raid_id].status is EventStatus.RETRACTED
    assert [c.note for e in found.values() for c in e.changes if c.by] == ["Seen it.", "Seen it."]
