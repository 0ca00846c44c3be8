"""Who holds a post by its own words: its name, what stands behind it, a possessive, or what was said of it before."""

import re

from vedette.extract.actors.finder import ActorMention
from vedette.extract.parties.roles import inside
from vedette.extract.parties.subjects import group_at, subject_of
from vedette.extract.reading import Reading
from vedette.extract.spans import POST_LABELS, Span
from vedette.schemas import ActorKind

__all__ = ["holder_implied", "holder_told", "is_loss"]

_OWNER = re.compile(
    r"^[^,;.]*?\b(?:of|belonging to|manned by|run by|held by|controlled by|operated by|for)\s(?:the\s|a\s|an\s)?$"
)
_OWNED = re.compile(
    r"^\s?(?:of|belonging to|manned by|run by|held by|controlled by|operated by)\s"
    r"(?P<who>(?:the\s|an?\s)?[^,;.]{2,50}?)(?=[,;.]|\s(?:on|in|at|near|was|were|had|has|is|are|that|which|who)\s|$)"
)
_NEAR_OWNER = 40  # characters between an installation and who it is of
# "a gendarmerie post", "a village defence checkpoint": a force that no table of actors has, by its own words
_FORCE = re.compile(
    r"\b(?:(?P<state>gendarmerie|coast ?guard|border guard|navy|national guard|frontier guard)|"
    r"(?P<other>(?:village|self|civil|local|community)[- ]defen[cs]e|vigilantes?|volunteers?|peacekeep\w+|"
    r"Task Force [A-Z]\w+|\d+(?:st|nd|rd|th) (?:[A-Z]\w+ ){1,3}))"
)
_OF_STATE = re.compile(r"(?P<who>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)['’]s?\s")
_POSSESSIVE = re.compile(r"['’]s?\s(?:\w+\s){0,2}$")
_SAID_BEFORE = re.compile(r"(?:the|it|that|this|one of the|two of the|another)\b", re.IGNORECASE)
_LOOK_BACK = 4  # sentences in which a post was named with its holder
_LOSS = re.compile(r"\b(?:lost|loses?|losing)$")


def is_loss(reading: Reading, span: Span) -> bool:
    """Tell whether a party lost its post: the subject of the verb held it and did nothing to it."""
    return span.cue is not None and bool(_LOSS.search(reading.article.text[span.cue[0] : span.cue[1]]))


def holder_told(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return who holds the post by its name, the words behind it or a verb of loss."""
    if is_loss(reading, span) and span.cue and (loser := subject_of(reading, index, span.cue[0]).known):
        return loser
    own = inside(reading, index, span.start, span.end + 2) or _owner_after(reading, index, span)
    return None if own and own.is_people else own


def holder_implied(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return who holds it by weaker words: "Turkey's base", "a gendarmerie post", or what it was called before."""
    if own := _by_state(reading, span) or _possessor(reading, index, span) or _by_words(reading, span):
        return own
    if not _SAID_BEFORE.match(reading.article.text, span.start):
        return None
    for other in range(index, max(-1, index - 1 - _LOOK_BACK), -1):
        for earlier in reversed(reading.spans[other]):
            if earlier.label in POST_LABELS and earlier.start < span.start:
                return holder_told(reading, other, earlier) or _by_words(reading, earlier)
    return None


def _by_words(reading: Reading, span: Span) -> ActorMention | None:
    found = _FORCE.search(reading.article.text, span.start, span.end)
    if found is None:
        return None
    kind = ActorKind.STATE_FORCE if found["state"] else ActorKind.UNKNOWN
    words = found[0].strip()
    return ActorMention(found.start(), found.start() + len(words), words, None, words, kind, None, is_people=False)


def _by_state(reading: Reading, span: Span) -> ActorMention | None:
    """Return the state of "Turkey's Zilkan base"."""
    found = _OF_STATE.match(reading.article.text, span.start, span.end)
    return group_at(reading, -1, found.start("who"), found.end("who")) if found else None


def _possessor(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return whose it is by the possessive right before it: "the Sarnland forces' base"."""
    text = reading.article.text
    owners = (a for a in reading.actors(index) if a.end < span.start and _POSSESSIVE.match(text[a.end : span.start]))
    return next((a for a in owners if not a.is_people), None)


def _owner_after(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return who it is of: "a command post of the 27th Brigade"."""
    text, sentence = reading.article.text, reading.sentences[index]
    for actor in reading.actors(index):
        between = text[span.end : actor.start]
        if actor.start >= span.end and len(between) < _NEAR_OWNER and _OWNER.match(between):
            return actor
    owned = _OWNED.match(text[span.end : sentence.end])
    return group_at(reading, index, span.end + owned.start("who"), span.end + owned.end("who")) if owned else None
