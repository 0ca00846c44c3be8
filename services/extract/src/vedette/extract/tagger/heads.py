"""What the encoder answers for every word: four questions and their labels. Training and reading share this table."""

from vedette.extract.spans import Label

__all__ = ["ARGUMENTS", "COUNTS", "HEADS", "POSTS", "WORD", "head_slices"]

COUNTS = (Label.KILLED, Label.INJURED, Label.MISSING, Label.CAPTURED, Label.DISPLACED)
POSTS = (Label.ESTABLISHED, Label.PLANNED, Label.WITHDRAWN, Label.REINFORCED, Label.ATTACKED)
ARGUMENTS = (Label.PLACE, Label.DATE, Label.VICTIM, Label.PERPETRATOR, Label.CLAIMANT, Label.HOLDER)

WORD = r"\d+(?:[.,]\d+)+|\w+|[^\w\s]"
"""A word as the encoder sees it: a figure with its separators, a run of letters, or one sign."""


def _begin_inside(labels: tuple[Label, ...]) -> tuple[str, ...]:
    return ("O", *(f"{part}-{label}" for label in labels for part in "BI"))


HEADS: dict[str, tuple[str, ...]] = {
    "count": _begin_inside(COUNTS),
    "post": _begin_inside(POSTS),
    "argument": _begin_inside(ARGUMENTS),
    "scope": ("incident", "cumulative"),
    "text": ("none", "conflict"),
}
"""Labels per head in the order of the logits. `scope` counts on words of a count, `text` on the first position."""


def head_slices() -> dict[str, slice]:
    """Return where each head's logits stand in the last axis."""
    at, slices = 0, {}
    for name, labels in HEADS.items():
        slices[name] = slice(at, at + len(labels))
        at += len(labels)
    return slices
