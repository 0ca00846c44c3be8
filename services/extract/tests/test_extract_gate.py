import numpy as np

from vedette.extract.sentences import Sentence
from vedette.extract.tagger.heads import HEADS
from vedette.extract.tagger.marks import spans_of, words_of
from vedette.extract.tagger.windows import MAX_WORDS, Gate, Window, windows
from vedette.schemas import ParagraphRole


def sentences(*texts: str) -> list[Sentence]:
    found, at = [], 0
    for text in texts:
        found.append(Sentence(at, at + len(text), text, 0, ParagraphRole.BODY))
        at += len(text) + 1
    return found


def test_a_sentence_without_harm_or_installation_is_not_asked_about() -> None:
    assert Gate().asked(sentences("The harvest was good.", "Bakers raised the price of bread.")) == []


def test_harm_and_installations_are_asked_about() -> None:
    text = sentences("Two men were wounded at the ford.", "The weather held.", "A watchtower rose above Tessit.")
    assert Gate().asked(text) == [0, 2]
    assert Gate(harm=False).asked(text) == [2]


def test_words_short_for_an_installation_count_soon_after_one_only() -> None:
    text = sentences(
        "The garrison has three pickets.", "A fourth is foreseen.", "It rained.", "Rain again.", "It stopped."
    )
    assert Gate(harm=False).asked(text) == [0, 1, 2]


def test_a_window_shows_the_sentence_before_and_asks_about_its_own() -> None:
    (window,) = windows(sentences("Trucks came at noon.", "By night the checkpoint was gone."), Gate())
    assert window.sentences == (0, 1)
    assert window.asked == {1}


def test_windows_stay_below_the_size_of_training() -> None:
    long = "The outpost " + "and the road " * 30 + "were quiet."
    sizes = [window.length for window in windows(sentences(*[long] * 6), Gate())]
    assert sizes
    assert max(sizes) <= MAX_WORDS


def told(text: str, likely: dict[str, str]) -> list[tuple[str, str]]:
    """Return the spans of one sentence whose words of `likely` are held to be so labelled, all others not."""
    (one,) = sentences(text)
    window = Window((0,), frozenset({0}), 0)
    words = words_of([one], window)
    shares = np.zeros((len(words.texts), len(HEADS["post"])), np.float32)
    for i, word in enumerate(words.texts):
        shares[i, HEADS["post"].index(likely.get(word, "O"))] = 1.0
    found = spans_of([one], window, words, shares, head="post", least=0.5)
    return [(span.label.value, text[span.start : span.end]) for _, span in found]


def test_a_stretch_of_words_has_one_label() -> None:
    likely = {"a": "B-planned", "small": "B-attacked", "military": "B-attacked", "checkpoint": "I-attacked"}
    text = "Rebels shelled a small military checkpoint."
    assert told(text, likely) == [("attacked", "a small military checkpoint")]


def test_a_number_alone_is_a_post_only_where_no_installation_is_named() -> None:
    assert told("Twelve stand on the old line of posts.", {"Twelve": "B-established"}) == []
    assert told("Twelve stand already.", {"Twelve": "B-established"}) == [("established", "Twelve")]


def test_words_of_many_armies_for_an_installation_are_asked_about() -> None:
    text = sentences(
        "Two nakas came up overnight.", "Men left the dugouts.", "The armoury stands empty.", "His armour shone.",
        "The river rose.", "A ROAD BLOCK WAS SEEN.", "He called the quarters his own.", "A quarter is lost.",
    )  # fmt: skip
    assert [i for i, one in enumerate(text) if Gate(harm=False).asked([one])] == [0, 1, 2, 5, 6]
