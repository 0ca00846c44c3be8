"""Cut a sentence into chunks: each word or phrase of the lexicon becomes one letter that rules can be written in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from vedette.extract.numbers import NumberMention

__all__ = ["POSSESSIVE", "Chunk", "Phrases", "Token", "tokenize"]

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|\w+(?:['’]\w+)*|[^\w\s]")
_PUNCTUATION = {
    "(": "(",
    ")": ")",
    "[": "(",
    "]": ")",
    ";": ";",
    ",": ",",
    ":": ",",
    "–": ",",
    "—": ",",
    "-": ",",
    "!": ";",
    "?": ";",
}
_FEW = 3  # words up to which capitals may be an abbreviation's
_SHORT = {
    "IS": "isis",
    "US": "u.s.",
    "KIA": "k.i.a.",
    "WIA": "w.i.a.",
}  # capitals that would else be read as little words
_PARTICLES = frozenset(
    {
        "al",
        "el",
        "ul",
        "ud",
        "bin",
        "ibn",
        "abu",
        "ben",
        "bint",
        "ould",
        "von",
        "van",
        "der",
        "den",
        "de",
        "la",
        "du",
        "da",
        "dos",
    }
)
_PEOPLE_NAME = re.compile(r"[A-Z]\w+(?:ians|eans|cans|lans|ans|anis|alis|ese)$")
_CAPITAL_PEOPLE = re.compile(r"[A-Z]+(?:IANS|EANS|CANS|ANIS|ESE)$")
# Endings of words that are hardly names, where all is written in capitals.
_PLAIN = re.compile(
    r"[A-Z]{2,}(?:[^MEAL]ED|[^A]ING|LY|TIONS?|SIONS?|MENTS?|NESS|ABLE|IBLE|[^AO]TIVE|IOUS|FUL|LESS|ANCE|ENCE|ICAL|IVELY|ISTS?|NESE)$"
)
_MONTH = "May"  # which says nothing of what may be
_YEARS_OLD = {("year", "old"), ("years", "old"), ("month", "old")}
POSSESSIVE = "'s"
"""Attribute of a name that ends in 's."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark and where it stands in the sentence."""

    start: int
    end: int
    text: str
    low: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """One letter of the alphabet of rules, the characters it stands for and what the lexicon says of them."""

    symbol: str
    start: int
    end: int
    attribute: str = ""
    number: NumberMention | None = None
    parts: tuple["Chunk", ...] = field(default=())


@lru_cache(maxsize=256)  # tagger and readers ask for the same sentences one after the other
def tokenize(sentence: str) -> tuple[Token, ...]:
    """Return words and marks; a hyphen inside a word and quotation marks are left out."""
    found: list[Token] = []
    short = {} if sentence.isupper() else _SHORT
    for match in _TOKEN.finditer(sentence):
        start, end, text = match.start(), match.end(), match[0]
        if text in "\"“”'‘’«»*_" or (text == "-" and not _is_dash(sentence, start, end)):
            continue
        low = text if text == _MONTH and found else text.lower().replace("’", "'")
        found.append(Token(start, end, text, short.get(text) or low))
    return tuple(found)


def _is_dash(sentence: str, start: int, end: int) -> bool:
    return sentence[start - 1 : start].isspace() or sentence[end : end + 1].isspace()


class Phrases:
    """The lexicon of one family, compiled: single words, and longer forms by their first two words, longest first."""

    def __init__(self, *tables: Mapping[str, Mapping[str, Sequence[str]]], plain: Sequence[str] = ()) -> None:
        """`plain` are common words that are no names, for texts in capitals."""
        self._plain = frozenset(plain)
        self._single: dict[str, tuple[str, str]] = {}
        self._longer: dict[str, dict[str, list[tuple[tuple[str, ...], str, str]]]] = {}
        for table in tables:
            for symbol, attributes in table.items():
                for attribute, forms in attributes.items():
                    for form in forms:
                        words = tuple(form.split())
                        if len(words) == 1:
                            self._single.setdefault(words[0], (symbol, attribute))
                        else:
                            rows = self._longer.setdefault(words[0], {}).setdefault(words[1], [])
                            rows.append((words, symbol, attribute))
        for by_second in self._longer.values():
            for rows in by_second.values():
                rows.sort(key=lambda row: -len(row[0]))

    def chunk(self, tokens: Sequence[Token], numbers: Sequence[NumberMention], offset: int) -> list[Chunk]:
        """Return the sentence as chunks; numbers win over words, long forms over short ones."""
        return list(self._walk(tokens, {n.start - offset: n for n in numbers}, offset))

    def _walk(self, tokens: Sequence[Token], numbers: Mapping[int, NumberMention], offset: int) -> Iterator[Chunk]:
        # no phrase runs over the start of a number: "fired at least nine shells" is no "fired at"
        words = ["\0" + token.low if token.start in numbers else token.low for token in tokens]
        at = 0
        capitals = len(tokens) > _FEW and not any(token.text != token.text.upper() for token in tokens)
        while at < len(tokens):
            token = tokens[at]
            number = numbers.get(token.start)
            hit = _age(words, at) or self._longest(words, at) if number is None else None
            if number is not None:
                end = number.end - offset
                while at < len(tokens) and tokens[at].start < end:
                    at += 1
                yield Chunk("O" if number.ordinal else "N", token.start, end, "", number)
                continue
            if hit:
                length, symbol, attribute = hit
                yield Chunk(symbol, token.start, tokens[at + length - 1].end, attribute)
                at += length
                continue
            symbol = self._in_capitals(token) if capitals else _symbol(token, first=at == 0)
            yield Chunk(symbol, token.start, token.end, POSSESSIVE if token.low.endswith("'s") else "")
            at += 1

    def _in_capitals(self, token: Token) -> str:
        """Return the letter of an unknown word where capitals tell nothing."""
        if not token.text[0].isalpha():
            return _symbol(token, first=False)
        if _CAPITAL_PEOPLE.match(token.text):
            return "V"
        return "x" if token.low in self._plain or _PLAIN.match(token.text) else "C"

    def _longest(self, words: Sequence[str], at: int) -> tuple[int, str, str] | None:
        word = words[at]
        if (by_second := self._longer.get(word)) and at + 1 < len(words):
            for form, symbol, attribute in by_second.get(words[at + 1], ()):
                if len(form) == 2 or tuple(words[at : at + len(form)]) == form:
                    return len(form), symbol, attribute
        if hit := self._single.get(word):
            return 1, *hit
        if word.endswith("'s") and len(word) > 3 and (hit := self._single.get(word[:-2])) and hit[0] == "J":
            return 1, *hit
        return None


def _age(words: Sequence[str], at: int) -> tuple[int, str, str] | None:
    """Return "54-year-old" as one word that tells of somebody, as "Syrian" does."""
    is_age = words[at].isdigit() and tuple(words[at + 1 : at + 3]) in _YEARS_OLD
    return (3, "J", "") if is_age else None


def _symbol(token: Token, *, first: bool) -> str:
    """Return the letter of a word the lexicon does not know."""
    if not token.text[0].isalnum():
        return _PUNCTUATION.get(token.text, ".")
    if token.text[0].isdigit():
        return "0"
    if token.text[0].isupper() or token.low in _PARTICLES:
        return "V" if _PEOPLE_NAME.match(token.text) and not first else "C"
    return "x"
