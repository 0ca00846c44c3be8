"""The combined tagger: rules first; what they leave unmarked is asked of a learned tagger.

Rules are precise where they know the wording and silent where they do not; a learned tagger is the other way round.
"""

from collections.abc import Iterable, Sequence

from vedette.extract.phrasebook import PhraseBook
from vedette.extract.sentences import Sentence
from vedette.extract.spans import POST_LABELS, Label, Span
from vedette.extract.tagger import Tagger
from vedette.extract.tagger.chunks import tokenize

__all__ = ["CombinedTagger", "unmarked"]

_NEAR = 2  # sentences around a mark that tell what the article is about there
_BESIDE = 40  # characters from a word of action within which a second mark of that action is the same thing


class CombinedTagger:
    """Marks what the rules mark, and the posts that only the learned tagger sees."""

    def __init__(self, rules: Tagger, learned: Tagger, themes: PhraseBook) -> None:
        self._rules, self._learned, self._themes = rules, learned, themes

    @property
    def name(self) -> str:
        """Return both names."""
        return f"{self._rules.name}+{self._learned.name}"

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence in text order."""
        known, seen = self._rules.tag(sentences), self._learned.tag(sentences)
        out: list[list[Span]] = []
        for i, (mine, others) in enumerate(zip(known, seen, strict=True)):
            added = unmarked(mine, others)
            kept = added if added and self._may_be_of_war(sentences, i) else []
            out.append(sorted([*mine, *kept], key=lambda span: (span.start, span.end)))
        return out

    def _may_be_of_war(self, sentences: Sequence[Sentence], index: int) -> bool:
        """Tell whether neither a sentence nor those around it speak of sport, court or accident more than of war.

        Where nothing is said of either, what reads the marks decides.
        """
        near = range(max(0, index - _NEAR), min(len(sentences), index + _NEAR + 1))
        keys = {i: [found.key for found in self._themes.find(tokenize(sentences[i].text))] for i in near}
        around = [key for found in keys.values() for key in found]
        here = keys[index]
        return (not here or "war" in here) and 2 * around.count("war") >= len(around)


def unmarked(known: Sequence[Span], seen: Iterable[Span]) -> list[Span]:
    """Return the posts seen where the rules marked none."""
    posts = [span for span in known if span.label in POST_LABELS or span.label is Label.STOCK]
    return [span for span in seen if span.label in POST_LABELS and not any(_is_same(span, other) for other in posts)]


def _is_same(span: Span, known: Span) -> bool:
    if span.start < known.end and span.end > known.start:
        return True
    if known.cue is None or span.label is not known.label:
        return False
    return span.start < known.cue[1] + _BESIDE and span.end > known.cue[0] - _BESIDE
