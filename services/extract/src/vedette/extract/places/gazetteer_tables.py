"""The two kinds of place tables: a short CSV held in memory, and a compact file asked row by row."""

import csv
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vedette.extract.places.translit import fold, loose, skeleton, sound

__all__ = ["STEPS", "Entry", "FileTable", "GazetteerPlace", "MemoryTable", "NamedPlace", "Table", "keys_of", "read_csv"]

_MAKE: dict[str, Callable[[str], str]] = {"sound": sound, "skeleton": skeleton, "loose": loose}
STEPS = ("sound", "skeleton", "loose")
"""Names of the keys a place stands under, strict to loose."""

DEGREE_PARTS = 10_000
"""Coordinates are stored as whole numbers of this part of a degree: eleven metres."""


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
class NamedPlace:
    """A place and every spelling it is known by."""

    place: GazetteerPlace
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A place under one key; `is_listed` if the folded name that was asked for is among its spellings.

    `is_chosen` if those spellings were chosen by hand: large tables list old and foreign names too.
    """

    place: GazetteerPlace
    is_listed: bool
    is_chosen: bool = False


class Table(Protocol):
    """Places under keys."""

    def find(self, step: str, key: str, folded: str) -> Iterable[Entry]:
        """Return the places that stand under a key of one step of the ladder; `folded` is the name asked for."""
        ...


def keys_of(names: Iterable[str], step: str) -> dict[str, set[str]]:
    """Return the keys of a place's names at one step, each with the folded names behind it.

    A loose key too short to tell places apart is left out.
    """
    keys: dict[str, set[str]] = defaultdict(set)
    for folded in {fold(name) for name in names}:
        key = _MAKE[step](folded)
        if len(key) >= (1 if step == "sound" else 3):
            keys[key].add(folded)
    return keys


class MemoryTable:
    """Places of a CSV, under all keys."""

    def __init__(self, rows: Iterable[NamedPlace]) -> None:
        self._keys: dict[tuple[str, str], list[tuple[GazetteerPlace, set[str]]]] = defaultdict(list)
        for row in rows:
            for step in STEPS:
                for key, forms in keys_of(row.names, step).items():
                    self._keys[step, key].append((row.place, forms))

    def find(self, step: str, key: str, folded: str) -> list[Entry]:
        """Return the places that stand under a key of one step of the ladder."""
        return [Entry(place, folded in forms, is_chosen=True) for place, forms in self._keys.get((step, key), ())]


class FileTable:
    """Places of a compact file (see `gazetteer_build`), read row by row and never held."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises: `ValueError` if it is missing or was not written by the builder."""
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._db = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._db.execute(_FIND, (0, ""))
        except sqlite3.Error as error:
            msg = f"{path} is no gazetteer file; make one with `vedette gazetteer build`"
            raise ValueError(msg) from error

    def find(self, step: str, key: str, folded: str) -> list[Entry]:
        """Return the places that stand under a key of one step of the ladder."""
        rows = self._db.execute(_FIND, (STEPS.index(step), key))
        return [_entry(row, folded) for row in rows]


_FIND = """
SELECT k.forms, p.id, p.own_id, p.name, p.lat, p.lon, p.feature, p.country, u.name, p.population, p.radius_km
FROM key k JOIN place p ON p.id = k.place LEFT JOIN unit u ON u.id = p.unit WHERE k.step = ? AND k.key = ?
"""
# One row of _FIND; sqlite gives what the columns hold.
_Row = tuple[
    str | None, int, str | None, str, int | None, int | None, str, str | None, str | None, int | None, float | None
]


def _entry(row: _Row, folded: str) -> Entry:
    forms, number, own_id, name, lat, lon, feature, country, admin1, population, radius_km = row
    place = GazetteerPlace(
        id=own_id or f"gn:{number}",
        name=name,
        lat=None if lat is None else lat / DEGREE_PARTS,
        lon=None if lon is None else lon / DEGREE_PARTS,
        feature=feature,
        country=country or None,
        admin1=admin1,
        population=population or 0,
        radius_km=radius_km,
    )
    return Entry(place, folded == fold(name) if forms is None else folded in forms.split("|"))


def read_csv(path: Path) -> Iterator[NamedPlace]:
    """Read a table of the form `id,name,alt,lat,lon,feature,country,admin1,population,radius_km,source`."""
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            place = GazetteerPlace(
                id=row["id"],
                name=row["name"],
                lat=float(row["lat"]) if row["lat"] else None,
                lon=float(row["lon"]) if row["lon"] else None,
                feature=row["feature"],
                country=row["country"] or None,
                admin1=row["admin1"] or None,
                population=int(row["population"] or 0),
                radius_km=float(row["radius_km"]) if row["radius_km"] else None,
            )
            yield NamedPlace(place, [row["name"], *(name for name in row["alt"].split("|") if name)])
