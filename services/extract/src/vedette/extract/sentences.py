"""Split an article into sentences with offsets; say which quotation each one stands in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vedette.schemas import CleanArticle, ParagraphRole

__all__ = ["Sentence", "sentences_in", "split_article", "split_text"]

_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|$)|\n{2,}")
# A full stop after one of these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|gen|lt|col|maj|capt|sgt|cpl|brig|adm|cmdr|sen|rep|gov|pres|st|mt|no|"
    r"nos|vs|etc|approx|dept|inc|ltd|co|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|al|ft|km|hrs|spc|pfc|pvt|rev|hon|supt|insp|"
    r"e\.g|i\.e|a\.m|p\.m)|(?:\b[A-Za-z]\.)*\b[A-Z])$",
    re.IGNORECASE,
)  # fmt: skip
_NEXT = re.compile(r"\s*[\"“‘'(\[—–-]*\s*(?:[A-Z0-9À-ÞА-Я]|$)")
_DATELINE = re.compile(
    r"[A-Z][A-Z .,'()/-]{2,60}?,\s+\d{1,2}\s[A-Z]{3,4}\s\d\d(?:\s+\([^()]{2,60}\))?\s+--\s+(?:\[[^\[\]]{2,150}\]\s+)*"
)
_OPEN, _CLOSE = re.compile(r"[“«]"), re.compile(r"[”»]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `text == article.text[start:end]`. `quoted` numbers the quotation it lies in, 0 for none."""

    start: int
    end: int
    text: str
    paragraph: int
    role: ParagraphRole
    quoted: int = 0


def split_text(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each sentence of a paragraph."""
    start = 0
    for match in _END.finditer(text):
        stop = match.start()
        if match[0].startswith("\n"):
            end, nxt = match.start(), match.end()
        elif match[0][0] == "." and _ABBREVIATION.search(text, max(start, stop - 12), stop):
            continue
        else:
            end = nxt = match.end()
            if not _NEXT.match(text, end):
                continue
        if text[start:end].strip():
            yield _trim(text, start, end)
        start = nxt
    if text[start:].strip():
        yield _trim(text, start, len(text))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _dateline(text: str, start: int, end: int) -> int:
    """Return the length of the dateline of old agency copy: "ORLO, 3 MAY 89 (NVA) -- [TEXT]"."""
    found = _DATELINE.match(text, start, end)
    return found.end() - start if found and found.end() < end else 0


def sentences_in(text: str) -> list[Sentence]:
    """Return the sentences of a bare paragraph."""
    return [Sentence(start, end, text[start:end], 0, ParagraphRole.BODY) for start, end in split_text(text)]


def split_article(article: CleanArticle) -> list[Sentence]:
    """Return the sentences of headline, lead and body in text order; captions and datelines tell no events."""
    found: list[Sentence] = []
    quote = 0
    for number, paragraph in enumerate(article.paragraphs):
        if paragraph.role in {ParagraphRole.CAPTION, ParagraphRole.DATELINE}:
            continue
        inside = False
        for first, end in split_text(paragraph.text):
            start = first + _dateline(paragraph.text, first, end)
            text = paragraph.text[start:end]
            opens, closes = len(_OPEN.findall(text)), len(_CLOSE.findall(text))
            if text.count('"') % 2:
                opens, closes = (opens, closes + 1) if inside else (opens + 1, closes)
            if opens and not inside:
                quote += 1
            part = quote if inside or opens else 0
            inside = (inside or opens > 0) and closes < opens + inside
            at = paragraph.start + start
            found.append(Sentence(at, paragraph.start + end, text, number, paragraph.role, part))
    return found
