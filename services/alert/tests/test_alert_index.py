"""The index finds exactly the rules that the reference matcher finds."""

from contextlib import contextmanager

import numpy as np
import pytest
from alert_builders import alice, count, day, place, post_event, rule, source, toll_event
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.alert.matching import columns
from vedette.alert.matching.clauses import TooManyClausesError, clauses_of
from vedette.alert.matching.conditions import area_of
from vedette.alert.matching.facts import facts_of
from vedette.alert.matching.geo import Disc, Lies
from vedette.alert.matching.index import RuleIndex
from vedette.alert.matching.leaves import KINDS
from vedette.alert.matching.match import matches
from vedette.alert.matching.shapes import Shapes
from vedette.alert.rules.areas import filled
from vedette.schemas import (
    LEAVES,
    Actor,
    ActorRole,
    Cause,
    ClaimantRole,
    EventToll,
    PlaceCode,
    PlaceTest,
    PostAction,
    SavedArea,
    Scope,
    TollCount,
    VictimGroup,
    VictimToll,
)

NAMES = ["TUR", "Turkish", "Hill Brigade", "لواء الجبل", "山地旅", "FRD", "!!"]
WORDS = ["post", "convoy", "Şırnak", "مراقبة", "哨所", "hill brigade", "??"]
TONGUES = [None, "ar", "ar-SY", "tr-TR", "und"]
PLACES = [("SY", "Idlib"), ("SY", "Aleppo"), ("NO", "Oslo"), ("FJ", None), (None, None)]

near_seam = st.sampled_from([-180.0, -179.9, -179.0, 0.0, 36.3, 36.9, 179.5, 180.0])
lons = st.one_of(near_seam, st.floats(-180, 180))
lats = st.one_of(st.sampled_from([-90.0, -89.5, -17.0, 0.0, 35.8, 36.0, 89.9, 90.0]), st.floats(-90, 90))
radii = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 60.0, 400.0, 3000.0]))
matching = st.sampled_from(["certain", "possible"])


small_rings = st.builds(
    lambda lon, lat, size: [
        (lon, lat), (min(180.0, lon + size), lat), (lon, min(90.0, lat + size)), (max(-180.0, lon - size), lat),
    ],
    st.sampled_from([-180.0, 0.0, 36.0, 36.3, 179.5, 180.0]),
    st.sampled_from([-17.0, 35.5, 35.8, 89.0]),
    st.sampled_from([0.3, 2.0, 30.0]),
)  # fmt: skip


@st.composite
def areas(draw):
    form = draw(st.sampled_from(["admin", "radius", "bbox", "polygon"]))
    if form == "admin":
        value = draw(st.sampled_from(["SY", "sy/idlib", "SY/Aleppo Governorate", "NO", "FJ"]))
    elif form == "radius":
        value = {"lat": draw(lats), "lon": draw(lons), "km": draw(st.sampled_from([0.5, 20.0, 120.0, 500.0]))}
    elif form == "bbox":
        south, north = sorted([draw(lats), draw(lats)])
        value = [draw(lons), south, draw(lons), north]
    else:
        value = draw(st.one_of(st.lists(st.tuples(lons, lats), min_size=3, max_size=6), small_rings))
        holes = draw(st.lists(small_rings, max_size=2))
        return {"place": {form: value, "holes": holes, "match": draw(matching)}}
    return {"place": {form: value, "match": draw(matching)}}


leaves = st.one_of(
    st.sampled_from([["post"], ["casualty"], ["post", "casualty"]]).map(lambda v: {"kind": v}),
    st.sampled_from([["established"], ["planned", "withdrawn"]]).map(lambda v: {"action": v}),
    st.sampled_from([["incident"], ["cumulative", "multi"]]).map(lambda v: {"scope": v}),
    st.builds(
        lambda names, role: {"actor": {"any_of": names, "role": role}},
        st.lists(st.sampled_from(NAMES), min_size=1, max_size=3),
        st.sampled_from(["any", "holder", "victim", "perpetrator"]),
    ),
    areas(),
    st.sampled_from(["home", "work", "nobody-saved-it"]).map(lambda a: {"place": {"area": a}}),
    st.builds(
        lambda n, bound: {"killed": {"n": n, "bound": bound}},
        st.integers(0, 12),
        st.sampled_from(["low", "best", "high"]),
    ),
    st.builds(
        lambda form, words: {"text": {form: words}},
        st.sampled_from(["any_of", "all_of", "none_of"]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=2),
    ),
    st.sampled_from([0.2, 0.45, 0.5]).map(lambda v: {"confidence": v}),
    st.sampled_from([["monitor"], ["medic", "un"], ["unknown"]]).map(lambda v: {"evidence": v}),
    st.sampled_from([["civilian"], ["combatant", "unknown"]]).map(lambda v: {"victims": v}),
    st.sampled_from([["shelling"], ["unknown"]]).map(lambda v: {"cause": v}),
    st.sampled_from([["ar"], ["AR-SY", "tr"], ["und"]]).map(lambda v: {"language": v}),
    st.sampled_from([["observation_post"], ["base"]]).map(lambda v: {"facility": v}),
    st.sampled_from(["G1", "G3", "G7"]).map(lambda v: {"precision": v}),
    st.sampled_from([1, 2]).map(lambda v: {"independent_sources": v}),
    st.sampled_from([{"since": "2025-03-03"}, {"until": "2025-03-02"}, {"within_days": 1}]).map(lambda v: {"date": v}),
    st.builds(lambda n: {"actor": {"all_of": n}}, st.lists(st.sampled_from(NAMES), min_size=1, max_size=2)),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map(lambda v: {"all": v}),
        st.lists(inner, min_size=1, max_size=3).map(lambda v: {"any": v}),
        inner.map(lambda v: {"not": v}),
    ),
    max_leaves=5,
)


def depth(node) -> int:
    if isinstance(node, dict):
        inner = [depth(child) for name in ("all", "any") for child in node.get(name, [])]
        inner += [depth(node["not"])] if "not" in node else []
        return 1 + max(inner, default=0)
    return 1


rules = trees.filter(lambda tree: depth(tree) <= 4)


@st.composite
def events(draw):
    country, admin = draw(st.sampled_from(PLACES))
    placed = draw(st.booleans())
    where = place(
        name="Somewhere", country=country, admin1=admin, precision=draw(st.sampled_from(list(PlaceCode))),
        lat=draw(lats) if placed else None, lon=draw(lons) if placed else None, radius_km=draw(radii),
    )  # fmt: skip
    roles = [ActorRole.HOLDER, ActorRole.VICTIM, ActorRole.PARTY]
    actor = Actor(
        text=draw(st.sampled_from(["Turkish army", "مقاتلو لواء الجبل", "山地旅士兵", "men of the Hill Brigade"])),
        actor_id=draw(st.sampled_from([None, "TUR", "FRD"])),
        role=draw(st.sampled_from(roles)),
    )
    text = " ".join(
        draw(st.lists(st.sampled_from(["a", "convoy", "Sirnak", "المراقبة", "设立哨所了", "post"]), max_size=5))
    )
    role = draw(st.sampled_from(list(ClaimantRole)))
    shared = {
        "place": draw(st.sampled_from([where, where, None])), "actors": draw(st.sampled_from([[], [actor]])),
        "confidence": draw(st.sampled_from([0.1, 0.45, 0.9])), "date": day(),
        "sources": [source(text=text or "-", claimant_role=role, language=draw(st.sampled_from(TONGUES)))],
        "summary": "Something happened.",
    }  # fmt: skip
    if draw(st.booleans()):
        return post_event(
            **shared, state=draw(st.sampled_from(list(PostAction))), actor=draw(st.sampled_from([None, actor]))
        )
    killed = draw(st.sampled_from([None, count(0), count(3), count(12, 2, 20), TollCount(low=10, best=None)]))
    groups = draw(st.lists(st.sampled_from(list(VictimGroup)), max_size=2))
    return toll_event(
        **shared, toll=EventToll(killed=killed), scope=draw(st.sampled_from(list(Scope))),
        victims=[VictimToll(group=g) for g in groups],
        cause=draw(st.sampled_from([Cause.UNKNOWN, Cause.SHELLING])),
    )  # fmt: skip


@st.composite
def saved_areas(draw):
    """Draw what the subscriber has saved: each name means a place of its own, or nothing."""
    drawn = {name: draw(st.one_of(st.none(), areas())) for name in ("home", "work")}
    shapes = {name: dict(area["place"]) for name, area in drawn.items() if area}
    for shape in shapes.values():
        shape.pop("match")
    return [SavedArea(area_id=name, **shape) for name, shape in shapes.items()]


def found_by_reference(known, event, areas=()):
    return sorted(r.rule_id for r in known if r.enabled and matches(filled(r, areas), event))


@contextmanager
def many_at_once(wanted):
    """Let even a single candidate take the way that is meant for hundreds."""
    kept = columns.FEW, columns.FEW_SHAPES
    columns.FEW, columns.FEW_SHAPES = (0, 0) if wanted else kept
    try:
        yield
    finally:
        columns.FEW, columns.FEW_SHAPES = kept


def found_by_index(index, event):
    return [r.rule_id for r in index.matching(facts_of(event))]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(rules, min_size=1, max_size=6), st.lists(events(), min_size=1, max_size=4), saved_areas(), st.booleans()
)
def test_the_index_agrees_with_the_reference_on_any_rules_and_events(whens, happenings, saved, together):
    known = [rule(f"r{i}", when) for i, when in enumerate(whens)]
    index = RuleIndex(known, [alice().model_copy(update={"areas": saved})])
    with many_at_once(together):
        for event in happenings:
            assert found_by_index(index, event) == found_by_reference(known, event, saved)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.one_of(st.none(), rules, saved_areas())), max_size=12), events(),
    st.booleans(),
)  # fmt: skip
def test_the_index_agrees_after_any_edits_in_any_order(edits, event, together):
    index, known, saved = RuleIndex(), {}, []
    with many_at_once(together):
        for number, when in edits:
            rule_id = f"r{number}"
            if isinstance(when, list):
                saved = when
                index.put_areas("alice", saved)
            elif when is None:
                index.remove(rule_id)
                known.pop(rule_id, None)
            else:
                known[rule_id] = rule(rule_id, when, enabled=number != 3)
                index.put(known[rule_id])
            assert found_by_index(index, event) == found_by_reference(known.values(), event, saved)
            assert dict(index) == known
    for rule_id in list(known):
        index.remove(rule_id)
    assert not index._buckets, "a removed rule leaves nothing behind"
    assert not index._predicates
    assert index._near == 0


@settings(max_examples=300, deadline=None)
@given(st.lists(areas().filter(lambda a: "admin" not in a["place"]), min_size=1, max_size=8), lats, lons, radii)
def test_many_shapes_at_once_agree_with_each_by_itself(drawn, lat, lon, radius):
    tests = [PlaceTest.model_validate(area["place"]) for area in drawn]
    shapes = Shapes()
    numbers = np.array([shapes.add(test) for test in tests], np.uint32)
    disc = Disc(lat, lon, radius or 0.0)
    expected = []
    for test in tests:
        lies = area_of(test).relate(disc)
        expected.append(lies is Lies.INSIDE or (lies is Lies.PARTLY and test.match == "possible"))
    assert shapes.holding(numbers, disc).tolist() == expected
    assert [shapes.holds(int(n), disc) for n in numbers] == expected


@pytest.mark.parametrize("together", [False, True])
def test_a_tree_of_many_alternatives_is_asked_itself(together):
    either = [{"any": [{"killed": n}, {"injured": n}]} for n in range(1, 8)]
    known = [rule("many", {"all": either}), rule("few", {"all": either[:2]})]
    with pytest.raises(TooManyClausesError):
        clauses_of(known[0].when)
    index = RuleIndex(known)
    with many_at_once(together):
        for event in (toll_event(killed=9), toll_event(killed=1), post_event()):
            assert found_by_index(index, event) == found_by_reference(known, event)


@pytest.mark.parametrize("together", [False, True])
def test_an_event_without_coordinates_is_in_no_shape_however_the_rule_was_found(together):
    circle = {"place": {"radius": {"lat": 35.82, "lon": 36.31, "km": 50}}}
    world = {"place": {"bbox": [-180, -90, 180, 90]}}
    known = [
        rule("by-country", {"all": [{"place": {"admin": "SY"}}, circle]}),
        rule("by-actor", {"all": [{"actor": {"any_of": ["TUR"]}}, world]}),
        rule("anywhere", world),
    ]
    index = RuleIndex(known)
    unplaced = post_event(place=place(lat=None, lon=None))
    with many_at_once(together):
        assert found_by_index(index, unplaced) == []
        assert found_by_index(index, post_event()) == ["anywhere", "by-actor", "by-country"]


def test_a_rule_for_one_place_is_no_candidate_elsewhere():
    oslo = {"all": [{"kind": ["post"]}, {"place": {"radius": {"lat": 59.9, "lon": 10.7, "km": 50}}}]}
    assert RuleIndex([rule("oslo", oslo)]).candidates(facts_of(post_event())) == 0


def test_rules_read_back_are_the_rules_put_in():
    full = rule(
        "r1", {"any": [{"kind": ["post"]}, {"not": {"killed": 3}}]}, name="Ω", channels=["a"], digest={"every": "day"}
    )
    index = RuleIndex([full, rule("off", enabled=False)])
    assert index["r1"] == full
    assert index.get("nowhere") is None
    assert sorted(index) == ["off", "r1"]


def test_every_condition_of_the_contract_has_a_row_in_the_table_of_kinds():
    assert set(KINDS) == set(LEAVES)
