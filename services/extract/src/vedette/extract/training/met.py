"""Samples as a tagger will meet them: only the sentences its gate leaves; in whole articles most tell nothing."""

from collections.abc import Iterator
from dataclasses import replace

from vedette.extract.sentences import sentences_in
from vedette.extract.tagger.windows import Gate, windows
from vedette.extract.training.labels import Sample, Word, label
from vedette.extract.training.texts import AnnotatedText

__all__ = ["met"]

_GATE = Gate(harm=False)


def met(text: AnnotatedText) -> Iterator[Sample]:
    """Yield one sample for each window that is read of a text."""
    words, spans = label(text)
    sentences = sentences_in(text.text)
    for window in windows(sentences, _GATE):
        found: list[Word] = []
        for sentence in (sentences[i] for i in window.sentences):
            inside = [w for w, (start, _) in zip(words, spans, strict=True) if sentence.start <= start < sentence.end]
            if inside:
                found += [replace(inside[0], gap=" " if found else ""), *inside[1:]]
        if found:
            yield Sample(text.id, tuple(found))
