"""Word classes: what a lexicon file says of a word, given to learned taggers beside the word itself."""

import functools
import hashlib
import re
from importlib.resources import files

import yaml

__all__ = ["WordClasses"]


class WordClasses:
    """The classes of `lexicon/wordclasses_LANGUAGE.yaml`; `digest` names the file that weights were trained with."""

    def __init__(self, language: str = "en") -> None:
        path = files("vedette.extract") / "lexicon" / f"wordclasses_{language}.yaml"
        content = path.read_bytes()
        rows: dict[str, list[str]] = yaml.safe_load(content)
        self.language = language
        self.digest = hashlib.sha256(content).hexdigest()[:16]
        self._patterns = [
            (name, re.compile("|".join(_form(str(word)) for word in words)).match) for name, words in rows.items()
        ]
        self.names = [*rows, "digit", "capital", "capitals"]
        self.size = len(self.names)
        self.of = functools.lru_cache(50_000)(self._of)
        self.bits = functools.lru_cache(50_000)(self._bits)

    def _of(self, word: str) -> tuple[str, ...]:
        """Return the names of the classes a word belongs to."""
        low = word.lower()
        found = [name for name, matches in self._patterns if matches(low)]
        return (*found, "digit") if word[0].isdigit() else tuple(found)

    def _bits(self, word: str) -> tuple[float, ...]:
        """Return `size` numbers, 1.0 for each class of the word and for its capitals."""
        known = {*self.of(word), *(["capital"] if word[0].isupper() else [])}
        known |= {"capitals"} if len(word) > 1 and word.isupper() else set()
        return tuple(float(name in known) for name in self.names)


def _form(entry: str) -> str:
    return re.escape(entry[1:]) + "$" if entry.startswith("=") else re.escape(entry)
