"""The article in a text that is no page: a letter's head and a title by itself are taken off, the rest is lines."""

import re
from dataclasses import replace

from vedette.clean.body import Body, cut_piece
from vedette.clean.features import measure
from vedette.clean.flatten import fold
from vedette.clean.gate import thin_out
from vedette.clean.letters import Letter, open_letter
from vedette.clean.lines import clean_lines
from vedette.clean.paragraphs import is_dateline
from vedette.clean.rules import is_caption
from vedette.clean.wrap import is_wrapped, split_lines
from vedette.schemas import Cut, CutReason

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_TITLE_WORDS = (3, 30)
_TITLE_LENGTH = 160
_TITLE_LINES = 3
"""Lines over which a wrapped title goes at most."""
_BLOCKS = 6
"""Blocks below the title in which the first paragraph is looked for."""
_BULLETS = "-*•–—"
_PARAGRAPH_WORDS = 12
_STAMP_WORDS = 5
"""Words of a line that is a date or an hour and no title."""
_NO_TITLE_ENDS = (".", ",", ";", ":", "…", "۔", "。")
_NO_TITLE = ("name_like", "separators", "link", "starts_lower")
_BYLINE = re.compile(r"^(?:by|von|por|par|di)\s", re.IGNORECASE)


def clean_text(text: str, *, title: str | None = None) -> Body:
    """Return the article in a text. `title` is a headline given beside it; else it is looked for in the text."""
    letter = open_letter(text)
    told, rest = (letter.subject, letter.text) if title or letter.subject else _part_title(letter.text)
    lines = thin_out(split_lines(rest, wrapped=letter.quoted))
    body = clean_lines(lines, title=title or told)
    above = len(letter.head) + (rest is not letter.text)
    return replace(
        body,
        headline=None if title else told or body.headline,
        cut=[*_cut_head(letter), *(_moved(cut, above) for cut in body.cut)],
        kept=[number + above for number in body.kept],
        head=[*letter.head, *body.head],
    )


def _cut_head(letter: Letter) -> list[Cut]:
    return [cut_piece(line, CutReason.BYLINE, number) for number, line in enumerate(letter.head)]


def _moved(cut: Cut, above: int) -> Cut:
    return cut if cut.line is None or not above else cut.model_copy(update={"line": cut.line + above})


def _part_title(text: str) -> tuple[str | None, str]:
    """Return the title that stands by itself above the first paragraph, None if none does, and the text below it."""
    wrapped = is_wrapped(text)
    first, *blocks = _BLANK.split(text.strip(), maxsplit=_BLOCKS)
    lines = first.count("\n") + 1
    if lines > (_TITLE_LINES if wrapped else 1):
        return None, text
    below = next((block for block in blocks if not _is_between(block)), "")
    paragraph = fold(below if wrapped else below.split("\n")[0])
    return (fold(first), "\n\n".join(blocks)) if paragraph and _is_title(fold(first), paragraph) else (None, text)


def _is_between(block: str) -> bool:
    """Return True for what may stand between title and first paragraph: points in short, a dateline, a byline."""
    return block.lstrip()[:1] in _BULLETS or is_dateline(fold(block)) or _BYLINE.match(block) is not None


def _is_title(line: str, below: str) -> bool:
    """Tell a title from the first paragraph, a site's name, a byline, a date; `below` is the paragraph under it."""
    page = measure([line, below])
    size, dated = page.sizes[0], page.has("date", 0)
    if not _TITLE_WORDS[0] <= size <= _TITLE_WORDS[1] or len(line) > _TITLE_LENGTH or line.endswith(_NO_TITLE_ENDS):
        return False
    if any(page.marks) or any(page.has(name, 0) for name in _NO_TITLE) or (dated and size < _STAMP_WORDS):
        return False
    if is_dateline(line) or is_caption(line) or _BYLINE.match(line) or line[0] in _BULLETS:
        return False
    return page.sizes[1] >= _PARAGRAPH_WORDS and len(below) > len(line) and page.has("ends_sentence", 1)
