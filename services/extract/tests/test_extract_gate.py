from vedette.extract.sentences import Sentence
from vedette.extract.tagger.windows import MAX_WORDS, Gate, windows
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
