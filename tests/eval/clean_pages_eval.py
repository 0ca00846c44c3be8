"""Score readers of HTML pages side by side: `python tests/eval/clean_pages_eval.py [--data DIR]`.

Pages, gold bodies and comments come from `html_train.jsonl.gz` and `flat_train.jsonl.gz` (not part of the project).
F1 is the 4-gram score of `vedette.clean.training.score`; halves A and B are a split by site; a leak is a page whose
comment
section (a line of eight words or more) comes out. Titles, days and authors are scored where the benchmark tells
them. Fails below a
floor of `floors.json`; without the data nothing is measured and nothing fails.
"""

import argparse
import gzip
import json
import re
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import trafilatura

from vedette.clean.opinions import (
    has_rs_trafilatura,
    read_with_readability,
    read_with_rs_trafilatura,
    read_with_trafilatura,
)
from vedette.clean.steps import clean_article
from vedette.clean.training.score import Score, grams
from vedette.runtime.errors import PermanentError
from vedette.schemas import RawArticle

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "clean"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Reader:
    name: str
    read: Callable[[str, str], list[str]]
    scores: dict[str, Score] = field(default_factory=dict)
    leaks: int = 0
    failures: list[str] = field(default_factory=list)


def read_with_vedette(html: str, url: str) -> list[str]:
    raw = RawArticle(article_id="x", source_id="eval", url=url, fetched_at=NOW, content_type="text/html", body=html)
    try:
        article = clean_article(raw)
    except PermanentError as error:
        return [] if error.reason == "empty" else [str(error)]
    return [p.text for p in article.paragraphs if p.role != "headline"]


def read_pages(data: Path) -> list[dict]:
    with gzip.open(data / "html_train.jsonl.gz", "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in file]
    with gzip.open(data / "flat_train.jsonl.gz", "rt", encoding="utf-8") as file:
        dumps = [
            row for line in file if (row := json.loads(line))["style"] == "blocks" and row["set"] != "wcxb-article"
        ]
    for page, dump in zip(pages, dumps, strict=True):
        page["comments"] = [
            t for t, b, c in zip(dump["lines"], dump["body"], dump["comment"], strict=True) if c and not b
        ]
        host = (urlsplit(page["url"]).hostname or "").removeprefix("www.")
        page["half"] = "A" if zlib.crc32(host.encode()) % 2 else "B"
        body = [t for t, b in zip(dump["lines"], dump["body"], strict=True) if b]
        assert not body or (grams(" ".join(body)) & grams(page["body"])), page["url"]
    return pages


def leaks(text: str, comments: list[str]) -> bool:
    return any(comment in text for comment in comments)


def run(pages: list[dict], readers: list[Reader], verbose: bool) -> int:
    carrying = 0
    for page in pages:
        carrying += bool(page["comments"])
        for reader in readers:
            lines = reader.read(page["html"], page["url"])
            text = "\n".join(lines)
            for part in ("all", page["set"], page["half"]):
                score = reader.scores.setdefault(part, Score())
                f1 = score.add(text, page["body"])
            leaked = leaks(text, page["comments"])
            reader.leaks += leaked
            if verbose and reader.name == "vedette" and (f1 < 0.9 or leaked):
                sys.stderr.write(
                    f"{f1:.3f} {score.precisions[-1]:.2f} {score.recalls[-1]:.2f} {leaked} {page['url']}\n"
                )
    return carrying


def main() -> int:
    parser = argparse.ArgumentParser(description="Score readers of HTML pages side by side.")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--only", help="one reader")
    parser.add_argument("--verbose", action="store_true", help="name Vedette's weak pages")
    options = parser.parse_args()
    if not (options.data / "html_train.jsonl.gz").exists():
        print(f"no pages in {options.data}: nothing measured")
        return 0
    readers = [
        Reader("vedette", read_with_vedette),
        Reader("trafilatura precision", lambda html, _: read_with_trafilatura(html)),
        Reader("rs-trafilatura article", lambda html, _: read_with_rs_trafilatura(html)),
        Reader("readability-lxml", lambda html, _: read_with_readability(html)),
    ]
    if not has_rs_trafilatura():
        print("rs-trafilatura is not built for this Python: skipped, and Vedette reads without it")
        readers = [reader for reader in readers if not reader.name.startswith("rs-")]
    readers = [reader for reader in readers if options.only in (None, reader.name)]
    pages = read_pages(options.data)
    carrying = run(pages, readers, options.verbose)
    parts = ["all", "aeb", "news424", "A", "B"]
    print(f"{len(pages)} pages, {carrying} with comments")
    print(f"{'reader':24}" + "".join(f"{part:>9}" for part in parts) + f"{'P':>8}{'R':>8}{'leaks':>7}")
    for reader in readers:
        every = reader.scores["all"]
        row = "".join(f"{reader.scores[part].f1:9.4f}" for part in parts)
        print(f"{reader.name:24}{row}{every.precision:8.3f}{every.recall:8.3f}{reader.leaks:7}")
    if options.only is None:
        metadata(pages)
    return check(readers) if readers[0].name == "vedette" else 0


def metadata(pages: list[dict]) -> None:
    """Score title, day and author of the pages that tell them. Some of these days are wrong in the benchmark itself."""
    told = [page for page in pages if page.get("title")]
    found = {"vedette": [0, 0, 0, 0], "trafilatura": [0, 0, 0, 0]}
    for page in told:
        raw = RawArticle(
            article_id="x",
            source_id="eval",
            url=page["url"],
            fetched_at=NOW,
            content_type="text/html",
            body=page["html"],
        )
        try:
            ours = clean_article(raw)
            mine = (ours.title, day.isoformat() if (day := ours.published_day()) else None, ours.authors)
        except PermanentError:
            mine = (None, None, [])
        theirs = trafilatura.extract_metadata(page["html"], default_url=page["url"])
        other = (theirs.title, theirs.date, (theirs.author or "").split("; ")) if theirs else (None, None, [])
        for name, (title, day, authors) in (("vedette", mine), ("trafilatura", other)):
            exact, near = plain(title) == plain(page["title"]), close(plain(title), plain(page["title"]))
            wanted = (
                {plain(a) for a in (page.get("author") or [])}
                if isinstance(page.get("author"), list)
                else {plain(page.get("author"))}
            )
            hits = (
                exact,
                near,
                bool(page.get("date")) and day == str(page["date"])[:10],
                bool({plain(a) for a in authors} & wanted),
            )
            found[name] = [a + b for a, b in zip(found[name], hits, strict=True)]
    print(f"\n{len(told)} pages with metadata: {'title exact':>14}{'near':>8}{'day':>8}{'an author':>11}")
    for name, counts in found.items():
        print(f"{name:24}" + "".join(f"{count / len(told):11.3f}" for count in counts))


def plain(text: str | None) -> str:
    return re.sub(r"[\W_]+", " ", (text or "").casefold()).strip()


def close(left: str, right: str) -> bool:
    return bool(left and right) and (
        left.startswith(right) or right.startswith(left) or left.endswith(right) or right.endswith(left)
    )


def check(readers: list[Reader]) -> int:
    floors = json.loads((HERE / "floors.json").read_text())["clean"]["pages"]
    found = {
        "f1": readers[0].scores["all"].f1,
        "f1_half_a": readers[0].scores["A"].f1,
        "f1_half_b": readers[0].scores["B"].f1,
    }
    under = [f"{name} is {value:.4f}, floor {floors[name]}" for name, value in found.items() if value < floors[name]]
    under += [f"comments leak on {readers[0].leaks} pages"] if readers[0].leaks > floors["leaks"] else []
    for line in under:
        print("below the floor:", line)
    return 1 if under else 0


if __name__ == "__main__":
    sys.exit(main())
