"""The linear tagger and the encoder together: what both hold likely is told, and either corrects the other."""

from collections.abc import Sequence
from dataclasses import replace

from vedette.extract.sentences import Sentence
from vedette.extract.spans import Span
from vedette.extract.tagger.encoder import EncoderTagger
from vedette.extract.tagger.linear import LinearTagger
from vedette.extract.tagger.marks import Words, actions_of, spans_of, words_of
from vedette.extract.tagger.windows import Gate, Window, windows

__all__ = ["MixedTagger"]

ENCODER_SHARE = 0.6
"""Weight of the encoder. Source: held-out reports, see docs/training.md."""
LEAST = 0.75
"""Mean score of a span that is told."""
_HOPELESS = (LEAST - ENCODER_SHARE) / (1 - ENCODER_SHARE)
"""Where the linear tagger holds a label less likely than this at every word, no encoder lifts the mean to `LEAST`."""


class MixedTagger:
    """Marks posts. The encoder is asked only where its answer could matter."""

    def __init__(self, linear: LinearTagger, encoder: EncoderTagger) -> None:
        self._linear, self._encoder = linear, encoder
        self._gate = Gate(harm=False)

    @property
    def name(self) -> str:
        """Return both names."""
        return f"{self._linear.name}+{self._encoder.name}"

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence in text order."""
        found: list[list[Span]] = [[] for _ in sentences]
        asked: list[tuple[Window, Words]] = []
        firsts = []
        for window in windows(sentences, self._gate):
            words = words_of(sentences, window)
            shares = self._linear.shares(words, "post")
            if 1 - shares[:, 0].min() >= _HOPELESS:
                asked.append((window, words))
                firsts.append(shares)
        seconds = self._encoder.shares(sentences, asked)
        for (window, words), first, second in zip(asked, firsts, seconds, strict=True):
            mean = (1 - ENCODER_SHARE) * first + ENCODER_SHARE * second["post"]
            actions = actions_of(words, second["argument"])
            for number, span in spans_of(sentences, window, words, mean, head="post", least=LEAST):
                found[number].append(replace(span, cue=_nearest(actions.get(number, []), span)))
        return [sorted(spans, key=lambda span: (span.start, span.end)) for spans in found]


def _nearest(actions: Sequence[tuple[int, int]], span: Span) -> tuple[int, int] | None:
    """Return the words of action nearest an installation, null if none were marked in its sentence."""
    return min(actions, key=lambda a: max(span.start - a[1], a[0] - span.end), default=None)
