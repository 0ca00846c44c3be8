"""Text files: lines, and paragraphs that somebody wrapped at a fixed width."""

import itertools
import re

from vedette.clean.flatten import fold, fold_lines

_NARROW, _WIDE = 45, 100
"""Widths at which mail programs and wire services wrap."""

_BROKEN = re.compile(r"\b([^\W\d_]+)-\n[ \t]*(?=[^\W\d_A-Z])")
_HYPHENED = frozenset(
    [
        *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        *("two", "three", "four", "five", "six", "well", "self", "ex"),
    ]
)
"""First halves of words that have a hyphen anyway."""


_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)


def split_lines(text: str) -> list[str]:
    """Return the lines of a flattened page; hard-wrapped paragraphs come out as one line each."""
    letter = unquote(text)
    # mail programs wrap what they quote, however few its lines are
    return split_paragraphs(letter) if letter != text or is_wrapped(letter) else fold_lines(letter)


def unquote(text: str) -> str:
    """Return the text without the signs a mail program sets before lines it quotes, if most lines bear them."""
    lines = [line for line in text.split("\n") if line.strip()]
    quoted = sum(1 for line in lines if line.lstrip().startswith(">"))
    return _QUOTED.sub("", text) if quoted > len(lines) / 2 else text


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
    lines = list(map(str.strip, text.split("\n")))
    inner = [line for line, below in itertools.pairwise(lines) if line and below]
    if len(inner) < 4:
        return False
    full = [line for line in inner if _NARROW <= len(line) <= _WIDE]
    open_ended = sum(1 for line in full if line[-1] not in '.!?:;"”')
    return len(full) >= 0.8 * len(inner) and open_ended >= 0.6 * len(full)
