from datetime import date

import pytest
from articles import casualties, killed

from vedette.schemas import Cause, CountOp, DateBasis, Scope, VictimGroup


def test_dead_and_injured_of_one_blast_are_one_claim():
    (claim,) = casualties("At least 12 people were killed and 30 others wounded when a car bomb exploded in Mosul.")
    assert (claim.toll.killed.low, claim.toll.killed.op) == (12, CountOp.AT_LEAST)
    assert claim.toll.injured.best == 30
    assert claim.cause is Cause.CAR_BOMB
    assert claim.toll.missing is None


@pytest.mark.parametrize(
    "text",
    [
        "A suicide bomber killed eleven and injured thirteen in Mosul.",
        "A car bomb killed eleven children and injured another thirteen in Mosul.",
        "A car bomb in Mosul killed eleven soldiers and left thirteen wounded.",
    ],
)
def test_a_bare_number_of_injured_belongs_to_the_dead_before_it(text):
    (claim,) = casualties(text)
    assert (killed(claim), claim.toll.injured.best) == (11, 13)


def test_two_sides_with_numbers_of_their_own_are_two_claims():
    found = casualties("Clashes near Gao killed 14 rebels and two civilians on Monday.")
    assert [(killed(c), c.victims.group) for c in found] == [(14, VictimGroup.COMBATANT), (2, VictimGroup.CIVILIAN)]


def test_a_group_told_as_part_is_never_added():
    (claim,) = casualties("Shelling killed nine people, including three children, in Kharkiv.")
    assert killed(claim) == 9
    assert [(p.text, p.count.best) for p in claim.victims.of_which] == [("three children", 3)]


def test_the_whole_stands_where_its_parts_follow():
    (claim,) = casualties("An ambush killed ten people, seven soldiers and three civilians, near Gao.")
    assert killed(claim) == 10
    assert len(claim.victims.of_which) == 2


def test_others_killed_beside_one_man_are_summed():
    (claim,) = casualties("Gunmen from the rebel army killed an officer and three others at a market in Gao.")
    assert killed(claim) == 4


def test_killed_or_wounded_stays_undivided():
    (claim,) = casualties("Rebel shelling killed or wounded 60 soldiers near Gao.")
    assert claim.joint
    assert claim.toll.killed.best == claim.toll.injured.best == 60


def test_no_number_is_null_and_not_nought():
    (claim,) = casualties("An airstrike injured six people in Taiz.")
    assert claim.toll.killed is None


def test_a_sum_over_a_war_is_cumulative():
    (claim,) = casualties("More than 5,000 civilians have been killed since the war began, the United Nations said.")
    assert claim.scope is Scope.CUMULATIVE


def test_the_first_loss_since_a_truce_is_one_incident():
    (claim,) = casualties("A mine killed two soldiers near Gao, the first loss since the truce of March.")
    assert claim.scope is Scope.INCIDENT


def test_bombing_told_after_a_long_offensive_sums_with_it():
    text = (
        "The offensive launched since early December has driven 80,000 people from their homes near Gao. "
        "The offensive displaced 80,000 people since December. The bombing killed about 500 civilians."
    )
    assert all(c.scope is Scope.CUMULATIVE for c in casualties(text))


def test_a_strike_told_nearby_gives_soldiers_deaths_their_cause():
    text = (
        "The ministry announced the killing of two Kenyan soldiers near Garissa. It gave no details.\n\n"
        "The monitor said a roadside bomb exploded in a Kenyan army convoy on the road to Dadaab."
    )
    (claim,) = casualties(text)
    assert (killed(claim), claim.cause) == (2, Cause.IED)
    assert len(claim.evidence) == 2


def test_a_convoy_hit_without_word_of_victims_has_every_counter_null():
    (claim,) = casualties("The Turkish convoy withdrew after it had been hit by a car bomb near Saraqib on May 13.")
    assert all(getattr(claim.toll, c) is None for c in ("killed", "injured", "missing", "captured", "displaced"))
    assert claim.cause is Cause.CAR_BOMB


def test_the_same_dead_told_again_are_more_evidence():
    text = "A mine killed two Kenyan soldiers near Garissa on Monday. The two soldiers’ deaths shook the town."
    (claim,) = casualties(text)
    assert len(claim.evidence) == 2


def test_the_day_on_a_verb_of_saying_ends_the_span_of_a_report():
    (claim,) = casualties("Police said on Tuesday that gunmen of the rebel army had killed three guards in Gao.")
    assert (claim.date.basis, claim.date.end) == (DateBasis.REPORT, date(2024, 5, 14))


def test_without_a_day_the_publication_day_is_a_report():
    (claim,) = casualties("An airstrike killed six people in Taiz.")
    assert (claim.date.basis, claim.date.end) == (DateBasis.REPORT, date(2024, 5, 16))


@pytest.mark.parametrize(
    ("text", "perpetrator"),
    [
        ("Six people were killed by Taliban militants in Kandahar.", "TALIBAN"),
        ("An Israeli airstrike killed six people in Gaza City.", "ISR"),
        ("A car bomb killed six people in Mogadishu. Al-Shabaab claimed responsibility.", "SHABAAB"),
        ("A car bomb killed six people in Mogadishu.", None),
    ],
)
def test_a_perpetrator_stands_only_where_the_text_names_one(text, perpetrator):
    (claim,) = casualties(text)
    assert (claim.perpetrator and claim.perpetrator.actor_id) == perpetrator


def test_rival_tolls_stay_two_claims_with_their_claimants():
    text = "The army said 12 rebels were killed in the raid near Gao. The rebels said they lost four fighters there."
    first, *_ = casualties(text)
    assert (killed(first), first.attribution.claimant) == (12, "army")


def test_captured_missing_and_displaced_have_counters_of_their_own():
    text = (
        "Rebels kidnapped seven aid workers in Goma on Monday.\n\nTwo soldiers are missing after clashes near Gao.\n\n"
        "Fighting has displaced 9,000 people around Bunia."
    )
    tolls = [c.toll for c in casualties(text)]
    assert [tolls[0].captured.best, tolls[1].missing.best, tolls[2].displaced.best] == [7, 2, 9000]


def test_bombs_from_a_jet_are_an_air_strike_and_a_sum_takes_no_means_from_the_next_sentence():
    (bombed,) = casualties("A military jet bombed a market in Tora in Sudan, killing 54 people.")
    assert bombed.cause is Cause.AIRSTRIKE
    text = "Shelling hit Nikopol. Since 2022 at least 12,500 civilians have been killed in Ukraine, the UN said."
    (total,) = [c for c in casualties(text) if c.scope is Scope.CUMULATIVE]
    assert total.cause is Cause.UNKNOWN
