"""Two tolls of one sentence: each clause owns the place, day and means it names, and whoever speaks in it."""

import pytest
from articles import casualties, killed


def read(text):
    return casualties(text, published="2024-05-17")


def first_places(text):
    return [next((p.name for p in claim.places), None) for claim in read(text)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Three soldiers were killed in Kirkuk and two in Mosul on Monday.", ["Kirkuk", "Mosul"]),
        (
            "Gunmen killed three soldiers in Bannu on Monday, and a bomb on a road killed two soldiers near Turbat.",
            ["Bannu", "Turbat"],
        ),
        ("In Donetsk one woman was killed and in Nikopol shelling killed a man aged 62.", ["Donetsk", "Nikopol"]),
        (
            "The army killed 14 militants in Maiduguri on Thursday, a day after 16 soldiers were killed in Damboa.",
            ["Maiduguri", "Damboa"],
        ),
        ("A mine killed three soldiers and two civilians near Turbat on Monday.", ["Turbat", "Turbat"]),
        ("In Kirkuk a bomb killed three soldiers on Monday and gunmen shot dead two police officers.", ["Kirkuk"] * 2),
    ],
)
def test_each_clause_owns_its_place_and_one_without_inherits(text, places):
    assert first_places(text) == places


def test_a_semicolon_parts_two_attacks_with_their_days_and_means():
    first, second = read(
        "Two suicide bombers killed 10 officers in Quetta on Saturday; 15 policemen were killed in an ambush in Zhob "
        "on Sunday."
    )
    assert (first.date.start.day, second.date.start.day) == (11, 12)
    assert (first.cause, second.cause) == ("suicide_attack", "clashes")
    assert second.perpetrator is None


def test_what_went_before_by_hours_gives_neither_means_nor_place():
    (claim,) = read("Hours after a car bomb exploded in Kabul, gunmen shot dead five people in Jalalabad.")
    assert (claim.cause, claim.places[0].name) == ("gunfire", "Jalalabad")


@pytest.mark.parametrize(
    ("text", "claimants"),
    [
        (
            "The Kachin rebels said they killed 30 soldiers near Bhamo on Monday; the junta admitted to five soldiers "
            "killed.",
            ["Kachin rebels", "junta"],
        ),
        (
            "The army said it killed 20 fighters near Gao, while rebels claimed to have killed 40 soldiers.",
            ["army", "rebels"],
        ),
    ],
)
def test_a_new_subject_behind_semicolon_or_while_speaks(text, claimants):
    assert [claim.attribution.claimant for claim in read(text)] == claimants


@pytest.mark.parametrize("deed", ["corrected its earlier toll", "lowered the toll", "revised the figures"])
def test_the_day_of_a_correction_is_not_that_of_the_harm(deed):
    (claim,) = read(
        f"The medics' committee {deed} on Thursday and said 12 people were killed by the car bomb at a market in Idlib "
        "on Tuesday."
    )
    assert (claim.attribution.claimant, claim.date.start.day, killed(claim)) == ("medics' committee", 14, 12)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        (
            "The Ugandan army said on Wednesday that nine of its soldiers were killed in an attack on the base in Bulo "
            "Marer in Somalia.",
            "UGA",
        ),
        ("Kenya said three of its troops were killed when a mine blew up near Dhobley in Somalia on Monday.", "KEN"),
        ("The Turkish defence ministry said four of its soldiers were killed near Azaz in Syria on Monday.", "TUR"),
        ("India said two of its soldiers were killed in Poonch by Pakistani shelling.", "IND"),
    ],
)
def test_its_soldiers_are_those_of_the_sayer_who_did_not_kill_them(text, side):
    (claim,) = read(text)
    assert claim.victims.side == side
    assert claim.perpetrator is None or claim.perpetrator.actor_id != side


@pytest.mark.parametrize(
    ("who", "group"),
    [("five prosecution investigators", "civilian"), ("four criminals", "combatant")],
)
def test_victims_are_told_with_their_noun(who, group):
    (claim,) = read(f"Gunmen killed {who} in an attack on a convoy near Gao on Monday.")
    assert (claim.victims.text, claim.victims.group) == (who, group)


def test_a_wound_told_beside_the_dead_shares_their_place():
    (claim,) = read(
        "A rocket attack in eastern Ukraine killed 10 civilians and wounded 12 others in the town of Bakhmut."
    )
    assert claim.places[0].name == "Bakhmut"
    first, second = read("Three soldiers and two civilians were killed in raids in Panjgur and Nushki on Monday.")
    assert [p.name for p in first.places] == [p.name for p in second.places]
