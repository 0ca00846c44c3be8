"""Phrases that say what a line is: read once from data, matched by words."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vedette.clean.characters import fold_case
from vedette.schemas import CutReason

WORD = re.compile(r"[^\W\d_]+")
_START_UP_TO = (12, 40)
"""Words of a line that a phrase of one word may open, and a longer one: "By Tuesday the toll had risen" is a story."""
_ANY_UP_TO = 80
"""Words of a line in which a phrase may stand anywhere: a story on one line names a photographer too."""
COMMENT_ITEM = "comment_item"
"""Section of the data file for lines inside a comment section; their reason is `comment` too."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marker phrase says of a line."""

    reason: CutReason
    opens: bool
    """True if the line opens a comment section."""
    whole: bool
    """True if the line is nothing but the phrase."""


@dataclass(frozen=True)
class Markers:
    """All phrases: those that begin a line by their first word, those that stand anywhere by their longest."""

    by_start: dict[str, tuple[tuple[tuple[str, ...], bool, Mark], ...]]
    by_any: dict[str, tuple[tuple[tuple[str, ...], int, Mark], ...]]
    """By its longest word, as the rarest; with the place of that word in the phrase."""
    any_words: frozenset[str]

    def find(self, words: list[str]) -> Mark | None:
        """Return what the first phrase found says of a line of these case-folded words."""
        if not words:
            return None
        size = len(words)
        for phrase, whole, mark in self.by_start.get(words[0], ()):
            length = len(phrase)
            longest = length + 2 if whole else _START_UP_TO[length > 1]
            if length <= size <= longest and tuple(words[:length]) == phrase:
                return mark
        if size > _ANY_UP_TO or self.any_words.isdisjoint(words):
            return None
        return self._find_inside(words)

    def _find_inside(self, words: list[str]) -> Mark | None:
        for position, word in enumerate(words):
            for phrase, place, mark in self.by_any.get(word, ()):
                start = position - place
                if start >= 0 and tuple(words[start : start + len(phrase)]) == phrase:
                    return mark
        return None


@cache
def load_markers() -> Markers:
    """Read `data/markers.toml`; where two phrases fit, the longer one speaks."""
    table = tomllib.loads(files("vedette.clean").joinpath("data/markers.toml").read_text("utf-8"))
    starts: dict[str, list[tuple[tuple[str, ...], bool, Mark]]] = {}
    anywhere: dict[str, list[tuple[tuple[str, ...], int, Mark]]] = {}
    for section, lists in table.items():
        reason = CutReason.COMMENT if section == COMMENT_ITEM else CutReason(section)
        for where in ("whole", "start", "any"):
            mark = Mark(reason, bool(lists.get("opens")), where == "whole")
            for phrase in (tuple(WORD.findall(fold_case(text))) for text in lists.get(where, ())):
                if not phrase:
                    continue
                if where == "any":
                    longest = max(phrase, key=len)
                    anywhere.setdefault(longest, []).append((phrase, phrase.index(longest), mark))
                else:
                    starts.setdefault(phrase[0], []).append((phrase, where == "whole", mark))
    for rows in starts.values():
        rows.sort(key=lambda row: (-len(row[0]), not row[1]))
    return Markers(
        {k: tuple(v) for k, v in starts.items()}, {k: tuple(v) for k, v in anywhere.items()}, frozenset(anywhere)
    )
