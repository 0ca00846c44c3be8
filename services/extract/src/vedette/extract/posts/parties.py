"""The parties of a post: who holds or builds it, who attacked it, who took it over, who agreed on it."""

import re
from dataclasses import dataclass, replace

from vedette.extract.actors.finder import ActorMention
from vedette.extract.parties.blame import perpetrator_of
from vedette.extract.parties.roles import as_actor, inside, parties_of, recent_actor, subject_before
from vedette.extract.parties.states import forces_of
from vedette.extract.parties.subjects import group_at, subject_of
from vedette.extract.posts.attackers import attacker_told, fallen_to, is_under
from vedette.extract.posts.holders import holder_at, holder_implied, holder_told, is_kind_only, is_loss, named_holder
from vedette.extract.reading import Reading
from vedette.extract.spans import COUNTERS, Label, Span
from vedette.schemas import Actor, ActorKind, ActorRole

__all__ = ["PostParties", "find_parties"]

_AGENT = re.compile(r"\bby\s(?:the\s|an?\s)?$")
_RAID_BY = re.compile(
    r"\b(?:attacks?|raids?|assaults?|ambush(?:es)?|shelling|bombing|threats?|pressure)\s\w+\s(?:\w+\s)?$"
)
_BY = re.compile(
    r"^[^,;.]{0,40}?\bby\s(?P<who>[^,;.]{3,60}?)(?=[,;.]|\s(?:on|in|at|near|last|this|from|who|that|and)\s|$)"
)
_LEADER = re.compile(
    r"\b(?P<state>[A-Z][\w-]+)(?:['’]s)?\s(?P<who>(?:[Pp]resident|[Pp]rime [Mm]inister|[Cc]hancellor|[Kk]ing|"
    r"(?:[Ff]oreign|[Dd]efen[cs]e) [Mm]inister|counterpart|leader)(?:\s[A-Z][\w-]+){1,3})"
)
# "took over the base from X", "when X had gone": who was there before
_GIVER = re.compile(r"\b(?:from|when|after|as|before)\s(?:the\s(?:last\s)?)?$")
_GIVER_REACH = 24
_THEIRS = re.compile(r"(?:their|its)\b")
_WHEN = re.compile(r"\b(?:when|as|after|while)\b")
_FORCES = frozenset({ActorKind.STATE_FORCE, ActorKind.ARMED_GROUP, ActorKind.MILITIA, ActorKind.FOREIGN_FORCE})
_NOUN = re.compile(
    r"(?:withdrawal|evacuation|departure|pull-?out|pullback|exit|retreat|hand-?over|closure|abandonment)\b"
)
_NATION = re.compile(r"\b([A-Z]\w+)(?:['’]s)?\s(?:\w+\s)?$")


@dataclass(frozen=True, slots=True)
class PostParties:
    """Null where the text does not say it, or names a party that no rule can tell apart."""

    holder: ActorMention | None
    perpetrator: ActorMention | None = None
    others: tuple[ActorMention, ...] = ()

    def actors(self) -> list[Actor]:
        """Return all of them with their parts in it."""
        if len(self.others) > 1:
            return [as_actor(party, ActorRole.PARTY) for party in self.others]
        pairs = ((self.holder, ActorRole.HOLDER), (self.perpetrator, ActorRole.PERPETRATOR))
        known = [as_actor(mention, role) for mention, role in pairs if mention]
        return known + [as_actor(party, ActorRole.PARTY) for party in self.others if party is not self.holder]


def find_parties(reading: Reading, index: int, span: Span, label: Label, *, taken: bool = False) -> PostParties:
    """Return the parties of an installation and what happens to it; `taken` if others moved in without a fight."""
    at = span.cue[0] if span.cue else span.start
    own = holder_told(reading, index, span)
    if taken:
        taker = _doer(reading, index, span, at)
        return PostParties(own or _giver(reading, index, span, taker), others=(taker,) if taker else ())
    if label is Label.ATTACKED:
        return _attacked(reading, index, span, at, own)
    parties = (_leaders(reading, index, at) or parties_of(reading, index, at)) if label is Label.AGREED else []
    if own and is_kind_only(own) and not _is_passive(span):
        doer = subject_of(reading, index, at).known
        if doer and doer.actor_id and doer.kind in _FORCES and (" " in doer.text or doer.actor_id != own.actor_id):
            own = doer
    holder = own or next(iter(parties), None) or _builder(reading, index, span, at)
    holder = holder or holder_implied(reading, index, span)
    return PostParties(holder and named_holder(reading, index, holder), others=tuple(parties))


def _builder(reading: Reading, index: int, span: Span, at: int) -> ActorMention | None:
    """Return who builds or leaves it: the agent, the subject, else for "they" and the like the party spoken of last.

    A subject that names no known party is nobody else's deed.
    """
    if agent := _agent(reading, index, at) or _nations(reading, index, span):
        return agent
    if _is_passive(span):
        return subject_before(reading, index, at) or _spoken_of(reading, index, at)
    subject = subject_of(reading, index, at)
    if subject.is_told:
        return subject.known
    return subject_before(reading, index, at) or recent_actor(reading, index, at)


def _nations(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return whose deed a noun tells: "the American withdrawal from the airbase"."""
    text, sentence = reading.article.text, reading.sentences[index]
    if span.cue is None or not _NOUN.match(text, span.cue[0], span.cue[1]):
        return None
    found = _NATION.search(text, sentence.start, span.cue[0])
    return forces_of(reading, found[1], found.start(1)) if found else None


def _spoken_of(reading: Reading, index: int, at: int) -> ActorMention | None:
    """Return the party spoken of last, unless it is a group without a state that does harm there: it holds no post."""
    actor = recent_actor(reading, index, at)
    if actor is None or actor.kind not in {ActorKind.ARMED_GROUP, ActorKind.MILITIA}:
        return actor
    there = next(i for i in range(index, -1, -1) if reading.sentences[i].start <= actor.start)
    harms = any(s.label is Label.ATTACKED or s.label in COUNTERS for s in reading.spans[there])
    return None if harms else actor


def _doer(reading: Reading, index: int, span: Span, at: int) -> ActorMention | None:
    """Return who does it, of whom the verb or "by" tells."""
    if _is_passive(span):
        return _agent(reading, index, at)
    return subject_of(reading, index, at).known


def _other_doer(reading: Reading, index: int, span: Span, at: int, side: str | None) -> ActorMention | None:
    """Return who does it, if they are not those who hold it."""
    doer = _doer(reading, index, span, at)
    return doer if doer and (doer.actor_id is None or doer.actor_id != side) else None


def _attacked(reading: Reading, index: int, span: Span, at: int, own: ActorMention | None) -> PostParties:
    if is_loss(reading, span):
        return PostParties(own, fallen_to(reading, index, span))
    side = own.actor_id if own else None
    perpetrator = attacker_told(reading, index, span)
    if perpetrator is None and not is_under(reading, index, span):
        perpetrator = perpetrator_of(reading, index, at, (span.start, span.end), side)
        perpetrator = perpetrator or _other_doer(reading, index, span, at, side)
    if perpetrator and _is_sufferer(reading, index, span, perpetrator):
        return PostParties(own or perpetrator)
    holder = own or holder_at(reading, index, span, perpetrator) or _defender(reading, index, perpetrator)
    if holder is None and (implied := holder_implied(reading, index, span)):
        foe = perpetrator is not None and implied.text == perpetrator.text
        holder = None if foe else implied
    return PostParties(holder, perpetrator)


def _is_sufferer(reading: Reading, index: int, span: Span, party: ActorMention) -> bool:
    """Tell whether a party was hit in its own post: "troops lost two when a bomb fell inside their base"."""
    text, start = reading.article.text, reading.sentences[index].start
    if span.cue is None or not start <= party.start < span.cue[0] or not _THEIRS.match(text, span.start):
        return False
    doer = subject_of(reading, index, span.cue[0])
    same = doer.known is not None and doer.known.start == party.start
    return doer.is_told and not same and bool(_WHEN.search(text, party.end, span.cue[0]))


def _is_passive(span: Span) -> bool:
    """Tell whether the installation is what the verb is done to and stands before it: "a post was set up"."""
    return span.cue is None or span.start <= span.cue[0]


def _agent(reading: Reading, index: int, at: int) -> ActorMention | None:
    """Return who did it where the sentence says so after the verb: "was built by the army"."""
    text, sentence = reading.article.text, reading.sentences[index]
    for actor in reading.actors(index):
        by_whom = text[max(sentence.start, actor.start - 24) : actor.start]
        if actor.start > at and not actor.is_people and _AGENT.search(by_whom) and not _RAID_BY.search(by_whom):
            return actor
    by = _BY.match(text[at : sentence.end])
    return group_at(reading, index, at + by.start("who"), at + by.end("who")) if by else None


def _giver(reading: Reading, index: int, span: Span, taker: ActorMention | None) -> ActorMention | None:
    """Return who was there before: "took over the base from X", "when X had gone"."""
    text, start = reading.article.text, reading.sentences[index].start
    for actor in reading.actors(index):
        before = text[max(start, actor.start - _GIVER_REACH) : actor.start]
        if actor.start >= span.end and actor != taker and _GIVER.search(before):
            return actor
    return None


def _leaders(reading: Reading, index: int, at: int) -> list[ActorMention]:
    """Return the states whose heads or ministers stand before a verb, two at least: "and his Turkish counterpart"."""
    offset = reading.sentences[index].start
    found = []
    for match in _LEADER.finditer(reading.article.text, offset, at):
        named = reading.tools.actors.find_actors(f"{match['state']} forces", match.start(), reading.anchor)
        if named:
            found.append(replace(named[0], start=match.start("who"), end=match.end("who"), text=match["who"]))
    return found if len(found) > 1 else []


def _defender(reading: Reading, index: int, attacker: ActorMention | None) -> ActorMention | None:
    """Return whose soldiers or police came to harm in the same sentence: they held the place."""
    for span in reading.spans[index]:
        if span.label in COUNTERS and span.note == "combatant":
            actor = inside(reading, index, span.start, span.end)
            if actor and not actor.is_people and (attacker is None or actor.actor_id != attacker.actor_id):
                return actor
    return None
