"""What is no toll though its words are: what did not happen, who was freed since, who was told before."""

import re
from collections.abc import Sequence

from vedette.extract.numbers import NumberMention
from vedette.extract.saying.realis import realis_at
from vedette.extract.sentences import Sentence
from vedette.extract.spans import Label, Span
from vedette.schemas import Realis

__all__ = ["is_known_one", "is_unreal", "may_live"]

_FREED = re.compile(r"\b(?:releas\w+|free[ds]?|freeing|rescue[ds]?|rescuing|ransom)\b", re.IGNORECASE)
# Who is held by the police or over a crime is no captive of war.
_ARRESTED = re.compile(r"(?:detain|round|seiz)\w*", re.IGNORECASE)
_BY_LAW = re.compile(
    r"\b(?:police(?!\s(?:post|station))|court|customs|immigration|prosecutors?|detectives?|suspected of|on suspicion|"
    r"suspects?|in connection with|accused of|for questioning|charge[sd]?|protest\w*|rally|demonstrat\w*)\b",
    re.IGNORECASE,
)
_FORCED = re.compile(
    r"\b(?:forc(?:e[ds]?|ing)|caus(?:e[ds]?|ing)|driv(?:es?|en|ing)|drove|compel\w*|prompt\w*|led|leading|obliged)\b"
    r"[^.;]{0,80}\bto\s*$",
    re.IGNORECASE,
)
_UNKNOWN_FATE = re.compile(r"\b(?:unknown|unclear|uncertain|not known|not clear|no word)\b", re.IGNORECASE)
_SO_CALLED = re.compile(r"[\"“‘'](?:died|dead|killed|shot|wounded|injured|hurt)[\"”’']", re.IGNORECASE)  # in a drill
# "The driver was killed" tells of somebody new, "the man was killed" of somebody spoken of before.
_THE_ONE = re.compile(r"(?:the|its|his|her|their)\s(?:[\w'’-]+\s){0,2}(?P<noun>[\w'’-]+)$", re.IGNORECASE)
_ANYBODY = re.compile(
    r"(?:man|woman|boy|girl|child|baby|youth|teenager|person|victim|individual|member|soldier|policeman|policewoman|"
    r"officer|official|attacker|gunman|militant|suspect|civilian|militiaman|fighter|rebel|insurgent|terrorist|bomber|"
    r"assailant|intruder|trooper|guard|hostage|captive|prisoner|detainee|other|latter|perpetrator|shooter|jihadist)$",
    re.IGNORECASE,
)
_PLAYED = re.compile(r"\b(?:played|acted|portrayed) by\b", re.IGNORECASE)  # in a drill
_NOT_DONE = re.compile(r"\b(?:did|do|does|was|were|had|have|has)(?:\snot|n['’]t)\s(?:\w+ly\s|been\s)?$", re.IGNORECASE)
# Several who "were shot" are dead as a rule, unless somebody speaks of wounds or hospitals; of one nobody knows.
_SHOT = re.compile(r"shot\b(?!\s(?:in the|at|down|through|up|to)\b)", re.IGNORECASE)
_LIVES = re.compile(
    r"\b(?:wound\w*|injur\w*|hurt|hospitals?|surviv\w+|critical\w*|stable|recover\w*|legs?|arms?|died|condition)\b",
    re.IGNORECASE,
)


def may_live(span: Span, number: NumberMention, sentences: Sequence[Sentence]) -> bool:
    """Tell whether who was shot may have lived; the last of `sentences` is the one that tells."""
    at = (span.cue[0] if span.cue else span.start) - sentences[-1].start
    if not (span.cue and sentences[-1].text[at : span.cue[1] - sentences[-1].start].lower() == "shot"):
        return False
    sure = number.figure and (number.best or 0) > 1 and _SHOT.match(sentences[-1].text, at)
    return not sure or bool(_LIVES.search(sentences[-1].text))


def is_unreal(span: Span, sentence: Sentence) -> bool:
    """Tell whether what a span counts did not happen as told: denied, hoped for, freed since, held by the law."""
    at = (span.cue[0] if span.cue else span.start) - sentence.start
    if _SO_CALLED.match(sentence.text, max(0, at - 1)) or _PLAYED.search(sentence.text):
        return True
    if span.start - sentence.start < at and _NOT_DONE.search(sentence.text, 0, at):
        return True  # "30 soldiers did not die"
    if span.label is Label.CAPTURED and (_FREED.search(sentence.text) or _is_arrest(sentence, at)):
        return True
    if span.cue and sentence.text[at:].lower().startswith("fate") and not _UNKNOWN_FATE.search(sentence.text):
        return True
    if span.label is Label.DISPLACED and _FORCED.search(sentence.text[:at]):
        return False  # "forced 600 people to flee" begins no wish
    senses = {realis_at(sentence.text, at)}
    if span.cue and span.start > span.cue[1]:
        # "rose to six": a number follows, so this "to" begins no infinitive
        between = re.sub(r"\bto\s*$", "", sentence.text[at : span.start - sentence.start])
        senses.add(realis_at(between, len(between)))
    return senses != {Realis.ACTUAL}


def _is_arrest(sentence: Sentence, at: int) -> bool:
    return bool(_ARRESTED.match(sentence.text, at) and _BY_LAW.search(sentence.text))


def is_known_one(span: Span, number: NumberMention, sentences: Sequence[Sentence]) -> bool:
    """Tell whether one victim with "the" was spoken of before; the last of `sentences` is the victim's own."""
    sentence = sentences[-1]
    if number.figure or span.cue is None or span.cue[0] < span.end:
        return False
    one = _THE_ONE.match(sentence.text[span.start - sentence.start : span.end - sentence.start])
    if one is None:
        return False
    if span.label is Label.INJURED and not one[0].lower().startswith(("his", "her")):
        return True  # "their captain was taken off injured"
    if sentence.text.startswith((",", " of"), span.end - sentence.start):
        return False  # "the governor of Gao"
    noun = re.compile(rf"\b{re.escape(one['noun'])}s?\b", re.IGNORECASE)
    return bool(_ANYBODY.match(one["noun"])) or any(noun.search(s.text) for s in sentences[:-1])
