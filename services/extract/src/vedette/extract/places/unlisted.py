"""Which names no table knows are still places: "the village of Umm Hartin", "in Tal Khattab"."""

import re
from functools import cache

from vedette.extract.places.country_prior import countries, demonyms
from vedette.extract.places.slots import Run, Slot
from vedette.extract.places.words import AFTER_SUFFERED, LEFT, LISTED_LEFT, STRONG_PREPOSITIONS, STRUCK

__all__ = ["may_stay"]

_UNRESOLVED_KINDS = frozenset(["town", "district", "site", "nature", "water", "province", "road"])
_TITLES = re.compile(
    r"^(?:Operation|Mr|Mrs|Ms|Dr|President|General|Gen|Colonel|Major|Captain|Lieutenant|Prince|King)\b"
)
# "Aid to the Church in Need (ACN)": a body's name goes on over the preposition.
_BODY_BEFORE = re.compile(
    r"(?<!^)\b(?!Base|Camp|Post|Barracks|Outpost|Airport)[A-Z][a-z]+(?<!day)\s(?:in|at|of|for)\s$"
)
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
    if _is_of_people(run.text) or _is_body(sentence, run) or _OF_A_KIND.search(sentence[: run.start]):
        return False
    if slot.kind in _UNRESOLVED_KINDS:
        return True
    if slot.kind == "" and not _has_preposition(sentence, run) and _may_be_person(sentence, run):
        return False
    return slot.kind in {"", "countryside"} and not _is_headline(sentence)


def _is_of_people(name: str) -> bool:
    """Tell whether a name is a title's, a people's or a country's: "in Russian", "on Filipino-controlled islands"."""
    lower = name.lower()
    if _TITLES.match(name) or {lower, re.split(r"[\s-]", lower)[0]} & demonyms():
        return True
    return lower.removesuffix("s") in _country_words()  # "Syrias Idlib", where a page has lost its apostrophes


def _is_body(sentence: str, run: Run) -> bool:
    return bool(
        _INSTITUTION.search(run.text)
        or _BODY_BEFORE.search(sentence[: run.start])
        or _ACRONYM_BEHIND.match(sentence[run.end :])
    )


def _may_be_person(sentence: str, run: Run) -> bool:
    """Tell whether what is said here is said of people too: "attacked Omar Feld", "in two villages, Omar Feld said"."""
    left, right = sentence[: run.start], sentence[run.end :]
    listed = LISTED_LEFT.search(left)
    suffered = AFTER_SUFFERED.match(right)
    is_scene = suffered is not None and suffered[0].endswith("scene of")
    return bool(STRUCK.search(left) or (suffered and not is_scene) or (listed and not listed["named"]))


def _has_preposition(sentence: str, run: Run) -> bool:
    found = LEFT.search(sentence[: run.start])
    return found is not None and re.sub(r"\s+", " ", found["prep"].lower()) in STRONG_PREPOSITIONS


def _is_headline(sentence: str) -> bool:
    """Tell whether nearly every word is in capitals, as in headlines: then they tell nothing of names."""
    long = [word for word in sentence.split() if len(word) > _SHORT_WORD and word[0].isalpha()]
    return len(long) >= 4 and sum(word[0].isupper() for word in long) >= _HEADLINE * len(long)


_SHORT_WORD, _HEADLINE = 3, 0.7


@cache
def _country_words() -> frozenset[str]:
    return frozenset(country.name.lower() for country in countries())
