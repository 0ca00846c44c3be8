"""A happening of many claims goes on from what was told and written of it, and shows the same as one built anew."""

import random

import pytest
from claims import KALEM, actor, casualty, count, post, site, withdrawn

from vedette.extract.actors.finder import ActorTable
from vedette.extract.merge.context import Context
from vedette.extract.merge.stored import Happening
from vedette.extract.state import MergeStore
from vedette.schemas import ActorRole, CountOp, PostAction, Realis

CONTEXT = Context(actors=ActorTable.load())
VOICES = (None, "the hospital", "the army", 'a man called "sources":[]')


def raid(number):
    """Return claims of one raid: voices that raise their numbers, denials, quotation marks in what is said."""
    rng, told = random.Random(number), []
    for n in range(number):
        dead = 20 + n // 5
        told.append(
            casualty(
                count(dead, rng.choice([CountOp.EXACT, CountOp.AT_LEAST])), rng.choice([None, 2 * dead]), hour=n / 4,
                article=f"raid {n}", publisher=f"Paper {n % 17}", claimant=rng.choice(VOICES), places=[site(KALEM)],
                quote=f'"{dead} dead", he said: "figures":[] and "changes":[].',
                realis=Realis.DENIED if n % 23 == 22 else Realis.ACTUAL,
                perpetrator=actor("TUR", role=ActorRole.PERPETRATOR) if n % 9 == 0 else None,
            )
        )  # fmt: skip
    return told


def base(number):
    """Return claims of one post that is reinforced again and again."""
    told = {"actor": actor("TUR"), "places": [site(KALEM)]}
    return [
        post(PostAction.REINFORCED, hour=n / 4, article=f"base {n}", publisher=f"Paper {n}", **told)
        for n in range(number)
    ]


def rows(store):
    return {key: value for key, value in store.rows() if key.startswith("world|event|")}


@pytest.mark.parametrize("told", [raid(70), base(30)], ids=["a raid", "a post"])
def test_an_event_of_many_sources_is_stored_as_its_contract_writes_it(told):
    store = MergeStore.in_memory(CONTEXT)
    for claim in [*told, *map(withdrawn, told[3:40:9])]:
        store.fold(claim)
        for value in rows(store).values():
            known = Happening.read(value)
            assert known.event is None or value.endswith(b"\n" + known.event.write())


@pytest.mark.parametrize("seed", range(4))
def test_a_happening_that_goes_on_is_that_of_all_its_claims_read_anew(seed):
    told = raid(48)
    messages = [*told, *map(withdrawn, told[::11])]
    if seed:
        random.Random(seed).shuffle(messages)
    going_on, anew = MergeStore.in_memory(CONTEXT), MergeStore.in_memory(CONTEXT)
    for claim in messages:
        events = going_on.fold(claim)
        anew._memos.happenings.clear()  # what was told so far hangs on these
        assert events == anew.fold(claim)
    assert dict(going_on.rows()) == dict(anew.rows())
