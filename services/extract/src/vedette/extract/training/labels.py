"""Annotated texts become labelled words: what the encoder learns from, one sample per brief or window of an article."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vedette.extract.sentences import split_text
from vedette.extract.tagger.heads import HEADS, WORD
from vedette.extract.training.texts import COUNTERS, AnnotatedText, Record

__all__ = ["Sample", "Word", "samples"]

IGNORED = -100
OPTIONAL_WEIGHT = 0.5
"""A careful reader could leave an optional record out. Source: reading study, section 1."""
MAX_WORDS = 150
"""Longer texts are cut into windows of whole sentences; 150 words stay below 256 word pieces."""

_LABEL = {name: {label: i for i, label in enumerate(labels)} for name, labels in HEADS.items()}
_WORD = re.compile(WORD)


@dataclass(frozen=True, slots=True)
class Word:
    """One word with the gap before it and its label under each head."""

    text: str
    gap: str
    count: int = 0
    post: int = 0
    argument: int = 0
    scope: int = IGNORED
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A stretch of text to learn from; `conflict` is None where the whole text's kind says nothing of this stretch."""

    id: str
    words: tuple[Word, ...]
    conflict: bool | None

    def text(self) -> tuple[str, list[tuple[int, int]]]:
        """Return the text and the offsets of each word in it."""
        parts, spans, at = [], [], 0
        for word in self.words:
            at += len(word.gap)
            spans.append((at, at + len(word.text)))
            parts += [word.gap, word.text]
            at += len(word.text)
        return "".join(parts), spans


def samples(text: AnnotatedText, rng: random.Random) -> Iterator[Sample]:
    """Yield the whole of a short text, or windows of one to six sentences of a long one."""
    words, spans = _label(text)
    if len(words) <= MAX_WORDS:
        yield Sample(text.id, tuple(words), bool(text.records))
        return
    for part in _windows(text.text, spans, rng):
        chosen = words[part]
        if chosen:
            told = any(w.count > 0 or w.post > 0 for w in chosen)
            known = told or not text.records
            first = replace(chosen[0], gap="")
            yield Sample(text.id, (first, *chosen[1:]), told if known else None)


def _windows(text: str, spans: Sequence[tuple[int, int]], rng: random.Random) -> Iterator[slice]:
    cuts = [0]
    for _, end in split_text(text):
        cuts.append(sum(1 for s, _ in spans if s < end))
    start = 0
    while start < len(cuts) - 1:
        stop = min(len(cuts) - 1, start + rng.randint(1, 6))
        while stop > start + 1 and cuts[stop] - cuts[start] > MAX_WORDS:
            stop -= 1
        yield slice(cuts[start], min(cuts[stop], cuts[start] + MAX_WORDS))
        start = stop


def _label(text: AnnotatedText) -> tuple[list[Word], list[tuple[int, int]]]:
    spans = [m.span() for m in _WORD.finditer(text.text)]
    ends = [0, *(end for _, end in spans)]
    words = [Word(text.text[s:e], text.text[before:s]) for (s, e), before in zip(spans, ends, strict=False)]
    painter = _Painter(text.text, spans, words)
    for record in sorted(text.records, key=lambda r: r.optional):
        painter.record(record)
    return words, spans


class _Painter:
    """Lays the labels of records over the words of one text; the first label at a word stays."""

    def __init__(self, text: str, spans: list[tuple[int, int]], words: list[Word]) -> None:
        self.text, self.spans, self.words = text, spans, words

    def record(self, record: Record) -> None:
        weight = OPTIONAL_WEIGHT if record.optional else 1.0
        if record.label == "casualty":
            for counter in COUNTERS:
                for mark in record.marks.get(counter, []):
                    self._paint("count", counter, mark, record, weight)
        else:
            for mark in record.marks.get("facility", [])[:1]:
                self._paint("post", record.label.removeprefix("post."), mark, record, weight)
        for name in ("place", "date", "victim", "perpetrator", "claimant", "holder"):
            for mark in record.marks.get(name, []):
                self._paint("argument", name, mark, record, 1.0)

    def _paint(self, head: str, name: str, mark: str, record: Record, weight: float) -> None:
        where = self._find(mark, record.quote, taken=head if head != "argument" else None)
        if where is None:
            return
        begin = True
        for i, (start, end) in enumerate(self.spans):
            if start < where[1] and end > where[0]:
                if getattr(self.words[i], head) == 0:
                    label = _LABEL[head][f"{'B' if begin else 'I'}-{name}"]
                    changes: dict[str, int | float] = {head: label}
                    if head != "argument":
                        changes["weight"] = weight
                    if head == "count":
                        changes["scope"] = int(record.cumulative)
                    self.words[i] = replace(self.words[i], **changes)  # type: ignore[arg-type]  # names come from HEADS
                begin = False

    def _find(self, mark: str, quote: str, taken: str | None) -> tuple[int, int] | None:
        """Return the place of the mark nearest the quote whose words are still free."""
        at = self.text.find(quote)
        hits = [m.span() for m in re.finditer(re.escape(mark), self.text)] if mark else []
        if taken:
            hits = [h for h in hits if self._free(h, taken)] or hits
        inside = [h for h in hits if at <= h[0] < at + len(quote)]
        return min(inside or hits, key=lambda h: abs(h[0] - at), default=None)

    def _free(self, where: tuple[int, int], head: str) -> bool:
        return all(
            getattr(self.words[i], head) == 0
            for i, (start, end) in enumerate(self.spans)
            if start < where[1] and end > where[0]
        )
