"""What a rule would have sent, how many a day, and why not."""

from datetime import timedelta

from alert_builders import NOON, alice, place, post_event, rule, toll_event

from vedette.alert.rehearsal import rehearse, too_broad, why
from vedette.schemas import NoticeType, PostAction, Scope

POSTS = {"kind": ["post"]}


def month(number, a_day=1):
    return [
        post_event(event_id=f"e:{i}", updated_at=NOON - timedelta(days=i // a_day, minutes=i % a_day))
        for i in range(number)
    ]


def run(made, events, **more):
    return rehearse(made, events, reader=alice(), until=NOON, **more)


def test_a_rehearsal_counts_what_would_have_been_sent_a_day():
    found = run(rule(when=POSTS), month(40))
    assert len(found.sent) == 30, "events older than the days asked for are left out"
    assert found.a_day == 1.0
    assert found.busiest[1] == 1


def test_a_rehearsal_gathers_as_the_rule_would():
    found = run(rule(when=POSTS, digest={"every": "day"}), month(60, a_day=10))
    assert found.notices_a_day == 2.0
    assert len(found.sent) in {6, 7}
    assert {due.notice.type for due in found.sent} == {NoticeType.DIGEST}
    assert sum(due.notice.data.total for due in found.sent) == 60


def test_a_rule_that_would_send_too_much_is_told_so():
    storm = month(1600, a_day=60)
    broad = rule(when=POSTS)
    assert "or add `digest: day`" in too_broad(run(broad, storm, days=20), broad)
    daily = rule(when=POSTS, digest={"every": "day"})
    assert too_broad(run(daily, storm, days=20), daily) is None


def test_a_snoozed_rule_is_rehearsed_as_if_it_were_awake():
    found = run(rule(when=POSTS, snooze_until=(NOON + timedelta(days=9)).isoformat()), month(3))
    assert len(found.sent) == 3


def test_why_says_which_condition_fails_and_what_else_keeps_a_rule_silent():
    made = rule(when={"all": [POSTS, {"place": {"admin": "SY/Idlib"}}]})
    told, notes = why(made, post_event(place=place(admin1="Homs")))
    assert [(w.verdict, w.condition) for w in told.conditions] == [(True, "kind: post"), (False, "place: SY/Idlib")]
    assert notes == []
    told, notes = why(made, post_event(state=PostAction.WITHDRAWN))
    assert told.matches
    assert notes == ["a post that is withdrawn is news only to a rule that names this state in `action`"]
    _, notes = why(rule(when={"killed": 1}), toll_event(scope=Scope.CUMULATIVE))
    assert notes == ["it is a running sum; name `cumulative` in `scope` to hear of those"]
    _, notes = why(rule(when=POSTS, enabled=False), post_event())
    assert notes == ["the rule is switched off"]
