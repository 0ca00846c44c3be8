"""Taggers mark stretches of text; readers make values of them. Every kind keeps this one promise."""

from collections.abc import Sequence
from typing import Protocol

from vedette.extract.sentences import Sentence
from vedette.extract.spans import Span

__all__ = ["Tagger"]


class Tagger(Protocol):
    """Mark harm, posts and their arguments in the sentences of one article."""

    @property
    def name(self) -> str:
        """Return kind and version, for example `lexicon/1`; it stands in every claim."""
        ...

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence, in text order; offsets count in the whole article."""
        ...
