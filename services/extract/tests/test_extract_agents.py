"""Who did it where no table names the party: by its own words, by its weapon, by who claims it. Invented texts."""

import pytest
from articles import casualties

LEAD = "Fighting went on near Gao. "
DONE_BY = [
    ("Four policemen were killed on Thursday when gangs attacked the station at Ansongo.", "gangs"),
    ("A Russian guided bomb killed two people in Kherson.", "Russian"),
    ("Two sergeants were maimed by North Korean mines.", "North Korean"),
    ("Six farmers were shot dead by motorcyclists in Ansongo.", "motorcyclists"),
    ("Turkey's defence ministry said its troops had killed eight PKK fighters.", "Turkey"),
    ("The attack on Ansongo was claimed by JNIM. Twelve gendarmes were killed.", "JNIM"),
    ("Nine people died in an attack claimed by JNIM.", "JNIM"),
    ("Raiders on horseback killed 30 villagers.", "Raiders"),
]
NOBODY = [
    "Six people were killed by a mine.",
    "A suicide car bombing at a police checkpoint killed 13 people.",
    "A NATO helicopter crashed under fire and four troops were killed.",
    "Residents buried six people killed by shelling.",
]


@pytest.mark.parametrize(("text", "who"), DONE_BY)
def test_who_did_it_is_told_by_the_words_for_it(text, who):
    claim = casualties(LEAD + text)[-1]
    assert claim.perpetrator
    assert who in claim.perpetrator.text


@pytest.mark.parametrize("text", NOBODY)
def test_things_and_bystanders_did_nothing(text):
    assert not any(claim.perpetrator for claim in casualties(LEAD + text))
