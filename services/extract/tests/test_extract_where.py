"""Where a toll happened, when its own sentence names no place, names it coarsely, or names others in passing."""

import pytest
from articles import casualties, clean, killed, reader

from vedette.schemas import ParagraphRole


def places_of(text, number=None, **over):
    claims = casualties(text, **over)
    claim = next(c for c in claims if number is None or killed(c) == number)
    return [(p.name, p.precision.value, p.inferred) for p in claim.places]


def first_of(text, number=None, **over):
    return next(iter(places_of(text, number, **over)), (None, None, None))[0]


@pytest.mark.parametrize(
    ("text", "number", "place"),
    [
        (
            "Warplanes bombed Sarmin in Syria on Tuesday. Rescuers dug all night. At least nine civilians were killed.",
            9,
            "Sarmin",
        ),
        (
            "Shells fell on Karm al-Qaterji, a quarter of Aleppo in Syria, on Sunday and killed two people. "
            "Fighting went on in Aleppo city. Another five civilians were killed on the outskirts of the city.",
            5,
            "Aleppo",
        ),
        (
            "A bomb went off in a market of Mosul in Iraq on Monday. Seven civilians were killed. The country has seen "
            "more than 90,000 civilians killed in the war.",
            90000,
            "Iraq",
        ),
        (
            "Clashes broke out in Idlib on Monday. More than 300,000 people have been killed in Syrias war.",
            300000,
            "Syria",
        ),
        ("QAMISHLI, Syria (Ridge Wire) - A roadside bomb killed four soldiers on Friday.", 4, "Qamishli"),
        ("DAMASCUS, Syria (Ridge Wire) - A roadside bomb killed four soldiers on Friday.", 4, "Syria"),
    ],
)
def test_a_toll_without_a_place_takes_the_one_the_text_implies(text, number, place):
    assert first_of(text, number) == place


def test_a_later_counter_goes_on_about_the_last_happening_told():
    text = (
        "Clashes went on in northern Syria. Shells killed two teachers at a school in Sarmin on Monday. The roof fell. "
        "Parents came running. Nobody slept. Rockets killed six pupils."
    )
    assert first_of(text, 6) == "Sarmin"


def test_a_place_that_is_implied_is_marked_as_inferred():
    text = "Warplanes bombed Sarmin in Syria on Tuesday. At least nine civilians were killed."
    assert places_of(text)[0] == ("Sarmin", "G1", True)


def test_the_country_is_inferred_where_the_sentence_only_says_the_country():
    text = "A bomb went off in Mosul in Iraq on Monday. More than 90,000 civilians have been killed in the country."
    assert places_of(text, 90000) == [("Iraq", "G6", True)]
    assert places_of("More than 90,000 civilians have been killed in Iraq's war.") == [("Iraq", "G6", False)]


def test_a_town_named_after_the_lead_is_added_to_its_country():
    text = (
        "Air strikes killed 29 civilians in a town in northern Syria on Monday, activists said. It was not clear "
        "whose planes had hit rebel-held Atarib."
    )
    assert [name for name, _, _ in places_of(text)] == ["Atarib", "Syria"]


def test_a_site_of_another_happening_is_not_added_to_a_country():
    text = "Bombs killed 29 civilians across Syria on Monday. The ceasefire was signed in Hama in March."
    assert [name for name, _, _ in places_of(text)] == ["Syria"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Two people were injured when rebels located in Binnish shelled the town of Kafriya in Syria.", "Kafriya"),
        ("Rebels told reporters in Damascus that nine soldiers were killed in Sarmin in Syria.", "Sarmin"),
        (
            "At least 35 fighters were killed in clashes around the town of Kobane in Syria a monitor said.",
            "Ain al-Arab",
        ),
        ("Shells hit Nyala in Sudan. One soldier was wounded by them and was evacuated to Khartoum.", "Nyala"),
        ("Nine soldiers taken prisoner near Vovchansk in Ukraine in November are still in Belgorod.", "Vovchansk"),
        ("Arbinda was the scene of an ambush that killed 24 soldiers in Burkina Faso.", "Aribinda"),
        ("A shell killed two farmers in the plain of Nassib in Syria.", "Nasib"),
        ("Shells killed another child in Harasta in Syria he said.", "Harasta"),
    ],
)
def test_where_others_sit_or_speak_is_not_where_it_happened(text, place):
    (claim,) = casualties(text)
    assert claim.places[0].name == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Doctors in Sudan's El Obeid said 34 people were killed when drones struck the city's hospital.", "El Obeid"),
        ("A day after raiders killed 11 in Sarmin in Syria, rockets were fired from Idlib on Thursday.", "Sarmin"),
        ("Gunmen killed ten people in the sub-prefecture of Bria in the Central African Republic.", "Bria"),
        ("Police in northern Mozambique found 12 people beheaded in the raid on Palma.", "Palma"),
    ],
)
def test_the_own_place_of_a_toll_wins(text, place):
    assert first_of(text) == place
    assert {p.country for c in casualties(text) for p in c.places} <= {"SD", "SY", "CF", "MZ"}


def test_a_village_on_no_map_keeps_the_town_it_lies_near():
    assert [p[0] for p in places_of("Bombs at al-Zarqat checkpoint near Damascus in Syria killed four soldiers.")][
        1:
    ] == [
        "Damascus",
        "Syria",
    ]


def test_capitals_only_copy_ends_a_name_at_the_next_preposition():
    text = "THE SALVADORAN ARMY SAID SIX PRIESTS WERE MURDERED ON 16 NOVEMBER IN SAN SALVADOR."
    assert first_of(text) == "San Salvador"


@pytest.mark.parametrize("line", ["KIDAL", "KIDAL, Mali"])
def test_a_dateline_on_a_line_of_its_own_says_where_it_happened(line):
    article = clean(f"{line}\n\nFour Malian soldiers were killed in an ambush by rebels on Monday, the army said.")
    first = article.paragraphs[0].model_copy(update={"role": ParagraphRole.DATELINE})
    (claim,) = reader().read_article(article.model_copy(update={"paragraphs": [first, *article.paragraphs[1:]]}))
    assert [place.text for place in claim.places] == ["KIDAL"]


def test_a_part_of_a_country_only_says_where_its_province_lies():
    text = "Gunmen killed 42 people in central Nigeria's Benue state on Sunday."
    assert places_of(text) == [("Benue", "G4", False)]
