"""What an event does not know matches nothing, in either sense; and a matcher that forgets it is caught here."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from alert_builders import day, place, post_event, rule, source, toll_event
from pydantic import ValidationError

from vedette.alert.matching.columns import ANY_NUMBER
from vedette.alert.matching.facts import facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.alert.matching.leaves import KINDS
from vedette.alert.matching.match import compile_node
from vedette.alert.matching.signature import BITS
from vedette.schemas import ClaimantRole, EventToll

NOWHERE = post_event(place=None)
OFF_THE_MAP = post_event(place=place(lat=None, lon=None))
NO_COUNTRY = post_event(place=place(country=None, admin1=None))
NO_PROVINCE = post_event(place=place(admin1=None))
NO_DAY = post_event(date=day().model_copy(update={"start": None, "end": None}))
UNNAMED = post_event(actor=None, actors=[], perpetrator=None)
NO_TOLL = toll_event(toll=EventToll())
UNKNOWN_VOICE = post_event(sources=[source(claimant_role=ClaimantRole.UNKNOWN, language=None)])
CIRCLE = {"radius": {"lat": 35.82, "lon": 36.31, "km": 50}}
WORLD = {"bbox": [-180, -90, 180, 90]}

MISSING = {
    "action": [(["established"], toll_event())],
    "actor": [({"any_of": ["TUR"]}, UNNAMED), ({"all_of": ["TUR"], "role": "victim"}, post_event())],
    "place": [
        ({"admin": "SY"}, NOWHERE), ({"admin": "SY"}, NO_COUNTRY), ({"admin": "SY/Idlib"}, NO_PROVINCE),
        (CIRCLE, NOWHERE), (WORLD, OFF_THE_MAP), ({**WORLD, "match": "possible"}, OFF_THE_MAP),
        ({"polygon": [[36, 35], [37, 35], [36.5, 37]]}, OFF_THE_MAP), ({"area": "never-saved"}, post_event()),
    ],
    **{c: [({"n": 0}, NO_TOLL), ({"n": 1}, post_event())] for c in ("killed", "injured", "missing", "captured")},
    "displaced": [({"n": 0, "bound": "high"}, NO_TOLL)],
    "scope": [(["incident"], post_event())],
    "evidence": [(["monitor"], UNKNOWN_VOICE)],
    "language": [(["en"], UNKNOWN_VOICE)],
    "date": [({"within_days": 30}, NO_DAY), ({"since": "2020-01-01", "match": "possible"}, NO_DAY)],
    "precision": [("G7", NOWHERE)],
    "facility": [(["base"], toll_event())],
    "cause": [(["shelling"], toll_event(cause="unknown"))],
    "victims": [(["civilian"], toll_event(victims=[]))],
}  # fmt: skip
"""By kind: what is wanted, and an event that does not know it."""
ALWAYS_KNOWN = {"kind", "text", "confidence", "independent_sources"}


def both_ways(name, value):
    return [rule("yes", {name: value}), rule("no", {"not": {name: value}})]


def opened_by_reference(name):
    return [
        each.rule_id
        for value, event in MISSING[name]
        for each in both_ways(name, value)
        if compile_node(each.when)(facts_of(event)) is True
    ]


def opened_by_index(name):
    return [
        found for value, event in MISSING[name] for found in RuleIndex(both_ways(name, value)).found(facts_of(event))
    ]


def test_every_kind_of_condition_is_here():
    assert set(MISSING) | ALWAYS_KNOWN == set(KINDS)


@pytest.mark.parametrize("name", MISSING)
def test_a_missing_field_matches_in_neither_sense(name):
    assert opened_by_reference(name) == []
    assert opened_by_index(name) == []


@pytest.mark.parametrize("name", MISSING)
@pytest.mark.parametrize("default", [True, False])
def test_a_reference_that_fails_open_is_caught(name, default, monkeypatch):
    def test_with_default(build, value, facts):
        found = build(value)(facts)
        return default if found is None else found

    kind = KINDS[name]
    monkeypatch.setitem(KINDS, name, replace(kind, test=lambda value: partial(test_with_default, kind.test, value)))
    assert set(opened_by_reference(name)) == {"yes" if default else "no"}


@pytest.mark.parametrize("name", [n for n in MISSING if KINDS[n].bits])
def test_an_index_that_takes_what_is_not_known_is_caught(name, monkeypatch):
    kind = KINDS[name]
    open_bits = replace(kind, bits=lambda value, wanted: kind.bits(value, wanted) & ~BITS[name][None])
    monkeypatch.setitem(KINDS, name, open_bits)
    assert set(opened_by_index(name)) == {"yes", "no"}


@pytest.mark.parametrize("name", [n for n in MISSING if KINDS[n].least])
def test_an_index_that_lets_every_number_pass_is_caught(name, monkeypatch):
    monkeypatch.setitem(KINDS, name, replace(KINDS[name], least=lambda *_: ANY_NUMBER))
    assert set(opened_by_index(name)) == {"yes", "no"}


@pytest.mark.parametrize(
    "wanted", [{"date": {"within_days": 10**9}}, {"killed": {"n": 10**400}}, {"independent_sources": 10**400}]
)
def test_numbers_beyond_all_reason_are_refused_where_a_rule_is_read(wanted):
    with pytest.raises(ValidationError, match="less than or equal"):
        rule("r1", wanted)


def test_a_span_of_days_may_begin_before_the_first_of_all_days():
    event = toll_event(first_reported_at=datetime(40, 1, 2, tzinfo=UTC))
    made = rule("r1", {"date": {"within_days": 36_500, "match": "possible"}})
    assert compile_node(made.when)(facts_of(event)) is True
    assert RuleIndex([made]).found(facts_of(event)) == ["r1"]
