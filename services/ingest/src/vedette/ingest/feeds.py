"""Feed bytes -> entries. Hostile feeds are refused before a parser sees them."""

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from vedette.runtime.errors import PermanentError
from vedette.schemas import RejectReason

_ENTITY = re.compile(b"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y|\0<\0!\0E\0N\0T\0I\0T\0Y")
_HALF_CHARACTER = re.compile(
    rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3]));?"
)
"""References to halves of characters, U+D800 to U+DFFF; the parser falls over them."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
"""Source: the form of tags in BCP 47."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web there was no page; feeds write the start of the epoch when they do not know."""

MAX_TITLE = 1000


@dataclass(frozen=True)
class Entry:
    """One entry of a feed. The feed's word on title, time and author is a hint."""

    link: str
    title: str | None = None
    published_at: datetime | None = None
    day_only: bool = False
    updated_at: datetime | None = None
    author: str | None = None
    language: str | None = None
    content: str | None = None
    """The text in the feed itself, HTML; the longest the entry has."""


@dataclass(frozen=True)
class Feed:
    """What a feed holds, newest first as the feed has it."""

    title: str | None
    entries: tuple[Entry, ...]
    without_link: int
    """Entries that name no page."""


def read_feed(data: bytes, url: str, max_entries: int, content_type: str | None = None) -> Feed:
    """Return the entries of an RSS, RDF or Atom feed; `url` is where it came from, `content_type` what the server said.

    Raises: `PermanentError(UNREADABLE)` if it is no feed, or declares entities (an entity bomb).
    """
    if _ENTITY.search(data):
        raise PermanentError(RejectReason.UNREADABLE, "the feed declares XML entities; such feeds are not read")
    parsed = _parse(_HALF_CHARACTER.sub(b"&#xFFFD;", data), url, content_type)
    if not parsed.get("version") and not parsed.entries:
        raise PermanentError(RejectReason.UNREADABLE, _why_no_feed(data, url, parsed))
    language = parsed.feed.get("language")
    found = [_entry(item, url, language) for item in parsed.entries[:max_entries]]
    entries = tuple(entry for entry in found if entry is not None)
    return Feed(_text(parsed.feed.get("title")), entries, len(found) - len(entries))


def _parse(data: bytes, url: str, content_type: str | None) -> Any:  # feedparser has no types
    headers = {"content-location": url}
    if content_type and "charset" in content_type.lower():  # without one, the XML declaration knows better
        headers["content-type"] = content_type
    try:
        # a stream, never the bytes: feedparser would take short ones for a file name or an address
        return feedparser.parse(
            io.BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=True
        )
    except MemoryError:
        raise
    except Exception as error:  # the parser falls over broken feeds in ways it does not list
        raise PermanentError(RejectReason.UNREADABLE, f"the feed cannot be parsed: {error!r}"[:500]) from error


def warm_up() -> None:
    """Load what the parser loads late, so that the first feed does not wait for it."""
    read_feed(b'<rss version="2.0"><channel/></rss>', "", 1)


def _why_no_feed(data: bytes, url: str, parsed: Any) -> str:  # feedparser has no types
    html = data.lstrip()[:200].lower()
    if b"<html" in html or b"<!doctype html" in html:
        links = parsed.feed.get("links", [])
        named = [link["href"] for link in links if "rss" in link.get("type", "") or "atom" in link.get("type", "")]
        hint = f"; the page names a feed at {urljoin(url, named[0])}" if named else ""
        return f"a web page, not a feed{hint}"
    return f"not an RSS or Atom feed: {parsed.get('bozo_exception', 'no feed elements')}"[:500]


def _entry(item: Mapping[str, Any], url: str, language: str | None) -> Entry | None:  # as above
    link = _link(item, url)
    if link is None:
        return None
    published, day_only = _published(item)
    bodies = [part.get("value") for part in item.get("content") or ()] + [item.get("summary")]
    return Entry(
        link=link,
        title=_text(item.get("title")),
        published_at=published,
        day_only=day_only,
        updated_at=_updated(item),
        author=_text(item.get("author")),
        language=_language(item.get("language")) or _language(language),
        content=_sound(max((str(body or "") for body in bodies), key=len)) or None,
    )


def _link(item: Mapping[str, Any], url: str) -> str | None:  # as above
    try:
        return urljoin(url, _sound(str(item.get("link") or "")).strip()) if item.get("link") else None
    except ValueError:  # brackets that hold no address
        return None


def _language(value: Any) -> str | None:  # as above
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) else None


def _sound(text: str) -> str:
    """Return the text without halves of characters, which feeds smuggle in by number and nothing can encode."""
    return text.encode("utf-8", "replace").decode()


def _published(item: Mapping[str, Any]) -> tuple[datetime | None, bool]:  # as above
    """Return the time of publication, and whether only a day was given. A time that cannot be is none."""
    for name in ("published", "updated"):
        raw, parsed = _plain(item, name), _plain(item, f"{name}_parsed")  # feedparser gives UTC
        if raw and parsed:
            return _time(parsed, day_only=":" not in raw)
    return None, False


def _updated(item: Mapping[str, Any]) -> datetime | None:  # as above
    parsed = _plain(item, "updated_parsed")
    return _time(parsed, day_only=False)[0] if parsed else None


def _plain(item: Mapping[str, Any], name: str) -> Any:  # as above
    """Return a field as it stands; feedparser's own `get` gives "published" for a missing "updated"."""
    return dict.get(item, name) if isinstance(item, dict) else item.get(name)


def _time(parsed: Sequence[int], *, day_only: bool) -> tuple[datetime | None, bool]:
    try:
        year, month, day, hour, minute, second = parsed[:6]
        when = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None, False
    return (when, day_only) if when >= EARLIEST else (None, False)


def _text(value: Any) -> str | None:  # as above
    folded = " ".join(_sound(str(value or "")).split())
    return folded[:MAX_TITLE] or None
