"""Posts in the frames newsrooms tell them in: where a post stands, what the day interrupts, who was in it, for whom."""

from functools import lru_cache

import pytest
from articles import clean

from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_reader
from vedette.extract.tagger.asides import without_asides
from vedette.extract.tagger.chunks import tokenize

LEAD = "The war between the Malian army and jihadist fighters went on in the hills.\n\n"
TOLD = {
    # set up
    "there is now": ("There is now a new post of the Malian army at Gao.", "established"),
    "put one there": ("The army has put an outpost on the hill above Gao.", "established"),
    "now has": ("The army now has an outpost at Gao.", "established"),
    "used as": ("Soldiers are using the school at Gao as a barracks.", "established"),
    "made theirs": ("Soldiers have made the clinic at Gao their command post.", "established"),
    "ribbon": ("The general cut the ribbon of a new army camp at Gao on Monday.", "established"),
    "day between": ("The army set up, on Monday, an outpost near Gao.", "established"),
    "so called": ("The army has set up what residents describe as an outpost near Gao.", "established"),
    "back at the old one": ("The army returned to its old outpost near Gao on Monday.", "established"),
    "images": ("Satellite images show a new army base near Gao.", "established"),
    "work finished": ("Work on an outpost for the army near Gao was finished on Monday.", "established"),
    "men at a new one": ("A company of soldiers has been stationed at a new army outpost near Gao.", "established"),
    "has become one": ("The old mill at Gao has become an army outpost.", "established"),
    "and one": ("The army set up a field hospital and an outpost at Gao.", "established"),
    # coming
    "site chosen": ("A site near Gao has been chosen for a new army camp.", "planned"),
    "wants one": ("The army wants an outpost at Gao.", "planned"),
    "plan by": ("A plan by the army to open an outpost at Gao has angered farmers.", "planned"),
    "ordered built": ("The governor has ordered an army camp to be built at Gao.", "planned"),
    "work begun": ("Soldiers have begun work on an outpost near Gao.", "under_way"),
    # left
    "day before from": ("Soldiers withdrew on Monday from their outpost near Gao.", "withdrawn"),
    "men and guns": ("The army withdrew its guns and men from an outpost near Gao.", "withdrawn"),
    "handed to": ("The army has handed its outpost near Gao to the police.", "handed_over"),
    "stands empty": ("The army outpost near Gao stands empty.", "withdrawn"),
    "those who held it": ("Soldiers who had held an outpost near Gao withdrew on Monday.", "withdrawn"),
    "seen leaving": ("Soldiers were seen leaving the outpost near Gao in trucks.", "withdrawn"),
    "place where they had it": ("The army withdrew from Gao, where it had outposts.", "withdrawn"),
    "fell back from": ("Soldiers fell back to Orlo from the outpost near Gao.", "withdrawn"),
    "police took it over": ("Local police took over the outpost near Gao from soldiers on Monday.", "handed_over"),
    "own wrecked": ("Soldiers blew up their own outpost near Gao before they went.", "dismantled"),
    "with it abandoned": ("With the army outpost near Gao abandoned on Monday, the road is open.", "withdrawn"),
    # attacked
    "drove out": ("Rebels drove soldiers out of an army outpost near Gao.", "attacked"),
    "fell": ("The army outpost near Gao fell on Monday.", "attacked"),
    "men ambushed at": ("Rebels ambushed soldiers at an army outpost near Gao.", "attacked"),
    "rocked": ("Explosions rocked the army outpost near Gao on Monday.", "attacked"),
    "in the hands of": ("The army outpost near Gao is now in the hands of rebels.", "attacked"),
    "fighting broke out at": ("Fighting broke out at the army outpost near Gao on Monday.", "attacked"),
    "through the fence": ("Rebels broke through the fence of the army outpost near Gao.", "attacked"),
    # reinforced
    "more soldiers at": ("The army increased the number of soldiers at its outpost near Gao.", "reinforced"),
    "joined the garrison": ("Sixty men joined the garrison of the outpost near Gao.", "reinforced"),
    "things put in": ("The army added two watchtowers to its outpost near Gao.", "reinforced"),
}
SILENT = (
    "The army still has nine outposts near Gao, and they remain open.",
    "The army asked the rebels to leave the outpost near Gao.",
    "Soldiers fired into the air at the outpost near Gao to mark a wedding.",
    "Pilgrims left the base camp near Gao on Monday.",
    "Sappers cleared mines around the outpost near Gao on Monday.",
    "Soldiers left the outpost near Gao for a patrol along the river.",
    "The wounded were taken to the army outpost near Gao on Monday.",
    "The bodies were brought to the army outpost near Gao.",
    "The army outpost at Gao, built in 2009, overlooks the valley.",
    "A post above the rank of sergeant stands empty near Gao.",
)


@lru_cache(maxsize=1)
def reader():
    return build_reader(ExtractSettings(extract_tagger="lexicon"))


def posts(text):
    return [c for c in reader().read_article(clean(LEAD + text)) if c.kind == "post" and c.realis.value != "background"]


@pytest.mark.parametrize(("text", "action"), TOLD.values(), ids=TOLD)
def test_a_post_is_read_in_the_frames_newsrooms_tell_it_in(text, action):
    assert [claim.action.value for claim in posts(text)] == [action]


@pytest.mark.parametrize("text", SILENT)
def test_what_is_done_near_a_post_or_by_travellers_tells_none(text):
    assert [claim for claim in posts(text) if claim.realis.value == "actual"] == []


@pytest.mark.parametrize(
    ("text", "holder", "attacker"),
    [
        ("Rebels have taken the Sudanese outpost near Gao.", "Sudanese", "Rebels"),
        ("Rebels drove Malian soldiers out of an outpost near Gao.", "Malian soldiers", "Rebels"),
        ("Malian soldiers manning an outpost near Gao came under fire from rebels.", "Malian soldiers", "rebels"),
        ("The Israeli outpost near Gao fell to Hezbollah fighters on Monday.", "Israeli", "Hezbollah fighters"),
        ("Turkish troops have retaken an outpost near Gao from PKK fighters.", "PKK fighters", "Turkish troops"),
        ("Turkish troops came under attack at their outpost near Gao on Monday.", "Turkish troops", None),
    ],
)
def test_who_was_in_it_and_who_took_it_are_told_apart(text, holder, attacker):
    (claim,) = posts(text)
    assert (claim.actor.text, claim.perpetrator and claim.perpetrator.text) == (holder, attacker)


def test_the_builder_of_a_police_post_is_who_set_it_up():
    (claim,) = posts("Turkish troops set up a police post near Gao on Monday.")
    assert claim.actor.text == "Turkish troops"


def test_the_number_of_a_battalion_counts_no_posts():
    (claim,) = posts("Rebels attacked an army base of 149 Battalion near Gao.")
    assert [number.best for number in claim.numbers] == [1]


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Troops withdrew on Monday from the post.", "Troops withdrew from the post ."),
        ("Troops set up, on Monday, a post.", "Troops set up a post ."),
        ("On Monday, troops left.", "troops left ."),
        ("Troops withdrew Monday from the post.", "Troops withdrew from the post ."),
        ("Empty since Monday, the post stood.", "Empty since Monday , the post stood ."),
    ],
)
def test_words_that_only_say_when_are_left_out(sentence, left):
    assert " ".join(token.text for token in without_asides(tokenize(sentence), sentence)) == left


def sites(text):
    return {(claim.action.value, *(place.text for place in claim.places)) for claim in posts(text)}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "The army closed its outpost at Ber and opened an outpost at Gao.",
            {("withdrawn", "Ber"), ("established", "Gao")},
        ),
        (
            "In Gossi, rebels stormed the army barracks and set up a checkpoint at Gao.",
            {("attacked", "Gossi"), ("established", "Gao")},
        ),
    ],
)
def test_two_posts_of_one_sentence_have_each_its_own_place(text, told):
    assert sites(text) == told


def test_men_who_came_from_a_town_reinforce_no_post_there():
    (claim,) = posts("Rebels attacked the army outpost at Gao. Reinforcements from Ber reached the outpost later.")[1:]
    assert [place.text for place in claim.places] == ["Gao"]


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("Rebels attacked the 149 Battalion base near Gao.", "149 Battalion"),
        ("Malian soldiers lost two men when a bomb fell inside their base near Gao.", "Malian soldiers"),
    ],
)
def test_a_unit_and_those_hit_in_their_own_post_hold_it(text, holder):
    (claim,) = posts(text)
    assert claim.actor.text == holder


def test_some_of_a_number_of_posts_count_as_those_some():
    (claim,) = posts("Three of the army's nine posts near Gao were overrun on Monday.")
    assert [number.best for number in claim.numbers] == [3]
