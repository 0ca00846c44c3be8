"""What can be measured of a line by itself, given which words its page repeats.

The columns are named in `OWN`; `context` adds place and neighbours.
"""

import itertools
import math
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from vedette.clean.markers import WORD, Mark, load_markers
from vedette.schemas import CutReason

Matrix = NDArray[np.float32]

_REASONS = tuple(CutReason)
_ONE_HOT = {reason: tuple(float(reason is each) for each in _REASONS) for reason in (*_REASONS, None)}
LOG_SCALE = 8.0
_WORDS_UP_TO = (1, 2, 4, 8, 14, 24, 39)
_SIZES = tuple(
    tuple(float(low < size <= high) for low, high in zip((0, *_WORDS_UP_TO), (*_WORDS_UP_TO, 1_000_000), strict=True))
    for size in range(_WORDS_UP_TO[-1] + 2)
)
_FIRST_LETTER = itemgetter(0)
_TERMINAL = frozenset(".!?…。؟।”’\"')»")
_END_MARKS = re.compile(r"[.!?؟…。]+[\"”’)»]*(?:\s|$)")
_SYMBOLS = re.compile(r"[^\w\s.,;:!?'\"“”‘’()\-–—%$€£/&…،؟«»]")
_SYMBOL_RUN = re.compile(r"[^\w\s.,]{3,}|([!?.])\1{3,}")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"\b(?:(?:19|20)\d\d|\d{1,2}(?:[:.]\d\d|[./]\d{1,2}[./]\d{2,4}))\b")
_AGO = re.compile(r"\b(?:hours?|minutes?|days?|weeks?|months?|mins?|hrs?) ago\b", re.IGNORECASE)
_CURRENCY = re.compile(r"[$€£¥₽]")
_AMOUNT = re.compile(r"[$€£¥₽]\s?\d|\d\s?[$€£¥₽]")
_NAME = re.compile(r"^[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|de|al|el|bin|van|von|der|la)){0,3}$")

OWN = (
    "bias",
    "words_log",
    *(f"words_{n}" for n in (*_WORDS_UP_TO, "more")),
    "stop_share",
    "stop_none",
    "stop_low",
    "stop_rich",
    "ends_sentence",
    "ends_colon",
    "ends_open_long",
    "starts_lower",
    "starts_digit",
    "starts_sign",
    "commas",
    "sentences",
    "capital_share",
    "title_case",
    "all_caps",
    "digit_share",
    "symbols",
    "symbol_run",
    "word_length",
    "separators",
    "link",
    "amount",
    "first_person",
    "second_person",
    "saying",
    "date",
    "name_like",
    "repeated",
    "cohesion",
    "cohesion_long",
    "quote",
    "prose",
    "prose_long",
    *(f"mark_{r}" for r in _REASONS),
    "mark_opens",
    "mark_whole",
)
"""Columns that need the line alone (and the page's word counts)."""


_REPEATED, _COHESION = OWN.index("repeated"), OWN.index("cohesion")
_CACHED = 40
"""Characters up to which what a line shows is remembered from page to page."""


@dataclass(frozen=True)
class Words:
    """Word lists shared by all languages."""

    stop: frozenset[str]
    first_person: frozenset[str]
    second_person: frozenset[str]
    saying: frozenset[str]


@dataclass(frozen=True)
class Page:
    """The lines of a page with what was measured of each."""

    lines: list[str]
    words: list[list[str]]
    """Case-folded words of each line, without digits and signs."""
    marks: list[Mark | None]
    own: Matrix
    """One row a line, columns as in `OWN`."""

    def column(self, name: str) -> NDArray[np.float32]:
        """Return one own column of all lines."""
        column: NDArray[np.float32] = self.own[:, OWN.index(name)]
        return column


@cache
def load_words() -> Words:
    """Read `data/words.toml`."""
    table = tomllib.loads(files("vedette.clean").joinpath("data/words.toml").read_text("utf-8"))
    return Words(*(frozenset(table[name].split()) for name in ("stop", "first_person", "second_person", "saying")))


def measure(lines: list[str]) -> Page:
    """Measure every line of a page."""
    known = [_look_up(line) if len(line) <= _CACHED else _look(line) for line in lines]
    words = [each.words for each in known]
    stop, twice = load_words().stop, _repeated_words(words)
    own = np.fromiter(itertools.chain.from_iterable(each.row for each in known), np.float32, len(known) * len(OWN))
    own = own.reshape(-1, len(OWN))
    counts = Counter(lines)
    for index, (line, each) in enumerate(zip(lines, words, strict=True)):
        if counts[line] > 1:
            own[index, _REPEATED] = 1.0
        if len(each) >= 4:
            own[index, _COHESION] = share = _cohesion(each, twice, stop)
            own[index, _COHESION + 1] = share if len(each) >= 10 else 0.0
    return Page(lines, words, [each.mark for each in known], own)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a line shows by itself."""

    words: list[str]
    mark: Mark | None
    row: tuple[float, ...]


def _look(line: str) -> _Seen:
    words = WORD.findall(line.casefold())
    mark = load_markers().find(words)
    # old wires write whole stories in capitals; only a short line in capitals is a button
    shown = line.capitalize() if len(words) >= 10 and line.isupper() else line
    return _Seen(words, mark, _measure_line(shown, words, mark, load_words()))


@lru_cache(maxsize=20_000)
def _look_up(line: str) -> _Seen:
    """Look at a short line once: menus and buttons are the same on every page of a site."""
    return _look(line)


def _repeated_words(words: list[list[str]]) -> frozenset[str]:
    """Return the longer words that two lines of prose or more share: what the article is about."""
    counts = Counter(itertools.chain.from_iterable(set(each) for each in words if len(each) >= 10))
    return frozenset(word for word, count in counts.items() if count > 1 and len(word) > 3) - load_words().stop


def _cohesion(words: list[str], twice: frozenset[str], stop: frozenset[str]) -> float:
    """Return the share of the line's longer content words that the page's prose repeats."""
    content = [word for word in words if len(word) > 3 and word not in stop]
    return sum(map(twice.__contains__, content)) / len(content) if content else 0.0


def _measure_line(line: str, words: list[str], mark: Mark | None, lists: Words) -> tuple[float, ...]:
    """Return the columns `OWN` of a line; those that need the page are 0 here."""
    tokens = line.split()
    size, known, stop = len(tokens), len(words), lists.stop
    stops = sum(map(stop.__contains__, words))
    stop_share = stops / known if known else 0.0
    return (
        1.0,
        math.log2(size + 1) / LOG_SCALE,
        *_SIZES[min(size, len(_SIZES) - 1)],
        stop_share,
        size >= 4 and stops == 0,
        size >= 6 and 0 < stop_share < 0.2,
        size >= 6 and stop_share >= 0.35,
        *_shape(line, tokens, known),
        *_signs(line, size),
        not lists.first_person.isdisjoint(words),
        not lists.second_person.isdisjoint(words),
        not lists.saying.isdisjoint(words),
        _has_date(line, words),
        size <= 4 and stops == 0 and _NAME.match(line) is not None,
        0.0,
        0.0,
        0.0,
        line[0] in '"“«„‘',
        size >= 10 and stop_share >= 0.2,
        size >= 20 and stop_share >= 0.25,
        *_ONE_HOT[mark.reason if mark else None],
        mark is not None and mark.opens,
        mark is not None and mark.whole,
    )


def _shape(line: str, tokens: list[str], known: int) -> tuple[float, ...]:
    """Return how the line begins and ends, its commas and sentences, capitals and digits."""
    size, first, last = len(tokens), line[0], line[-1]
    ends = last in _TERMINAL
    capitals = sum(map(str.isupper, map(_FIRST_LETTER, tokens)))
    digits = len(_DIGIT.findall(line)) / len(line) if size < 30 else 0.0
    return (
        ends,
        last == ":",
        size >= 10 and not ends,
        first.islower(),
        first.isdigit(),
        not (first.isalnum() or first in "\"“‘'("),
        min(line.count(","), 6) / 6,
        min(len(_END_MARKS.findall(line)), 6) / 6,
        capitals / size,
        size >= 3 and capitals >= 0.7 * size,
        known > 0 and line.isupper(),
        digits,
    )


def _signs(line: str, size: int) -> tuple[float, ...]:
    """Return the line's ornaments, mean word length, separators, links and amounts of money."""
    length = len(line)
    symbols = len(_SYMBOLS.findall(line)) if length < 2000 else 0
    return (
        min(symbols, 8) / 8,
        _SYMBOL_RUN.search(line) is not None,
        min(length / size, 12) / 12,
        "|" in line or "»" in line or "•" in line or "·" in line,
        "://" in line or "www." in line or "@" in line or ".com" in line,
        _CURRENCY.search(line) is not None and _AMOUNT.search(line) is not None,
    )


def _has_date(line: str, words: list[str]) -> bool:
    if _DIGIT.search(line) is None:
        return False
    return _DATE.search(line) is not None or ("ago" in words and _AGO.search(line) is not None)
