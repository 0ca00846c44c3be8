"""How a claim words its victims: as a part of all who were harmed, or by a number and nothing else."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from vedette.extract.numbers import find_numbers
from vedette.schemas import CasualtyClaim, VictimGroup

__all__ = ["Arms", "Wording", "wording_of"]

_NEXT = 16
"""So many characters around a number show whether a noun follows, and what it is joined to."""

# Victims told as a part of all: their number is below the toll, whatever another newsroom counts.
_PARTS = re.compile(
    r"\b(?:child|children|women|woman|girls?|boys?|bab(?:y|ies)|infants?|minors?|students?|pupils?|teachers?|doctors?"
    r"|nurses?|medics?|paramedics?|journalists?|reporters?|rescuers?|aid workers?)\b"
)
# Men of a state, and men who fight one; "fighters" may be either.
_SOLDIERS = re.compile(
    r"\b(?:soldiers?|troops|service(?:man|men|woman|women|members?)|police(?:man|men|woman|women)?|gendarmes?|marines?"
    r"|paratroopers?|conscripts?|commandos?|peacekeepers?|border guards?|security (?:forces?|personnel|men|guards))\b"
)
_REBELS = re.compile(
    r"\b(?:rebels?|militants?|insurgents?|gunm[ae]n|terrorists?|jihadists?|jihadis?|guerrillas?|extremists?|islamists?"
    r"|bandits?|separatists?|dissidents?|attackers?|assailants?|raiders?|infiltrators?)\b"
)
# What follows a number that has no noun of its own, and one that counts the same sort of people somewhere else.
_NO_NOUN = re.compile(
    r"[\s\"'”’)]*(?:$|[.,;:]|(?:and|or|as|by|while|when|were|was|had|have|died|dead|killed|in|at|near)\b)"
)
_AND = re.compile(r"(?:\band|,|;)\s+(?:another\s+)?$")
_ELSEWHERE = re.compile(r"\s+(?:in|at|near|outside|inside|around|north|south|east|west|elsewhere)\b")


class Arms(StrEnum):
    """Whom fighters fight for, by their noun alone."""

    STATE = "state"
    REBEL = "rebel"
    UNKNOWN = "unknown"


class Wording(NamedTuple):
    """How the victims of a claim are told: as a part of all, by a bare number, by a bare number and another place."""

    part: bool
    arms: Arms
    bare: bool
    elsewhere: bool


def wording_of(claim: CasualtyClaim) -> Wording:
    """Return how a claim words its victims; "two" in "three soldiers in the one town and two in the other" is bare."""
    victims, words = claim.victims, claim.victims.text.lower()
    part = bool(_PARTS.search(words))
    unnamed = victims.side is None and victims.group is VictimGroup.UNKNOWN
    if not unnamed or not _is_number(victims.text):
        arms = _arms(words) if victims.group is VictimGroup.COMBATANT else Arms.UNKNOWN
        return Wording(part, arms, bare=False, elsewhere=False)
    before, after = _around(claim)
    bare = _NO_NOUN.match(after) is not None
    elsewhere = bare and _ELSEWHERE.match(after) is not None and _AND.search(before) is not None
    return Wording(part, Arms.UNKNOWN, bare, elsewhere)


def _arms(words: str) -> Arms:
    state, rebel = _SOLDIERS.search(words), _REBELS.search(words)
    if (state is None) == (rebel is None):
        return Arms.UNKNOWN
    return Arms.STATE if state else Arms.REBEL


@lru_cache(maxsize=4096)
def _is_number(words: str) -> bool:
    """Return True for a number and nothing behind it: "two", "at least 40"."""
    told = find_numbers(words)
    return bool(told) and told[-1].end == len(words)


def _around(claim: CasualtyClaim) -> tuple[str, str]:
    """Return what stands before and behind the number in the first passage; a noun if that is not known."""
    passage = claim.evidence[0]
    told = [s for s in claim.spans if s.field.startswith("toll") and passage.start <= s.start and s.end <= passage.end]
    if not told:
        return "", "people"
    start, end = told[0].start - passage.start, told[0].end - passage.start
    return passage.quote[max(start - _NEXT, 0) : start], passage.quote[end : end + _NEXT]
