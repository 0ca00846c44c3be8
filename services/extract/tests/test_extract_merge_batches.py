"""Many claims merged at once: what stands is what each alone would have made, and each event is told once."""

import random
from datetime import timedelta

import pytest
from claims import DORVA, KALEM, at, casualty, post, site, withdrawn
from merge_stories import all_stories
from tables import MemoryTable

from vedette.extract.actors.finder import ActorTable
from vedette.extract.app_merge import Merger
from vedette.extract.merge.context import Context
from vedette.extract.merge.expiry import Windows
from vedette.extract.merge.record import event_id_of
from vedette.extract.merge.stored import Happening
from vedette.extract.packed import unpack
from vedette.runtime.messages import Message
from vedette.schemas import CasualtyClaim, Cause, Correction, CorrectionAct, EventStatus, PostAction

CONTEXT = Context(actors=ActorTable.load())
YEARS = Windows(*[timedelta(days=3650)] * 4)
TOLD = [claim for story in all_stories().values() for _, claim in story]


def message(value, offset=0):
    return Message(value=value, key="world", topic="claims", partition=0, offset=offset, timestamp=value.read_at)


class Desk:
    """Merging with a table, as the service does it."""

    def __init__(self):
        self.table = MemoryTable()
        self.merger = Merger(self.table, CONTEXT, YEARS)
        self.told = []

    async def take(self, claims, at_once):
        for first in range(0, len(claims), at_once):
            outcome = await self.fold(claims[first : first + at_once])
            self.table.write(outcome.puts)
            self.told.append([m.value for m in outcome.messages])
        return self

    async def fold(self, claims):
        return await self.merger.claims([message(claim, n) for n, claim in enumerate(claims)])

    def stand(self):
        rows = {key: unpack(value) for key, value in self.table.rows.items()}
        events = [Happening.read(value).event for key, value in rows.items() if "|event|" in key]
        # revisions count what was published, and which former events are named depends on what was
        return {
            e.event_id: e.model_copy(update={"revision": 1, "updated_at": e.first_reported_at})
            for e in events
            if e is not None and e.status is EventStatus.ACTIVE
        }


def arrivals(seed):
    told = [*TOLD, *(withdrawn(claim) for claim in TOLD[::7])]
    random.Random(seed).shuffle(told)
    return told[:160]


@pytest.mark.parametrize("at_once", [2, 9, 100])
async def test_batches_come_to_the_events_that_single_claims_make(at_once):
    claims = arrivals(at_once)
    alone, together = await Desk().take(claims, 1), await Desk().take(claims, at_once)
    assert together.stand() == alone.stand()


async def test_a_batch_tells_each_toll_once_with_its_whole_history():
    claims = [claim for claim in arrivals(5) if isinstance(claim, CasualtyClaim)]
    desk = await Desk().take(claims, 40)
    last = {}
    for batch in desk.told:
        assert len({e.event_id for e in batch}) == len(batch)
        for event in batch:
            known = last.get(event.event_id)
            assert known is None or event.revision > known.revision
            last[event.event_id] = event
    blast = [casualty(n, hour=9 + n / 10, publisher=f"Paper {n}") for n in (4, 6, 7)]
    ((event,),) = (await Desk().take(blast, 3)).told
    assert event.revision == 3
    assert event.claims == [claim.claim_id for claim in blast]
    assert {change.revision for change in event.changes} == {1, 2, 3}


async def test_a_post_that_was_set_up_and_left_in_one_batch_is_told_as_both():
    built = post(hour=9, places=[site(KALEM)])
    left = post(PostAction.WITHDRAWN, hour=10, publisher="Ridge Wire", places=[site(KALEM)])
    (events,) = (await Desk().take([built, casualty(3, hour=8, places=[site(DORVA)]), left], 3)).told
    states = [event.state for event in events if event.kind == "post"]
    assert states == [PostAction.ESTABLISHED, PostAction.WITHDRAWN]


async def test_the_same_batch_after_a_kill_sends_and_writes_the_same():
    claims = arrivals(6)
    desk = await Desk().take(claims[:80], 20)
    before, batch = dict(desk.table.rows), claims[80:130]
    first = await desk.fold(batch)
    other = Desk()
    other.table.rows = before
    assert await other.fold(batch) == first
    assert await desk.fold(batch) == first, "nothing was written, so nothing in memory may stand"


async def test_a_batch_that_was_written_is_no_news_when_it_is_read_again():
    claims = [claim for claim in arrivals(7) if not claim.withdrawn]
    desk = await Desk().take(claims, 30)
    again = await Desk().take([], 1)
    again.table.rows = dict(desk.table.rows)
    await again.take(claims[-60:], 25)
    assert again.told == [[], [], []]


async def test_a_claim_and_its_withdrawal_in_one_batch_leave_no_active_event():
    wrong = casualty(90, hour=13, places=[site(DORVA)], cause=Cause.SHELLING)
    desk = await Desk().take([wrong, withdrawn(wrong), post(hour=14, places=[site(KALEM)])], 3)
    assert event_id_of(wrong.claim_id) not in desk.stand()
    assert any("|claim|" + wrong.claim_id in key for key in desk.table.rows)


async def test_a_decision_that_waits_holds_when_a_batch_makes_its_event():
    blast = casualty(4, hour=9)
    desk = Desk()
    fix = Correction(
        correction_id="fix", act=CorrectionAct.CORRECT, events=[event_id_of(blast.claim_id)], by="Ilse Marren",
        why="Seen it.", at=at(20), field="toll.killed.best", value=5,
    )  # fmt: skip
    outcome = await desk.merger.correction(
        Message(value=fix, key="world", topic="corrections", partition=0, offset=0, timestamp=at(20))
    )
    desk.table.write(outcome.puts)
    await desk.take([casualty(3, hour=8, places=[site(DORVA)]), blast, casualty(6, hour=11, publisher="B")], 3)
    (event,) = [e for e in desk.told[0] if e.event_id == event_id_of(blast.claim_id)]
    assert event.toll.killed.best == 5
    assert [c.note for c in event.changes if c.by] == ["Seen it."]


async def test_an_event_that_takes_the_place_of_another_in_a_batch_names_it():
    news, older = casualty(4, hour=12), casualty(4, hour=9, publisher="Ridge Wire")
    grown = casualty(30, hour=15, publisher="Valley Post")
    desk = await Desk().take([news], 1)
    await desk.take([older, grown], 2)
    told = {event.event_id: event for event in desk.told[1]}
    assert told[event_id_of(news.claim_id)].superseded_by == event_id_of(older.claim_id)
    assert told[event_id_of(older.claim_id)].supersedes == [event_id_of(news.claim_id)]


async def test_each_event_of_a_batch_follows_the_trace_of_its_own_latest_claim():
    blast, raid = casualty(4, hour=9), casualty(3, hour=10, places=[site(DORVA)], cause=Cause.AIRSTRIKE)
    more = casualty(6, hour=11, publisher="Ridge Wire")
    outcome = await Desk().fold([blast, raid, more])
    causes = {m.key: m.cause.offset for m in outcome.messages}
    assert causes == {event_id_of(blast.claim_id): 2, event_id_of(raid.claim_id): 1}
