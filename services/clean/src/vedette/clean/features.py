"""What can be measured of a line by itself, given which words its page repeats.

The columns are named in `OWN`; `context` adds place and neighbours. All lines of a page are measured at once.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from vedette.clean import characters as ch
from vedette.clean import vocabulary as vo
from vedette.clean.characters import Characters
from vedette.clean.markers import Mark, load_markers
from vedette.clean.vocabulary import Vocabulary
from vedette.schemas import CutReason

Matrix = NDArray[np.float32]

_REASONS = tuple(CutReason)
LOG_SCALE = 8.0
_WORDS_UP_TO = (1, 2, 4, 8, 14, 24, 39)
_DATE = re.compile(r"\d(?<!\w\d)(?:(?:(?<=1)9|(?<=2)0)\d\d|\d?(?:[:.]\d\d|[./]\d{1,2}[./]\d{2,4}))\b")
_AGO = re.compile(r"\b(?:hours?|minutes?|days?|weeks?|months?|mins?|hrs?) ago\b", re.IGNORECASE)
_AMOUNT = re.compile(r"[$€£¥₽]\s?\d|\d\s?[$€£¥₽]")
_NAME = re.compile(r"^[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|de|al|el|bin|van|von|der|la)){0,3}$")
_CAPITALS_WORDS = 10
"""Words from which a line in capitals is an old wire's sentence and no button."""

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
_PLACE = {name: place for place, name in enumerate(OWN)}
Columns = Iterator[tuple[str, NDArray[np.generic] | list[bool] | float]]


@dataclass(frozen=True)
class Page:
    """The lines of a page with what was measured of each."""

    lines: list[str]
    words: list[list[str]]
    """Case-folded words of each line, without digits and signs."""
    marks: list[Mark | None]
    own: Matrix
    """One row a line, columns as in `OWN`."""
    captionable: list[bool]
    """Whether a line is worth a look for a caption: it has a word or a sign that captions have."""

    plain: list[bool]
    """Whether a line is nothing but words: no marker, money, ornament, date, nor sign of a caption."""

    def column(self, name: str) -> NDArray[np.float32]:
        """Return one own column of all lines."""
        column: NDArray[np.float32] = self.own[:, _PLACE[name]]
        return column

    def has(self, name: str, index: int) -> bool:
        """Tell whether a column of one line is not zero."""
        return bool(self.own[index, _PLACE[name]])

    def where(self, name: str) -> list[int]:
        """Return the lines in which a column is not zero."""
        found: list[int] = np.flatnonzero(self.own[:, _PLACE[name]]).tolist()
        return found

    @cached_property
    def sizes(self) -> list[int]:
        """Words of each line."""
        return [len(words) for words in self.words]


def measure(lines: list[str]) -> Page:
    """Measure every line of a page."""
    if not lines:
        return Page([], [], [], np.zeros((0, len(OWN)), np.float32), [], [])
    signs, words = ch.look_at(lines), vo.read_words(lines)
    marks = _find_marks(words)
    own = np.zeros((len(OWN), len(lines)), np.float32)
    tokens = signs.count(ch.word_starts(signs))
    digits = signs.count(signs.kinds & ch.DIGIT)
    own[_PLACE["words_1"] + np.searchsorted(_WORDS_UP_TO, tokens), np.arange(len(lines))] = 1.0
    for group in (
        _words(words, tokens),
        _shape(signs, words, tokens, digits),
        _signs(lines, signs, tokens),
        _whole(lines, words, tokens, digits),
        _marked(marks),
    ):
        for name, values in group:
            own[_PLACE[name]] = values
    captionable = _captionable(signs, words)
    special = own[[_PLACE[name] for name in ("amount", "symbol_run", "date")]].any(axis=0) | captionable
    plain = [mark is None and not other for mark, other in zip(marks, special.tolist(), strict=True)]
    return Page(lines, words.lines, marks, own.T, captionable.tolist(), plain)


def _captionable(signs: Characters, words: Vocabulary) -> NDArray[np.bool_]:
    """Mark the lines worth a look for a caption: with a word that captions have, or a sign."""
    pictured = words.count(vo.PICTURE) > 0
    return pictured | (signs.count(signs.codes == ord("©")) > 0)


def _find_marks(words: Vocabulary) -> list[Mark | None]:
    """Return what marker phrases say of each line; only lines with a word of one are searched."""
    markers = load_markers()
    worth = words.count(vo.IN_MARK) > 0
    begun = words.sizes > 0
    first = (np.cumsum(words.sizes) - words.sizes)[begun]
    worth[begun] |= (words.kinds[first] & vo.OPENS_MARK) != 0
    return [markers.find(each) if look else None for each, look in zip(words.lines, worth.tolist(), strict=True)]


def _words(words: Vocabulary, tokens: ch.Counts) -> Columns:
    """Yield size, stop words, persons and words of saying."""
    stops = words.count(vo.STOP)
    share = stops / np.maximum(words.sizes, 1)
    yield "bias", 1.0
    yield "words_log", np.log2(tokens + 1) / LOG_SCALE
    yield "stop_share", share
    yield "stop_none", (tokens >= 4) & (stops == 0)
    yield "stop_low", (tokens >= 6) & (share > 0) & (share < 0.2)
    yield "stop_rich", (tokens >= 6) & (share >= 0.35)
    yield "prose", (tokens >= 10) & (share >= 0.2)
    yield "prose_long", (tokens >= 20) & (share >= 0.25)
    yield "first_person", words.count(vo.FIRST_PERSON) > 0
    yield "second_person", words.count(vo.SECOND_PERSON) > 0
    yield "saying", words.count(vo.SAYING) > 0
    about = vo.cohesion(words) * (words.sizes >= 4)
    yield "cohesion", about
    yield "cohesion_long", about * (words.sizes >= 10)


def _shape(signs: Characters, words: Vocabulary, tokens: ch.Counts, digits: ch.Counts) -> Columns:
    """Yield how lines begin and end, their commas and sentences, capitals and digits."""
    first, last = signs.first(), signs.last()
    ends = (last & ch.TERMINAL) != 0
    yield "ends_sentence", ends
    yield "ends_colon", signs.codes[signs.starts + signs.sizes - 1] == ord(":")
    yield "ends_open_long", (tokens >= 10) & ~ends
    yield "starts_lower", (first & ch.LOWER) != 0
    yield "starts_digit", (first & ch.DIGIT) != 0
    yield "starts_sign", (first & (ch.LETTER | ch.OPENING)) == 0
    yield "quote", (first & ch.QUOTE) != 0
    yield "commas", np.minimum(signs.count(signs.kinds & ch.COMMA), 6) / 6
    yield "sentences", np.minimum(ch.count_sentences(signs), 6) / 6
    yield "digit_share", digits / signs.sizes * (tokens < 30)
    upper = (signs.kinds & ch.UPPER) != 0
    capitals = signs.count(ch.word_starts(signs) & upper)
    screams = (signs.count(upper) > 0) & (signs.count(signs.kinds & ch.LOWER) == 0)
    # old wires write whole stories in capitals; only a short line in capitals is a button
    wire = screams & (words.sizes >= _CAPITALS_WORDS)
    capitals = np.where(wire, (first & ch.UPPER) != 0, capitals)
    yield "capital_share", capitals / tokens
    yield "title_case", (tokens >= 3) & (capitals >= 0.7 * tokens)
    yield "all_caps", screams & ~wire & (words.sizes > 0)


def _signs(lines: list[str], signs: Characters, tokens: ch.Counts) -> Columns:
    """Yield ornaments, mean word length, separators, links and amounts of money."""
    yield "symbols", np.minimum(signs.count(signs.kinds & ch.SYMBOL), 8) / 8 * (signs.sizes < 2000)
    yield "symbol_run", ch.has_symbol_run(signs)
    yield "word_length", np.minimum(signs.sizes / tokens, 12) / 12
    yield "separators", signs.count(signs.kinds & ch.SEPARATOR) > 0
    yield "link", ["://" in line or "www." in line or "@" in line or ".com" in line for line in lines]
    money = np.zeros(len(lines), bool)
    for index in np.flatnonzero(signs.count(signs.kinds & ch.CURRENCY)).tolist():
        money[index] = _AMOUNT.search(lines[index]) is not None
    yield "amount", money


def _whole(lines: list[str], words: Vocabulary, tokens: ch.Counts, digits: ch.Counts) -> Columns:
    """Yield what needs the line in one piece: dates, names, repeats."""
    dated = np.zeros(len(lines), bool)
    ago = words.count(vo.AGO).tolist()
    for index in np.flatnonzero((digits >= 3) | (words.count(vo.AGO) > 0) & (digits > 0)).tolist():
        line = lines[index]
        dated[index] = _DATE.search(line) is not None or (ago[index] > 0 and _AGO.search(line) is not None)
    yield "date", dated
    named = np.zeros(len(lines), bool)
    for index in np.flatnonzero((tokens <= 4) & (words.count(vo.STOP) == 0)).tolist():
        named[index] = _NAME.match(lines[index]) is not None
    yield "name_like", named
    counts = Counter(lines)
    yield "repeated", [counts[line] > 1 for line in lines]


def _marked(marks: list[Mark | None]) -> Columns:
    found = [(index, mark) for index, mark in enumerate(marks) if mark]
    for reason in {mark.reason for _, mark in found}:
        yield f"mark_{reason}", [mark is not None and mark.reason is reason for mark in marks]
    yield "mark_opens", [mark is not None and mark.opens for mark in marks]
    yield "mark_whole", [mark is not None and mark.whole for mark in marks]
