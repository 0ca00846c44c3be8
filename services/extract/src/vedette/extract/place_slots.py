"""Where in a sentence a place name can stand: capitalised runs and the words around them. Knows no gazetteer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from vedette.schemas import PlaceRelation

__all__ = ["KIND_WORDS", "Run", "Slot", "find_runs", "is_all_capitals", "read_slot"]


@dataclass(frozen=True, slots=True)
class Run:
    """Words that may be a name, with their span in the sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What the words around a run say of it.

    `strength` 0: nothing speaks for a place; 1: weak (a noun of violence follows, "of"); 2: a place preposition; 3: "town of".
    `kind` is "province", "district", "town", "site", "country", "road" or empty; `sector` the part meant ("southeastern").
    """

    strength: int
    relation: PlaceRelation
    kind: str
    sector: str
    hint: str
    distance_km: float | None
    is_border: bool


_WORD = r"[A-ZÀ-ÖØ-ÞĀ-ŽƏİŞḀ-ẞ][\w’'ʻʼ`´-]*"
_ARTICLE = r"(?:[aA]l|[eE]l|[aA]sh|[eE]sh|[aA][srtznd]|[eE][srtznd]|[aA]dh|[uU]l)"
_PARTICLE = rf"(?:{_ARTICLE}|de|del|la|las|los|du|des|le|e|i|bin|ibn|da|do|of the|of)"
_RUN = re.compile(
    rf"(?:\b{_ARTICLE}[-‐’' ](?={_WORD}))?{_WORD}"
    rf"(?:(?:[ -]{_PARTICLE}[- ])?[ -]?{_WORD}|-\d+| \d+(?=\W|$)|[A-Z]?\d+)*"
)
_ROAD = re.compile(r"\b[MPNHR]-?\d{1,3}\b")
# Names that hold no place although they hold a capital: time words, languages, titles, bodies.
_NEVER = frozenset(
    word
    for row in (
        "january february march april may june july august september october november december monday tuesday wednesday",
        "thursday friday saturday sunday ramadan christmas easter eid muharram ashura arabic english kurdish pashto islam",
        "muslim muslims christian christians sunni sunnis shia shiite shiites alawite alawites druze yazidi yazidis jewish jews",
        "hindu hindus sikh kurd kurds arab arabs islamist islamists congress parliament senate covid ied ieds rpg tv twitter",
        "facebook telegram reuters afp ap dpa interfax tass anadolu sana god allah i he she it they we the this that these",
        "those a an in on at",
    )
    for word in row.split()
)
_BODIES = re.compile(
    r"\b(?:Army|Forces?|Force|Ministry|Minister|Agency|Party|Front|Brigades?|Movement|Council|Committee|Commission|Command|"
    r"Observatory|Organi[sz]ation|Union|Group|Association|Government|Police|Guards?|Battalion|Regiment|Corps|Authority|"
    r"President|Sultan|Operation|Agreement|Accords?|Court|Department of|News|Times|Post|Watch|International$|Rights|"
    r"Service|Administration|Assembly|Congress|Parliament|Office|Spokes\w+|Resolution|State Department|Pentagon|NATO|"
    r"Embassy|Taliban|Qaeda|Shabaab|Hezbollah|Hamas|ISIS|ISIL|Daesh|PKK|YPG|SDF|HTS|Boko Haram|Islamic State|Houthis?|"
    r"Liberation|Democratic Forces|Jihad|Resistance|Coalition|Alliance|Emirate|Caliphate|Mr|Mrs|Dr|Gen|Col|Lt|Sgt|Capt)\b"
)

KIND_WORDS = {
    "province": "province provinces governorate governorates oblast oblasts state department region prefecture wilayat wilaya krai",
    "district": "district districts county raion subdistrict tehsil agency division township commune canton territory",
    "town": "city town village villages hamlet settlement suburb neighborhood neighbourhood quarter municipality",
    "site": "airport airbase base camp crossing checkpoint barracks prison mountain mountains hill hills dam bridge valley"
    " island islands forest field garrison outpost airfield",
    "road": "highway motorway road junction expressway",
}
_KIND_OF = {word: kind for kind, words in KIND_WORDS.items() for word in words.split()}
_KIND = "|".join(sorted(_KIND_OF, key=len, reverse=True))
_AFTER_KIND = re.compile(
    rf"^(?:'s|’s)?\s(?:[a-z]+ern\s)?(?P<kind>{_KIND}|countryside|front|frontline|coast|border)\b", re.IGNORECASE
)
_AFTER_VIOLENCE = re.compile(
    r"^(?:'s|’s)?\s(?:\w+\s)?(?:blasts?|bombings?|bombardment|attacks?|air\s?strikes?|strikes?|raids?|clash(?:es)?|explosions?"
    r"|offensive|massacre|shelling|siege|battle|fighting|ambush|shooting|suicide|car|twin|mosque|market|hospital|school"
    r"|checkpoint|outpost|operation|violence|killings?|assault)\b",
    re.IGNORECASE,
)
_AFTER_TALKS = re.compile(
    r"^(?:'s|’s)?\s(?:peace\s)?(?:process|talks|agreements?|deals?|accords?|summit|conference|declaration|protocol|format|declared)\b"
)
_SAYS = re.compile(
    r"^(?:'s|’s)?\s(?:has\s|have\s|had\s|also\s|and\s\w+\s(?:have\s)?)?(?:said|says|announced|confirmed|reported|claimed|denied|told|agreed|condemned"
    r"|accused|warned|blamed|vowed|threatened|insisted|responded|demanded|called)\b"
)
_DIRECTION = r"(?:north|south|east|west)(?:[- ]?(?:east|west))?"
_SECTOR = rf"(?:{_DIRECTION}(?:ern)?(?:most)?|central|upper|lower|rural|far {_DIRECTION}(?:ern)?)"
_ADJECTIVES = (
    r"(?:[a-z]+-(?:held|controlled|dominated|majority|ruled|run|administered|occupied|besieged|torn|hit)|besieged|restive|volatile"
    r"|coastal|border|strategic|nearby|neighbou?ring|embattled|disputed|occupied|historic|ancient|old|main|regional|provincial"
    r"|predominantly|mostly|mainly|largest|second|third|biggest|key|remote|busy|crowded|small|whole|entire|country's|country’s|port"
    r"|capital|frontline|desert|mountainous|adjacent|tribal|lawless|federal|oil-rich|northernmost|southernmost|capital,)"
)
_NOUNS_OF = (
    rf"(?:(?:{_KIND}|countryside|outskirts|suburbs?|area|areas|vicinity|edge|edges|environs|cent(?:er|re)|parts|heart|capital|port"
    r"|towns|cities|neighbou?rhoods|front|frontlines?|axis|hills|coast|surroundings|entrance|gates?|direction|streets|"
    r"border|borders|administrative borders?|settlements|hamlets|stronghold|seat|enclave|pocket)s?"
    r"(?:\s(?:called|named))?(?:\sof|\swith)?)"
)
_DEMONYM = r"(?:[A-Z][a-z]+(?:ian|ean|an|i|ish|ese|ch|k|aeli|enian|ic)(?:-\w+)?)"
_FILLER = rf"(?:(?:the|a|an|its|their|of|both|also|and|in|or|between|areas? of)|{_SECTOR}|{_ADJECTIVES}|{_NOUNS_OF}|{_DEMONYM}|[A-Z]\w+(?:'s|’s))[\s,]+"
_PREPOSITION = (
    r"(?P<prep>in|at|near|around|outside|inside|within|across|throughout|into|to|towards?|from|over|along|on|off|through|via"
    r"|between|entered|entering|reached|hit|struck|rocked|shook|captured|seized|stormed|besieged|bombed|shelled|targeted|targeting"
    r"|against|by|south|north|east|west|close to|next to)"
)
_LEFT = re.compile(rf"(?:^|[\s(“\"‘—–-]){_PREPOSITION}\s(?P<filler>(?:{_FILLER}){{0,7}})[“\"‘']?$", re.IGNORECASE)
_OF_LEFT = re.compile(rf"(?:^|\s)(?P<filler>(?:{_FILLER})?{_NOUNS_OF}\s(?:the\s)?)$", re.IGNORECASE)
_ACTS_ON = re.compile(
    r"\b(?:bombing|shelling|siege|capture|attacks?|raids?|strikes?|assaults?|offensive|battle|fall|recapture|seizure|liberation|bombardment"
    r"|evacuation|massacre)\s(?:of|on|against|for|in)\s(?:the\s)?(?:[a-z]+\sof\s)?$",
    re.IGNORECASE,
)
_DIRECTION_OF = re.compile(
    rf"(?:(?P<n>\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|a few|several)\s?(?:-\s?)?(?P<unit>km|kilomet(?:er|re)s?|miles?|mi)\s"
    rf"(?:\(.*?\)\s)?(?:to the\s)?)?(?:just\s|the\s)?(?P<dir>{_DIRECTION})(?:ern)?(?:\s(?:side|part|outskirts|edge))?\s(?:of|from)\s"
    rf"(?P<rest>(?:{_FILLER}){{0,4}})$",
    re.IGNORECASE,
)
_DISTANCE_FROM = re.compile(
    rf"(?P<n>\d[\d,.]*)\s?(?P<unit>km|kilomet(?:er|re)s?|miles?|mi)\s(?:\(.*?\)\s)?(?:away\s)?(?:from|outside|off)\s(?P<rest>(?:{_FILLER}){{0,4}})$",
    re.IGNORECASE,
)
_NEAR = re.compile(
    r"\b(?:near|around|outside|close to|next to|adjacent to|in the vicinity of|on the outskirts of|outskirts of|vicinity of|just off"
    rf"|surrounding|bordering|not far from)\s(?:{_FILLER}){{0,5}}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"\bbetween\s(?:{_FILLER}){{0,4}}(?:\S+(?:\s\S+){{0,4}}\sand\s(?:{_FILLER}){{0,3}})?$", re.IGNORECASE
)
_BORDER = re.compile(
    r"\b(?:borders?|frontier|boundary)\s(?:with|between|of)\s(?:the\s)?(?:\w+\sand\s)?$", re.IGNORECASE
)
_SECTOR_BEFORE = re.compile(rf"(?P<sector>(?:{_SECTOR}(?:\sand\s)?)+)\s(?:(?:part|parts|side|suburbs?|outskirts|sector|countryside|areas?)\sof\s)?"
                            rf"(?:the\s)?(?:{_DEMONYM}\s)?$", re.IGNORECASE)  # fmt: skip
_IN_THE_SECTOR_OF = re.compile(
    rf"\bin\sthe\s(?P<sector>{_DIRECTION})\sof\s(?:the\s)?(?:{_DEMONYM}\s)?(?:(?:{_KIND})\sof\s)?$", re.IGNORECASE
)
_STRONG_PREPOSITIONS = frozenset(
    ["in", "at", "near", "around", "outside", "inside", "within", "throughout", "across", "close to", "next to"]
)
_WORD_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_MILE_KM = 1.609
_RELATION_OF = {
    "north": PlaceRelation.NORTH_OF, "south": PlaceRelation.SOUTH_OF, "east": PlaceRelation.EAST_OF,
    "west": PlaceRelation.WEST_OF, "northeast": PlaceRelation.NORTH_EAST_OF, "northwest": PlaceRelation.NORTH_WEST_OF,
    "southeast": PlaceRelation.SOUTH_EAST_OF, "southwest": PlaceRelation.SOUTH_WEST_OF,
}  # fmt: skip


def is_all_capitals(sentence: str) -> bool:
    """Tell whether case says nothing here, as in agency copy of the 1980s and some headlines."""
    letters = [letter for letter in sentence if letter.isalpha()]
    return len(letters) > 20 and sum(letter.isupper() for letter in letters) > 0.8 * len(letters)


def find_runs(sentence: str) -> Iterator[Run]:
    """Yield the capitalised runs of a sentence that may be names of places, in text order."""
    if is_all_capitals(sentence):
        yield from _capital_runs(sentence)
        return
    for match in _RUN.finditer(sentence):
        run = _trim(sentence, *match.span())
        if run and not _BODIES.search(run.text):
            yield run


def _trim(sentence: str, start: int, end: int) -> Run | None:
    """Cut words that are never places off both ends: "Tuesday Kabul", "Aleppo On"; a possessive is cut too."""
    text = re.sub(r"(?:'s|’s|'|’|-)$", "", sentence[start:end])
    words = list(re.finditer(r"\S+", text))
    while words and _bare(words[0][0]) in _NEVER:
        words.pop(0)
    words = list(takewhile(lambda word: _bare(word[0]) not in _NEVER, words))
    if not words:
        return None
    first, last = words[0].start(), words[-1].end()
    return Run(start + first, start + last, text[first:last])


def _bare(word: str) -> str:
    return word.lower().strip("'’-")


_CAPITAL_SLOT = re.compile(
    rf"\b{_PREPOSITION}\s(?P<filler>(?:{_FILLER}){{0,5}})(?P<name>[\w'’-]+(?:\s[\w'’-]+){{0,3}})", re.IGNORECASE
)


def _capital_runs(sentence: str) -> Iterator[Run]:
    """Yield up to four words behind each place preposition; the gazetteer decides how many of them are a name."""
    for match in _CAPITAL_SLOT.finditer(sentence):
        run = _trim(sentence, *match.span("name"))
        if run:
            yield run


def read_slot(sentence: str, run: Run) -> Slot:
    """Read the words around a run."""
    left, right = sentence[: run.start], sentence[run.end :]
    kind = _kind(left, run.text, right)
    near, direction = _NEAR.search(left), _DIRECTION_OF.search(left) or _DISTANCE_FROM.search(left)
    sector = "" if direction else _sector(left, right)
    return Slot(
        strength=_strength(left, run, right, kind, sector),
        relation=_relation(left, near, direction, kind),
        kind=kind,
        sector=sector,
        hint=left[direction.start() :].strip() if direction else "",
        distance_km=_distance(direction),
        is_border=bool(_BORDER.search(left)),
    )


def _strength(left: str, run: Run, right: str, kind: str, sector: str) -> int:
    if _AFTER_TALKS.match(right):
        return 0
    after = _AFTER_KIND.match(right)
    if _OF_LEFT.search(left) or (after and after["kind"].lower() not in {"border", "front"}):
        return 3
    found = _LEFT.search(left)
    if found and found["prep"].lower() in _STRONG_PREPOSITIONS:
        return 2
    if _DIRECTION_OF.search(left) or _DISTANCE_FROM.search(left) or _ACTS_ON.search(left):
        return 2
    if _SAYS.match(right):
        return 0
    if (
        found
        or sector
        or (kind and kind != "country")
        or _AFTER_VIOLENCE.match(right)
        or right.startswith(":")
        and not left.strip()
    ):
        return 1
    return 0


def _kind(left: str, name: str, right: str) -> str:
    words = name.lower().split()
    if len(words) > 1 and words[-1] in _KIND_OF:
        return _KIND_OF[words[-1]]
    if found := _AFTER_KIND.match(right):
        word = found["kind"].lower()
        return "countryside" if word == "countryside" else _KIND_OF.get(word, "")
    before = re.search(
        rf"\b(?P<kind>{_KIND}|countryside|towns|cities)\s(?:called\s|named\s)?of\s(?:the\s)?$", left, re.IGNORECASE
    )
    if before:
        word = before["kind"].lower()
        return "town" if word in {"towns", "cities"} else "countryside" if word == "countryside" else _KIND_OF[word]
    return "road" if _ROAD.fullmatch(name) else ""


def _sector(left: str, right: str) -> str:
    found = _SECTOR_BEFORE.search(left) or _IN_THE_SECTOR_OF.search(left)
    if found:
        return found["sector"].strip()
    inside = re.match(
        rf"^(?:'s|’s)?\s(?P<sector>{_SECTOR})\s(?:countryside|suburbs?|outskirts|district|region|province)",
        right,
        re.IGNORECASE,
    )
    return inside["sector"] if inside else ""


def _relation(left: str, near: "re.Match[str] | None", direction: "re.Match[str] | None", kind: str) -> PlaceRelation:
    if direction and "dir" in direction.groupdict():
        return _RELATION_OF[re.sub(r"[\s-]", "", direction["dir"].lower())]
    if near or direction:
        return PlaceRelation.NEAR
    if _BETWEEN.search(left):
        return PlaceRelation.BETWEEN
    return PlaceRelation.ALONG if kind == "road" else PlaceRelation.AT


def _distance(direction: "re.Match[str] | None") -> float | None:
    if direction is None or not direction["n"]:
        return None
    word = direction["n"].lower().replace(",", "")
    number = _WORD_NUMBERS.get(word) or (float(word) if re.fullmatch(r"\d+(?:\.\d+)?", word) else None)
    if number is None:
        return None
    return float(number) * (_MILE_KM if direction["unit"].lower().startswith("mi") else 1.0)
