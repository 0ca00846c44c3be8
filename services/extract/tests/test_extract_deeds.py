"""A toll whose own sentence names no means: what the sentences around say was done decides whether it is war."""

import pytest
from articles import casualties, killed


@pytest.mark.parametrize(
    "text",
    [
        "Three people have been killed in Orlo. Gunmen opened fire on a market on Monday.",
        "Three people have been killed. Armed men stormed the village of Orlo before dawn.",
        "Three people are dead in Orlo. A car bomb went off beside a market on Monday.",
        "Three people died in Orlo on Monday. Their bus had been ambushed by men in uniform.",
        "Gunmen opened fire on a market on Monday. Three people were killed.",
        "Three people have died in Orlo. Rebels shelled the town on Monday.",
        "Three people were killed in Orlo on Monday. They were in a car when soldiers opened fire on it.",
    ],
)
def test_the_deed_in_the_next_sentence_makes_it_war(text):
    assert [killed(c) for c in casualties(text)] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "Three people have been killed. Gunmen opened fire in a nightclub. Detectives appealed for witnesses.",
        "Three men have been killed. A gunman opened fire at a birthday party. The motive was unknown.",
        "Three people were killed on Sunday. Robbers stormed a jeweller's shop and opened fire on the guard.",
        "Three people were killed in Orlo. A gas leak blew up the building.",
        "Three people were killed. Fans stormed the pitch and a wall collapsed.",
        "Three people have been killed in the film's first minute. Gunmen opened fire in a bank.",
        "Three brothers were killed in Orlo. Gunmen opened fire on their car; police spoke of a dispute over land.",
        "Three cows were killed in Orlo. Soldiers fired into the air to drive the lions off.",
    ],
)
def test_crime_accident_and_play_stay_out_whatever_follows(text):
    assert casualties(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'In the exercise on Monday six soldiers "died" when the bridge blew up.',
        "Thirty soldiers were killed when rebels bombed their mess. It was forty years ago to the day.",
        "The Raiders stormed the ground. Two forwards and the coach saw three tries. They lost nine men.",
        "The driver lost control of the army lorry. Nine soldiers died when it fell into a stream.",
        "A private who shot dead three soldiers got 20 years. Counsel called the term too long. He killed the three.",
    ],
)
def test_drills_memories_sport_accident_and_court_are_silent(text):
    assert casualties(text) == []


def test_a_limb_lost_is_an_injury():
    claims = casualties("A rocket killed two farmers in Orlo on Monday, and a boy lost a hand.")
    assert [(c.toll.killed and killed(c), c.toll.injured and c.toll.injured.best) for c in claims] in (
        [(2, 1)],
        [(2, None), (None, 1)],
    )
