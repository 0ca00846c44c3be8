"""Roles of numbers of posts: new ones, all there are, those to come, the nth. They are never added to each other."""

from functools import lru_cache

import pytest
from articles import clean

from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_reader

CASES = {
    "new in named places": (
        "Turkish forces set up three new observation posts in Saraqib, Binnish and Sarmin on Sunday.",
        [("established", {"delta": 3})],
    ),
    "five of twelve stand": (
        "Turkish forces have set up five of the twelve observation posts agreed in Astana.",
        [("established", {"stock": 5, "target": 12})],
    ),
    "the sixth is in the works": (
        "The army is building the sixth observation post in Idlib.",
        [("under_way", {"ordinal": 6})],
    ),
    "the sixth has come": ("The army opened its sixth outpost near Gao on Monday.", [("established", {"ordinal": 6})]),
    "so many now": ("The army now has nine outposts near Gao.", [("established", {"stock": 9})]),
    "has so many": ("The army has 23 outposts in Mali.", [("established", {"stock": 23})]),
    "two more make nine": (
        "The army opened two outposts near Gao, bringing the total to nine.",
        [("established", {"delta": 2}), ("established", {"stock": 9})],
    ),
    "three of nine left": (
        "The army vacated three of its nine outposts near Gao on Monday.",
        [("withdrawn", {"delta": 3})],
    ),
    "of nine, four left": (
        "Of the nine outposts the army held near Gao, four were abandoned last week.",
        [("withdrawn", {"delta": 4})],
    ),
    "twelve are agreed": (
        "Russia and Turkey agreed to set up twelve observation posts in Idlib, the army said.",
        [("agreed", {"target": 12})],
    ),
    "forty are planned": ("The ministry plans 40 more border posts near Gao.", [("planned", {"target": 40})]),
    "at least six": (
        "At least six checkpoints were set up by soldiers in Goma on Monday.",
        [("established", {"delta": 6})],
    ),
    "one is a number too": ("The army opened an outpost near Gao on Monday.", [("established", {"delta": 1})]),
    "several": ("The army withdrew from several outposts near Gao.", [("withdrawn", {"delta": None})]),
    "opened is done on one day": (
        "Soldiers have opened two checkpoints in Gao, the governor said.",
        [("established", {"delta": 2})],
    ),
    "already opened is all there are": (
        "The army has already opened two checkpoints in Mali.",
        [("established", {"stock": 2})],
    ),
    "as many as are listed": (
        "Soldiers removed army checkpoints at Huwara, Zurid and Deir Sharaf on Sunday.",
        [("dismantled", {"delta": 3})],
    ),
    # counterexamples: numbers beside posts that count something else
    "men of a post": (
        "The army opened an outpost for 120 soldiers near Gao on Monday.",
        [("established", {"delta": 1})],
    ),
    "years of a post": ("The army closed an outpost near Gao after 14 years.", [("withdrawn", {"delta": 1})]),
    "kilometres": ("The army opened an outpost 40 kilometres from Gao.", [("established", {"delta": 1})]),
}


@lru_cache(maxsize=1)
def reader():
    return build_reader(ExtractSettings(extract_tagger="lexicon"))


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_a_number_of_posts_has_the_role_its_words_give_it(text, expected):
    posts = [claim for claim in reader().read_article(clean(text)) if claim.kind == "post"]
    assert [(c.action.value, {n.role.value: n.best for n in c.numbers}) for c in posts] == expected


def test_who_built_it_may_stand_after_the_verb():
    (claim,) = reader().read_article(clean("A second base will be built at Kidal by the French army."))
    assert claim.actor.actor_id == "FRA"


def test_a_party_that_turned_back_only_tried():
    text = "The convoy was on its way to set up an army base at Gao but turned back after an ambush."
    assert [c.action.value for c in reader().read_article(clean(text)) if c.kind == "post"] == ["attempted"]
