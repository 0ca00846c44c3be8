"""Train the line model, on all dumps or on parts of the sites."""

import random
from collections.abc import Iterator

import numpy as np

from vedette.clean.model import LineModel
from vedette.clean.training.dumps import Dump, graft_comments
from vedette.clean.training.fit import fit_both, prepare

RIDGE = 20.0
"""L2 penalty; 20 and 80 score alike over four folds of sites."""
LEAN, ENTER, LEAVE = 0.3, 0.3, 0.3
"""What the chain adds to each line, and its costs, in log odds: the best of a small grid over four folds of sites."""
FOLDS = 4


def train(dumps: list[Dump], seed: int = 1) -> LineModel:
    """Fit both passes on the dumps and on copies with grafted comments."""
    rng = random.Random(seed)  # noqa: S311  nothing here is a secret
    first, second = fit_both([prepare(dump) for dump in (*dumps, *graft_comments(dumps, rng))], ridge=RIDGE)
    return LineModel(first.astype(np.float32), second.astype(np.float32), LEAN, ENTER, LEAVE)


def folds(dumps: list[Dump]) -> Iterator[tuple[LineModel, list[Dump]]]:
    """Yield four models, each trained on three quarters of the sites, with the dumps of the last quarter."""
    sites = sorted({dump.site for dump in dumps})
    random.Random(7).shuffle(sites)  # noqa: S311  as above
    part = {site: number % FOLDS for number, site in enumerate(sites)}
    for number in range(FOLDS):
        model = train([dump for dump in dumps if part[dump.site] != number])
        yield model, [dump for dump in dumps if part[dump.site] == number]
