"""Annotated texts: one folder with `articles.jsonl` and `gold.jsonl`, as described in docs/training.md."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vedette.extract.spans import COUNTERS

__all__ = ["AnnotatedText", "Record", "digest", "read_folder"]

Json = dict[str, Any]  # annotated records are open JSON objects; `Record` is what training needs of them


@dataclass(frozen=True, slots=True)
class Record:
    """One marked happening. `marks` holds the words that tell each field, as they stand in the text."""

    label: str
    quote: str
    marks: dict[str, list[str]]
    cumulative: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text and the happenings marked in it; none means the text tells of none."""

    id: str
    text: str
    title: str
    published: str | None
    records: list[Record] = field(default_factory=list)


ARGUMENTS = {"victims": "victim", "perpetrator": "perpetrator", "attribution": "claimant", "actor": "holder"}


def read_folder(folder: Path) -> list[AnnotatedText]:
    """Return the texts of a folder in file order.

    Raises: `ValueError` naming the line that is not of the format.
    """
    gold = {str(row["id"]): row for row in lines_of(folder / "gold.jsonl")}
    texts = []
    for row in lines_of(folder / "articles.jsonl"):
        try:
            marks = gold[str(row["id"])]
            records = [_record(r) for r in [*marks["posts"], *marks["casualties"]]]
            title = row.get("title") or ""
            texts.append(AnnotatedText(str(row["id"]), row["raw"], title, row.get("published"), records))
        except KeyError as error:
            msg = f"{folder}: text {row.get('id')!r} lacks {error}"
            raise ValueError(msg) from error
    return texts


def digest(folder: Path) -> str:
    """Return a short name of a folder's content; the card of weights says with it what they were trained on."""
    content = b"".join((folder / name).read_bytes() for name in ("articles.jsonl", "gold.jsonl"))
    return "sha256 " + hashlib.sha256(content).hexdigest()[:16]


def _record(row: Json) -> Record:
    marks: dict[str, list[str]] = {}
    for name, words in (row.get("spans") or {}).items():
        marks[name] = [words] if isinstance(words, str) else list(words or [])
    marks["place"] = list(row.get("places") or [])
    for key, name in ARGUMENTS.items():
        if row.get(key):
            marks.setdefault(name, [row[key]])
    for counter in COUNTERS:
        if row.get(counter) in (None, 0) and not (row.get("vague") or {}).get(counter):
            marks.pop(counter.value, None)
    return Record(
        label=str(row["event_type"]),
        quote=str(row["quote"]),
        marks=marks,
        cumulative=row.get("scope") == "cumulative",
        optional=bool(row.get("optional")),
    )


def lines_of(path: Path) -> Iterator[Json]:
    """Yield the rows of a file of JSON lines. Raises: `ValueError` naming the line that is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                msg = f"{path}:{number}: not JSON: {error}"
                raise ValueError(msg) from error
