"""The line model: two logistic passes and a two-state chain. Weights are readable data; training is in `training/`."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from vedette.clean.context import FIRST, SECOND, page_odds, second_matrix
from vedette.clean.features import Matrix, Page

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class LineModel:
    """Weights by column; what the chain adds to each line's log odds; its costs to enter and to leave the article."""

    first: Vector
    second: Vector
    lean: float
    enter: float
    leave: float

    def score(self, page: Page) -> Vector:
        """Return for each line how likely it belongs to the article, 0 to 1."""
        if not page.lines:
            return np.zeros(0, dtype=np.float32)
        odds = page_odds(page, np.column_stack([self.first, self.second[: len(FIRST)]]))
        further = second_matrix(page, sigmoid(odds[:, 0])) @ self.second[len(FIRST) :]
        return sigmoid(odds[:, 1] + further)


@cache
def load_model() -> LineModel:
    """Read `data/line_model.json`. Columns without a weight count nothing, so a new column needs no new file."""
    table = json.loads(files("vedette.clean").joinpath("data/line_model.json").read_text("utf-8"))
    first = np.array([table["first"].get(name, 0.0) for name in FIRST], dtype=np.float32)
    second = np.array([table["second"].get(name, 0.0) for name in (*FIRST, *SECOND)], dtype=np.float32)
    chain = table["chain"]
    return LineModel(first, second, chain["lean"], chain["enter"], chain["leave"])


def sigmoid(x: Matrix) -> Vector:
    """Return 1 / (1 + exp(-x)), clipped so that it reaches neither 0 nor 1."""
    return (1 / (1 + np.exp(-np.clip(x, -15, 15)))).astype(np.float32)


def best_chain(scores: Vector, *, lean: float, enter: float, leave: float) -> list[bool]:
    """Return the likeliest sequence of in and out, where each entering and leaving costs something (Viterbi)."""
    odds = (np.log(scores / (1 - scores)) + lean).tolist()
    inside = outside = 0.0
    came_inside: list[bool] = []
    came_outside: list[bool] = []
    for odd in odds:
        stays, enters = inside, outside - enter
        rests, leaves = outside, inside - leave
        came_inside.append(stays >= enters)
        came_outside.append(leaves > rests)
        inside, outside = max(stays, enters) + odd, max(rests, leaves)
    state = inside >= outside
    kept = [False] * len(odds)
    for index in range(len(odds) - 1, -1, -1):
        kept[index] = state
        state = came_inside[index] if state else came_outside[index]
    return kept
