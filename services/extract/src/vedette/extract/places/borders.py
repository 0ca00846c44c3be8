"""Borders named by the countries they part: "near the Syrian border", "on the Israel-Lebanon border"."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from vedette.extract.places.claim import Wide
from vedette.extract.places.country_prior import countries
from vedette.extract.places.gazetteer import Gazetteer, GazetteerPlace
from vedette.schemas import ClaimPlace, PlaceCode, PlaceRelation

__all__ = ["find_borders"]

_NAME = r"(?:U\.S\.|[A-Z][\w’']+(?:\s[A-Z]\w+)?)"
_LINE = r"(?:[Bb]order(?:lands?|\s(?:area|region|fence|zone)s?)?|frontier)"
_NO_LINE = (
    r"(?!\s?(?:[Gg]uard|[Pp]olice|[Pp]atrol|[Ff]orce|[Tt]own|[Cc]it|village|[Cc]rossing|province|post|checkpoint"
    r"|security))"
)
_BEFORE_LINE = re.compile(rf"(?P<one>{_NAME}?)(?:\s?[–-]\s?(?P<two>{_NAME}))?\s{_LINE}\b{_NO_LINE}")
_BEHIND_LINE = re.compile(
    rf"\b[Bb]orders?\s(?:with|between)\s(?:the\s)?(?P<one>{_NAME})(?:\sand\s(?:the\s)?(?P<two>{_NAME}))?"
)
_IN_SLOT = re.compile(
    r"\b(?:near|at|on|along|across|to|from|over|towards?|around|outside|inside|crossed|cross|crossing|by|of"
    r"|in)\s(?:the\s|its\s|their\s|a\s)?(?:\w+ern\s|\w+\sof\sthe\s|disputed\s|porous\s|shared\s)*$"
)
_LEAST_SHARE = 0.05


def find_borders(sentence: str, shares: Mapping[str, float], gazetteer: Gazetteer) -> Iterator[Wide]:
    """Yield the borders a sentence names; `shares` says how much of the article is about each country.

    A border with one country named is the one with the country the article is otherwise about.
    """
    if "order" not in sentence and "frontier" not in sentence:
        return
    for pattern in (_BEFORE_LINE, _BEHIND_LINE):
        for match in pattern.finditer(sentence):
            if border := _border(sentence, match, shares, gazetteer):
                yield border


def _border(sentence: str, match: re.Match[str], shares: Mapping[str, float], gazetteer: Gazetteer) -> Wide | None:
    line = _line(match[0], gazetteer)
    sides = [code for side in ("one", "two") if match[side] and (code := _code(match[side]))]
    if line is None and (not sides or (match["two"] and len(sides) < 2)):
        return None
    if len(sides) < 2 and not _IN_SLOT.search(sentence[: match.start()]):
        return None
    if len(sides) == 1:
        sides.extend(code for code, share in shares.items() if code != sides[0] and share >= _LEAST_SHARE)
    line = line or _line_between(sides, gazetteer)
    return Wide(match.start(), match.end(), _claim_place(match[0], sides, line), line)


def _claim_place(text: str, sides: list[str], line: GazetteerPlace | None) -> ClaimPlace:
    """Return the border as a place: with a midpoint and reach where a table knows the line, else by name only."""
    return ClaimPlace(
        text=text,
        relation=PlaceRelation.ALONG,
        name=line.name if line else text,
        gazetteer_id=line.id if line else None,
        lat=line.lat if line else None,
        lon=line.lon if line else None,
        radius_km=line.radius_km if line else None,
        precision=PlaceCode.REGION,
        country=line.country if line else next(iter(sides), None),
        score=0.8 if line else 0.0,
    )


def _line(name: str, gazetteer: Gazetteer) -> GazetteerPlace | None:
    strict = (c for c in gazetteer.candidates(name) if c.key in {"exact", "listed"})
    return next((c.place for c in strict if c.place.feature == "LINE"), None)


def _line_between(sides: list[str], gazetteer: Gazetteer) -> GazetteerPlace | None:
    """Return the line between the first country and the first other one that has a border with it."""
    names = [_names()[code] for code in sides if code in _names()]
    return next((line for other in names[1:] if (line := _line(f"{names[0]}–{other} border", gazetteer))), None)


def _code(words: str) -> str | None:
    """Return the country a name or adjective stands for; of two words the last may be enough: "Tensions Syrian"."""
    plain = re.sub(r"(?:'s|’s)$", "", words)
    return _codes().get(plain) or _codes().get(plain.split(" ")[-1])


@cache
def _codes() -> dict[str, str]:
    return {
        word: country.iso2 for country in countries() for word in (country.name, *country.aliases, *country.adjectives)
    }


@cache
def _names() -> dict[str, str]:
    return {country.iso2: country.name for country in countries()}
