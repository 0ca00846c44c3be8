"""When: which of the dates a text names belongs to a claim."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from vedette.extract.date_values import COUNT_NAMES
from vedette.extract.dates import DateMention
from vedette.extract.reading import Reading
from vedette.schemas import ClaimDate, DateBasis, DateCode

__all__ = ["When", "own_dates", "pick_date"]

_SAME_STORY = 3  # sentences over which a day told in a paragraph still holds
_DAY = timedelta(days=1)
# "said on Monday", "announced in a statement last Thursday": little may stand between the verb and its day.
_ON_VERB = re.compile(
    r"^(?:\s+(?:in|via|to|at|on|late|early|the|a|an|his|her|its|reporters?|journalists?|statement|"
    r"reuters|afp|agency|press|conference|news|television|state|tweet|twitter|facebook|local|media|"
    r"parliament|[A-Z]\w+)){0,7}\s*,?\s*$",
    re.IGNORECASE,
)
# What a sentence goes on to after its harm: "since the war of 1989", "for the vote to be held on 30 April".
_COMING_UP = re.compile(
    r"\b(?:since the|to be held|scheduled|planned for|due (?:on|in|to)|ahead of|in response to|until)\b", re.IGNORECASE
)
_PAST = re.compile(r"\b(?:ago|earlier|before|previous|last (?:week|month|year))\b", re.IGNORECASE)
_WHAT_BEFORE = re.compile(r"\b(?:after|who|which|whose|since|following|previous|survived)\b", re.IGNORECASE)
_AFTER_IT = re.compile(
    rf"(?<!\w)(?P<n>a|{COUNT_NAMES}|\d{{1,2}})\s(?P<unit>day|week)s?\s(?:after|since)\s", re.IGNORECASE
)
_COUNTED = {name: n for n, name in enumerate(COUNT_NAMES.split("|"), start=1)} | {"a": 1}
_COUNTED |= {str(n): n for n in range(1, 61)}
_NEAR_AFTER = 90  # characters in which the harm stands that a count of days goes back to


@dataclass(frozen=True, slots=True)
class When:
    """A claim's date, the characters it was read from, and how sure it is."""

    date: ClaimDate
    span: tuple[int, int] | None
    score: float


def pick_date(reading: Reading, index: int, at: int, *, lasting: bool) -> When:
    """Return the day of a claim whose word of harm or action stands at `at`; `lasting` for sums over a period."""
    mentions = [m for m in reading.dates(index) if m.last is not None or m.is_period_start]
    told = [m for m in mentions if _dates_the_saying(reading, index, m)]
    if back := _counted_back(reading, index, at):
        return back
    own = [m for m in mentions if m not in told and not _dates_another(reading.article.text, at, m)]
    if lasting and (start := next((m for m in own if m.is_period_start), None)):
        return When(
            _claim_date(start.first, reading.anchor, DateCode.LONGER, start.text), (start.start, start.end), 0.7
        )
    own = [m for m in own if not m.is_period_start]
    if own:
        best = min(own, key=lambda m: (_far(m, at), m.start))
        return When(_claim_date(best.first, best.last, best.precision, best.text), (best.start, best.end), 0.95)
    if lasting:
        return When(_claim_date(None, reading.anchor, DateCode.LONGER, None), None, 0.4)
    if told and (last := told[0].last):
        when = ClaimDate(
            start=last - _DAY, end=last, precision=DateCode.DAYS, basis=DateBasis.REPORT, text=told[0].text
        )
        return When(when, (told[0].start, told[0].end), 0.8)
    return _from_context(reading, index)


def _dates_another(text: str, at: int, mention: DateMention) -> bool:
    """Tell whether a time word dates something else that the sentence goes on to: what came before, or is to come."""
    between = text[at : mention.start] if mention.start > at else ""
    return bool(_COMING_UP.search(between) or (_PAST.search(mention.text) and _WHAT_BEFORE.search(between)))


def _counted_back(reading: Reading, index: int, at: int) -> When | None:
    """Read "three days after 30 people were killed": the harm lies as far back from the day of the report."""
    sentence = reading.sentences[index]
    place = at - sentence.start
    found = next((m for m in _AFTER_IT.finditer(sentence.text) if _is_close(sentence.text, m.end(), place)), None)
    if found is None or reading.anchor is None or found["n"].lower() not in _COUNTED:
        return None
    size = _COUNTED[found["n"].lower()]
    day = reading.anchor - timedelta(days=size * (7 if found["unit"].lower() == "week" else 1))
    code = DateCode.DAY if found["unit"].lower() == "day" else DateCode.DAYS
    start, end = sentence.start + found.start(), sentence.start + found.end()
    slack = timedelta(days=0 if code is DateCode.DAY else 1)
    return When(_claim_date(day - slack, day + slack, code, found[0]), (start, end), 0.8)


def _is_close(text: str, end: int, at: int) -> bool:
    return 0 < at - end < _NEAR_AFTER and not re.search(r"[,;:]", text[end:at])


def own_dates(reading: Reading, index: int) -> list[DateMention]:
    """Return the time words of a sentence that date a happening, not the saying of it."""
    return [
        m for m in reading.dates(index) if m.last and not m.is_period_start and not _dates_the_saying(reading, index, m)
    ]


def _from_context(reading: Reading, index: int) -> When:
    """Take the day told last in the paragraph; in a chronicle the last told at all; else the publication day."""
    paragraph, day = reading.sentences[index].paragraph, reading.anchor
    for other in range(index - 1, -1, -1):
        near = reading.sentences[other].paragraph == paragraph and index - other <= _SAME_STORY
        if not near and day is not None:
            break
        before = [m for m in own_dates(reading, other) if m.precision is DateCode.DAY]
        if before:
            last = before[-1]
            return When(_claim_date(last.first, last.last, DateCode.DAY, last.text), (last.start, last.end), 0.6)
    if day is None:
        return When(ClaimDate(start=None, end=None, precision=DateCode.LONGER, basis=DateBasis.REPORT), None, 0.2)
    return When(ClaimDate(start=day - _DAY, end=day, precision=DateCode.DAYS, basis=DateBasis.REPORT), None, 0.6)


def _claim_date(first: date | None, last: date | None, precision: DateCode, text: str | None) -> ClaimDate:
    return ClaimDate(start=first, end=last, precision=precision, basis=DateBasis.EVENT, text=text)


def _far(mention: DateMention, at: int) -> int:
    """Rate the way from a time word to a claim's word; words after it stand nearer than words before it."""
    return mention.start - at if mention.start >= at else (at - mention.end) + 5


def _dates_the_saying(reading: Reading, index: int, mention: DateMention) -> bool:
    saying = reading.saying(index)
    if saying is None or saying.verb_at is None:
        return False
    text, offset = reading.article.text, reading.sentences[index].start
    verb = saying.attribution.verb or ""
    if mention.start > saying.verb_at:
        return verb != "according to" and bool(_ON_VERB.match(text[saying.verb_at + len(verb) : mention.start]))
    # "On Monday, the ministry said": the day stands before the speaker with nothing else between.
    between = text[mention.end : saying.start]
    return (
        mention.end <= saying.start
        and not text[offset : mention.start].strip("OoinIAat ")
        and len(between.split()) <= 4
    )
