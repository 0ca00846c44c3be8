"""What merging knows besides the claims: the actor table, the publisher families, the words for targets."""

from dataclasses import dataclass, field

from vedette.extract.merge.items import Actors, PlainActors
from vedette.extract.merge.publishers import Publishers
from vedette.extract.merge.targets import Targets

__all__ = ["Context"]


@dataclass(frozen=True)
class Context:
    """Tables handed in, so that merging stays a function of its arguments."""

    actors: Actors = field(default_factory=PlainActors)
    publishers: Publishers = field(default_factory=Publishers.load)
    targets: Targets = field(default_factory=Targets.load)
