"""Names of places and the points they stand for: tables read on demand from a compact file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

__all__ = ["Candidate", "Gazetteer", "GazetteerPlace"]


@dataclass(frozen=True, slots=True)
class GazetteerPlace:
    """One place. `feature` is a GeoNames code (PPL, ADM1, PCLI); `radius_km` is set on anything wider than a town."""

    id: str
    name: str
    lat: float | None
    lon: float | None
    feature: str
    country: str | None
    admin1: str | None
    population: int
    radius_km: float | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may stand for; `score` 0 to 1 is how alike the spellings are."""

    place: GazetteerPlace
    score: float
    key: str


class Gazetteer:
    """All tables together, asked by name."""

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Self:
        """Open the tables that ship with the package, and `extra` ones on top."""
        raise NotImplementedError

    def candidates(self, name: str) -> list[Candidate]:
        """Return the places `name` may stand for, best spelling first."""
        raise NotImplementedError
