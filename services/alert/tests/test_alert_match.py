"""What a rule matches, leaf by leaf, and that it fails closed."""

import pytest
from alert_builders import count, place, post_event, rule, source, toll_event

from vedette.alert.matching.match import explain, matches
from vedette.schemas import Actor, ActorRole, EventToll, PlaceCode, PostAction, Scope, TollCount


def holds(when, event) -> bool:
    return matches(rule(when=when), event)


def never(when, event) -> bool:
    """Neither the condition nor its negation holds."""
    return not holds(when, event) and not holds({"not": when}, event)


@pytest.mark.parametrize(
    ("when", "event"),
    [
        ({"action": ["established"]}, toll_event()),
        ({"scope": ["incident"]}, post_event()),
        ({"killed": 1}, post_event()),
        ({"killed": 1}, toll_event(killed=None, injured=4)),
        ({"displaced": 1}, toll_event()),
        ({"place": {"admin": "SY"}}, post_event(place=None)),
        ({"place": {"admin": "SY"}}, post_event(place=place(country=None))),
        ({"place": {"admin": "SY/Idlib"}}, post_event(place=place(admin1=None))),
        ({"place": {"radius": {"lat": 35.8, "lon": 36.3, "km": 50}}}, post_event(place=place(lat=None, lon=None))),
        ({"place": {"bbox": [30, 30, 40, 40]}}, post_event(place=None)),
        ({"place": {"polygon": [[30, 30], [40, 30], [40, 40]]}}, post_event(place=place(lat=None))),
        ({"place": {"bbox": [30, 30, 40, 40]}}, post_event(place=place(precision=PlaceCode.DISTRICT))),
        ({"actor": {"any_of": ["TUR"]}}, post_event(actor=None, actors=[])),
        ({"actor": {"any_of": ["TUR"], "role": "perpetrator"}}, post_event()),
    ],
)
def test_a_condition_on_a_missing_field_is_false_and_so_is_its_negation(when, event):
    assert never(when, event)


def test_an_unknown_place_inside_an_any_does_not_hide_a_condition_that_holds():
    assert holds({"any": [{"place": {"admin": "SY"}}, {"kind": ["post"]}]}, post_event(place=None))


def test_not_of_a_known_field_holds():
    assert holds({"not": {"action": ["withdrawn"]}}, post_event())
    assert holds({"not": {"place": {"admin": "TR"}}}, post_event())


def test_a_province_is_found_by_its_name_whatever_its_case_accents_or_rank():
    for name in ("SY/idlib", "sy/IDLIB", "SY/Idlib Governorate", "SY/Ídlib"):
        assert holds({"place": {"admin": name}}, post_event())
    assert not holds({"place": {"admin": "SY/Aleppo"}}, post_event())


def test_an_event_known_only_to_its_country_is_not_certainly_in_a_province():
    event = post_event(place=place(name="Syria", admin1=None, precision=PlaceCode.COUNTRY))
    assert never({"place": {"admin": "SY/Idlib"}}, event)
    assert holds({"place": {"admin": "SY/Idlib", "match": "possible"}}, event)
    assert holds({"place": {"admin": "SY"}}, event)


def test_an_area_counts_as_certain_only_if_all_of_it_lies_inside():
    province = post_event(place=place(name="Idlib", precision=PlaceCode.GOVERNORATE, radius_km=60))
    near = {"lat": 35.82, "lon": 36.31, "km": 40}
    assert never({"place": {"radius": near}}, province)
    assert holds({"place": {"radius": near, "match": "possible"}}, province)
    assert holds({"place": {"radius": {**near, "km": 61}}}, province)


def test_counts_compare_the_bound_the_rule_names():
    event = toll_event(toll=EventToll(killed=count(5, low=3, high=9)))
    assert holds({"killed": 5}, event)
    assert not holds({"killed": 6}, event)
    assert holds({"killed": {"n": 9, "bound": "high"}}, event)
    assert not holds({"killed": {"n": 4, "bound": "low"}}, event)


def test_an_open_figure_counts_as_far_as_it_is_known():
    dozens = toll_event(toll=EventToll(killed=TollCount(low=12, best=None, high=None)))
    assert holds({"killed": 10}, dozens)
    assert never({"killed": 20}, dozens)


def test_zero_is_a_number_and_silence_is_not():
    assert holds({"killed": 0}, toll_event(killed=0))
    assert not holds({"killed": 0}, toll_event(killed=None, injured=2))


def test_actors_are_found_by_id_or_by_whole_words_of_their_name():
    assert holds({"actor": {"any_of": ["tur"]}}, post_event())
    assert holds({"actor": {"any_of": ["Turkish"], "role": "holder"}}, post_event())
    assert not holds({"actor": {"any_of": ["Turk"]}}, post_event())


def test_the_side_of_the_victims_counts_as_an_actor():
    soldiers = Actor(text="Freedonian soldiers", actor_id="FRD", role=ActorRole.VICTIM)
    event = toll_event(actors=[soldiers])
    assert holds({"actor": {"any_of": ["FRD"], "role": "victim"}}, event)
    assert never({"actor": {"any_of": ["FRD"], "role": "perpetrator"}}, event)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("maarrat al numan", "Strikes hit Ma’arrat al-Nu'man again."),
        ("Şırnak", "a blast near sirnak town"),
        ("نقطة مراقبة", "أقامت القوات نقطةَ مُراقبة جديدة"),
        ("ادلب", "قصف في إدلب"),
        ("مراقبة", "بالمراقبة العسكرية"),
        ("哨所", "军队在山上建立了哨所并驻扎"),
    ],
)
def test_text_is_found_whatever_its_case_accents_and_marks(term, text):
    assert holds({"text": {"any_of": [term]}}, post_event(sources=[source(text=text)]))


def test_text_conditions_combine_any_all_and_none():
    event = post_event(sources=[source(text="A convoy built a post on the hill above the mill.")])
    assert holds({"text": {"any_of": ["mill"], "all_of": ["convoy", "post"], "none_of": ["airport"]}}, event)
    assert not holds({"text": {"all_of": ["convoy", "airport"]}}, event)
    assert not holds({"text": {"none_of": ["the hill"]}}, event)
    assert not holds({"text": {"any_of": ["mil"]}}, event)


def test_a_sum_over_a_period_is_told_from_an_incident():
    assert holds({"scope": ["cumulative"]}, toll_event(scope=Scope.CUMULATIVE))
    assert not holds({"scope": ["incident"]}, toll_event(scope=Scope.CUMULATIVE))


def test_explain_says_leaf_by_leaf_what_the_event_has():
    when = {"all": [{"kind": ["post"]}, {"any": [{"action": ["withdrawn"]}, {"killed": 3}]}]}
    why = explain(rule(when=when), post_event())
    assert not why.matches
    assert [(w.path, w.verdict) for w in why.conditions] == [
        ("when.all[0].kind", True),
        ("when.all[1].any[0].action", False),
        ("when.all[1].any[1].killed", None),
    ]
    assert why.conditions[0].condition == "kind: post"
    assert why.conditions[1].reason == "the post's state is established"
    assert why.conditions[2].reason == "no claim tells how many killed"


def test_explain_tells_how_far_a_place_is_from_the_centre():
    why = explain(rule(when={"place": {"radius": {"lat": 35.82, "lon": 36.31, "km": 5}}}), post_event())
    assert why.matches
    assert "0 km from the centre" in why.conditions[0].reason


def test_states_are_compared_as_they_stand_now():
    assert not holds({"action": ["established"]}, post_event(state=PostAction.WITHDRAWN))


def test_a_language_is_that_of_any_source_with_or_without_its_region():
    event = post_event(sources=[source(1, language="en"), source(2, language="ar-SY")])
    assert holds({"language": ["ar"]}, event)
    assert holds({"language": ["tr", "AR-sy"]}, event)
    assert not holds({"language": ["ar-EG"]}, event)
    assert holds({"not": {"language": ["tr"]}}, event)


def test_an_unknown_language_is_no_match_either_way():
    unknown = post_event(sources=[source(1), source(2, language="und")])
    assert not holds({"language": ["ar"]}, unknown)
    assert not holds({"not": {"language": ["ar"]}}, unknown)
