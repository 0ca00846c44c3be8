"""Names as they are compared: places, claimants and publishers, whatever the spelling."""

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "names_alike", "share_a_name", "skeleton"]

_ARTICLES = frozenset({"al", "el", "ash", "as", "an", "ar", "at", "az", "ad", "ul", "the", "of"})
# Words that say what a place is rather than which.
_GENERIC = frozenset({
    "governorate", "province", "city", "town", "village", "district", "region", "countryside", "subdistrict", "oblast",
    "state",
})  # fmt: skip

_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Return a name in lower case without accents, hyphens, articles and words such as "governorate"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c) and c not in "'’ʿʾ`")
    words = [w for w in plain.split() if w not in _ARTICLES]
    telling = [w for w in words if w not in _GENERIC] or words
    return " ".join(telling) or plain.strip()


@lru_cache(maxsize=65_536)
def skeleton(name: str) -> str:
    """Return the consonants of a folded name: spellings of one Arabic or Cyrillic name mostly share them."""
    joined = fold(name).replace(" ", "")
    return joined[:1] + _DOUBLED.sub(r"\1", _VOWELS.sub("", joined[1:]).removesuffix("h"))


def names_alike(one: str, other: str) -> bool:
    """Return True if two names may be spellings of one. Short skeletons say too little: there the spelling counts."""
    if fold(one) == fold(other):
        return True
    return len(skeleton(one)) >= 4 and skeleton(one) == skeleton(other)


def _words(name: str) -> frozenset[str]:
    """Return the words of a name in a form in which spellings of one word are mostly equal."""
    return frozenset(skeleton(word) for word in fold(name).split() if len(word) >= _LEAST_LETTERS)


_LEAST_LETTERS = 4


def share_a_name(one: str, other: str) -> bool:
    """Return True if one name holds the other, whatever words stand around it: "Kalem market" and "Kalem"."""
    words, others = _words(one), _words(other)
    return bool(words) and bool(others) and (words <= others or others <= words)
