"""The whole decision, without a broker: who is owed which notice, and never twice."""

from datetime import timedelta

from alert_builders import (
    ALICE_RULE,
    BOB_RULE,
    CHARLIE_RULE,
    NOON,
    corrected,
    count,
    everyone,
    post_event,
    revised,
    rule,
    toll_event,
)

from vedette.alert.ledger import EventLedger, delivery_id, read_ledger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.notices.notice import MAX_BODY_BYTES, headline
from vedette.alert.notices.novelty import Judgement, News
from vedette.alert.rehearsal import dry_run
from vedette.alert.steps import notify
from vedette.schemas import EndpointState, EventStatus, EventToll, MsgType, NoticeType

INDEX = RuleIndex([ALICE_RULE, BOB_RULE, CHARLIE_RULE])


class Story:
    """Feeds revisions one after another and keeps the ledger, as the table would."""

    def __init__(self, index=INDEX, subscribers=None):
        self.index, self.subscribers = index, subscribers or everyone()
        self.ledgers: dict[str, bytes] = {}

    def tell(self, event):
        owed = notify(
            event,
            index=self.index,
            subscribers=self.subscribers,
            ledger=read_ledger(self.ledgers.get(event.event_id)),
            now=NOON + timedelta(seconds=event.revision),
        )
        if owed.ledger:
            self.ledgers[event.event_id] = owed.ledger.model_dump_json().encode()
        return owed.dues


def test_alice_hears_of_the_post_bob_of_the_dead_and_charlie_of_nothing():
    story = Story()
    (due,) = story.tell(post_event())
    assert (due.subscriber_id, due.channel, due.endpoint_id) == ("alice", "webhook", "alice-hook")
    (due,) = story.tell(toll_event(killed=3))
    assert (due.subscriber_id, due.channel) == ("bob", "email")


def test_a_notice_says_what_where_and_why():
    (due,) = Story().tell(post_event())
    notice = due.notice
    assert notice.type is NoticeType.MATCHED
    assert notice.data.msg_type is MsgType.ALERT
    assert notice.data.headline == "New observation post: Kafr Sindiyan (Idlib, Syria)"
    assert notice.data.matched == ["kind: post", "place: SY/Idlib"]
    assert notice.data.references == []
    assert notice.data.event == post_event()


def test_a_replay_owes_nothing_new():
    story = Story()
    events = [toll_event(killed=3), corrected(toll_event(killed=3), 2)]
    first = [due.delivery_id for event in events for due in story.tell(event)]
    assert len(first) == 2
    assert [due for event in events for due in story.tell(event)] == []


def test_a_crash_before_the_ledger_is_written_makes_the_same_notice_again():
    first, second = Story().tell(toll_event()), Story().tell(toll_event())
    assert first == second
    assert first[0].delivery_id == delivery_id("tolls|bob-mail", "e:toll-1", 1, News.NEW)


def test_ids_differ_by_endpoint_event_revision_and_sense():
    ids = {
        delivery_id(s, e, r, n)
        for s in ("r|a", "r|b")
        for e in ("e:1", "e:2")
        for r in (1, 2)
        for n in (News.NEW, News.CANCEL)
    }
    assert len(ids) == 16
    assert all(len(i) == 30 and i.startswith("msg_") and "." not in i for i in ids)


def test_a_rising_toll_is_told_as_updates_that_refer_back():
    story = Story()
    event = toll_event(killed=3)
    (first,) = story.tell(event)
    event = revised(event, toll=EventToll(killed=count(4)))
    assert story.tell(event) == ()
    event = revised(event, toll=EventToll(killed=count(7)))
    (second,) = story.tell(event)
    assert second.notice.data.msg_type is MsgType.UPDATE
    assert second.notice.data.references == [first.delivery_id]
    assert second.notice.data.changed == ["killed: 3 -> 7"]
    assert second.notice.data.headline == "Update: 7 killed (was 3): Kafr Sindiyan (Idlib, Syria)"


def test_a_rival_figure_is_not_told_as_a_rise():
    update = Judgement(News.UPDATE, ("killed: 6 -> 6 (6 to 11 by source)",))
    told = headline(toll_event(killed=6), update)
    assert told == "Update: 6 killed (sources disagree on killed): Kafr Sindiyan (Idlib, Syria)"


def test_a_retraction_reaches_who_was_told_once():
    story = Story()
    event = toll_event(killed=3)
    story.tell(event)
    gone = revised(event, status=EventStatus.RETRACTED)
    (due,) = story.tell(gone)
    assert due.notice.type is NoticeType.RETRACTED
    assert due.notice.data.msg_type is MsgType.CANCEL
    assert len(due.notice.data.references) == 1
    assert story.tell(revised(gone)) == ()


def test_an_event_that_comes_back_after_a_retraction_is_new_again():
    story = Story()
    event = toll_event(killed=3)
    story.tell(event)
    gone = revised(event, status=EventStatus.RETRACTED)
    story.tell(gone)
    (due,) = story.tell(revised(gone, status=EventStatus.ACTIVE))
    assert due.notice.data.msg_type is MsgType.ALERT
    assert len(due.notice.data.references) == 2


def test_nobody_is_told_of_a_retraction_of_what_they_never_heard():
    assert Story().tell(toll_event(status=EventStatus.RETRACTED)) == ()


def test_a_rule_tells_only_the_endpoints_it_names_and_only_active_ones():
    subscribers = everyone()
    alice = subscribers["alice"]
    hooks = [alice.endpoints[0].model_copy(update={"endpoint_id": name}) for name in ("one", "two", "three")]
    hooks[1] = hooks[1].model_copy(update={"state": EndpointState.GONE})
    subscribers["alice"] = alice.model_copy(update={"endpoints": hooks})
    everywhere = Story(RuleIndex([ALICE_RULE]), subscribers)
    assert [d.endpoint_id for d in everywhere.tell(post_event())] == ["one", "three"]
    one = Story(RuleIndex([ALICE_RULE.model_copy(update={"channels": ["three"]})]), subscribers)
    assert [d.endpoint_id for d in one.tell(post_event())] == ["three"]


def test_a_rule_switched_off_or_deleted_tells_nothing_more():
    story = Story()
    story.tell(toll_event(killed=3))
    gone = revised(toll_event(killed=3), status=EventStatus.RETRACTED)
    story.index = RuleIndex([BOB_RULE.model_copy(update={"enabled": False})])
    assert story.tell(gone) == ()
    story.index = RuleIndex()
    assert story.tell(gone) == ()


def test_a_rule_added_later_starts_with_the_next_revision():
    story = Story(RuleIndex())
    event = toll_event(killed=9)
    assert story.tell(event) == ()
    story.index = INDEX
    (due,) = story.tell(revised(event))
    assert due.notice.data.msg_type is MsgType.ALERT


def test_a_body_stays_small_however_many_sources_there_are():
    event = toll_event(killed=3)
    long = event.sources[0].model_copy(
        update={"quote": event.sources[0].quote.model_copy(update={"text": "word " * 200})}
    )
    event = event.model_copy(update={"sources": [long] * 60, "claims": [f"c:{i}" for i in range(60)]})
    (due,) = Story().tell(event)
    assert len(due.notice.write()) <= MAX_BODY_BYTES
    assert due.notice.data.event.sources


def test_a_dry_run_shows_what_would_have_been_sent_and_why():
    event = toll_event(killed=3)
    revisions = [post_event(), event, revised(event), corrected(event, 2)]
    found = dry_run([BOB_RULE, rule("off", {"kind": ["casualty"]}, enabled=False)], revisions)
    assert [w.notice.data.msg_type if w.notice else None for w in found["tolls"]] == [
        None, MsgType.ALERT, None, MsgType.UPDATE,
    ]  # fmt: skip
    assert [w.matches for w in found["tolls"]] == [False, True, True, True]
    assert all(w.notice is None for w in found["off"])


def test_an_empty_ledger_is_read_from_nothing():
    assert read_ledger(None) == EventLedger()
