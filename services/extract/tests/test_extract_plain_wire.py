"""Short sentences of wire news on who was harmed, and those that only remember. All texts are invented."""

import pytest
from articles import read

from vedette.schemas import CasualtyClaim

CASES = [
    ("The governor of Farah, Hamid Karimi, was killed by a bomb on Monday.", "killed", 1),
    ("The commander, Musa Diallo, was killed in a raid near Kidal.", "killed", 1),
    ("The mayor of Tabory was shot dead by gunmen outside the town hall on Monday.", "killed", 1),
    ("The opposition leader and his wife were killed by gunmen in Gao on Monday.", "killed", 2),
    ("A drone strike killed a family of four in Gaza on Monday.", "killed", 4),
    ("A suicide bomber killed himself and seven others in Kabul on Monday.", "killed", 7),
    ("Seven Ukrainian soldiers fell in the attack on Selydove, the army said.", "killed", 7),
    ("In the Rafah camp 61 people have been killed in air strikes.", "killed", 61),
    ("A civilian, a tractor driver, was shot dead by gunmen in Kupwara on Monday.", "killed", 1),
    ("A soldier was killed and another wounded by a sniper near Avdiivka.", "injured", 1),
    ("Two soldiers were killed and another wounded in an attack near Avdiivka.", "injured", 1),
    ("A bomb at the memorial to those killed in the war killed five soldiers in Gao on Monday.", "killed", 5),
    ("A man, a woman and a child were killed in shelling of Kherson on Monday.", "killed", 3),
]
SILENT = [
    "A monument to the 86 villagers killed in 1944 was unveiled on Monday.",
    "A plaque for the 12 soldiers killed in an attack was unveiled at the base on Monday.",
    "A square in the north of the city was renamed on Monday after the 31 people who died in a car bombing.",
    "Students laid flowers on Monday for the 40 soldiers killed in 1944 by partisans.",
    "The governor of Farah, Hamid Karimi, was killed in a road accident on Monday.",
    "Shares fell in the attack on the currency.",
]


@pytest.mark.parametrize(("text", "counter", "number"), CASES)
def test_who_was_harmed_is_counted(text, counter, number):
    claims = [claim for claim in read(text) if isinstance(claim, CasualtyClaim)]
    assert sum(count.best for claim in claims if (count := getattr(claim.toll, counter))) == number


@pytest.mark.parametrize("text", SILENT)
def test_what_is_remembered_or_no_war_is_no_toll(text):
    assert not [claim for claim in read(text) if isinstance(claim, CasualtyClaim)]
