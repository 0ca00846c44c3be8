"""What becomes of people who live: fled, taken, lost; and who fell. All texts are invented."""

import pytest
from articles import read

from vedette.schemas import CasualtyClaim

LEAD = "Rebels attacked an army convoy near Gao on Monday, officials said. "
FATES = [
    ("About 1,900 people have left their villages.", "displaced", 1900),
    ("Nearly 2,500 people took refuge in a school in Ansongo.", "displaced", 2500),
    ("An estimated 2,500 had arrived by Tuesday evening.", "displaced", 2500),
    ("Some 900 people crossed into Niger.", "displaced", 900),
    ("The attack drove 5,000 people out of the valley.", "displaced", 5000),
    ("Nineteen soldiers surrendered near the bridge.", "captured", 19),
    ("The gunmen took away three guards.", "captured", 3),
    ("Four aid workers were seized.", "captured", 4),
    ("Soldiers detained 23 villagers after the attack.", "captured", 23),
    ("Six soldiers gave themselves up.", "captured", 6),
    ("Another nine had not been found by Tuesday.", "missing", 9),
    ("Six people are believed to be trapped under the rubble.", "missing", 6),
    ("Four of the rebels fell in the raid.", "killed", 4),
    ("Four soldiers paid with their lives.", "killed", 4),
    ("A woman was struck by shrapnel.", "injured", 1),
    ("Four soldiers had minor injuries.", "injured", 4),
]
DEAD = [
    ("One person was killed and three, including a child, were injured.", (1, 3)),
    ("Six people were killed, among them two children, and 12 wounded.", (6, 12)),
    ("Five soldiers were killed and as many were injured.", (5, 5)),
    ("Killed in the raid were four soldiers.", (4, None)),
    ("Four of the wounded died in hospital.", (4, None)),
    ("A soldier wounded in the attack has died.", (1, None)),
    ("The driver and two passengers were killed by a mine.", (3, None)),
    ("Its driver was shot dead.", (1, None)),
    ("A father and son were killed by a shell.", (2, None)),
    ("Four missing men were found dead in a well.", (4, None)),
    ("The raiders stabbed a guard to death.", (1, None)),
    ("Seven travellers were shot by the rebels.", (7, None)),
    ("A boy of nine was killed by a shell.", (1, None)),
    ("One of its soldiers, Private Aru Vasti, 19, was killed by a sniper.", (1, None)),
]
NOTHING = [
    "Two officers arrived in Gao to inspect the camp.",
    "Some 2,000 soldiers have left the town.",
    "About 400 delegates left the hall.",
    "Twelve buses are being held at the border.",
    "Police detained 14 men over the theft.",
    "The rebels surrendered their claim to the post.",
    "Three gunmen were detained by detectives.",
    "The rebel spokesman could not be reached.",
    "The soldier was killed in the first minute.",
    "Six people were shot and are recovering in hospital.",
    "Fifty people took refuge from the rain.",
    "The president laid a wreath at the tomb of one of 9,000 men who fell in that battle.",
]


@pytest.mark.parametrize(("text", "counter", "number"), FATES)
def test_what_became_of_people_is_counted(text, counter, number):
    tolls = [claim.toll for claim in read(LEAD + text) if isinstance(claim, CasualtyClaim)]
    assert [getattr(toll, counter).best for toll in tolls if getattr(toll, counter)] == [number]


@pytest.mark.parametrize(("text", "numbers"), DEAD)
def test_the_dead_and_hurt_of_one_sentence_are_counted(text, numbers):
    (toll,) = [claim.toll for claim in read(LEAD + text) if isinstance(claim, CasualtyClaim)]
    assert (toll.killed.best, toll.injured.best if toll.injured else None) == numbers


@pytest.mark.parametrize("text", NOTHING)
def test_comings_and_goings_are_no_toll(text):
    assert not [c for c in read(LEAD + text) if isinstance(c, CasualtyClaim) and any(c.toll.model_dump().values())]
