"""Read the stories told as texts: marked articles in, labelled claims out."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from vedette.extract.steps import Reader
from vedette.schemas import Claim, CleanArticle, Paragraph, ParagraphRole

__all__ = ["Story", "read_story", "stories_in"]

_MARK = re.compile(r"\{(\w+)\|([^}]*)\}")


@dataclass(frozen=True)
class Marked:
    """An article and the characters that tell a happening, as (start, end, happening)."""

    article: CleanArticle
    marks: Sequence[tuple[int, int, str]]


@dataclass(frozen=True)
class Story:
    """Claims with the happening each tells, mentions that no claim was read from, and what events shall show."""

    name: str
    told: Sequence[tuple[str, Claim]]
    unread: Sequence[str] = ()
    expect: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def stories_in(path: Path) -> list[dict[str, Any]]:
    """Return the stories of a file as they stand."""
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


def read_story(row: Mapping[str, Any], reader: Reader) -> Story:
    """Read the articles of a story; each claim gets the happening whose words lie in its first evidence."""
    name = row["story"]
    told: list[tuple[str, Claim]] = []
    unread: list[str] = []
    for number, line in enumerate(row["articles"]):
        marked = _marked(name, number, line)
        claims = reader.read_article(marked.article)
        labels = [(f"{name}: {_label(claim, marked, n)}", claim) for n, claim in enumerate(claims)]
        told += labels
        found = {label for label, _ in labels}
        wanted = dict.fromkeys(f"{name}: {happening}" for _, _, happening in marked.marks)
        unread += [label for label in wanted if label not in found]
    expect = {f"{name}: {happening}": fields for happening, fields in row.get("expect", {}).items()}
    return Story(name, told, unread, expect)


def _label(claim: Claim, marked: Marked, number: int) -> str:
    """Return the happening whose marked words the claim's own spans touch, else those of its sentence."""
    passages = [(s.start, s.end) for s in claim.spans if s.field.startswith(("toll", "action", "facility", "numbers"))]
    for start, end in [*passages, *((e.start, e.end) for e in claim.evidence)]:
        for first, last, happening in marked.marks:
            if start < last and first < end:
                return happening
    return f"unmarked {marked.article.article_id[:6]} {number}"


def _marked(story: str, number: int, line: Mapping[str, Any]) -> Marked:
    text, marks, at = "", [], 0
    for mark in _MARK.finditer(line["text"]):
        text += line["text"][at : mark.start()]
        marks.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    text += line["text"][at:]
    article_id = hashlib.sha256(f"{story} {number}".encode()).hexdigest()[:32]
    published = datetime.fromisoformat(line["at"]).replace(tzinfo=UTC)
    article = CleanArticle(
        article_id=article_id, source_id="story", publisher=line["by"], title=line["title"],
        published_at=None if line.get("undated") else published,
        url=f"https://{line['by'].lower().replace(' ', '-')}.example/{story}/{number}", language="en", text=text,
        paragraphs=[Paragraph(text=text, start=0, end=len(text), role=ParagraphRole.LEAD)],
        text_sha256=hashlib.sha256(text.encode()).hexdigest(), syndication_id=line.get("copy", article_id),
        cleaner="story", fetched_at=published + timedelta(minutes=5),
    )  # fmt: skip
    return Marked(article, marks)
