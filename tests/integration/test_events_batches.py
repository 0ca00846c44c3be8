"""What subscribers are told does not depend on how many claims were merged at once; revisions may be missing."""

import random
from collections import deque
from datetime import timedelta

import pytest
from alert_builders import NOON, everyone, rule
from claims import casualty, withdrawn
from merge_stories import all_stories
from tables import MemoryTable

from vedette.alert.heirs import Desk, take_over, take_revision
from vedette.alert.ledger import read_ledger
from vedette.alert.matching.index import RuleIndex
from vedette.extract.actors.finder import ActorTable
from vedette.extract.app_merge import Merger
from vedette.extract.merge.context import Context
from vedette.extract.merge.expiry import Windows
from vedette.runtime.messages import Message
from vedette.schemas import MsgType

CONTEXT = Context(actors=ActorTable.load())
YEARS = Windows(*[timedelta(days=3650)] * 4)
DESK = Desk(RuleIndex([rule("all", {"kind": ["casualty", "post"]}, follow_up="every")]), everyone())
TOLD = [claim for story in all_stories().values() for _, claim in story]


async def published(claims, at_once):
    """Return the events of each batch as the service sends them."""
    table, batches = MemoryTable(), []
    merger = Merger(table, CONTEXT, YEARS)
    for first in range(0, len(claims), at_once):
        outcome = await merger.claims(
            [Message(c, "world", "claims", 0, n, c.read_at) for n, c in enumerate(claims[first : first + at_once])]
        )
        table.write(outcome.puts)
        batches.append([message.value for message in outcome.messages])
    return batches


class Reader:
    """A subscriber, and the ledgers of what they were told."""

    def __init__(self):
        self.ledgers, self.notices = {}, []

    def hear(self, batches):
        for n, batch in enumerate(batches):
            handovers, now = deque(), NOON + timedelta(minutes=n)
            for event in batch:
                took = take_revision(event, desk=DESK, ledger=self._ledger(event.event_id), now=now)
                self._follow(event.event_id, took, handovers)
            while handovers:
                handed = handovers.popleft()
                took = take_over(handed, desk=DESK, ledger=self._ledger(handed.event_id), now=now)
                self._follow(handed.event_id, took, handovers)
        return self

    def knows(self):
        """Return the events the reader takes to stand."""
        ledgers = {event_id: read_ledger(value) for event_id, value in self.ledgers.items()}
        return {i for i, ledger in ledgers.items() if any(not told.closed for told in ledger.subscriptions.values())}

    def _ledger(self, event_id):
        return read_ledger(self.ledgers.get(event_id))

    def _follow(self, event_id, took, handovers):
        self.notices += [due.notice.data for due in took.dues]
        if took.ledger is not None:
            self.ledgers[event_id] = took.ledger.model_dump_json().encode()
        if took.handover is not None:
            handovers.append(took.handover)


@pytest.mark.parametrize("at_once", [3, 30])
async def test_a_reader_of_batches_knows_what_a_reader_of_every_revision_knows(at_once):
    told = [*TOLD, *(withdrawn(claim) for claim in TOLD[::9])]
    random.Random(at_once).shuffle(told)
    told = told[:150]
    each, some = [Reader().hear(await published(told, n)) for n in (1, at_once)]
    assert some.knows() == each.knows()
    assert len(some.notices) <= len(each.notices)
    assert len({notice.delivery_id for notice in some.notices}) == len(some.notices)


async def test_an_event_first_published_with_its_third_revision_is_news_and_goes_on():
    blast = [casualty(n, hour=9 + n / 10, publisher=f"Paper {n}") for n in (4, 6, 7, 9, 30)]
    reader = Reader().hear(await published(blast[:3], 3))
    assert [(n.msg_type, n.revision) for n in reader.notices] == [(MsgType.ALERT, 3)]
    reader = Reader().hear(await published(blast, 3))
    assert [(n.msg_type, n.revision) for n in reader.notices] == [(MsgType.ALERT, 3), (MsgType.UPDATE, 5)]
    assert reader.notices[1].changed[0] == "killed: 7 (4 to 7 by source) -> 30 (4 to 30 by source)"


async def test_what_a_batch_sends_again_after_a_kill_tells_nobody_anything():
    told = TOLD[:60]
    batches = await published(told, 20)
    once = Reader().hear(batches)
    again = Reader().hear([batches[0], batches[0], batches[1], batches[2], batches[2]])
    assert [n.delivery_id for n in again.notices] == [n.delivery_id for n in once.notices]
    assert again.knows() == once.knows()
