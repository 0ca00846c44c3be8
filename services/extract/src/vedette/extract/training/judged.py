"""Happenings that the judge learns from: marked by the tagger in annotated texts, and told there or not.

All that is marked is taken, also what the rules of relevance would drop: those show best what only sounds like war.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from vedette.extract.reading import Reading, Tools
from vedette.extract.relevance.traits import ArticleTraits, Told
from vedette.extract.sentences import split_article
from vedette.extract.spans import POST_LABELS, Label
from vedette.extract.tolls.drafts import draft_tolls
from vedette.extract.training.texts import Json, lines_of
from vedette.schemas import CleanArticle, Paragraph, ParagraphRole

__all__ = ["Example", "Judged", "examples_of", "read_judged"]

_KEPT_BACK = "last"  # rows of this split measure and are never learned from
_TOLD = re.compile(r"\{([^{}]*)\}")
_ENOUGH = 30  # characters of a quote by which its sentence is known


@dataclass(frozen=True, slots=True)
class Judged:
    """A text with what it tells: quotes of each family, `None` for those a careful reader could leave out."""

    article: CleanArticle
    group: str
    told: tuple[tuple[str, str, bool], ...]
    whole: bool = False

    def is_told(self, told: Told, sentence: str) -> bool | None:
        """Tell whether a happening is among them; None where the marks do not say."""
        mine = [
            optional for family, quote, optional in self.told if family in {"", told.family} and _meets(quote, sentence)
        ]
        if mine:
            return None if all(mine) else True
        return False if self.whole or not self.told else None

    def sentences(self) -> Iterator["Judged"]:
        """Yield each sentence of a text of several as a text of its own."""
        sentences = split_article(self.article)
        for sentence in sentences if len(sentences) > 1 else ():
            row = {"id": self.article.article_id, "raw": sentence.text, "published": self._day()}
            yield replace(self, article=_clean(row))

    def _day(self) -> str | None:
        day = self.article.published_at
        return day.date().isoformat() if day else None


@dataclass(frozen=True, slots=True)
class Example:
    """One happening: the traits it shows, whether it is told, and the text and group it comes from."""

    traits: tuple[str, ...]
    is_told: bool
    text: str
    group: str
    length: int


def read_judged(path: Path) -> list[Judged]:
    """Return the texts of a folder of annotated texts, or of a file of look-alikes.

    Raises: `ValueError` if it is neither.
    """
    if path.is_dir():
        return [*_annotated(path), *_silent(path)]
    if not path.is_file():
        msg = f"{path}: neither a folder of annotated texts nor a file of look-alikes"
        raise ValueError(msg)
    return list(_look_alikes(path))


def examples_of(judged: Judged, tools: Tools) -> Iterator[Example]:
    """Yield what the tagger marks in a text and the marks of the text speak of.

    A sentence that tells something in a text tells it by itself, too: so the judge learns not to miss what a bare
    sentence leaves out. Of one that only sounds like war that cannot be said.
    """
    yield from _examples(judged, tools)
    for text in judged.sentences() if judged.told else ():
        yield from (example for example in _examples(text, tools) if example.is_told)


def _examples(judged: Judged, tools: Tools) -> Iterator[Example]:
    reading = Reading(judged.article, tools)
    if reading.is_silent:
        return
    traits = ArticleTraits(reading)
    for told in _marked(reading):
        known = judged.is_told(told, reading.sentences[told.index].text)
        if known is not None:
            shown = (*traits.of(told), *traits.common)
            yield Example(shown, known, judged.article.article_id, judged.group, traits.length)


def _marked(reading: Reading) -> Iterator[Told]:
    for draft in draft_tolls(reading.sentences, reading.spans):
        yield Told("toll", str(next(iter(draft.counts))), draft.index, draft.span.start, draft.span.end)
    for index, spans in enumerate(reading.spans):
        for span in spans:
            if span.label in POST_LABELS or span.label is Label.STOCK:
                name = Label.ESTABLISHED if span.label is Label.STOCK else span.label
                yield Told("post", name.value, index, span.start, span.end, span.cue)
            elif span.label is Label.STRUCK:
                yield Told("toll", "struck", index, span.start, span.end)


def _annotated(folder: Path) -> Iterator[Judged]:
    gold = {str(row["id"]): row for row in lines_of(folder / "gold.jsonl")}
    for row in lines_of(folder / "articles.jsonl"):
        records = gold[str(row["id"])]
        told = [("post", r) for r in records["posts"]] + [("toll", r) for r in records["casualties"]]
        quotes = tuple((family, r["quote"], bool(r.get("optional"))) for family, r in told)
        if row.get("split") != _KEPT_BACK:
            yield Judged(_clean(row), f"{folder.name} {row['id']}", quotes)


def _silent(folder: Path) -> Iterator[Judged]:
    path = folder / "silent.jsonl"
    for row in lines_of(path) if path.exists() else ():
        if row.get("split") != _KEPT_BACK:
            yield Judged(_clean(row), _class(row["kind"]), ())


def _look_alikes(path: Path) -> Iterator[Judged]:
    """Yield texts of the form `## DAY | KIND | TITLE` and a paragraph a line; `{what is told}` stands in braces."""
    for number, block in enumerate(re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]):
        head, _, marked = block.partition("\n")
        day, kind, title = (part.strip() for part in head.split("|", 2))
        raw = "\n\n".join(line for line in marked.splitlines() if line.strip())
        quotes = tuple(("", quote, False) for quote in _TOLD.findall(raw))
        row = {"id": f"{path.stem}{number:03}", "raw": _TOLD.sub(r"\1", raw), "title": title, "published": day}
        yield Judged(_clean(row), _class(kind) if not quotes else f"told {number}", quotes, whole=True)


def _class(kind: str) -> str:
    return kind.split(",", maxsplit=1)[0]


def _meets(quote: str, sentence: str) -> bool:
    if quote in sentence or sentence in quote:
        return True
    return len(quote) > _ENOUGH and (quote[:_ENOUGH] in sentence or quote[-_ENOUGH:] in sentence)


def _clean(row: Json) -> CleanArticle:
    paragraphs: list[Paragraph] = []
    text = ""
    for block in (part.strip() for part in re.split(r"\n\s*\n", row["raw"]) if part.strip()):
        text += "\n\n" if text else ""
        paragraphs.append(Paragraph(text=block, start=len(text), end=len(text) + len(block), role=ParagraphRole.BODY))
        text += block
    day = row.get("published")
    return CleanArticle(
        article_id=str(row["id"]),
        source_id="training",
        title=row.get("title"),
        published_at=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None,
        language="en",
        paragraphs=paragraphs,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        syndication_id=str(row["id"]),
        cleaner="training/1",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
