"""Notices that wait: nothing is lost, nothing is told twice, whatever breaks where."""

from datetime import UTC, datetime, timedelta

import pytest
from alert_builders import NOON, alice, place, post_event, revised, rule, toll_event
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.alert.holding.hold import close, closing, take
from vedette.alert.holding.lanes import PAGE, Lane
from vedette.alert.holding.planning import plan_of
from vedette.alert.ledger import read_ledger
from vedette.alert.matching.facts import facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.alert.notices.notice import MAX_BODY_BYTES
from vedette.alert.steps import notify
from vedette.schemas import DeliveryState, Due, EventStatus, Gathering, MsgType, NoticeType

POSTS = {"kind": ["post"]}


class World:
    """The outbox's agent on plain dicts, with a clock one turns by hand; `crash` breaks a step in the middle."""

    def __init__(self):
        self.tables = {"lanes": {}, "held": {}, "owed": {}, "settled": {}}
        self.outcomes: dict[str, list] = {}

    def read(self, table, key):
        return self.tables[table].get(key)

    def handle(self, due, *, crash=None):
        if due.plan is None and due.closes is None:
            self.tables["owed"].setdefault(due.delivery_id, due.write())
            return
        for after in (crash, None) if crash is not None else (None,):
            done = close(due, self.read) if due.closes else take(due, self.read)
            for outcome in done.outcomes:
                self.outcomes.setdefault(outcome.delivery_id, []).append(outcome.state)
            puts = [(("owed", each.delivery_id), each.write()) for each in done.owed] + list(done.puts.items())
            for (table, key), value in puts[:after]:
                self.tables[table].pop(key, None) if value is None else self.tables[table].update({key: value})

    def turn(self, now, *, crash=None):
        for value in list(self.tables["lanes"].values()):
            lane = Lane.model_validate_json(value)
            if lane.closes_at <= now:
                self.handle(closing(lane), crash=crash)

    @property
    def sent(self):
        return sorted((Due.read(v) for v in self.tables["owed"].values()), key=lambda d: d.next_at)


class Story:
    """One rule of Alice's, its notices through the world."""

    def __init__(self, zone="UTC", **policy):
        self.rule = rule("r1", policy.pop("when", POSTS), **policy)
        self.index = RuleIndex([self.rule])
        self.readers = {"alice": alice().model_copy(update={"zone": zone})}
        self.ledgers, self.world = {}, World()

    def dues(self, event, at):
        owed = notify(
            event, index=self.index, subscribers=self.readers, now=at,
            ledger=read_ledger(self.ledgers.get(event.event_id)),
        )  # fmt: skip
        if owed.ledger:
            self.ledgers[event.event_id] = owed.ledger.model_dump_json().encode()
        return owed.dues

    def tell(self, event, at, **more):
        for due in self.dues(event, at):
            self.world.handle(due, **more)

    @property
    def sent(self):
        return self.world.sent


def posts(number, start=0):
    return [post_event(event_id=f"e:{i}") for i in range(start, start + number)]


def at(hour, minute=0, second=0, day=4):
    return datetime(2025, 3, day, hour, minute, second, tzinfo=UTC)


def test_without_a_policy_a_notice_goes_out_at_once():
    story = Story()
    story.tell(post_event(), NOON)
    assert [d.plan for d in story.sent] == [None]


def test_a_daily_digest_holds_everything_and_goes_out_once():
    story = Story("Europe/Berlin", digest={"every": "day", "at": "08:00"})
    for i, event in enumerate(posts(3)):
        story.tell(event, at(12, i))
    story.world.turn(at(6, 59, day=5))
    assert story.sent == []
    story.world.turn(at(7, day=5))
    story.world.turn(at(7, day=5))
    (digest,) = story.sent
    data = digest.notice.data
    assert digest.notice.type is NoticeType.DIGEST
    assert (data.total, data.gathered, data.msg_type) == (3, Gathering.DIGEST, MsgType.ALERT)
    assert [item.event_id for item in data.items] == ["e:2", "e:1", "e:0"]
    assert (data.period.start, data.period.end) == (at(7), at(7, day=5))
    assert digest.made_at == at(7, day=5)
    assert {tuple(states) for states in story.world.outcomes.values()} == {(DeliveryState.HELD, DeliveryState.GATHERED)}


def test_a_notice_that_overtakes_the_clock_is_not_put_into_the_window_before():
    story = Story(digest={"every": "hour"})
    story.tell(posts(1)[0], at(12, 1))
    story.tell(posts(1, start=1)[0], at(13, 1))
    (first,) = story.sent
    assert [item.event_id for item in first.notice.data.items] == ["e:0"]
    assert first.notice.data.period.end == at(13)
    story.world.turn(at(14))
    assert [item.event_id for item in story.sent[1].notice.data.items] == ["e:1"]


def test_quiet_hours_hold_and_never_drop():
    story = Story(quiet={"windows": [{"start": "22:00", "end": "07:00"}]})
    story.tell(posts(1)[0], at(23))
    story.world.turn(at(23, 30))
    assert story.sent == []
    story.world.turn(at(7, day=5))
    (alone,) = story.sent
    assert alone.notice.type is NoticeType.MATCHED
    assert alone.next_at == at(7, day=5)
    for event in posts(2, start=5):
        story.tell(event, at(23, day=5))
    story.world.turn(at(7, day=6))
    assert story.sent[-1].notice.data.total == 2


def test_what_is_urgent_breaks_the_quiet():
    quiet = {"windows": [{"start": "22:00", "end": "07:00"}], "urgent_if": {"killed": {"n": 10}}}
    story = Story(when={"kind": ["casualty"]}, quiet=quiet)
    story.tell(toll_event(killed=3, event_id="e:few"), at(23))
    story.tell(toll_event(killed=30, event_id="e:many"), at(23))
    assert [d.event_id for d in story.sent] == ["e:many"]


def test_a_digest_due_in_quiet_hours_waits_for_their_end():
    story = Story(digest={"every": "hour"}, quiet={"windows": [{"start": "22:00", "end": "07:00"}]})
    story.tell(posts(1)[0], at(21, 30))
    story.world.turn(at(22))
    assert story.sent == []
    story.world.turn(at(7, day=5))
    assert len(story.sent) == 1


def test_a_snoozed_rule_tells_everything_when_it_wakes():
    story = Story(snooze_until=at(18).isoformat())
    for event in posts(4):
        story.tell(event, at(12))
    story.world.turn(at(18))
    assert [d.notice.data.total for d in story.sent] == [4]
    story.tell(posts(1, start=9)[0], at(19))
    assert story.sent[-1].event_id == "e:9"


def test_a_rule_that_has_expired_tells_nothing():
    story = Story(expires=at(11).isoformat())
    story.tell(post_event(), NOON)
    assert story.sent == []


def test_a_group_waits_for_others_then_keeps_its_interval():
    story = Story(group={"by": ["admin"], "wait_s": 30, "interval_s": 300})
    elsewhere = post_event(event_id="e:aleppo", place=place(admin1="Aleppo", name="Tal Maran"))
    story.tell(posts(1)[0], at(12))
    story.tell(posts(1, start=1)[0], at(12, 0, 20))
    story.tell(elsewhere, at(12, 0, 20))
    story.world.turn(at(12, 0, 30))
    assert [d.notice.data.total for d in story.sent] == [2]
    story.tell(posts(1, start=2)[0], at(12, 2))
    story.world.turn(at(12, 5, 29))
    assert [d.event_id for d in story.sent] == ["e:1", "e:aleppo"]
    story.world.turn(at(12, 5, 30))
    assert [d.event_id for d in story.sent][-1] == "e:2"
    story.world.turn(at(13))
    story.world.turn(at(13))
    assert story.world.tables["lanes"] == {}, "an idle lane is forgotten"
    assert story.world.tables["held"] == {}


def test_above_a_throttle_the_rest_goes_out_together_at_the_end_of_the_hour():
    story = Story(throttle={"per_hour": 2})
    for i, event in enumerate(posts(5)):
        story.tell(event, at(12, i))
    assert [d.event_id for d in story.sent] == ["e:0", "e:1"]
    story.world.turn(at(13))
    assert story.sent[-1].notice.data.total == 3
    story.tell(posts(1, start=7)[0], at(13, 5))
    assert story.sent[-1].event_id == "e:7"


def test_a_group_is_throttled_as_one_notice():
    story = Story(group={"wait_s": 10, "interval_s": 60}, throttle={"per_hour": 1})
    for minute in (0, 5, 10):
        for event in posts(2, start=minute):
            story.tell(event, at(12, minute))
        story.world.turn(at(12, minute, 59))
    assert len(story.sent) == 1
    story.world.turn(at(13))
    assert len(story.sent) == 2


def test_a_tally_tells_when_enough_came_together_and_starts_again():
    story = Story(tally={"at_least": 3, "within_hours": 24, "by": ["admin"]})
    for i, event in enumerate(posts(2)):
        story.tell(event, at(10 + i))
    story.tell(post_event(event_id="e:far", place=place(admin1="Homs")), at(12))
    assert story.sent == []
    story.tell(posts(1, start=2)[0], at(13))
    (digest,) = story.sent
    assert (digest.notice.data.total, digest.notice.data.gathered) == (3, Gathering.TALLY)
    assert digest.notice.data.headline == "3 events came together: A rule"
    story.tell(posts(1, start=3)[0], at(14))
    assert len(story.sent) == 1


def test_a_tally_forgets_what_is_too_long_ago_and_what_was_retracted():
    story = Story(tally={"at_least": 2, "within_hours": 1})
    first, second, third, fourth = posts(4)
    story.tell(first, at(10))
    story.tell(second, at(11))
    story.tell(revised(second, status=EventStatus.RETRACTED), at(11, 10))
    story.tell(third, at(11, 20))
    assert story.sent == []
    story.tell(fourth, at(11, 30))
    assert [item.event_id for item in story.sent[0].notice.data.items] == ["e:3", "e:2"]
    story.world.turn(at(23))
    assert story.world.tables["lanes"] == {}


def test_a_tally_counts_distinct_places():
    story = Story(tally={"at_least": 2, "within_hours": 24, "distinct": "place"})
    for event in posts(3):
        story.tell(event, at(10))
    assert story.sent == []
    story.tell(post_event(event_id="e:other", place=place(name="Tal Maran", gazetteer_id="own:2")), at(11))
    assert story.sent[0].notice.data.total == 2


def test_a_storm_becomes_one_digest_that_counts_every_notice():
    story = Story(digest={"every": "hour"})
    number = 12 * PAGE + 7
    for event in posts(number):
        story.tell(event, at(12, 1))
    story.world.turn(at(13))
    (digest,) = story.sent
    assert digest.notice.data.total == number
    assert len(digest.notice.write()) <= MAX_BODY_BYTES
    assert len(digest.notice.data.items) > 20
    assert len(story.world.tables["settled"]) == number
    assert story.world.tables["held"] == {}


POLICIES = [
    {"digest": {"every": "hour"}}, {"throttle": {"per_hour": 2}}, {"group": {"wait_s": 60, "interval_s": 600}},
    {"quiet": {"windows": [{"start": "12:00", "end": "13:00"}]}},
    {"group": {"wait_s": 60, "interval_s": 600}, "throttle": {"per_hour": 1}},
]  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(POLICIES),
    st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(0, 6)), min_size=1, max_size=14),
)
def test_whatever_crashes_where_each_notice_is_told_exactly_once(policy, steps):
    """Each step: minutes since the last, whether it crashes, after how many writes; every message is replayed."""
    story, now, made = Story(**policy), at(11, 50), []
    for number, (minutes, breaks, after) in enumerate(steps):
        now += timedelta(minutes=minutes)
        crash = after if breaks else None
        story.world.turn(now, crash=crash)
        made += (dues := story.dues(post_event(event_id=f"e:{number}"), now))
        for due in dues:
            story.world.handle(due, crash=crash)
            story.world.handle(due)
    for due in made:
        story.world.handle(due)
    for hours in range(1, 4):
        story.world.turn(now + timedelta(hours=24 * hours))
    told = [i for due in story.sent for i in ids_in(due)]
    assert sorted(told) == sorted(d.delivery_id for d in made)
    assert story.world.tables["held"] == {}


def ids_in(due):
    return [item.delivery_id for item in due.notice.data.items] or [due.delivery_id]


def test_the_plan_is_a_function_of_rule_notice_and_time():
    made = rule("r1", POSTS, digest={"every": "day"}, zone="Asia/Damascus")
    plans = {plan_of(made, alice(), facts_of(post_event()), now=NOON).model_dump_json() for _ in range(3)}
    assert len(plans) == 1


@pytest.mark.parametrize("field", ["event", "kind", "country", "admin", "place", "actor"])
def test_an_event_that_does_not_know_a_field_is_in_a_group_of_its_own(field):
    made = rule("r1", POSTS, group={"by": [field]})
    bare = post_event(event_id="e:x", place=None, actor=None, actors=[])
    lanes = {plan_of(made, alice(), facts_of(e), now=NOON).lane for e in (bare, post_event())}
    assert len(lanes) == (1 if field == "kind" else 2)
