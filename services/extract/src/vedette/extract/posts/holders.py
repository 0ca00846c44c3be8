"""Who holds a post by its own words: its name, what stands behind it, a possessive, or what was said of it before."""

import re

from vedette.extract.actors.finder import ActorMention
from vedette.extract.parties.roles import inside
from vedette.extract.parties.states import forces_of
from vedette.extract.parties.subjects import group_at, subject_of
from vedette.extract.reading import Reading
from vedette.extract.spans import POST_LABELS, Span
from vedette.schemas import ActorKind

__all__ = ["holder_at", "holder_implied", "holder_told", "is_kind_only", "is_loss", "named_holder"]

_BEARS = (
    r"(?:of|belonging to|manned by|run by|held by|controlled by|operated by|used by|occupied by|set up by|built by)"
)
_OWNER = re.compile(rf"^[^,;.]*?\b(?:{_BEARS}|for)\s(?:the\s|a\s|an\s)?$")
_OWNED = re.compile(
    rf"^\s?{_BEARS}\s"
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
# "the Sudanese roadblock", "a new South Korean guard post"
_NATIONAL = re.compile(r"\b[A-Z][a-z][\w-]*(?:\s[A-Z][a-z][\w-]*)?(?=\s[a-z])")
# "soldiers manning a post", "drove soldiers out of a post", "troops at a post"
_AT_POST = re.compile(
    r"\s(?:(?:who\s(?:had\s|have\s)?)?(?:manning|guarding|holding|manned|guarded|held|defending|occupying|"
    r"stationed at|based at|on duty at|at|in|inside|from|out of|away from|back from)|from inside)\s"
    r"(?:(?:their|its|the|an?|two|three|four|five|several|one of their)\s)?(?:\w+\s)?$"
)
_FROM_WHOM = re.compile(r"^[^,;.]{0,40}?\bfrom\s(?:the\s)?$")
_TAKES = re.compile(r"(?:re)?t(?:ook|ake[ns]?|aking)|(?:re)?captur|seiz|wrest|reclaim|(?:re)?conquer|w[io]n")
_OWN = re.compile(r"(?:their|its)\b")
_KIND_ONLY = re.compile(r"(?:the\s)?(?:police|army|military|security forces?|navy|marines?)", re.IGNORECASE)
_UNIT = re.compile(
    r"\b\d+(?:st|nd|rd|th)?\s(?:[A-Z]\w+\s){0,3}?(?:Battalion|Brigade|Division|Regiment|Corps|Squadron)\b"
)
_SENT = frozenset({"mission", "contingent"})
_BODY = re.compile(r"(?:[Tt]he\s)?(?:mission|contingent|coalition|alliance)")
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
    own, after = inside(reading, index, span.start, span.end + 2), _owner_after(reading, index, span)
    own = after if after and (own is None or is_kind_only(own)) else own or _unit_in(reading, span)
    return None if own and own.is_people else own


def _unit_in(reading: Reading, span: Span) -> ActorMention | None:
    """Return the unit that the words for a post name by its number: "the 149 Battalion base"."""
    found = _UNIT.search(reading.article.text, span.start, span.end)
    if found is None:
        return None
    return ActorMention(*found.span(), found[0], None, found[0], ActorKind.UNKNOWN, None, is_people=False)


def named_holder(reading: Reading, index: int, holder: ActorMention) -> ActorMention:
    """Return the party that "its soldiers" or "the mission" means: the one the text spoke of before, else the words."""
    if holder.actor_id:
        return holder
    owned = _OWN.match(holder.text)
    if not owned and not _BODY.fullmatch(holder.text):
        return holder
    for other in range(index, max(-1, index - 1 - _LOOK_BACK), -1):
        for actor in reversed(reading.actors(other)):
            if actor.end > holder.start or actor.is_people or actor.actor_id is None:
                continue
            if owned or _is_body(actor, holder.text):
                return actor
    return holder


def _is_body(actor: ActorMention, words: str) -> bool:
    """Tell whether a party is the mission or coalition meant: one of foreign forces, or one that is called so."""
    kind = words.rsplit(maxsplit=1)[-1].lower()
    return kind in actor.text.lower() or (kind in _SENT and actor.kind is ActorKind.FOREIGN_FORCE)


def is_kind_only(holder: ActorMention) -> bool:
    """Tell whether words for a holder only say of what kind the post is: "a police post"."""
    return bool(_KIND_ONLY.fullmatch(holder.text))


def holder_implied(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return who holds it by weaker words: "Turkey's base", "a gendarmerie post", or what it was called before."""
    named = _by_state(reading, span) or _by_nation(reading, span)
    if own := named or _possessor(reading, index, span) or _by_words(reading, span):
        return own
    if not _SAID_BEFORE.match(reading.article.text, span.start):
        return None
    for other in range(index, max(-1, index - 1 - _LOOK_BACK), -1):
        for earlier in reversed(reading.spans[other]):
            if earlier.label in POST_LABELS and earlier.start < span.start:
                return holder_told(reading, other, earlier) or _by_words(reading, earlier)
    return None


def holder_at(reading: Reading, index: int, span: Span, attacker: ActorMention | None) -> ActorMention | None:
    """Return who was in a post that was attacked: "soldiers manning a post", "took a post from rebels"."""
    text = reading.article.text
    others = [a for a in reading.actors(index) if not a.is_people and not (attacker and _is_same(a, attacker))]
    taken = span.cue and _TAKES.match(text, span.cue[0])
    for actor in others:
        if actor.end <= span.start and _AT_POST.match(text[actor.end : span.start]):
            return actor
        if taken and actor.start >= span.end and _FROM_WHOM.match(text[span.end : actor.start]):
            return actor
    before = [a for a in others if a.end <= span.start and a.actor_id]
    sure = attacker is not None or len({a.actor_id for a in before}) == 1
    return before[-1] if before and sure and _OWN.match(text, span.start) else None


def _is_same(actor: ActorMention, other: ActorMention) -> bool:
    return (actor.actor_id is not None and actor.actor_id == other.actor_id) or actor.text == other.text


def _by_nation(reading: Reading, span: Span) -> ActorMention | None:
    """Return the state or movement whose adjective stands in the words for it: "the Sudanese roadblock"."""
    for found in _NATIONAL.finditer(reading.article.text, span.start, span.end):
        for words in (found[0], found[0].split()[0]):
            if named := forces_of(reading, words, found.start()):
                return named
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
