"""Sums over a year or another span of time, beside which one happening may be told. All texts are invented."""

import pytest
from articles import read

from vedette.schemas import CasualtyClaim

SUMS = [
    "With the killings, 154 militants have been killed in Kashmir this year, the police said.",
    "Twenty-one civilians lost their lives in militant attacks in the same period.",
    "Sunday's fighting brought to 61 the number of soldiers killed this year, the army said.",
    "In all of 2023, 61 peacekeepers were killed in attacks.",
    "In 2023 61 peacekeepers were killed in attacks.",
    "In 2023, 61 civilians were killed by shelling in Idlib.",
    "The province saw 286 attacks in 2022 in which 223 people died.",
    "Rebels held the town for three months. They killed at least 40 people in the town by shelling.",
    "The monitor has documented the killing of 340 civilians by shelling in Idlib.",
]
HAPPENINGS = [
    "Five soldiers were killed in an attack on Gao on Monday, the deadliest this year.",
    "Five soldiers were killed in Gao in the third attack this year.",
    "Gunmen killed 18 soldiers at a base in Gao earlier this year.",
    "In March this year 18 soldiers were killed at a base in Gao.",
    "In 2023, 61 soldiers were killed when rebels overran a base at Gao.",
    "Sunday's fighting brought to 61 the number of soldiers killed in the battle.",
    "Gunmen killed 30 people in Plateau state this month, police said.",
    "The army held the valley for two years. The soldiers killed three farmers at a checkpoint near Gao.",
]


def scopes(text):
    return [(c.toll.killed.best, str(c.scope)) for c in read(text) if isinstance(c, CasualtyClaim) and c.toll.killed]


@pytest.mark.parametrize("text", SUMS)
def test_what_is_counted_over_a_span_of_time_is_a_sum(text):
    assert [scope for _, scope in scopes(text)] == ["cumulative"]


@pytest.mark.parametrize("text", HAPPENINGS)
def test_a_happening_within_a_span_of_time_is_no_sum(text):
    assert scopes(text)
    assert all(scope != "cumulative" for _, scope in scopes(text))


def test_the_clause_a_toll_stands_in_tells_its_span():
    told = scopes(
        "Gunmen killed five people in Cauca on Monday; 40 people have been killed in massacres there this year."
    )
    assert told == [(5, "incident"), (40, "cumulative")]


def test_the_clause_behind_and_is_another():
    told = scopes("Three soldiers were killed in Gao on Monday, and this year 40 have died there.")
    assert told == [(3, "incident"), (40, "cumulative")]
