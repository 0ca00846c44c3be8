"""Names of places and the points they stand for: tables read on demand, asked through a ladder of spellings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from math import inf
from pathlib import Path
from typing import Self

from vedette.extract.places.distance import distance_km
from vedette.extract.places.gazetteer_tables import Entry, FileTable, GazetteerPlace, MemoryTable, Table, read_csv
from vedette.extract.places.translit import consonance, fold, kind_behind, likeness, loose, skeleton, sound

__all__ = ["Candidate", "Gazetteer", "GazetteerPlace", "apart_km"]

_SAME_PLACE_KM = 6.0
# The looser the key, the less its answer is worth. Source: precision of each step on held-out spellings.
_EXACT, _LISTED, _SOUND, _ALIKE = 1.0, 0.93, 0.85, 0.8
_ALIKE_ENOUGH = 0.7
_MORE_THAN_ASKED = 0.9  # "Missouri City" for "Missouri"
_OTHER_NAME = 0.84  # listed, but nothing like the main name: often an old or a foreign one
_LEAST_LIKENESS = 0.72
_CACHED_NAMES = 20_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place a name may stand for; `score` 0 to 1 is how alike the spellings are, `key` the step that found it."""

    place: GazetteerPlace
    score: float
    key: str

    @property
    def is_other_name(self) -> bool:
        """Return True for a listed name that is nothing like the place's own: old, foreign, or a nickname."""
        return self.key == "listed" and self.score == _OTHER_NAME


class Gazetteer:
    """All tables together, asked by name. The first table wins where two hold the same place."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tuple(tables)
        self.candidates = lru_cache(maxsize=_CACHED_NAMES)(self._candidates)

    @classmethod
    def load(cls, extra: Sequence[Path] = ()) -> Self:
        """Open the tables that ship with the package, and `extra` ones (CSV or compact form) on top."""
        folder = Path(str(resources.files("vedette.extract") / "lexicon" / "places"))
        own = [row for path in sorted(folder.glob("*.csv")) for row in read_csv(path)]
        more = [FileTable(path) if path.suffix != ".csv" else MemoryTable(read_csv(path)) for path in extra]
        return cls([*more, MemoryTable(own), *(FileTable(path) for path in sorted(folder.glob("*.sqlite")))])

    def _candidates(self, name: str) -> list[Candidate]:
        """Return the places `name` may stand for, best spelling first; looser keys only where strict ones are empty."""
        folded = fold(name)
        key = sound(folded)
        if not key:
            return []
        found = [_rate(entry, folded, kind_behind(name)) for entry in self._under("sound", key, folded)]
        if not found:
            loosened = (("skeleton", skeleton(folded)), ("loose", loose(folded)))
            found = next((alike for step, key in loosened if key and (alike := self._alike(step, key, folded))), [])
        return sorted(found, key=lambda candidate: (-candidate.score, -candidate.place.population))

    def _alike(self, step: str, key: str, folded: str) -> list[Candidate]:
        rated = ((e.place, likeness(fold(e.place.name), folded)) for e in self._under(step, key, folded))
        return [Candidate(place, _ALIKE * score, step) for place, score in rated if score >= _LEAST_LIKENESS]

    def _under(self, step: str, key: str, folded: str) -> list[Entry]:
        kept: list[Entry] = []
        for table in self._tables:
            kept.extend([entry for entry in table.find(step, key, folded) if not _known(entry.place, kept)])
        return kept


def _rate(entry: Entry, folded: str, kind: str) -> Candidate:
    if fold(entry.place.name) == folded:
        own_kind = kind_behind(entry.place.name)
        return Candidate(entry.place, _EXACT if own_kind in {"", kind} else _MORE_THAN_ASKED, "exact")
    if entry.is_listed:
        is_own = entry.is_chosen or consonance(fold(entry.place.name), folded) > _ALIKE_ENOUGH
        return Candidate(entry.place, _LISTED if is_own else _OTHER_NAME, "listed")
    return Candidate(entry.place, _SOUND * likeness(fold(entry.place.name), folded), "sound")


def _known(place: GazetteerPlace, kept: Iterable[Entry]) -> bool:
    """Tell whether an earlier table has this place: same id, or same kind of place a few kilometres off."""
    return any(
        other.id == place.id
        or (
            other.country == place.country
            and other.feature[:3] == place.feature[:3]
            and (other.feature.startswith("ADM") or apart_km(other, place) < _SAME_PLACE_KM)
            and fold(other.name)[:3] == fold(place.name)[:3]
        )
        for other in (entry.place for entry in kept)
    )


def apart_km(a: GazetteerPlace, b: GazetteerPlace) -> float:
    """Return the distance of two places over ground; infinite where one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return inf
    return distance_km(a.lat, a.lon, b.lat, b.lon)
