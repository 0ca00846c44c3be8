"""How much a claimant knows of what it says. Source: EVENTS definitions, section 4."""

import re
from enum import IntEnum

from vedette.extract.merge.claimants import Claimant
from vedette.extract.merge.items import Actors, family_of
from vedette.schemas import ActorRole, CasualtyClaim, Claim, ClaimantRole, PostClaim, VictimGroup

__all__ = ["Rank", "is_correction", "rank_of"]

# Words with which a text takes an earlier number back. Rises ("rose to", "updated to") need no such word.
_CORRECTION = re.compile(
    r"\b(?:revis(?:ed|es|ing)\s+(?:\w+\s+){0,4}?down(?:ward)?s?|lower(?:ed|s|ing)\s+(?:\w+\s+){0,3}?(?:toll|number|count|figure)"
    r"|correct(?:ed|s|ing|ion)\b|(?:had\s+)?earlier\s+(?:reported|said|put|given)|down\s+from|"
    r"(?:instead\s+of|rather\s+than|not)\s+(?:the\s+)?\w+\s+as\s+(?:earlier|previously|first|initially))",
)
_TELLING = ("revis", "lower", "correct", "earlier", "down", "previously", "first", "initially")
"""Without one of these no text takes anything back; they are quicker to look for."""


# Somebody within a party whom no name, office or uniform in view answers for: "security sources", "a Malian officer".
_INSIDER = re.compile(r"\b(?:sources?|officers?|official|insiders?|soldiers?|fighters?)$")


class Rank(IntEnum):
    """A party admitting its own loss stands above all; a voice without a name below all."""

    UNNAMED = 1
    OFFICIAL = 2
    MONITOR = 3
    NEUTRAL = 4
    OWN_LOSS = 5


_RANKS = {
    ClaimantRole.UN: Rank.NEUTRAL,
    ClaimantRole.MEDIC: Rank.NEUTRAL,
    ClaimantRole.MONITOR: Rank.MONITOR,
    ClaimantRole.PARTY: Rank.OFFICIAL,
    ClaimantRole.OTHER_STATE: Rank.OFFICIAL,
}


def _speaks_of_itself(claim: Claim, party: str, actors: Actors) -> bool:
    if isinstance(claim, PostClaim):
        holder = claim.actor.actor_id if claim.actor else None
        return holder is not None and family_of(holder, actors) == party
    side = claim.victims.side or next((a.actor_id for a in claim.actors if a.role is ActorRole.VICTIM), None)
    return side is not None and family_of(side, actors) == party


def rank_of(claim: Claim, claimant: Claimant | None, actors: Actors) -> Rank:
    """Return the rank of a claim's claimant for what it claims.

    Officials who count their own civilians speak of no other side and stand with the monitors.
    """
    role = claimant.role if claimant else claim.attribution.claimant_role
    if role is not ClaimantRole.PARTY or claimant is None:
        return _RANKS.get(role, Rank.UNNAMED)
    if claimant.party and _speaks_of_itself(claim, claimant.party, actors):
        # what an unnamed member tells is no admission of the party
        return Rank.MONITOR if _INSIDER.search((claim.attribution.claimant or "").lower()) else Rank.OWN_LOSS
    civilians = isinstance(claim, CasualtyClaim) and claim.victims.group is not VictimGroup.COMBATANT
    return Rank.MONITOR if civilians else Rank.OFFICIAL


def is_correction(claim: Claim) -> bool:
    """Return True if the text itself takes an earlier number back."""
    quotes = [e.quote.lower() for e in claim.evidence]
    return any(_CORRECTION.search(q) for q in quotes if any(word in q for word in _TELLING))
