"""The stories that measure the merge hold: what belongs together is one event, and nothing else meets."""

from itertools import combinations

import pytest
from merge_stories import all_stories

from vedette.extract.state import MergeStore
from vedette.schemas import EventStatus

STORIES = all_stories()


@pytest.mark.parametrize("name", STORIES)
@pytest.mark.parametrize("turn", [1, -1])
def test_claims_of_one_happening_meet_and_others_do_not(name, turn):
    told = STORIES[name][::turn]
    store = MergeStore.in_memory()
    for _, claim in told:
        store.fold(claim)
    events = [e for e in store.events() if e.status is EventStatus.ACTIVE]
    stands = {c: e.event_id for e in events for c in e.claims}
    for (one_name, one), (other_name, other) in combinations(told, 2):
        if one.claim_id in stands and other.claim_id in stands:
            met = stands[one.claim_id] == stands[other.claim_id]
            assert met == (one_name == other_name), (one_name, other_name)
