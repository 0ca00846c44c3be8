"""What learned taggers share: the words of a window, runs of labels, and the spans made of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vedette.extract.sentences import Sentence
from vedette.extract.spans import COUNTERS, Label, Span
from vedette.extract.tagger.heads import HEADS, WORD, Floats
from vedette.extract.tagger.windows import Window, names_installation

__all__ = ["Words", "actions_of", "runs", "span_of", "spans_of", "words_of"]

_WORD = re.compile(WORD)


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Kind of an installation and group of victims, from the words marked; the first that fits.
_FACILITIES = (
    ("observation_post", _any(r"\b(?:observ|monitor|lookout|watch-?\s?tower|listening|surveillance)")),
    ("checkpoint", _any(r"\b(?:check-?\s?(?:point|post)|road-?\s?block|control point|barrier)")),
    ("headquarters", _any(r"\b(?:headquarter|hq\b|command cent)")),
    ("outpost", _any(r"\boutpost")),
    ("base", _any(r"base|barrack|garrison|\bcamps?\b|\bforts?\b|fortress|airfield|compound")),
    (
        "military_point",
        _any(r"\b(?:post|point|picket|position|site|detachment|strongpoint|bunker|station)"),
    ),
)
_COMBATANT = _any(
    r"\b(?:soldier|troop|fighter|militant|rebel|insurgent|terrorist|officer|police|guard|serviceme|gunm|paramilitar|"
    r"commando|marine|peacekeeper|jihadi|extremist|combatant|militia|guerrilla|mujahid|pilot|general|colonel|commander|"
    r"personnel|recruit|conscript|ranger|sergeant|lieutenant|captain|corporal|private\b|trooper)",
)
_CIVILIAN = _any(
    r"\b(?:civilian|child|wom[ae]n|resident|villager|farmer|journalist|medic|doctor|worker|student|protester|"
    r"demonstrator|pilgrim|tourist|passenger|famil|boy|girl|teacher|bystander|worshipp|shopper|shepherd|trader|"
    r"labourer|fisherm|driver)",
)
# Finer actions, from the words of the sentence around the installation; the first that fits.
_FINER: dict[Label, tuple[tuple[Label, re.Pattern[str]], ...]] = {
    Label.PLANNED: (
        (Label.ATTEMPTED, _any(r"\b(?:attempt|tried|trying|failed|turned (?:back|round)|driven back)")),
        (Label.AGREED, _any(r"\b(?:agree[ds]?|agreement|accord|deal)\b")),
        (Label.UNDER_WAY, _any(r"\b(?:under (?:way|construction)|being (?:built|prepared|set)|work (?:on|has))")),
    ),
    Label.WITHDRAWN: (
        (Label.HANDED_OVER, _any(r"\b(?:hand(?:ed|ing|s)? |signed |turn(?:ed|ing)? )(?:\w+ )?over|transfer")),
        (Label.RELOCATED, _any(r"\b(?:relocat|shifted|moved (?:its|their|the)\b)")),
        (Label.DISMANTLED, _any(r"\b(?:dismantl|demolish|razed|torn down|t(?:ook|aken) down|blown up|removed)")),
    ),
}  # fmt: skip


_ACTION = 0.5
"""How likely a word of action must be."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a window with their offsets in the article and the sentence each stands in."""

    texts: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    sentences: tuple[int, ...]


def words_of(sentences: Sequence[Sentence], window: Window) -> Words:
    """Return the words of a window."""
    texts: list[str] = []
    spans: list[tuple[int, int]] = []
    owners: list[int] = []
    for i in window.sentences:
        for match in _WORD.finditer(sentences[i].text):
            texts.append(match[0])
            spans.append((match.start() + sentences[i].start, match.end() + sentences[i].start))
            owners.append(i)
    return Words(tuple(texts), tuple(spans), tuple(owners))


def runs(tags: Sequence[str], words: Words) -> Iterator[tuple[Label, int, int]]:
    """Yield label, first and last word of each run of one label inside one sentence."""
    first, name = 0, ""
    for i, tag in enumerate([*tags, "O"]):
        part, _, label = tag.partition("-")
        goes_on = part == "I" and label == name and words.sentences[i] == words.sentences[first]
        if name and not goes_on:
            yield Label(name), first, i - 1
            name = ""
        if label and not goes_on:
            first, name = i, label


def spans_of(
    sentences: Sequence[Sentence], window: Window, words: Words, shares: Floats, *, head: str, least: float
) -> Iterator[tuple[int, Span]]:
    """Yield sentence number and span for every stretch of words that are labelled with at least this likelihood.

    A stretch has one label, the likeliest over all its words. One without a word for an installation is short for one
    ("the fifth", "it") only in a sentence that names none.
    """
    for first, last in _stretches(1 - shares[:, 0] >= least, words):
        number = words.sentences[first]
        sentence, start, end = sentences[number], words.spans[first][0], words.spans[last][1]
        text = sentence.text[start - sentence.start : end - sentence.start]
        if number not in window.asked:
            continue
        if head == "post" and not names_installation(text) and names_installation(sentence.text):
            continue
        each = shares[first : last + 1, 1:].sum(0).reshape(-1, 2).sum(1)
        label = Label(HEADS[head][1 + 2 * int(each.argmax())].removeprefix("B-"))
        yield number, span_of(label, start, end, float(1 - shares[first : last + 1, 0].mean()), sentence)


def actions_of(words: Words, shares: Floats) -> dict[int, list[tuple[int, int]]]:
    """Return the words of action of each sentence, from the answers to `argument`."""
    begin = HEADS["argument"].index("B-action")
    found: dict[int, list[tuple[int, int]]] = {}
    for first, last in _stretches(shares[:, begin : begin + 2].sum(1) >= _ACTION, words):
        found.setdefault(words.sentences[first], []).append((words.spans[first][0], words.spans[last][1]))
    return found


def _stretches(labelled: npt.NDArray[np.bool_], words: Words) -> Iterator[tuple[int, int]]:
    """Yield first and last word of each run of labelled words inside one sentence."""
    first = -1
    for i in range(len(labelled) + 1):
        inside = i < len(labelled) and bool(labelled[i])
        if first >= 0 and not (inside and words.sentences[i] == words.sentences[first]):
            yield first, i - 1
            first = -1
        if inside and first < 0:
            first = i


def span_of(label: Label, start: int, end: int, score: float, sentence: Sentence) -> Span:
    """Return a marked stretch as a span, with the finer action and the kind of thing its words tell."""
    text = sentence.text[start - sentence.start : end - sentence.start]
    if label in COUNTERS:
        group = "combatant" if _COMBATANT.search(text) else "civilian" if _CIVILIAN.search(text) else "unknown"
        return Span(label, start, end, round(score, 3), note=group)
    kind = next((kind for kind, pattern in _FACILITIES if pattern.search(text)), "post")
    finer = next((fine for fine, pattern in _FINER.get(label, ()) if pattern.search(sentence.text)), label)
    return Span(finer, start, end, round(score, 3), note=kind)
