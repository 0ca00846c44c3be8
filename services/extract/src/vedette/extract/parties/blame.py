"""Who did it where the sentence of the harm leaves it open: told before, claimed afterwards, or laid on somebody."""

import re
from collections.abc import Iterator

from vedette.extract.actors.finder import ActorMention
from vedette.extract.parties.agents import agent_in, doers_of, its_owner
from vedette.extract.parties.doers import doer_in, is_object
from vedette.extract.reading import Reading

__all__ = ["perpetrator_of"]

_QUALIFIED = r"(?:(?:the|an?|suspected|alleged|members of|militants from|elements of)\s)*"
_CLAIMED = re.compile(
    r"\bclaim(?:s|ed|ing)?\s(?:\w+\s)?responsibility|\b(?:took|takes|take|taken|assum\w+) responsibility|"
    r"\b(?:was|were|been|later) claimed(?= by)|"
    r"\bclaimed (?:the|this) (?:attack|bombing|assault|blast|killings?|ambush|raid)|"
    r"\bsaid (?:it|they) (?:(?:was|were|had been) behind|(?:had )?carried out) (?:the|this)\b|"
    r"\b(?:accept\w*|admitt?\w*) responsibility",
    re.IGNORECASE,
)
_CLAIMED_BY = re.compile(r"\b(?:claimed|carried out|staged|launched) by\b|\bclaimed responsibility\b", re.IGNORECASE)
_UNCLAIMED = re.compile(
    r"\b(?:no|neither|nobody|none|not|never|nor|denied|denies|deny|often|regularly|previously|usually|routinely)\b[^;]{0,60}$",
    re.IGNORECASE,
)
_BLAMED = re.compile(
    r"\b(?:blam(?:e|es|ed|ing)|accus(?:e|es|ed|ing)|suspect(?:s|ed)?(?: that)?|suspicion (?:\w+ ){0,3}(?:on|at)|"
    r"blame[ds]?(?: \w+){0,4} (?:on|at)|attributed (?:\w+ ){0,4}to|pinned (?:\w+ ){0,4}on|finger at|"
    r"(?:carried out|launched|conducted|staged|mounted|perpetrated|committed) by|"
    r"(?:thought|believed|suspected|said|alleged) to be(?: members of| from| linked to)?|the work of)\s"
    rf"{_QUALIFIED}(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"^,?\s(?:was|were|is|are|to be|had been)\s(?:\w+\s){0,3}?(?:behind|blamed|suspected|responsible|accused)\b",
    re.IGNORECASE,
)
# "the attack", "these strikes": a sentence that goes on about a deed told before.
_BACK = re.compile(
    r"\b(?:the|this|that|these|those)\s(?:[\w-]+\s){0,2}?(?:attacks?|strikes?|air ?strikes?|raids?|shelling|bombing|"
    r"blasts?|explosions?|assault|ambush|clashes|fighting|shootings?|massacre|incident|operation|violence|gunfire|"
    r"offensive|missiles?|rockets?|sorties|bombardment|battle|shootout|killings?|siege|barrage)\b",
    re.IGNORECASE,
)
_NEW_DEED = re.compile(r"\b(?:separate\w*|elsewhere|another|meanwhile|in a different|in other)\b", re.IGNORECASE)
_THEY = re.compile(
    r"\b(?:they|the (?:group|militants|insurgents|rebels|jihadists))\s(?:have\s|had\s|also\s|then\s|later\s)*$",
    re.IGNORECASE,
)
_AFTER = 3  # sentences after a toll in which somebody claims the deed or is accused
_BEFORE = 2  # sentences before a toll in which the deed was told


def perpetrator_of(
    reading: Reading, index: int, at: int, victims: tuple[int, int], side: str | None = None, *, lasting: bool = False
) -> ActorMention | None:
    """Return who did it; men without a name give way to who claims the deed or is accused of it.

    `lasting` for a sum over a time, which takes nobody from the sentences around.
    """
    doer = doer_in(reading, index, at, victims, side) or agent_in(reading, index, at, victims, side)
    if lasting:
        return doer
    doer = doer or _meant_by_they(reading, index, at, side) or _told_before(reading, index, side)
    if doer is None or doer.actor_id is None:
        return _answerable(reading, index, victims, side) or doer
    return its_owner(reading, index, doer)


def _meant_by_they(reading: Reading, index: int, at: int, side: str | None) -> ActorMention | None:
    """Return the armed party the sentence before begins with, where "they" or "the group" did it in this one."""
    if not _THEY.search(reading.article.text, reading.sentences[index].start, at):
        return None
    for other in range(index - 1, max(-1, index - 1 - _BEFORE), -1):
        for actor in (*reading.actors(other), *doers_of(reading, other)):
            if not actor.is_people and actor.actor_id != side and not is_object(reading, other, actor):
                return actor
    return None


def _told_before(reading: Reading, index: int, side: str | None) -> ActorMention | None:
    """Return the doer of the sentences before, where this one goes on about their deed."""
    text = reading.sentences[index].text
    if _NEW_DEED.search(text) or (any(c.armed for c in reading.causes(index)) and not _BACK.search(text)):
        return None
    reach = _BEFORE if _BACK.search(text) else 1
    for other in range(index - 1, max(-1, index - 1 - reach), -1):
        start, end = reading.sentences[other].start, reading.sentences[other].end
        if doer := doer_in(reading, other, end, (start, start), side):
            return doer
    return None


def _answerable(reading: Reading, index: int, victims: tuple[int, int], side: str | None) -> ActorMention | None:
    """Return who claims the deed or, failing that, is accused of it, in this sentence or soon after."""
    told = list(_named_after(reading, index, victims, side))
    claimed = next((a for other, a in told if _claims(reading, other, a)), None)
    return claimed or next((a for other, a in told if _is_accused(reading, other, a)), None)


def _named_after(
    reading: Reading, index: int, victims: tuple[int, int], side: str | None
) -> Iterator[tuple[int, ActorMention]]:
    before = [index - 1] if index and _CLAIMED_BY.search(reading.sentences[index - 1].text) else []
    for other in (*range(index, min(len(reading.sentences), index + 1 + _AFTER)), *before):
        for actor in reversed(reading.actors(other)):
            apart = actor.end <= victims[0] or actor.start >= victims[1]
            if not actor.is_people and apart and (side is None or actor.actor_id != side):
                yield other, actor


def _claims(reading: Reading, index: int, actor: ActorMention) -> bool:
    start, text = reading.sentences[index].start, reading.sentences[index].text
    claim = _CLAIMED.search(text)
    if claim is None:
        return False
    by = re.match(
        r"[^.;]{0,80}?\bby\s(?:the\s)?(?:[\w-]+\s){0,3}$", text[claim.end() : max(claim.end(), actor.start - start)]
    )
    before = actor.end <= start + claim.start() + 1 and not _UNCLAIMED.search(text, 0, claim.start())
    return before or bool(by)


def _is_accused(reading: Reading, index: int, actor: ActorMention) -> bool:
    text, offset = reading.article.text, reading.sentences[index].start
    return bool(
        _BLAMED.search(text[max(offset, actor.start - 60) : actor.start])
        or _BEHIND.match(text[actor.end : actor.end + 60])
    )
