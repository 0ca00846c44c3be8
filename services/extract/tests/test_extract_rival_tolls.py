"""Rival tolls in bare numbers, and sums that monitors of wars count. All texts are invented."""

import pytest
from articles import read

from vedette.schemas import CasualtyClaim

RIVALS = [
    ("Two people were killed in Monday's attack in Lamu, police said; a hospital source spoke of six.", [2, 6]),
    ("The army said 12 people were killed in the attack on the base on Monday. The militants claimed 43.", [12, 43]),
    (
        "The army said 12 people were killed in the air strike on Monday. The opposition gave a higher figure, 41.",
        [12, 41],
    ),
    ("At least 12 soldiers were killed in the attack in Gao, the army said. A medic spoke of 30.", [12, 30]),
    ("At least 12 soldiers were killed in the attack in Gao, the army said. A medic spoke of two goals.", [12]),
    ("At least 12 soldiers were killed in the attack in Gao. The army counted 30 shells in the field.", [12]),
    ("At least 12 soldiers were killed in the attack in Gao. The figure was later revised upwards to 15.", [12, 15]),
    ("At least 12 soldiers were killed in the attack in Gao. The town was shut. The army admits four.", [12, 4]),
    ("At least 12 soldiers were killed in the attack in Gao. Villagers said there were 26.", [12, 26]),
    ("At least 12 soldiers were killed in the attack in Gao. By Friday the number had grown to 40.", [12, 40]),
    ("At least 12 soldiers were killed in the attack in Gao. The number of patrols had grown to 40.", [12]),
    ("At least 12 soldiers were killed in the attack in Gao. The army said it would hold ten drills.", [12]),
    ("The minister spoke of six. The army shelled a village near Gao on Monday.", []),
]


@pytest.mark.parametrize(("text", "killed"), RIVALS)
def test_a_bare_number_after_a_toll_is_a_rival(text, killed):
    claims = [claim for claim in read(text) if isinstance(claim, CasualtyClaim)]
    assert [claim.toll.killed.best for claim in claims if claim.toll.killed] == killed


def test_the_dead_that_monitors_count_are_those_of_a_war():
    (claim,) = read("More than 500 people have been killed in Sudan's Darfur since April, the UN said.")
    assert (claim.toll.killed.best, claim.scope) == (500, "cumulative")


@pytest.mark.parametrize("how", ["in road accidents", "in floods", "by cholera"])
def test_the_dead_of_mishaps_are_not(how):
    assert not read(f"More than 500 people have been killed {how} in Sudan since April, the UN said.")


def test_a_rival_number_has_the_place_and_day_of_the_toll_it_speaks_of():
    text = (
        "Twelve soldiers were killed in an ambush near Gao on Monday, the army said. "
        "Reporters in Bamako could not reach them. Officials in Niamey spoke of 30."
    )
    first, rival = (claim for claim in read(text, published="2024-05-16") if isinstance(claim, CasualtyClaim))
    assert rival.toll.killed.best == 30
    assert [place.name for place in rival.places] == [place.name for place in first.places]
    assert rival.date.start == first.date.start


def test_the_hurt_are_not_placed_where_they_were_treated():
    (claim,) = read("A hospital in Goma had received 23 bodies after bombs fell on a market in Kibumba on Monday.")
    assert next(place.name for place in claim.places) == "Kibumba"
