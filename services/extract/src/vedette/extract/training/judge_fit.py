"""Train the judge: happenings told and not told in, one weight a trait out.

A logistic regression, which is what a conditional random field is where each sequence has one item; so nothing is
needed beyond what trains the linear tagger.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

import pycrfsuite

from vedette.extract.relevance.verdicts import CARD, WEIGHTS, Judge
from vedette.extract.training.judged import Example

__all__ = ["JudgeCard", "figures", "fit_judge", "held_out", "write_judge"]

PARTS = 5
L1, L2 = 0.0, 6.0
ROUNDS = 100
LEAST_SEEN = 2
LEAST_WEIGHT = 0.004
"""A trait that weighs less is left out of the file."""
LEAST = ((1, 0.3), (5, 0.5))
"""Least score by number of sentences, set on held-out parts: less than one claim in a hundred that is true falls."""
_TOLD, _NOT_TOLD = "told", "not"


@dataclass(frozen=True)
class JudgeCard:
    """What a judge learned from, with which settings, and what it does on texts held out."""

    language: str
    licence: str
    seed: int
    data: list[str]
    least: list[tuple[int, float]] = field(default_factory=lambda: list(LEAST))
    scores: dict[str, dict[str, float]] = field(default_factory=dict)


def fit_judge(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each trait; the same examples give the same weights."""
    with tempfile.TemporaryDirectory() as name:
        path = str(Path(name) / "judge.crfsuite")
        trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
        trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ROUNDS, "feature.minfreq": LEAST_SEEN})
        for example in examples:
            trainer.append(pycrfsuite.ItemSequence([list(example.traits)]), [_TOLD if example.is_told else _NOT_TOLD])
        trainer.train(path)
        model = pycrfsuite.Tagger()
        model.open(path)
        weights: Counter[str] = Counter()
        for (trait, label), weight in model.info().state_features.items():
            weights[trait] += weight if label == _TOLD else -weight
        model.close()
    return {trait: round(w, 3) for trait, w in sorted(weights.items()) if abs(w) >= LEAST_WEIGHT}


def held_out(examples: Sequence[Example], seed: int, tell: Callable[[str], None]) -> list[tuple[Example, float]]:
    """Return each example with the score of a judge that saw nothing of its group: no text, no kind of look-alike."""
    groups = sorted({example.group for example in examples})
    Random(seed).shuffle(groups)  # noqa: S311  no secret
    part_of = {group: n % PARTS for n, group in enumerate(groups)}
    scored: list[tuple[Example, float]] = []
    for part in range(PARTS):
        judge = Judge(fit_judge([e for e in examples if part_of[e.group] != part]), LEAST)
        scored += [(e, judge.score(e.traits)) for e in examples if part_of[e.group] == part]
        tell(f"part {part + 1} of {PARTS} measured")
    return scored


def figures(scored: Sequence[tuple[Example, float]]) -> dict[str, dict[str, float]]:
    """Return by length of text the share of what is told that is kept, and of what is not told that is left out."""
    out = {}
    for number, (length, least) in enumerate(LEAST):
        most = LEAST[number + 1][0] if number + 1 < len(LEAST) else float("inf")
        mine = [(e, score) for e, score in scored if length <= e.length < most]
        told = [score >= least for e, score in mine if e.is_told]
        other = [score < least for e, score in mine if not e.is_told]
        out[f"from {length} sentences"] = {
            "told": len(told),
            "kept": round(sum(told) / max(1, len(told)), 4),
            "not told": len(other),
            "left out": round(sum(other) / max(1, len(other)), 4),
        }
    return out


def write_judge(folder: Path, weights: dict[str, float], card: JudgeCard) -> None:
    """Write weights and card."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(f"{trait}\t{weight}\n" for trait, weight in weights.items())
    (folder / WEIGHTS).write_text(lines, encoding="utf-8")
    (folder / CARD).write_text(json.dumps(asdict(card), indent=1) + "\n", encoding="utf-8")
