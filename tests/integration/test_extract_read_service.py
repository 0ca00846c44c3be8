"""Articles in, claims out, on a real broker: a new revision takes back what it no longer says."""

import time

import pytest
from articles import clean
from processes import ServiceProcess, Wire, environment

from vedette.schemas.topics import CLAIMS, CLEAN

pytestmark = pytest.mark.broker

POSTS = "On Sunday, Turkish forces set up two observation posts in Binnish and Sarmin in Syria’s Idlib province."
BLAST = "A car bomb killed six people in Saraqib on Monday, medics said."


def service(broker, topic_prefix, folder):
    log = folder / f"extract-{time.monotonic_ns()}.log"
    return ServiceProcess(["-m", "vedette.extract"], environment(broker, topic_prefix, folder / "data"), log)


async def test_an_article_becomes_claims_keyed_by_area(broker, topic_prefix, tmp_path):
    async with Wire(broker, topic_prefix) as wire:
        with service(broker, topic_prefix, tmp_path).wait_ready():
            await wire.send(CLEAN, [("a1", clean(f"{POSTS}\n\n{BLAST}"))])
            found = await wire.read(CLAIMS, lambda claims: len(claims) >= 2, seconds=40)
    assert sorted((c.kind, c.area) for c in found) == [("casualty", "sy"), ("post", "sy")]


async def test_a_new_revision_takes_back_what_it_no_longer_says(broker, topic_prefix, tmp_path):
    async with Wire(broker, topic_prefix) as wire:
        with service(broker, topic_prefix, tmp_path).wait_ready():
            await wire.send(CLEAN, [("a1", clean(f"{POSTS}\n\n{BLAST}"))])
            first = await wire.read(CLAIMS, lambda claims: len(claims) >= 2, seconds=40)
            await wire.send(CLEAN, [("a1", clean(POSTS, revision=2))])
            found = await wire.read(CLAIMS, lambda claims: any(c.withdrawn for c in claims), seconds=40)
    gone = [c for c in found if c.withdrawn]
    assert [c.claim_id for c in gone] == [c.claim_id for c in first if c.kind == "casualty"]
