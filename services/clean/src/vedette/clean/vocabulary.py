"""The words of a page, counted line by line, and what the word lists say of them."""

import itertools
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vedette.clean.characters import fold_case, only_letters
from vedette.clean.markers import load_markers

Counts = NDArray[np.int64]
STOP, FIRST_PERSON, SECOND_PERSON, SAYING, AGO, OPENS_MARK, IN_MARK, PICTURE = (1 << bit for bit in range(8))
_PICTURE = (
    "photo image picture foto fotoğraf фото صورة credit file courtesy via source getty reuters afp ap epa efe upi tass "
    "dpa ansa sana xinhua anadolu nurphoto sputnik handout maxar planet seen pictured shown look looks pose poses"
)
"""Every caption that `rules` knows has one of these words."""
_LONG = 3
"""Letters a word must have more than to tell what an article is about."""
_PROSE_WORDS = 10
"""Words of a line from which it counts as prose."""


@dataclass(frozen=True)
class Words:
    """Word lists shared by all languages."""

    stop: frozenset[str]
    first_person: frozenset[str]
    second_person: frozenset[str]
    saying: frozenset[str]


@dataclass(frozen=True)
class Vocabulary:
    """The words of a page: which line each stands in, and its kinds."""

    lines: list[list[str]]
    """Case-folded words of each line, without digits and signs."""
    sizes: Counts
    """Words of each line."""
    at: Counts
    """The line of each word."""
    numbers: Counts
    """Which of the page's different words each is."""
    kinds: NDArray[np.uint8]
    """Kinds of each word, as bit flags."""
    content: NDArray[np.bool_]
    """For each different word, whether it is long and no stop word."""

    def count(self, kind: int) -> Counts:
        """Return how many words of a kind each line has."""
        return np.bincount(self.at[(self.kinds & kind) != 0], minlength=len(self.lines))


@cache
def load_words() -> Words:
    """Read `data/words.toml`."""
    table = tomllib.loads(files("vedette.clean").joinpath("data/words.toml").read_text("utf-8"))
    return Words(*(frozenset(table[name].split()) for name in ("stop", "first_person", "second_person", "saying")))


@cache
def _kinds_of_words() -> dict[str, int]:
    lists, markers = load_words(), load_markers()
    kinds: dict[str, int] = {}
    for kind, words in (
        (STOP, lists.stop),
        (FIRST_PERSON, lists.first_person),
        (SECOND_PERSON, lists.second_person),
        (SAYING, lists.saying),
        (AGO, ("ago",)),
        (PICTURE, _PICTURE.split()),
        (OPENS_MARK, markers.by_start),
        (IN_MARK, markers.any_words),
    ):
        for word in words:
            kinds[word] = kinds.get(word, 0) | kind
    return kinds


def read_words(lines: list[str]) -> Vocabulary:
    """Return the words of the lines."""
    words = list(map(str.split, only_letters(fold_case("\n".join(lines))).split("\n")))
    sizes = np.fromiter(map(len, words), np.int64, len(words))
    number: defaultdict[str, int] = defaultdict(itertools.count().__next__)
    numbers = np.fromiter(map(number.__getitem__, itertools.chain.from_iterable(words)), np.int64, int(sizes.sum()))
    kinds = np.fromiter(map(_kinds_of_words().get, number, itertools.repeat(0)), np.uint8, len(number))
    content = (np.fromiter(map(len, number), np.int64, len(number)) > _LONG) & ((kinds & STOP) == 0)
    return Vocabulary(words, sizes, np.repeat(np.arange(len(words)), sizes), numbers, kinds[numbers], content)


def cohesion(page: Vocabulary) -> NDArray[np.float32]:
    """Return the share of each line's longer content words that two lines of the page's prose have."""
    in_prose = page.sizes[page.at] >= _PROSE_WORDS
    number, line = page.numbers[in_prose], page.at[in_prose]
    first = np.full(len(page.content), -1)
    last = first.copy()
    last[number] = line  # of several values for one place the last stays
    first[number[::-1]] = line[::-1]
    shared = (first != last) & page.content
    of = np.bincount(page.at[page.content[page.numbers]], minlength=len(page.lines))
    hits = np.bincount(page.at[shared[page.numbers]], minlength=len(page.lines))
    return (hits / np.maximum(of, 1)).astype(np.float32)
