"""Look up phrases of a lexicon file in a tokenized sentence; the longest form wins."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import Any

import yaml

from vedette.extract.inflection import inflect
from vedette.extract.tagger.chunks import Token

__all__ = ["Found", "PhraseBook", "read_lexicon"]

_CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
_VERB = re.compile(r"\w~(?:ed)?(?:\s|$)")
_VERBS = "verbs"  # a list of verbs beside the attributes of a letter
_WITH_VERBS = "phrases"
_Irregular = Mapping[str, Sequence[str]]
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
    """Return one lexicon file that ships with the package; forms with choices and verbs stand written out."""
    content = _parsed(name, language)
    irregular = _parsed("verbs", language)["irregular"] if name == _WITH_VERBS else {}
    written_out: dict[str, Any] = _write_out(content, irregular)
    return written_out


def _parsed(name: str, language: str) -> dict[str, Any]:  # Any: parsed YAML
    path = files("vedette.extract") / "lexicon" / f"{name}_{language}.yaml"
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506  both loaders are safe
    return content


def _write_out(node: Any, irregular: _Irregular) -> Any:  # Any: parsed YAML
    """Return a tree of the lexicon with "{army|police} {post|posts}" as the four forms it stands for, each once."""
    if isinstance(node, dict):
        out = {key: _write_out(value, irregular) for key, value in node.items() if key != _VERBS}
        return _with_verbs(out, node[_VERBS], irregular) if _VERBS in node else out
    if not isinstance(node, list):
        return node
    if not any(isinstance(item, str) and (_CHOICE.search(item) or _VERB.search(item)) for item in node):
        return [_write_out(item, irregular) for item in node]
    return list(
        dict.fromkeys(form for item in node for written in _forms_of(item) for form in _tenses(written, irregular))
    )


def _with_verbs(table: dict[str, list[str]], verbs: list[str], irregular: _Irregular) -> dict[str, list[str]]:
    """Return a letter's table with each verb's forms under the attributes that tell them apart."""
    out = {key: list(forms) for key, forms in table.items()}
    for verb in (form for item in verbs for form in _forms_of(item)):
        found = inflect(verb.removesuffix("~ed"), irregular)
        out["past"] += [found.past, found.participle]
        out["ing"].append(found.ing)
        if not verb.endswith("~ed"):
            out["base"].append(found.base)
            out["third"].append(found.third)
    return {key: list(dict.fromkeys(forms)) for key, forms in out.items()}


def _tenses(form: str, irregular: _Irregular) -> Iterator[str]:
    """Yield a form, or the forms of a verb: "storm~" in all, "mortar~ed" in those that are no noun, "drive~ a car"."""
    verb, mark, after = form.partition("~")
    if not (mark and verb):  # "~" alone is a letter
        yield form
        return
    found = inflect(verb, irregular)
    past, rest = after.startswith("ed"), after.removeprefix("ed")
    for written in found.of_the_past() if past else found:
        yield written + rest


def _forms_of(form: str) -> Iterator[str]:
    """Yield every wording of a form with choices; an empty choice leaves its word out."""
    pieces = [piece.split("|") if n % 2 else [piece] for n, piece in enumerate(_CHOICE.split(form))]
    for words in product(*pieces):
        yield " ".join("".join(words).split())
