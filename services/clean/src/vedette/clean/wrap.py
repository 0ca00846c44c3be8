"""Text files: lines, and paragraphs that somebody wrapped at a fixed width."""

import itertools
import re

from vedette.clean.flatten import fold, fold_lines
from vedette.clean.letters import without_signature

_NARROW, _WIDE = 45, 100
"""Widths at which mail programs and wire services wrap."""
_ENOUGH = 4
"""Lines that go on below, of which most must be full; of fewer all, to the last word that fits."""

_BROKEN = re.compile(r"\b([^\W\d_]+)-\n[ \t]*(?=[^\W\d_A-Z])")
_HYPHENED = frozenset(
    [
        *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        *("two", "three", "four", "five", "six", "well", "self", "ex"),
    ]
)
"""First halves of words that have a hyphen anyway."""


def split_lines(text: str, *, wrapped: bool = False) -> list[str]:
    """Return the lines of a flattened page; hard-wrapped paragraphs come out as one line each.

    `wrapped` says that they are: mail programs wrap what they quote, however few its lines are.
    """
    return split_paragraphs(text) if wrapped or is_wrapped(text) else fold_lines(text)


def split_paragraphs(text: str) -> list[str]:
    """Return the blocks between blank lines, each on one line; where there is no blank line every line is one."""
    blocks = [folded for block in re.split(r"\n[ \t]*\n", text) if (folded := fold(_join_words(block)))]
    lines = fold_lines(text)
    if len(blocks) == 1 and len(lines) > 1 and not is_wrapped(text):
        return lines
    return blocks


def _join_words(block: str) -> str:
    """Return a wrapped block on one line, words whole that were broken at its width."""
    return _BROKEN.sub(lambda m: f"{m[1]}-" if m[1].casefold() in _HYPHENED else m[1], block).replace("\n", " ")


def is_wrapped(text: str) -> bool:
    """Return True if most lines end at one width in the middle of a sentence."""
    lines = list(map(str.strip, without_signature(text).split("\n")))
    inner = [(line, below) for line, below in itertools.pairwise(lines) if line and below]
    full = [(line, below) for line, below in inner if _NARROW <= len(line) <= _WIDE]
    open_ended = sum(1 for line, _ in full if line[-1] not in '.!?:;"”')
    if len(inner) < _ENOUGH:
        return bool(full) and len(full) == len(inner) and 2 * open_ended >= len(full) and _is_filled(full)
    return len(full) >= 0.8 * len(inner) and open_ended >= 0.6 * len(full)


def _is_filled(pairs: list[tuple[str, str]]) -> bool:
    """Return True if no line has room for the first word of the next, and most of the next go on in lower case."""
    width = max(len(line) for pair in pairs for line in pair)
    filled = all(len(line) + 1 + len(below.split()[0]) > width for line, below in pairs)
    return filled and 2 * sum(below[0].islower() for _, below in pairs) >= len(pairs)
