"""Merging is killed in the middle of batches: no claim is lost, and no revision goes out with two contents."""

import time

import pytest
from merge_stories import all_stories
from processes import ServiceProcess, Wire, environment

from vedette.extract.merge.keys import MERGE_KEY
from vedette.extract.state import merge_all
from vedette.schemas.topics import CLAIMS, EVENTS, REJECTIONS

pytestmark = [pytest.mark.broker, pytest.mark.fault]

TOLD = sorted((claim for story in all_stories().values() for _, claim in story), key=lambda claim: claim.read_at)


def service(broker, topic_prefix, folder, machine):
    log = folder / f"extract-{time.monotonic_ns()}.log"
    env = environment(broker, topic_prefix, folder / machine, extract_merge_at_once="25", pool_size="1")
    return ServiceProcess(["-m", "vedette.extract"], env, log)


def content(event):
    """Return what an event says; how often it was published, and in whose place, depends on the batches."""
    return event.model_copy(update={"revision": 1, "supersedes": []})


def stand(revisions):
    last = {}
    for event in sorted(revisions, key=lambda e: e.revision):
        last[event.event_id] = content(event)
    return last


async def test_kills_between_and_within_batches_change_no_revision(broker, topic_prefix, tmp_path):
    wanted = {event.event_id: content(event) for event in merge_all(TOLD) if event.status == "active"}
    async with Wire(broker, topic_prefix) as wire:
        await wire.send(CLAIMS, [(MERGE_KEY, claim) for claim in TOLD])
        for machine, enough in (("one", 10), ("one", 60), ("two", 120)):
            with service(broker, topic_prefix, tmp_path, machine) as running:
                await wire.read(EVENTS, lambda found, enough=enough: len(found) >= enough, seconds=60)
                running.kill()
        with service(broker, topic_prefix, tmp_path, "two"):
            await wire.wait_committed("extract", CLAIMS, len(TOLD), seconds=60)
            found = await wire.read(EVENTS, lambda all_: wanted.items() <= stand(all_).items(), seconds=20)
        aside = await wire.read(REJECTIONS, bool, seconds=1)
    assert aside == []
    assert {i: e for i, e in stand(found).items() if e.status == "active"} == wanted
    told = {}
    for event in found:
        assert told.setdefault((event.event_id, event.revision), event) == event
