"""Which words of a sentence belong to one toll, where it tells several: each clause owns its place, day and means."""

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from vedette.extract.reading import Reading
from vedette.extract.spans import COUNTERS, Span

__all__ = ["Clause", "own_clause"]

_LATER = r"(?:[\w-]+\s){0,2}?(?:minutes|hours?|days?|weeks?)\s(?:after|before)\s"
_STRONG = re.compile(rf";\s|,\s(?:and|while|but|whereas)\s|,\s(?={_LATER})")
_WEAK = re.compile(r"\s(?:and|while|but|whereas)\s")
# "Hours after a bomb went off in A, gunmen …", "…, a day after a bomb in A": another happening
_OTHER_TIME = re.compile(
    rf"(?:^|,\s)(?:(?:just|only|barely|about|some)\s)?{_LATER}"
    r"(?!being\b)[^,;]*(?=[,;.]|$)",
    re.IGNORECASE,
)


class Clause:
    """The stretch of an article that one toll owns; `is_apart` where a semicolon parts it from another toll."""

    def __init__(self, start: int, end: int, others: tuple[tuple[int, int], ...] = (), *, is_apart: bool) -> None:
        self.start, self.end, self.is_apart = start, end, is_apart
        self._others = others

    def owns(self, at: int) -> bool:
        """Tell whether what stands here belongs to the toll."""
        return self.start <= at < self.end and not self.is_of_another_time(at)

    def is_of_another_time(self, at: int) -> bool:
        """Tell whether what stands here is of a happening told only to say when this one was."""
        return any(start <= at < end for start, end in self._others)


def own_clause(reading: Reading, index: int, mine: Collection[Span]) -> Clause | None:
    """Return the clause of a toll whose numbers are these spans, null where its sentence tells of nothing else."""
    sentence = reading.sentences[index]
    first = min((span.start for span in mine), default=sentence.start)
    last = max((span.end for span in mine), default=sentence.end)
    breaks = list(_breaks(reading, index))
    start, parted = max((at for at in breaks if at[0] <= first), default=(sentence.start, False))
    end, parts = min((at for at in breaks if at[0] >= last), default=(sentence.end, False))
    others = tuple(
        (sentence.start + m.start(), sentence.start + m.end())
        for m in _OTHER_TIME.finditer(sentence.text)
        if not m.start() <= first - sentence.start < m.end()
    )
    if (start, end) == (sentence.start, sentence.end) and not others:
        return None
    return Clause(start, end, others, is_apart=parted or parts)


def _breaks(reading: Reading, index: int) -> Iterator[tuple[int, bool]]:
    """Yield where a clause begins between two numbers, and whether a semicolon stands there."""
    sentence = reading.sentences[index]
    tolls = sorted(
        {(s.start, s.end, s.cue or (s.start, s.end), s.label) for s in reading.spans[index] if s.label in COUNTERS}
    )
    for (_start, end, cue, label), (later, _end, its_cue, its_label) in pairwise(tolls):
        begin = min(later, its_cue[0]) if its_cue[0] >= end and its_cue != cue else later
        low = max(end, cue[1]) if cue[1] <= begin else end
        found = _parting(sentence.text[low - sentence.start : begin - sentence.start], alike=label is its_label)
        if found and not _joins_places(reading, index, low + found.start(), low + found.end()):
            yield low + found.start(), found[0].startswith(";")


def _joins_places(reading: Reading, index: int, start: int, end: int) -> bool:
    """Tell whether an "and" stands between two names of one list: "in A and B"."""
    places = reading.places(index)
    return any(m.end == start for m in places) and any(m.start == end for m in places)


def _parting(between: str, *, alike: bool) -> re.Match[str] | None:
    """Return the words that part two tolls: the last that can begin a clause; a bare "and" joins dead and wounded."""
    found = [*_STRONG.finditer(between)] or ([*_WEAK.finditer(between)] if alike else [])
    return found[-1] if found else None
