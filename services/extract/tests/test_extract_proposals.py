"""What a language model proposes counts only where it stands in the text and its number is one that we read too."""

import json

import pytest
from articles import clean

from vedette.extract.assemble import assemble
from vedette.extract.proposals import question, spans_of
from vedette.extract.reading import Reading, Tools
from vedette.extract.relevance.verdicts import Judge
from vedette.extract.sentences import split_article
from vedette.extract.steps import build_reader
from vedette.extract.tagger.proposer import ProposingTagger

TEXT = "Rockets fell on Orlo. Nine soldiers never came home from the hill. The army dug in at an old border post."
NINE = {
    "evidence": "Nine soldiers never came home from the hill.",
    "words": "Nine soldiers",
    "what": "killed",
    "cue": "never came home",
    "number": 9,
}
POST = {
    "evidence": "The army dug in at an old border post.",
    "words": "an old border post",
    "what": "established",
    "cue": "dug in",
    "number": None,
}


class Silent:
    name = "silent/1"

    def tag(self, sentences):
        return [[] for _ in sentences]


def spans(*proposals, text=TEXT):
    answer = json.dumps({"proposals": list(proposals)})
    return [(s.label.value, text[s.start : s.end]) for row in spans_of(answer, split_article(clean(text))) for s in row]


def claims_of(answer, base=None):
    tagger = ProposingTagger(base or Silent(), lambda _text: answer, "small", max_chars=1000)
    tools = Tools.load(tagger, build_reader()._tools.gazetteer, build_reader()._tools.actors)
    return assemble(Reading(clean(TEXT), tools), Judge.load())


def test_a_proposal_that_stands_in_the_text_is_a_span():
    assert spans(NINE, POST) == [("killed", "Nine soldiers"), ("established", "an old border post")]


@pytest.mark.parametrize(
    "change",
    [
        {"evidence": "Nine soldiers died."},
        {"words": "Nine policemen"},
        {"words": "Orlo"},
        {"number": 90},
        {"number": None},
        {"number": 9.0},
        {"number": True},
        {"what": "promoted"},
        {"words": ""},
        {"evidence": "x" * 5000},
    ],
    ids=str,
)
def test_an_invention_is_no_span(change):
    assert spans({**NINE, **change}) == []


def test_one_bad_proposal_does_not_spoil_the_others():
    assert spans({**NINE, "number": 12}, {"what": 3}, "nine", None, NINE) == [("killed", "Nine soldiers")]


def test_words_without_a_figure_are_one_person_or_nothing():
    text = "Rockets fell on Orlo, and a shepherd was no more. Shepherds were no more."
    one = {"evidence": "a shepherd was no more", "words": "a shepherd", "what": "killed", "cue": None, "number": 1}
    assert spans(one, text=text) == [("killed", "a shepherd")]
    assert spans({**one, "number": 4}, text=text) == []
    assert spans({**one, "evidence": "Shepherds were no more.", "words": "Shepherds"}, text=text) == []


def test_an_installation_must_be_one_by_its_words():
    assert spans({**POST, "words": "The army"}) == []


@pytest.mark.parametrize(
    "answer", ["", "nine dead", "[]", "{}", '{"proposals": 9}', '{"proposals": [[]]}', "[" * 9000], ids=lambda a: a[:20]
)
def test_an_answer_of_another_shape_is_worth_nothing(answer):
    assert [s for row in spans_of(answer, split_article(clean(TEXT))) for s in row] == []


def test_proposals_become_claims_by_the_same_readers():
    killed, established = claims_of(json.dumps({"proposals": [NINE, POST]}))
    assert (killed.toll.killed.best, killed.victims.group) == (9, "combatant")
    assert established.action == "established"
    assert killed.reader.startswith("silent/1+llm:small")


def test_what_rules_mark_stays_and_is_told_once():
    text = "Nine soldiers were killed in Orlo."
    again = {"evidence": text, "words": "Nine soldiers", "what": "injured", "cue": "killed", "number": 9}
    base = build_reader()._tools.tagger
    tagger = ProposingTagger(base, lambda _text: json.dumps({"proposals": [again]}), "small", max_chars=1000)
    sentences = split_article(clean(text))
    assert tagger.tag(sentences) == base.tag(sentences)


def test_without_an_answer_the_tagger_underneath_reads_alone():
    assert claims_of(None) == []


def test_only_whole_sentences_up_to_the_limit_are_sent():
    assert question(split_article(clean(TEXT)), 75) == "\n".join(s.text for s in split_article(clean(TEXT))[:2])
    assert question(split_article(clean(TEXT)), 5) == ""
