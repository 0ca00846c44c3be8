"""What was told is kept as long as the event may change, and no longer."""

from datetime import timedelta

from alert_builders import ALICE_RULE, BOB_RULE, NOON, everyone, post_event, revised, toll_event
from tables import MemoryTable

from vedette.alert.app_forgetting import SettledMemory, ToldMemory
from vedette.alert.delivery.outbox import Settled
from vedette.alert.forgetting import Lasting, Windows, lasting_of
from vedette.alert.heirs import Desk, take_over, take_revision
from vedette.alert.matching.index import RuleIndex
from vedette.runtime.messages import Message
from vedette.schemas import DeliveryState, EventStatus, Handover, MsgType, Scope

DESK = Desk(RuleIndex([ALICE_RULE, BOB_RULE]), everyone())
WINDOWS = Windows(incident=timedelta(days=100), total=timedelta(days=375), post=timedelta(days=3660))


class Worker:
    """One partition: what it is told, and what it tells."""

    def __init__(self):
        self.table = MemoryTable("told")
        self.memory = ToldMemory(self.table, WINDOWS)

    def hear(self, event, day=0.0):
        message = _message(event, day)
        if self.memory.is_past(message):
            return []
        before = self.memory.read(event.event_id)
        followed = take_revision(event, desk=DESK, ledger=before, now=message.timestamp)
        self.table.write(self.memory.puts(message, before, followed.ledger or before))
        return [due.notice.data.msg_type for due in followed.dues]

    def knows(self, event):
        return event.event_id in self.table.rows


def _message(value, day):
    at = NOON + timedelta(days=day)
    return Message(value=value, key="k", topic="t", partition=0, offset=0, timestamp=at)


def event_of(number, day):
    at = NOON + timedelta(days=day)
    date = toll_event().date.model_copy(update={"start": at.date(), "end": at.date()})
    return toll_event(event_id=f"e:{number}", first_reported_at=at, updated_at=at, date=date)


def run_of_days(worker, days, start=0):
    for day in range(start, start + days):
        worker.hear(event_of(f"day-{day:04}", day), day)


def test_what_was_told_does_not_grow_beyond_two_windows():
    worker = Worker()
    run_of_days(worker, 500)
    assert len(worker.table.rows) < 2 * 100 + 2
    assert worker.knows(event_of("day-0499", 499))
    assert not worker.knows(event_of("day-0001", 1))


def test_an_event_that_changes_now_and_then_is_never_news_again():
    worker = Worker()
    event = toll_event()
    assert worker.hear(event) == [MsgType.ALERT]
    for day in range(60, 400, 60):
        run_of_days(worker, 59, start=day - 59)
        event = revised(event, hedged=not event.hedged)
        assert worker.hear(event, day) == []
    assert worker.knows(event)


def test_a_topic_read_again_tells_nobody_what_is_forgotten():
    worker = Worker()
    story = [event_of(f"day-{day:04}", day) for day in range(300)]
    first = [worker.hear(event, day) for day, event in enumerate(story)]
    assert all(first)
    assert [worker.hear(event, day) for day, event in enumerate(story)] == [[] for _ in story]


def test_posts_and_totals_have_windows_of_their_own():
    worker = Worker()
    post, total = post_event(), toll_event(event_id="e:total", scope=Scope.CUMULATIVE)
    assert [lasting_of(e) for e in (post, total, toll_event())] == [Lasting.POST, Lasting.TOTAL, Lasting.INCIDENT]
    assert worker.hear(post) == [MsgType.ALERT]
    run_of_days(worker, 300, start=1)
    assert worker.knows(post)
    assert worker.hear(revised(post, hedged=True), 300) == []


def test_what_an_heir_took_over_is_kept_by_its_own_day():
    worker = Worker()
    former = toll_event(event_id="e:former")
    worker.hear(former)
    gone = revised(former, status=EventStatus.SUPERSEDED, superseded_by="e:heir")
    told = {name: entry.model_dump_json() for name, entry in worker.memory.read("e:former").subscriptions.items()}
    handover = Handover(event_id="e:heir", former=gone, told=told)
    before = worker.memory.read("e:heir")
    followed = take_over(handover, desk=DESK, ledger=before, now=NOON)
    worker.table.write(worker.memory.puts(_message(handover, 90), before, followed.ledger))
    heir = worker.memory.read("e:heir")
    assert heir.lasting is Lasting.INCIDENT
    assert heir.seen_at == NOON + timedelta(days=90)


def test_notices_that_are_over_go_when_no_message_can_name_them():
    table = MemoryTable("settled")
    memory = SettledMemory(table)
    for number in range(40):
        over = Settled(state=DeliveryState.DELIVERED, at=NOON + timedelta(days=number))
        table.rows[f"msg_{number:02}"] = over.model_dump_json().encode()
    for _ in range(25):
        table.write(memory.gone(0, NOON + timedelta(days=40), but="msg_01"))
    assert min(table.rows) == "msg_01"
    assert sorted(table.rows)[1] == "msg_12"
