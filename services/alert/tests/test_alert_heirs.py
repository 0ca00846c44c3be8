"""What was told of an event follows its heir, whichever message comes first."""

from collections import deque
from datetime import timedelta

import pytest
from alert_builders import ALICE_RULE, BOB_RULE, CHARLIE_RULE, NOON, everyone, revised, toll_event

from vedette.alert.heirs import Desk, Followed, take_over, take_revision
from vedette.alert.ledger import read_ledger
from vedette.alert.matching.index import RuleIndex
from vedette.schemas import EventStatus, Handover, MsgType

DESK = Desk(RuleIndex([ALICE_RULE, BOB_RULE, CHARLIE_RULE]), everyone())


class Town:
    """Two workers and the topic between them: events and handovers, each with a ledger table of its own key."""

    def __init__(self):
        self.ledgers, self.sent, self.notices = {}, deque(), []

    def hear(self, event, *, after_s=0):
        now = NOON + timedelta(seconds=after_s)
        self._follow(event.event_id, take_revision(event, desk=DESK, ledger=self._ledger(event.event_id), now=now))

    def deliver(self):
        while self.sent:
            self.inherit(self.sent.popleft())

    def inherit(self, handover):
        key = handover.event_id
        self._follow(key, take_over(handover, desk=DESK, ledger=self._ledger(key), now=NOON))

    def told(self):
        found = [(d.notice.data.msg_type, d.notice.data.event_id) for d in self.notices]
        self.notices = []
        return found

    def _ledger(self, event_id):
        return read_ledger(self.ledgers.get(event_id))

    def _follow(self, event_id, followed: Followed):
        self.notices += followed.dues
        if followed.ledger is not None:
            self.ledgers[event_id] = followed.ledger.model_dump_json().encode()
        if followed.handover is not None:
            self.sent.append(Handover.read(followed.handover.write()))


def superseded(event, heir):
    return revised(event, status=EventStatus.SUPERSEDED, superseded_by=heir)


FORMER = toll_event(killed=3, event_id="e:former")
GONE = superseded(FORMER, "e:heir")


def heir(killed=3, revision=2, **over):
    return toll_event(killed=killed, event_id="e:heir", revision=revision, supersedes=["e:former"], **over)


@pytest.mark.parametrize("first", ["former", "heir"])
def test_an_heir_that_says_nothing_new_tells_nobody_anything(first):
    town = Town()
    town.hear(FORMER)
    assert town.told() == [(MsgType.ALERT, "e:former")]
    for event in [GONE, heir()] if first == "former" else [heir(), GONE]:
        town.hear(event)
    town.deliver()
    assert town.told() == []


@pytest.mark.parametrize("order", ["handed over first", "heir first"])
def test_an_heir_with_a_greater_toll_is_an_update_that_refers_to_the_first_notice(order):
    town = Town()
    town.hear(FORMER)
    (first,) = town.notices
    town.notices = []
    if order == "heir first":
        town.hear(heir(killed=12))
        town.hear(GONE)
        assert town.notices == []
        town.deliver()
    else:
        town.hear(GONE)
        town.deliver()
        town.hear(heir(killed=12))
    (update,) = town.notices
    assert update.notice.data.msg_type is MsgType.UPDATE
    assert update.notice.data.references == [first.delivery_id]
    assert update.notice.data.changed[0] == "killed: 3 -> 12"


def test_an_heir_of_what_nobody_was_told_is_new():
    town = Town()
    town.hear(superseded(toll_event(killed=0, event_id="e:former"), "e:heir"))
    town.hear(heir(killed=12))
    town.deliver()
    assert town.told() == [(MsgType.ALERT, "e:heir")]


def test_who_was_told_of_both_hears_that_one_is_withdrawn():
    town = Town()
    town.hear(FORMER)
    town.hear(toll_event(killed=4, event_id="e:heir"))
    assert town.told() == [(MsgType.ALERT, "e:former"), (MsgType.ALERT, "e:heir")]
    town.hear(heir(killed=4))
    town.hear(GONE)
    town.deliver()
    assert town.told() == [(MsgType.CANCEL, "e:former")]


def test_replays_tell_nobody_again():
    town = Town()
    story = [FORMER, GONE, heir(killed=12)]
    for event in story:
        town.hear(event)
    handovers = list(town.sent)
    town.deliver()
    town.told()
    for event in story:
        town.hear(event)
    for handover in handovers:
        town.inherit(handover)
    town.deliver()
    assert town.told() == []


def test_what_was_told_follows_through_two_heirs():
    town = Town()
    town.hear(FORMER)
    town.told()
    town.hear(heir())
    town.hear(superseded(heir(), "e:last"))
    town.hear(toll_event(killed=3, event_id="e:last", supersedes=["e:heir"]))
    town.hear(GONE)
    town.deliver()
    assert town.told() == []
    town.hear(toll_event(killed=30, event_id="e:last", revision=5))
    assert town.told() == [(MsgType.UPDATE, "e:last")]


def test_an_heir_that_is_retracted_cancels_what_its_former_told():
    town = Town()
    town.hear(FORMER)
    town.hear(GONE)
    town.hear(heir())
    town.deliver()
    town.told()
    town.hear(revised(heir(), status=EventStatus.RETRACTED))
    assert town.told() == [(MsgType.CANCEL, "e:heir")]


def test_a_former_event_that_stands_again_is_told_again():
    town = Town()
    town.hear(FORMER)
    town.hear(GONE)
    town.hear(heir())
    town.deliver()
    town.told()
    town.hear(toll_event(killed=3, event_id="e:former", revision=9))
    assert town.told() == [(MsgType.ALERT, "e:former")]


def test_nobody_waits_for_ever_for_a_ledger_that_does_not_come():
    town = Town()
    town.hear(heir(killed=12))
    assert town.told() == []
    town.hear(heir(killed=13, revision=3), after_s=61)
    assert town.told() == [(MsgType.ALERT, "e:heir")]
