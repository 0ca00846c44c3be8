"""Which targets a passage names: a hospital, a market, a bus. Reports of one happening agree on them."""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

__all__ = ["Targets"]


@dataclass(frozen=True)
class Targets:
    """Words by target, as one pattern."""

    pattern: re.Pattern[str]
    keys: dict[str, str] = field(default_factory=dict)

    @classmethod
    @cache
    def load(cls) -> "Targets":
        """Read the words that ship with the package."""
        text = files("vedette.extract.lexicon").joinpath("targets_en.yaml").read_text(encoding="utf-8")
        keys = {word: key for key, words in yaml.safe_load(text)["targets"].items() for word in words}
        longest_first = sorted(keys, key=lambda word: (-len(word), word))
        return cls(re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})s?\b"), keys)

    def named_in(self, text: str) -> frozenset[str]:
        """Return the targets a passage names."""
        # a pattern that minds the case can skip by first letters; it is many times as quick
        return frozenset(self.keys[found] for found in self.pattern.findall(text.lower()))
