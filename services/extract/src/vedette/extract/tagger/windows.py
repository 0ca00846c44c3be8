"""Which sentences an encoder is asked about, and which it sees beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vedette.extract.sentences import Sentence

__all__ = ["Window", "is_worth_reading", "windows"]

MAX_WORDS = 150
"""Same as in training: whole sentences up to 150 words stay below 256 word pieces."""

_HARM = re.compile(
    r"\b(?:kill|dead|die[sd]?\b|dying|death|toll|slain|slew|shot|assassinat|murder|execut|behead|massacr|lives|martyr|fatal|"
    r"bod(?:y|ies)|perish|neutrali|injur|wound|hurt|maim|missing|disappear|unaccounted|captur|abduct|kidnap|hostage|prisoner|captive|seiz|displac|"
    r"fled\b|flee|homeless|uproot|casualt|victim|lost\b|los[st]es)",
    re.IGNORECASE,
)
_FACILITY = re.compile(
    r"\b(?:\w*base|outpost|post|check-?\s?point|check-?\s?post|barrack|garrison|headquarter|hq\b|roadblock|airfield|station|"
    r"camp|compound|fort|installation|facilit|position|point|watchtower|bunker)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences read together; answers count for those asked about only."""

    sentences: tuple[int, ...]
    asked: frozenset[int]
    length: int


def is_worth_reading(sentence: Sentence) -> bool:
    """Tell whether a sentence names harm to people or a facility. What it costs and saves is in docs/evaluation.md."""
    return bool(_HARM.search(sentence.text) or _FACILITY.search(sentence.text))


def windows(sentences: Sequence[Sentence]) -> Iterator[Window]:
    """Yield windows of neighbouring sentences worth reading, each led by the sentence before as context."""
    sizes = [len(s.text.split()) * 5 // 4 + 1 for s in sentences]
    open_: list[int] = []
    for i, sentence in enumerate(sentences):
        if not is_worth_reading(sentence):
            continue
        if open_ and open_[-1] == i - 1 and sum(sizes[k] for k in open_) + sizes[i] <= MAX_WORDS:
            open_.append(i)
            continue
        if open_:
            yield _window(open_, sizes)
        open_ = [i]
    if open_:
        yield _window(open_, sizes)


def _window(asked: list[int], sizes: list[int]) -> Window:
    first = asked[0]
    context = first > 0 and sum(sizes[k] for k in asked) + sizes[first - 1] <= MAX_WORDS
    seen = (first - 1, *asked) if context else tuple(asked)
    return Window(seen, frozenset(asked), sum(sizes[k] for k in seen))
