"""The forms of English verbs, so that a lexicon names a verb once and is read in every tense."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["VerbForms", "inflect"]

_HISSING = ("s", "x", "z", "ch", "sh", "o")
_DOUBLED = re.compile(r"[^aeiou]*(?:qu)?[aeiou][bdgmnprt]$")  # scrap, plan, pin: one short syllable
_AFTER_CONSONANT = re.compile(r"[^aeiou]y$")


@dataclass(frozen=True, slots=True)
class VerbForms:
    """A verb, with whatever follows it ("set fire to"), in each of its forms."""

    base: str
    third: str
    past: str
    participle: str
    ing: str

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((self.base, self.third, self.past, self.participle, self.ing)))

    def of_the_past(self) -> Iterator[str]:
        """Return the forms that are no noun: "mortared", not "mortars"."""
        return iter(dict.fromkeys((self.past, self.participle, self.ing)))


def inflect(verb: str, irregular: Mapping[str, Sequence[str]]) -> VerbForms:
    """Return the forms of a verb; `irregular` gives past and participle of those that do not end in -ed."""
    head, _, rest = verb.partition(" ")
    past, participle = irregular.get(head) or [_past(head)] * 2
    words = (head, _third(head), past, participle, _ing(head))
    return VerbForms(*(f"{word} {rest}".rstrip() for word in words))


def _third(word: str) -> str:
    if word.endswith(_HISSING):
        return f"{word}es"
    return f"{word[:-1]}ies" if _AFTER_CONSONANT.search(word) else f"{word}s"


def _past(word: str) -> str:
    if word.endswith("e"):
        return f"{word}d"
    if _AFTER_CONSONANT.search(word):
        return f"{word[:-1]}ied"
    return f"{_doubled(word)}ed"


def _ing(word: str) -> str:
    return f"{word[:-1]}ing" if word.endswith("e") and not word.endswith("ee") else f"{_doubled(word)}ing"


def _doubled(word: str) -> str:
    return word + word[-1] if _DOUBLED.fullmatch(word) else word
