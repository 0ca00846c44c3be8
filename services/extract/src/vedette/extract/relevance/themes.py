"""Words that tell war from accident, disaster, disease, crime, court, sport and fiction."""

import re
from functools import lru_cache

from vedette.extract.phrasebook import PhraseBook, read_lexicon

__all__ = ["is_gang_war", "theme_book"]

_GANG_WAR_FROM = 3  # different signs by which gangs wage a war, not a crime; set on own reports of gangs and of crime

# What gangs do and whom they meet where they fight over land: armies, displaced people, weapons of war.
_SIGNS = re.compile(
    r"\b(?P<force>army|armed forces|soldiers?|troops|marines|national guard|naval|paramilitar\w+|peacekeep\w+|"
    r"multinational|military)\b|"
    r"\b(?P<rule>state of (?:emergency|siege|exception)|curfew|internal armed conflict)\b|"
    r"\b(?P<arms>drones?|grenades?|machine[- ]?guns?|assault rifles?|automatic (?:weapons|rifles)|car bombs?|"
    r"explosives|land ?mines?|rocket|armou?red|helicopters?|high[- ]calib\w+)\b|"
    r"\b(?P<groups>armed (?:gangs?|groups?|men|civilians)|gang (?:coalition|alliance|violence|war|leader|attacks?)|"
    r"rival (?:gangs|cartels|factions|groups)|cartel (?:gunmen|factions?|hitmen|members)|heavily armed|self-defen[cs]e|"
    r"vigilantes?|warring|factions)\b|"
    r"\b(?P<people>displaced|fled|flee|fleeing|massacred?|humanitarian|human rights|united nations|hostages?)\b|"
    r"\b(?P<land>territory|controls?|control of|stronghold|ambush\w*|barricades?|besieg\w+|overr[au]n|seiz\w+|stormed|"
    r"torched|set fire|burned down|clash\w*|turf|offensive|neighbou?rhoods)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16)
def is_gang_war(text: str) -> bool:
    """Tell whether the gangs of a text fight over land, against an army or with weapons of war."""
    return len({m.lastgroup for m in _SIGNS.finditer(text)}) >= _GANG_WAR_FROM


def theme_book(language: str = "en") -> PhraseBook:
    """Return the book of themes; keys are `war`, `gang`, `riot`, `out.KIND` and `strong`, out whatever else is told."""
    themes = read_lexicon("themes", language)
    out = [(form, f"out.{kind}") for kind, forms in themes["out"].items() for form in forms]
    strong = [(form, "strong") for form in themes["strong_out"]]
    others = [(form, kind) for kind in ("war", "gang", "riot") for form in themes[kind]]
    return PhraseBook([*strong, *out, *others])
