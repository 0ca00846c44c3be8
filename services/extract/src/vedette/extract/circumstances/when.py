"""When: which of the dates a text names belongs to a claim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vedette.extract.circumstances.clauses import Clause
from vedette.extract.circumstances.where import THE_DEED
from vedette.extract.dates.finder import DateMention
from vedette.extract.dates.values import COUNT_NAMES, span_code
from vedette.extract.reading import Reading
from vedette.extract.spans import COUNTERS
from vedette.schemas import ClaimDate, DateBasis, DateCode, PlaceCode

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
# "The base, built in 1951, was attacked": the year is that of the walls.
_BUILT_THEN = re.compile(
    r",\s(?:(?:which|that)\s(?:was|were|had been)\s)?(?:first\s|originally\s)?(?:built|opened|established|set up|"
    r"erected|founded|constructed|completed|inaugurated|commissioned|created)\b[^,;]*$",
    re.IGNORECASE,
)
# "They marched on Monday after a bomb killed 53": the day is that of what came of it.
_THEN_AFTER = re.compile(r"^[^,;]*\s(?:(?<!hours )(?<!minutes )after|following)\s", re.IGNORECASE)
_WHAT_BEFORE = re.compile(r"\b(?:after|who|which|whose|since|following|previous|survived)\b", re.IGNORECASE)
_AFTER_IT = re.compile(
    rf"(?<!\w)(?P<n>a|{COUNT_NAMES}|\d{{1,2}})\s(?P<unit>day|week)s?\s(?:after|since)\s", re.IGNORECASE
)
_COUNTED = {name: n for n, name in enumerate(COUNT_NAMES.split("|"), start=1)} | {"a": 1}
_COUNTED |= {str(n): n for n in range(1, 61)}
_NEAR_AFTER = 90  # characters in which the harm stands that a count of days goes back to
_NEAR_SINCE = 45  # characters between what lasts and the day it began
_FEW_WEEKS = timedelta(days=31)
_SINCE_CLAUSE = re.compile(r"\bsince\s(?:[\w’'-]+\s){1,8}(?:on\s|in\s)?$", re.IGNORECASE)
_NOT_SO = re.compile(r"[,;]|\b(?:first|worst|deadliest|bloodiest|largest|biggest|most|highest|latest)\b", re.IGNORECASE)
_OPENS = re.compile(r"\s*(?:(?:on|in|at|by|late|early|earlier|then|but|and)\s)*", re.IGNORECASE)
_SAYS_THEN = re.compile(
    r",?\s(?:[\w.’'-]+\s){1,7}?(?:said|says|reported|announced|confirmed|claimed|acknowledged|admitted|stated|told|"
    r"published|released)\b"
)
# What raises a toll, between it and the day of the count.
_COUNTING = (
    r"(?:updat|rais|revis|correct|amend|reduc|increas|lower|rose|ris|climb|jump|reach|st[oa]nd|stood|bring|brought|"
    r"put)\w*"
)
_TALLY = r"(?:toll|tally|figure|number|count|total)s?\b"
_COUNTED_BEFORE = re.compile(
    rf"\b(?:{_COUNTING}\s(?:[\w-]+\s){{0,4}}{_TALLY}|{_TALLY}\s(?:(?!from|of|in)[\w-]+\s){{0,3}}{_COUNTING})"
    r"(?:\s+(?!after|when|from|in)[\w,-]+){0,6}\s+(?:on\s|by\s)?$",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    rf",?\s(?:[\w’'-]+\s){{1,6}}?(?:{_COUNTING}\s(?:[\w-]+\s){{0,4}}{_TALLY}|{_TALLY}\s(?:[\w-]+\s){{0,3}}{_COUNTING})",
    re.IGNORECASE,
)
_STAMP_BEFORE = re.compile(r"\s*(?:(?:published|updated|posted|last updated|date)(?:\son|\sat)?:?\s*)?", re.IGNORECASE)
# "GAO, May 6 (SLA) - Four died": the day of the report.
_DATELINE_BEFORE = re.compile(r"(?:[A-Z][\w.'’-]*,?\s(?:(?:of|al|de|el)\s)?){1,5}\(?")
_DATELINE_AFTER = re.compile(r"(?:,?\s\d{4})?\)?(?:\s?\([^)]{2,40}\))?\s?(?:[-–—]{1,2}|:)\s")
_FIGURES = re.compile(r"[\d./-]+")
_FINE = frozenset({PlaceCode.SITE, PlaceCode.NEAR})


@dataclass(frozen=True, slots=True)
class When:
    """A claim's date, the characters it was read from, and how sure it is."""

    date: ClaimDate
    span: tuple[int, int] | None
    score: float


_UNKNOWN = When(ClaimDate(start=None, end=None, precision=DateCode.LONGER, basis=DateBasis.REPORT), None, 0.2)


def pick_date(reading: Reading, index: int, at: int, *, lasting: bool, clause: Clause | None = None) -> When:
    """Return the day of a claim whose word of harm or action stands at `at`; `lasting` for sums over a period.

    A day its own clause names goes before all others of the sentence.
    """
    mentions = [m for m in reading.dates(index) if m.last is not None or m.is_period_start]
    told = [m for m in mentions if _dates_the_telling(reading, index, m)]
    if back := _counted_back(reading, index, at):
        return back
    rest = [m for m in mentions if m not in told]
    if since := _since(reading, index, at, rest, lasting=lasting):
        return since
    rest = [
        m
        for m in rest
        if not m.is_period_start
        and not _dates_another(reading.article.text, at, m)
        and not _dates_the_walls(reading, index, at, m)
    ]
    later = [m for m in rest if m.end < at and _THEN_AFTER.search(reading.article.text[m.end : at])]
    if own := [m for m in rest if m not in later]:
        mine = [m for m in own if clause and clause.owns(m.start)] or own
        best = min(mine, key=lambda m: (_far(m, at), m.start))
        return _when(best, _claim_date(best.first, best.last, best.precision, best.text), 0.95)
    if lasting:
        return When(_claim_date(None, reading.anchor, DateCode.LONGER, None), None, 0.4)
    is_counted = any(_dates_the_count(reading, index, m) for m in told)
    return (
        _told_at(later)
        or _told_before(reading, index, is_known=is_counted)
        or _told_at(told)
        or _from_context(reading, index)
    )


def _when(mention: DateMention, day: ClaimDate, score: float) -> When:
    return When(day, (mention.start, mention.end), score)


def _told_at(told: Sequence[DateMention]) -> When | None:
    """Return the day before and the day of the telling, as the report's; None where it is not told."""
    if not told or (last := told[0].last) is None:
        return None
    day = ClaimDate(start=last - _DAY, end=last, precision=DateCode.DAYS, basis=DateBasis.REPORT, text=told[0].text)
    return _when(told[0], day, 0.8)


def _since(reading: Reading, index: int, at: int, mentions: Sequence[DateMention], *, lasting: bool) -> When | None:
    """Read "since": a sum counts from then on; what "has been shut since March" was shut in March."""
    for mention in mentions:
        before = reading.article.text[reading.sentences[index].start : mention.start]
        if lasting and (mention.is_period_start or _SINCE_CLAUSE.search(before)):
            return _when(mention, _claim_date(mention.first, reading.anchor, DateCode.LONGER, mention.text), 0.7)
        if lasting or not mention.is_period_start or not _begins(reading.article.text, at, mention):
            continue
        if not _is_toll(reading, index, at):
            return _when(mention, _claim_date(mention.first, mention.last, mention.precision, mention.text), 0.8)
        if reading.anchor and mention.first and reading.anchor - mention.first <= _FEW_WEEKS:
            code = span_code(mention.first, reading.anchor)
            return _when(mention, _claim_date(mention.first, reading.anchor, code, mention.text), 0.8)
    return None


def _begins(text: str, at: int, mention: DateMention) -> bool:
    """Tell whether "since March" belongs to the word of action or harm at `at`, and ranks no record."""
    between = text[at : mention.start] if mention.start > at else None
    return between is not None and len(between) < _NEAR_SINCE and not _NOT_SO.search(between)


def _is_toll(reading: Reading, index: int, at: int) -> bool:
    counters = [s for s in reading.spans[index] if s.label in COUNTERS]
    return any(s.start <= at <= s.end or (s.cue is not None and s.cue[0] <= at <= s.cue[1]) for s in counters)


def _dates_another(text: str, at: int, mention: DateMention) -> bool:
    """Tell whether a time word dates something else that the sentence goes on to: what came before, or is to come."""
    between = text[at : mention.start] if mention.start > at else ""
    return bool(_COMING_UP.search(between) or (_PAST.search(mention.text) and _WHAT_BEFORE.search(between)))


def _dates_the_walls(reading: Reading, index: int, at: int, mention: DateMention) -> bool:
    """Tell whether a time word says, between commas, when a thing was built that something else now happens to."""
    text = reading.article.text
    aside = _BUILT_THEN.search(text, reading.sentences[index].start, mention.start)
    closes = text.find(",", mention.end, reading.sentences[index].end)
    return aside is not None and closes >= 0 and not aside.start() < at < closes


def _counted_back(reading: Reading, index: int, at: int) -> When | None:
    """Read "three days after 30 people were killed": the harm lies as far back from the day of the report."""
    sentence = reading.sentences[index]
    place = at - sentence.start
    found = next((m for m in _AFTER_IT.finditer(sentence.text) if _is_close(sentence.text, m.end(), place)), None)
    told = next((m.first for m in own_dates(reading, index) if m.precision is DateCode.DAY), None)
    base = told or reading.anchor
    if found is None or base is None or found["n"].lower() not in _COUNTED:
        return None
    size = _COUNTED[found["n"].lower()]
    day = base - timedelta(days=size * (7 if found["unit"].lower() == "week" else 1))
    code = DateCode.DAY if found["unit"].lower() == "day" else DateCode.DAYS
    start, end = sentence.start + found.start(), sentence.start + found.end()
    slack = timedelta(days=0 if code is DateCode.DAY else 1)
    return When(_claim_date(day - slack, day + slack, code, found[0]), (start, end), 0.8)


def _is_close(text: str, end: int, at: int) -> bool:
    return 0 < at - end < _NEAR_AFTER and not re.search(r"[,;:]", text[end:at])


def own_dates(reading: Reading, index: int) -> list[DateMention]:
    """Return the time words of a sentence that date a happening, not the telling of it."""
    return [
        m
        for m in reading.dates(index)
        if m.last and not m.is_period_start and not _dates_the_telling(reading, index, m)
    ]


def _told_before(reading: Reading, index: int, *, is_known: bool) -> When | None:
    """Return the day told before of the same happening: `is_known`, "the attack", or one in the same small place."""
    is_known = is_known or bool(THE_DEED.search(reading.sentences[index].text))
    here = _sites(reading, index)
    for other in range(index - 1, -1, -1) if is_known or here else ():
        dated = [m for m in own_dates(reading, other) if m.precision is not DateCode.LONGER]
        days = [m for m in dated if m.precision is DateCode.DAY]
        if is_known and days and (index - other == 1 or _tells_deed(reading, other)):
            return _when(days[0], _claim_date(days[0].first, days[0].last, DateCode.DAY, days[0].text), 0.6)
        if dated and here & _sites(reading, other):
            best = (days or dated)[0]
            return _when(best, _claim_date(best.first, best.last, best.precision, best.text), 0.6)
    return None


def _tells_deed(reading: Reading, index: int) -> bool:
    return bool(reading.spans[index]) or any(cause.armed for cause in reading.causes(index))


def _sites(reading: Reading, index: int) -> set[str]:
    """Return the villages and towns a sentence names."""
    return {m.place.name for m in reading.places(index) if m.place.precision in _FINE and not m.is_container}


def _from_context(reading: Reading, index: int) -> When:
    """Take the day told last in the paragraph; in a chronicle the last told at all; else the publication day."""
    paragraph, day = reading.sentences[index].paragraph, reading.anchor
    for other in range(index - 1, -1, -1):
        near = reading.sentences[other].paragraph == paragraph and index - other <= _SAME_STORY
        if not near and day is not None:
            break
        before = [m for m in own_dates(reading, other) if m.precision is DateCode.DAY]
        if before:
            return _when(before[-1], _claim_date(before[-1].first, before[-1].last, DateCode.DAY, before[-1].text), 0.6)
        if day is None and (told := [m for m in reading.dates(other) if m.last and m.precision is DateCode.DAY]):
            return _told_at(told) or _UNKNOWN
    if day is None:
        return _UNKNOWN
    return When(ClaimDate(start=day - _DAY, end=day, precision=DateCode.DAYS, basis=DateBasis.REPORT), None, 0.6)


def _claim_date(first: date | None, last: date | None, precision: DateCode, text: str | None) -> ClaimDate:
    return ClaimDate(start=first, end=last, precision=precision, basis=DateBasis.EVENT, text=text)


def _far(mention: DateMention, at: int) -> int:
    """Rate the way from a time word to a claim's word; words after it stand nearer than words before it."""
    return mention.start - at if mention.start >= at else (at - mention.end) + 5


def _dates_the_telling(reading: Reading, index: int, mention: DateMention) -> bool:
    """Tell whether a time word stands by what was said, counted or printed then, not by what happened."""
    return (
        _dates_the_saying(reading, index, mention)
        or _dates_the_count(reading, index, mention)
        or _is_stamp(reading, index, mention)
    )


def _is_stamp(reading: Reading, index: int, mention: DateMention) -> bool:
    """Tell whether a date is printed at the head of a text: "12.10.2025", "Updated 3 May 2021"."""
    sentence = reading.sentences[index]
    before = sentence.text[: mention.start - sentence.start]
    after = sentence.text[mention.end - sentence.start :]
    if _DATELINE_BEFORE.fullmatch(before) and _DATELINE_AFTER.match(after):
        return True
    return bool(_STAMP_BEFORE.fullmatch(before)) and (
        not after.strip(" .,:|") or bool(_FIGURES.fullmatch(mention.text))
    )


def _dates_the_count(reading: Reading, index: int, mention: DateMention) -> bool:
    """Tell whether a day is that of a count: "the toll rose to 89 two days later", "By Friday they had updated it"."""
    sentence = reading.sentences[index]
    start, end = mention.start - sentence.start, mention.end - sentence.start
    before, after = sentence.text[:start], sentence.text[end:]
    return bool(_COUNTED_BEFORE.search(before) or (_OPENS.fullmatch(before) and _COUNTED_AFTER.match(after)))


def _dates_the_saying(reading: Reading, index: int, mention: DateMention) -> bool:
    text, sentence = reading.article.text, reading.sentences[index]
    opens = bool(_OPENS.fullmatch(text[sentence.start : mention.start]))
    if opens and (said := _SAYS_THEN.match(text[mention.end : sentence.end])):
        harm = [s for s in reading.spans[index] if mention.end <= s.start < mention.end + said.end()]
        if not harm:
            return True
    saying = reading.saying(index)
    if saying is None or saying.verb_at is None:
        return False
    verb = saying.attribution.verb or ""
    if mention.start > saying.verb_at:
        return verb != "according to" and bool(_ON_VERB.match(text[saying.verb_at + len(verb) : mention.start]))
    # "On Monday, the ministry said": the day stands before the speaker with nothing else between.
    return opens and mention.end <= saying.start and len(text[mention.end : saying.start].split()) <= 4
