"""Which actor does what: holder, perpetrator, side of the victims."""

import re

from vedette.extract.actors import ActorMention
from vedette.extract.reading import Reading
from vedette.schemas import Actor, ActorRole

__all__ = ["as_actor", "inside", "parties_of", "perpetrator_of", "recent_actor", "subject_before"]

_BY = re.compile(
    r"\b(?:by|carried out by|blamed on|launched by|staged by|perpetrated by|"
    r"at the hands of)\s(?:the\s|suspected\s|an?\s|alleged\s|unknown\s)*(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\bclaim(?:s|ed|ing)?\s(?:the\s)?responsibility|\b(?:took|takes|take) responsibility", re.IGNORECASE
)
_BLAMED = re.compile(r"\b(?:blam(?:e|es|ed|ing)|accus(?:e|es|ed|ing))\s(?:the\s|suspected\s)?$", re.IGNORECASE)
# "an Israeli airstrike", "a suspected U.S. drone": hardly a word between the actor and the means.
_ADJACENT = re.compile(r"^[\s'’s-]*(?:[\w-]+\s){0,2}$")
_DEED = re.compile(
    r"^(?:'s|’s)?\s(?:(?:from|in|of|inside)\s[\w\s]{3,25}?\s|have\s|has\s|had\s|also\s|later\s|then\s|"
    r"reportedly\s|allegedly\s|again\s){0,2}"
    r"(?:attack|storm|shell|bomb|kill|str(?:ike|uck)|hit|open(?:s|ed)? fire|fire[sd]?\b|raid|launch|"
    r"ambush|assault|overr[ua]n|seiz|captur|detonat|blew|blow|"
    r"attempt|execut|behead|shoot|shot|target|wound|injur|kidnap|abduct|assassinat|besieg|rocket|"
    r"carr(?:y|ies|ied) out|infiltrat|destroy|clash|dropp|conduct)",
    re.IGNORECASE,
)
_FOUGHT = re.compile(
    r"\b(?:clash\w*|fight\w*|battle\w*|fought|combat|skirmish\w*|firefight|gunfight|"
    r"shootout)\s(?:\w+\s){0,2}?(?:with|against|between)\s(?:the\s|\w+\s){0,5}$",
    re.IGNORECASE,
)
# "gunmen in army uniforms" are not the army.
_WORN = re.compile(
    r"^(?:[\s-]\w+){0,2}?[\s-](?:uniforms?|fatigues|dress|clothes|clothing|garb|disguise)\b", re.IGNORECASE
)
_BREAK = re.compile(r"[;.]|\b(?:after|when|while|who|which|in response to|against|targeting|near|from)\b")


def as_actor(mention: ActorMention, role: ActorRole) -> Actor:
    """Return a mention as a party of a claim."""
    return Actor(text=mention.text, actor_id=mention.actor_id, role=role, kind=mention.kind)


def inside(reading: Reading, index: int, start: int, end: int) -> ActorMention | None:
    """Return the first actor named in a stretch of a sentence."""
    hits = [a for a in reading.actors(index) if a.start < end and a.end > start]
    return next((a for a in hits if not a.is_people), hits[0] if hits else None)


def subject_before(reading: Reading, index: int, at: int) -> ActorMention | None:
    """Return the actor that stands as subject before a verb, within its clause."""
    offset, text = reading.sentences[index].start, reading.article.text
    saying = reading.saying(index)
    for actor in reversed(reading.actors(index)):
        if (
            actor.end > at
            or actor.is_people
            or (saying and saying.start <= actor.start < saying.end and saying.verb_at)
        ):
            continue
        between = text[actor.end : at]
        if len(between) < 90 and not _BREAK.search(between) and actor.start >= offset:
            return actor
    return None


def perpetrator_of(
    reading: Reading, index: int, at: int, victims: tuple[int, int], side: str | None = None
) -> ActorMention | None:
    """Return who did it where the text says so: "by X", "an X airstrike", "X stormed", "clashes with X", "X claimed".

    `side` is the victims' own, which is never its own attacker.
    """
    actors = [
        a
        for a in reading.actors(index)
        if not a.is_people
        and (a.end <= victims[0] or a.start >= victims[1])
        and (side is None or a.actor_id != side)
        and not _WORN.match(reading.article.text[a.end : a.end + 40])
    ]
    told = [a for a in actors if _is_named_doer(reading, index, a)]
    doers = told or [a for a in actors if _acts(reading, a)]
    if doers:
        return min(doers, key=lambda a: abs(a.start - at))
    return _claimed(reading, index) or next((a for a in actors if _fought_with(reading, index, a)), None)


def _is_named_doer(reading: Reading, index: int, actor: ActorMention) -> bool:
    """Tell "by X", "blamed on X" and "an X airstrike"."""
    text, offset = reading.article.text, reading.sentences[index].start
    lead = text[max(offset, actor.start - 40) : actor.start]
    if _BY.search(lead) or _BLAMED.search(lead):
        return True
    return any(
        cause.end > actor.start and _ADJACENT.match(text[actor.end : max(actor.end, cause.start)])
        for cause in reading.causes(index)
    )


def _acts(reading: Reading, actor: ActorMention) -> bool:
    """Tell whether an actor is the subject of a verb of attack or harm."""
    return bool(_DEED.match(reading.article.text[actor.end : actor.end + 60]))


def _fought_with(reading: Reading, index: int, actor: ActorMention) -> bool:
    offset = reading.sentences[index].start
    return bool(_FOUGHT.search(reading.article.text[max(offset, actor.start - 50) : actor.start]))


def _claimed(reading: Reading, index: int) -> ActorMention | None:
    for other in (index, index + 1, index + 2):
        if other < len(reading.sentences) and (claim := _CLAIMED.search(reading.sentences[other].text)):
            start = reading.sentences[other].start
            before = [a for a in reading.actors(other) if not a.is_people and a.end <= start + claim.start() + 1]
            if before:
                return before[-1]
    return None


def recent_actor(reading: Reading, index: int, at: int | None = None) -> ActorMention | None:
    """Return the party spoken of shortly before a place in the text, for "we", "they", "it"."""
    for other in (index, index - 1, index - 2):
        if other < 0:
            break
        told = [a for a in reading.actors(other) if not a.is_people and (at is None or a.end <= at)]
        if told:
            return told[0]
    return None


def parties_of(reading: Reading, index: int, at: int) -> list[ActorMention]:
    """Return the parties that stand before a verb and are not its speaker: who agreed with whom. One mention each."""
    saying = reading.saying(index)
    found: dict[str, ActorMention] = {}
    for actor in reading.actors(index):
        speaks = saying is not None and saying.start <= actor.start < saying.end
        if actor.end <= at and not actor.is_people and not speaks:
            found.setdefault(actor.actor_id or actor.text, actor)
    return list(found.values())
