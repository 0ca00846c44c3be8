"""Compile place tables (GeoNames dumps or CSV) into the compact file that `Gazetteer.load` opens.

GeoNames dumps (`SY.txt`, `SY.zip`, `allCountries.zip`) are CC-BY 4.0, geonames.org; the CSV form is that of `read_csv`.
"""

import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from vedette.extract.places.gazetteer_tables import (
    DEGREE_PARTS,
    STEPS,
    GazetteerPlace,
    NamedPlace,
    keys_of,
    read_csv,
)
from vedette.extract.places.translit import fold

__all__ = ["build_gazetteer", "read_geonames", "write_gazetteer"]

# Feature classes and codes conflict news names. Source: geonames.org feature codes.
_CLASSES = frozenset("AP")
_CODES = frozenset(
    [
        "AIRB",
        "AIRF",
        "AIRP",
        "MILB",
        "CMP",
        "CMPRF",
        "DAM",
        "BDG",
        "PASS",
        "MT",
        "MTS",
        "RGN",
        "ISL",
        "ISLS",
        "VAL",
        "OILF",
    ]
)
_SCHEMA = """
CREATE TABLE unit (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE place (id INTEGER PRIMARY KEY, own_id TEXT, name TEXT NOT NULL, lat INTEGER, lon INTEGER,
  feature TEXT NOT NULL, country TEXT, unit INTEGER, population INTEGER, radius_km REAL);
CREATE TABLE key (step INTEGER, key TEXT, place INTEGER, forms TEXT,
  PRIMARY KEY (step, key, place)) WITHOUT ROWID;
"""
# Half the width of a typical unit, where the dump gives no extent.
_RADIUS_KM = {"ADM1": 80.0, "ADM2": 30.0, "ADM3": 12.0, "RGN": 60.0, "PCLI": 400.0}


def build_gazetteer(files: Sequence[Path], out: Path) -> int:
    """Compile `files` into `out` and return how many places it holds; `out` is left as it was if that fails.

    Raises: `ValueError` if a file is not of the form its name promises; `OSError` if it cannot be read.
    """
    rows = (row for path in files for row in (read_csv(path) if path.suffix == ".csv" else read_geonames(path)))
    unfinished = out.with_name(f"{out.name}.part")
    try:
        count = write_gazetteer(rows, unfinished, steps=STEPS)
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def read_geonames(path: Path) -> Iterator[NamedPlace]:
    """Read a GeoNames dump, plain or zipped: populated places, administrative units, bases, passes and the like."""
    units = {(row[8], row[10]): row[1] for row in _dump_rows(path) if row[7] == "ADM1"}
    for row in _dump_rows(path):
        if row[6] not in _CLASSES and row[7] not in _CODES:
            continue
        place = GazetteerPlace(
            id=f"gn:{row[0]}",
            name=row[1],
            lat=float(row[4]),
            lon=float(row[5]),
            feature=row[7] or row[6],
            country=row[8] or None,
            admin1=units.get((row[8], row[10])),
            population=int(row[14] or 0),
            radius_km=_RADIUS_KM.get(row[7]),
        )
        yield NamedPlace(place, [row[1], row[2], *_spellings(row[3])])


def _dump_rows(path: Path) -> Iterator[list[str]]:
    with _open_dump(path) as lines:
        for number, line in enumerate(lines, start=1):
            row = line.rstrip("\n").split("\t")
            if len(row) != 19:
                msg = f"{path}, line {number}: {len(row)} columns where a GeoNames dump has 19"
                raise ValueError(msg)
            yield row


_LARGEST_DUMP = 4 << 30  # bytes unpacked; the whole world is 1.7 GB


@contextmanager
def _open_dump(path: Path) -> Iterator[TextIO]:
    """Open a dump; of a zip the member that is one ("SY.txt" beside "readme.txt")."""
    if path.suffix != ".zip":
        with path.open(encoding="utf-8") as lines:
            yield lines
        return
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = [m for m in archive.infolist() if m.filename.endswith(".txt") and "readme" not in m.filename]
            if len(wanted) != 1 or wanted[0].file_size > _LARGEST_DUMP:
                msg = f"{path} holds no GeoNames dump, or more than one"
                raise ValueError(msg)
            with archive.open(wanted[0]) as member:
                yield io.TextIOWrapper(member, encoding="utf-8")
    except zipfile.BadZipFile as error:
        msg = f"{path} is no zip file, or was not fetched whole"
        raise ValueError(msg) from error


def _spellings(joined: str) -> list[str]:
    """Return the alternate names without airport codes and machine romanisations, which are all lower case."""
    return [name for name in joined.split(",") if len(name) > 3 and not name.islower()]


def write_gazetteer(rows: Iterable[NamedPlace], out: Path, *, steps: Sequence[str]) -> int:
    """Write places under the keys of `steps` into a new compact file and return how many it holds."""
    out.unlink(missing_ok=True)
    db = sqlite3.connect(out)
    try:
        db.executescript(_SCHEMA)
        units: dict[str, int] = {}
        count = sum(_write_row(db, number, row, units, steps) for number, row in enumerate(rows, start=1))
        db.executemany("INSERT INTO unit VALUES (?, ?)", ((number, name) for name, number in units.items()))
        db.commit()
        db.execute("VACUUM")
    finally:
        db.close()
    return count


def _write_row(
    db: sqlite3.Connection, number: int, row: NamedPlace, units: dict[str, int], steps: Sequence[str]
) -> int:
    """Write one place; GeoNames ids are the row ids, other ids stand beside a negative one."""
    place = row.place
    is_geonames = place.id.startswith("gn:") and place.id[3:].isdigit()
    row_id = int(place.id[3:]) if is_geonames else -number
    unit = units.setdefault(place.admin1, len(units) + 1) if place.admin1 else None
    written = db.execute(
        "INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            row_id,
            None if is_geonames else place.id,
            place.name,
            _degree(place.lat),
            _degree(place.lon),
            place.feature,
            place.country,
            unit,
            place.population or None,
            place.radius_km,
        ),
    ).rowcount
    keys = (
        (STEPS.index(step), key, row_id, _forms(forms, place.name))
        for step in steps
        for key, forms in keys_of(row.names, step).items()
    )
    db.executemany("INSERT OR IGNORE INTO key VALUES (?, ?, ?, ?)", keys)
    return written


def _forms(forms: set[str], name: str) -> str | None:
    """Return the folded spellings behind a key; null where the main name is the only one, which is most rows."""
    return None if forms == {fold(name)} else "|".join(sorted(forms))


def _degree(value: float | None) -> int | None:
    return None if value is None else round(value * DEGREE_PARTS)
