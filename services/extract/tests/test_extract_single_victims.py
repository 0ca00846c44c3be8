"""One person harmed, told by age, role or kin, as local news does. All texts are invented."""

import pytest
from articles import read

from vedette.schemas import ActorRole, CasualtyClaim

CASES = [
    ("A 54-year-old woman was killed when a drone struck a minibus in Nikopol on Tuesday.", 1, None),
    ("A 71-year-old was killed in shelling of Kherson on Monday, the governor said.", 1, None),
    ("A 60-year-old man died and his wife was injured in Russian shelling of Kherson on Monday.", 1, 1),
    (
        "A 54-year-old woman was killed and three other people, including a teenage boy, were wounded when a drone "
        "struck a minibus in Nikopol on Tuesday morning, the governor said.",
        1,
        3,
    ),
    ("A suspected New People's Army rebel was killed while two soldiers were hurt in a clash in Catbalogan.", 1, 2),
    ("An Israeli drone strike killed a paramedic and his brother in Nabatieh on Friday, the ministry said.", 2, None),
    ("Police constable Harun Vasti was shot dead by militants in Pulwama on Sunday evening.", 1, None),
    ("Rebels overran an army base at Masagaway on Tuesday, killing 15 soldiers, a military officer said.", 15, None),
    ("Forty-one prisoners of war died when their plane was shot down over Belgorod on Friday.", 41, None),
    ("A soldier who was wounded in a rebel attack last week succumbed to his injuries on Monday.", 1, None),
    ("The blast left four soldiers dead and seven others with injuries in Diyala.", 4, 7),
    ("Two soldiers were killed and a third seriously wounded in fighting near Orlo.", 2, 1),
]


@pytest.mark.parametrize(("text", "killed", "injured"), CASES)
def test_single_victims_are_counted_and_those_who_tell_of_them_are_not(text, killed, injured):
    claims = [claim for claim in read(text) if isinstance(claim, CasualtyClaim)]
    counts = {
        name: sum(count.best or count.low or 0 for claim in claims if (count := getattr(claim.toll, name)))
        for name in ("killed", "injured")
    }
    assert counts == {"killed": killed, "injured": injured or 0}


def test_a_rival_figure_without_the_word_toll_is_kept():
    claims = read("The mayor said 12 people died in the attack on the base, but the governor put the number at 15.")
    assert [c.toll.killed.best for c in claims if isinstance(c, CasualtyClaim)] == [12, 15]


def test_gunmen_in_army_uniforms_are_not_the_army():
    (claim,) = read("Gunmen in army uniforms opened fire on a bus in Balochistan, shooting dead nine passengers.")
    assert not [actor for actor in claim.actors if actor.role is ActorRole.PERPETRATOR and "army" in actor.text]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Gunmen killed 13 woodcutters near the town of Ziguinchor on Saturday, residents said.", 1),
        ("Bandits killed nine farmers in a village of Zamfara state on Sunday, a local chief said.", 1),
        ("Masked gunmen robbed a jeweller in Lyon on Friday and injured two customers.", 0),
        ("Two gunmen killed three guests of a birthday party in Tampa on Friday.", 0),
    ],
)
def test_gunmen_are_war_unless_the_text_tells_a_crime(text, claims):
    assert len(read(text)) == claims
