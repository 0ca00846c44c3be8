"""What analysts decide about events holds for every claim to come, and can be taken back."""

from itertools import permutations

import pytest
from claims import DORVA, ISTRA, KALEM, at, casualty, post, site, withdrawn

from vedette.extract.actors.finder import ActorTable
from vedette.extract.corroborate import merge_claim
from vedette.extract.merge.analyst import apply_correction, apply_waiting, with_heirs
from vedette.extract.merge.context import Context
from vedette.extract.merge.draft import Happening, new_memos
from vedette.extract.merge.pins import corrected
from vedette.extract.merge.record import event_id_of
from vedette.schemas import Cause, Correction, CorrectionAct, EventStatus

BLAST = casualty(4, hour=9)
ECHO = casualty(6, hour=11, publisher="Ridge Wire")
COPY = casualty(6, hour=12, publisher="Slow Gazette")
FAR = casualty(4, hour=13, publisher="Coast Herald", places=[site(ISTRA)])
BLAST_ID, FAR_ID = event_id_of(BLAST.claim_id), event_id_of(FAR.claim_id)
CONTEXT = Context(actors=ActorTable.load())


class Desk:
    """The table of the service, and what it published."""

    def __init__(self, *messages):
        self.values, self.memos, self.published = {}, new_memos(CONTEXT), []
        for message in messages:
            self.take(message)

    def get(self, key):
        return self.values.get(key)

    def take(self, message):
        if isinstance(message, Correction):
            merge = apply_correction(message, self, CONTEXT, self.memos)
        else:
            merge = apply_waiting(merge_claim(message, self, CONTEXT, self.memos), self, CONTEXT, self.memos)
        self.values.update({k: v for k, v in merge.puts if v is not None})
        for key in [k for k, v in merge.puts if v is None]:
            self.values.pop(key, None)
        events = with_heirs(merge.events)
        self.published += events
        return events

    def events(self):
        found = [Happening.read(v).event for k, v in self.values.items() if "|event|" in k]
        return {e.event_id: e for e in found if e is not None}

    def active(self):
        return sorted(sorted(e.claims) for e in self.events().values() if e.status is EventStatus.ACTIVE)


def correction(act, *events, hour=20.0, name="c1", **more):
    return Correction(
        correction_id=name,
        act=act,
        events=list(events),
        by="Ilse Marren",
        why="The hospital said so.",
        at=at(hour),
        **more,
    )


def undone(decision, hour=22.0):
    return decision.model_copy(update={"undone": True, "at": at(hour)})


def ids(*claims):
    return sorted(c.claim_id for c in claims)


def test_a_retracted_event_stays_retracted_whatever_is_published_later():
    desk = Desk(BLAST, correction(CorrectionAct.RETRACT, BLAST_ID), ECHO, COPY)
    event = desk.events()[BLAST_ID]
    assert event.status is EventStatus.RETRACTED
    assert event.claims == [BLAST.claim_id, ECHO.claim_id, COPY.claim_id]
    assert [(c.by, c.note) for c in event.changes if c.by] == [("Ilse Marren", "The hospital said so.")]


def test_a_corrected_figure_is_not_overwritten_by_a_later_claim():
    desk = Desk(BLAST, correction(CorrectionAct.CORRECT, BLAST_ID, field="toll.killed.best", value=3), ECHO)
    event = desk.events()[BLAST_ID]
    assert event.toll.killed.best == 3
    (change,) = [c for c in event.changes if c.by]
    assert (change.field, change.new) == ("toll.killed.best", "3")


def test_merged_events_are_one_and_the_history_says_who_joined_them():
    desk = Desk(BLAST, FAR, correction(CorrectionAct.MERGE, BLAST_ID, FAR_ID))
    assert desk.active() == [ids(BLAST, FAR)]
    assert desk.events()[FAR_ID].superseded_by == BLAST_ID
    (change,) = [c for c in desk.events()[BLAST_ID].changes if c.by]
    assert (change.field, change.new, change.by) == ("claims", "joined by hand", "Ilse Marren")


def test_the_heir_of_a_merge_names_whom_it_takes_over():
    desk = Desk(BLAST, FAR)
    heir = next(e for e in desk.take(correction(CorrectionAct.MERGE, BLAST_ID, FAR_ID)) if e.event_id == BLAST_ID)
    assert heir.supersedes == [FAR_ID]


def test_split_claims_are_an_event_of_their_own():
    desk = Desk(BLAST, ECHO, correction(CorrectionAct.SPLIT, BLAST_ID, claims=[ECHO.claim_id]))
    assert desk.active() == sorted([ids(BLAST), ids(ECHO)])
    assert all(any(c.by for c in e.changes) for e in desk.events().values())


@pytest.mark.parametrize(
    "decision",
    [
        correction(CorrectionAct.RETRACT, BLAST_ID),
        correction(CorrectionAct.CORRECT, BLAST_ID, field="cause", value="airstrike"),
        correction(CorrectionAct.MERGE, BLAST_ID, FAR_ID),
        correction(CorrectionAct.SPLIT, BLAST_ID, claims=[ECHO.claim_id]),
    ],
    ids=lambda d: d.act.value,
)
def test_a_decision_that_is_undone_leaves_the_events_as_they_were(decision):
    desk = Desk(BLAST, ECHO, FAR)
    before = {i: e.model_copy(update={"revision": 1}) for i, e in desk.events().items()}
    desk.take(decision)
    assert {i: e.model_copy(update={"revision": 1}) for i, e in desk.events().items()} != before
    desk.take(undone(decision))
    after = {i: e.model_copy(update={"revision": 1}) for i, e in desk.events().items()}
    assert {i: after[i] for i in before} == before
    assert desk.take(decision) == []  # an old message read again


def test_a_replay_changes_nothing():
    story = [BLAST, FAR, correction(CorrectionAct.MERGE, BLAST_ID, FAR_ID), ECHO]
    desk = Desk(*story)
    values = dict(desk.values)
    for message in story:
        assert desk.take(message) == []
    assert desk.values == values


def test_decisions_hold_in_whatever_order_topics_are_read_again():
    story = [
        BLAST, ECHO, FAR,
        correction(CorrectionAct.MERGE, BLAST_ID, FAR_ID),
        correction(CorrectionAct.CORRECT, BLAST_ID, field="toll.killed.best", value=5, name="c2", hour=21),
    ]  # fmt: skip
    ends = []
    for order in permutations(story):
        event = Desk(*order).events()[BLAST_ID]
        ends.append((event.status, event.claims, event.toll.killed.best))
    assert set(map(str, ends)) == {str((EventStatus.ACTIVE, [c.claim_id for c in (BLAST, ECHO, FAR)], 5))}


def test_a_post_and_a_raid_are_never_merged():
    built = post(hour=9)
    post_id = event_id_of(f"{built.claim_id}.0")
    desk = Desk(BLAST, built, correction(CorrectionAct.MERGE, BLAST_ID, post_id))
    assert {e.status for e in desk.events().values()} == {EventStatus.ACTIVE}


def test_a_decision_about_a_former_id_reaches_the_heir():
    older = casualty(3, hour=7, publisher="Valley Post")
    desk = Desk(BLAST, older, correction(CorrectionAct.RETRACT, BLAST_ID))
    assert desk.events()[event_id_of(older.claim_id)].status is EventStatus.RETRACTED


def test_sites_of_one_claim_are_retracted_one_by_one():
    built = post(hour=9, delta=2, places=[site(KALEM), site(DORVA)])
    first, second = (event_id_of(f"{built.claim_id}.{n}") for n in (0, 1))
    events = Desk(built, correction(CorrectionAct.RETRACT, second)).events()
    assert (events[first].status, events[second].status) == (EventStatus.ACTIVE, EventStatus.RETRACTED)


def test_an_unlike_means_may_be_corrected_before_the_claim_is_known():
    raid = casualty(5, hour=12, cause=Cause.AIRSTRIKE)
    decision = correction(CorrectionAct.CORRECT, event_id_of(raid.claim_id), field="cause", value="shelling")
    desk = Desk(decision, raid)
    assert desk.events()[event_id_of(raid.claim_id)].cause is Cause.SHELLING


def test_a_correction_that_fits_no_more_is_passed_over():
    place = correction(CorrectionAct.CORRECT, BLAST_ID, field="place.hint", value="at the mill")
    event = Desk(BLAST, place, withdrawn(BLAST), ECHO).events()[BLAST_ID]
    assert event.status is EventStatus.ACTIVE


def test_a_correction_that_does_not_fit_is_refused_and_nothing_is_kept_of_it():
    desk = Desk(BLAST)
    before = dict(desk.values)
    with pytest.raises(ValueError, match="best"):
        desk.take(correction(CorrectionAct.CORRECT, BLAST_ID, field="toll.killed.best", value="many"))
    assert desk.values == before


@pytest.mark.parametrize(
    ("field", "value"), [("colour", "red"), ("toll.killed.colour", 3), ("toll.wounded.best", 3), ("cause", "rain")]
)
def test_a_field_that_is_not_there_cannot_be_corrected(field, value):
    with pytest.raises(ValueError, match=r"no field|cause|colour"):
        corrected(Desk(BLAST).events()[BLAST_ID], field, value)
