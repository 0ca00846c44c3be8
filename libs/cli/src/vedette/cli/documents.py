"""Files and JSON lines as raw articles, the way ingest would hand them on."""

import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from vedette.ingest.documents import Document, make_raw, read_document
from vedette.runtime.errors import ConfigError
from vedette.schemas import Hints, RawArticle

__all__ = ["BatchLine", "Published", "find_files", "raw_of_file", "raw_of_line", "read_published"]

SUFFIXES = {".html", ".htm", ".xhtml", ".txt", ".text", ".md"}
"""What is taken from a folder; a file named by itself is always taken."""

STDIN = Path("-")


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


def read_moment(text: str) -> datetime:
    """Return the day or time of an option; a day is its midnight UTC.

    Raises: `ConfigError` if it is neither.
    """
    try:
        at = read_published(text).at
    except ValueError:
        at = None
    if at is None:
        msg = f"{text!r} is no day or time such as 2023-06-13 or 2023-06-13T09:40:00Z"
        raise ConfigError(msg)
    return at


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


def raw_of_file(path: Path, *, now: datetime, published: Published, url: str | None) -> RawArticle:
    """Return a file as a raw article, the way ingest takes it.

    Raises: `OSError`; `PermanentError` for what is no readable document.
    """
    content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
    hints = Hints(published_at=published.at, published_day_only=published.day_only)
    return read_document(path.name, content, now=now, url=url, hints=hints)


def raw_of_line(line: BatchLine, *, now: datetime) -> RawArticle:
    """Return a batch line as a raw article.

    Raises: `ValueError` if its date is none; `PermanentError` for what is no readable document.
    """
    published = read_published(line.published_at)
    hints = Hints(
        title=line.title, published_at=published.at, published_day_only=published.day_only, publisher=line.source
    )
    content = line.body.encode("utf-8", "replace")
    kind = f"{line.content_type.partition(';')[0].strip()}; charset=utf-8"
    return make_raw(Document(content, now, "file", kind, url=line.url, hints=hints))
