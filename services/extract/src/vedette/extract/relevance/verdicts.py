"""The judge: learned from texts that tell of war and others that only sound like it, it weighs a claim as a whole.

Rules of relevance know words of accident, court or play. What an article is about is told by all of its words, and
no list has them all. So each claim that the rules let pass gets a score, and one too unlikely is left out. A text of
one or two sentences says little of what it is about: there the judge must be surer than in an article.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vedette.extract.reading import Reading
from vedette.extract.relevance.surroundings import is_in_office
from vedette.extract.relevance.traits import ArticleTraits, told_by
from vedette.runtime.errors import ConfigError
from vedette.schemas import Claim

__all__ = ["CARD", "FOLDER", "WEIGHTS", "Judge", "Verdict"]

FOLDER = Path(__file__).parent.parent / "weights" / "en"
WEIGHTS, CARD = "judge.tsv", "judge.json"
"""Files of a judge: a trait and its weight a line; what it learned from, and the least score by length of text."""
_REASONS = 6
_TELLING = re.compile(r"\w+=.*[a-z]{4}")  # traits that mean something to who asks for reasons


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the judge thinks of a claim: how likely it tells of armed force, the least that is kept, and why not."""

    claim: Claim
    score: float
    least: float
    reasons: tuple[str, ...]

    @property
    def is_kept(self) -> bool:
        """Return True where the claim is likely enough."""
        return self.score >= self.least


class Judge:
    """Weighs claims; `least` holds pairs of a number of sentences and the least score from that length on."""

    def __init__(self, weights: Mapping[str, float], least: Sequence[tuple[int, float]]) -> None:
        self._weights, self._least = weights, sorted(least)

    @classmethod
    def load(cls, folder: Path = FOLDER) -> "Judge":
        """Return the judge of a folder.

        Raises: `ConfigError` if the folder holds none.
        """
        try:
            card = json.loads((folder / CARD).read_text(encoding="utf-8"))
            return cls(_read_weights(folder / WEIGHTS), [(n, least) for n, least in card["least"]])
        except (OSError, KeyError, TypeError, ValueError) as error:
            msg = f"{folder}: holds no judge ({error}); see docs/training.md"
            raise ConfigError(msg) from error

    def verdicts(self, reading: Reading, claims: Sequence[Claim]) -> list[Verdict]:
        """Return a verdict for each claim of an article."""
        if not claims:
            return []
        article = ArticleTraits(reading)
        common, text = self._sum(article.common), reading.article.text
        least = self.least_of(article.length)
        found = []
        for claim in claims:
            told = told_by(reading, claim)
            own = article.of(told)
            score = _share(common + self._sum(own))
            # the deaths of people in office are told in words of court, party and mourning, as those of others are not
            asked = 0.0 if told.family == "toll" and is_in_office(text[told.start : told.end]) else least
            reasons = () if score >= asked else self._against([*own, *article.common])
            found.append(Verdict(claim, score, asked, reasons))
        return found

    def least_of(self, length: int) -> float:
        """Return the least score in a text of so many sentences."""
        return next((least for n, least in reversed(self._least) if length >= n), 0.0)

    def score(self, traits: Iterable[str]) -> float:
        """Return how likely traits are those of a happening."""
        return _share(self._sum(traits))

    def _sum(self, traits: Iterable[str]) -> float:
        return sum(self._weights.get(trait, 0.0) for trait in traits)

    def _against(self, traits: Sequence[str]) -> tuple[str, ...]:
        against = (trait for trait in traits if self._weights.get(trait, 0.0) < 0 and _TELLING.match(trait))
        known = sorted((self._weights[trait], trait) for trait in against)
        return tuple(trait for _, trait in known[:_REASONS])


def _read_weights(path: Path) -> dict[str, float]:
    """Return the weight of each trait."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {trait: float(weight) for trait, weight in rows}


def _share(total: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
