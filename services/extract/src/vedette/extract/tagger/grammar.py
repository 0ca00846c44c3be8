"""Rules of harm: patterns over the letters of chunks, kept as data with an example and a counterexample each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from vedette.extract.tagger.chunks import POSSESSIVE, Chunk

__all__ = [
    "NAMED",
    "HarmRule",
    "Match",
    "compile_rules",
    "fill_in",
    "fold_people",
    "fold_things",
    "letters",
    "match_harm",
]

NAMED = "named"
_USED = "."
# "three shells": things counted near harm words; out of the way first.
_THINGS = re.compile(r"N(?:ft?)?[oJCx]{0,3}?m")
# "at least two Turkish soldiers", "one of the five pilots", "a commander of the Taliban", "five members of the guard".
_TAIL = r"(?:f[tao]?[NoJCVv]{0,3}x?C?)?"
_PEOPLE = re.compile(
    rf"N(?:ft?N?)?[oOJC]{{0,5}}(?:xK)?[oOJCx]{{0,4}}?[Vv][Vv]{{0,2}}{_TAIL}|N(?:f?o)|NJ(?=[&,pwbh.@;]|$)"
    rf"|aO?[oJCxV]{{0,5}}?v{_TAIL}|aJ(?=[&,b@p.;<]|$)"
    rf"|(?<=[kK])[tJCx]{{0,5}}?v(?:{_TAIL}|(?=C))|(?<=&)t[Jx]?v(?=[bhKD,.@pw;&<]|$)"
    # "a third seriously wounded"
    r"|aO(?=[bh]{0,2}x?[KD])"
    # "was killed and another wounded"
    r"|(?<=&)a(?=[bh]{0,2}x?K(?![xJCO]{0,4}[Vv]))"
    # after "kills": whoever "a shopkeeper" or "another" is
    r"|(?<=[kK])a[JC]{0,3}x{1,2}(?=[,&.p@;<w(]|$)|(?<=[kK])a(?=[,&.p@;<w(]|$)"
    r"|(?<![A-Za-z])t[JCx]{0,2}v(?=&t[Jx]?v[bh]{1,2}K|&N[^;]{1,4}?[bh]{1,2}x?K|[bh]{1,3}x?K)"
    # "a father and son were killed", "four missing men were found dead"; "a Gabonese and a Moroccan"
    r"|(?<=v&)v(?=[bh]{1,2}x?K)|N[KL][JC]?[Vv](?=[bh]{1,2}x?[KD])|aJ?V(?=[&,bh])"
    r"|(?<![A-Za-z])t[JCx]{0,2}(?:v&)?v(?=C)|(?<![JCxVvta])[JCV]{0,4}v(?=C)"
    # "the party whose candidate was murdered"
    r"|(?<=y)[JCx]?v(?=[bh]{1,2}x{0,2}[KD])"
)
_SINGULAR_HEADLINE = re.compile(r"(?<![a-zA-Z])[JC]{0,3}v(?=[KDkA]|,&?g|&g)")


@dataclass(frozen=True, slots=True)
class HarmRule:
    """One pattern; `label` is `part` for parts of a number, else the counter comes from the word of harm."""

    name: str
    pattern: re.Pattern[str]
    part: bool
    named: bool
    joint: bool
    possessive: bool
    example: Mapping[str, object]
    counterexample: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a rule found: the groups marked, the words of harm and the rule's name."""

    rule: HarmRule
    groups: tuple[Chunk, ...]
    how: tuple[Chunk, ...]


def compile_rules(rows: Sequence[Mapping[str, object]], macros: Mapping[str, str]) -> list[HarmRule]:
    """Return the rules in their order, macros filled in."""
    return [
        HarmRule(
            str(row["name"]),
            re.compile(fill_in(str(row["pattern"]), macros)),
            row.get("label") == "part",
            bool(row.get("named")),
            bool(row.get("joint")),
            bool(row.get("possessive")),
            dict(row["example"]),  # type: ignore[call-overload]  # a YAML mapping
            str(row["counterexample"]),
        )
        for row in rows
    ]


def letters(chunks: Sequence[Chunk]) -> str:
    """Return the chunks as one string, a letter each."""
    return "".join(chunk.symbol for chunk in chunks)


def fill_in(pattern: str, macros: Mapping[str, str]) -> str:
    """Return a pattern with its macros written out."""
    return re.sub(r"\{([a-z]+)\}", lambda m: macros[m[1]], pattern)


def fold_people(chunks: Sequence[Chunk], *, headline: bool = False) -> list[Chunk]:
    """Return the chunks with things and groups of people folded into one chunk each."""
    folded = _fold(fold_things(chunks), _PEOPLE, "g")
    return _fold(folded, _SINGULAR_HEADLINE, "g") if headline else folded


def fold_things(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return the chunks with numbers of things ("three shells") out of the way."""
    return _fold(chunks, _THINGS, "m")


def _fold(chunks: Sequence[Chunk], pattern: re.Pattern[str], symbol: str) -> list[Chunk]:
    out: list[Chunk] = []
    last = 0
    for match in pattern.finditer(letters(chunks)):
        parts = tuple(chunks[match.start() : match.end()])
        out += chunks[last : match.start()]
        head = _head(parts)
        number = next((p.number for p in parts if p.symbol == "N"), None)
        out.append(Chunk(symbol, parts[0].start, parts[-1].end, head.attribute, number, parts))
        last = match.end()
    return [*out, *chunks[last:]]


def _head(parts: Sequence[Chunk]) -> Chunk:
    """Return the noun of a group: the last of its first run of people, "fighters" in "rebel fighters of the north"."""
    runs = [n for n, p in enumerate(parts) if p.symbol in "Vv"]
    at = next((n for n in runs if n + 1 not in runs), len(parts) - 1)
    return parts[at]


def match_harm(rules: Sequence[HarmRule], chunks: Sequence[Chunk]) -> Iterator[Match]:
    """Yield what the rules find, in the order of the rules; every group is used once."""
    text = letters(chunks)
    if not re.search(r"[KkDLTHUZEGM]", text):
        return
    for rule in rules:
        for match in rule.pattern.finditer(text):
            at, end = match.span("who")
            if _USED in text[at:end]:
                continue
            if rule.possessive and chunks[end - 1].attribute != POSSESSIVE:
                continue
            found = chunks[at:end]
            groups = tuple(_names(found)) if rule.named else tuple(c for c in found if c.symbol in "gN")
            if "who2" in rule.pattern.groupindex:
                groups += (chunks[match.start("who2")],)
            how = tuple(chunks[match.start(name)] for name in ("how", "how2") if name in rule.pattern.groupindex)
            yield Match(rule, groups, how)
            text = _use(text, match)


def _names(chunks: Sequence[Chunk]) -> Iterator[Chunk]:
    """Yield a group for each name of a list: "deputy Harun Vasti, 40, and the lawyer Nela Orsen" are two."""
    for is_between, run in groupby(chunks, key=lambda chunk: chunk.symbol in "&,;fN0"):
        if not is_between:
            parts = list(run)
            group = next((part for part in parts if part.symbol in "gv"), None)
            if group and group.number:
                yield group
            else:
                yield Chunk("g", parts[0].start, parts[-1].end, group.attribute if group else NAMED)


def _use(text: str, match: re.Match[str]) -> str:
    spans = [match.span(name) for name in match.re.groupindex if match.start(name) >= 0]
    for start, end in spans:
        text = text[:start] + _USED * (end - start) + text[end:]
    return text
