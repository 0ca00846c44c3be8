"""What merging knows besides the claims: the actor table and the publisher families."""

from dataclasses import dataclass, field

from vedette.extract.merge.corroboration import claimant_key, independent_claims
from vedette.extract.merge.items import Actors, PlainActors, time_of
from vedette.extract.merge.publishers import Publishers
from vedette.extract.merge.ranks import Rank, is_correction, rank_of
from vedette.extract.merge.toll import Told
from vedette.schemas import CasualtyClaim, Claim

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """Tables handed in, so that merging stays a function of its arguments."""

    actors: Actors = field(default_factory=PlainActors)
    publishers: Publishers = field(default_factory=Publishers.load)

    def told(self, claim: CasualtyClaim) -> Told:
        """Return a claim with what its figures are judged by."""
        side = claim.victims.side
        return Told(
            claim=claim, at=time_of(claim), rank=rank_of(claim, self.actors), corrects=is_correction(claim),
            source=claimant_key(claim, self.publishers), family=self.publishers.family_of(claim),
            side=self.actors.family(side) if side else None,
        )  # fmt: skip

    def best_rank(self, claims: list[Claim]) -> Rank:
        """Return the rank of the best claimant."""
        return max((rank_of(c, self.actors) for c in claims), default=Rank.UNNAMED)

    def independent(self, claims: list[Claim]) -> int:
        """Return how many independent claims there are."""
        return independent_claims(claims, self.publishers)
