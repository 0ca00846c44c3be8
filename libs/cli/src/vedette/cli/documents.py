"""Files and JSON lines as raw articles, the way ingest would hand them on."""

import base64
import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from vedette.ingest.identity import article_id, canonical_url
from vedette.runtime.errors import ConfigError, PermanentError
from vedette.schemas import Hints, RawArticle, RejectReason

__all__ = ["BatchLine", "Published", "find_files", "media_type", "raw_of_file", "raw_of_line", "read_published"]

SUFFIXES = {".html", ".htm", ".xhtml", ".txt", ".text", ".md"}
"""What is taken from a folder; a file named by itself is always taken."""

STDIN = Path("-")

_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|div|p|h1|table|meta|title)\b", re.IGNORECASE)
SNIFF_BYTES = 4096
"""Source: browsers sniff 1,445 bytes (MIME Sniffing standard); pages with long comments on top need more."""


@dataclass(frozen=True)
class Published:
    """A publication time given beside the body."""

    at: datetime | None = None
    day_only: bool = False


class BatchLine(BaseModel):
    """One line of the batch input. Unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int = Field(description="Comes back in the output line.")
    body: str = Field(description="The document.")
    content_type: str = Field(default="text/plain", description="`text/html` or `text/plain`.")
    url: str | None = Field(default=None, description="Address it came from.")
    title: str | None = Field(default=None, description="Title, where the body does not repeat it.")
    published_at: str | None = Field(default=None, description="ISO day or time of publication.")
    source: str | None = Field(default=None, description="Name of the publisher.")

    @field_validator("content_type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        plain = value.partition(";")[0].strip().lower()
        if plain not in {"text/html", "text/plain", "application/xhtml+xml"}:
            msg = f"content_type is text/html or text/plain, not {value!r}"
            raise ValueError(msg)
        return "text/plain" if plain == "text/plain" else "text/html"


def read_published(text: str | None) -> Published:
    """Return the time in an ISO day or time; a time without zone is UTC.

    Raises: `ValueError` if it is neither.
    """
    if text is None or not text.strip():
        return Published()
    try:
        return Published(datetime.combine(date.fromisoformat(text.strip()), time(), UTC), day_only=True)
    except ValueError:
        stamp = datetime.fromisoformat(text.strip())
    return Published(stamp.replace(tzinfo=stamp.tzinfo or UTC).astimezone(UTC))


def find_files(paths: list[Path]) -> list[Path]:
    """Return the files named, and the documents in the folders named, in order.

    Raises: `ConfigError` if a path does not exist or a folder holds no document.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
            if not inside:
                msg = f"{path} holds no document ({', '.join(sorted(SUFFIXES))})"
                raise ConfigError(msg)
            found += inside
        elif path == STDIN or path.exists():
            found.append(path)
        else:
            msg = f"{path} does not exist"
            raise ConfigError(msg)
    return found


def media_type(content: bytes) -> str:
    """Tell HTML from text by looking; a file's name may lie."""
    return "text/html" if _MARKUP.search(content[:SNIFF_BYTES]) else "text/plain"


def raw_of_file(path: Path, *, now: datetime, published: Published, url: str | None) -> RawArticle:
    """Return a file as a raw article; its bytes travel as they are, so that clean decides on the encoding.

    Raises: `OSError`; `PermanentError(EMPTY)`.
    """
    content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    if not content.strip():
        raise PermanentError(RejectReason.EMPTY, "the file is empty")
    canonical = canonical_url(url) if url else None
    return RawArticle(
        article_id=article_id(canonical, content),
        url=url,
        canonical_url=canonical,
        source_id="file",
        fetched_at=now,
        content_type=media_type(content),
        body_base64=base64.b64encode(content).decode(),
        hints=Hints(published_at=published.at, published_day_only=published.day_only),
    )


def raw_of_line(line: BatchLine, *, now: datetime) -> RawArticle:
    """Return a batch line as a raw article.

    Raises: `ValueError` if its date or address is none.
    """
    published = read_published(line.published_at)
    canonical = canonical_url(line.url) if line.url else None
    return RawArticle(
        article_id=article_id(canonical, line.body.encode("utf-8", "surrogatepass")),
        url=line.url,
        canonical_url=canonical,
        source_id="file",
        fetched_at=now,
        content_type=line.content_type,
        body=line.body,
        hints=Hints(
            title=line.title,
            published_at=published.at,
            published_day_only=published.day_only,
            publisher=line.source,
        ),
    )
