"""Rules of posts: which installation a sentence speaks of and what happens to it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vedette.extract.spans import Label
from vedette.extract.tagger.chunks import Chunk
from vedette.extract.tagger.grammar import fill_in, fold_things, letters

__all__ = ["PostMatch", "PostRule", "compile_post_rules", "fold_posts", "match_posts"]

_STRONG = re.compile(r"(?:t?[NO]&[xoO]{1,2}[JC]{0,4}|(?:t?[NOa]N?[RW]?|t)(?:ft?N?)?[oONJCVx.0]{0,7}?|[JC]{0,4})P")
_OF_FORCE = re.compile(r"(?:(?:t?[NOa]|t)(?:ft?N?)?[oOJCx]{0,4}?|[JC]{0,3})J[JCO]{0,2}x?Q")
# "the base", "two more posts", "the sixth one": only where an installation was spoken of before.
_KNOWN = re.compile(
    r"(?:(?:t?[NOa]|t)(?:ft?N?)?[oOJCx]{0,3}?)Q|[at]ON|[at]O(?![xJCVmE])|No(?=,?@|[MIbE])|t[oO]?N(?=@)|N[oJCx]{0,2}D|(?<=[EWAR])[oxJC]{1,3}?Q|(?<=E)Q|(?<=[EWv])No?(?=[@p.,;]|$)|(?<=,)N(?=h?b{1,2}x{0,2}[EWAR])"
    # "eleven are to be ready", "four were set up", "thirty have been completed"
    r"|N(?=hb?x?E|[bhM2]{0,4}I|b{1,2}2?b?x?E)"
)
# "a post at Orlo and another at Gao", "Another will follow": only after an installation.
_ONE_MORE = re.compile(r"(?<=[,&])(?:aO|[aN])(?=[@p]C)|^a(?=[bhMI])")
# "troops left their base": whose base it is makes it one.
FORCES = re.compile(
    r"\b(?:troops|soldiers|army|armed forces|militants|insurgents|rebels|fighters|militia\w*|gendarme\w*|"
    r"peacekeepers|guerrillas|paramilitar\w+|blue helmets|contingent|battalion|brigade|regiment|garrison|platoon|"
    r"marines|border guards?|rangers|soldier|policemen|coast guard|navy|air force|security forces|commandos|"
    r"paratroopers|servicemen|vigilantes?|volunteers|self-defen[cs]e|attack on|"
    r"jihadists|gunmen|junta|military|infantry\w*|nato|\w+(?:an|ish|ese|qi|li|ni|ch|ment) forces|line of control|"
    r"front ?line|buffer zone|brigadier|colonel|sniper|liaison officers|special (?:units|forces)|"
    r"border (?:service|troops|police|force|patrol)|frontier guards|detachment|(?:un|peacekeeping|observer|"
    r"joint) (?:mission|force)|(?:interior|defen[cs]e) ministry|operation [A-Z]\w+)\b",
    re.IGNORECASE,
)
# "a new base near Orlo" where the sentences around speak of armies; a camp could be one of the displaced
_SITED = re.compile(r"(?:(?:t?[NOa]|t)(?:ft?N?)?[oOJCx]{0,3}?)Q(?=[@p][tJCx]{0,3}C|b|[&,]q)")
# "it was shelled", "they left it": where the sentence before, or this one, is about an installation
_IT = re.compile(
    r"(?<![^;])(?:(?:[@p][C0NO]{1,3}|w[xC]{0,3}|[xoO]{1,2}),?){0,2}(?P<it>5)"
    r"(?=(?:h[xwo]{0,2})?b{1,3}(?:[@p][C0NO]{1,3}|w(?=x))?x{0,3}[EWAR])|(?<=[WA])5"
)
_OF_WAR = frozenset({"base", "military_point", "other"})
_OF_PEACE = frozenset({"camp", "camps", "compound", "compounds", "station", "stations", "airfield", "airstrip"})
_UNIT = re.compile(r"[at]?Qf[atJCx]{1,6}")
_UNIT_WORD = re.compile(
    r"\b(?:headquarters|hq|base|bases|camp)\sof\b.*\b(?:police|army|brigade|division|unit|militia|forces|guards?|command|battalion|regiment|corps|legion|rebels|militants|insurgents)\b",
    re.IGNORECASE,
)
_PROPER = re.compile(r"t?C{1,3}Q")
_SOFT_FORCES = re.compile(
    r"\b(?:government|state|opposition|federal|foreign|western|arab|allied|regime|party|bank|company|newspaper|electoral|aid)\s(?:post|posts|"
    r"point|points|headquarters)$",
    re.IGNORECASE,
)


_MEN = re.compile(r"garrisons?$", re.IGNORECASE)  # "a garrison of 15 men" is no installation
_GROUND = "position"  # ground that is held; an installation only where something is built on it
_BUILT = frozenset({Label.ESTABLISHED, Label.PLANNED, Label.UNDER_WAY, Label.AGREED, Label.ATTEMPTED, Label.DENIED})


@dataclass(frozen=True, slots=True)
class PostRule:
    """One pattern and the action it tells."""

    name: str
    label: str
    pattern: re.Pattern[str]
    context: bool
    counted: bool
    short: bool
    pronoun: bool
    forms: frozenset[str]
    example: Mapping[str, object]
    counterexample: str


@dataclass(frozen=True, slots=True)
class PostMatch:
    """The installation, the word that says what happens to it, and the action."""

    label: Label
    post: Chunk
    how: Chunk
    rule: str


def compile_post_rules(rows: Sequence[Mapping[str, object]], macros: Mapping[str, str]) -> list[PostRule]:
    """Return the rules in their order, macros filled in."""
    return [
        PostRule(
            str(row["name"]),
            str(row["label"]),
            re.compile(fill_in(str(row["pattern"]), macros)),
            bool(row.get("context")),
            bool(row.get("counted")),
            bool(row.get("short")),
            bool(row.get("pronoun")),
            frozenset(row.get("forms", ())),  # type: ignore[call-overload]  # a YAML list
            dict(row["example"]),  # type: ignore[call-overload]  # a YAML mapping
            str(row["counterexample"]),
        )
        for row in rows
    ]


def fold_posts(
    chunks: Sequence[Chunk], sentence: str, *, known: bool, at_war: bool = False, meant: bool = False
) -> list[Chunk]:
    """Return the chunks with installations folded; `known` if one was spoken of shortly before.

    `at_war` if the sentences around speak of armed forces, `meant` if the last sentence was about an installation.
    """
    out = _fold(fold_things(chunks), _STRONG, sentence)
    out = _fold(out, _OF_FORCE, sentence)
    out = _fold(out, _PROPER, sentence)
    out = _fold(out, _UNIT, sentence)
    if known := known or any(c.symbol == "q" for c in out):
        out = _fold(out, _ONE_MORE, sentence)
    known = known or bool(FORCES.search(sentence))
    out = _fold(out, _KNOWN, sentence) if known else _fold(out, _SITED, sentence) if at_war else out
    first = 0 if meant else next((n for n in range(len(out)) if is_topic(out, n)), len(out))
    out = [*out[:first], *_fold(out[first:], _IT, sentence)]
    return [replace(chunk, symbol="x") if chunk.symbol == "5" else chunk for chunk in out]


def is_topic(chunks: Sequence[Chunk], at: int) -> bool:
    """Tell whether the chunk is an installation that a following "it" means: none that only says where something is."""
    if chunks[at].symbol != "q" or not any(part.symbol in "PQ" for part in chunks[at].parts):
        return False
    if any(chunk.symbol == "z" for chunk in chunks):
        return False  # a convoy could be meant as well
    return at == 0 or chunks[at - 1].symbol not in "@pfrZc2L&"


def _fold(chunks: Sequence[Chunk], pattern: re.Pattern[str], sentence: str) -> list[Chunk]:
    out: list[Chunk] = []
    last = 0
    text = letters(chunks)
    for match in pattern.finditer(text):
        start, end = match.span("it") if pattern is _IT and match["it"] else match.span()
        parts = tuple(chunks[start:end])
        words = sentence[parts[0].start : parts[-1].end]
        if _SOFT_FORCES.search(words) or (_MEN.search(words) and text[end:].startswith(("fN", "fo"))):
            continue
        if not _fits(pattern, parts, sentence):
            continue
        out += chunks[last:start]
        number = next((p.number for p in parts if p.number), None)
        noun = next((p for p in reversed(parts) if p.symbol in "PQDNO"), Chunk("", 0, 0))  # none in "another"
        stop = noun.end if pattern is _UNIT else parts[-1].end
        out.append(Chunk("q", parts[0].start, stop, noun.attribute, number, parts))
        last = end
    return [*out, *chunks[last:]]


def _fits(pattern: re.Pattern[str], parts: Sequence[Chunk], sentence: str) -> bool:
    """Check what letters cannot say: a name with a capital or an acronym, headquarters of a unit."""
    if pattern is _PROPER:
        before, noun = (sentence[p.start : p.end] for p in parts[-2:])
        if noun.lower() == "camp":
            return False  # camps of the displaced are named so too
        return sentence[parts[-1].start].isupper() or (before.isupper() and len(before) > 2)
    if pattern is _SITED:
        last = parts[-1]
        return last.attribute in _OF_WAR and sentence[last.start : last.end].lower() not in _OF_PEACE
    return pattern is not _UNIT or bool(_UNIT_WORD.search(sentence[parts[0].start : parts[-1].end]))


def match_posts(rules: Sequence[PostRule], chunks: Sequence[Chunk], *, known: bool) -> Iterator[PostMatch]:
    """Yield what happens to which installation; each installation and each word is used once."""
    text = letters(chunks)
    for rule in rules:
        if rule.context and not (known or "q" in text):
            continue
        for match in rule.pattern.finditer(text):
            at, how = match.start("post"), match.start("how")
            post = chunks[at]
            if "." in (text[at], text[how]) or (rule.forms and chunks[how].attribute not in rule.forms):
                continue
            if rule.counted and (post.number is None or post.number.ordinal):
                continue
            if rule.pronoun and any(p.symbol != "5" for p in post.parts):
                continue
            if (rule.short and any(p.symbol in "PQ" for p in post.parts)) or text[:at].endswith("n"):
                continue
            label = _label(rule, chunks, text, match)
            if label is None or (post.attribute == _GROUND and label not in _BUILT):
                continue
            yield PostMatch(label, post, chunks[how], rule.name)
            text = text[:at] + "." + text[at + 1 :]


def _label(rule: PostRule, chunks: Sequence[Chunk], text: str, match: re.Match[str]) -> Label | None:
    kind = rule.label
    if kind in {"stock", "struck"}:
        return Label(kind)
    post, how = match.start("post"), match.start("how")
    if kind == "verb":
        kind = "build" if chunks[how].symbol == "E" else "act"
    before = re.split(r"[;]", text[max(0, min(how, post) - 14) : how])[-1]
    if kind == "build":
        parts = chunks[post].parts  # none of a bare number: "moved into two of them"
        if chunks[how].attribute == "entry" and parts and parts[0].symbol == "t":
            return None  # into the one spoken of before
        return _build(chunks[how].attribute, before, text[max(how, post) + 1 :][:_AFTER])
    label = _ACTS.get(chunks[how].attribute) or Label(chunks[how].attribute if kind == "act" else kind)
    if label in {Label.HANDED_OVER, Label.RELOCATED} and re.search(r"[prZc@2]", text[how:post]):
        return None  # somebody was transferred to or from an installation
    return _refuse(label, before)


_ACTS = {"lost": Label.ATTACKED, "noun": Label.ATTACKED, "fell": Label.ATTACKED}  # attributes that are no label


def _refuse(label: Label, before: str) -> Label | None:
    """Drop what is denied or only wanted; a plan to leave is a plan to leave, no leaving."""
    near = before[-5:]
    if "n" in near or "d" in near:
        return Label.DENIED if "d" in near and label is not Label.ATTACKED else None
    if label is Label.ATTACKED:
        return None if re.search(r"M2?b?$", before) else label
    return None if label is Label.REINFORCED and re.search(r"M[^qEWAR]{0,3}$", before) else label


# How far setting up has come, from the words before the verb; the first that fits.
_STAGES: tuple[tuple[re.Pattern[str], Label | None], ...] = (
    (re.compile(r"d[^;]{0,6}$"), Label.DENIED),
    (re.compile(r"n[^;GM]{0,2}$"), None),
    (re.compile(r"e[^;]{0,4}$"), Label.ATTEMPTED),
    (re.compile(r"7x?$"), Label.ESTABLISHED),
    (re.compile(r"B[^;q]{0,2}$"), Label.UNDER_WAY),
)
_INTENT: tuple[tuple[re.Pattern[str], Label], ...] = (
    (re.compile(r"g[^;]{0,12}2$"), Label.UNDER_WAY),
    (re.compile(r"M[^;q]{0,4}(?:2?b?)?$"), Label.PLANNED),
)


# "construction of the base has begun", "was completed"
_AFTER = 16
_PROGRESS: tuple[tuple[re.Pattern[str], Label], ...] = (
    (re.compile(r"[^;qMn]{0,12}?B"), Label.UNDER_WAY),
    (re.compile(r"[^;qMn]{0,12}?b{1,3}x?E"), Label.ESTABLISHED),
    (re.compile(r"[^;qn]{0,12}?M"), Label.PLANNED),
)


def _build(form: str, before: str, after: str) -> Label | None:
    """Say how far setting up has come from the verb's form and the words before and after it."""
    if form == "manned" and re.search(r"B[^;q]{0,2}$", before):
        return Label.ESTABLISHED  # "began stationing troops": they are there
    if form == "past" and before.endswith("2"):
        form = "base"  # "to set up"
    for pattern, label in _STAGES:
        if pattern.search(before):
            return label
    if meant := _meant(form, before):
        return meant
    if form in {"noun", "done"}:
        otherwise = Label.ESTABLISHED if form == "done" and not before.endswith("p") else None
        return next((label for pattern, label in _PROGRESS if pattern.match(after)), otherwise)
    return Label.ESTABLISHED


def _meant(form: str, before: str) -> Label | None:
    """Return the step of what is only begun, agreed, announced or wanted."""
    if form == "works" or (form == "ing" and re.search(r"bx?$", before)):
        return Label.UNDER_WAY
    if form != "past" and re.search(r"G[^;]{0,10}$", before):
        return Label.AGREED
    if form in {"noun", "ing"} and re.search(r"ut?$", before):
        return Label.PLANNED  # "announced the building of"
    for pattern, label in _INTENT:
        if pattern.search(before):
            return label
    return Label.PLANNED if form in {"base", "open"} and before.endswith("2") else None
