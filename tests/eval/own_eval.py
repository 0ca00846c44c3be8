"""Score reading on our own articles: invented events in the style of many newsrooms, and articles that hold nothing.

`own/articles.jsonl` and `own/gold.jsonl` hold 280 marked texts, `own/silent.jsonl` the look-alikes. Rows of split
`seen` were looked at while rules were written; those of split `last` were written last and scored once before any rule
was changed for them (docs/evaluation.md has that figure). Run: python tests/eval/own_eval.py [--tagger KIND] [--show]
[--headlines]. With the last each text is read as it is laid out for a consumer, headline first; floors are those of
bodies alone. Fails below floors.json.
"""

import argparse
import json
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from own_score import FIELDS, claim_record, gold_record, score_text
from read_claims_eval import as_clean

import vedette.clean.steps
from vedette.cli.documents import BatchLine, raw_of_line
from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import Reader, build_reader
from vedette.schemas import CleanArticle

HERE = Path(__file__).parent
OWN = HERE / "own"
SPLITS = ("seen", "last")


def rows(name: str, split: str) -> list[dict]:
    """Return the rows of a file in one split."""
    lines = (OWN / name).read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["split"] == split]


def share(part: int, whole: int) -> float:
    """Return a share, 0 of nothing."""
    return part / whole if whole else 0.0


def f1(sums: Counter[str], row: str) -> float:
    """Return F1 of a row of sums."""
    found = sums[f"{row} found"]
    precision, recall = share(found, found + sums[f"{row} false"]), share(found, sums[f"{row} gold"])
    return share(2 * precision * recall, precision + recall)


def with_headline(line: dict) -> CleanArticle:
    """Return a text of the data with its headline as first paragraph, as the cleaner lays it out."""
    raw = raw_of_line(BatchLine(**line), now=datetime(2026, 1, 1, tzinfo=UTC))
    return vedette.clean.steps.as_clean(raw)


def read(reader: Reader, row: dict, *, headlines: bool = False) -> list[dict]:
    """Return the claims of one text, as a consumer gets them."""
    line = {"id": row["id"], "title": row["title"], "published_at": row["published"], "body": row["raw"]}
    article = with_headline(line) if headlines else as_clean(line)
    return [claim.model_dump(mode="json") for claim in reader.read_article(article)]


def score_marked(reader: Reader, split: str, *, show: bool, headlines: bool) -> dict[str, float]:
    """Print the figures of the marked articles of a split and return those that have floors."""
    golds, sums, spent = {row["id"]: row for row in rows("gold.jsonl", split)}, Counter[str](), time.process_time()
    articles = rows("articles.jsonl", split)
    for row in articles:
        gold = golds[row["id"]]
        marked = [gold_record(g) for g in (*gold["posts"], *gold["casualties"])]
        found = score_text(marked, [claim_record(claim) for claim in read(reader, row, headlines=headlines)])
        sums += found
        if show and (missed := [n for n in ("post", "casualty") if found[f"{n} found"] < found[f"{n} gold"]]):
            print(f"   {row['id']} misses {', '.join(missed)}: {row['title']}")
    spent = time.process_time() - spent
    print(f"== own articles, {split}: {len(articles)} texts, {share(len(articles), spent):.0f} per CPU-second, scored")
    for name in ("post", *sorted({k.split()[0] for k in sums if k.startswith("post.")}), "casualty"):
        head = f"{name:18} {sums[name + ' found']:3}/{sums[name + ' gold']:3} found"
        tail = f"  {sums[name + ' false']:3} false   F1 {f1(sums, name):.3f}" if "." not in name else ""
        print(head + tail)
    for name in ("post", "casualty"):
        asked = [(f, sums[f"{name} {f} right"], sums[f"{name} {f} asked"]) for f in FIELDS]
        print(f"{name:10}", "  ".join(f"{field} {right}/{n}" for field, right, n in asked if n))
    return {name: f1(sums, name) for name in ("post", "casualty")}


def score_silent(reader: Reader, split: str, *, headlines: bool) -> float:
    """Print which look-alikes gave claims and return the share that gave none."""
    told = {row["id"]: read(reader, row, headlines=headlines) for row in rows("silent.jsonl", split)}
    loud = {i: claims for i, claims in told.items() if claims}
    print(f"== look-alikes, {split}: {len(told) - len(loud)} of {len(told)} silent")
    for i, claims in loud.items():
        print(f"   {i}: {claims[0]['evidence'][0]['quote'][:110]}")
    return share(len(told) - len(loud), len(told))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tagger", help="lexicon, linear, combined; the service's own where not given")
    parser.add_argument("--show", action="store_true", help="name the articles with misses")
    parser.add_argument("--headlines", action="store_true", help="read headlines, too; no floors then")
    options = parser.parse_args()
    chosen = {"extract_tagger": options.tagger} if options.tagger else {}
    reader = build_reader(ExtractSettings(**chosen))
    floors, problems = json.loads((HERE / "floors.json").read_text("utf-8"))["own"], []
    for split in SPLITS:
        found = score_marked(reader, split, show=options.show, headlines=options.headlines)
        found |= {"silent": score_silent(reader, split, headlines=options.headlines)}
        problems += [
            f"own {split} {name}: {value:.3f} < {floors[split][name]}"
            for name, value in found.items()
            if value < floors[split][name] and not options.headlines
        ]
    print("\n".join(problems) or "all floors hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
