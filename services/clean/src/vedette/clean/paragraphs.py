"""Paragraphs with their offsets and roles."""

import hashlib
import re
from dataclasses import dataclass

from vedette.schemas import Paragraph, ParagraphRole

_GAP = "\n\n"
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ'’.\- ]{2,40}(?:,\s[\w'’. ]{2,30}){0,2}"
    r"(?:,?\s(?:\([\w. ]{2,20}\)|[\w.]{2,12}))?\s?[—–-]{1,2}\s?)?$"
)
_TOWN = re.compile(
    r"^[A-ZÀ-ÞА-ЯЁ][A-ZÀ-ÞА-ЯЁ'’.-]{2,}(?: [A-ZÀ-ÞА-ЯЁ'’.-]{2,}){0,2}(?:, (?:[A-ZÀ-Þ][\w'’.]+ ?){1,3}){0,2}$"
)
"""A dateline that has a line to itself and no dash: "ANKARA", "GAZA CITY, Gaza Strip"."""
_ONLY_DATE = re.compile(
    r"^(?:\w{3,12},?\s)?(?:\d{1,2}(?:st|nd|rd|th)?[\s.]+\w{3,12}\.?,?\s(?:19|20)\d\d|\w{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\b.{0,25}$"
)

_LONGEST = 80
"""Characters of a line that may be a dateline."""


@dataclass(frozen=True)
class Layout:
    """The cleaned text, its paragraphs and its hash."""

    text: str
    paragraphs: list[Paragraph]
    sha256: str


def lay_out(headline: str | None, paragraphs: list[str]) -> Layout:
    """Join headline and paragraphs with blank lines and note where each stands. The headline comes first."""
    pieces = ([(headline, ParagraphRole.HEADLINE)] if headline else []) + _with_roles(paragraphs)
    laid: list[Paragraph] = []
    position = 0
    for text, role in pieces:
        laid.append(Paragraph(text=text, start=position, end=position + len(text), role=role))
        position += len(text) + len(_GAP)
    text = _GAP.join(piece for piece, _ in pieces)
    return Layout(text, laid, hashlib.sha256(text.encode()).hexdigest())


def _with_roles(paragraphs: list[str]) -> list[tuple[str, ParagraphRole]]:
    """Give each paragraph its role; the first of prose is the lead."""
    roles: list[tuple[str, ParagraphRole]] = []
    led = False
    for text in paragraphs:
        if not led and is_dateline(text):
            roles.append((text, ParagraphRole.DATELINE))
            continue
        roles.append((text, ParagraphRole.BODY if led else ParagraphRole.LEAD))
        led = True
    return roles


def is_dateline(line: str) -> bool:
    """Return True for a line that is only a dateline ("GAZA CITY (AP) —") or only a date."""
    return names_town(line) or (len(line) < _LONGEST and _ONLY_DATE.match(line) is not None)


def names_town(line: str) -> bool:
    """Return True for a line that is only a dateline; a button in capitals looks the same."""
    return bool(line) and len(line) < _LONGEST and bool(_DATELINE.match(line) or _TOWN.match(line))
