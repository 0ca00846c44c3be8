"""Who did it: told in the sentence, told before it, claimed after it, or laid on somebody."""

import pytest
from articles import casualties


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("The Al-Shabaab militant group launched a raid near Orlo, killing ten people.", "Al-Shabaab militant group"),
        ("Israeli troops and tanks pushed into Bureij, killing a policeman.", "Israeli troops"),
        ("The Pakistan Air Force claims to have killed 27 militants in overnight airstrikes.", "Pakistan Air Force"),
        ("Three soldiers died when Boko Haram fighters rampaged through Kandor.", "Boko Haram fighters"),
        ("Two villagers died in an Israeli attack on a farm near Tyre.", "Israeli attack"),
        ("A Tamil Tiger suicide bomber killed 28 people in Vavuniya.", "Tamil Tiger suicide bomber"),
        ("Coalition troops killed nine guerrillas near Mosul in Iraq.", "Coalition troops"),
        ("The military of Somalia raided Bulo, killing 15 al-Shabaab fighters.", "military of Somalia"),
        ("Nine people were killed in regime air strikes on Douma in Syria.", "regime air strikes"),
        ("A gun battle between the Indonesian police and militants killed seven militants.", "Indonesian police"),
    ],
)
def test_the_doer_is_the_subject_of_the_harm_or_the_owner_of_its_means(text, doer):
    assert casualties(text)[0].perpetrator.text == doer


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Gunmen killed 12 soldiers at a post near Gao. JNIM claimed responsibility.", "JNIM"),
        ("A suicide bomber killed nine people in Quetta. Police blamed the TTP.", "TTP"),
        ("Gunmen killed six people near Beni. Officials said the ADF was behind the attack.", "ADF"),
        ("Gunmen killed 12 soldiers near Gao. No group has claimed responsibility. JNIM holds the area.", "Gunmen"),
        ("Gunmen killed 12 soldiers near Gao. JNIM denied it had claimed responsibility.", "Gunmen"),
    ],
)
def test_men_without_a_name_give_way_to_who_claims_the_deed_or_is_accused(text, doer):
    assert casualties(text)[0].perpetrator.text == doer


def test_a_sentence_that_goes_on_about_a_deed_takes_its_doer():
    text = "Russian warplanes bombed the market of Orlo at noon. At least eight people died, two of them children."
    assert casualties(text)[0].perpetrator.text == "Russian warplanes"


@pytest.mark.parametrize(
    "text",
    [
        "Israeli jets struck a depot. More than 300,000 people have been killed since the war began in 2011.",
        "Four people were killed in a village held by the rebels when a mine went off near Orlo.",
        "Forty people died in the deadliest terrorist attack in the country.",
        "Gunmen in army uniforms killed six villagers near Kandor.",
    ],
)
def test_who_is_only_near_is_no_perpetrator(text):
    (claim,) = casualties(text)
    assert claim.perpetrator is None or claim.perpetrator.text == "Gunmen"


def test_they_and_the_group_did_what_the_party_before_them_did():
    text = "Boko Haram fighters entered Gwoza at noon. They shot dead 18 farmers in Gwoza."
    (claim,) = casualties(text)
    assert claim.perpetrator.actor_id == "BOKO"


def test_a_force_that_others_back_is_the_doer_and_not_its_backers():
    (claim,) = casualties("Somali troops backed by US drones killed 52 al-Shabaab fighters near Beledweyne.")
    assert claim.perpetrator.text == "Somali troops"


def test_a_verb_behind_a_force_is_no_part_of_its_name():
    (claim,) = casualties(
        "Two peacekeepers were wounded on Monday when Israeli forces fire at a watchtower at Kfar Kila."
    )
    assert claim.perpetrator
    assert claim.perpetrator.text == "Israeli forces"
