"""What is no deed to a post: errands, mishaps, protests, posts of nurses, and those that only stand as before."""

import re

from vedette.extract.posts.beside import is_beside
from vedette.extract.posts.numbers import INTENT
from vedette.extract.posts.senses import is_called_new
from vedette.extract.reading import Reading
from vedette.extract.spans import Label, Span

__all__ = ["is_no_deed"]

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
_BLOCKADE = re.compile(r"(?:[Rr]oad ?blocks?|barricades?)$")
_PROTEST = re.compile(
    r"\b(?:protest|demonstrat|striker|on strike|strike by|dockers|unions?\b|farmers|truckers|taxi|villagers block|"
    r"residents block|motorway|robber|burglar|shirt)",
    re.IGNORECASE,
)
# "The patrol left the base", "a fire destroyed the barracks": errands and mishaps, no deeds
_ERRAND = re.compile(
    r"\b(?:van|bus|car|lorry|truck|jet|plane|aircraft|helicopter|ship|vessel|corvette|frigate|ambulance|patrol|pilot|"
    r"flight|bomber|drone|boat|submarine|warship|warplane|tanker|"
    r"convoy|column|motorcade|minister|delegation)s?\b[^,;.]{0,30}$",
    re.IGNORECASE,
)
# "pilgrims left the base camp": who holds no post
_TRAVELLER = re.compile(
    r"\b(?:pilgrims|climbers|mountaineers|tourists|trekkers|hikers|migrants|refugees|evacuees|passengers|students|pupils|"
    r"visitors|players|athletes|workers|guests)\b[^;.]{0,60}$",
    re.IGNORECASE,
)
_WENT_OUT = re.compile(
    r"(?:left|leaves?|leaving|departed|departs|departing|return(?:ed|s|ing)?(?: to)?)$", re.IGNORECASE
)
# "left the post for a patrol"
_BACK_SOON = re.compile(
    r"[^,;.]{0,60}?\s(?:(?:for|on)\s(?:an?\s|their\s|the\s)?(?:\w+\s)?patrols?|on leave|for (?:the day|lunch|prayers)|"
    r"to (?:fetch|buy|collect|pray|vote|shop|bathe|hunt))\b"
)
# "the bodies were brought to the base"
_CARRIED = re.compile(
    r"\b(?:bod(?:y|ies)|wounded|injured|dead|remains|coffins?|casualties|prisoners?|detainees?|captives?|suspects?|"
    r"hostages?|survivors?|patients?|corpses?)\b[^,;.]{0,40}$"
)
_BROUGHT = re.compile(r"(?:brought|sent|moved|flown|flew|transferred|airlifted|taken|assigned|rushed|ferried)\b")
_BUILT_IN = re.compile(r"\s(?:back\s)?in\s(?:\w+\s)?(?P<year>1[89]\d\d|20\d\d)\b")
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
# "five positions remain occupied", "a post on the hill is staying, too"
_HELD_ON = re.compile(
    r"[^;.]{0,80}?\s(?:(?:still\s)?remains?\s(?:occupied|held|manned|in|under|at|where|there|open)\b|"
    r"(?:is|are|was|were)\s(?:also\s)?(?:staying|to stay|still (?:held|manned|occupied|in place|there)))"
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
_PART_REACH = 60
_FIRE_AT = re.compile(r"^Fire (?:at|in)$")  # what a headline calls one that breaks out


def is_no_deed(reading: Reading, index: int, span: Span) -> bool:
    """Tell whether nothing was done to a post of a force: an errand, mishap, protest, civil post, or one that stood."""
    text, sentence = reading.article.text, reading.sentences[index]
    if is_beside(reading, index, span):
        return True
    if span.cue:
        before, deed = text[sentence.start : span.cue[0]], text[span.cue[0] : span.cue[1]]
        if _is_errand(before, deed, text[span.cue[1] : sentence.end]):
            return True
        if span.label is Label.ATTACKED and _is_mishap(reading, index, before, deed):
            return True
    if _is_civil(reading, span) or (span.label is Label.ESTABLISHED and _stands(reading, index, span)):
        return True
    part = _PART_OF.search(text[max(0, span.start - _PART_REACH) : span.start])
    if span.label is not Label.ATTACKED and (part or _HELD_ON.match(text, span.end, sentence.end)):
        return True
    if span.label in INTENT and _SHELVED.search(text, span.end, sentence.end):
        return True
    if not _BLOCKADE.search(text[span.start : span.end]):
        return False
    near = [s.text for s in reading.sentences[max(0, index - 1) : index + 2]]
    return any(_PROTEST.search(words) for words in (*near, reading.sentences[0].text, reading.article.title or ""))


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
    known = not is_called_new(reading, span) and _DEFINITE.match(text, span.start)
    if known and span.start < span.cue[0] and _RAISED.search(text[span.cue[0] : span.cue[1]]):
        return True
    if _YEARS_AFTER.search(text[sentence.start : max(span.start, span.cue[0])]):
        return True
    built = _BUILT_IN.match(text, span.cue[1])
    if built and reading.anchor and int(built["year"]) < reading.anchor.year - 1:
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


def _is_errand(before: str, deed: str, behind: str) -> bool:
    """Tell whether a vehicle or a patrol only left the base it is of, or somebody was carried there."""
    if (_CARRIED.search(before) and _BROUGHT.match(deed)) or (_WENT_OUT.match(deed) and _BACK_SOON.match(behind)):
        return True
    going = _ERRAND.search(before) or _TRAVELLER.search(before)
    return bool(going and _WENT_OUT.match(deed) and not _ALL_GONE.search(before))
