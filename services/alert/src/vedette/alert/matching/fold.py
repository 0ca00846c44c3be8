"""Text as rules compare it: case, accents and marks do not count, words do."""

import unicodedata
from functools import lru_cache

SINGLE = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
"""Latin letters that Unicode does not take apart into a base letter and a mark."""

ARABIC = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None})
"""Letters that writers of Arabic and Persian use for one another, and the stretching stroke."""

APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼʻʿʾ`´", None))
"""Dropped, so that "Ma'arrat" and "Maarrat" are one name."""

ARABIC_PREFIXES = ("", "ال", "و", "ف", "ب", "ك", "ل", "وال", "فال", "بال", "كال", "لل", "ولل")
"""Article, prepositions and conjunctions that are written as part of the next word."""

SPACELESS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
"""Scripts without spaces between words, by the first word of their letters' Unicode names."""


class _Letters(dict[int, str]):
    """What each character becomes once its marks are taken off; learnt as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = unicodedata.category(char)
        kept = "" if kind == "Mn" else char.translate(SINGLE).translate(ARABIC)
        self[code] = found = "".join(c if c.isalnum() or kind == "Mc" else " " for c in kept)
        return found


_LETTERS = _Letters()


def fold(text: str) -> str:
    """Return lower-case words of plain letters and digits, one space between them."""
    flat = text.casefold()
    if not flat.isascii():
        flat = unicodedata.normalize("NFKD", flat)
    return " ".join(flat.translate(APOSTROPHES).translate(_LETTERS).split())


@lru_cache(maxsize=65_536)
def _forms(term: str) -> tuple[str, ...]:
    """Return what to look for in a padded corpus; none for a term without a letter."""
    if not term:
        return ()
    script = unicodedata.name(term[0], "").split(" ")[0]
    if script in SPACELESS:
        return (term,)
    if script == "ARABIC":
        return tuple(f" {prefix}{term} " for prefix in ARABIC_PREFIXES)
    return (f" {term} ",)


def pad(folded: str) -> str:
    """Return a folded text with the borders that `holds_term` looks for."""
    return f" {folded} "


def holds_term(padded: str, term: str) -> bool:
    """Return True if the folded term stands in the padded text as whole words."""
    return any(form in padded for form in _forms(term))


def key_words(term: str) -> tuple[str, ...]:
    """Return words of which every text holding this folded term has one among its words; none if that is not sure."""
    forms = _forms(term)
    return () if forms == (term,) else tuple(form.split(" ", 2)[1] for form in forms)
