"""Cut the name of a speaker out of the words around a verb of saying, with or without commas, in any capitals."""

import re

__all__ = ["first_phrase", "last_phrase", "uncapped"]

_WORD = re.compile(r"\(?[\w.'’&-]+\)?")
# Words that stand before the noun of a source: "senior military intelligence officials".
_BEFORE_HEAD = frozenset(
    (  # noqa: SIM905  a sentence of words reads better than a list of them
        "state local military police army security health medical hospital government rebel opposition human rights "
        "news press monitoring defence defense interior foreign war civil senior top provincial regional district city "
        "town national federal unofficial official same other several various two three independent armed separate "
        "anonymous aid relief rescue emergency intelligence judicial diplomatic tribal village media television radio "
        "militant border municipal presidential ministry field pro-government pro-opposition britain-based uk-based "
        "paramilitary islamist jihadist armed activist camp prison refugee volunteer main largest leading retired local"
    ).split()
)
_HEAD = re.compile(
    r"(?:police|officials?|authorit\w+|spokes\w+|residents?|witness\w*|medics?|doctors?|activists?|sources?|monitors?|watchdogs?|"
    r"observator\w+|minist\w+|army|military|government|hospitals?|governor|president|commanders?|generals?|officers?|groups?|"
    r"network|statement|reports?|agency|media|television|tv|radio|coalition|command|mayor|chief|rebels|militants|militia|"
    r"survivors?|villagers?|workers?|charity|organi[sz]ations?|union|committee|council|embassy|forces|director|head|un|"
    r"team|service|administration|office|department|directorate|bureau|centre|center|society|party|front|brigade|staff|wing|"
    r"defen[cs]e|mission|channel|institute|governorship)",
    re.IGNORECASE,
)
_LINKS = frozenset({"of", "for", "and", "al", "bin", "el", "de"})
_TIME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|today|yesterday|\d.*",
    re.IGNORECASE,
)
_ABBREVIATION = 4  # letters up to which a full stop may belong to the word
_SMALL = re.compile(
    r"\b(?:THE|AN?|ON|IN|AT|OF|FOR|AND|BUT|THAT|WHILE|AS|TO|BY|WITH|FROM|TODAY|HAS|HAVE|HAD|ALSO|LATER|EARLIER|FURTHER|HE|SHE|IT|"
    r"THEY|WHO|WHICH|WHERE|WHEN|ACCORDING|QUOTED|CITED|QUOTING|CITING|TOLD|SAID|SAYS?|REPORTED|REPORTS|CONFIRMED|CONFIRMS|"
    r"ANNOUNCED|ANNOUNCES|CLAIMED|CLAIMS|STATED|STATES|REVEALED|ADDED|ADDS|ACKNOWLEDGED|ADMITTED|DECLARED|DENIED|ALLEGED|"
    r"INSISTED|ESTIMATED|WARNED|EXPLAINED|NOTED|DISCLOSED|INDICATED|STRESSED|AFFIRMED|KILLED|WOUNDED|INJURED|ATTACK|BOMB)\b"
)


def uncapped(text: str) -> str:
    """Return a text of capitals with verbs of saying and small words in lower case, each at its place."""
    return _SMALL.sub(lambda match: match[0].lower(), text) if text.isupper() else text


def last_phrase(words: str) -> str | None:
    """Return the noun phrase of a source that ends these words, null if none does."""
    taken: list[str] = []
    for word in reversed(_WORD.findall(words)):
        if word in {"the", "The", "a", "A", "an", "An"} or not _belongs(word, taken):
            break
        taken.append(word)
    return _trimmed(list(reversed(taken)))


def first_phrase(words: str) -> str:
    """Return the noun phrase of a source that begins these words."""
    taken: list[str] = []
    for found in _WORD.findall(words):
        word = found.rstrip(".") if len(found) > _ABBREVIATION else found
        if word.lower() in {"the", "a", "an"} and not taken:
            continue
        linked = bool(taken) and (word.lower() in _LINKS or (word == "the" and taken[-1] in _LINKS))
        if not (linked or _belongs(word, taken)):
            break
        taken.append(word)
    return _trimmed(taken) or words


def _belongs(word: str, taken: list[str]) -> bool:
    if _TIME.fullmatch(word):
        return False
    if word[0].isupper() or word[0] == "(" or word.lower() in _BEFORE_HEAD or _HEAD.fullmatch(word):
        return True
    return bool(taken) and word in _LINKS


def _trimmed(words: list[str]) -> str | None:
    while words and words[0].lower() in _LINKS - {"al", "el"}:
        words = words[1:]
    while words and (words[-1].lower() in _LINKS or words[-1] == "the"):
        words = words[:-1]
    named = any(word[0].isupper() for word in words)
    return " ".join(words) if words and (named or any(_HEAD.fullmatch(word) for word in words)) else None
