"""Saved areas: rules that name one follow it, and are silent where there is none."""

from alert_builders import alice, place, post_event, revised, rule

from vedette.alert.holding.planning import plan_of
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.facts import facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.alert.matching.match import explain
from vedette.alert.rehearsal import rehearse, why
from vedette.alert.rules.reader import read_watch_text
from vedette.alert.rules.sense import check_together, nonsense
from vedette.alert.steps import notify
from vedette.schemas import PostAction, SavedArea

HERE = SavedArea(area_id="valley", name="Our valley", bbox=(36.0, 35.5, 36.6, 36.1))
ELSEWHERE = SavedArea(area_id="valley", radius={"lat": 59.9, "lon": 10.7, "km": 40})
NAMES_IT = rule("r1", {"place": {"area": "valley"}})


def reader(*areas):
    return alice().model_copy(update={"areas": list(areas)})


def test_a_rule_follows_its_area_when_it_is_drawn_anew():
    index = RuleIndex([NAMES_IT], [reader(ELSEWHERE)])
    facts = facts_of(post_event())
    assert index.found(facts) == []
    index.put_areas("alice", [HERE])
    assert index.found(facts) == ["r1"]
    assert index["r1"] == NAMES_IT, "what is saved keeps the name"
    index.put_areas("alice", [])
    assert index.found(facts) == []


def test_an_area_nobody_saved_is_no_match_either_way():
    index = RuleIndex([NAMES_IT, rule("r2", {"not": {"place": {"area": "valley"}}})])
    assert index.found(facts_of(post_event())) == []


def test_an_area_of_another_subscriber_is_none_of_mine():
    index = RuleIndex([NAMES_IT])
    index.put_areas("bob", [HERE])
    assert index.found(facts_of(post_event())) == []


def test_an_area_may_be_a_province_and_keeps_the_rules_own_match():
    province = SavedArea(area_id="valley", admin="SY/Idlib")
    possible = rule("r1", {"place": {"area": "valley", "match": "possible"}})
    somewhere = post_event(place=place(precision="G6", admin1=None))
    assert RuleIndex([possible], [reader(province)]).found(facts_of(somewhere)) == ["r1"]
    assert RuleIndex([NAMES_IT], [reader(province)]).found(facts_of(somewhere)) == []


def test_what_is_urgent_may_be_an_area():
    windows = [{"start": "00:00", "end": "00:00"}]
    held = rule("r1", quiet={"windows": windows, "urgent_if": {"place": {"area": "valley"}}})
    event = post_event()
    for areas, goes_at_once in (((HERE,), True), ((ELSEWHERE,), False)):
        index = RuleIndex([held], [reader(*areas)])
        (live,) = index.matching(facts_of(event))
        assert (plan_of(live, reader(*areas), facts_of(event), now=event.updated_at) is None) is goes_at_once


def test_what_is_urgent_stays_so_when_the_event_no_longer_matches():
    windows = [{"start": "00:00", "end": "00:00"}]
    held = rule(
        "r1", {"action": ["established"]}, quiet={"windows": windows, "urgent_if": {"place": {"area": "valley"}}}
    )
    reader_here = reader(HERE)
    index, event = RuleIndex([held], [reader_here]), post_event()
    first = notify(event, index=index, subscribers={"alice": reader_here}, ledger=EventLedger(), now=event.updated_at)
    gone = revised(event, state=PostAction.WITHDRAWN)
    then = notify(gone, index=index, subscribers={"alice": reader_here}, ledger=first.ledger, now=gone.updated_at)
    assert [due.plan for due in (*first.dues, *then.dues)] == [None, None]


def test_reasons_name_the_area_and_not_its_corners():
    told, _ = why(NAMES_IT, post_event(), [HERE])
    assert [(w.condition, w.verdict) for w in told.conditions] == [("place: {area: valley}", True)]
    assert explain(NAMES_IT, post_event()).conditions[0].reason == "no area valley is saved"


def test_a_dry_run_knows_the_readers_areas():
    event = post_event()
    (told,) = rehearse(NAMES_IT, [event], reader=reader(HERE), until=event.updated_at).told
    assert told.matches


def test_a_rule_that_names_no_saved_area_is_told_of():
    assert check_together([NAMES_IT], [reader(HERE)]) == []
    (said,) = check_together([NAMES_IT], [reader(HERE.model_copy(update={"area_id": "valleys"}))])
    assert said == "rule r1: subscriber alice has saved no area 'valley'; did you mean valleys?"


def test_areas_are_read_from_files_and_checked():
    text = """
subscribers:
  - subscriber_id: alice
    name: Alice
    areas:
      - {area_id: valley, bbox: [36.0, 35.5, 36.6, 36.1]}
"""
    (found,) = read_watch_text(text).subscribers
    assert found.areas[0].area_id == "valley"
    assert nonsense(reader(HERE, HERE)) == ["areas[1].area_id: 'valley' is used twice; give each its own"]
