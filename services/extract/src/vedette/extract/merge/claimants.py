"""Who a claimant is, under whatever name a text gives it: "SOHR", "the UK-based Observatory's Rami Abdel Rahman".

Source of the rows: `lexicon/claimants.yaml`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from vedette.extract.merge.items import Actors, family_of
from vedette.extract.merge.publishers import Publishers
from vedette.schemas import Claim, ClaimantRole

__all__ = ["Claimant", "Claimants", "claimant_of"]

_SHORT = 5
_MOST_KNOWN = 20_000


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who says it: a key that is equal under all names, what it is, the family of the party it speaks for."""

    key: str
    role: ClaimantRole
    party: str | None = None


@dataclass(frozen=True)
class Claimants:
    """Bodies by the names they go by."""

    pattern: re.Pattern[str]
    keys: Mapping[str, str]
    roles: Mapping[str, ClaimantRole]
    _known: dict[str, Claimant | None] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    @cache
    def load(cls) -> "Claimants":
        """Read the bodies that ship with the package."""
        text = files("vedette.extract.lexicon").joinpath("claimants.yaml").read_text(encoding="utf-8")
        bodies = yaml.safe_load(text)["bodies"]
        keys = {_plain(name): key for key, row in bodies.items() for name in row["names"]}
        longest_first = sorted((n for row in bodies.values() for n in row["names"]), key=lambda n: (-len(n), n))
        return cls(
            re.compile("|".join(map(_as_pattern, longest_first))), keys,
            {key: ClaimantRole(row["role"]) for key, row in bodies.items()},
        )  # fmt: skip

    def known(self, said: str) -> Claimant | None:
        """Return the body that a text calls so; null if the table has none."""
        if said not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[said] = self._body(said)
        return self._known[said]

    def _body(self, said: str) -> Claimant | None:
        found = self.pattern.search(said)
        if found is None:
            return None
        key = self.keys[_plain(found[0])]
        return Claimant(key, self.roles[key])


def _plain(name: str) -> str:
    return name.casefold().replace("’", "'")


def _as_pattern(name: str) -> str:
    """Return a name as whole words, in any case; an acronym only as it stands ("who" is not the WHO)."""
    words = re.escape(name).replace("'", "['’]")
    short = len(name) <= _SHORT and name.isupper()
    return rf"(?<![\w.])(?:{words})(?!\w)" if short else rf"(?i:(?<!\w)(?:{words})(?!\w))"


def claimant_of(claim: Claim, actors: Actors, publishers: Publishers, claimants: Claimants) -> Claimant | None:
    """Return the named claimant, else the agency that carries the claim; null where the newsroom speaks for itself.

    All who speak for one party are one claimant: an army, its spokesman, its ministry.
    """
    said, role = claim.attribution.claimant or claim.attribution.relay, claim.attribution.claimant_role
    if said is None:
        return None
    body = claimants.known(said)
    if body is not None and body.role is not ClaimantRole.PARTY:
        return body
    party = _party(claim, actors) if role is ClaimantRole.PARTY or body is not None else None
    if party is not None:
        return Claimant(f"party {party}", ClaimantRole.PARTY, party)
    return body or Claimant(publishers.family_of_name(said), role)


def _party(claim: Claim, actors: Actors) -> str | None:
    name = claim.attribution.claimant
    if not name:
        return None
    known = actors.identify(name) or next((a.actor_id for a in claim.actors if a.text == name and a.actor_id), None)
    return family_of(known, actors) if known else None
