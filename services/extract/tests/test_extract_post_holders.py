"""Whose post it is and where it lies, by the words beside it and by what was said of it before."""

from functools import lru_cache

import pytest
from articles import clean

from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_reader

LEAD = "The war between the Malian army and jihadist fighters went on in the hills.\n\n"


@lru_cache(maxsize=1)
def reader():
    return build_reader(ExtractSettings(extract_tagger="lexicon"))


def posts(text):
    return [claim for claim in reader().read_article(clean(text)) if claim.kind == "post"]


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The 12th Brigade has lost its command post near Gao, the ministry said.", "12th Brigade"),
        ("Gunmen fired rockets at Turkey's Vilkan base near Gao on Monday.", "Turkey"),
        ("Gunmen attacked a village defence checkpoint near Gao on Monday.", "village defence"),
        ("Mali will build forty army posts near Gao.", "army"),
        ("The French withdrawal from the airbase near Gao was over on Monday.", "French"),
    ],
)
def test_a_holder_is_named_by_the_words_for_the_post_or_its_loss(text, holder):
    (claim,) = posts(text)
    assert claim.actor.text == holder


def test_a_party_that_lost_its_post_did_not_attack_it():
    (claim,) = posts("The 12th Brigade has lost its command post near Gao, the ministry said.")
    assert (claim.action.value, claim.perpetrator) == ("attacked", None)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("BAMAKO - A drone dropped grenades on an army checkpoint at the entrance to Zarnovka on Monday.", "Zarnovka"),
        ("BAMAKO - Rebels stormed the Tolvek barracks on Monday.", "Tolvek"),
        ("BAMAKO - The army has closed its outpost off Delbo.", "Delbo"),
    ],
)
def test_a_site_no_gazetteer_knows_is_the_posts_own_and_not_the_dateline(text, place):
    (claim,) = posts(text)
    assert claim.places[0].text == place


def test_the_base_lies_where_it_was_said_to_lie():
    text = (
        "BAMAKO - French troops handed the army camp at Kidal over to Malian soldiers on Monday. They move to Gao. "
        "On Tuesday rebels shelled the camp."
    )
    assert posts(text)[-1].places[0].text == "Kidal"


@pytest.mark.parametrize(
    "text",
    [
        "The five army outposts, built on hills near Gao and Kidal, would be kept until further notice, the army said.",
        "The army checkpoint near Gao that stood there for years was raised on Saturday.",
        "Militants blew up a school near Gao that soldiers had turned into an army outpost.",
        "The army gave the hall in Gao back, two years after it was made a command post.",
    ],
)
def test_what_stood_before_is_not_set_up_now(text):
    assert "established" not in [claim.action.value for claim in posts(LEAD + text)]


def test_posts_that_were_moved_into_the_town_are_no_new_posts():
    assert "established" not in [
        claim.action.value for claim in posts(LEAD + "Army outposts at Gao and Kati were moved into the town.")
    ]


def test_that_somebody_had_set_one_up_is_news_where_it_is_what_was_said():
    (claim,) = posts("On Monday a monitor reported that the army had set up a new checkpoint near Gao.")
    assert claim.action.value == "established"


def test_the_accused_holds_what_an_accuser_tells_of():
    (claim,) = posts("Israel accused Hezbollah on Friday of having put up an observation post at Aita al-Shaab.")
    assert claim.actor is not None
    assert claim.actor.text == "Hezbollah"
