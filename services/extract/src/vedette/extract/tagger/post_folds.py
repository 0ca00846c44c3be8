"""Installations in a sentence: the chunks that name one, with what stands before it, become one chunk `q`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile

from vedette.extract.tagger.chunks import Chunk
from vedette.extract.tagger.grammar import fold_things, letters

__all__ = ["FORCES", "PARTICLES", "fold_posts", "is_topic", "join_particles"]

_STRONG = re.compile(r"(?:t?[NO]&[xoO]{1,2}[JC]{0,4}|(?:t?[NOa]N?[RW]?|t)(?:ft?N?)?[oONJCVx.0]{0,7}?|[JC]{0,4})P")
_OF_FORCE = re.compile(r"(?:(?:t?[NOa]|t)(?:ft?N?)?[oOJCx]{0,4}?|[JC]{0,3})J[JCON]{0,3}x?Q")
# "the base", "two more posts", "the sixth one": only where an installation was spoken of before.
_KNOWN = re.compile(
    r"(?:(?:t?[NOa]|t)(?:ft?N?)?[oOJCx]{0,3}?)Q|[at]ON|[at]O(?![xJCVmEAX])|No(?=,?@|[MIbE])|t[oO]?N(?=@)|N[oJCx]{0,2}D|(?<=[EWAR])[oxJC]{1,3}?Q|(?<=E)Q|(?<=[EWv])No?(?=[@p.,;]|$)|(?<=,)N(?=h?b{1,2}x{0,2}[EWAR])"
    # "the junta's Nam Loi hill camp"
    r"|t[xJC]{0,2}C{1,4}[xJ]?Q(?![fxJC])"
    # "rockets hit Vilkan base"
    r"|(?<=[@AWERfp])C{1,3}Q(?=[@p.,;&bhw]|$)"
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
    r"joint) (?:mission|force)|(?:interior|defen[cs]e) ministry|operation [A-Z]\w+|"
    r"crpf|bsf|itbp|farc|eln|rsf|sdf|iswap|ttp|npa|tnla|mndaa|knla|atmis|minusma|unifil|kfor|"
    r"sappers|\w+(?:an|ish|ese|qi|li|ni|ch) engineers|national guard|"
    r"(?:support|defen[cs]e|armed|protection|liberation|coalition|allied|government|regime|opposition|us|un) forces|"
    r"dissidents|separatists|taliban|hezbollah|islamic state|al[- ]shabaab|boko haram|\w+ fighters)\b",
    re.IGNORECASE,
)
# "a new base near Orlo" where the sentences around speak of armies; a camp could be one of the displaced
_SITED = re.compile(r"(?:(?:t?[NOa]|t)(?:ft?N?)?[oOJCx]{0,3}?)Q(?=[@p.,;&ybhwEWAR<uM]|$)")
# "it was shelled", "they left it": where the sentence before, or this one, is about an installation
_IT = re.compile(
    r"(?<![^;yu&])(?:(?:[@p][C0NO]{1,3}|w[xC]{0,3}|[xoO]{1,2}),?){0,2}(?P<it>5)"
    r"(?=(?:h[xwo]{0,2})?b{1,3}(?:[@p][C0NO]{1,3}|w(?=x))?x{0,3}[EWAR])|(?<=[WA])5"
)
_IDLE = re.compile(r"5|(?<=[at])A(?=[xC])")  # an "it" that means something else; "a ruined hotel"
_OF_WAR = frozenset({"base", "military_point", "observation_post", "other"})
_OF_PEACE = frozenset(
    {"camp", "camps", "compound", "compounds", "station", "stations", "airfield", "airstrip", "tower", "towers"}
)
_UNIT = re.compile(r"(?:[at]?N?o?[JC]?)Qf[atJCx]{1,6}")
_UNIT_WORD = re.compile(
    r"\b(?:headquarters|hq|bases?|camps?|posts|positions|bunkers?|towers?|detachments?|forts?)\sof\b.*\b(?:police|army|brigade|division|unit|militia|forces|guards?|command|battalion|regiment|corps|legion|rebels|militants|insurgents)\b",
    re.IGNORECASE,
)
_PROPER = re.compile(r"t?C{1,3}Q")
_SOFT_FORCES = re.compile(
    r"\b(?:government|state|opposition|federal|foreign|western|arab|allied|regime|party|bank|company|newspaper|electoral|aid)\s(?:post|posts|"
    r"point|points|headquarters)$",
    re.IGNORECASE,
)


PARTICLES = frozenset({"up", "down", "over", "back", "apart", "away", "alight", "ablaze", "out"})
_ON_FIRE = re.compile(r"on fire\b", re.IGNORECASE)
_PARTICLE_REACH = 9  # chunks behind a post within which the particle of its verb stands
_CLAUSE = frozenset(",;w&EWARyb")
_MEN = re.compile(r"garrisons?$", re.IGNORECASE)  # "a garrison of 15 men" is no installation


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
    text = letters(out)
    idle = {match.start() for match in _IDLE.finditer(text)}
    return [replace(chunk, symbol="x") if at in idle else chunk for at, chunk in enumerate(out)]


def join_particles(chunks: Sequence[Chunk], sentence: str, verbs: Mapping[tuple[str, str], Chunk]) -> list[Chunk]:
    """Return the chunks with verbs read together with a particle behind their post: "turned the base over".

    `verbs` gives what verb and particle are as one phrase.
    """
    out = list(chunks)
    for at, chunk in enumerate(chunks):
        if chunk.symbol != "q" or not at:
            continue
        verb = chunks[at - 1]
        word = sentence[verb.start : verb.end].lower()
        for later in takewhile(lambda c: c.symbol not in _CLAUSE, chunks[at + 1 : at + 1 + _PARTICLE_REACH]):
            particle = "ablaze" if _ON_FIRE.match(sentence, later.start) else sentence[later.start : later.end].lower()
            if joined := verbs.get((word, particle)):
                out[at - 1] = replace(verb, symbol=joined.symbol, attribute=joined.attribute)
                break
    return out


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
    if pattern is _KNOWN and parts[0].symbol == "C":
        return parts[-1].attribute == "base" and sentence[parts[-1].start : parts[-1].end].lower() not in _OF_PEACE
    if pattern is _SITED:
        last = parts[-1]
        if last.attribute == "post" and parts[-2].symbol == "C":
            return True  # "the Tolvek post"
        return last.attribute in _OF_WAR and sentence[last.start : last.end].lower() not in _OF_PEACE
    return pattern is not _UNIT or bool(_UNIT_WORD.search(sentence[parts[0].start : parts[-1].end]))
