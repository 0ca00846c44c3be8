"""Is it war? Tells harm by armed force from accident, disaster, crime, court report, sport and fiction."""

from collections.abc import Callable

from vedette.extract.reading import Reading
from vedette.schemas import Cause

__all__ = ["is_conflict", "is_plain", "is_post_matter"]

_ENOUGH = 1  # set on reports of many newsrooms; see README of extract
_COURT_OUTWEIGHED = 4  # words of war that make a court's sentence one on a war
_NEAR = 2  # sentences around a claim in which a war may be told
_MISHAPS = frozenset({"out.accident", "out.disaster", "out.disease", "strong"})
_ATTACKS = frozenset({Cause.UNKNOWN, Cause.EXPLOSION})  # "attack", "blast": somebody's deed where nothing else is told


def is_conflict(reading: Reading, index: int, *, group: str, has_armed_actor: Callable[[], bool]) -> bool:
    """Tell whether people in this sentence came to harm by armed force.

    `group` is what the lexicon calls the victims; `has_armed_actor` is asked only where the words leave it open.
    """
    here = [f.key for f in reading.themes(index)]
    means = reading.causes(index)
    armed = sum(c.armed for c in means)
    war, out = here.count("war"), sum(k != "war" for k in here)
    court = here.count("out.court")
    if ("strong" in here and not armed) or court > 1 or (court and war + armed < _COURT_OUTWEIGHED):
        return False
    if any(k in _MISHAPS for k in here) and not armed:
        return False
    if armed and armed + war >= out:
        return True
    attack = any(c.cause in _ATTACKS for c in means) and not any(c.cause is Cause.STABBING for c in means)
    score = 2 * armed + war + attack + 2 * (group == "combatant") - 2 * out
    score_with_near = score + max(-4, min(4, _balance_around(reading, index))) / 2
    return score_with_near >= _ENOUGH or (score_with_near + 2 >= _ENOUGH and has_armed_actor())


def _balance_around(reading: Reading, index: int) -> int:
    """Return words of war less other words, in the sentences around and the title."""
    low, high = max(0, index - _NEAR), min(len(reading.sentences), index + _NEAR + 1)
    keys = [f.key for other in range(low, high) if other != index for f in reading.themes(other)]
    keys += [f.key for f in reading.title_themes()]
    return 2 * keys.count("war") - len(keys)


def is_post_matter(reading: Reading, index: int, facility: str) -> bool:
    """Tell whether a sentence on an installation is about armed forces, not accident, court case, sport or fiction."""
    here = [f.key for f in reading.themes(index)]
    armed = sum(c.armed for c in reading.causes(index))
    war = here.count("war") + armed
    if facility == "other" and war < 1:
        return False
    return sum(k != "war" for k in here) <= war + 1 and not ("strong" in here and war < 2)


def is_plain(reading: Reading, index: int) -> bool:
    """Tell whether a sentence has no word of accident, crime, court, sport or fiction."""
    return all(f.key == "war" for f in reading.themes(index))
