"""The learned judge of relevance: what only sounds like war stays silent, and why is told."""

import json

import pytest
from articles import clean, read, reader

from vedette.extract.assemble import weigh
from vedette.extract.reading import Reading
from vedette.extract.relevance.traits import ArticleTraits, told_by
from vedette.extract.relevance.verdicts import Judge
from vedette.extract.steps import build_tools
from vedette.extract.training.judge_fit import JudgeCard, figures, fit_judge, held_out, write_judge
from vedette.extract.training.judged import Example, examples_of, read_judged
from vedette.runtime.errors import ConfigError

PUPPETS = (
    "The marionettes of Ostrelle storm the stage again on Saturday.\n\n"
    "In the second act eleven wooden soldiers attack an outpost of cheese and nine of them are killed by a mouse.\n\n"
    "Children under six pay nothing. The theatre bar sells lemonade.\n\n"
    "The company has toured for forty years and never lost a puppet. Curtain at four."
)
RAID = (
    "Gunmen attacked an army outpost near Tombouka on Saturday and killed nine soldiers, the defence ministry said.\n\n"
    "Eleven others were wounded. Two vehicles burned.\n\n"
    "The army sent reinforcements from Gao. Residents heard gunfire until dawn.\n\n"
    "No group said at once that it was behind the attack."
)
LOOK_ALIKES = """\
## 2024-03-02 | museum, tank | Tank moves into museum
The tank that killed 40 soldiers at the bridge stands in a hall since Saturday.
Admission is free.

## 2024-03-03 | event | Shell falls on market
{A shell killed 12 people at the market of Dorn on Sunday.} Three soldiers were killed there in 2003.
"""


@pytest.fixture(scope="module")
def tools():
    return build_tools()


def test_a_puppet_show_told_in_words_of_war_stays_silent():
    assert read(PUPPETS, title="Wooden soldiers are back at the town theatre") == []


def test_an_article_of_war_loses_nothing_to_the_judge():
    article = clean(RAID, title="Gunmen kill nine soldiers at outpost")
    assert reader().left_out(article) == []
    assert len(reader().read_article(article)) >= 2


def test_what_the_judge_leaves_out_comes_with_its_score_and_the_words_against_it():
    judge = Judge({"a=lemonade": -3.0, "a=stage": -1.0, "f=killed": 0.5}, [(1, 0.3)])
    reading = Reading(clean(RAID + "\n\nThe stage was set. There was lemonade."), build_tools())
    claims = reader().read_article(clean(RAID))
    verdicts = judge.verdicts(reading, claims)
    assert all(not verdict.is_kept and verdict.score < verdict.least == 0.3 for verdict in verdicts)
    assert verdicts[0].reasons == ("a=lemonade", "a=stage")


@pytest.mark.parametrize(("victim", "kept"), [("magistrate", 1), ("soldier", 0)])
def test_words_of_court_and_mourning_take_no_killed_holder_of_an_office_away(tools, victim, kept):
    judge = Judge({"a=courts": -9.0}, [(1, 0.3)])
    text = f"The courts stood still on Friday to mourn a {victim} who was shot dead by gunmen near Orlo on Thursday."
    reading = Reading(clean(text), tools)
    assert [verdict.is_kept for verdict in weigh(reading, judge)] == [bool(kept)]


@pytest.mark.parametrize(("sentences", "least"), [(1, 0.2), (4, 0.2), (5, 0.5), (40, 0.5)])
def test_the_more_a_text_says_the_likelier_a_claim_must_be(sentences, least):
    assert Judge({}, [(5, 0.5), (1, 0.2)]).least_of(sentences) == least


def test_a_folder_without_a_judge_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="holds no judge"):
        Judge.load(tmp_path)


def test_the_judge_is_asked_about_what_it_learned_from(tools, tmp_path):
    (tmp_path / "one.txt").write_text(f"## 2024-05-16 | event | Raid\n{{{RAID}}}\n".replace("\n\n", " "), "utf-8")
    (judged,) = read_judged(tmp_path / "one.txt")
    learned = {frozenset(example.traits) for example in examples_of(judged, tools)}
    reading = Reading(judged.article, tools)
    traits = ArticleTraits(reading)
    for claim in reader().read_article(judged.article):
        assert frozenset((*traits.of(told_by(reading, claim)), *traits.common)) in learned


def test_what_stands_in_braces_is_told_and_nothing_else(tools, tmp_path):
    path = tmp_path / "look_alikes.txt"
    path.write_text(LOOK_ALIKES, "utf-8")
    museum, market = read_judged(path)
    assert museum.group == "museum"
    assert {example.is_told for example in examples_of(museum, tools)} == {False}
    whole = [example.is_told for example in examples_of(market, tools) if example.length > 1]
    assert sorted(whole) == [False, True]


def test_texts_written_to_measure_with_are_never_learned_from(tmp_path):
    row = {"id": "a", "title": "t", "published": "2024-01-01", "raw": "Two soldiers were killed.", "kind": "film"}
    for name in ("articles", "gold"):
        (tmp_path / f"{name}.jsonl").write_text("", "utf-8")
    lines = [json.dumps(row | {"id": split, "split": split}) for split in ("seen", "last")]
    (tmp_path / "silent.jsonl").write_text("\n".join(lines), "utf-8")
    assert [text.article.article_id for text in read_judged(tmp_path)] == ["seen"]


def test_a_missing_source_is_refused(tmp_path):
    with pytest.raises(ValueError, match="neither a folder"):
        read_judged(tmp_path / "nothing")


EXAMPLES = [
    Example((f"a={word}", "b=were"), told, f"{word}{n}", f"{word}{n}", 5)
    for word, told in (("front", True), ("museum", False))
    for n in range(20)
]


def test_the_same_examples_give_the_same_judge(tmp_path):
    write_judge(tmp_path, fit_judge(EXAMPLES), JudgeCard("en", "own", 0, ["texts"]))
    first = (tmp_path / "judge.tsv").read_bytes()
    write_judge(tmp_path, fit_judge(EXAMPLES), JudgeCard("en", "own", 0, ["texts"]))
    assert (tmp_path / "judge.tsv").read_bytes() == first
    judge = Judge.load(tmp_path)
    assert judge.score(["a=museum"]) < 0.5 < judge.score(["a=front"])


def test_a_kind_of_text_is_measured_by_a_judge_that_never_saw_it():
    told_apart = figures(held_out(EXAMPLES, 0, lambda _: None))
    assert told_apart["from 5 sentences"] == {"told": 20, "kept": 1.0, "not told": 20, "left out": 1.0}
    alone = [Example((f"a=word{n}",), bool(n % 2), f"{n}", f"{n}", 5) for n in range(20)]
    assert figures(held_out(alone, 0, lambda _: None))["from 5 sentences"]["left out"] < 1.0
