"""Annotated texts become labelled words: one sample per short text or window of a long one."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from vedette.extract.sentences import split_text
from vedette.extract.spans import COUNTERS
from vedette.extract.tagger.heads import ARGUMENTS, HEADS, WORD
from vedette.extract.tagger.windows import MAX_WORDS
from vedette.extract.training.texts import AnnotatedText, Record

__all__ = ["IGNORED", "Sample", "Word", "label", "samples"]

IGNORED = -100
OPTIONAL_WEIGHT = 0.5
"""A careful reader could leave an optional record out."""
_MOST_SENTENCES = 6  # of a window of a long text

_LABEL = {name: {label: i for i, label in enumerate(labels)} for name, labels in HEADS.items()}
_WORD = re.compile(WORD)


@dataclass(frozen=True, slots=True)
class Word:
    """One word with the gap before it and the number of its label under each question."""

    text: str
    gap: str
    labels: dict[str, int] = field(default_factory=dict)
    weight: float = 1.0

    def label(self, head: str) -> int:
        """Return its label, 0 for none."""
        return self.labels.get(head, 0)


@dataclass(frozen=True, slots=True)
class Sample:
    """A stretch of text to learn from."""

    id: str
    words: tuple[Word, ...]

    def text(self) -> tuple[str, list[tuple[int, int]]]:
        """Return the text and the offsets of each word in it."""
        parts, spans, at = [], [], 0
        for word in self.words:
            at += len(word.gap)
            spans.append((at, at + len(word.text)))
            parts += [word.gap, word.text]
            at += len(word.text)
        return "".join(parts), spans

    def tags(self, head: str) -> list[str]:
        """Return the name of each word's label under a question."""
        return [HEADS[head][word.label(head)] for word in self.words]


def samples(text: AnnotatedText, rng: random.Random) -> Iterator[Sample]:
    """Yield the whole of a short text, or windows of one to six sentences of a long one."""
    words, spans = label(text)
    if len(words) <= MAX_WORDS:
        yield Sample(text.id, tuple(words))
        return
    for part in _windows(text.text, spans, rng):
        if chosen := words[part]:
            yield Sample(text.id, (replace(chosen[0], gap=""), *chosen[1:]))


def _windows(text: str, spans: Sequence[tuple[int, int]], rng: random.Random) -> Iterator[slice]:
    cuts = [0, *(sum(1 for start, _ in spans if start < end) for _, end in split_text(text))]
    start = 0
    while start < len(cuts) - 1:
        stop = min(len(cuts) - 1, start + rng.randint(1, _MOST_SENTENCES))
        while stop > start + 1 and cuts[stop] - cuts[start] > MAX_WORDS:
            stop -= 1
        yield slice(cuts[start], min(cuts[stop], cuts[start] + MAX_WORDS))
        start = stop


def label(text: AnnotatedText) -> tuple[list[Word], list[tuple[int, int]]]:
    """Return the words of a text with their labels, and the offsets of each."""
    spans = [match.span() for match in _WORD.finditer(text.text)]
    before = [0, *(end for _, end in spans)]
    words = [Word(text.text[s:e], text.text[b:s]) for (s, e), b in zip(spans, before, strict=False)]
    painter = _Painter(text.text, spans, words)
    for record in sorted(text.records, key=lambda r: r.optional):
        painter.record(record)
    return words, spans


class _Painter:
    """Lays the labels of records over the words of one text; the first label at a word stays."""

    def __init__(self, text: str, spans: list[tuple[int, int]], words: list[Word]) -> None:
        self._text, self._spans, self._words = text, spans, words

    def record(self, record: Record) -> None:
        weight = OPTIONAL_WEIGHT if record.optional else 1.0
        if record.label == "casualty":
            for counter in COUNTERS:
                for mark in record.marks.get(counter, []):
                    self._paint("count", counter, mark, record, weight)
        else:
            for mark in record.marks.get("facility", [])[:1]:
                self._paint("post", record.label.removeprefix("post."), mark, record, weight)
        for name in ARGUMENTS:
            for mark in record.marks.get(name, []):
                self._paint("argument", name, mark, record, 1.0)

    def _paint(self, head: str, name: str, mark: str, record: Record, weight: float) -> None:
        where = self._find(mark, record.quote, head)
        if where is None:
            return
        part = "B"
        for i in self._inside(where):
            if not self._words[i].label(head):
                labels = self._words[i].labels | {head: _LABEL[head][f"{part}-{name}"]}
                least = min(weight, self._words[i].weight)
                self._words[i] = replace(self._words[i], labels=labels, weight=least)
            part = "I"

    def _find(self, mark: str, quote: str, head: str) -> tuple[int, int] | None:
        """Return the place of the mark nearest the quote, where its words are still free if there is such a one."""
        at = self._text.find(quote)
        hits = [m.span() for m in re.finditer(re.escape(mark), self._text)] if mark else []
        hits = [h for h in hits if not any(self._words[i].label(head) for i in self._inside(h))] or hits
        inside = [h for h in hits if at <= h[0] < at + len(quote)]
        return min(inside or hits, key=lambda h: abs(h[0] - at), default=None)

    def _inside(self, where: tuple[int, int]) -> list[int]:
        return [i for i, (start, end) in enumerate(self._spans) if start < where[1] and end > where[0]]
