"""Who a verb is said of: the words before it that name the doer, and the party they are, known or not."""

import re
from collections.abc import Sequence
from dataclasses import replace

from vedette.extract.actors.finder import ActorMention
from vedette.extract.parties.states import forces_of
from vedette.extract.reading import Reading
from vedette.schemas import ActorKind

__all__ = ["Subject", "group_at", "subject_of"]

_WORD = re.compile(r"\S+")
# Between a doer and the verb: "has since then quietly begun".
_LINK = re.compile(
    r"(?:has|have|had|is|are|was|were|be|been|being|also|now|already|since|then|later|again|still|both|jointly|"
    r"will|would|may|might|could|should|must|shall|not|\w+ly|began|begun|begins|started|starts|been|"
    r"who|which|that)$",
    re.IGNORECASE,
)
_BORDER = re.compile(
    r"(?:said|says|told|added|reported|claimed|confirmed|announced|and|but|where|when|after|while|as|because|before|"
    r"until|if|or|by|than|though|although|for|to|that|who|which|whose)$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:it|they|he|she|we|i|you|who|which|that|them|there)$", re.IGNORECASE)
_SIDES = frozenset({"sides", "both", "each", "all", "parties"})  # spoken of before
_ENDS = (",", ";", ":", "(", "—", "–", ".", "”", '"')
_LONGEST = 9  # words of a doer
_ARMED = re.compile(
    r"\b(?:dissidents?|rebels?|militants?|insurgents?|fighters?|gunm[ae]n|guerrillas?|jihadi?s?t?s?|separatists?|"
    r"bandits?|attackers?|assailants?|terrorists?|extremists?|mutineers|deserters|loyalists|partisans|raiders|"
    r"armed (?:men|group|groups|elements|persons)|"
    r"gangs?|cartels?|motorcyclists|horsemen|robbers|kidnappers|resistance|front|movement|faction|factions)\b",
    re.IGNORECASE,
)
_BAND = re.compile(
    r"\b(?:(?i:m[ae]n|herders|herdsmen|hunters|vigilantes?|militia(?:s|men|man)?|forces?|army|brigade|battalion|company|platoon|"
    r"regiment|division|corps|mission|contingent|committee|council|group|guards?|rangers|sappers|engineers|"
    r"volunteers|gendarmerie|navy|coast ?guard|troops|soldiers|police(?:men)?|alliance|coalition|command|"
    r"units?|crew|column|defen[cs]e|defenders|settlers|members|elements|wing|tribesmen|villagers|residents|service|paramilitaries|protesters|farmers)|"
    r"[A-Z]{2,}[A-Za-z0-9]*(?:-[A-Z0-9]+)?)\b"
)
_ENGINEERS = re.compile(r"\b(?:engineers|sappers|volunteers|officers|advisers|advisors|instructors)\b")
# What may stand before a doer: "METZ - ", "On Tuesday 19 July "
_DATELINE = re.compile(r"[A-Z][A-Z'’ ]{2,}(?:,[^-–—]{0,30})?\s?[-–—:]+\s")
_WHEN = re.compile(
    r"(?:On|In|At|By|Since|During|Late|Early|Last|This|Meanwhile|Later)\b(?:.*?\s(?=(?:the|a|an|some|about)\s)|"
    r"\s(?:\w+day|[A-Z][a-z]+\s\d{4})\s)"
)
_TAIL = re.compile(
    r"\s(?:has|have|had|known|thought|suspected|believed|near|in|at|on|from|with|who|which|that|meanwhile|also|later|however|then|now|there|inside|outside|along|around|"
    r"during|himself|itself|themselves)\b.*$",
    re.DOTALL,
)
_HEAD = re.compile(r"(?:(?:the|a|an|some|about|around|several|dozens of|up to|more than|at least)\s)+", re.IGNORECASE)
# "Israel accused Hezbollah on Friday of having put up": the accused is the doer
_ACCUSED = re.compile(
    r"\b(?:accus|blam|suspect|denounc)(?:e|es|ed|ing|s)\s(?P<who>[^,;.]{3,50}?)\s(?:(?:on|last|this)\s\w+\s)?(?:of|for)\s"
    r"(?:also\s|having\s|again\s|\w+ly\s)*$"
)
_HAS = r"(?:(?:has|have|had|also|then|on\s\w+day|\w+ly|now|already),?\s)*$"
# "Forces led by Omar Vasti have opened"
_DESCRIBED = re.compile(
    r"(?P<who>\b(?:[Ff]orces|[Tt]roops|[Ss]oldiers|[Ff]ighters|[Mm]ilitia(?:s|men)?|[Uu]nits|[Mm]en|[Rr]ebels)\s"
    r"(?:led|commanded|headed|loyal|allied|aligned)\s(?:by|to|with)\s(?P<name>(?:[a-z]+\s){0,3}?(?:[A-Z][\w'’-]+\s?){1,4}))"
    rf"(?<=\s){_HAS}"
)
# "Vardan troops, backed by armour, on Sunday set up"
_ASIDE = re.compile(
    rf",\s(?:backed|supported|accompanied|escorted|aided|helped|joined|assisted|covered|equipped|led)\s[^,;.]{{3,60}},\s{_HAS}"
)
_AND = frozenset({"and", "then"})
_FINITE = re.compile(r"(?:has|have|had|\w{2,}ed|took|left|drove|struck|set|built|overran|withdrew|came|went)$")
_THE = ("The ", "the ")  # "the Russians have set up": the forces of their state
_COUNTRY = re.compile(r"[A-Z][\w-]+(?:\s[A-Z][\w-]+)?")


class Subject:
    """The doer of a verb. `known` is the party it names; `is_told` if words for a doer stand there at all."""

    def __init__(self, known: ActorMention | None, *, is_told: bool) -> None:
        self.known, self.is_told = known, is_told


def subject_of(reading: Reading, index: int, at: int) -> Subject:
    """Return who does what the verb at this place says; a pronoun or nothing before the verb tells nobody."""
    sentence = reading.sentences[index]
    if accused := _ACCUSED.search(sentence.text, 0, at - sentence.start):
        who = (sentence.start + accused.start("who"), sentence.start + accused.end("who"))
        return Subject(group_at(reading, index, *who), is_told=True)
    if described := _DESCRIBED.search(sentence.text, 0, at - sentence.start):
        return Subject(_described(reading, index, described), is_told=True)
    aside = _ASIDE.search(sentence.text, 0, at - sentence.start)
    words = list(_WORD.finditer(sentence.text, 0, aside.start() if aside else at - sentence.start))
    while words and _LINK.match(words[-1][0]):
        words.pop()
    if words and words[-1][0].lower() == "to":  # "wanted to set up"
        words = words[:-2]
        while words and _LINK.match(words[-1][0]):
            words.pop()
    first = len(words)
    while first and len(words) - first < _LONGEST and not _is_border(words[first - 1][0], last=first == len(words)):
        first -= 1
    doer = words[first:]
    if not doer and words and words[-1][0].lower() in _AND:
        return _joined_subject(reading, index, words[:-1])
    if not doer or _PRONOUN.match(doer[-1][0]) or doer[-1][0].lower() in _SIDES or doer[-1][0].endswith(_ENDS):
        return Subject(None, is_told=False)
    return Subject(
        group_at(reading, index, sentence.start + doer[0].start(), sentence.start + doer[-1].end()), is_told=True
    )


def _described(reading: Reading, index: int, found: re.Match[str]) -> ActorMention:
    """Return the party of "forces led by Omar Vasti": the one its leader's name means, else these words."""
    start, end = (reading.sentences[index].start + at for at in found.span("who"))
    end = start + len(reading.article.text[start:end].rstrip())
    head = reading.sentences[index].start + found.start("name")
    known = next((a for a in reading.actors(index) if head <= a.start < end and not a.is_people and a.actor_id), None)
    words = reading.article.text[start:end]
    return known or ActorMention(start, end, words, None, words, ActorKind.UNKNOWN, None, is_people=False)


def _joined_subject(reading: Reading, index: int, before: Sequence[re.Match[str]]) -> Subject:
    """Return whose second deed a verb behind "and" tells: the doer of the sentence's first one that names a party."""
    start = reading.sentences[index].start
    for n, word in enumerate(before):
        if n and _FINITE.match(word[0]) and (first := subject_of(reading, index, start + word.start())).known:
            return first
    return Subject(None, is_told=False)


def _is_border(word: str, *, last: bool) -> bool:
    return bool(_BORDER.match(word)) or (not last and word.endswith(_ENDS))


def group_at(reading: Reading, index: int, start: int, end: int) -> ActorMention | None:
    """Return the party these words name: a known one, else a group by its own words, null if they name no group."""
    inside = [a for a in (reading.actors(index) if index >= 0 else ()) if a.start < end and a.end > start]
    known = next((a for a in inside if not a.is_people), None)
    if known and known.actor_id:
        return known
    for before in (_DATELINE, _WHEN, _HEAD):
        if found := before.match(reading.article.text, start, end):
            start = found.end()
    text = reading.article.text[start:end]
    if inside and _ENGINEERS.search(text):
        forces = reading.tools.actors.find_actors(_ENGINEERS.sub("soldiers", text), start, reading.anchor)
        if forces and forces[0].actor_id:
            return replace(forces[0], end=end, text=reading.article.text[forces[0].start : end])
    armed = _ARMED.search(text)
    if not armed and not _BAND.search(text):
        return known or _state_at(reading, start, end)
    kind = known.kind if known else ActorKind.ARMED_GROUP if armed else ActorKind.UNKNOWN
    words = _TAIL.sub("", text) or text
    return ActorMention(start, start + len(words), words, None, words, kind, None, is_people=False)


def _state_at(reading: Reading, start: int, end: int) -> ActorMention | None:
    """Return the state whose bare name does something: "Iraq will build forty posts"."""
    text = reading.article.text[start:end]
    if not _COUNTRY.fullmatch(text):
        return None
    named = (text, text.removesuffix("s")) if reading.article.text[:start].endswith(_THE) else (text,)
    state = next(filter(None, (forces_of(reading, name, start) for name in named)), None)
    return replace(state, end=end, text=text) if state else None
