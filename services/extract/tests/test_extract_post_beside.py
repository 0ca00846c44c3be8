"""What is told at a post and done to something else gives no claim; what looks like it and is a deed still does."""

import pytest
from articles import posts

NOTHING = {
    "open day": "The army base at Nanyuki held an open day on Saturday.",
    "in transit": "US troops arrived at Ramstein air base on their way home on Monday.",
    "an office": "The broadcaster closed its Cairo outpost on Monday.",
    "for animals": "A forest outpost for tiger counting was opened near Kanha on Monday.",
    "for a feast": "Police set up eight checkpoints to control the carnival crowds in Recife.",
    "of passports": "A fifth passport checkpoint was opened at the airport on Monday.",
    "time killed": "Soldiers killed time with cards at the base in Gao on Monday.",
    "himself": "A soldier shot himself at the army barracks in Gao on Monday.",
    "gave up": "Three rebels surrendered at a border post near Gao on Monday.",
    "a flag": "Fighters raised a flag over the army post near Gao on Monday.",
    "a disease": "The disease attacked first in the army camp of Dolo.",
    "demanded of others": "The rebels demand that the army abandon all its camps along the river.",
    "demanded of guards": "Israel demanded on Friday that UN peacekeepers remove an observation post at Aita.",
    "a number to come": "The number of army checkposts in the district would be raised from four to nine by March.",
    "a convoy": "The convoy left the army base at Gao for Kidal on Monday.",
}
TOLD = {
    "a flag after a fight": ("Troops took the hill of Orlo and raised a flag over an army post there.", "established"),
    "a river bank": ("Marines landed on the east bank of the Dnipro and opened a command post there.", "established"),
    "opened": ("The army opened an outpost near Gao on Saturday.", "established"),
    "on fire": ("Militants set a police station in Tank on fire on Sunday.", "attacked"),
    "moved in": ("Malian soldiers have moved into the former United Nations base at Ber.", "established"),
}
HELD = {
    "the second deed": (
        "In Sake, M23 rebels have occupied the police station and set up a checkpoint near it.",
        "M23 rebels",
    ),
    "a possessive": ("A mortar shell hit the Jubaland forces' military base at Kismayo.", "Jubaland forces"),
    "a people": ("The Russians have set up a checkpoint near Kobani.", "Russians"),
    "of the force": ("A new post of the gendarmerie was inaugurated in Kandi by Benin's president.", "gendarmerie"),
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_is_done_beside_a_post_gives_none(text):
    assert posts(text) == []


@pytest.mark.parametrize(("text", "action"), TOLD.values(), ids=TOLD)
def test_a_deed_to_a_post_is_told(text, action):
    assert [claim.action.value for claim in posts(text)] == [action]


@pytest.mark.parametrize(("text", "holder"), HELD.values(), ids=HELD)
def test_the_holder_is_who_did_it_or_whose_it_is(text, holder):
    claim = posts(text)[-1]
    assert claim.actor is not None
    assert claim.actor.text == holder


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Forces led by Tarim Vasti have opened a military base on the island of Zuqar.", "Forces led by Tarim Vasti"),
        ("Ethiopian troops, backed by armour, on Sunday set up a checkpoint near Baidoa.", "Ethiopian troops"),
        ("Police withdrew on Friday from their stations in Mamou after an attack by gunmen.", "Police"),
        ("Russian engineers have built a small base at Palmyra, satellite pictures show.", "Russian engineers"),
        ("The National Guard inaugurated a barracks in Kati, a town that two gangs fight over.", "National Guard"),
    ],
)
def test_a_holder_may_be_described_or_set_apart_from_the_verb(text, holder):
    (claim,) = posts(text)
    assert claim.actor is not None
    assert claim.actor.text == holder


@pytest.mark.parametrize(
    ("text", "sites"),
    [
        (
            "The army has established three positions along the road between Kidal and Anefis. "
            "The positions are at Tessalit, Aguelhok and the Ber bridge.",
            ["Tessalit", "Aguelhok", "Ber"],
        ),
        (
            "The army built two army posts on the section of the highway north of Gao. "
            "One stands near the village of Tessalit, the second at Ber.",
            ["Tessalit", "Ber"],
        ),
        ("The army set up two outposts at Gao and Ber. The outposts are near Kidal.", ["Gao", "Ber"]),
        ("The army set up two outposts along the road to Gao. The soldiers are at Kidal.", ["Gao"]),
    ],
)
def test_sites_listed_in_the_next_sentence_win_over_the_area_alone(text, sites):
    assert sorted(place.text for place in posts(text)[0].places) == sorted(sites)
