"""The visible text of a page, in one pass and in linear time whatever the bytes are. Not for reading: for comparing."""

import re

HIDDEN = (b"script", b"style", b"noscript", b"template", b"svg", b"iframe", b"nav", b"aside", b"footer", b"form")
"""Elements whose text is no part of an article, or changes with every visit."""

MAX_LINK_BYTES = 2000
"""A link longer than this was never closed; its text counts."""

_TAG_NAME = re.compile(rb"[A-Za-z][A-Za-z0-9]*")


def visible_text(page: bytes) -> bytes:
    """Return the text outside tags, links, comments and hidden elements, white space folded.

    The page is compared with its own later self, so a wrong cut costs nothing as long as it is the same each time.
    """
    lower = page.lower()
    absent: set[bytes] = set()  # closing tags known to be missing from here on: no second search for them
    kept: list[bytes] = []
    position = 0
    while (start := page.find(b"<", position)) >= 0:
        kept.append(page[position:start])
        kept.append(b" ")
        position = _end_of_markup(lower, start, absent)
    kept.append(page[position:])
    return b" ".join(b"".join(kept).split())


def _end_of_markup(lower: bytes, start: int, absent: set[bytes]) -> int:
    """Return where the text goes on after the tag, comment or hidden element that starts here."""
    if lower.startswith(b"<!--", start):
        return _after(lower, b"-->", start + 4, absent) or len(lower)
    name = _TAG_NAME.match(lower, start + 1)
    end_of_tag = _after(lower, b">", start, absent) or len(lower)
    if name is None:
        return end_of_tag
    if name.group() == b"a":
        end = lower.find(b"</a", end_of_tag, end_of_tag + MAX_LINK_BYTES)
        return end if end >= 0 else end_of_tag
    if name.group() in HIDDEN:
        closing = b"</" + name.group()
        end_of_name = _after(lower, closing, end_of_tag, absent)
        return end_of_tag if end_of_name is None else end_of_name - len(closing)
    return end_of_tag


def _after(lower: bytes, mark: bytes, position: int, absent: set[bytes]) -> int | None:
    if mark in absent:
        return None
    found = lower.find(mark, position)
    if found < 0:
        absent.add(mark)
        return None
    return found + len(mark)
