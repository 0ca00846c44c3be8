"""Find place names in a sentence and say which point on the map each one is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from vedette.extract.places.borders import find_borders
from vedette.extract.places.claim import Found, Wide, claim_place, is_beside, words_beside
from vedette.extract.places.country_prior import article_countries, country_words, demonyms
from vedette.extract.places.gazetteer import Gazetteer, GazetteerPlace, apart_km
from vedette.extract.places.resolve import Resolved, Surroundings, is_area, is_country, lies_in, reach_km, resolve
from vedette.extract.places.slots import Run, Slot, find_runs, is_all_capitals, read_slot
from vedette.extract.places.units import kept_in_units
from vedette.extract.places.unlisted import may_stay
from vedette.extract.places.zones import find_zones
from vedette.schemas import ClaimPlace, PlaceCode

__all__ = ["PlaceContext", "PlaceMention", "article_countries", "find_places"]


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What the article has told so far: `countries` is the prior of each ISO code, `anchors` are earlier places."""

    gazetteer: Gazetteer
    countries: Mapping[str, float] = field(default_factory=dict)
    anchors: Sequence[GazetteerPlace] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text; offsets count in the whole article. A container only says where another place lies.

    `gazetteer_place` is what the name resolved to, to be handed on as an anchor; None if it did not.
    """

    start: int
    end: int
    text: str
    place: ClaimPlace
    is_container: bool
    gazetteer_place: GazetteerPlace | None = None


# Between two names of one list: "A, B and C", "A and in B".
_LIST_GAP = re.compile(
    r"^(?:\s?,\s?|\s?;\s?|\s)(?:(?:and|or|as well as|and also|then)\s)?"
    r"(?:(?:in|at|near|of|the|both|city|town|village|villages|towns)\s)*$"
)
# Between a name and what it lies in: "Badama, in the west of Idlib province".
_INSIDE_GAP = re.compile(r"^(?:'s|’s)?[\s,(]+(?:[\w-]+\s){0,7}$|^$")
_APPOSITION_GAP = re.compile(r"^,\s(?:in\s)?(?:the\s)?$")
# "KABUL, Afghanistan (Newsroom) -": where the report was filed, not where it happened.
_DATELINE = re.compile(
    r"^(?:[A-ZÀ-Ž]{3,}[\w'’ .,/-]{0,44}?(?:\s?\([^)]{2,40}\))?|[A-ZÀ-Ž][\w'’ .,/-]{2,44}?\s?\([^)]{2,40}\))"
    r"\s?[-–—]{1,2}\s(?=[A-Z“\"‘'])|^[A-ZÀ-Ž]{3,}(?:[ ,-]+[A-ZÀ-Ž]{2,}){0,3}:\s(?=[A-Z“\"‘'])"
)
# Bodies whose names hold a place: "Islamic State in Iraq", "Union of South Africa".
_MASKED = re.compile(
    r"\b(?:(?:Islamic State|[aA]l-Qaeda|[aA]l-Qaida|Qaeda|Jihad)\s(?:in|of)"
    r"|(?:Emirate|Party|Movement|Front|Army|Union|Organi[sz]ation)\s(?:of|for))\s"
    r"(?:the\s)?[A-Z][\w’'-]*(?:\s(?:and|of|the|al-|[A-Z])[\w’'-]*){0,5}"
    r"|\bIslamic State West Africa(?: Province)?|\bKhorasan Province\b|\bUnited Nations\b|\bEuropean Union\b"
    r"|\bArab League\b"
)
# What may be cut off a run to leave its place: "Western Aleppo", "Siege of Homs"; "Kabul University".
_CUT_BEFORE = re.compile(
    r"(?:North|South|East|West)(?:[- ]?(?:east|west))?(?:ern)?|Central|Greater|Rural|Rebel-held|Old"
    r"|(?:Battle|Siege|Occupation|Bombing|Invasion|Fall|University|Port|Airport|City|Town|District|Province)"
    r" of(?: the)?",
    re.IGNORECASE,
)
_CUT_BEHIND = re.compile(
    r"(?:University|International|Airport|Hospital|Central|Square|Street|Mosque|Church|Market|Prison|Stadium|Museum"
    r"|Port|Station|Palace|Zoo|Road|Highway|College|School|Hotel|Consulate|Junction|Gate|Military|Base|Airbase|Air|Camp|Local"
    r"|Local|Old|Green|Zone|Suburbs?|Countryside|Cathedral|Synagogue|Academy|Club|Mall|Metro|Train|Bus)(?:\s\w+){0,2}"
)


def find_places(sentence: str, offset: int, context: PlaceContext) -> list[PlaceMention]:
    """Return the places a sentence names, in text order. `offset` is the sentence's start in the article.

    A name in a place slot that nothing in the gazetteer fits stays, with its text and the area around it as a hint.
    """
    slots = _slots(sentence)
    areas, cities = _named_first(sentence, slots, context)
    context = replace(context, anchors=(*context.anchors, *cities))
    found = _read_names(sentence, slots, areas, context)
    found = kept_in_units(sentence, _read_again(found, context), context.gazetteer)
    mentions = [_mention(item, offset, sentence) for item in _mark_containers(sentence, found)]
    near = [*context.anchors, *areas, *(m.gazetteer_place for m in mentions if m.gazetteer_place)]
    wide = [
        *find_borders(sentence, context.countries, context.gazetteer),
        *find_zones(sentence, context.countries, near, context.gazetteer),
    ]
    mentions = _with_wide(mentions, [_as_mention(item, offset, sentence) for item in wide])
    return sorted(mentions, key=lambda mention: mention.start)


def _with_wide(mentions: Sequence[PlaceMention], wide: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Join both; a border takes the place of a country inside its words, and holds a finer place just before it."""
    inside = [m for m in mentions if not any(w.start <= m.start and m.end <= w.end for w in wide)]
    fine = [m for m in inside if m.place.precision in _FINE]
    return [
        *inside,
        *(replace(w, is_container=any(0 <= w.start - m.end < _BESIDE_WIDE for m in fine)) for w in wide),
    ]


_FINE = frozenset([PlaceCode.SITE, PlaceCode.NEAR, PlaceCode.DISTRICT, PlaceCode.GOVERNORATE])
_BESIDE_WIDE = 40  # characters: "in Tanzam, a town near the Algerian border"


def _as_mention(item: Wide, offset: int, sentence: str) -> PlaceMention:
    start, end = item.start, item.end
    return PlaceMention(
        offset + start, offset + end, sentence[start:end], item.place, is_container=False, gazetteer_place=item.row
    )


@lru_cache(maxsize=2)
def _named_countries(sentence: str) -> frozenset[str]:
    return frozenset(word.country for word in country_words(sentence))


def _slots(sentence: str) -> list[tuple[Run, Slot]]:
    masked = [match.span() for match in _MASKED.finditer(sentence)]
    if dateline := _DATELINE.match(sentence):
        masked.append(dateline.span())
    return [
        (run, read_slot(sentence, run))
        for run in find_runs(sentence)
        if not any(run.start < end and start < run.end for start, end in masked)
    ]


def _named_first(
    sentence: str, slots: Sequence[tuple[Run, Slot]], context: PlaceContext
) -> tuple[list[GazetteerPlace], list[GazetteerPlace]]:
    """Return what the sentence names in place slots that can hold smaller places: countries and provinces; cities."""
    around = Surroundings(countries=context.countries, anchors=context.anchors, named=_named_countries(sentence))
    areas: list[GazetteerPlace] = []
    cities: list[tuple[Run, Slot, GazetteerPlace]] = []
    previous: Run | None = None
    for run, slot in slots:
        beside = previous is not None and bool(_APPOSITION_GAP.match(sentence[previous.end : run.start]))
        previous = run
        found = resolve(run.text, slot, context.gazetteer, around) if slot.strength >= 1 or beside else None
        if found and (is_country(found.place) or found.place.feature in {"ADM1", "RGN"}):
            areas.append(found.place)
        elif found and found.place.population >= _CITY:
            cities.append((run, slot, found.place))
    around = replace(around, containers=[area for area in areas if is_country(area)])
    return areas, [p for run, slot, p in cities if _is_there(run, slot, p, context.gazetteer, around)]


def _is_there(run: Run, slot: Slot, city: GazetteerPlace, gazetteer: Gazetteer, around: Surroundings) -> bool:
    """Tell whether a city is still meant where the countries the sentence names are known."""
    if city.population >= _WORLD_CITY:
        return True
    found = resolve(run.text, slot, gazetteer, around)
    return found is not None and found.place == city


_CITY, _WORLD_CITY = 250_000, 800_000


def _read_names(
    sentence: str, slots: Sequence[tuple[Run, Slot]], areas: Sequence[GazetteerPlace], context: PlaceContext
) -> list[Found]:
    around = Surroundings(
        countries=context.countries, anchors=context.anchors, containers=areas, named=_named_countries(sentence)
    )
    shouted = is_all_capitals(sentence)
    found: list[Found] = []
    chain: tuple[int, Slot] | None = None  # where the last name of a list ended, and its slot
    for run, told in slots:
        listed = chain is not None and bool(_LIST_GAP.match(sentence[chain[0] : run.start]))
        slot = _listed_slot(sentence, run, told, chain[1]) if listed and chain else told
        if slot.strength == 0:
            continue
        chain = (run.end, slot)
        part, resolved = _resolve_run(run, slot, context.gazetteer, around)
        if shouted and not (resolved and _is_expected(resolved.place, context)):
            continue
        if resolved is None and not may_stay(sentence, run, slot):
            continue
        if resolved and is_country(resolved.place) and slot.strength == 1 and not listed and not slot.sector:
            continue  # "against Syria", "from Turkey": a party more often than a place
        if listed and resolved and is_area(resolved.place):
            slot = replace(slot, relation=told.relation)  # "near Afrin, Syria"
        found.append(Found(part, slot, resolved))
    return found


def _is_expected(place: GazetteerPlace, context: PlaceContext) -> bool:
    """Tell whether a name read in capitals fits the article: any word may look like a name there ("IN THE CAR")."""
    if not context.countries or is_country(place) or place.population >= 800_000:
        return True
    return context.countries.get(place.country or "", 0.0) >= 0.06


def _listed_slot(sentence: str, run: Run, slot: Slot, before: Slot) -> Slot:
    """Give a name in a list the slot of the name before it; a list that goes on behind it is firmer ground."""
    rest = sentence[run.end :]
    if slot.strength or _NEW_CLAUSE.match(rest):
        return slot
    strength = before.strength if _LIST_GOES_ON.match(rest) else 1
    return replace(slot, strength=min(strength, 2), relation=before.relation)


# "in Idlib, Turkey's ministry", "in Kabul, Reuters said": the name begins something new.
_NEW_CLAUSE = re.compile(
    r"^(?:'s|’s)|^\s(?:said|says|announced|reported|confirmed|told|has|have|had|was|were|is|are|will)\b"
)
_LIST_GOES_ON = re.compile(
    r"^\s?(?:[,.;)]|$|and\s|in\s|on\s|(?:near|outside|around|along|close to|beside|between|north|south|east|west)\b|"
    r"(?:villages|towns|districts|areas|provinces|cities|regions|governorates)\b)"
)


def _resolve_run(run: Run, slot: Slot, gazetteer: Gazetteer, around: Surroundings) -> tuple[Run, Resolved | None]:
    """Resolve a run with its site word, whole, or what is left when words that are no names are cut off."""
    if run.text.lower() in demonyms() or _owns_as_country(run.text, gazetteer):
        return run, None
    if slot.sector and (found := _named(f"{slot.sector} {run.text}", slot, gazetteer, around)):
        return run, found  # "rural Damascus" and "southern Lebanon" have names of their own
    if slot.site and (found := resolve(f"{run.text} {slot.site}", slot, gazetteer, around)):
        return run, found
    if found := resolve(run.text.replace(" Military ", " "), slot, gazetteer, around):
        return run, found
    for part in (part for part in _parts(run, gazetteer) if part.text.lower() not in demonyms()):
        if found := resolve(part.text, slot, gazetteer, around):
            return part, found
    for part in _beginnings(run):
        if found := _named(part.text, slot, gazetteer, around):
            return part, found
    return run, None


def _beginnings(run: Run) -> list[Run]:
    """Return the first words of a run in capitals, longest first: nothing tells where the name ends there."""
    if not run.text.isupper():
        return []
    ends = [match.start() for match in re.finditer(r"\s", run.text)]
    return [Run(run.start, run.start + end, run.text[:end]) for end in reversed(ends) if end > 3]


def _named(name: str, slot: Slot, gazetteer: Gazetteer, around: Surroundings) -> Resolved | None:
    """Resolve a name that the gazetteer lists letter for letter, or not at all."""
    if not any(c.key in {"exact", "listed"} for c in gazetteer.candidates(name)):
        return None
    return resolve(name, slot, gazetteer, around)


def _country_named(name: str, gazetteer: Gazetteer) -> bool:
    return any(is_country(c.place) and c.key == "exact" for c in gazetteer.candidates(name))


def _owns_as_country(name: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a name is a country's possessive on a page that has lost its apostrophes: "Syrias war"."""
    exact = any(c.key == "exact" for c in gazetteer.candidates(name))
    return name.endswith("s") and not exact and _country_named(name[:-1], gazetteer)


def _parts(run: Run, gazetteer: Gazetteer) -> list[Run]:
    """Return what is left of a run without words before or behind that are no part of a place name, longest first."""
    splits = [match.start() for match in re.finditer(r"(?<=\s)\S", run.text)]
    parts = []
    for at in splits:
        before = run.text[:at].strip()
        owner = before.removesuffix("s")  # "Syrias Idlib", where a page has lost its apostrophes
        owns = owner != before and any(c.key == "exact" for c in gazetteer.candidates(owner))
        owns = owns or _country_named(before, gazetteer)  # "in eastern Syria Deir ez-Zor", where it has lost its commas
        if owns or _CUT_BEFORE.fullmatch(before) or before.lower() in demonyms():
            parts.append(Run(run.start + at, run.end, run.text[at:]))
        if _CUT_BEHIND.fullmatch(run.text[at:]):
            name = run.text[:at].strip()
            parts.append(Run(run.start, run.start + len(name), name))
    head, _, tail = run.text.rpartition(" ")
    if head and _country_named(tail, gazetteer):  # "Deir ez-Zor Syria", where a page has lost its commas
        parts.append(Run(run.start, run.start + len(head), head))
    joints = (match.start() for match in re.finditer("–(?=[A-Z])", run.text))
    parts.extend(Run(run.start, run.start + joint, run.text[:joint]) for joint in joints)
    return sorted(parts, key=lambda part: -len(part.text))


def _read_again(found: Sequence[Found], context: PlaceContext) -> list[Found]:
    """Read small places once more, now that the anchor they are said to lie beside is known.

    "in Badama and Al-Najiya, west of Jisr al-Shughour": the anchor's side rules out namesakes elsewhere.
    """
    anchor = next(
        (item for item in found if item.resolved and is_beside(item) and not is_area(item.resolved.place)), None
    )
    known = [item.resolved.place for item in found if item.resolved]
    again = []
    for item in found:
        place = item.resolved.place if item.resolved else None
        if item is anchor or (place and is_area(place)) or anchor is None or item.run.start > anchor.run.start:
            again.append(item)
            continue
        assert anchor.resolved is not None
        beside = (anchor.slot.relation, anchor.resolved.place)
        around = Surroundings(
            countries=context.countries,
            anchors=[anchor.resolved.place],
            containers=[area for area in known if is_area(area)],
            beside=beside,
        )
        run, resolved = _resolve_run(item.run, item.slot, context.gazetteer, around)
        is_wide = resolved is not None and is_area(resolved.place)
        again.append(replace(item, run=run, resolved=resolved, hint="" if is_wide else words_beside(anchor)))
    return again


def _mark_containers(sentence: str, found: Sequence[Found]) -> list[Found]:
    """Mark the names that only say where a finer place of the sentence lies, and give open names their area."""
    marked = [replace(item, is_container=_is_container(sentence, item, found)) for item in found]
    return [_with_area(item, marked) if item.resolved is None else item for item in marked]


def _is_container(sentence: str, item: Found, found: Sequence[Found]) -> bool:
    if item.resolved is None:
        return False
    place = item.resolved.place
    if item.slot.is_border and len(found) > 1:
        return True
    return any(_holds(sentence, item, place, other) for other in found if other is not item)


def _holds(sentence: str, item: Found, place: GazetteerPlace, other: Found) -> bool:
    first, second = sorted((item, other), key=lambda one: one.run.start)
    gap = sentence[first.run.end : second.run.start]
    if is_beside(item) and other.hint == words_beside(item):
        return True
    if not is_area(place):
        return bool(_SUBURB_GAP.match(gap)) and other.resolved is not None and _is_city_of(place, other.resolved.place)
    if other.resolved is None:
        return len(gap) < 60 and " and " not in gap and bool(_INSIDE_GAP.match(gap))
    inner = other.resolved.place
    if _rank(place) <= 1.5 * _rank(inner):
        return False
    return lies_in(inner, place) and (is_country(place) or len(gap) < 90)


# "the Damascus suburb of Douma": the greater of the two holds the other.
_SUBURB_GAP = re.compile(r"^(?:'s|’s)?\s(?:\w+\s)?(?:suburb|neighbou?rhood|district|quarter|area)s?\s(?:of|in)\s$")


def _is_city_of(place: GazetteerPlace, suburb: GazetteerPlace) -> bool:
    return place.population > 3 * suburb.population and apart_km(place, suburb) < 30.0


def _rank(place: GazetteerPlace) -> float:
    """Order places from fine to coarse."""
    return 20_000.0 if is_country(place) else reach_km(place) + (100.0 if place.feature == "ADM1" else 0.0)


def _with_area(item: Found, found: Sequence[Found]) -> Found:
    """Give an unresolved name the nearest area: it lies there, at a point nobody here knows."""
    holders = [other for other in found if other.is_container and other.resolved]
    nearest = min(holders, key=lambda other: (_is_wide(other), abs(other.run.start - item.run.end)), default=None)
    if nearest is None or nearest.resolved is None:
        return item
    area = nearest.resolved.place
    if nearest.slot.is_border or is_beside(nearest):
        return replace(item, hint=item.hint or words_beside(nearest), area=replace(area, admin1=None))
    return replace(item, hint=item.hint or f"in {nearest.run.text}", area=area)


def _is_wide(item: Found) -> bool:
    return item.resolved is not None and is_country(item.resolved.place)


def _mention(item: Found, offset: int, sentence: str) -> PlaceMention:
    place = item.resolved.place if item.resolved else None
    claim = claim_place(item)
    start, end = item.run.start, item.run.end
    return PlaceMention(offset + start, offset + end, sentence[start:end], claim, item.is_container, place)
