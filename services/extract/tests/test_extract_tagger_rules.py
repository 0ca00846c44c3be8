from functools import lru_cache

import pytest

from vedette.extract.phrasebook import read_lexicon
from vedette.extract.sentences import Sentence, split_text
from vedette.extract.spans import Label
from vedette.extract.tagger.lexicon import LexiconTagger
from vedette.extract.tagger.posts import ACTS
from vedette.schemas import ParagraphRole

RULES = read_lexicon("rules")
VICTIMS = read_lexicon("victims")
ALL = [(rule["name"], rule) for family in ("harm", "posts") for rule in RULES[family]]
ALL += [(rule["name"], rule) for kind in ("lists", "single") for rule in VICTIMS[kind]]


@lru_cache(maxsize=1)
def tagger():
    return LexiconTagger.load()


def marked(text):
    sentences = [Sentence(a, b, text[a:b], 0, ParagraphRole.BODY) for a, b in split_text(text)]
    found = {}
    for spans in tagger().tag(sentences):
        for span in spans:
            found.setdefault(span.label.value, []).append(text[span.start : span.end])
    return found


@pytest.mark.parametrize(("name", "rule"), ALL, ids=[name for name, _ in ALL])
def test_a_rule_finds_its_example_and_nothing_else_in_it(name, rule):
    example = dict(rule["example"])
    assert marked(example.pop("text")) == example


@pytest.mark.parametrize(("name", "rule"), ALL, ids=[name for name, _ in ALL])
def test_a_rule_leaves_its_counterexample_alone(name, rule):
    assert marked(rule["counterexample"]) == {}


def test_each_deed_of_the_lexicon_is_an_action_a_claim_can_have():
    told = {attribute for letter in "WAI" for attribute in read_lexicon("phrases")["posts"][letter]}
    assert told - ACTS.keys() <= {label.value for label in Label}


def test_no_form_of_the_lexicon_is_read_as_a_truth_value():
    tables = read_lexicon("phrases").values()
    assert all(isinstance(f, str) for t in tables for kinds in t.values() for forms in kinds.values() for f in forms)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("Suspected rebels killed eleven farmers and two guards in Orlo.", ["eleven farmers", "two guards"]),
        ("Eleven farmers and two guards were killed by suspected rebels.", ["Eleven farmers", "two guards"]),
        ("The raid left four soldiers dead.", ["four soldiers"]),
        ("A soldier died when his vehicle hit a mine.", ["A soldier"]),
        ("One of the two pilots was killed.", ["One of the two pilots"]),
        ("Five members of the border guard were shot dead.", ["Five members of the border guard"]),
    ],
)
def test_one_toll_is_found_in_many_wordings(text, killed):
    assert marked(text)["killed"] == killed


def test_the_same_post_is_known_by_its_short_name_afterwards():
    text = "The army opened an observation post at Dalveh. Rebels shelled the post on Friday."
    assert marked(text) == {"established": ["an observation post"], "attacked": ["the post"]}


def test_a_short_name_alone_is_no_installation():
    assert marked("He left the post in June and set up a new point of sale.") == {}
