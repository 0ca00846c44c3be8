"""Rules of posts: which installation a sentence speaks of and what happens to it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vedette.extract.spans import Label
from vedette.extract.tagger.chunks import Chunk
from vedette.extract.tagger.grammar import fill_in, letters

__all__ = ["ACTS", "PostMatch", "PostRule", "compile_post_rules", "match_posts"]

# ground that is held; an installation only where something is built on it, or where it has a number: "position 6-44"
_GROUND = "position"
_THING = "thing"  # what is put into an installation and is none of its own: "two watchtowers at its outpost"
_BUILT = frozenset({Label.ESTABLISHED, Label.PLANNED, Label.UNDER_WAY, Label.AGREED, Label.ATTEMPTED, Label.DENIED})


@dataclass(frozen=True, slots=True)
class PostRule:
    """One pattern and the action it tells."""

    name: str
    label: str
    pattern: re.Pattern[str]
    context: bool
    asks: tuple[str, ...]
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


def _is_indefinite(post: Chunk) -> bool:
    """Tell whether the words make it one that nobody spoke of before: "an outpost", "two new posts", "checkpoints"."""
    first = post.parts[0].symbol if post.parts else ""
    return first in {"a", "P"} or (first == "N" and not _is_own(post)) or any(p.symbol == "o" for p in post.parts)


def _is_own(post: Chunk) -> bool:
    """Tell whether the words say whose it is by what was named before: "its outpost"."""
    return any(p.symbol == "t" and p.attribute == "own" for p in post.parts)


_FITS: Mapping[str, Callable[[Chunk], bool]] = {
    "counted": lambda post: post.number is not None and not post.number.ordinal,
    "short": lambda post: not any(p.symbol in "PQ" for p in post.parts),
    "pronoun": lambda post: all(p.symbol == "5" for p in post.parts),
    "indefinite": _is_indefinite,
    "own": _is_own,
    "fresh": lambda post: any(p.symbol == "o" for p in post.parts),
}
"""What a rule may ask of the words for a post."""


def compile_post_rules(rows: Sequence[Mapping[str, object]], macros: Mapping[str, str]) -> list[PostRule]:
    """Return the rules in their order, macros filled in."""
    return [
        PostRule(
            str(row["name"]),
            str(row["label"]),
            re.compile(fill_in(str(row["pattern"]), macros)),
            bool(row.get("context")),
            tuple(ask for ask in _FITS if row.get(ask)),
            frozenset(row.get("forms", ())),  # type: ignore[call-overload]  # a YAML list
            dict(row["example"]),  # type: ignore[call-overload]  # a YAML mapping
            str(row["counterexample"]),
        )
        for row in rows
    ]


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
            if text[:at].endswith("n") or not all(_FITS[ask](post) for ask in rule.asks):
                continue
            label = _label(rule, chunks, text, match)
            if label is None or (post.attribute == _GROUND and label not in _BUILT and text[at + 1 : at + 2] != "N"):
                continue
            yield PostMatch(label, post, chunks[how], rule.name)
            for used in (at, *(match.start(name) for name in rule.pattern.groupindex if name == _THING)):
                text = text[:used] + "." + text[used + 1 :]


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
        if chunks[how].attribute == "entry":
            if how > post:
                return Label.RELOCATED  # "were moved into the town"
            if parts and parts[0].symbol == "t":
                return None  # into the one spoken of before
        return _build(chunks[how].attribute, before, text[max(how, post) + 1 :][:_AFTER])
    told = ACTS.get(chunks[how].attribute) if kind != "attacked" else None
    label = told or Label(chunks[how].attribute if kind == "act" else kind)
    if chunks[how].attribute == "passed" and how < post:
        return None  # something was handed to those at the post
    if label in {Label.HANDED_OVER, Label.RELOCATED} and re.search(r"[prZc@2]", text[how:post]):
        return None  # somebody was transferred to or from an installation
    return _refuse(label, before)


ACTS = {
    "cleared": Label.WITHDRAWN,
    "down": Label.ATTACKED,
    "lost": Label.ATTACKED,
    "noun": Label.ATTACKED,
    "fell": Label.ATTACKED,
    "passed": Label.HANDED_OVER,
    "left": Label.WITHDRAWN,
}
"""Attributes of words that name no action themselves."""


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
    (re.compile(r"M(?:<[^;q,]{1,5})?[^;q]{0,4}(?:2?b?)?$"), Label.PLANNED),
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
    if meant := _meant(form, before, after):
        return meant
    if form in {"noun", "done"}:
        otherwise = Label.ESTABLISHED if form == "done" and not before.endswith("p") else None
        return next((label for pattern, label in _PROGRESS if pattern.match(after)), otherwise)
    return Label.ESTABLISHED


def _meant(form: str, before: str, after: str) -> Label | None:
    """Return the step of what is only begun, agreed, announced or wanted."""
    if form == "works" and re.match(r"[^;qMn]{0,12}?b{1,3}x?E", after):
        return Label.ESTABLISHED  # "work on the base was finished"
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
