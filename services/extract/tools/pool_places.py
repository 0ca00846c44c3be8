"""Report how many place mentions of unlabelled reports resolve, country by country.

`python services/extract/tools/pool_places.py POOL.jsonl.gz [--sample N] [--open N]`. Reads one JSON object a line, with
`text`. A mention counts under the country it resolved to, else under the one its report is mostly about. `--sample`
prints mentions to be read by eye, from every country; `--open` the names that stay open most often.
Reads about 800 short reports a CPU-second.
"""

import argparse
import gzip
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vedette.extract.places.finder import PlaceContext, PlaceMention, article_countries, find_places
from vedette.extract.places.gazetteer import Gazetteer, GazetteerPlace

_SENTENCE = re.compile(r"\S.*?(?:[.!?][”\"’')]*(?=\s+[A-Z“\"‘']|\s*$)|$|\n)", re.DOTALL)
_FINE = {"G1", "G2", "G3"}
_SEED = 11


@dataclass(frozen=True, slots=True)
class Read:
    """A mention with the sentence it stands in and the country its report is mostly about."""

    mention: PlaceMention
    sentence: str
    home: str

    @property
    def country(self) -> str:
        """Return the country the mention counts under."""
        return self.mention.place.country or self.home


def read_pool(path: Path) -> list[str]:
    """Return the texts of a pool."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines]


def read_places(text: str, gazetteer: Gazetteer) -> Iterator[Read]:
    """Yield the places of one report; earlier ones help with later ones."""
    countries = article_countries(text, gazetteer)
    home = next(iter(countries), "--")
    anchors: list[GazetteerPlace] = []
    for match in _SENTENCE.finditer(text):
        found = find_places(match[0], 0, PlaceContext(gazetteer, countries, anchors[-12:]))
        yield from (Read(mention, match[0].strip(), home) for mention in found)
        anchors.extend(m.gazetteer_place for m in found if m.gazetteer_place)


def table(read: list[Read], least: int) -> Iterator[str]:
    """Yield the table: mentions, resolved, and resolved to a site, town or district."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for one in read:
        resolved = one.mention.place.gazetteer_id is not None
        fine = resolved and one.mention.place.precision.value in _FINE
        for key in (one.country, "all"):
            rows[key].update(mentions=1, resolved=int(resolved), fine=int(fine))
    yield "| country | mentions | resolved | share | to a district or finer |"
    yield "|---|---|---|---|---|"
    for country, row in sorted(rows.items(), key=lambda item: -item[1]["mentions"]):
        if row["mentions"] >= least:
            share = row["resolved"] / row["mentions"]
            yield f"| {country} | {row['mentions']} | {row['resolved']} | {share:.0%} | {row['fine']} |"


def sample(read: list[Read], count: int, seed: int) -> Iterator[str]:
    """Yield mentions to be judged, in turn from each country, finer ones only."""
    rng = random.Random(seed)  # noqa: S311  a sample, no secret
    by_country: dict[str, list[Read]] = defaultdict(list)
    for one in read:
        if one.mention.place.gazetteer_id and one.mention.place.precision.value in {*_FINE, "G4", "G5"}:
            by_country[one.country].append(one)
    drawn = [one for rows in by_country.values() for one in rng.sample(rows, min(len(rows), 1 + len(rows) // 60))]
    for one in rng.sample(drawn, min(count, len(drawn))):
        p = one.mention.place
        at = one.mention.start
        around = one.sentence[max(0, at - 90) : at + 60].replace("\n", " ")
        point = f"{p.lat:.2f} {p.lon:.2f}" if p.lat is not None and p.lon is not None else "no point"
        where = f"{p.name}, {p.admin1}, {p.country} {p.precision.value} {point}"
        yield f"{one.mention.text} -> {where} [{p.hint}] | {around}"


def open_names(read: list[Read], count: int) -> Iterator[str]:
    """Yield the names that stay open, most frequent first, with the country of their reports."""
    names = Counter((one.home, one.mention.text) for one in read if one.mention.place.gazetteer_id is None)
    yield from (f"{number} {home} {name}" for (home, name), number in names.most_common(count))


def main() -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", type=Path)
    parser.add_argument("--least", type=int, default=100, help="leave countries with fewer mentions out of the table")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--open", type=int, default=0)
    parser.add_argument("--seed", type=int, default=_SEED)
    options = parser.parse_args()
    gazetteer = Gazetteer.load()
    texts = read_pool(options.pool)
    started = time.process_time()
    read = [one for text in texts for one in read_places(text, gazetteer)]
    spent = time.process_time() - started
    lines = [*table(read, options.least), *sample(read, options.sample, options.seed), *open_names(read, options.open)]
    sys.stdout.write("\n".join(lines) + f"\n{len(texts)} reports, {len(texts) / spent:.0f} a CPU-second\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
