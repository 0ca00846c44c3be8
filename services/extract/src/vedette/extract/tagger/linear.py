"""The linear tagger: a conditional random field over words and word classes, one per question."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pycrfsuite

from vedette.extract.sentences import Sentence
from vedette.extract.spans import Span
from vedette.extract.tagger.cards import WEIGHTS, Card, read_card
from vedette.extract.tagger.features import features
from vedette.extract.tagger.heads import HEADS, Floats
from vedette.extract.tagger.marks import Words, runs, span_of, words_of
from vedette.extract.tagger.windows import Gate, windows
from vedette.extract.tagger.wordclasses import WordClasses

__all__ = ["LinearTagger", "model_path"]


_SURE = 0.95  # of "no label", from which on no other is looked at


def model_path(folder: Path, head: str) -> Path:
    """Return the file that holds the weights of one question."""
    return folder / f"{head}.crfsuite"


class LinearTagger:
    """Marks counters and facilities. Ask only for the questions that are needed: each costs time.

    With `beside_rules` it is surer of its posts than alone.

    Raises: `ValueError` if weights are missing or do not belong to the word classes.
    """

    def __init__(
        self, folder: Path = WEIGHTS, heads: Sequence[str] = ("post", "count"), *, beside_rules: bool = False
    ) -> None:
        self.card: Card = read_card(folder)
        self._least = self.card.beside_rules if beside_rules else self.card.thresholds
        self._classes = WordClasses(self.card.language)
        self.card.check(self._classes, folder)
        self._gate = Gate(harm="count" in heads, posts="post" in heads)
        self._models = {head: _open(model_path(folder, head)) for head in heads}

    @property
    def name(self) -> str:
        """Return kind and version."""
        return f"linear/{self.card.version}"

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence in text order; those below the threshold of their label are left out."""
        found: list[list[Span]] = [[] for _ in sentences]
        for window in windows(sentences, self._gate):
            words = words_of(sentences, window)
            rows = pycrfsuite.ItemSequence(features(words.texts, self._classes))
            for head, model in self._models.items():
                model.set(rows)
                tags = model.tag()
                for label, first, last in runs(tags, words):
                    number = words.sentences[first]
                    score = min(model.marginal(tags[i], i) for i in (first, last))
                    if number in window.asked and score >= self._least.get(head, {}).get(label, 0.0):
                        start, end = words.spans[first][0], words.spans[last][1]
                        found[number].append(span_of(label, start, end, score, sentences[number]))
        return [sorted(spans, key=lambda span: (span.start, span.end)) for spans in found]

    def shares(self, words: Words, head: str) -> Floats:
        """Return how likely each label is at each word, in the order of `HEADS`; only "no label" where that is sure."""
        model = self._models[head]
        model.set(pycrfsuite.ItemSequence(features(words.texts, self._classes)))
        known = {label: i for i, label in enumerate(HEADS[head]) if label in model.labels()}
        out = np.zeros((len(words.texts), len(HEADS[head])), np.float32)
        for i in range(len(words.texts)):
            out[i, 0] = model.marginal("O", i)
            if out[i, 0] < _SURE:
                for label, k in known.items():
                    out[i, k] = model.marginal(label, i)
        return out


def _open(path: Path) -> pycrfsuite.Tagger:
    if not path.exists():
        msg = f"{path}: no such weights; run `vedette train` or choose another tagger"
        raise ValueError(msg)
    model = pycrfsuite.Tagger()
    model.open(str(path))
    return model
