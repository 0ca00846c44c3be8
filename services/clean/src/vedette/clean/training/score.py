"""The score of a cleaned text: overlap of 4-grams of words, as in the public benchmarks of article extraction.

Source: scrapinghub/article-extraction-benchmark; mean precision and mean recall over pages, F1 of the two.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\w+", re.UNICODE)


def grams(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Return the multiset of word 4-grams; a shorter text is one gram."""
    words = _TOKEN.findall(text)
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1))) if words else Counter()


@dataclass
class Score:
    """Precision and recall, gathered page by page."""

    precisions: list[float] = field(default_factory=list)
    recalls: list[float] = field(default_factory=list)

    def add(self, text: str, gold: str) -> float:
        """Count one page and return its own F1."""
        found, wanted = grams(text), grams(gold)
        hit = sum((found & wanted).values())
        precision = hit / sum(found.values()) if found else float(not wanted)
        recall = hit / sum(wanted.values()) if wanted else float(not found)
        self.precisions.append(precision)
        self.recalls.append(recall)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @property
    def precision(self) -> float:
        """Return the mean precision."""
        return sum(self.precisions) / max(1, len(self.precisions))

    @property
    def recall(self) -> float:
        """Return the mean recall."""
        return sum(self.recalls) / max(1, len(self.recalls))

    @property
    def f1(self) -> float:
        """Return the F1 of mean precision and mean recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0
