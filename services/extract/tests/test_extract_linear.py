from pathlib import Path

import pytest

from vedette.extract.relevance.themes import theme_book
from vedette.extract.sentences import Sentence
from vedette.extract.settings import ExtractSettings
from vedette.extract.spans import Label, Span
from vedette.extract.steps import build_reader
from vedette.extract.tagger.cards import WEIGHTS
from vedette.extract.tagger.choose import load_tagger
from vedette.extract.tagger.combined import CombinedTagger
from vedette.extract.tagger.linear import LinearTagger
from vedette.runtime.errors import ConfigError
from vedette.schemas import ParagraphRole


def sentence(text: str, start: int = 0) -> Sentence:
    return Sentence(start, start + len(text), text, 0, ParagraphRole.BODY)


class Marked:
    """A tagger that always marks the same."""

    name = "marked/1"

    def __init__(self, *spans: Span) -> None:
        self._spans = list(spans)

    def tag(self, sentences: list[Sentence]) -> list[list[Span]]:
        return [self._spans for _ in sentences]


def test_unusual_words_for_a_new_post_are_understood() -> None:
    text = "Gendarmes strung wire round the old dairy and made a checkpoint of it, the chief of Sobane said."
    labels = {span.label for spans in load_tagger("combined").tag([sentence(text)]) for span in spans}
    assert Label.ESTABLISHED in labels


def test_the_words_that_tell_the_action_are_marked_too() -> None:
    text = "The army has bolted together a new watchtower at Sobane, residents said."
    (spans,) = load_tagger("combined").tag([sentence(text, start=7)])
    assert [text[span.cue[0] - 7 : span.cue[1] - 7] for span in spans if span.cue] == ["has bolted together"]


def test_offsets_count_in_the_article() -> None:
    text = "Soldiers have set up a new checkpoint at Sobane."
    found = [span for spans in LinearTagger().tag([sentence(text, start=100)]) for span in spans]
    assert [text[span.start - 100 : span.end - 100] for span in found] == ["a new checkpoint"]


def test_what_the_rules_mark_is_not_marked_twice() -> None:
    known = Span(Label.WITHDRAWN, 10, 20, 0.8, (30, 40))
    seen = (Span(Label.ATTACKED, 12, 25, 0.9), Span(Label.WITHDRAWN, 45, 50, 0.9), Span(Label.PLANNED, 200, 210, 0.9))
    (spans,) = CombinedTagger(Marked(known), Marked(*seen), theme_book()).tag([sentence("The army " + "x" * 300)])
    assert [span.label for span in spans] == [Label.WITHDRAWN, Label.PLANNED]


def test_the_learned_tagger_adds_no_tolls() -> None:
    (spans,) = CombinedTagger(Marked(), Marked(Span(Label.KILLED, 0, 5, 0.99)), theme_book()).tag([sentence("x" * 20)])
    assert spans == []


def test_every_claim_says_which_taggers_read_it() -> None:
    assert load_tagger("combined").name.startswith("lexicon/")
    assert "+linear/" in load_tagger("combined").name


def test_missing_weights_stop_the_start_with_advice(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="vedette train"):
        build_reader(ExtractSettings(extract_tagger="linear", extract_weights=tmp_path))


def test_weights_of_other_word_classes_are_refused(tmp_path: Path) -> None:
    card = (WEIGHTS / "card.json").read_text(encoding="utf-8")
    digest = LinearTagger().card.wordclasses
    (tmp_path / "card.json").write_text(card.replace(digest, "0" * 16), encoding="utf-8")
    with pytest.raises(ConfigError, match="other word classes"):
        load_tagger("linear", tmp_path)


def test_the_learned_tagger_is_not_heard_in_news_of_sport() -> None:
    text = ("The football season opened with a derby.", "The visitors set up camp in their half of the pitch.")
    seen = Marked(Span(Label.ESTABLISHED, 0, 5, 0.99))
    tagger = CombinedTagger(Marked(), seen, theme_book())
    assert tagger.tag([sentence(text[0]), sentence(text[1], start=60)]) == [[], []]


@pytest.mark.parametrize("kind", ["linear", "encoder", "combined"])
def test_trained_taggers_find_an_attack_and_read_an_empty_article(kind: str) -> None:
    text = "Gunmen stormed a military base near Sobane on Monday and killed two soldiers."
    tagger = load_tagger(kind)
    assert Label.ATTACKED in {span.label for spans in tagger.tag([sentence(text)]) for span in spans}
    assert tagger.tag([]) == []


def test_what_an_operator_teaches_is_asked_after_what_ships(tmp_path: Path) -> None:
    card = (WEIGHTS / "card.json").read_text(encoding="utf-8")
    version = LinearTagger().card.version
    (tmp_path / "card.json").write_text(card.replace(f'"version": "{version}"', '"version": "sahel"'), encoding="utf-8")
    (tmp_path / "post.crfsuite").write_bytes((WEIGHTS / "post.crfsuite").read_bytes())
    assert load_tagger("combined", tmp_path).name == load_tagger("combined").name + "+linear/sahel"
