"""How much of an article is about each country: countries, their people, their towns."""

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vedette.extract.places.abroad import is_of_an_army, with_neighbours
from vedette.extract.places.gazetteer import Candidate, Gazetteer
from vedette.extract.places.resolve import is_area, is_country
from vedette.extract.places.slots import find_runs, is_all_capitals, read_slot

__all__ = ["Country", "CountryWord", "article_countries", "countries", "country_of", "country_words", "demonyms"]

# A country named weighs most; an adjective may name an actor abroad; a town weighs by how sure it is.
_COUNTRY, _PEOPLE, _TOWN = 1.0, 0.6, 1.0
_KNOWN_TOWN = 50_000
_FIRM = 2  # a slot as strong as "in" or "near"
_KNOWN_BY_ALIAS = 300_000  # gazetteers list many odd spellings; only a large town is meant by one


@dataclass(frozen=True, slots=True)
class Country:
    """One country: codes, names, adjectives and words for its people."""

    iso2: str
    iso3: str
    name: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    people: tuple[str, ...]
    capital: str


@dataclass(frozen=True, slots=True)
class CountryWord:
    """A word of a text that names a country or its people, and how much it says that the text is about it."""

    start: int
    end: int
    text: str
    country: str
    weight: float


@cache
def countries() -> tuple[Country, ...]:
    """Return all countries of `lexicon/demonyms.csv`."""
    text = (resources.files("vedette.extract") / "lexicon" / "demonyms.csv").read_text(encoding="utf-8")
    return tuple(
        Country(
            iso2=row["iso2"],
            iso3=row["iso3"],
            name=row["name"],
            aliases=_split(row["aliases"]),
            adjectives=_split(row["adjectives"]),
            people=_split(row["people"]),
            capital=row["capital"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def country_of(iso2: str | None) -> Country | None:
    """Return the country of a code, None for none and for codes without a row."""
    return _by_code().get(iso2) if iso2 else None


@cache
def _by_code() -> dict[str, Country]:
    return {country.iso2: country for country in countries()}


def _split(joined: str) -> tuple[str, ...]:
    return tuple(part for part in joined.split("|") if part)


@cache
def demonyms() -> frozenset[str]:
    """Return the adjectives and words for people of all countries, in lower case; none that names the country too."""
    names = {name.lower() for country in countries() for name in (country.name, *country.aliases)}
    words = {word.lower() for country in countries() for word in (*country.adjectives, *country.people)}
    return frozenset(words - names)


@cache
def _words() -> dict[str, list[tuple[str, str, float]]]:
    """Return names of countries and peoples by their first word, longest first: name, country, weight."""
    weights: dict[str, tuple[str, float]] = {}
    for country in countries():
        weights |= dict.fromkeys((*country.adjectives, *country.people), (country.iso2, _PEOPLE))
        weights |= dict.fromkeys((country.name, *country.aliases), (country.iso2, _COUNTRY))
    table: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for name in sorted(weights, key=len, reverse=True):
        table[_CAPITAL.findall(name)[0]].append((name, *weights[name]))
    return table


_CAPITAL = re.compile(r"(?<![\w-])[A-ZÀ-Ž]\w*")


def article_countries(text: str, gazetteer: Gazetteer) -> dict[str, float]:
    """Return how much of the article is about each country (ISO code, shares sum to 1).

    Of a country that only its army names, the neighbours have shares on top.
    """
    body = text.title() if is_all_capitals(text) else text
    found: dict[str, float] = defaultdict(float)
    named: set[str] = set()
    is_at_home = False
    for word in country_words(body):
        found[word.country] += word.weight
        named.add(word.text)
        is_at_home = is_at_home or word.weight == _COUNTRY or not is_of_an_army(body, word.end)
    abroad = {} if is_at_home else with_neighbours(found, _names_by_code(), gazetteer)
    towns = list(_towns(body, named, set(found), abroad, gazetteer))
    if abroad and not towns:
        return abroad
    for country in towns:
        found[country] += _TOWN
    total = sum(found.values()) or 1.0
    return {country: weight / total for country, weight in sorted(found.items(), key=lambda item: -item[1])}


def _towns(
    body: str, named: Collection[str], countries: Collection[str], abroad: Collection[str], gazetteer: Gazetteer
) -> Iterator[str]:
    """Yield the country of each town that is surely meant; none far off that has a namesake in one of `abroad`."""
    told = set(countries)
    for name, run in {run.text: run for run in reversed(list(find_runs(body))) if run.text not in named}.items():
        candidates = gazetteer.candidates(name)
        best = _sure_town(candidates)
        if best is None and (best := _only_town(candidates)) and read_slot(body, run).strength < _FIRM:
            best = None
        country = best.place.country if best else None
        if best is None or country is None:
            continue
        if country not in abroad and any(c.place.country in abroad for c in candidates if c.key == "exact"):
            continue
        if _is_known(best) or not countries or country in told:
            told.add(country)  # where a country is named, no village speaks for another
            yield country


@cache
def _names_by_code() -> dict[str, str]:
    return {country.iso2: country.name for country in countries()}


def country_words(text: str) -> Iterator[CountryWord]:
    """Yield the names of countries and peoples in a text, in order; in copy that is all capitals too."""
    body = text.title() if is_all_capitals(text) else text
    until = 0
    for match in _CAPITAL.finditer(body):
        if match.start() >= until and (word := _country_at(body, match)):
            yield word
            until = word.end


def _country_at(body: str, match: re.Match[str]) -> CountryWord | None:
    """Return the longest name of a country or people that begins here and ends with a word."""
    for name, country, weight in _words().get(match[0], ()):
        end = match.start() + len(name)
        if body.startswith(name, match.start()) and not body[end : end + 1].isalnum():
            return None if _NAME_GOES_ON.match(body, end) else CountryWord(match.start(), end, name, country, weight)
    if not match[0].endswith("s"):
        return None
    owners = _words().get(match[0][:-1], ())  # "Syrias war", where a page has lost its apostrophes
    return next(
        (CountryWord(match.start(), match.end() - 1, *owner) for owner in owners if owner[0] == match[0][:-1]), None
    )


_NAME_GOES_ON = re.compile(r"\s(?:City|Delta|River|State|Street|Road)\b")  # "Panama City", "Niger Delta"


def _sure_town(candidates: list[Candidate]) -> Candidate | None:
    """Return the town or province a name means whatever the article: exact, large, and far larger than namesakes."""
    listed = [c for c in candidates if c.key in {"exact", "listed"}]
    exact = [c for c in listed if c.key == "exact"] or listed
    if not exact or any(is_country(c.place) or c.place.country is None for c in listed):
        return None
    cities = [c for c in exact if c.place.population >= _KNOWN_BY_ALIAS]
    if len({c.place.country for c in cities}) == 1:
        return cities[0]
    best = max(exact, key=_weight)
    if any(c.place.population > best.place.population and c.place.country != best.place.country for c in listed):
        return None  # "Mansoura": a town in Algeria, and a far larger one in Egypt that is written so too
    others = [c for c in exact if c.place.country != best.place.country]
    clear = all(_weight(c) * 8 < _weight(best) for c in others)
    least = _KNOWN_TOWN if best.key == "exact" else _KNOWN_BY_ALIAS
    return best if _weight(best) >= least and clear and len(best.place.name) > 3 else None


def _is_known(candidate: Candidate) -> bool:
    return is_area(candidate.place) or candidate.place.population >= _KNOWN_TOWN


def _only_town(candidates: list[Candidate]) -> Candidate | None:
    """Return a town too small to be known, if no other country has the name: it counts where it stands as a place."""
    strict = [c for c in candidates if c.key in {"exact", "listed"}]
    if not strict or len(strict[0].place.name) < 4 or len({c.place.country for c in strict}) > 1:
        return None
    return next((c for c in strict if not is_country(c.place) and c.place.country), None)


def _weight(candidate: Candidate) -> int:
    """Return the people of a place; provinces and regions of our own tables are known beyond their numbers."""
    place = candidate.place
    least = 1_000_000 if place.feature == "ADM1" else 400_000 if is_area(place) and place.id.startswith("own:") else 0
    return max(place.population, least)
