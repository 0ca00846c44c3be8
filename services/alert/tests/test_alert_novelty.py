"""What is news to whom: NEW, UPDATE and CANCEL."""

from datetime import date

import pytest
from alert_builders import (
    BOB_RULE,
    NOON,
    corrected,
    count,
    day,
    place,
    post_event,
    revised,
    rival,
    rule,
    source,
    toll_event,
)

from vedette.alert.notices.novelty import News, is_new, judge
from vedette.alert.notices.snapshot import changes, snapshot
from vedette.schemas import (
    Change,
    ChangeReason,
    ClaimantRole,
    EventStatus,
    EventToll,
    PlaceCode,
    PostAction,
    Realis,
    Scope,
    VictimGroup,
    VictimToll,
)

POSTS = rule(when={"kind": ["post"]})
TOLLS = rule(when={"kind": ["casualty"]})


def news(rule_, told_event, event, *, matches=True):
    found = judge(rule_, event, snapshot(told_event) if told_event else None, matches=matches)
    return found.news if found else None


def asking(*states):
    return rule(when={"action": list(states)})


def test_a_post_that_stands_is_news():
    assert news(POSTS, None, post_event()) is News.NEW


@pytest.mark.parametrize(
    "state",
    [
        PostAction.AGREED, PostAction.PLANNED, PostAction.UNDER_WAY, PostAction.ATTEMPTED, PostAction.REINFORCED,
        PostAction.ATTACKED, PostAction.WITHDRAWN, PostAction.DENIED,
    ],
)  # fmt: skip
def test_any_other_state_is_news_only_to_a_rule_that_names_it(state):
    event = post_event(state=state)
    assert news(POSTS, None, event) is None
    assert news(asking(state), None, event) is News.NEW
    assert news(rule(when={"not": {"action": [state]}}), None, event, matches=False) is None


def test_a_stock_is_never_a_new_post():
    stock = post_event(is_site=False, stock=49)
    assert news(POSTS, None, stock) is None
    assert news(asking("established"), None, stock) is None


def test_new_posts_without_a_named_site_are_news():
    assert news(POSTS, None, post_event(is_site=False, delta=3)) is News.NEW
    assert news(POSTS, None, post_event(is_site=False)) is News.NEW, "one new post somewhere in an area"
    assert news(POSTS, None, post_event(is_site=False, delta=0, stock=12)) is None, "all of them have been named"


def test_more_new_posts_without_a_site_are_an_update_and_a_named_one_is_not():
    told = post_event(is_site=False, delta=3)
    assert news(POSTS, told, revised(told, delta=5)) is News.UPDATE
    assert news(POSTS, told, revised(told, delta=2)) is None
    assert changes(snapshot(told), revised(told, delta=5)) == ["new without a named site: 3 -> 5"]


def test_a_new_total_is_an_update_to_who_was_told_of_the_agreement():
    told = post_event(state=PostAction.AGREED, is_site=False, target=12, stock=5)
    assert news(asking("agreed"), told, revised(told, stock=6)) is News.UPDATE


def test_an_agreed_number_is_news_to_who_asks_for_agreements():
    target = post_event(state=PostAction.AGREED, is_site=False, target=12)
    assert news(asking("agreed", "planned"), None, target) is News.NEW
    assert news(POSTS, None, target) is None


@pytest.mark.parametrize("realis", [Realis.HYPOTHETICAL, Realis.BACKGROUND, Realis.DENIED, Realis.PLANNED])
def test_what_did_not_happen_starts_no_casualty_alert(realis):
    assert news(TOLLS, None, toll_event(realis=realis)) is None


def test_an_attempted_attack_with_victims_is_news():
    assert news(TOLLS, None, toll_event(realis=Realis.ATTEMPTED)) is News.NEW


def test_a_running_sum_is_news_only_to_a_rule_that_asks_for_sums():
    total = toll_event(killed=500, scope=Scope.CUMULATIVE)
    assert news(TOLLS, None, total) is None
    assert news(rule(when={"scope": ["cumulative"]}), None, total) is News.NEW
    assert news(TOLLS, None, toll_event(scope=Scope.MULTI)) is News.NEW


def test_an_attack_that_hurt_nobody_is_no_casualty_news():
    assert not is_new(TOLLS, toll_event(killed=0))
    assert not is_new(TOLLS, toll_event(killed=None))
    assert is_new(TOLLS, toll_event(killed=0, injured=2))


def test_what_was_long_past_when_first_reported_is_no_news():
    ten_years = day(3, start=date(2015, 3, 3), end=date(2015, 3, 3))
    assert news(TOLLS, None, toll_event(date=ten_years)) is None
    assert news(POSTS, None, post_event(date=ten_years)) is None
    came_to_light = day(3, start=date(2025, 2, 10), end=date(2025, 2, 10))
    assert news(TOLLS, None, toll_event(date=came_to_light)) is News.NEW


def test_an_incident_is_new_once():
    event = toll_event(killed=3)
    assert news(TOLLS, event, event) is None
    assert news(TOLLS, event, revised(event)) is None


def test_a_toll_that_passes_a_step_is_an_update():
    event = toll_event(killed=3)
    assert news(TOLLS, event, revised(event, toll=EventToll(killed=count(4)))) is None
    assert news(TOLLS, event, revised(event, toll=EventToll(killed=count(5)))) is News.UPDATE
    assert news(TOLLS, event, revised(event, toll=EventToll(killed=count(3), injured=count(1)))) is News.UPDATE


def test_steps_go_on_above_a_hundred():
    event = toll_event(killed=120)
    assert news(TOLLS, event, revised(event, toll=EventToll(killed=count(240)))) is None
    assert news(TOLLS, event, revised(event, toll=EventToll(killed=count(260)))) is News.UPDATE


def test_a_correction_is_told_however_small():
    assert news(TOLLS, toll_event(killed=4), corrected(toll_event(killed=4), 3)) is News.UPDATE


def test_a_correction_below_the_rules_number_still_reaches_who_was_told():
    told = toll_event(killed=2)
    assert news(BOB_RULE, told, corrected(told, 1), matches=False) is News.UPDATE


def test_a_rival_figure_is_an_update_with_both_values():
    told = toll_event(killed=12)
    now = rival(told, low=3, best=12, high=12)
    assert news(TOLLS, told, now) is News.UPDATE
    assert "sources disagree on killed: 3 or 12" in changes(snapshot(told), now)


def test_a_span_of_figures_is_told_as_a_disagreement_once():
    told = toll_event(killed=6)
    change = Change(revision=2, at=NOON, field="toll.killed.span", new="6 to 11", reason=ChangeReason.CONFLICT)
    wider = revised(told, toll=EventToll(killed=count(6, 6, 11)), changes=[change])
    assert news(TOLLS, told, wider) is News.UPDATE
    assert "sources disagree on killed: 6 to 11" in changes(snapshot(told), wider)
    assert news(TOLLS, wider, revised(wider, toll=EventToll(killed=count(6, 6, 12)))) is None


def test_a_better_known_place_is_an_update_and_a_worse_one_is_not():
    vague = toll_event(place=place(name="Idlib", precision=PlaceCode.GOVERNORATE))
    assert news(TOLLS, vague, revised(vague, place=place())) is News.UPDATE
    exact = toll_event()
    worse = place(name="Idlib", precision=PlaceCode.GOVERNORATE)
    assert news(TOLLS, exact, revised(exact, place=worse)) is None


def test_a_party_that_confirms_or_denies_is_an_update():
    told = toll_event()
    for realis, word in ((Realis.ACTUAL, "confirmed"), (Realis.DENIED, "denied")):
        party = source(2, claimant="Army of Freedonia", claimant_role=ClaimantRole.PARTY, realis=realis)
        now = revised(told, sources=[*told.sources, party])
        assert news(TOLLS, told, now) is News.UPDATE
        assert f"{word} by Army of Freedonia" in changes(snapshot(told), now)


def test_a_newly_named_group_of_victims_is_an_update():
    told = toll_event()
    now = revised(told, victims=[VictimToll(group=VictimGroup.CIVILIAN, text="villagers")])
    assert news(TOLLS, told, now) is News.UPDATE


def test_a_changed_state_is_an_update_with_old_and_new():
    told = post_event()
    now = revised(told, state=PostAction.WITHDRAWN)
    assert news(POSTS, told, now) is News.UPDATE
    assert changes(snapshot(told), now) == ["state: established -> withdrawn"]


def test_a_planned_post_that_now_stands_is_new_again():
    planned = post_event(state=PostAction.PLANNED)
    stands = revised(planned, state=PostAction.ESTABLISHED, realis=Realis.ACTUAL)
    for follow_up in ("first", "step", "every"):
        wanted = rule(when={"action": ["planned", "established"]}, follow_up=follow_up)
        assert news(wanted, planned, stands) is News.NEW


def test_follow_up_first_hears_of_no_update_but_of_a_retraction():
    first = rule(when={"kind": ["casualty"]}, follow_up="first")
    told = toll_event(killed=3)
    assert news(first, told, revised(told, toll=EventToll(killed=count(50)))) is None
    assert news(first, told, revised(told, status=EventStatus.RETRACTED)) is News.CANCEL


def test_follow_up_every_hears_of_each_revision():
    every = rule(when={"kind": ["casualty"]}, follow_up="every")
    told = toll_event()
    assert news(every, told, revised(told, updated_at=NOON)) is News.UPDATE


@pytest.mark.parametrize("status", [EventStatus.RETRACTED, EventStatus.SUPERSEDED])
def test_who_was_told_is_told_that_it_is_taken_back_and_nobody_else(status):
    told = toll_event()
    gone = revised(told, status=status, superseded_by="e:other")
    assert news(TOLLS, told, gone, matches=False) is News.CANCEL
    assert news(TOLLS, None, gone) is None


def test_an_older_revision_is_never_news():
    told = revised(revised(toll_event()))
    assert news(rule(follow_up="every"), told, toll_event(killed=90)) is None
