"""Armies abroad: whose country is named by its army alone may be fighting in a country next to it."""

import re
from collections.abc import Mapping

from vedette.extract.places.gazetteer import Gazetteer

__all__ = ["is_of_an_army", "with_neighbours"]

_ARMY = re.compile(
    r"(?:-(?:led|backed|made|launched))?\s(?:[a-z]+\s){0,2}(?:forces|troops?|soldiers?|army|military|jets?|warplanes?|"
    r"planes|aircraft|helicopters?|drones?|artillery|air\s?strikes?|strikes?|shelling|shells|missiles?|rockets?|fire|"
    r"gunfire|raids?|bombardment|bombing|bombs?|tanks?|gunboats?|navy|air force|airmen|paratroopers|commandos?)\b"
)
_OWN, _NEXT = 0.45, 0.1  # the own country still comes first, and holds no village of a neighbour out


def is_of_an_army(text: str, end: int) -> bool:
    """Tell whether an adjective that ends here only says whose army or fire: "Turkish forces", "Israeli shelling"."""
    return _ARMY.match(text, end) is not None


def with_neighbours(found: Mapping[str, float], names: Mapping[str, str], gazetteer: Gazetteer) -> dict[str, float]:
    """Return shares of countries named by their armies alone, and of those they have a border with."""
    total = sum(found.values()) or 1.0
    shares = {code: _OWN * weight / total for code, weight in sorted(found.items(), key=lambda item: -item[1])}
    for code in tuple(shares):
        for other, name in names.items():
            if other not in shares and code in names and _have_border(names[code], name, gazetteer):
                shares[other] = _NEXT
    return shares


def _have_border(one: str, other: str, gazetteer: Gazetteer) -> bool:
    found = gazetteer.candidates(f"{one}–{other} border")
    return any(c.place.feature == "LINE" and c.key in {"exact", "listed"} for c in found)
