"""What a learned tagger is asked of every word, and the labels it may answer. Training and reading share this."""

import numpy as np
import numpy.typing as npt

from vedette.extract.spans import COUNTERS, Label

__all__ = ["HEADS", "POSTS", "WORD", "Floats"]

POSTS = (Label.ESTABLISHED, Label.PLANNED, Label.WITHDRAWN, Label.REINFORCED, Label.ATTACKED)
"""What annotated texts tell apart; finer actions are read from the words, see `marks.finer`."""
ARGUMENTS = ("place", "date", "victim", "perpetrator", "claimant", "holder", "action")

Floats = npt.NDArray[np.float32]
WORD = r"\d+(?:[.,]\d+)+|\w+|[^\w\s]"
"""A word as learned taggers see it: a figure with its separators, a run of letters, or one sign."""


def _begin_inside(labels: tuple[str, ...]) -> tuple[str, ...]:
    return ("O", *(f"{part}-{label}" for label in labels for part in "BI"))


HEADS: dict[str, tuple[str, ...]] = {
    "count": _begin_inside(COUNTERS),
    "post": _begin_inside(POSTS),
    "argument": _begin_inside(ARGUMENTS),
}
"""Labels per question, begin and inside."""
