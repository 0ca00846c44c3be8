"""Read time words into days: "last Thursday", "January 30", "since the beginning of last December"."""

from dataclasses import dataclass
from datetime import date

from vedette.schemas import DateCode

__all__ = ["DateMention", "find_dates"]


@dataclass(frozen=True, slots=True)
class DateMention:
    """Time words and the days they allow, both ends included; null days where there is no anchor to count from."""

    start: int
    end: int
    text: str
    first: date | None
    last: date | None
    precision: DateCode
    is_period_start: bool


def find_dates(sentence: str, offset: int, anchor: date | None) -> list[DateMention]:
    """Return the time words of a sentence in text order. `anchor` is the dateline's or publication day."""
    raise NotImplementedError
