"""The same claims in any order, with any repeats, end in the same events."""

import random
from datetime import timedelta

from claims import DAY, DORVA, ISTRA, KALEM, KALEM_MILL, actor, area, casualty, on, post, site, withdrawn
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.extract.state import MergeStore
from vedette.schemas import (
    ActorRole,
    Cause,
    ClaimantRole,
    DateBasis,
    DateCode,
    EventStatus,
    Facility,
    PlaceCode,
    PostAction,
    Realis,
    Scope,
    VictimGroup,
)

PLACES = [
    [site(KALEM)], [site(KALEM_MILL, PlaceCode.NEAR)], [site(DORVA)], [site(ISTRA), area("Eastern")],
    [site(KALEM), site(DORVA)], [area("Northern")], [area("Eastern")], [area("M4 road", PlaceCode.REGION)], [],
    [site({**KALEM, "name": "Tell Qasbiya", "lat": None, "lon": None, "place_id": None})],
    [site({**KALEM, "name": "Tall Qasbiyah", "lat": None, "lon": None, "place_id": None, "admin1": None})],
    [site({**DORVA, "name": "Great Dorva", "lat": 35.66}).model_copy(update={"radius_km": 11.0})],
]  # fmt: skip
VOICES = [
    (None, ClaimantRole.UNKNOWN), ("Example Observatory", ClaimantRole.MONITOR), ("the army", ClaimantRole.PARTY),
    ("the hospital", ClaimantRole.MEDIC),
]  # fmt: skip
DOER = ActorRole.PERPETRATOR
PAPERS = ["Harbour Daily", "Ridge Wire", "Valley Post", "Slow Gazette"]


@st.composite
def dates(draw):
    if not draw(st.integers(0, 9)):
        return on(None, DateCode.LONGER, DateBasis.REPORT)
    start = DAY + timedelta(days=draw(st.integers(-2, 3)))
    if not draw(st.integers(0, 4)):
        return on(start, draw(st.sampled_from([DateCode.DAY, DateCode.DAYS])), DateBasis.REPORT)
    if draw(st.integers(0, 3)):
        return on(start)
    code, days = draw(st.sampled_from([(DateCode.DAYS, 3), (DateCode.MONTH, 29), (DateCode.LONGER, 200)]))
    return on(start, code, days=days)


@st.composite
def common(draw):
    paper = draw(st.sampled_from(PAPERS))
    hour = draw(st.integers(0, 60))
    claimant, role = draw(st.sampled_from(VOICES))
    unpublished = {} if draw(st.integers(0, 5)) else {"published_at": None}
    return {
        "publisher": paper, "hour": hour, "claimant": claimant, "role": role, "date": draw(dates()),
        "places": draw(st.sampled_from(PLACES)), "article": f"{paper}-{draw(st.integers(0, 3))}",
        "start": draw(st.sampled_from([0, 10, 300])),
        "syndication_id": draw(st.sampled_from([None, None, "copy-1"])),
        "area": draw(st.sampled_from(["sy", "sy", "tr", "xx"])),
        "quote": draw(st.sampled_from(["A sentence.", "It hit a market.", "Two, not 40 as earlier reported."])),
        "realis": draw(st.sampled_from([Realis.ACTUAL] * 6 + [Realis.DENIED, Realis.PLANNED, Realis.ATTEMPTED])),
        **unpublished,
    }  # fmt: skip


@st.composite
def casualties(draw):
    return casualty(
        draw(st.sampled_from([1, 2, 4, 5, 9, 40, 40, 61])),
        draw(st.sampled_from([None, None, 3, 12])),
        cause=draw(st.sampled_from([Cause.CAR_BOMB, Cause.EXPLOSION, Cause.UNKNOWN, Cause.AIRSTRIKE, Cause.CLASHES])),
        group=draw(st.sampled_from(VictimGroup)),
        side=draw(st.sampled_from([None, None, "SYR-GOV", "TUR"])),
        perpetrator=draw(st.sampled_from([None, None, actor("TUR", role=DOER), actor("RUS", role=DOER)])),
        scope=draw(st.sampled_from([Scope.INCIDENT] * 4 + [Scope.CUMULATIVE, Scope.MULTI])),
        **draw(common()),
    )


@st.composite
def posts(draw):
    numbers = draw(st.sampled_from([{}, {}, {"delta": 1}, {"delta": 3}, {"stock": 49}, {"stock": 40}, {"target": 12}]))
    holder = draw(st.sampled_from([None, actor("TUR"), actor("TUR"), actor("RUS")]))
    kind = draw(st.sampled_from([Facility.BASE, Facility.MILITARY_POINT, Facility.CHECKPOINT, Facility.OTHER]))
    action = draw(st.sampled_from([a for a in PostAction if a is not PostAction.DENIED]))
    return post(action, actor=holder, facility=kind, **numbers, **draw(common()))


@st.composite
def stories(draw):
    """Return messages of a topic: claims, some of them told twice, some taken back."""
    told = draw(st.lists(st.one_of(casualties(), posts()), min_size=2, max_size=14, unique_by=lambda c: c.claim_id))
    back = draw(st.lists(st.sampled_from(told), max_size=3, unique_by=lambda c: c.claim_id))
    return [*told, *[withdrawn(c) for c in back]], draw(st.lists(st.sampled_from(told), max_size=4))


def final(messages):
    """Return what stands in the end: every event that was not merged into another, without its publication number."""
    store = MergeStore.in_memory()
    for message in messages:
        store.fold(message)
    return standing(store)


def standing(store):
    return {
        e.event_id: e.model_copy(update={"revision": 1})
        for e in store.events()
        if e.status is not EventStatus.SUPERSEDED
    }


@settings(max_examples=50, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_any_order_and_any_repeats_end_in_the_same_events(story, rng):
    messages, repeats = story
    shuffled = [*messages, *repeats]
    rng.shuffle(shuffled)
    assert final(shuffled) == final(messages)


@settings(max_examples=30, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_many_at_a_time_end_in_the_same_events_as_one_after_another(story, rng):
    messages, repeats = story
    shuffled = [*messages, *repeats]
    rng.shuffle(shuffled)
    store = MergeStore.in_memory()
    while shuffled:
        size = rng.randint(1, 12)
        store.fold_many(shuffled[:size])
        del shuffled[:size]
    assert standing(store) == final(messages)


@settings(max_examples=25, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_revisions_rise_and_a_replay_publishes_nothing(story, rng):
    messages, _ = story
    rng.shuffle(messages)
    store, last = MergeStore.in_memory(), {}
    for message in messages:
        for event in store.fold(message):
            assert event.revision > last.get(event.event_id, 0)
            last[event.event_id] = event.revision
    assert [store.fold(m) for m in messages] == [[] for _ in messages]


@settings(max_examples=25, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_every_claim_that_tells_stands_in_the_events_and_superseded_ones_name_an_heir(story, rng):
    messages, _ = story
    rng.shuffle(messages)
    store = MergeStore.in_memory()
    for message in messages:
        store.fold(message)
    events = {e.event_id: e for e in store.events()}
    for event in events.values():
        if event.status is EventStatus.SUPERSEDED:
            assert event.superseded_by in events
        assert event.confidence <= 1
    gone = {m.claim_id for m in messages if m.withdrawn}
    told = {m.claim_id for m in messages if m.kind == "casualty" and m.realis in {Realis.ACTUAL, Realis.ATTEMPTED}}
    standing = [c for e in events.values() if e.status is EventStatus.ACTIVE for c in e.claims]
    casualty_claims = [c for c in standing if c in told]
    assert sorted(casualty_claims) == sorted(told - gone)


@settings(max_examples=15, deadline=None)
@given(stories())
def test_a_crash_before_the_state_is_written_sends_the_same_revisions_again(story):
    messages, _ = story
    once, twice = MergeStore.in_memory(), MergeStore.in_memory()
    for message in messages:
        lost = twice.preview(message)
        assert lost == once.fold(message)
        assert twice.fold(message) == lost


def rivals(seed, number):
    """Return tellings of one day and town that half agree: each may bridge what others began."""
    rng = random.Random(seed)
    return [
        casualty(
            rng.choice([3, 12, 14, 33, 40]), article=f"a{n}", publisher=f"Paper {rng.randrange(6)}", hour=9 + n / 10,
            cause=rng.choice([Cause.AIRSTRIKE, Cause.SHELLING, Cause.UNKNOWN, Cause.CLASHES]),
            group=rng.choice([VictimGroup.CIVILIAN, VictimGroup.UNKNOWN]),
            side=rng.choice([None, None, "SYR-GOV", "TUR"]),
        )
        for n in range(number)
    ]  # fmt: skip


def test_happenings_that_bridge_each_other_both_ways_while_late_claims_are_placed_come_to_an_end():
    told = rivals(8, 12)
    told += [withdrawn(claim) for claim in told[::5]]
    ordered = list(told)
    random.Random(8).shuffle(told)
    assert final(told) == final(ordered)


def test_what_may_be_the_same_as_two_events_names_their_one_event_once_they_are_joined():
    for seed in (6, 57):
        told = rivals(seed, 14)
        store = MergeStore.in_memory()
        for claim in told:
            store.fold(claim)
        together = MergeStore.in_memory()
        together.fold_many(told)
        assert standing(store) == standing(together)
