"""Which actor does what: holder, perpetrator, side of the victims."""

import re

from vedette.extract.actors import ActorMention
from vedette.extract.reading import Reading
from vedette.schemas import Actor, ActorRole

__all__ = ["as_actor", "inside", "perpetrator_of", "subject_before"]

_BY = re.compile(
    r"\b(?:by|carried out by|blamed on|launched by|staged by|perpetrated by|at the hands of)\s(?:the\s|suspected\s|an?\s|alleged\s|unknown\s)*(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
_CLAIMED = re.compile(
    r"\bclaim(?:s|ed|ing)?\s(?:the\s)?responsibility|\b(?:took|takes|take) responsibility", re.IGNORECASE
)
_BLAMED = re.compile(r"\b(?:blam(?:e|es|ed|ing)|accus(?:e|es|ed|ing))\s(?:the\s|suspected\s)?$", re.IGNORECASE)
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


def perpetrator_of(reading: Reading, index: int, at: int, victims: tuple[int, int]) -> ActorMention | None:
    """Return who did it where the text says so: "by X", "X shelled", "blamed on X", "X claimed responsibility"."""
    text = reading.article.text
    offset = reading.sentences[index].start
    actors = [a for a in reading.actors(index) if not a.is_people and (a.end <= victims[0] or a.start >= victims[1])]
    for actor in actors:
        lead = text[max(offset, actor.start - 40) : actor.start]
        if _BY.search(lead) or _BLAMED.search(lead):
            return actor
    for other in (index, index + 1, index + 2):
        if other < len(reading.sentences) and (claim := _CLAIMED.search(reading.sentences[other].text)):
            start = reading.sentences[other].start
            before = [a for a in reading.actors(other) if not a.is_people and a.end <= start + claim.start() + 1]
            if before:
                return before[-1]
    subject = subject_before(reading, index, min(at, victims[0]))
    return subject if subject in actors else None
