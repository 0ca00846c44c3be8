"""Where: which of the places a text names belong to a claim."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vedette.extract.circumstances.clauses import Clause
from vedette.extract.circumstances.implied import by_country, by_dateline, by_pointing, home_country
from vedette.extract.places.finder import PlaceMention
from vedette.extract.reading import Reading
from vedette.extract.spans import COUNTERS, Label
from vedette.schemas import ClaimPlace, PlaceCode, PlaceRelation

__all__ = ["THE_DEED", "Where", "pick_areas", "pick_places", "pick_wide"]

_AREAS = frozenset({PlaceCode.GOVERNORATE, PlaceCode.COUNTRY})
_OF_SPEAKERS = frozenset({PlaceRelation.AT, PlaceRelation.ALONG})
_TOWNS = frozenset({PlaceCode.SITE, PlaceCode.NEAR, PlaceCode.DISTRICT})
_LOOK_BACK = 2  # sentences in which a missing place may stand before the claim's own
_SAME_STORY = 6  # sentences over which what was told last goes on
_LOOK_ON = 3  # sentences after a lead's "in a town in the north" within which the town is named
_LEAD = 2  # sentences of headline and lead that may be as bare as that
_GLUE = re.compile(
    r"^[\s,]*(?:and|or|&|as well as|in|near|at|of|the|to|outside|village|villages|town|towns|city|"
    r"district|districts|province|provinces|cities|both|\(|\))*[\s,]*(?:and\s|the\s|of\s|in\s|"
    r"near\s)*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\b(?:from|for|of|to|by|bound for|towards?)\s(?:the\s)?$", re.IGNORECASE)
# Where somebody sits, is brought to, speaks or is nursed: not where it happened.
_ELSEWHERE = re.compile(
    r"\b(?:based|located|stationed|positioned|deployed|entrenched|headquartered|treated|hospitali[sz]ed|buried|held|"
    r"detained|jailed|imprisoned|said|spoke|speaking|still|"
    r"told (?:a )?(?:reporters|journalists|press conference|news conference))\s(?:in|at|from)\s(?:the\s)?$"
    r"|\b(?:flown|airlifted|transferred|evacuated|moved|taken|rushed|brought|ferried|walked|retreated|withdrew)"
    r"\s(?:[\w-]+\s){0,3}?to\s(?:the\s)?$"
    r"|\b(?:to|in)\s(?:an?\s|the\s)?(?:\w+\s)?hospitals?\s(?:in|of|at)\s(?:the\s)?$",
    re.IGNORECASE,
)
# Where shells, planes and people come from or go to: seldom where it happened.
_ON_THE_WAY = re.compile(
    r"\b(?:fired|launched|coming|came|come|originating|hails?|hailing)\s(?:\w+\s)?from\s(?:the\s)?$"
    r"|\b(?:fled|escaped)\s(?:[\w-]+\s){0,3}?to\s(?:the\s)?$",
    re.IGNORECASE,
)
_NEAR = 60  # characters behind an unknown village in which the town it lies near is named
_BESIDE = 40  # characters that words of origin add to the way
THE_DEED = re.compile(
    r"\b(?:the|that|this|these|those|both|all)\s(?:\w+\s){0,2}(?:air\s?)?(?:attack|strike|blast|bomb|bombing|explosion|raid|shelling|"
    r"massacre|clash|clashe|ambush|assault|incident|shooting|bombardment|missile|rocket|fighting|killing)s?\b",
    re.IGNORECASE,
)
_SOME_PLACE = re.compile(
    r"\b(?:a|an|one|another)\s(?:[\w-]+\s){0,3}?(?:town|village|city|district|province|market|mosque|hospital|school|"
    r"camp|base|checkpoint|neighbou?rhood|suburb|region|church|prison|airport|restaurant|hotel|wedding|funeral)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Where:
    """A claim's places with the characters of each, and how sure they are."""

    places: tuple[ClaimPlace, ...]
    spans: tuple[tuple[int, int], ...]
    score: float

    def joined(self, other: "Where") -> "Where":
        """Return these places and those another passage adds by itself."""
        return self.with_all(other, inferred=False)

    def with_all(self, other: "Where", *, inferred: bool = True) -> "Where":
        """Return these places, then the others not among them; `inferred` tells whether implied ones count."""
        known = {p.name for p in self.places}
        pairs = zip(other.places, other.spans, strict=True)
        more = [(p, s) for p, s in pairs if p.name not in known and (inferred or not p.inferred)]
        return Where((*self.places, *(p for p, _ in more)), (*self.spans, *(s for _, s in more)), self.score)


_NOWHERE = Where((), (), 0.2)


def pick_places(reading: Reading, index: int, at: int, clause: Clause | None = None) -> Where:
    """Return the places of a claim whose word stands at `at`; those the text around implies, if it names none.

    The places its own clause names go before all others of the sentence.
    """
    if here := _usable(reading, index):
        where = _where(_nearest(reading.article.text, _owned(here, clause), at), 0.9)
    elif country := by_country(reading, index):
        where = _of_country(reading, index, country)
    else:
        return _from_context(reading, index)
    return _made_finer(reading, index, where)


def _owned(mentions: Sequence[PlaceMention], clause: Clause | None) -> Sequence[PlaceMention]:
    """Return the places of a clause with the areas around them, all of the sentence if it names none finer."""
    if clause is None:
        return mentions
    rest = [m for m in mentions if not clause.is_of_another_time(m.start)] or mentions
    own = [m for m in rest if clause.owns(m.start)]
    if all(m.place.precision is PlaceCode.COUNTRY for m in own):
        return rest
    return [m for m in rest if m in own or (_is_holder(m) and any(_holds(m, o) for o in own))]


def _holds(area: PlaceMention, mention: PlaceMention) -> bool:
    """Tell whether an area named elsewhere in a sentence is that of a place."""
    if area.place.country != mention.place.country:
        return False
    return area.place.precision is PlaceCode.COUNTRY or area.place.admin1 == mention.place.admin1


def pick_wide(reading: Reading, index: int, at: int) -> Where:
    """Return the places of a sum over a period: its own, else the country or province spoken of."""
    if _usable(reading, index):
        return pick_places(reading, index, at)
    if country := by_country(reading, index):
        return _of_country(reading, index, country)
    areas = pick_areas(reading, index)
    return areas if areas.places else _inferred(home_country(reading))


def pick_areas(reading: Reading, index: int) -> Where:
    """Return the province or country the sentences so far speak of, for a number that belongs to no one site."""
    for other in range(index, -1, -1):
        wide = [
            m for m in _usable(reading, other) if m.place.precision in _AREAS and m.place.relation is PlaceRelation.AT
        ]
        if wide:
            places = tuple(m.place.model_copy(update={"inferred": other != index}) for m in wide)
            return Where(places, tuple((m.start, m.end) for m in wide), 0.5)
    return _NOWHERE


def _where(mentions: Sequence[PlaceMention], score: float) -> Where:
    return Where(tuple(m.place for m in mentions), tuple((m.start, m.end) for m in mentions), score)


def _of_country(reading: Reading, index: int, country: PlaceMention) -> Where:
    """Return a country; inferred where its name stands outside the sentence."""
    sentence = reading.sentences[index]
    is_here = sentence.start <= country.start < sentence.end
    return _where([country], 0.6) if is_here else _inferred(country, 0.6)


def _inferred(mention: PlaceMention | None, score: float = 0.4) -> Where:
    if mention is None:
        return _NOWHERE
    return _where([replace(mention, place=mention.place.model_copy(update={"inferred": True}))], score)


def _from_context(reading: Reading, index: int) -> Where:
    """Return the place the sentence points back to, that of the sentences before, of the lead, else the country."""
    if spoken := _speakers_town(reading, index):
        return _inferred(spoken, 0.5)
    if pointed := by_pointing(reading, index, lambda other: _usable(reading, other)):
        return _inferred(pointed, 0.6)
    order = [*range(index - 1, max(-1, index - 1 - _LOOK_BACK), -1)]
    order += [n for n in range(index - 1 - _LOOK_BACK, max(-1, index - 1 - _SAME_STORY), -1) if _tells_harm(reading, n)]
    order += [0, 1]
    if index <= _LEAD:
        order += [index + 1, index + 2]
    others = [n for n in dict.fromkeys(order) if 0 <= n < len(reading.sentences) and n != index]
    told = [where for other in others if (where := _told(reading, other))]
    if not told:
        return _inferred(by_dateline(reading) or home_country(reading))
    return next((where for where in told if not _is_wide(where)), told[0])


# Who tells of what happened where he is: "Doctors in Orlo said".
_LOCAL = re.compile(
    r"\b(?:police|doctors?|medics?|hospitals?|residents?|witness(?:es)?|villagers?|locals?|mayor|morgue|firefighters|"
    r"rescuers|paramedics|(?:local|provincial|district|medical|health|security) (?:officials?|sources?|authorities))\b",
    re.IGNORECASE,
)


def _speakers_town(reading: Reading, index: int) -> PlaceMention | None:
    """Return the town of a local speaker, where the sentence names no other place."""
    saying = reading.saying(index)
    if saying is None or not _LOCAL.search(reading.article.text[saying.start : saying.end]):
        return None
    mine = [m for m in reading.places(index) if saying.start <= m.start < saying.end]
    return next((m for m in mine if m.place.precision in _TOWNS), None)


def _tells_harm(reading: Reading, index: int) -> bool:
    return any(s.label in COUNTERS or s.label is Label.ATTACKED for s in reading.spans[index])


def _told(reading: Reading, index: int) -> Where | None:
    """Return the places of what another sentence tells, as they are taken for a claim that names none."""
    there = _usable(reading, index)
    if not there:
        return None
    spans = [s for s in reading.spans[index] if s.label in COUNTERS]
    at = (spans[0].cue or (spans[0].start,))[0] if spans else there[0].start
    chosen = _nearest(reading.article.text, there, at)
    places = tuple(m.place.model_copy(update={"inferred": True}) for m in chosen)
    return Where(places, tuple((m.start, m.end) for m in chosen), 0.6)


def _is_wide(where: Where) -> bool:
    """Tell whether nothing finer than a country, or a side of one, is named."""
    return all(p.precision is PlaceCode.COUNTRY or (p.precision is PlaceCode.REGION and p.hint) for p in where.places)


def _made_finer(reading: Reading, index: int, where: Where) -> Where:
    """Add the site that the sentences after a lead name: "in a town in the north … The strikes on Tal Amar"."""
    if not _is_wide(where) or index > _LEAD:
        return where
    countries = {p.country for p in where.places}
    is_open = bool(_SOME_PLACE.search(reading.sentences[index].text))
    for other in range(index + 1, min(index + 1 + _LOOK_ON, len(reading.sentences))):
        is_same = is_open or bool(THE_DEED.search(reading.sentences[other].text))
        there = _told(reading, other) if is_same else None
        if there and not _is_wide(there) and {p.country for p in there.places} & countries:
            return there.with_all(where)
    return where


def _usable(reading: Reading, index: int) -> list[PlaceMention]:
    """Return the places of a sentence that are neither its speaker nor part of an actor's name."""
    actors = [a for a in reading.actors(index) if not a.is_people]
    return [
        mention
        for mention in _passed_by(reading.article.text, reading.places(index))
        if not _is_speakers(reading, index, mention)
        and not any(a.start <= mention.start and mention.end <= a.end for a in actors)
    ]


def _passed_by(text: str, mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Leave out the lists of places where somebody only sits, comes from or is brought to."""
    lists = _lists(text, mentions) if mentions else []
    there = [m for g in lists if not _ELSEWHERE.search(text[max(0, g[0].start - 50) : g[0].start]) for m in g]
    treated = [
        m
        for m in there
        if _HOSPITAL.search(text[max(0, m.start - 40) : m.start]) and _TREATS.match(text[m.end : m.end + 40])
    ]
    return [m for m in there if m not in treated] or there


# "a hospital in Orlo took in 23 after bombs fell on Gao": where the hurt are brought to
_HOSPITAL = re.compile(r"\b(?:hospitals?|clinics?|morgues?|doctors|medics)\s(?:in|at|of)\s(?:the\s)?$", re.IGNORECASE)
_TREATS = re.compile(r"\s(?:(?:had|has|have|also|then)\s)*(?:received|took in|taken in|treat\w+|admitted|counted)\b")


# "in the town of Orlo a monitor said": where commas are lost, the speaker begins behind the place
_SPEAKER_BEGINS = re.compile(r"^\s(?:an?|the|he|she|they|it|activists|officials|police|residents|witnesses)\b")


_BARE_IN = re.compile(r"\s*(?:in|at|near|on|outside)\s(?:the\s)?", re.IGNORECASE)


def _is_speakers(reading: Reading, index: int, mention: PlaceMention) -> bool:
    """Tell whether a place stands in the name of who says so."""
    saying = reading.saying(index)
    if saying is None or not saying.start <= mention.start < saying.end:
        return False
    before = reading.article.text[saying.start : mention.start]
    if mention.place.relation not in _OF_SPEAKERS or _BARE_IN.fullmatch(before):
        return False  # "near Damascus", "in Orlo"
    if any(saying.start <= s.start < saying.end for s in reading.spans[index] if s.label in COUNTERS):
        return False
    return not _SPEAKER_BEGINS.match(reading.article.text[mention.end : saying.end])


def _nearest(text: str, mentions: Sequence[PlaceMention], at: int) -> list[PlaceMention]:
    """Return the list of places nearest to a word, then the areas that hold them."""
    mentions = [m for m in mentions if not _ON_THE_WAY.search(text[max(0, m.start - 40) : m.start])] or list(mentions)
    sites = [m for m in mentions if not m.is_container and m.place.precision not in _AREAS]
    wide = [m for m in mentions if m.place.precision is not PlaceCode.COUNTRY]
    sites = sites or [m for m in wide if not m.is_container] or wide  # "in central Nigeria's Benue state": Benue
    if not sites:
        return list(mentions)
    chosen = min(_lists(text, sites), key=lambda group: _distance(text, group, at))
    if any(m.place.precision in {PlaceCode.SITE, PlaceCode.DISTRICT} for m in chosen):
        chosen = [m for m in chosen if m.place.precision is not PlaceCode.REGION]
    holders = [m for m in mentions if m not in sites and _is_holder(m)]
    if not any(m.gazetteer_place for m in chosen):  # a village on no map is found by what it lies near
        near = (m for m in mentions if m not in holders and m.gazetteer_place and 0 < m.start - chosen[-1].end < _NEAR)
        holders = [*near, *holders]
    return [*chosen, *holders]


def _is_holder(mention: PlaceMention) -> bool:
    return mention.place.precision in _AREAS and mention.place.relation is PlaceRelation.AT


def _lists(text: str, sites: Sequence[PlaceMention]) -> list[list[PlaceMention]]:
    """Return the places of a sentence in groups that stand in one list: "in A, B and C"."""
    groups = [[sites[0]]]
    for before, site in pairwise(sites):
        if _GLUE.match(text[before.end : site.start]):
            groups[-1].append(site)
        else:
            groups.append([site])
    return groups


def _distance(text: str, group: Sequence[PlaceMention], at: int) -> int:
    """Return the way from a word to the nearest of a list; longer where the words before it speak of another place."""
    away = min(m.start - at if m.start >= at else at - m.end for m in group)
    return away + (_BESIDE if _FROM.search(text[max(0, group[0].start - 20) : group[0].start]) else 0)
