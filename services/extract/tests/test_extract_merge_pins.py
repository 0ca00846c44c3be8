"""What people decide holds, whatever arrives before or after."""

from datetime import timedelta
from itertools import permutations

from claims import DAY, DORVA, KALEM, at, casualty, on, post, site

from vedette.extract.merge.pins import Pin, PinKind
from vedette.extract.state import MergeStore
from vedette.schemas import Cause, EventStatus

BLAST = casualty(4, hour=9)
ECHO = casualty(6, hour=11, publisher="Ridge Wire")
RAID = casualty(5, hour=12, publisher="Valley Post", cause=Cause.AIRSTRIKE)
FAR_BLAST = casualty(4, hour=13, publisher="Coast Herald", places=[site(DORVA)])


def pin(kind, items, others=(), *, hour=20.0, name="p", **more):
    ids = [c if isinstance(c, str) else c.claim_id for c in items]
    away = [c if isinstance(c, str) else c.claim_id for c in others]
    return Pin(pin_id=name, kind=kind, items=ids, others=away, by="dana", why="Seen it myself.", at=at(hour), **more)


def final(messages):
    """Return what stands in the end, without publication numbers."""
    store = MergeStore.in_memory()
    for message in messages:
        if isinstance(message, Pin):
            store.pin(message)
        else:
            store.fold(message)
    events = [e.model_copy(update={"revision": 1}) for e in store.events()]
    return {e.event_id: e for e in events if e.status is not EventStatus.SUPERSEDED}


def groups(messages):
    return sorted(sorted(e.claims) for e in final(messages).values() if e.status is EventStatus.ACTIVE)


def ids(*claims):
    return sorted(c.claim_id for c in claims)


def in_every_order(messages):
    ends = [final(order) for order in permutations(messages)]
    assert all(end == ends[0] for end in ends)
    return ends[0]


def test_what_a_person_joins_stays_joined_in_every_order():
    joined = in_every_order([BLAST, FAR_BLAST, RAID, pin(PinKind.TOGETHER, [BLAST, FAR_BLAST])])
    assert sorted(sorted(e.claims) for e in joined.values()) == sorted([ids(BLAST, FAR_BLAST), ids(RAID)])


def test_what_a_person_splits_stays_split_in_every_order():
    split = in_every_order([BLAST, ECHO, RAID, pin(PinKind.APART, [ECHO], [BLAST])])
    assert sorted(sorted(e.claims) for e in split.values()) == sorted([ids(BLAST), ids(ECHO), ids(RAID)])


def test_later_claims_follow_what_a_person_joined():
    join = pin(PinKind.TOGETHER, [BLAST, FAR_BLAST])
    copy = casualty(4, hour=30, publisher="Slow Gazette", places=[site(DORVA)])
    assert groups([BLAST, FAR_BLAST, join, copy]) == [ids(BLAST, FAR_BLAST, copy)]


def test_of_two_words_the_later_holds():
    join, split = pin(PinKind.TOGETHER, [BLAST, ECHO]), pin(PinKind.APART, [ECHO], [BLAST], hour=22, name="q")
    assert groups([BLAST, ECHO, split, join]) == sorted([ids(BLAST), ids(ECHO)])
    again = pin(PinKind.TOGETHER, [BLAST, ECHO], hour=23, name="r")
    assert groups([BLAST, again, split, ECHO]) == [ids(BLAST, ECHO)]


def test_a_retracted_event_is_not_revived_by_a_late_claim():
    end = in_every_order([BLAST, ECHO, pin(PinKind.RETRACTED, [BLAST])])
    (event,) = end.values()
    assert event.status is EventStatus.RETRACTED
    assert (event.changes[-1].by, event.changes[-1].note) == ("dana", "Seen it myself.")


def test_a_correction_outlasts_every_later_figure():
    fix = pin(PinKind.CORRECTED, [BLAST], field="toll.killed.best", value=5)
    (event,) = in_every_order([BLAST, fix, ECHO]).values()
    assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (4, 5, 6)
    assert event.summary.startswith("5 ")
    assert (event.changes[-1].old, event.changes[-1].new, event.changes[-1].by) == ("6", "5", "dana")


def test_a_decision_taken_back_leaves_no_trace():
    split = pin(PinKind.APART, [ECHO], [BLAST])
    lifted = split.model_copy(update={"lifted": True, "at": at(30)})
    assert in_every_order([BLAST, ECHO, split, lifted]) == final([BLAST, ECHO])


def test_the_same_decision_again_changes_nothing():
    store = MergeStore.in_memory()
    store.fold(BLAST)
    word = pin(PinKind.RETRACTED, store.items_of(next(store.events()).event_id))
    assert [e.revision for e in store.pin(word)] == [2]
    assert store.pin(word) == []


def test_sites_of_one_report_are_pinned_one_by_one():
    both = post(hour=9, delta=2, places=[site(KALEM), site(DORVA)])
    later = post(hour=60, places=[site(DORVA)], date=on(DAY + timedelta(days=2)), publisher="Ridge Wire")
    store = MergeStore.in_memory()
    for claim in (both, later):
        store.fold(claim)
    dorva = next(e for e in store.events() if e.is_site and e.place.name == "Dorva")
    one, other = store.items_of(dorva.event_id)
    store.pin(pin(PinKind.APART, [one], [other]))
    assert len([e for e in store.events() if e.is_site]) == 3
