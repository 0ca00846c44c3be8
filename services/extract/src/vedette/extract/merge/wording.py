"""How a claim words its victims: as a part of all who were harmed, or by a number and nothing else."""

import re
from functools import lru_cache

from vedette.extract.numbers import find_numbers

__all__ = ["is_bare", "is_part"]

# Victims told as a part of all: their number is below the toll, whatever another newsroom counts.
_PARTS = re.compile(
    r"\b(?:child|children|women|woman|girls?|boys?|bab(?:y|ies)|infants?|minors?|students?|pupils?|teachers?|doctors?"
    r"|nurses?|medics?|paramedics?|journalists?|reporters?|rescuers?|aid workers?)\b"
)


def is_part(victims: str) -> bool:
    """Return True if the words name people who are mostly some among others."""
    return bool(_PARTS.search(victims.lower()))


@lru_cache(maxsize=4096)
def is_bare(victims: str) -> bool:
    """Return True for a number without a noun ("two", "at least 40"): it counts the people told of beside it."""
    told = find_numbers(victims)
    return bool(told) and told[-1].end == len(victims)
