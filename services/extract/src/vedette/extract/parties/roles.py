"""Which actor plays which part: holder, subject, side of the victims."""

import re

from vedette.extract.actors.finder import ActorMention
from vedette.extract.reading import Reading
from vedette.schemas import Actor, ActorRole

__all__ = ["as_actor", "inside", "parties_of", "recent_actor", "subject_before"]

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
