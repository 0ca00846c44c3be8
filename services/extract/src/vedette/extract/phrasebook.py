"""Look up phrases of a lexicon file in a tokenized sentence; the longest form wins."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import Any

import yaml

from vedette.extract.tagger.chunks import Token

__all__ = ["Found", "PhraseBook", "read_lexicon"]

_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # Any: either loader class


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a sentence; offsets count in the sentence."""

    start: int
    end: int
    key: str


class PhraseBook:
    """Forms and what each one stands for."""

    def __init__(self, forms: Iterable[tuple[str, str]]) -> None:
        self._forms: dict[str, list[tuple[list[str], str]]] = {}
        for form, key in forms:
            words = form.lower().split()
            self._forms.setdefault(words[0], []).append((words, key))
        for rows in self._forms.values():
            rows.sort(key=lambda row: -len(row[0]))

    def find(self, tokens: Sequence[Token]) -> list[Found]:
        """Return the phrases of a sentence in text order, none inside another."""
        words = [token.low for token in tokens]
        found, at = [], 0
        while at < len(words):
            step = 1
            for form, key in self._forms.get(words[at], ()):
                if len(form) == 1 or words[at : at + len(form)] == form:
                    step = len(form)
                    found.append(Found(tokens[at].start, tokens[at + step - 1].end, key))
                    break
            at += step
        return found


def read_lexicon(name: str, language: str = "en") -> dict[str, Any]:  # Any: parsed YAML
    """Return one lexicon file that ships with the package; forms with choices stand written out."""
    path = files("vedette.extract") / "lexicon" / f"{name}_{language}.yaml"
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506  both loaders are safe
    written_out: dict[str, Any] = _write_out(content)
    return written_out


def _write_out(node: Any) -> Any:  # Any: parsed YAML
    """Return a tree of the lexicon with "{army|police} {post|posts}" as the four forms it stands for, each once."""
    if isinstance(node, dict):
        return {key: _write_out(value) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    if not any(isinstance(item, str) and _CHOICE.search(item) for item in node):
        return [_write_out(item) for item in node]
    return list(dict.fromkeys(form for item in node for form in _forms_of(item)))


def _forms_of(form: str) -> Iterator[str]:
    """Yield every wording of a form with choices; an empty choice leaves its word out."""
    pieces = [piece.split("|") if n % 2 else [piece] for n, piece in enumerate(_CHOICE.split(form))]
    for words in product(*pieces):
        yield " ".join("".join(words).split())
