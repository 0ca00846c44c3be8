"""Clean articles with defaults and one reader for all tests, so that a test shows only its sentences."""

import hashlib
from datetime import UTC, datetime
from functools import lru_cache

from vedette.extract.steps import Reader, build_reader
from vedette.schemas import CasualtyClaim, Claim, CleanArticle, Paragraph, ParagraphRole, PostClaim


def clean(
    text: str, *, title: str | None = None, published: str | None = "2024-05-16", revision: int = 1, name: str = "a1"
) -> CleanArticle:
    """An article of an invented newsroom; paragraphs are split at empty lines, a title becomes the headline."""
    blocks = [(ParagraphRole.HEADLINE, title)] if title else []
    blocks += [(ParagraphRole.BODY, part.strip()) for part in text.split("\n\n")]
    paragraphs, full = [], ""
    for role, block in blocks:
        full += "\n\n" if full else ""
        paragraphs.append(Paragraph(text=block, start=len(full), end=len(full) + len(block), role=role))
        full += block
    return CleanArticle(
        article_id=name,
        revision=revision,
        source_id="test",
        publisher="Valley Courier",
        title=title,
        published_at=datetime.fromisoformat(published).replace(tzinfo=UTC) if published else None,
        language="en",
        paragraphs=paragraphs,
        text=full,
        text_sha256=hashlib.sha256(full.encode()).hexdigest(),
        syndication_id=name,
        cleaner="test/1",
        fetched_at=datetime(2024, 5, 16, 12, tzinfo=UTC),
    )


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The reader the service uses, built once per test run."""
    return build_reader()


def read(text: str, **over) -> list[Claim]:
    """All claims of a text."""
    return reader().read_article(clean(text, **over))


def posts(text: str, **over) -> list[PostClaim]:
    """The post claims of a text."""
    return [c for c in read(text, **over) if isinstance(c, PostClaim)]


def casualties(text: str, **over) -> list[CasualtyClaim]:
    """The casualty claims of a text."""
    return [c for c in read(text, **over) if isinstance(c, CasualtyClaim)]


def killed(claim: CasualtyClaim) -> int | None:
    """The number to show of a claim's dead."""
    return claim.toll.killed.best if claim.toll.killed else None
