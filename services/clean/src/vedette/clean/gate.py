"""What no parser may see: nesting, attribute bombs and tag floods are defused in one linear pass.

libxml2 drops everything nested deeper than 255 without a word, and other parsers take quadratic time over depth or
attributes.
Source: docs/cleaning.md, worst cases.
"""

import re
from dataclasses import dataclass, field

MAX_DEPTH = 200
"""Wrappers nested deeper are taken away; their text and paragraphs stay. Parsers give up at 255."""
MAX_ATTRIBUTES = 256
"""An element with more loses them all. Real pages stay below 60."""
MAX_TABLES = 20
"""Tables nested deeper are taken away like other wrappers: readers take quadratic time. Old layouts nest eight."""
MAX_TAGS = 15_000
"""A page with more start tags is read as flat text: readers take seconds. The densest of 159 news pages has 3,579."""
MAX_MARKUP = 2_000_000
"""A page with more characters, scripts apart, is read as flat text too. The longest of 159 news pages has 386,080."""
MAX_LINES = 6_000
"""Lines of a page or text that are read. The longest of 159 news pages has 1,522."""

_RAW = re.compile(r"<(script|style|svg|noscript|template|iframe)\b[^>]*>|<!--", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})(?=[\s/>])")
_BRACKETS = re.compile(r"<{4,}")
"""Opening brackets in a row are an ornament, and cost readers a microsecond each."""
_DOCTYPE = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK_TAG = re.compile(
    r"<(p|div|article|section|br|h[1-6]|li|td|table|body|main|header|footer)\b[^<>]{0,2000}>", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "tt",
        "u",
    ]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6"])
_SELF_CLOSING = frozenset(["p", "li", "td", "th", "tr", "dt", "dd", "option", "h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(frozen=True)
class Markup:
    """A page that is safe to parse, or only safe to flatten."""

    html: str
    """The page without scripts, styles, comments, excess nesting and attribute bombs."""
    scripts: tuple[str, ...] = ()
    """Bodies of the JSON-LD scripts, in page order."""
    parseable: bool = True
    """False if the page floods a tree parser; it is then read as flat text."""
    stops: tuple[str, ...] = ()
    """What was defused, in words."""


@dataclass
class _Scan:
    """State of the tag pass: the open elements, and what is to be cut."""

    stack: list[tuple[str, bool]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    tags: int = 0
    kept: int = 0
    deep: int = 0
    bombs: int = 0


def is_html(text: str) -> bool:
    """Return True if the text is a page: it begins like one, or has three different block tags."""
    if _DOCTYPE.match(text):
        return True
    found: set[str] = set()
    for match in _BLOCK_TAG.finditer(text):
        found.add(match.group(1).lower())
        if len(found) >= 3:
            return True
    return False


def defuse(page: str) -> Markup:
    """Return the page without what hangs or empties a parser. Linear in its length."""
    html, scripts = _take_out_scripts(_BRACKETS.sub("<", page))
    scan = _scan(html)
    stops = [
        text
        for count, text in (
            (scan.deep, f"{scan.deep} wrappers nested deeper than {MAX_DEPTH}"),
            (scan.bombs, f"{scan.bombs} elements with more than {MAX_ATTRIBUTES} attributes"),
            (scan.tags > MAX_TAGS, f"{scan.tags} tags"),
            (len(html) > MAX_MARKUP, f"{len(html)} characters of markup"),
        )
        if count
    ]
    parseable = scan.tags <= MAX_TAGS and len(html) <= MAX_MARKUP
    return Markup(_apply(html, scan.edits), tuple(scripts), parseable, tuple(stops))


def thin_out(lines: list[str]) -> list[str]:
    """Return at most `MAX_LINES` lines. A text with more loses its shortest kind first, then its end."""
    if len(lines) <= MAX_LINES:
        return lines
    return [line for line in lines if line.count(" ") >= 3][:MAX_LINES]


def _take_out_scripts(page: str) -> tuple[str, list[str]]:
    """Cut scripts, styles, drawings and comments; keep JSON-LD apart. An unclosed one ends where its tag ends."""
    pieces: list[str] = []
    scripts: list[str] = []
    unclosed: set[str] = set()
    position = 0
    while match := _RAW.search(page, position):
        name = (match.group(1) or "--").lower()
        end = -1 if name in unclosed else _find_end(page, name, match.end())
        pieces.append(page[position : match.start()])
        if end < 0:
            unclosed.add(name)
            position = match.end()
            continue
        body = page[match.end() : end]
        if name == "script" and "ld+json" in match.group(0).lower():
            scripts.append(body)
        if name == "noscript" and "<p" in body:  # some publishers hide the whole article in one
            pieces.append(body)
        close = page.find(">", end)
        position = close + 1 if close >= 0 else len(page)
    pieces.append(page[position:])
    return " ".join(pieces), scripts


def _find_end(page: str, name: str, start: int) -> int:
    if name == "--":
        return page.find("-->", start)
    match = re.compile(f"</{name}", re.IGNORECASE).search(page, start)
    return match.start() if match else -1


def _scan(html: str) -> _Scan:
    scan = _Scan()
    end = -1
    for match in _TAG.finditer(html):
        if match.start() < end:
            continue  # inside the tag before
        end = html.find(">", match.end())
        if end < 0:
            break  # no tag closes any more; searching again from each would be quadratic
        closing, name = match.group(1), match.group(2).lower()
        if closing:
            _close(scan, name, match.start(), end + 1)
        elif name not in _VOID:
            _open(scan, name, match.start(), end + 1)
        if not closing:
            scan.tags += 1
            if end - match.end() > 1000:
                _strip_attributes(scan, html, match, end)
    return scan


def _open(scan: _Scan, name: str, start: int, end: int) -> None:
    if scan.stack and scan.stack[-1][0] == name and name in _SELF_CLOSING:
        _pop(scan)
    limit = MAX_DEPTH + 20 if name in _PARAGRAPHS else MAX_DEPTH
    keep = scan.kept < limit and not (name == "table" and scan.counts.get("table", 0) >= MAX_TABLES)
    if not keep:
        scan.deep += 1
        scan.edits.append((start, end, "" if name in _INLINE else "<br>"))
    scan.stack.append((name, keep))
    scan.counts[name] = scan.counts.get(name, 0) + 1
    scan.kept += keep


def _close(scan: _Scan, name: str, start: int, end: int) -> None:
    if not scan.counts.get(name):
        return
    while True:
        popped, kept = _pop(scan)
        if popped == name:
            break
    if not kept:
        scan.edits.append((start, end, "" if name in _INLINE else "<br>"))


def _pop(scan: _Scan) -> tuple[str, bool]:
    name, kept = scan.stack.pop()
    scan.counts[name] -= 1
    scan.kept -= kept
    return name, kept


def _strip_attributes(scan: _Scan, html: str, match: re.Match[str], end: int) -> None:
    names = _QUOTED.sub("", html[match.end() : end])
    if max(names.count("="), len(names.split())) > MAX_ATTRIBUTES:
        scan.bombs += 1
        if not (scan.edits and scan.edits[-1][0] == match.start()):
            scan.edits.append((match.end(), end, ""))


def _apply(html: str, edits: list[tuple[int, int, str]]) -> str:
    if not edits:
        return html
    pieces: list[str] = []
    position = 0
    for start, end, replacement in edits:
        pieces.append(html[position:start])
        pieces.append(replacement)
        position = end
    pieces.append(html[position:])
    return "".join(pieces)
