"""Word classes: one bit per class and three for capitals, given to the encoder beside each word."""

import functools
import hashlib
import re
from pathlib import Path

import yaml

__all__ = ["WordClasses"]

LEXICON = Path(__file__).parent.parent / "lexicon" / "wordclasses_en.yaml"


class WordClasses:
    """The classes of `lexicon/wordclasses_en.yaml`; `digest` names the file a set of weights was trained with."""

    def __init__(self, path: Path = LEXICON) -> None:
        content = path.read_bytes()
        rows: dict[str, list[str]] = yaml.safe_load(content)
        self.names = [*rows, "digit", "capital", "capitals"]
        self.size = len(self.names)
        self.digest = hashlib.sha256(content).hexdigest()[:16]
        self._patterns = [re.compile("|".join(_form(str(w)) for w in words)) for words in rows.values()]
        self.bits = functools.lru_cache(50_000)(self._bits)

    def _bits(self, word: str) -> tuple[float, ...]:
        """Return `size` numbers, 1.0 for each class the word belongs to."""
        low = word.lower()
        classes = [float(bool(p.match(low))) for p in self._patterns]
        return (*classes, float(word[0].isdigit()), float(word[0].isupper()), float(len(word) > 1 and word.isupper()))


def _form(entry: str) -> str:
    return re.escape(entry[1:]) + "$" if entry.startswith("=") else re.escape(entry)
