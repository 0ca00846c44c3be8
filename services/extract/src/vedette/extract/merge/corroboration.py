"""How many independent claims stand behind an event.

Independent = another publisher family *and* another claimant. Ten papers quoting one observatory are one.
Source: EVENTS definitions, section 3.
"""

from collections.abc import Iterable, Mapping

from vedette.extract.merge.publishers import Publishers
from vedette.schemas import Claim

__all__ = ["claimant_key", "independent_claims"]


def claimant_key(claim: Claim, publishers: Publishers) -> str:
    """Return who is the origin: the named claimant, else the agency, else the publisher on its own account."""
    said = claim.attribution.claimant or claim.attribution.relay
    return publishers.family_of_name(said) if said else publishers.family_of(claim)


def _families(claims: Iterable[Claim], publishers: Publishers) -> dict[str, str]:
    """Return the family of each claim; copies of one text belong to the family that printed it first."""
    first: dict[str, str] = {}
    families = {}
    for claim in claims:
        family = publishers.family_of(claim)
        if claim.syndication_id:
            family = first.setdefault(claim.syndication_id, family)
        families[claim.claim_id] = family
    return families


def independent_claims(claims: list[Claim], publishers: Publishers) -> int:
    """Return the most claims one can pick so that no two share a family or a claimant. `claims` oldest first.

    That is the largest matching of families to claimants.
    """
    families = _families(claims, publishers)
    said_by: dict[str, set[str]] = {}
    origin: dict[str, str] = {}
    for claim in claims:
        key = claimant_key(claim, publishers)
        if claim.syndication_id and not (claim.attribution.claimant or claim.attribution.relay):
            key = origin.setdefault(claim.syndication_id, key)
        said_by.setdefault(families[claim.claim_id], set()).add(key)
    return _largest_matching({family: sorted(keys) for family, keys in sorted(said_by.items())})


def _largest_matching(choices: Mapping[str, list[str]]) -> int:
    """Source: Kuhn's algorithm for matching in a graph of two sides."""
    taken: dict[str, str] = {}

    def assign(family: str, tried: set[str]) -> bool:
        for key in choices[family]:
            if key not in tried:
                tried.add(key)
                if key not in taken or assign(taken[key], tried):
                    taken[key] = family
                    return True
        return False

    return sum(assign(family, set()) for family in choices)
