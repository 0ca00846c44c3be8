"""What can be measured of a line: its own words, its place in the page and its neighbours.

The columns are named in `OWN` and `PLACE`; `page_matrix` adds the neighbours. Training and cleaning call the same functions.
"""

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vedette.clean.markers import WORD, Mark, load_markers
from vedette.schemas import CutReason

Matrix = NDArray[np.float32]

_REASONS = tuple(CutReason)
_LOG_SCALE = 8.0
_WORDS_UP_TO = (1, 2, 4, 8, 14, 24, 39)
_TERMINAL = frozenset(".!?…。؟।”’\"')»")
_END_MARKS = re.compile(r"[.!?؟…。]+[\"”’)»]*(?:\s|$)")
_SYMBOLS = re.compile(r"[^\w\s.,;:!?'\"“”‘’()\-–—%$€£/&…،؟«»]")
_SYMBOL_RUN = re.compile(r"[^\w\s.,]{3,}|([!?.])\1{3,}")
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|"
    r"\b(?:hours?|minutes?|days?|weeks?|months?|mins?|hrs?) ago\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|www\.|@\w|\.com\b", re.IGNORECASE)
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

_NEIGHBOURS = tuple(
    OWN.index(name)
    for name in (
        "words_log",
        "words_1",
        "words_4",
        "words_14",
        "words_more",
        "stop_share",
        "stop_rich",
        "ends_sentence",
        "starts_lower",
        "title_case",
        "symbols",
        "link",
        "amount",
        "first_person",
        "second_person",
        "saying",
        "date",
        "name_like",
        "repeated",
        "cohesion",
        "prose",
        "prose_long",
        "mark_comment",
        "mark_related",
        "mark_share",
        "mark_form",
        "mark_navigation",
        "mark_byline",
        "mark_donation",
        "mark_caption",
        "mark_author_bio",
        "mark_opens",
    )
)
_REACH = 3
_WIDE = (5, 12, 25)
_WIDE_OWN = tuple(OWN.index(name) for name in ("prose", "stop_share", "words_log"))
_FAR = ("mark_opens", "mark_comment", "mark_related", "mark_form", "mark_author_bio", "mark_share", "mark_legal")
_NEAR_SCORES = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
_WIDE_SCORES = (3, 8, 20)

FIRST = (
    *OWN,
    "from_top",
    "from_end",
    "lines_from_top",
    "lines_from_end",
    "page_lines",
    "prose_above",
    "prose_below",
    "prose_share",
    "above_all",
    "below_all",
    *(f"prose_share_{low}" for low in range(5)),
    *(f"{how}_{name}" for name in _FAR for how in ("since", "after")),
    *(f"{OWN[column]}@{step:+d}" for step in range(-_REACH, _REACH + 1) if step for column in _NEIGHBOURS),
    *(f"{OWN[column]}_{side}_{reach}" for reach in _WIDE for side in ("above", "below") for column in _WIDE_OWN),
)
"""Columns of the first pass."""
SECOND = (
    "odds",
    "score",
    *(f"score@{step:+d}" for step in _NEAR_SCORES),
    *(f"score_{side}_{reach}" for reach in _WIDE_SCORES for side in ("above", "below")),
    "mass_above",
    "mass_below",
    "before_mass",
    "after_mass",
    "mass",
    "run",
    "run_heaviest",
    "run_before",
    "run_after",
    "run_size",
)
"""Further columns of the second pass."""


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
    markers, lists = load_markers(), load_words()
    words = [WORD.findall(line.casefold()) for line in lines]
    marks = [markers.find(each) for each in words]
    counts: dict[str, int] = {}
    for each in words:
        if len(each) >= 10:
            for word in set(each):
                counts[word] = counts.get(word, 0) + 1
    twice = frozenset(word for word, count in counts.items() if count > 1 and len(word) > 3) - lists.stop
    seen: dict[str, int] = {}
    for line in lines:
        seen[line] = seen.get(line, 0) + 1
    rows = [_measure_line(*each, lists, twice, seen) for each in zip(lines, words, marks, strict=True)]
    own = np.array(rows, dtype=np.float32).reshape(len(lines), len(OWN))
    return Page(lines, words, marks, own)


def _measure_line(
    line: str, words: list[str], mark: Mark | None, lists: Words, twice: frozenset[str], seen: dict[str, int]
) -> list[float]:
    tokens = line.split()
    size = len(tokens)
    length = len(line)
    known = len(words)
    stops = sum(map(lists.stop.__contains__, words))
    stop_share = stops / known if known else 0.0
    ends = line[-1] in _TERMINAL
    capitals = sum(map(str.isupper, (token[0] for token in tokens)))
    first = line[0]
    digits = sum(map(str.isdigit, line)) / length if size < 30 else 0.0
    content = [word for word in words if len(word) > 3 and word not in lists.stop] if size >= 4 else []
    cohesion = sum(map(twice.__contains__, content)) / len(content) if content else 0.0
    prose = size >= 10 and stop_share >= 0.2
    row = [1.0, math.log2(size + 1) / _LOG_SCALE]
    bins = [0.0] * (len(_WORDS_UP_TO) + 1)
    bins[sum(size > edge for edge in _WORDS_UP_TO)] = 1.0
    row += bins
    row += (stop_share, size >= 4 and stops == 0, size >= 6 and 0 < stop_share < 0.2, size >= 6 and stop_share >= 0.35)
    row += (
        ends,
        line[-1] == ":",
        size >= 10 and not ends,
        first.islower(),
        first.isdigit(),
        not (first.isalnum() or first in "\"“‘'("),
    )
    row += (min(line.count(","), 6) / 6, min(len(_END_MARKS.findall(line)), 6) / 6)
    row += (capitals / size, size >= 3 and capitals >= 0.7 * size, line.isupper() and known > 0, digits)
    symbols = _SYMBOLS.findall(line) if length < 2000 else []
    row += (min(len(symbols), 8) / 8, _SYMBOL_RUN.search(line) is not None, min(length / size, 12) / 12)
    row += (
        "|" in line or "»" in line or "•" in line or "·" in line,
        _LINK.search(line) is not None,
        _AMOUNT.search(line) is not None,
    )
    row += (
        not lists.first_person.isdisjoint(words),
        not lists.second_person.isdisjoint(words),
        not lists.saying.isdisjoint(words),
        _DATE.search(line) is not None,
        size <= 4 and stops == 0 and _NAME.match(line) is not None,
        seen[line] > 1,
        cohesion,
        cohesion if size >= 10 else 0.0,
        first in '"“«„‘',
        prose,
        size >= 20 and stop_share >= 0.25,
    )
    reason = mark.reason if mark else None
    row += [float(reason is each) for each in _REASONS]
    row += (mark is not None and mark.opens, mark is not None and mark.whole)
    return row


def page_matrix(page: Page) -> Matrix:
    """Return all first-pass columns: own, place in the page, near neighbours, wide neighbourhoods."""
    own = page.own
    near = own[:, _NEIGHBOURS]
    shifted = [shift(near, step) for step in range(-_REACH, _REACH + 1) if step]
    wide = [spread(own[:, _WIDE_OWN], reach) for reach in _WIDE]
    return np.hstack([own, _place(page), *shifted, *wide])


def _place(page: Page) -> Matrix:
    """Where each line stands: from the top, from the end, among the prose, below which markers."""
    count = len(page.lines)
    index = np.arange(count, dtype=np.float32)
    tokens = _tokens(page)
    prose = page.column("prose") * tokens
    above = np.concatenate([[0], np.cumsum(prose)[:-1]]).astype(np.float32)
    total = float(prose.sum()) or 1.0
    below = total - above - prose
    share = above / total
    columns = [
        index / count,
        1 - index / count,
        np.minimum(index, 30) / 30,
        np.minimum(count - index, 30) / 30,
        np.full(count, min(count, 400) / 400),
        np.log1p(above) / 6,
        np.log1p(np.maximum(below, 0)) / 6,
        share,
        above == 0,
        below <= 0,
    ]
    columns += [(share >= low) & (share < low + 0.2) for low in (0.0, 0.2, 0.4, 0.6, 0.8)]
    enough = above > 40
    for name in _FAR:
        mark = page.column(name) > 0
        columns.append(_since(mark & enough, 4))
        columns.append(np.concatenate([[0], np.cumsum(mark & enough)[:-1]]) > 0)
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _tokens(page: Page) -> NDArray[np.float32]:
    """Return the number of words of each line, at most 1,000."""
    tokens: NDArray[np.float32] = np.exp2(np.minimum(page.column("words_log"), 1.25) * _LOG_SCALE) - 1
    return tokens


def _since(mark: NDArray[np.bool_], scale: float) -> NDArray[np.float32]:
    """Return 1 right below a marked line, falling to 0 with distance; 0 where none stands above."""
    index = np.arange(len(mark), dtype=np.float32)
    last = np.maximum.accumulate(np.where(mark, index, -1e6))
    last = np.concatenate([[-1e6], last[:-1]])
    return np.exp(-(index - last) / scale).astype(np.float32)


def shift(columns: Matrix, step: int) -> Matrix:
    """Return each line's neighbour `step` lines below (above if negative); zeros past the ends."""
    moved = np.zeros_like(columns)
    if abs(step) < len(columns):
        if step > 0:
            moved[:-step] = columns[step:]
        else:
            moved[-step:] = columns[:step]
    return moved


def spread(columns: Matrix, reach: int) -> Matrix:
    """Return the mean over the `reach` lines above and, apart, over the `reach` lines below."""
    count = len(columns)
    sums = np.vstack([np.zeros((1, columns.shape[1]), np.float32), np.cumsum(columns, axis=0)])
    index = np.arange(count)
    low, high = np.maximum(index - reach, 0), np.minimum(index + 1 + reach, count)
    above = (sums[index] - sums[low]) / reach
    below = (sums[high] - sums[index + 1]) / reach
    return np.hstack([above, below]).astype(np.float32)


def second_matrix(page: Page, first: NDArray[np.float32]) -> Matrix:
    """Return the second-pass columns: what the first pass thinks of the neighbours and of the page as a whole."""
    score = first.reshape(-1, 1)
    logit = np.clip(np.log(np.maximum(score, 1e-4) / np.maximum(1 - score, 1e-4)), -6, 6) / 6
    near = [shift(score, step) for step in _NEAR_SCORES]
    wide = [spread(score, reach) for reach in _WIDE_SCORES]
    tokens = _tokens(page).reshape(-1, 1)
    mass = score * tokens * (score > 0.3)
    total = max(float(mass.sum()), 1.0)
    above = (np.cumsum(mass, axis=0) - mass) / total
    heavy = np.hstack(
        [above, 1 - above - mass / total, above < 0.02, above > 0.98, np.full_like(score, min(total, 2000) / 2000)]
    )
    run = _run_mass(score[:, 0], tokens[:, 0])
    return np.hstack([logit, score, *near, *wide, heavy.astype(np.float32), run]).astype(np.float32)


def _run_mass(score: NDArray[np.float32], tokens: NDArray[np.float32]) -> Matrix:
    """Weigh the stretch of likely lines each line belongs to or stands between, against the heaviest of the page."""
    inside = score > 0.4
    mass = np.where(inside, tokens, 0.0)
    # A stretch may bridge a gap of one line: an advertisement stands between two paragraphs.
    closed = inside.copy()
    closed[1:-1] |= inside[:-2] & inside[2:]
    labels = np.cumsum(np.concatenate([[0], np.diff(closed.astype(np.int8)) != 0]))
    sums = np.bincount(labels, weights=mass, minlength=int(labels[-1]) + 1 if len(labels) else 1)
    own = sums[labels]
    top = max(float(sums.max()), 1.0)
    first_heavy = int(np.argmax(sums > 0.3 * top))
    columns = [own / top, own >= top, labels < first_heavy, labels > first_heavy + 3, np.log1p(own) / 7]
    return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)
