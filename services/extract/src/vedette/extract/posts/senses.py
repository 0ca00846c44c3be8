"""In what sense a sentence tells of a post, and how what it tells ended."""

import re

from vedette.extract.posts.numbers import INTENT
from vedette.extract.reading import Reading
from vedette.extract.saying.realis import is_intended, realis_at
from vedette.extract.spans import LEAVING, Label, Span
from vedette.schemas import Realis

__all__ = ["is_called_new", "outcome_of", "sense_of"]

# "ordered the army to vacate", "is considering closing", "is to be torn down": a leaving that is only meant
_MEANT = re.compile(
    r"\b(?:(?<!-)agree|order|instruct|direct|tell|told|prepar|expect|promis|pledg|vow|set|due|about|plan|decid|decision|hop|want|"
    r"intend|propos|need|requir|oblig|deadline|bound|must|has to|have to)\w*\b"
    r"(?:(?!\b(?:him|her|me)\b).){0,40}?\bto\s(?:\w+\s)?$|"
    r"\b(?:given|gave|gives|has|have)\b[^,;]{0,60}\buntil\b[^,;]*\bto\s$|"
    r"\b(?:consider|weigh|mull|discuss|plan|propos|eye)(?:s|ed|ing|ning)?\s$|\b(?:to|must|shall|will)\sbe\s(?:\w+ly\s)?$",
    re.IGNORECASE,
)
_MEANT_REACH = 120
# "told Israel that it must remove", "after breaking his promise to remove": demanded, or no longer meant
_UNMET = re.compile(
    r"\bmust\s(?:\w+ly\s)?$|"
    r"\b(?:br(?:eak|eaks|oke|oken|eaking)|reneg\w+|went back|backtrack\w*)\s(?:\w+\s){0,3}?"
    r"(?:promise|pledge|vow|plan)s?\sto\s$|"
    r"\b(?:ask|urg|beg|request|implor|plead|press|appeal)\w*\s[^,;.]{2,50}?\sto\s(?:\w+\s)?$|"
    r"\bcall(?:s|ed|ing)?\s(?:up)?on\s[^,;.]{2,50}?\sto\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_NEW = re.compile(r"\bnew(?:ly)?\b", re.IGNORECASE)
_TURNED_BACK = re.compile(
    r"\b(?:convoy|patrol|column|party|they|it|troops|soldiers|vehicles|engineers|"
    r"forces)\b[^.;]{0,40}\b(?:withdrew|withdrawn|turned (?:back|round|around)|pulled back|"
    r"retreated|returned|was recalled|were recalled|had to (?:turn|withdraw|return)|forced (?:back|"
    r"to (?:withdraw|retreat|turn))|called off|abandoned the)\b|"
    r"\b(?:but|and|before|then)\s(?:later\s|then\s|soon\s)?"
    r"(?:turned (?:back|round|around)|turning back|withdrew|had to turn)\b",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"(?:t(?:ook|akes?|aken|aking)\s?(?:over|(?:control|possession|charge) of)?|occup\w+|gets? control of)$",
    re.IGNORECASE,
)
_PEACEFULLY = re.compile(
    r"\bwithout (?:a (?:fight|shot|struggle)|firing|resistance|fighting|bloodshed|incident)\b|"
    r"\b(?:police|gendarmer\w+|border guards|authorities|municipality|mission|peacekeepers)\s(?:\w+\s){0,2}?"
    r"t(?:ook|akes?|aken)\s(?:over|charge|control)\b|"
    r"\bwhich\s[^,;.]{3,40}?\s(?:had\s)?(?:left|vacated|evacuated|abandoned|quit)\b|"
    r"\b(?:finished|completed)\s(?:leaving|(?:its|their)\s(?:withdrawal|departure))\b|"
    r"\b(?:unopposed|peacefully|ceremony|hand-?over)\b|"
    r"\b(?:under|as part of|in line with) (?:an?|the|its|their) (?:\w+ )?(?:agreement|deal|accord|plan|arrangement)\b|"
    r"\b(?:when|after|as|once|since|before) [^,;.]{3,50}?\b(?:left|gone|withdr[ae]w\w*|withdrawal|withdrawing|"
    r"pulled out|departed|departure|leaving|exit|pull-?out)\b|"
    r"\bfrom (?:the )?(?:[\w-]+ ){0,3}?(?:peacekeepers|blue helmets|mission|coalition|contingent|allies|outgoing|"
    r"departing)\b",
    re.IGNORECASE,
)
_MOVED_IN = re.compile(r"\bmov(?:e|es|ed|ing)\sin(?:to)?$", re.IGNORECASE)  # where others have left
_EMPTY = re.compile(r"\b(?:empty|abandoned|vacated|deserted|disused|former)\b", re.IGNORECASE)
_OWN = re.compile(r"(?:their|its|his) own\b")
_WRECKED = re.compile(r"bl[eo]w|destroy|burn|torch|raz|flatten|level|dynamit|set|wreck|wip")
_LONG_AGO = re.compile(
    r"\b(?:[1-9]\d+|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred)(?:-\w+)?\s"
    r"years\s(?:ago|earlier|before)\b|\b(?:decades|generations|a (?:century|generation))\s(?:ago|earlier)\b",
    re.IGNORECASE,
)
_REACH = 2  # sentences within which a move turns out to have failed


def is_called_new(reading: Reading, span: Span) -> bool:
    """Tell whether the words for a post call it new."""
    return bool(_NEW.search(reading.article.text[span.start : span.end]))


def sense_of(reading: Reading, index: int, span: Span, at: int) -> Realis | None:
    """Return in what sense it is said, null for what is only supposed. An attack that was tried is told as tried."""
    sentence = reading.sentences[index]
    if _LONG_AGO.search(sentence.text):
        return None
    said_at = at - sentence.start
    sense = realis_at(sentence.text, said_at)
    if span.label in INTENT or span.label in {Label.DENIED, Label.STOCK}:
        return Realis.ACTUAL
    if sense is Realis.ATTEMPTED and span.label is Label.ATTACKED:
        return sense
    if span.label in LEAVING and _UNMET.search(_with_to(sentence.text, said_at)):
        return None
    if span.label in LEAVING and (
        (sense is Realis.HYPOTHETICAL and is_intended(sentence.text, said_at))
        or (sense in {Realis.HYPOTHETICAL, Realis.ACTUAL} and _is_meant(_with_to(sentence.text, said_at)))
    ):
        return Realis.PLANNED
    return sense if sense is Realis.ACTUAL else None


def _with_to(sentence: str, at: int) -> str:
    """Return the words before a deed, with the "to" that its own words begin with."""
    return sentence[: at + len("to ")] if sentence.startswith("to ", at) else sentence[:at]


def _is_meant(before: str) -> bool:
    """Tell whether the words before a leaving, in its clause, only mean to do it."""
    return bool(_MEANT.search(re.split(r"[;,]", before[-_MEANT_REACH:])[-1]))


def outcome_of(reading: Reading, index: int, span: Span) -> tuple[Label, list[int]]:
    """Return the action in the light of the next sentences: a party sent to set up a post may have turned back."""
    if span.label is Label.REINFORCED and is_called_new(reading, span):
        return Label.ESTABLISHED, []  # men sent to a new post man it for the first time
    if span.label is Label.WITHDRAWN and span.cue and _MOVED_IN.search(reading.article.text[span.cue[0] : span.cue[1]]):
        return Label.ESTABLISHED, []
    if span.label is Label.ATTACKED and _is_wrecked_by_own(reading, span):
        return Label.DISMANTLED, []
    if span.label is Label.ATTACKED and _is_taken_in_peace(reading, index, span):
        return Label.HANDED_OVER, []
    if span.label is not Label.UNDER_WAY:
        return span.label, []
    for other in range(index, min(len(reading.sentences), index + _REACH + 1)):
        text = reading.sentences[other].text
        start = span.end - reading.sentences[index].start if other == index else 0
        if _TURNED_BACK.search(text, start) and "in order to" not in text[start:]:
            return Label.ATTEMPTED, [other] if other != index else []
    return span.label, []


def _is_wrecked_by_own(reading: Reading, span: Span) -> bool:
    """Tell whether those who held it made an end of it: "blew up their own post before they left"."""
    text = reading.article.text
    return bool(span.cue and _OWN.match(text, span.start) and _WRECKED.match(text, span.cue[0]))


def _is_taken_in_peace(reading: Reading, index: int, span: Span) -> bool:
    """Tell "took over the base when the blue helmets had gone" from "overran the base"."""
    if span.cue is None or not _TAKES.match(reading.article.text[span.cue[0] : span.cue[1]]):
        return False
    sentence = reading.sentences[index]
    return bool(_PEACEFULLY.search(sentence.text) or _EMPTY.search(reading.article.text, span.start, span.end))
