"""Who did it where no table knows the party: "gangs attacked", "shot by a column of raiders", "its troops killed"."""

import re
from collections.abc import Iterator

from vedette.extract.actors.finder import ActorMention
from vedette.extract.parties.doers import DEEDS, NO_HARM, is_object
from vedette.extract.parties.states import forces_of
from vedette.extract.parties.subjects import group_at, subject_of
from vedette.extract.reading import Reading
from vedette.extract.saying.attribution import Saying

__all__ = ["agent_in", "doers_of", "its_owner"]

_BY = re.compile(r"\b(?P<verb>\w+)\sby\s(?P<who>[^,;.()]{3,70})", re.IGNORECASE)
_CLAIMED_DEED = re.compile(
    r"\b(?:attack|bombing|raid|ambush|strike|blast|assault|killing|shooting|deed)s?\s$", re.IGNORECASE
)
_ITS_PLACE = re.compile(
    r"\s(?:checkpoint|station|post|headquarters|base|office|convoy|vehicle|patrol|barracks|camp)", re.IGNORECASE
)
_WHO_ENDS = re.compile(
    r"\s(?:in|on|at|near|who|which|during|when|while|from|after|before|for|as|with|outside|inside|since|and|over|using)\s.*$",
    re.DOTALL,
)
_DEED = re.compile(
    rf"\b(?:{DEEDS})(?:s|es|ed|d|ing|ting|ted|n)?\b(?!\s(?:by|on|of|in which)\b)",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|got|the|an?|this|that|of|in|to)\s(?:\w+ly\s)?$",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:its|his|our|their)\s(?:[\w-]+\s){0,2}?(?:forces|troops|men|fighters|soldiers|group|army|units)\b"
)
# Those who do no harm, and things that act in a sentence as if they were somebody.
_NO_GROUP = re.compile(
    r"\b(?:residents|villagers|protesters|farmers|council|committee|service|members|volunteers|mission|people|victims|"
    r"survivors|worshippers|hospital|convoy|patrol|company|vehicle|bus|truck|crew|man|woman|police station|office|"
    r"explosions?|blasts?|bombs?|bombings?|clash(?:es)?|rockets?|missiles?|shells?|attacks?|strikes?|raids?|fighting|battle|"
    r"is|are|was|were|be|been|killed|fired|injured|wounded|involved)\b|^(?:one|two|three|four|five|six|\d+)$",
    re.IGNORECASE,
)
# "a Russian guided bomb", "North Korean mines", not "an attack on a Russian tank" nor "a Russian tank crew"
_MADE_BY = re.compile(
    r"(?<![\w'’-])(?P<who>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)\s(?:(?!in|at|on|by|from|and|to|near|after|with|for|of)[a-z-]+\s){0,2}?"
    r"(?:bombs?|missiles?|rockets?|shells?|shelling|drones?|artillery|mines?|fire|gunfire|tanks?|mortars?|jets?|warplanes?|"
    r"aircraft|planes?|helicopters?|gunships?|strikes?|raids?|bombardment|bombing|snipers?|attacks?|offensive|invasion)\b"
    r"(?!\s(?:crash\w*|crew|driver|pilot|commander|team|on (?:the )?(?:his|their)))"
)
_UNDER_IT = re.compile(
    r"\b(?:on|at|against|of|near|with|destroyed|downed|hitting|targeting)\s(?:(?:the|an?|two|three|its)\s)?$",
    re.IGNORECASE,
)
_ITS = re.compile(r"\b(?:its|their|our|his)\s(?:\w+\s)?$", re.IGNORECASE)
_STATE = re.compile(r"(?:[Tt]he\s)?(?P<who>[A-Z][\w-]+(?:\s[A-Z][\w-]+)?)")
_REACH = 130  # characters between a word of harm and the deed that brought it


def agent_in(
    reading: Reading, index: int, at: int, victims: tuple[int, int], side: str | None = None
) -> ActorMention | None:
    """Return the group by its own words that did it, as the grammar of the sentence tells, null if it tells none."""
    if reading.sentences[index].text.isupper():
        return None  # capitals tell nothing there
    for agent in (*_by(reading, index, at), *_makers(reading, index), *_subjects(reading, index, at, victims)):
        apart = agent.end <= victims[0] or agent.start >= victims[1]
        other = side is None or agent.actor_id != side
        thing = _NO_GROUP.search(agent.text) or _ITS_PLACE.match(reading.article.text, agent.end)
        if apart and other and not agent.is_people and not thing:
            return its_owner(reading, index, agent)
    return None


def _by(reading: Reading, index: int, at: int) -> Iterator[ActorMention]:
    """Yield who stands behind "by" after the word of harm."""
    sentence = reading.sentences[index]
    for found in _BY.finditer(sentence.text, max(0, at - sentence.start)):
        claims = found["verb"].lower() == "claimed" and _CLAIMED_DEED.search(sentence.text, 0, found.start())
        if (NO_HARM.match(found["verb"]) and not claims) or found.start() - (at - sentence.start) > _REACH:
            continue
        words = _WHO_ENDS.sub("", found["who"])
        start = sentence.start + found.start("who")
        if group := group_at(reading, index, start, start + len(words)):
            yield group


def _makers(reading: Reading, index: int) -> Iterator[ActorMention]:
    """Yield the state whose weapon it was, by the adjective before it."""
    sentence = reading.sentences[index]
    for found in _MADE_BY.finditer(sentence.text):
        if _UNDER_IT.search(sentence.text, 0, found.start()):
            continue
        if forces := forces_of(reading, found["who"], sentence.start + found.start()):
            yield forces


def _subjects(reading: Reading, index: int, at: int, victims: tuple[int, int]) -> Iterator[ActorMention]:
    """Yield who does the harm itself where its victims follow it, then who does the deed nearest to it."""
    if victims[0] > at and (known := subject_of(reading, index, at).known):
        yield known
    yield from doers_of(reading, index, at)


def doers_of(reading: Reading, index: int, at: int | None = None) -> Iterator[ActorMention]:
    """Yield who does the deeds a sentence tells, the one nearest to a place first."""
    sentence = reading.sentences[index]
    near = sentence.start if at is None else at
    deeds = [
        m
        for m in _DEED.finditer(sentence.text)
        if not _PASSIVE.search(sentence.text, 0, m.start()) and sentence.start + m.start() != at
    ]
    for deed in sorted(deeds, key=lambda m: abs(sentence.start + m.start() - near)):
        if at is not None and abs(sentence.start + deed.start() - at) > _REACH:
            break
        known = subject_of(reading, index, sentence.start + deed.start()).known
        if known and not is_object(reading, index, known):
            yield known


def its_owner(reading: Reading, index: int, agent: ActorMention) -> ActorMention:
    """Return the speaker where "its troops" did it, else the agent itself."""
    saying, start = reading.saying(index), reading.sentences[index].start
    if saying is None or not (_OWN.search(agent.text) or _ITS.search(reading.article.text[start : agent.start])):
        return agent
    saying = saying.heard_at(agent.start)
    speakers = [a for a in reading.actors(index) if saying.start <= a.start < saying.end and not a.is_people]
    return speakers[0] if speakers else _speaking_state(reading, saying) or agent


def _speaking_state(reading: Reading, saying: Saying) -> ActorMention | None:
    """Return the forces of the state that speaks: "Kenya said", "the Kenyan defence ministry said"."""
    named = _STATE.match(reading.article.text, saying.start, saying.end)
    if named is None:
        return None
    names = dict.fromkeys((named["who"], named["who"].split()[0]))
    return next(filter(None, (forces_of(reading, words, named.start("who")) for words in names)), None)
