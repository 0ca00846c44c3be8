"""Which names no table knows are still places: "the village of Umm Hartin", "in Tal Khattab"."""

import re
from functools import cache

from vedette.extract.country_prior import countries, demonyms
from vedette.extract.place_slots import Run, Slot
from vedette.extract.place_words import AFTER_SUFFERED, LEFT, STRONG_PREPOSITIONS, STRUCK

__all__ = ["may_stay"]

_UNRESOLVED_KINDS = frozenset(["town", "district", "site", "province", "road"])
_TITLES = re.compile(
    r"^(?:Operation|Mr|Mrs|Ms|Dr|President|General|Gen|Colonel|Major|Captain|Lieutenant|Prince|King)\b"
)
# "Aid to the Church in Need (ACN)": a body's name goes on over the preposition.
_BODY_BEFORE = re.compile(r"(?<!^)\b[A-Z][a-z]+(?<!day)\s(?:in|at|of|for)\s$")
_OF_A_KIND = re.compile(r"\b(?:an?|another)\s(?:[a-z-]+\s)?$")  # "on a Friday gathering"
_INSTITUTION = re.compile(
    r"\b(?:Armou?red|Mechani[sz]ed|Infantry|Affairs|Ministry|School|University|College|Institute|Company|Professional|Technical|Faculty|Ltd|Inc)\b"
)
_ACRONYM_BEHIND = re.compile(r"^\s\([A-Z]{2,}\)")


def may_stay(sentence: str, run: Run, slot: Slot) -> bool:
    """Tell whether a name no table knows is still a place: "the village of Umm Hartin", "in Tal Khattab"."""
    count = len(run.text.split())
    if slot.strength < 2 or count > 5 or len(run.text) < 3 or run.text.isupper() or "–" in run.text:
        return False
    if _TITLES.match(run.text) or _OF_A_KIND.search(sentence[: run.start]):
        return False
    if {run.text.lower(), re.split(r"[\s-]", run.text.lower())[0]} & demonyms():
        return False  # "in Russian", "on Filipino-controlled islands"
    if run.text.lower().removesuffix("s") in _country_words():
        return False  # "Syrias Idlib", where a page has lost its apostrophes
    if not slot.kind and not _has_preposition(sentence, run) and _is_struck(sentence, run):
        return False  # "attacked Omar Feld": people are struck too
    if (
        _INSTITUTION.search(run.text)
        or _BODY_BEFORE.search(sentence[: run.start])
        or _ACRONYM_BEHIND.match(sentence[run.end :])
    ):
        return False
    if slot.kind in _UNRESOLVED_KINDS:
        return True
    return slot.kind in {"", "countryside"} and not _is_headline(sentence)


def _has_preposition(sentence: str, run: Run) -> bool:
    found = LEFT.search(sentence[: run.start])
    return found is not None and re.sub(r"\s+", " ", found["prep"].lower()) in STRONG_PREPOSITIONS


def _is_struck(sentence: str, run: Run) -> bool:
    return bool(STRUCK.search(sentence[: run.start]) or AFTER_SUFFERED.match(sentence[run.end :]))


def _is_headline(sentence: str) -> bool:
    """Tell whether nearly every word is in capitals, as in headlines: then they tell nothing of names."""
    long = [word for word in sentence.split() if len(word) > _SHORT_WORD and word[0].isalpha()]
    return len(long) >= 4 and sum(word[0].isupper() for word in long) >= _HEADLINE * len(long)


_SHORT_WORD, _HEADLINE = 3, 0.7


@cache
def _country_words() -> frozenset[str]:
    return frozenset(country.name.lower() for country in countries())
