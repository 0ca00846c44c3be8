"""A document in hand, from wherever it came, and the RawArticle it becomes. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from vedette.ingest.bodies import charset_of, media_type, refuse_unreadable, tell
from vedette.ingest.identity import article_id, canonical_url
from vedette.runtime.errors import PermanentError
from vedette.schemas import Hints, HttpResponse, RawArticle, RejectReason

MAX_BYTES = 5 * 1024 * 1024
"""Largest document taken, unless the operator says otherwise; the largest news page measured has under 2 MB."""


@dataclass(frozen=True)
class Document:
    """Bytes with what is known of them."""

    body: bytes
    fetched_at: datetime
    source_id: str
    """Id in the source list, or `push`, or `file`."""
    content_type: str | None = None
    """Content-Type as given, charset and all."""
    name: str = ""
    """File name, where it has one."""
    url: str | None = None
    """Address the body came from."""
    http: HttpResponse | None = None
    hints: Hints = field(default_factory=Hints)


def make_raw(document: Document, *, revision: int = 1, max_bytes: int = MAX_BYTES) -> RawArticle:
    """Return the document as an article of this revision.

    Raises: `PermanentError` with EMPTY, TOO_LARGE, BINARY, or UNREADABLE where the address is none.
    """
    refuse_unreadable(document.body, max_bytes)
    kind = media_type(document.content_type, document.body, document.name)
    charset = charset_of(document.content_type)
    told = tell(document.body, charset)
    canonical = _canonical(document.url)
    return RawArticle(
        article_id=article_id(canonical, document.body),
        revision=revision,
        url=document.url,
        canonical_url=canonical,
        source_id=document.source_id,
        fetched_at=document.fetched_at,
        content_type=kind,
        charset=charset,
        body=told.text,
        body_base64=told.base64,
        http=document.http,
        hints=document.hints,
    )


def read_document(
    name: str,
    data: bytes,
    *,
    now: datetime,
    url: str | None = None,
    hints: Hints | None = None,
    max_bytes: int = MAX_BYTES,
) -> RawArticle:
    """Return a file as an article; `name` tells HTML from text where the bytes do not. Raises: as `make_raw`."""
    document = Document(data, now, "file", name=name, url=url, hints=hints or Hints())
    return make_raw(document, max_bytes=max_bytes)


def _canonical(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        return canonical_url(url)
    except ValueError as error:
        raise PermanentError(RejectReason.UNREADABLE, str(error)) from error
