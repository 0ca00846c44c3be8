"""A page as plain lines, one a block element, in linear time and without a tree."""

import re
from html import unescape

_BREAK = re.compile(
    r"</?(?:p|div|article|section|aside|header|footer|nav|main|h[1-6]|ul|ol|li|dl|dt|dd|table|tr|td|th|thead|tbody|"
    r"blockquote|figure|figcaption|form|fieldset|button|select|option|label|textarea|pre|hr|br|address|body|head|html|title|"
    r"details|summary|center)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[a-zA-Z!?][^<>]*>")


def flatten(html: str) -> list[str]:
    """Return the visible lines of a page, white space folded, empty ones left out."""
    body = html[end.end() :] if (end := re.search(r"</head\s*>", html, re.IGNORECASE)) else html
    text = unescape(_TAG.sub("", _BREAK.sub("\n", body.replace("\n", " "))))
    return fold_lines(text)


def fold_lines(text: str) -> list[str]:
    """Return the non-empty lines of a text, white space folded."""
    return [" ".join(words) for line in _visible(text).split("\n") if (words := line.split())]


def fold(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    if "\u200b" in text or "\u2060" in text:  # no white space to Python, but to a reader
        return text.replace("\u200b", " ").replace("\u2060", " ")
    return text
