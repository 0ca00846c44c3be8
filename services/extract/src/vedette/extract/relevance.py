"""Is it war? Tells harm by armed force from accident, disaster, crime, court report, sport and fiction."""

from vedette.extract.reading import Reading
from vedette.schemas import Cause

__all__ = ["is_conflict", "is_plain", "is_post_matter"]

_ENOUGH = 1  # set on reports of many newsrooms; see README of extract
_NEAR = 2  # sentences around a claim in which a war may be told
_MISHAPS = frozenset({"out.accident", "out.disaster", "out.disease", "strong"})
_ATTACKS = frozenset({Cause.UNKNOWN, Cause.EXPLOSION})  # "attack", "blast": somebody's deed where nothing else is told


def is_conflict(reading: Reading, index: int, *, group: str, armed_actor: bool) -> bool:
    """Tell whether people in this sentence came to harm by armed force. `group` is what the lexicon calls the victims."""
    here = [f.key for f in reading.themes(index)]
    around = [
        f.key
        for other in range(max(0, index - _NEAR), min(len(reading.sentences), index + _NEAR + 1))
        if other != index
        for f in reading.themes(other)
    ]
    title = [f.key for f in reading.title_themes()]
    means = reading.causes(index)
    armed = sum(c.armed for c in means)
    attack = any(c.cause in _ATTACKS for c in means)
    war, out = here.count("war"), sum(k != "war" for k in here)
    court = here.count("out.court")
    if ("strong" in here and not armed) or court > 1 or (court and war + armed < 4):
        return False
    if any(k in _MISHAPS for k in here) and not armed:
        return False
    if armed and armed + war >= out:
        return True
    score = 2 * armed + war + attack + (2 if group == "combatant" else 0) + (2 if armed_actor else 0) - 2 * out
    near = around.count("war") - sum(k != "war" for k in around) + (title.count("war") - sum(k != "war" for k in title))
    return score + max(-4, min(4, near)) / 2 >= _ENOUGH


def is_post_matter(reading: Reading, index: int, facility: str) -> bool:
    """Tell whether a sentence on an installation is about armed forces and no accident, court case, sport or fiction."""
    here = [f.key for f in reading.themes(index)]
    armed = sum(c.armed for c in reading.causes(index))
    war = here.count("war") + armed
    if facility == "other" and war < 1:
        return False
    return sum(k != "war" for k in here) <= war + 1 and not ("strong" in here and war < 2)


def is_plain(reading: Reading, index: int) -> bool:
    """Tell whether a sentence has no word of accident, crime, court, sport or fiction."""
    return all(f.key == "war" for f in reading.themes(index))
