"""Score place reading against annotated texts: how many gold names are found, and how many resolve.

Run by hand: `python tests/eval/places_gold.py DIR` where DIR holds `gold.jsonl` and `articles.jsonl` or `articles/`.
Counts what no gold says (is the point right?) only as a sample to be read by eye: `--sample 40`.
"""

import argparse
import json
import random
import re
import resource
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

from vedette.extract.places.finder import PlaceContext, PlaceMention, article_countries, find_places
from vedette.extract.places.gazetteer import Gazetteer, GazetteerPlace

_SENTENCE = re.compile(r"\S.*?(?:[.!?][”\"’')]*(?=\s+[A-Z“\"‘']|\s*$)|$|\n)", re.DOTALL)
_KIND = re.compile(
    r"\b(?:governorate|province|state|oblast|district|region|city|town|north|south|east|west|central|of|the|\w+ern)\b"
)


def fold(name: str) -> str:
    """Return a name without case, accents, articles and kind words."""
    plain = unicodedata.normalize("NFKD", name.lower())
    plain = re.sub(r"[^\w\s]", "", "".join(c for c in plain if not unicodedata.combining(c)).replace("-", " "))
    return re.sub(r"\s+", " ", _KIND.sub(" ", re.sub(r"\bal\b", " ", plain))).strip()


def read_texts(folder: Path) -> dict[str, str]:
    """Return the texts of a set by id, in either of its two forms."""
    if (folder / "articles.jsonl").exists():
        lines = (folder / "articles.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
    else:
        rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "articles").glob("*.json"))]
    return {row["id"]: (row["title"] + ".\n" if row.get("title") else "") + row["raw"] for row in rows}


def read_article(text: str, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Return every place of a text, sentence by sentence, earlier places as anchors."""
    countries = article_countries(text, gazetteer)
    anchors: list[GazetteerPlace] = []
    found: list[PlaceMention] = []
    for match in _SENTENCE.finditer(text):
        mentions = find_places(match[0], match.start(), PlaceContext(gazetteer, countries, anchors[-12:]))
        found.extend(mentions)
        anchors.extend(m.gazetteer_place for m in mentions if m.gazetteer_place)
    return found


def main() -> None:
    """Print the score of one set."""
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=Path)
    options.add_argument("--missed", type=int, default=0)
    options.add_argument("--sample", type=int, default=0)
    args = options.parse_args()
    started = time.perf_counter()
    gazetteer = Gazetteer.load()
    loaded = time.perf_counter() - started
    texts = read_texts(args.folder)
    counts: Counter[str] = Counter()
    missed: list[str] = []
    resolved: list[str] = []
    started = time.process_time()
    read = {name: read_article(text, gazetteer) for name, text in texts.items()}
    spent = time.process_time() - started
    for line in (args.folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        names = {name for event in row["posts"] + row["casualties"] for name in event["places"] or []}
        for name in sorted(names):
            hits = [m for m in read[row["id"]] if _same(name, m)]
            counts["gold"] += 1
            counts["found"] += bool(hits)
            good = [m for m in hits if m.place.gazetteer_id]
            counts["resolved"] += bool(good)
            counts["with point"] += any(m.place.lat is not None for m in good)
            if not hits:
                missed.append(f"{row['id']}: {name}")
            for m in good[:1]:
                p = m.place
                where = f"{p.name}, {p.admin1}, {p.country} {p.precision} {p.lat} {p.lon}"
                resolved.append(f"{row['id']} [{row['region']}] {name} -> {where}")
    mentions = [m for found in read.values() for m in found]
    print(dict(counts), f"mentions {len(mentions)}, resolved {sum(m.place.gazetteer_id is not None for m in mentions)}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"load {loaded * 1000:.0f} ms, {len(texts) / spent:.0f} texts/s, {memory:.0f} MB")
    for line in missed[: args.missed]:
        print("missed", line)
    for line in random.Random(5).sample(resolved, min(args.sample, len(resolved))):
        print("read", line)


def _same(name: str, mention: PlaceMention) -> bool:
    gold = fold(name)
    return any(gold == one or (one and f" {one} " in f" {gold} ") or (gold and f" {gold} " in f" {one} ")
               for one in (fold(mention.text), fold(mention.place.name)))  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
