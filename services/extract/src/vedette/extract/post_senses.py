"""In what sense a sentence tells of a post, how what it tells ended, and what is no deed to a post at all."""

import re

from vedette.extract.post_numbers import INTENT
from vedette.extract.reading import Reading
from vedette.extract.realis import is_intended, realis_at
from vedette.extract.spans import Label, Span
from vedette.schemas import Realis

__all__ = ["is_no_deed", "outcome_of", "sense_of"]

_LEAVING = frozenset({Label.WITHDRAWN, Label.DISMANTLED, Label.HANDED_OVER, Label.RELOCATED})
# "ordered the army to vacate", "is considering closing", "is to be torn down": a leaving that is only meant
_MEANT = re.compile(
    r"\b(?:order|instruct|direct|tell|told|prepar|expect|promis|pledg|vow|set|due|about|plan|decid|decision|hop|want|"
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
    r"(?:promise|pledge|vow|plan)s?\sto\s$",
    re.IGNORECASE,
)
_SHELVED = re.compile(
    r"\b(?:is|are|was|were|been|being)\s(?:\w+\s)?(?:shelved|dropped|scrapped|cancell?ed|rejected|turned down|frozen|"
    r"put on ice|blocked|overturned|called off)\b"
)
# "a school that troops had turned into a post", "years after it was made one": set up before what the sentence tells
_OLDER = re.compile(
    r"(?P<said>\b(?:said|says?|told|reports?|reported|announced|confirmed|claimed|added|stated|showed|found|learned)\s(?:\w+\s){0,4}?)?"
    r"\b(?:that|which|who|where)\s(?:[\w'’-]+\s){0,6}?had\s(?:\w+\s)?(?:been\s)?$"
)
_YEARS_AFTER = re.compile(r"\b(?:years?|decades?|months?)\s(?:after|since)\s[^,;]{0,40}$")
_DATED = re.compile(
    r"^[^,;]{0,60}?\b(?:(?:on|in|last|since|this)\s(?:[A-Z]\w+day|\d{4}|week|month|year|spring|summer|autumn|winter)|"
    r"(?:on|in|last|since|this)\s(?:\d+\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
_RAISED = re.compile(r"\braised$")  # of one that stands: made stronger, or lifted
_PROTEST = re.compile(
    r"\b(?:protest|demonstrat|striker|on strike|strike by|dockers|unions?\b|farmers|truckers|taxi|villagers block|"
    r"residents block|motorway|robber|burglar|shirt)",
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
    r"\b(?:unopposed|peacefully|ceremony|hand-?over)\b|"
    r"\b(?:under|as part of|in line with) (?:an?|the|its|their) (?:\w+ )?(?:agreement|deal|accord|plan|arrangement)\b|"
    r"\b(?:when|after|as|once|since|before) [^,;.]{3,50}?\b(?:left|gone|withdr[ae]w\w*|withdrawal|withdrawing|"
    r"pulled out|departed|departure|leaving|exit|pull-?out)\b|"
    r"\bfrom (?:the )?(?:[\w-]+ ){0,3}?(?:peacekeepers|blue helmets|mission|coalition|contingent|allies|outgoing|"
    r"departing)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\b(?:empty|abandoned|vacated|deserted|disused|former)\b", re.IGNORECASE)
_LONG_AGO = re.compile(
    r"\b(?:[1-9]\d+|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred)(?:-\w+)?\s"
    r"years\s(?:ago|earlier|before)\b|\b(?:decades|generations|a (?:century|generation))\s(?:ago|earlier)\b",
    re.IGNORECASE,
)
_REACH = 2  # sentences within which a move turns out to have failed
# "The patrol left the base", "a fire destroyed the barracks": errands and mishaps, no deeds
_ERRAND = re.compile(
    r"\b(?:van|bus|car|lorry|truck|jet|plane|aircraft|helicopter|ship|vessel|corvette|frigate|ambulance|patrol|pilot|"
    r"flight|bomber|drone|boat|submarine|warship|warplane|tanker)s?\b[^,;.]{0,30}$",
    re.IGNORECASE,
)
_WENT_OUT = re.compile(r"(?:left|leaves?|leaving|departed|departs|departing)$", re.IGNORECASE)
_ALL_GONE = re.compile(r"\b(?:last|final|all)\b", re.IGNORECASE)
_MISHAP = re.compile(
    r"\b(?:an?|the)\s(?:\w+\s)?(?:fire|blaze|storm|flood|earthquake|quake|avalanche|landslide|mudslide|wildfire|gale|"
    r"tornado|lightning)\b[^,;.]{0,30}$",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"\b(?:court|sentenced?|jailed|imprisoned|convicted|acquitted|(?:on|stood|went on) trial|prosecutors?|"
    r"life (?:in prison|sentence))\b",
    re.IGNORECASE,
)
# stands as before
_KEPT = re.compile(
    r"\b(?:be|is|are|was|were|been) (?:kept|held|retained|maintained)\b|\b(?:remains?|remained)\b|"
    r"\b(?:stays?|stayed) (?:put|open|where)\b"
)
_KEPT_REACH = 120
_DEFINITE = re.compile(r"(?:the|its|their|this|that)\s", re.IGNORECASE)
_CIVIL_WAR = 3  # words of war that an article on such a post may hold: "outpost" is one
# what an article on nurses, birds or furs calls a post
_CIVIL_POST = re.compile(
    r"\b(?:medical|health|nursing|nurses['’]|first[- ]aid|vaccination|trading|weather|ranger|research|rescue|relief|"
    r"bird|whale|polling|customs|eye|blood|dental|vaccine)\s(?:out)?(?:posts?|stations?|camps?|bases?|points?)\b",
    re.IGNORECASE,
)
_WHOLE_ARTICLE = 5  # sentences from which an article tells by its words what it is about
# "closed the canteens of eleven police stations", "opened the gates of its base": done to a part, not to the post
_PART_OF = re.compile(
    r"\b(?:canteens?|kitchens?|gates?|doors?|roofs?|walls?|windows?|yards?|gardens?|halls?|playgrounds?|car parks?)"
    r"\sof\s(?:[\w'’-]+\s)?$",
    re.IGNORECASE,
)
_FIRE_AT = re.compile(r"^Fire (?:at|in)$")  # what a headline calls one that breaks out


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
    if span.label in _LEAVING and _UNMET.search(sentence.text[:said_at]):
        return None
    if span.label in _LEAVING and (
        (sense is Realis.HYPOTHETICAL and is_intended(sentence.text, said_at))
        or (sense in {Realis.HYPOTHETICAL, Realis.ACTUAL} and _is_meant(sentence.text[:said_at]))
    ):
        return Realis.PLANNED
    return sense if sense is Realis.ACTUAL else None


def _is_meant(before: str) -> bool:
    """Tell whether the words before a leaving, in its clause, only mean to do it."""
    return bool(_MEANT.search(re.split(r"[;,]", before[-_MEANT_REACH:])[-1]))


def is_no_deed(reading: Reading, index: int, span: Span) -> bool:
    """Tell whether a sentence tells of an errand, a mishap, or of demonstrators who block a road."""
    if span.cue:
        before = reading.article.text[reading.sentences[index].start : span.cue[0]]
        deed = reading.article.text[span.cue[0] : span.cue[1]]
        if _is_errand(before, deed) or (span.label is Label.ATTACKED and _is_mishap(reading, index, before, deed)):
            return True
    if _is_civil(reading, span) or (span.label is Label.ESTABLISHED and _stands(reading, index, span)):
        return True
    if span.label is not Label.ATTACKED and _PART_OF.search(reading.article.text[: span.start][-_MEANT_REACH:]):
        return True
    if span.label in INTENT and _SHELVED.search(reading.article.text, span.end, reading.sentences[index].end):
        return True
    words = reading.article.text[span.start : span.end]
    if not re.search(r"(?:[Rr]oad ?blocks?|barricades?)$", words):
        return False
    near = [s.text for s in reading.sentences[max(0, index - 1) : index + 2]]
    return any(_PROTEST.search(text) for text in (*near, reading.sentences[0].text, reading.article.title or ""))


def outcome_of(reading: Reading, index: int, span: Span) -> tuple[Label, list[int]]:
    """Return the action in the light of the next sentences: a party sent to set up a post may have turned back."""
    if span.label is Label.REINFORCED and _NEW.search(reading.article.text[span.start : span.end]):
        return Label.ESTABLISHED, []  # men sent to a new post man it for the first time
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


def _is_taken_in_peace(reading: Reading, index: int, span: Span) -> bool:
    """Tell "took over the base when the blue helmets had gone" from "overran the base"."""
    if span.cue is None or not _TAKES.match(reading.article.text[span.cue[0] : span.cue[1]]):
        return False
    sentence = reading.sentences[index]
    return bool(_PEACEFULLY.search(sentence.text) or _EMPTY.search(reading.article.text, span.start, span.end))


def _is_civil(reading: Reading, span: Span) -> bool:
    """Tell whether it is a post of nurses or traders, or the article one of police work, votes or shows."""
    if _CIVIL_POST.search(reading.article.text, span.start, span.end):
        return True
    war, other = reading.theme_counts()
    if war <= 1 and other >= war and len(reading.sentences) >= _WHOLE_ARTICLE:
        return True
    return war <= _CIVIL_WAR and bool(_CIVIL_POST.search(f"{reading.article.title or ''}\n{reading.sentences[0].text}"))


def _stands(reading: Reading, index: int, span: Span) -> bool:
    """Tell whether it stood before: kept as it is, raised from one state to another, set up by an older deed."""
    if _is_kept(reading, index, span):
        return True
    if span.cue is None:
        return False
    text, sentence = reading.article.text, reading.sentences[index]
    known = not _NEW.search(text, span.start, span.end) and _DEFINITE.match(text, span.start)
    if known and span.start < span.cue[0] and _RAISED.search(text[span.cue[0] : span.cue[1]]):
        return True
    if _YEARS_AFTER.search(text[sentence.start : max(span.start, span.cue[0])]):
        return True
    older = _OLDER.search(text[sentence.start : span.cue[0]])
    return bool(older and not older["said"] and not _DATED.match(text[span.cue[1] : sentence.end]))


def _is_kept(reading: Reading, index: int, span: Span) -> bool:
    """Tell whether posts only stay: "would be kept until further notice"."""
    after = reading.article.text[span.end : min(span.end + _KEPT_REACH, reading.sentences[index].end)]
    return bool(_KEPT.search(after.split(";")[0]))


def _is_mishap(reading: Reading, index: int, before: str, deed: str) -> bool:
    """Tell whether a fire or a storm did it, or a court speaks of an old deed."""
    burnt = _MISHAP.search(before) or (not before and _FIRE_AT.match(deed))
    return bool(burnt or _CASE.search(reading.sentences[index].text))


def _is_errand(before: str, deed: str) -> bool:
    """Tell whether a vehicle or a patrol only left the base it is of."""
    going = _ERRAND.search(before)
    return bool(going and _WENT_OUT.match(deed) and not _ALL_GONE.search(before))
