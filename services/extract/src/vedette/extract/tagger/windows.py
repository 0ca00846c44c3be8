"""The gate of learned taggers: which sentences they are asked about, and which they see beside them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from vedette.extract.sentences import Sentence

__all__ = ["MAX_WORDS", "Gate", "Window", "names_installation", "windows"]

MAX_WORDS = 150
"""Same as in training: whole sentences up to 150 words stay below 256 word pieces."""

_MEMORY = 2  # sentences after an installation in which "another", "it" or "the fifth" may be one

_WORD = re.compile(r"\w+")
_HARM = re.compile(
    r"(?:kill|dead|die[sd]?\b|dying|death|toll|slain|slew|shot|assassinat|murder|execut|behead|massacr|lives|martyr|"
    r"fatal|bod(?:y|ies)|perish|neutrali|injur|wound|hurt|maim|missing|disappear|unaccounted|captur|abduct|kidnap|"
    r"hostage|prisoner|captive|seiz|displac|fled\b|flee|homeless|uproot|casualt|victim|lost\b|los[st]es)",
    re.IGNORECASE,
)
_FACILITY = re.compile(
    r"(?:\w*base|outpost|post|checkpoint|checkpost|barrack|garrison|headquarter|hq|roadblock|airfield|"
    r"station|camp|compound|fort|fortress|installation|facilit|position|point|watchtower|tower|bunker|picket|"
    r"stronghold|strongpoint|hilltop|trench|sandbag|sangar|detachment|redoubt|stockade|encampment|airstrip|barrier|site|"
    r"naka|look-?out|guardroom|guardhouse|gatehouse|gate|dug-?out|fortification|entrenchment|earthwork|foxhole|pillbox|"
    r"blockhouse|emplacement|bastion|rampart|citadel|cantonment|bivouac|billet|barricade|kiosk|substation|thana|depot|"
    r"armou?r(?=y|ies)|arsenal|batter(?=y|ies)|tent|crossing|bridgehead|beachhead|berm|cordon|helipad|airport|aerodrome|"
    r"fob|cob|bop|premise(?=s)|quarter(?=s))"
    r"(?:s|es|y|ies)?$",
    re.IGNORECASE,
)
_ROAD_BLOCK = re.compile(r"\broad(?:-|\s|-\s)blocks?\b", re.IGNORECASE)  # neither word is an installation alone
_SHORT_FOR = re.compile(
    r"(?:ones?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|another|others?|more|it|them|both|all|"
    r"second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|latter|work|last)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences read together; answers count for those asked about only."""

    sentences: tuple[int, ...]
    asked: frozenset[int]
    length: int


@dataclass(frozen=True, slots=True)
class Gate:
    """What a tagger is asked about. What the gate saves and loses is measured in docs/training.md."""

    harm: bool = True
    posts: bool = True

    def asked(self, sentences: Sequence[Sentence]) -> list[int]:
        """Return the numbers of sentences with harm to people, an installation, or words short for one."""
        found: list[int] = []
        last = -_MEMORY - 1
        for i, sentence in enumerate(sentences):
            if self.posts and names_installation(sentence.text):
                last = i
                found.append(i)
            elif (self.harm and any(map(_is_harm, _WORD.findall(sentence.text)))) or (
                self.posts and i - last <= _MEMORY and any(map(_is_short_for_one, _WORD.findall(sentence.text)))
            ):
                found.append(i)
        return found


def names_installation(text: str) -> bool:
    """Tell whether a text has a word for an installation."""
    return any(map(_is_facility, _WORD.findall(text))) or ("block" in text.lower() and bool(_ROAD_BLOCK.search(text)))


# Word by word, each remembered: ten times as fast as a search through the text.
@lru_cache(maxsize=20_000)
def _is_harm(word: str) -> bool:
    return bool(_HARM.match(word))


@lru_cache(maxsize=20_000)
def _is_short_for_one(word: str) -> bool:
    return bool(_SHORT_FOR.match(word))


@lru_cache(maxsize=20_000)
def _is_facility(word: str) -> bool:
    return bool(_FACILITY.match(word))


def windows(sentences: Sequence[Sentence], gate: Gate) -> Iterator[Window]:
    """Yield windows of neighbouring sentences worth reading, each led by the sentence before as context."""
    asked = gate.asked(sentences)
    sizes = {k: len(sentences[k].text.split()) * 5 // 4 + 1 for i in asked for k in (i - 1, i) if k >= 0}
    open_: list[int] = []
    for i in asked:
        if open_ and open_[-1] == i - 1 and sum(sizes[k] for k in open_) + sizes[i] <= MAX_WORDS:
            open_.append(i)
            continue
        if open_:
            yield _window(open_, sizes)
        open_ = [i]
    if open_:
        yield _window(open_, sizes)


def _window(asked: list[int], sizes: dict[int, int]) -> Window:
    first = asked[0]
    context = first > 0 and sum(sizes[k] for k in asked) + sizes[first - 1] <= MAX_WORDS
    seen = (first - 1, *asked) if context else tuple(asked)
    return Window(seen, frozenset(asked), sum(sizes[k] for k in seen))
