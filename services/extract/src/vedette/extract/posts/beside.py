"""Deeds told beside a post that are none to it, by the words at the deed: a transit, a demand, another object."""

import re

from vedette.extract.reading import Reading
from vedette.extract.spans import LEAVING, Label, Span

__all__ = ["is_beside"]

# "held an open day", "opened fire", "opened an inquiry at the base"
_OPEN = re.compile(r"(?:re-?)?open(?:ed|s|ing)?(?: of)?$", re.IGNORECASE)
_OPENED_ELSE = re.compile(
    r"^(?:\s(?:an?|the|its|their))?\s(?:\w+\s)?(?:day|house|evening|air|fire|gates?|doors?|roofs?|roads?|bridges?|"
    r"inquiry|investigation|probe|talks|negotiations|exhibition|museum|canteen|school|letter|season|ceremony)\b",
    re.IGNORECASE,
)
# "arrived at the base on their way home": they do not stay
_TRANSIT = re.compile(
    r"\bon (?:their|its|his|her|the) way (?:home|back|to)\b|\bbefore (?:flying|moving|going|sailing) on\b|"
    r"\bfor (?:an? |the )?(?:\w+ )?(?:exercises?|drills?|manoeuvres|maneuvers|visit|stopover|ceremony|refuel+ing)\b|"
    r"\b(?:on leave|in transit|to refuel|en route|heading home|homeward)\b",
    re.IGNORECASE,
)
# whose outposts and bases are offices
_OFFICE = re.compile(
    r"\b(?:broadcasters?|embassy|embassies|airlines?|newspapers?|retailers?|carmakers?|supermarkets?|hotels?|"
    r"universit(?:y|ies)|studios?|publishers?|charit(?:y|ies)|museums?|churches|parishes|breweries|brewery|"
    r"(?:news|travel|aid|relief) (?:agency|agencies)|start-?ups?|law firms?|zoos?)\b[^,;.]{0,30}$",
    re.IGNORECASE,
)
# "an outpost for tiger counting", "checkpoints to control the carnival crowds", "a passport checkpoint"
_PURPOSE = re.compile(
    r"^(?:\s(?:on|at|in|near)\s[^,;.]{1,40}?)?\s(?:(?:meant|built|set up|opened)\s)?(?:for|to)\s(?:[\w'’-]+\s){0,3}?"
    r"(?:count\w*|tigers?|elephants?|birds?|locusts?|wildlife|weather|poach\w*|trekkers|tourists|pilgrims|carnival|"
    r"festival|marathon|match|fans|revellers|shoppers|holidaymakers|drunk\w*|speeding|vaccinat\w+|quarantine|covid\S*)\b",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"\b(?:passport|ticket|baggage|luggage|visa|toll|covid\S*|health|sobriety|vaccination|Schengen)\b", re.IGNORECASE
)
_CONTROL_NEAR = re.compile(
    r"^\s(?:at|on|along|in)\s(?:the|its)\s(?:\w+\s){0,2}?(?:Schengen|departures?|terminals?|arrivals|stadium|concourse)\b"
)
# "killed time at the base", "shot himself at the barracks", "surrendered at a post"
_SELF = re.compile(r"^\s(?:time|hours|boredom|(?:him|her|them|it)sel(?:f|ves)\b(?!\sup))(?=[\s,;.]|$)", re.IGNORECASE)
_GAVE_UP = re.compile(r"\b(?:surrender\w*|ga?ve (?:himself|themselves|herself) up|handed (?:himself|themselves) in)$")
_AT_IT = re.compile(r"^\s(?:[\w-]+\s){0,4}?(?:at|in|to|near|outside)\s")
# "raised a flag over the post"
_CLEARED = re.compile(r"clear(?:ed|s|ing)?$")
_OF_LITTER = re.compile(
    r"^[^,;.]{0,40}?\bof\s(?:\w+\s){0,2}?(?:looters|squatters|mines|debris|snow|rubble|explosives|ordnance|protesters|civilians)\b"
)
_LITTER = re.compile(r"\s(?:\w+\s){0,2}?(?:mines|debris|snow|rubble|explosives|ordnance)\b")
_RANK = re.compile(r"\s(?:above|below|at|of|with) the rank\b")  # of a job
_TOOK = re.compile(r"\b(?:took|taken|captured?|seized?|overran|occupied|stormed|retook)\b")
_FLAG = re.compile(r"\b(?:flags?|banners?|colours|colors|standard|alarms?|curtain|anthem|toast)\b", re.IGNORECASE)
# what attacks or destroys without being armed
_NO_ARMS = re.compile(
    r"\b(?:disease|virus|cholera|measles|malaria|typhus|dengue|ebola|fever|mould|mold|rot|woodworm|termites|rats|"
    r"locusts|mosquitoes|bees|hackers|critics|columnists?|newspapers?|state (?:press|media|television))\b[^,;.]{0,30}$",
    re.IGNORECASE,
)
_IN_PRINT = re.compile(
    r"^[^,;.]{0,12}\bin the (?:state |official |local )?(?:press|media|newspapers?)\b", re.IGNORECASE
)
# "demanded that the army leave its base": the bare verb after "that" is what is wanted, not what was done
_DEMAND = re.compile(
    r"\b(?:demand|urg|insist|request|recommend|propos|ask|suggest|requir|stipulat|appeal|petition)\w*\s"
    r"(?:[^,;.]{0,40}?\s)?that\s[^;.]{2,60}$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"(?:leave|abandon|remove|dismantle|vacate|evacuate|quit|close|withdraw|pull|hand|give|clear|empty|return|lift|take|"
    r"demolish)\b",
    re.IGNORECASE,
)

# "the number of posts would be raised to nine": none that stand
_TO_COME = re.compile(
    r"\b(?:would|will|shall|should|is to|are to)\s(?:\w+\s)?(?:be\s)?(?:rais|increas|br[io]|rise|grow|go|reach|"
    r"doubl|expand|climb|c[ou]t|reduc)",
    re.IGNORECASE,
)


def is_beside(reading: Reading, index: int, span: Span) -> bool:
    """Tell whether what a sentence tells is done beside a post, is only wanted, or the post is none of a force."""
    sentence, text = reading.sentences[index], reading.article.text
    after, whole = text[span.end : sentence.end], sentence.text
    if span.label is Label.REINFORCED and _TRANSIT.search(whole):
        return True
    if _PURPOSE.match(after) or _CONTROL.search(text, span.start, span.end) or _CONTROL_NEAR.match(after):
        return span.label is not Label.ATTACKED
    return bool(_RANK.match(after)) or (span.cue is not None and _is_done_beside(reading, index, span, span.cue))


def _is_done_beside(reading: Reading, index: int, span: Span, cue: tuple[int, int]) -> bool:
    """Tell whether the deed itself is done to something else, is only demanded, or is an office's."""
    sentence, text = reading.sentences[index], reading.article.text
    start, end = cue
    before, deed, behind = text[sentence.start : start], text[start:end], text[end : sentence.end]
    if span.label is Label.ATTACKED and not _CLEARED.match(deed):
        return _is_no_attack(before, deed, behind)
    if _CLEARED.match(deed) and (_OF_LITTER.match(behind) or _LITTER.match(behind)):
        return True
    if span.label in LEAVING and _BARE.match(deed) and _DEMAND.search(before):
        return True
    if span.label is Label.STOCK:
        return end <= span.start and bool(_TO_COME.search(text, end, span.start))
    if _OPEN.match(deed) and _OPENED_ELSE.match(behind):
        return True
    if _OFFICE.search(before):
        return True
    flag = span.label not in LEAVING and end <= span.start and _FLAG.search(text, start, span.start)
    return bool(flag and not _TOOK.search(before))


def _is_no_attack(before: str, deed: str, behind: str) -> bool:
    """Tell whether nobody attacked: time is killed, people give themselves up, it is a disease, or only in print."""
    if _SELF.match(behind) or (_GAVE_UP.search(deed) and _AT_IT.match(behind)):
        return True
    return bool(_NO_ARMS.search(before) or _IN_PRINT.match(behind) or _FLAG.search(behind[:20]))
