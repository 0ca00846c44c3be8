"""When and where: which of the dates and places a text names belong to a claim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from vedette.extract.date_values import COUNT_NAMES
from vedette.extract.dates import DateMention
from vedette.extract.places import PlaceMention
from vedette.extract.reading import Reading
from vedette.schemas import ClaimDate, ClaimPlace, DateBasis, DateCode, PlaceCode, PlaceRelation

__all__ = ["When", "Where", "own_dates", "pick_areas", "pick_date", "pick_places", "pick_wide"]

_AREAS = frozenset({PlaceCode.GOVERNORATE, PlaceCode.COUNTRY})
_LOOK_BACK = 2  # sentences in which a missing place may stand before the claim's own
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
_GLUE = re.compile(
    r"^[\s,]*(?:and|or|&|as well as|in|near|at|of|the|to|outside|village|villages|town|towns|city|"
    r"district|districts|province|provinces|cities|both|\(|\))*[\s,]*(?:and\s|the\s|of\s|in\s|"
    r"near\s)*$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"\b(?:from|based in|based|for|of|to|by|bound for|towards?|said in|told reporters in)\s(?:the\s)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class When:
    """A claim's date, the characters it was read from, and how sure it is."""

    date: ClaimDate
    span: tuple[int, int] | None
    score: float


@dataclass(frozen=True, slots=True)
class Where:
    """A claim's places with the characters of each, and how sure they are."""

    places: tuple[ClaimPlace, ...]
    spans: tuple[tuple[int, int], ...]
    score: float

    def joined(self, other: "Where") -> "Where":
        """Return these places and those another passage adds by itself."""
        known = {p.name for p in self.places}
        pairs = zip(other.places, other.spans, strict=True)
        more = [(p, s) for p, s in pairs if not p.inferred and p.name not in known]
        return Where((*self.places, *(p for p, _ in more)), (*self.spans, *(s for _, s in more)), self.score)


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


def pick_places(reading: Reading, index: int, at: int) -> Where:
    """Return the places of a claim whose word stands at `at`; of sentences before, or the lead, if it names none."""
    if here := _usable(reading, index):
        chosen = _nearest(reading.article.text, here, at)
        return Where(tuple(m.place for m in chosen), tuple((m.start, m.end) for m in chosen), 0.9)
    for other in [*range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1), 0, 1]:
        if 0 <= other < len(reading.sentences) and other != index and (there := _usable(reading, other)):
            chosen = _nearest(reading.article.text, there, there[0].start)
            places = tuple(m.place.model_copy(update={"inferred": True}) for m in chosen)
            return Where(places, tuple((m.start, m.end) for m in chosen), 0.6)
    return Where((), (), 0.2)


def pick_wide(reading: Reading, index: int, at: int) -> Where:
    """Return the places of a sum over a period: its own, else the provinces or countries spoken of so far."""
    return pick_places(reading, index, at) if _usable(reading, index) else pick_areas(reading, index)


def pick_areas(reading: Reading, index: int) -> Where:
    """Return the province or country the sentences so far speak of, for a number that belongs to no one site."""
    for other in range(index, -1, -1):
        wide = [
            m for m in _usable(reading, other) if m.place.precision in _AREAS and m.place.relation is PlaceRelation.AT
        ]
        if wide:
            places = tuple(m.place.model_copy(update={"inferred": other != index}) for m in wide)
            return Where(places, tuple((m.start, m.end) for m in wide), 0.5)
    return Where((), (), 0.2)


def _usable(reading: Reading, index: int) -> list[PlaceMention]:
    """Return the places of a sentence that are neither its speaker nor part of an actor's name."""
    saying = reading.saying(index)
    actors = [a for a in reading.actors(index) if not a.is_people]
    found = []
    for mention in reading.places(index):
        if saying and saying.start <= mention.start < saying.end:
            continue
        if any(a.start <= mention.start and mention.end <= a.end for a in actors):
            continue
        found.append(mention)
    return found


def _nearest(text: str, mentions: Sequence[PlaceMention], at: int) -> list[PlaceMention]:
    """Return the list of places nearest to a word, then the areas that hold them."""
    sites = [m for m in mentions if not m.is_container and m.place.precision not in _AREAS]
    sites = sites or [m for m in mentions if m.place.precision is not PlaceCode.COUNTRY]
    if not sites:
        return list(mentions)
    best = min(sites, key=lambda m: _distance(text, m, at))
    low = high = sites.index(best)
    while low and _GLUE.match(text[sites[low - 1].end : sites[low].start]):
        low -= 1
    while high + 1 < len(sites) and _GLUE.match(text[sites[high].end : sites[high + 1].start]):
        high += 1
    chosen = sites[low : high + 1]
    if any(m.place.precision in {PlaceCode.SITE, PlaceCode.DISTRICT} for m in chosen):
        chosen = [m for m in chosen if m.place.precision is not PlaceCode.REGION]
    holders = [
        m for m in mentions if m not in sites and m.place.precision in _AREAS and m.place.relation is PlaceRelation.AT
    ]
    return [*chosen, *holders]


def _distance(text: str, mention: PlaceMention, at: int) -> int:
    away = mention.start - at if mention.start >= at else at - mention.end
    return away + (40 if _FROM.search(text[max(0, mention.start - 18) : mention.start]) else 0)
