"""Places a sentence implies without naming them as one: "the city", "the Syrian war", the dateline, the country."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from vedette.extract.places.claim import Found, claim_place
from vedette.extract.places.country_prior import countries, country_of, country_words
from vedette.extract.places.finder import PlaceMention
from vedette.extract.places.resolve import Resolved, Surroundings, is_country, resolve
from vedette.extract.places.slots import Run, Slot
from vedette.extract.reading import Reading
from vedette.schemas import ParagraphRole, PlaceRelation

__all__ = ["by_country", "by_dateline", "by_pointing", "home_country"]

_HOME = 0.4  # of the article that speaks of one country, for a happening without any place to lie there
_PLAIN = Slot(
    strength=3,
    relation=PlaceRelation.AT,
    kind="",
    sector="",
    hint="",
    distance_km=None,
    is_border=False,
    site="",
)
# What of a country's may be meant by its name before it: "the Syrian war", "a Syrian village", "Syrias towns".
_OF_COUNTRY = re.compile(
    r"^(?:['’]?s)?\s(?:[\w-]+\s){0,2}?(?:civil war|war|conflict|uprising|revolution(?! guards?)|towns?|cit(?:y|ies)|"
    r"villages?|provinces?|territory|soil|airspace|coast)\b",
    re.IGNORECASE,
)
_WHOLE_COUNTRY = re.compile(
    r"\b(?:civil war|(?:the|this|\w+-year(?:s|-old)?(?:-long)?) (?:\w+ )?(?:war|conflict|uprising|revolution)|"
    r"(?:the|this|that) (?:[\w-]+ )?(?:country|nation)|countrywide|nationwide)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:the|that|this|same)\s(?:(?!holy|largest|biggest|second|third|main)[\w-]+\s)?"
    r"(?P<kind>city|town|village|province|governorate|state|district|capital)(?:['’]?s)?\b"
    r"(?!\s(?:of|council|government|hall|police|governor|department|television|media|news|in\s[A-Z]))",
    re.IGNORECASE,
)
_FITS = {
    "city": ("PPL", "ADM1"), "town": ("PPL",), "village": ("PPL",), "province": ("ADM1", "RGN"),
    "governorate": ("ADM1",), "state": ("ADM1",), "district": ("ADM2", "ADM3", "PPLX"),
}  # fmt: skip
_DATELINE = re.compile(
    r"^(?P<town>[^\W\d_][\w'’. -]{1,30}?)(?:,\s[\w .'’-]{2,30}|\s?\([^)]{2,40}\)){0,3}"
    r"(?:,\s\d{1,2}\s[A-Z]{3,4}\s\d\d(?:\s\([^)]{2,60}\))?\s--|\s?[-–—]{1,2}\s|(?<=[A-Z]{3}):\s)"
)
_ALONE = re.compile(r"(?P<town>[^\W\d_][\w'’. -]{1,30}?)(?=\s?[,(:–—-]|\s*$)")  # a dateline on a line of its own
_HEAD_PARAGRAPHS = 4


def by_pointing(reading: Reading, index: int, usable: Callable[[int], Sequence[PlaceMention]]) -> PlaceMention | None:
    """Return the place that "the city", "the province", "the capital" of a sentence points back to."""
    found = _POINTING.search(reading.sentences[index].text)
    if found is None:
        return None
    kind = found["kind"].lower()
    if kind == "capital":
        return _capital(reading)
    for other in range(index - 1, -1, -1):
        for mention in reversed(usable(other)):
            place = mention.gazetteer_place
            if (
                place is not None
                and place.feature.startswith(_FITS[kind])
                and not (kind == "city" and place.feature == "PPLX")
            ):
                return mention
    return None


def by_country(reading: Reading, index: int) -> PlaceMention | None:
    """Return the country whose war, towns or soil a sentence names, or the article's for "the country"."""
    sentence = reading.sentences[index]
    for word in country_words(sentence.text):
        if _OF_COUNTRY.match(sentence.text[word.end :]):
            return _country_mention(reading, word.country, sentence.start + word.start, sentence.start + word.end)
    return home_country(reading) if _WHOLE_COUNTRY.search(sentence.text) else None


def home_country(reading: Reading) -> PlaceMention | None:
    """Return the country the article is about, at the first word of the text that names it or its people."""
    home = reading.home
    if home is None or reading.countries[home] < _HOME:
        return None
    text = reading.article.text
    named = next((word for word in country_words(text) if word.country == home), None)
    return _country_mention(reading, home, named.start, named.end) if named else None


def by_dateline(reading: Reading) -> PlaceMention | None:
    """Return where the report was filed, if that lies in the article's country: its town, of a capital the country.

    A capital's dateline says where the reporter sits, a town's is as a rule where it happened.
    """
    for paragraph in reading.article.paragraphs[:_HEAD_PARAGRAPHS]:
        alone = paragraph.role is ParagraphRole.DATELINE
        found = (_ALONE if alone else _DATELINE).match(paragraph.text)
        if found is None:
            continue
        start = paragraph.start + found.start("town")
        run = Run(start, start + len(found["town"]), found["town"])
        around = Surroundings(countries=reading.countries)
        resolved = resolve(run.text, _PLAIN, reading.tools.gazetteer, around)
        if resolved is None or resolved.place.country != reading.home or is_country(resolved.place):
            return None
        if run.text.lower() in _capitals():
            return home_country(reading)
        return _as_mention(run, resolved)
    return None


def _capital(reading: Reading) -> PlaceMention | None:
    """Return the capital of the article's country, at the word that names it or the country."""
    country = country_of(reading.home)
    named = home_country(reading)
    if country is None or named is None:
        return None
    resolved = resolve(country.capital, _PLAIN, reading.tools.gazetteer, Surroundings(countries={country.iso2: 1.0}))
    return _as_mention(Run(named.start, named.end, named.text), resolved) if resolved else None


def _country_mention(reading: Reading, iso2: str, start: int, end: int) -> PlaceMention | None:
    country = country_of(iso2)
    rows = reading.tools.gazetteer.candidates(country.name) if country else []
    place = next((c.place for c in rows if is_country(c.place) and c.place.country == iso2), None)
    return _as_mention(Run(start, end, reading.article.text[start:end]), Resolved(place, 1.0)) if place else None


def _as_mention(run: Run, resolved: Resolved) -> PlaceMention:
    place = claim_place(Found(run, _PLAIN, resolved))
    return PlaceMention(run.start, run.end, run.text, place, is_container=False, gazetteer_place=resolved.place)


@cache
def _capitals() -> frozenset[str]:
    return frozenset(country.capital.lower() for country in countries())
