"""Tagger with a second opinion: what another tagger marks, and what a language model proposes beside it."""

from collections.abc import Callable, Sequence

from vedette.extract.proposals import question, spans_of
from vedette.extract.sentences import Sentence
from vedette.extract.settings import ExtractSettings
from vedette.extract.spans import COUNTERS, Span
from vedette.extract.tagger import Tagger

__all__ = ["ProposingTagger", "with_proposals"]


class ProposingTagger:
    """Adds verified proposals where the tagger underneath is silent; what that one marks always stays."""

    def __init__(self, base: Tagger, ask: Callable[[str], str | None], model: str, *, max_chars: int) -> None:
        """`ask` returns a model's answer to a text, or None; it must never raise nor take long."""
        self._base = base
        self._ask = ask
        self._model = model
        self._max_chars = max_chars

    @property
    def name(self) -> str:
        """Return kind and version."""
        return f"{self._base.name}+llm:{self._model}"

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence in text order."""
        marked = self._base.tag(sentences)
        text = question(sentences, self._max_chars)
        answer = self._ask(text) if text else None
        if answer is None:
            return marked
        return [_added(mine, more) for mine, more in zip(marked, spans_of(answer, sentences), strict=True)]


def _added(marked: Sequence[Span], proposed: Sequence[Span]) -> list[Span]:
    spans = list(marked)
    for span in proposed:
        if not any(_meets(span, other) for other in spans):
            spans.append(span)
    return sorted(spans, key=lambda s: (s.start, s.end))


def _meets(a: Span, b: Span) -> bool:
    """Tell whether two spans mark the same words, or the same kind of thing in overlapping words."""
    return a.start < b.end and b.start < a.end and ((a.label in COUNTERS) == (b.label in COUNTERS))


def with_proposals(tagger: Tagger, settings: ExtractSettings) -> Tagger:
    """Return the tagger with a language model's proposals beside it where an endpoint is set, else itself."""
    if not settings.extract_llm_url:
        return tagger
    from vedette.extract.fetch import Endpoint  # noqa: PLC0415  only who asks a model loads an HTTP client

    key = settings.extract_llm_key.get_secret_value() if settings.extract_llm_key else None
    model = settings.extract_llm_model
    endpoint = Endpoint(settings.extract_llm_url, model, key, deadline_s=settings.extract_llm_timeout_s)
    return ProposingTagger(tagger, endpoint.ask, model, max_chars=settings.extract_llm_max_chars)
