"""Spans: what a tagger marks in a text. Labels are the same for every kind of tagger."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["COUNTERS", "LEAVING", "POST_LABELS", "Label", "Span"]


class Label(StrEnum):
    """What a marked stretch of text is. Counters hold the number with its noun, posts the facility with its number."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    CAPTURED = "captured"
    DISPLACED = "displaced"
    PART = "part"  # a group told as part of the number before it
    AGREED = "agreed"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    ESTABLISHED = "established"
    ATTEMPTED = "attempted"
    REINFORCED = "reinforced"
    RELOCATED = "relocated"
    HANDED_OVER = "handed_over"
    ATTACKED = "attacked"
    WITHDRAWN = "withdrawn"
    DISMANTLED = "dismantled"
    DENIED = "denied"
    STOCK = "stock"  # a number of posts held, with or without the facility
    STRUCK = "struck"  # soldiers on the move that were hit, no victims told
    CAUSE = "cause"
    PLACE = "place"
    DATE = "date"
    VICTIM = "victim"
    PERPETRATOR = "perpetrator"
    HOLDER = "holder"
    CLAIMANT = "claimant"


COUNTERS = (Label.KILLED, Label.INJURED, Label.MISSING, Label.CAPTURED, Label.DISPLACED)
"""Labels of counters, in the order of `Toll`."""
POST_LABELS = frozenset(
    {
        Label.AGREED, Label.PLANNED, Label.UNDER_WAY, Label.ESTABLISHED, Label.ATTEMPTED, Label.REINFORCED,
        Label.RELOCATED, Label.HANDED_OVER, Label.ATTACKED, Label.WITHDRAWN, Label.DISMANTLED, Label.DENIED,
    }
)  # fmt: skip
"""Labels of facilities, one per action."""
LEAVING = frozenset({Label.WITHDRAWN, Label.DISMANTLED, Label.HANDED_OVER, Label.RELOCATED})
"""Those by which a force gives up a post where it is."""


@dataclass(frozen=True, slots=True)
class Span:
    """A marked stretch; `text[start:end]` of the article. `cue` is where the word stands that says so."""

    label: Label
    start: int
    end: int
    score: float = 1.0
    cue: tuple[int, int] | None = None
    note: str = ""  # kind of the thing marked: facility, cause, rule; empty if the tagger does not say
