"""Tell a toll of one incident from one of several told together and from a sum over a period or a war."""

import re

from vedette.extract.reading import Reading
from vedette.schemas import DateCode, Scope

__all__ = ["read_scope"]

# One happening that a sentence speaks of: "the attack killed 450".
# "the bombing" may go on for months.
_DEEDS = r"(?:air\s?)?(?:attack|strike|blast|explosion|raid|massacre|ambush|battle|shooting|incident)"
_ONE_HAPPENING = re.compile(
    rf"\b(?:the|that|this|in (?:an?|one|a single))\s(?:[\w-]+\s){{0,2}}?{_DEEDS}\b", re.IGNORECASE
)
# A toll this high in a sentence without a day is a sum. Source: set on 804 reports of one war.
_SUM_FROM = 400
_MOVED_FROM = 5000  # one battle can drive out a town
_DAYPART = r"dawn|midnight|noon|(?:early|late|this|last|yesterday|today|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
_SINCE = re.compile(rf"(?<!ever )\bsince\b(?!\s(?:{_DAYPART}))(?!\s*[.,;]|\s*$)", re.IGNORECASE)
_SUPERLATIVE = re.compile(
    r"\b(?:first|worst|deadliest|bloodiest|largest|biggest|most|heaviest|highest|latest|second|third)\b[^.;]{0,60}$",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r",\s(?:and\s)?(?:bring\w*|rais\w*|tak\w*|push\w*)\s(?:the|to|its|their|our|his)\s(?:[\w-]+\s){0,4}?(?:total|toll|number|\d+)\b",
    re.IGNORECASE,
)
# A sum by the span it is counted over: "61 have been killed this year", "in the same period", "in all of 2023".
_SPAN = re.compile(
    r"\b(?:this year(?!['’])|(?:have|has) [^;.]{0,90}\bthis month(?!['’])|"
    r"(?:in|over|during|for|within) (?:the same|that|this|the whole) (?:period|"
    r"time(?! of)|span|stretch)|(?:in|for) (?:the )?(?:all|whole) (?:of )?(?:19|20)\d\d|"
    r"(?:throughout|during|in the course of|over the course of) (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
# "earlier this year", "in March this year": a point in it
_POINT_IN = re.compile(
    r"\b(?:earlier|later|early|late|time|january|february|march|april|may|june|july|august|september|october|november|"
    r"december|spring|summer|autumn|winter|\d)\s$",
    re.IGNORECASE,
)
_BY_YEAR = re.compile(
    r"(?:^|[,;]\s)[Ii]n (?:19|20)\d\d,?\s(?:alone,?\s)?(?:(?:at least|more than|over|some|about|around|nearly|almost|"
    r"a total of|an estimated|up to)\s)?(?!an?\s)(?:\d|[a-z]+(?:-[a-z]+)?\s(?:[a-z]+\s){0,2}?"
    r"(?:were|have|had|died|lost)\b)"
)
_SO_MANY_ATTACKS = re.compile(
    r"\b\d[\d,]+ (?:[\w-]+ ){0,2}(?:attacks|bombings|incidents|raids|clashes|ambushes|strikes|airstrikes)\b"
    r"[^;.]{0,40}\bin (?:19|20)\d\d\b"
)
_A_DEED = re.compile(
    r"\b(?:an?|one|the|that|\w+day['’]s)\s(?:[\w-]+\s){0,3}?(?:air\s?)?(?:attack|strike|blast|explosion|raid|massacre|"
    r"ambush|battle|shooting|incident|bombing|bomb|assault|clash|crash|offensive|operation|siege)\b|\bwhen\b",
    re.IGNORECASE,
)
_BROUGHT_TO = re.compile(
    r"\b(?:bring|brought|rais|tak|took|push)\w*\s(?:to\s(?:[\w,-]+\s){1,5}?)?the\s(?:\w+\s)?number\b"
)
_HAS_LISTED = re.compile(
    r"\b(?:has|have) (?:so far )?(?:documented|recorded|verified|registered|counted|tallied|listed|logged)\b"
)
_LISTED_FROM = 100  # dead a monitor has listed, no day told: those of a time
_CLAUSE = re.compile(r"; |, (?:and|while|but) ")
_FOR_LONG = re.compile(
    r"\b(?:held|controlled|ruled|occupied|besieged|terrorised)\b[^;.]*\bfor (?:\w+ ){1,3}(?:months|years)\b"
)
_MANY = 20  # dead under those who held a town for long: hardly of one day
_GOES_ON = re.compile(r"(?:It|They|He|The (?:group|militia|rebels|militants|fighters|jihadists|army|soldiers))\b")
_SUM = re.compile(
    r"\b(?:so far (?:this|in the)|already this year|this year alone|in total|altogether|overall|cumulative|to date|"
    r"since the (?:start|beginning|outbreak)|during the (?:war|conflict|civil war|invasion|offensive)|"
    r"(?:over|in|during|within|for) the (?:past|last|previous|course of)\s(?:\w+\s)?(?:weeks?|months?|"
    r"years?|decades?|days)|in recent (?:weeks|months|years)|"
    r"(?:\w+|\d+)[ -]year(?:s|-old)?[ -](?:war|conflict|insurgency|rebellion|civil|long)|"
    r"(?:the|a) (?:[\w-]+ ){0,3}(?:war|conflict|insurgency|uprising|rebellion|genocide|"
    r"civil war) (?:has|have|had|that|which)|so far|every (?:day|month|year)|per (?:day|month|year)|"
    r"each (?:day|month|year)|last (?:month|year)|in (?:19|20)\d\d alone|"
    r"(?:in|during|over|through|after|amid) (?:\w+ )?(?:years|months|weeks) of|"
    r"between (?:19|20)\d\d and|from (?:19|20)\d\d (?:to|until))\b",
    re.IGNORECASE,
)  # fmt: skip
_SEVERAL = re.compile(
    r"\b(?:(?<!a )separate|series of|string of|wave of|spate of|simultaneous|coordinated|multiple (?:attacks|"
    r"locations|cities|places|bombings)|"
    r"(?:two|three|four|five|six|seven|eight|nine|ten|several|various|different|many|"
    r"\d+) (?:\w+ )?(?:attacks|bombings|incidents|provinces|cities|towns|villages|locations|places|"
    r"operations|districts|areas|raids|clashes)|"
    r"across (?:the country|[A-Z]\w+)|throughout (?:the country|[A-Z]\w+)|nationwide|(?:past|"
    r"last) (?:24|48|72|twenty-four) hours|over the weekend|"
    r"other parts of|elsewhere in|around the country|days? of (?:fighting|clashes|violence)|"
    r"in attacks|attacks across|in (?:\w+ )?(?:attacks|bombings|raids|clashes) (?:in|across|"
    r"around) [A-Z]\w+ and [A-Z])\b"
)


def _own_words(text: str, at: int) -> str:
    """Return the part of a sentence a toll stands in: "…, bringing the total since March to 14" is another toll."""
    if _SPAN.search(text):
        ends = [m.start() for m in _CLAUSE.finditer(text)]
        start, end = max((n for n in ends if n <= at), default=0), min((n for n in ends if n > at), default=len(text))
        if ends:
            return text[start:end]
    cut = _TOTAL.search(text)
    if cut is None:
        return text
    return text[cut.start() :] if at >= cut.start() else text[: cut.start()]


def read_scope(reading: Reading, index: int, at: int, value: int, *, moved: bool = False) -> Scope:
    """Return the scope of a toll told at `at` with this number; `moved` if people fled and nobody died."""
    sentence = reading.sentences[index]
    text = _own_words(sentence.text, at - sentence.start)
    first = sentence.start + sentence.text.index(text)
    exact_day = any(
        m.precision is DateCode.DAY and not m.is_period_start and first <= m.start < first + len(text)
        for m in reading.dates(index)
    )
    since = next((m for m in _SINCE.finditer(text) if not _SUPERLATIVE.search(text[: m.start()])), None)
    if since and not (exact_day and at - reading.sentences[index].start < since.start() - 120):
        return Scope.CUMULATIVE
    if (_SUM.search(text) or _has_listed(text, value)) and not exact_day:
        return Scope.CUMULATIVE
    if not moved and _is_sum_of_a_span(reading, index, text, value, exact_day=exact_day):
        return Scope.CUMULATIVE
    if value >= (_MOVED_FROM if moved else _SUM_FROM) and not exact_day and not _ONE_HAPPENING.search(text):
        return Scope.CUMULATIVE
    return Scope.MULTI if _SEVERAL.search(text) else Scope.INCIDENT


def _has_listed(text: str, value: int) -> bool:
    """Tell whether a monitor says how many it has counted: "has documented the killing of 340 civilians"."""
    return value >= _LISTED_FROM and bool(_HAS_LISTED.search(text)) and not _A_DEED.search(text)


def _is_sum_of_a_span(reading: Reading, index: int, text: str, value: int, *, exact_day: bool) -> bool:
    """Tell whether a toll is counted over a year or another span told beside it, and not that of one deed in it."""
    spans = (m for m in _SPAN.finditer(text) if not _POINT_IN.search(text[: m.start()]))
    span = next((m for m in spans if not _SUPERLATIVE.search(text[: m.start()])), None)
    if span and _BROUGHT_TO.search(text, 0, span.start()):
        return True  # "Sunday's fighting brought to 61 the number of soldiers killed this year"
    if exact_day:
        return False
    if _SO_MANY_ATTACKS.search(text):
        return True
    if (span or _BY_YEAR.search(text)) and not _A_DEED.search(text):
        return True
    before = reading.sentences[index - 1].text if index else ""
    return value >= _MANY and bool(_FOR_LONG.search(before) and _GOES_ON.match(text)) and not _A_DEED.search(text)
