"""What merging knows besides the claims: actors, publisher families, bodies often quoted, words for targets."""

from dataclasses import dataclass, field

from vedette.extract.merge.claimants import Claimants
from vedette.extract.merge.items import Actors, PlainActors
from vedette.extract.merge.publishers import Publishers
from vedette.extract.merge.targets import Targets

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """Tables handed in, so that merging stays a function of its arguments."""

    actors: Actors = field(default_factory=PlainActors)
    publishers: Publishers = field(default_factory=Publishers.load)
    claimants: Claimants = field(default_factory=Claimants.load)
    targets: Targets = field(default_factory=Targets.load)
