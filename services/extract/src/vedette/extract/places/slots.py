"""Where in a sentence a place name can stand: capitalised runs and the words around them. Knows no gazetteer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from vedette.extract.places import words
from vedette.schemas import PlaceRelation

__all__ = ["Run", "Slot", "find_runs", "is_all_capitals", "read_slot"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that may be a name, with their span in the sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What the words around a run say of it.

    `strength` 0: nothing speaks for a place; 1: weak ("to", a noun of violence behind); 2: "in", "near"; 3: "town of".
    `kind` is "province", "district", "town", "site", "nature", "water", "road", "countryside" or empty; `sector` the
    part meant ("southeastern"); `site` small words that belong to a site's name ("air base").
    """

    strength: int
    relation: PlaceRelation
    kind: str
    sector: str
    hint: str
    distance_km: float | None
    is_border: bool
    site: str


# A word of a name; a possessive ends it ("Romania's Deveselu" is two names).
_WORD = r"[A-ZÀ-ÖØ-ÞĀ-ŽƏİŞḀ-ẞ]\w*(?:[’'ʻʼ`´-](?!s\b)\w+)*[ʻʼ`´]?"
_AL = r"(?:[aA]l|[eE]l|[uU]l)"
_ASSIMILATED = r"(?:[aA]sh|[eE]sh|[aA][srtznd]|[eE][srtznd]|[aA]dh)"
_SMALL = r"(?:[aA]l|[eE]l|[uU]l|az|ez|ad|ash|de|del|di|la|las|los|du|des|le|e|i|bin|ibn|da|do|of the|of)"
_RUN = re.compile(
    rf"(?:\b(?:{_AL}[-‐’' ]|{_ASSIMILATED}[-‐])(?={_WORD}))?{_WORD}"
    rf"(?:[ –-](?:{_SMALL}[- ]|[dl]['’]|{_ASSIMILATED}-)?{_WORD}|-\d+| \d+(?=\W|$))*"
)
_ROAD = re.compile(r"[MPNHR]-?\d{1,3}")
_KIND_BEFORE = re.compile(
    rf"\b(?P<kind>{words.KIND}|countryside|towns|cities)\s(?:called\s|named\s)?of\s(?:the\s)?$", re.IGNORECASE
)
_CAPITAL_SLOT = re.compile(
    rf"\b{words.CAPITAL_PREPOSITION}\s(?:{words.FILLER}){{0,5}}(?=(?P<name>[\w'’-]+(?:\s[\w'’-]+){{0,3}}))",
    re.IGNORECASE,
)
# "HUANCORA, CHALATENANGO DEPARTMENT": the unit that holds the place before the comma.
_CAPITAL_UNIT = re.compile(
    r"(?<=,\s)(?P<name>[^\W\d_][\w'’-]+(?:\s[\w'’-]+){0,2})(?=\s(?:DEPARTMENT|PROVINCE|DISTRICT|REGION|STATE)\b)"
)
_NEIGHBOUR = re.compile(r"\b(?:in|into|to|from)\sneighbou?ring\s$")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MILE_KM = 1.609
_WINDOW = 90  # characters; what speaks of a name stands close to it
_RELATION_OF = {
    "north": PlaceRelation.NORTH_OF, "south": PlaceRelation.SOUTH_OF, "east": PlaceRelation.EAST_OF,
    "west": PlaceRelation.WEST_OF, "northeast": PlaceRelation.NORTH_EAST_OF, "northwest": PlaceRelation.NORTH_WEST_OF,
    "southeast": PlaceRelation.SOUTH_EAST_OF, "southwest": PlaceRelation.SOUTH_WEST_OF,
}  # fmt: skip


def is_all_capitals(sentence: str) -> bool:
    """Tell whether case says nothing here, as in agency copy of the 1980s and some headlines."""
    upper, lower = sum(map(str.isupper, sentence)), sum(map(str.islower, sentence))
    return upper + lower > 20 and upper > 4 * lower


def find_runs(sentence: str) -> Iterator[Run]:
    """Yield the capitalised runs of a sentence that may be names of places, in text order."""
    found = _capital_runs(sentence) if is_all_capitals(sentence) else _mixed_runs(sentence)
    yield from sorted(found, key=lambda run: run.start)


def _mixed_runs(sentence: str) -> Iterator[Run]:
    pairs = [match.span() for match in words.PAIR.finditer(sentence)] if " and " in sentence else []
    yield from (Run(start, end, sentence[start:end]) for start, end in pairs)
    for match in _RUN.finditer(sentence):
        if any(start <= match.start() < end for start, end in pairs):
            continue
        for start, end in _split(match):
            run = _trim(sentence, start, end)
            if run and not words.BODIES.search(run.text):
                yield run


def _split(match: "re.Match[str]") -> Iterator[tuple[int, int]]:
    """Yield the span of a run, cut where a unit ends and what holds it begins: "Alingar District of Laghman"."""
    start = match.start()
    for joint in words.UNIT_OF.finditer(match[0]):
        yield start, match.start() + joint.start("of")
        start = match.start() + joint.end("of")
    yield start, match.end()


def _trim(sentence: str, start: int, end: int) -> Run | None:
    """Cut words that are never places off both ends: "Tuesday Kabul", "Aleppo On"; a possessive is cut too."""
    text = re.sub(r"(?:'s|’s|'|’|-|–)$", "", sentence[start:end])
    parts = list(re.finditer(r"\S+", text))
    while parts and (_bare(parts[0][0]) in words.NEVER or parts[0][0].isdigit() or words.HELD.fullmatch(parts[0][0])):
        parts.pop(0)
    parts = list(takewhile(lambda word: word[0][0].islower() or _bare(word[0]) not in words.NEVER, parts))
    while parts and (len(parts[-1][0]) == 1 or parts[-1][0].lower() in {"of", "the", "de", "la", "al", "el"}):
        parts.pop()
    if not parts:
        return None
    first, last = parts[0].start(), parts[-1].end()
    name = text[first:last]
    if not any(letter.isupper() for letter in name) or (len(name) < 3 and not _ROAD.fullmatch(name)):
        return None  # the "17" of "On 17 November", the "D" of "D.C.", "IS"
    if _bare(name) in words.NEVER_ALONE:
        return None
    return Run(start + first, start + last, name)


def _bare(word: str) -> str:
    return word.lower().strip("'’-")


def _capital_runs(sentence: str) -> Iterator[Run]:
    """Yield up to four words behind each place preposition, and units; the gazetteer decides how many are a name."""
    slots = list(_CAPITAL_SLOT.finditer(sentence))
    ends = [*(match.start() for match in slots), len(sentence)][1:]
    spans = [(match.start("name"), min(match.end("name"), end)) for match, end in zip(slots, ends, strict=True)]
    spans += [match.span("name") for match in _CAPITAL_UNIT.finditer(sentence)]
    until = 0
    for start, end in sorted(spans):
        run = _trim(sentence, start, end)
        if run and run.start >= until:
            until = run.end
            yield run


def read_slot(sentence: str, run: Run) -> Slot:
    """Read the words around a run."""
    left, right = sentence[max(0, run.start - _WINDOW) : run.start], sentence[run.end : run.end + _WINDOW]
    kind = _kind(left, run.text, right)
    direction = words.DIRECTION_OF.search(left) or words.DISTANCE_FROM.search(left)
    sector = "" if direction else _sector(left, right)
    site = words.AFTER_SITE.match(right)
    return Slot(
        strength=_strength(left, run, right, kind, sector),
        relation=_relation(left, direction, kind),
        kind=kind,
        sector=sector,
        hint=left[direction.start() :].strip() if direction else "",
        distance_km=_distance(direction),
        is_border=bool(words.BORDER.search(left)),
        site=site["site"] if site else "",
    )


def _strength(left: str, run: Run, right: str, kind: str, sector: str) -> int:
    if words.AFTER_TALKS.match(right):
        return 0
    after = words.AFTER_KIND.match(right)
    if words.NOUNS_OF_LEFT.search(left) or (after and after["kind"].lower() not in {"border", "front"}):
        return 3
    found = words.LEFT.search(left)
    preposition = re.sub(r"\s+", " ", found["prep"].lower()) if found else ""
    if (
        _NEIGHBOUR.search(left)
        or preposition in words.STRONG_PREPOSITIONS
        or (preposition == "along" and kind == "road")
        or (preposition == "on" and (kind in {"road", "nature"} or words.HEIGHT.match(run.text)))
    ):
        return 2
    if words.DIRECTION_OF.search(left) or words.DISTANCE_FROM.search(left):
        return 2
    if kind == "water" or words.ACTS_ON.search(left) or words.STRUCK.search(left) or words.AFTER_SUFFERED.match(right):
        return 2
    if words.SAYS.match(right):
        return 0
    if (
        words.LISTED_LEFT.search(left)
        or words.MOVED_LEFT.search(left)
        or (words.OWNED_LEFT.search(left) and words.OWN_POST.match(right))
    ):
        return 2
    is_heading = right.startswith(":") and run.start == 0
    owns = bool(re.match(r"^(?:'s|’s)\s[a-z]", right))
    return int(bool(found or sector or kind or owns or is_heading or words.AFTER_VENUE.match(right)))


def _kind(left: str, name: str, right: str) -> str:
    if words.WATER_LEFT.search(left):
        return "water"
    parts = name.lower().split()
    if len(parts) > 1 and (kind := words.KIND_OF(parts[-1])):
        return kind
    found = words.AFTER_KIND.match(right) or _KIND_BEFORE.search(left)
    if found:
        word = found["kind"].lower()
        return word if word == "countryside" else "town" if word in {"towns", "cities"} else words.KIND_OF(word)
    return "road" if _ROAD.fullmatch(name) else ""


def _sector(left: str, right: str) -> str:
    found = words.SECTOR_BEFORE.search(left) or words.IN_THE_SECTOR_OF.search(left) or words.SECTOR_AFTER.match(right)
    return found["sector"].strip() if found else ""


def _relation(left: str, direction: "re.Match[str] | None", kind: str) -> PlaceRelation:
    if direction and "dir" in direction.groupdict():
        return _RELATION_OF[re.sub(r"[\s-]", "", direction["dir"].lower())]
    if direction or words.NEAR.search(left):
        return PlaceRelation.NEAR
    if words.BETWEEN.search(left):
        return PlaceRelation.BETWEEN
    return PlaceRelation.ALONG if kind == "road" else PlaceRelation.AT


def _distance(direction: "re.Match[str] | None") -> float | None:
    """Return a stated distance in kilometres; None where there is none or only "a few"."""
    if direction is None or not direction["n"]:
        return None
    word = direction["n"].lower().replace(",", "")
    if word in _NUMBERS:
        number = float(_NUMBERS.index(word) + 1)
    elif re.fullmatch(r"\d+(?:\.\d+)?", word):
        number = float(word)
    else:
        return None
    return number * (_MILE_KM if direction["unit"].lower().startswith("mi") else 1.0)
