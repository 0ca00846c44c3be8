"""What merging keeps in memory makes it quick and changes nothing; what it stores stays in small rows."""

import random
from datetime import timedelta

import pytest
from claims import DAY, KALEM, casualty, on, post, site, withdrawn
from merge_stories import all_stories

from vedette.extract.actors.finder import ActorTable
from vedette.extract.corroborate import merge_claim
from vedette.extract.merge.context import Context
from vedette.extract.merge.draft import new_memos
from vedette.extract.merge.memos import CHUNK
from vedette.extract.merge.stored import Happening
from vedette.extract.state import MergeStore
from vedette.schemas import read_event

CONTEXT = Context(actors=ActorTable.load())
TOLD = [claim for story in all_stories().values() for _, claim in story]


class Shop:
    """A state in a dictionary, merged with a memory of its own or with none."""

    def __init__(self, memos=None):
        self.values, self.memos = {}, memos

    def get(self, key):
        return self.values.get(key)

    def fold(self, claim):
        merge = merge_claim(claim, self, CONTEXT, self.memos)
        for key, value in merge.puts:
            if value is None:
                self.values.pop(key, None)
            else:
                self.values[key] = value
        return list(merge.events)

    def events(self):
        rows = (Happening.read(value).event for key, value in self.values.items() if key.startswith("world|event|"))
        return {event.event_id: event for event in rows if event is not None}


def messages(seed):
    told = [*TOLD, *(withdrawn(claim) for claim in TOLD[::7])]
    random.Random(seed).shuffle(told)
    return told


@pytest.mark.parametrize("memos", [None, new_memos(CONTEXT, 3)], ids=["no memory", "a memory of three"])
def test_a_memory_that_forgets_at_once_makes_the_same_revisions(memos):
    whole, poor = Shop(new_memos(CONTEXT)), Shop(memos)
    for claim in messages(1)[:110]:
        assert poor.fold(claim) == whole.fold(claim)
    assert poor.values == whole.values


def test_a_memory_of_another_state_is_not_trusted():
    memos = new_memos(CONTEXT)
    one, other, alone = Shop(memos), Shop(memos), Shop()
    for n, claim in enumerate(messages(2)[:60]):
        (one if n % 2 else other).fold(claim)
        if not n % 2:
            alone.fold(claim)
    assert other.events() == alone.events()


class Failing:
    """The state behind a disk that fails after some reads."""

    def __init__(self, state, reads):
        self._state, self._left = state, reads

    def get(self, key):
        self._left -= 1
        if self._left < 0:
            raise OSError
        return self._state.get(key)


def test_an_error_on_the_way_costs_nothing_but_a_reading():
    shop, whole, failed = Shop(new_memos(CONTEXT)), Shop(), 0
    for n, claim in enumerate(messages(3)[:60]):
        try:
            merge_claim(claim, Failing(shop, reads=2 + n % 40), CONTEXT, shop.memos)
        except OSError:
            failed += 1
        assert shop.fold(claim) == whole.fold(claim)
    assert failed > 20


def crowd(number):
    return [casualty(3, publisher=f"Paper {n}", article=f"a{n}", hour=9 + n / 100) for n in range(number)]


def test_a_busy_day_is_stored_in_small_rows():
    store = MergeStore.in_memory(CONTEXT)
    told = crowd(3 * CHUNK)
    written = []
    for claim in told:
        before = dict(store.rows())
        store.fold(claim)
        written.append(sum(len(v) for k, v in store.rows() if "|block|" in k and before.get(k) != v))
    assert max(written) < 6 * CHUNK * 34
    assert max(v.count(b"\t") + 1 for k, v in store.rows() if "|block|" in k) == CHUNK


def test_items_of_full_rows_can_be_taken_out_and_all_others_found_again():
    told = crowd(3 * CHUNK)
    more = [
        claim.model_copy(update={"article_revision": 2, "date": on(DAY + timedelta(days=9))}) for claim in told[::5]
    ]
    warm, cold = Shop(new_memos(CONTEXT)), Shop(new_memos(CONTEXT))
    for claim in [*told, *more]:
        warm.fold(claim)
    cold.values = dict(warm.values)
    late = casualty(3, publisher="Late Paper", hour=8)
    assert cold.fold(late) == warm.fold(late)
    active = {len(event.claims) for event in warm.events().values() if event.status == "active"}
    assert active == {len(told) - len(more) + 1, len(more)}


def test_a_post_costs_no_more_because_its_holder_has_many():
    store, asked = MergeStore.in_memory(CONTEXT), []
    for n in range(60):
        place = site({**KALEM, "name": f"Hill {n}", "place_id": f"own:hill {n}", "lat": 20 + n / 2})
        claim = post(publisher=f"Paper {n}", article=f"p{n}", hour=9 + n, places=[place])
        weighed = len(store._memos.weighed)
        store.fold(claim)
        asked.append(len(store._memos.weighed) - weighed)
    assert max(asked[10:]) <= max(asked[:10]) + 1


def test_every_event_keeps_its_contract_though_its_parts_are_not_asked_again():
    shop, events = Shop(new_memos(CONTEXT)), []
    for claim in messages(4):
        events += shop.fold(claim)
    assert len(events) > 100
    for event in events:
        assert read_event(event.write()) == event
        assert list(event.model_dump()) == list(type(event).model_fields)
