"""How much a claimant knows of what it says. Source: EVENTS definitions, section 4."""

import re
from enum import IntEnum

from vedette.extract.merge.items import Actors, family_of
from vedette.schemas import ActorRole, CasualtyClaim, Claim, ClaimantRole, PostClaim, VictimGroup

__all__ = ["Rank", "is_correction", "rank_of"]

# Words with which a text takes an earlier number back. Rises ("rose to", "updated to") need no such word.
_CORRECTION = re.compile(
    r"\b(?:revis(?:ed|es|ing)\s+(?:\w+\s+){0,4}?down(?:ward)?s?|lower(?:ed|s|ing)\s+(?:\w+\s+){0,3}?(?:toll|number|count|figure)"
    r"|correct(?:ed|s|ing|ion)\b|(?:had\s+)?earlier\s+(?:reported|said|put|given)|down\s+from|"
    r"(?:instead\s+of|rather\s+than|not)\s+(?:the\s+)?\w+\s+as\s+(?:earlier|previously|first|initially))",
    re.IGNORECASE,
)


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


def _claimant_family(claim: Claim, actors: Actors) -> str | None:
    name = claim.attribution.claimant
    if not name:
        return None
    known = actors.identify(name) or next((a.actor_id for a in claim.actors if a.text == name and a.actor_id), None)
    return family_of(known, actors) if known else None


def _speaks_of_itself(claim: Claim, actors: Actors) -> bool:
    own = _claimant_family(claim, actors)
    if own is None:
        return False
    if isinstance(claim, PostClaim):
        holder = claim.actor.actor_id if claim.actor else None
        return holder is not None and family_of(holder, actors) == own
    side = claim.victims.side or next((a.actor_id for a in claim.actors if a.role is ActorRole.VICTIM), None)
    return side is not None and family_of(side, actors) == own


def rank_of(claim: Claim, actors: Actors) -> Rank:
    """Return the rank of a claim's claimant for what it claims.

    Officials who count their own civilians speak of no other side and stand with the monitors.
    """
    role = claim.attribution.claimant_role
    rank = _RANKS.get(role, Rank.UNNAMED)
    if role is ClaimantRole.PARTY and claim.attribution.claimant:
        if _speaks_of_itself(claim, actors):
            return Rank.OWN_LOSS
        if isinstance(claim, CasualtyClaim) and claim.victims.group is not VictimGroup.COMBATANT:
            return Rank.MONITOR
    return rank


def is_correction(claim: Claim) -> bool:
    """Return True if the text itself takes an earlier number back."""
    return any(_CORRECTION.search(e.quote) for e in claim.evidence)
