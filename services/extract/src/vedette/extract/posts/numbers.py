"""Roles of the numbers of posts: new ones, all there are, those to come, the nth. They are never added to each other.

Source: docs/glossary.md, numbers of posts.
"""

import re
from collections.abc import Sequence

from vedette.extract.circumstances.told import Where, own_dates
from vedette.extract.numbers import NumberMention, find_numbers
from vedette.extract.reading import Reading
from vedette.extract.spans import Label, Span
from vedette.schemas import NumberRole, PlaceCode, PostNumber

__all__ = ["INTENT", "number_roles"]

INTENT = frozenset({Label.AGREED, Label.PLANNED, Label.UNDER_WAY, Label.ATTEMPTED})
"""Actions that have not set up a post yet: their number is a target."""
_PART_OF = re.compile(r"\bof\s(?:the\s|its\s|their\s)?(?:\w+\s)?(?:\d|[a-z]+\s)", re.IGNORECASE)
_PERFECT = re.compile(r"\b(?:has|have|had|'ve|’ve)\s(?:so far\s|already\s|now\s)?(?:been\s)?$")
_IN_ALL = re.compile(r"\b(?:so far|already|to date|in all|altogether|in total)\b", re.IGNORECASE)
_OPENED = re.compile(r"\b(?:re-?)?opened\b", re.IGNORECASE)  # done on one day, so not told of all there are
_FRESH = re.compile(r"\b(?:new|more|another|additional|further|other|extra|fresh)\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?<!headquarter)(?<!barrack)s\b['’]?$", re.IGNORECASE)
_ONE_OF = re.compile(r"\bone$")
_ONE = re.compile(r"one\b", re.IGNORECASE)
_NAME = r"(?:al-|el-)?[A-Z][\w'’-]+(?:\s(?:al-|el-|of\s)?[A-Z][\w'’-]+){0,3}"
_LISTED = re.compile(
    rf"\s(?:at|near|outside)\s(?P<first>{_NAME}(?:,\s{_NAME})*),?\sand\s{_NAME}(?!\s(?:and|[a-z]+ed)\b)"
)
_UNIT = re.compile(r"\s(?:[A-Z]\w+\s){0,3}(?:Battalion|Brigade|Division|Regiment|Corps|Squadron|Company|Infantry)\b")
_SITES = frozenset({PlaceCode.SITE, PlaceCode.NEAR, PlaceCode.DISTRICT})


def number_roles(reading: Reading, index: int, span: Span, label: Label, where: Where) -> list[PostNumber]:
    """Return the numbers of a post with their roles; posts listed by their sites are as many as those."""
    sentence = reading.sentences[index]
    words = reading.article.text[span.start : span.end]
    told = [n for n in find_numbers(sentence.text, sentence.start) if n.start < span.end and n.end > span.start]
    cardinal = next((n for n in told if not n.ordinal and not _UNIT.match(reading.article.text, n.end)), None)
    ordinals = [n for n in told if n.ordinal]
    if ordinals and not (cardinal and not _ONE_OF.search(words)):
        return [_number(NumberRole.ORDINAL, ordinal) for ordinal in ordinals]
    if cardinal is None or _ONE.match(cardinal.text):
        many = cardinal is None and bool(_PLURAL.search(words))
        return _uncounted(label, words, _listed(sentence.text, span.end - sentence.start) if many else 1)
    if label is Label.STOCK:
        return [_number(NumberRole.STOCK, cardinal)]
    if label in INTENT:
        return [_number(NumberRole.TARGET, cardinal)]
    if label is not Label.ESTABLISHED:
        return [_number(NumberRole.DELTA, cardinal)]
    return _standing(reading, index, span, cardinal, _whole(told, words), sited=_is_sited(where))


def _uncounted(label: Label, words: str, count: int) -> list[PostNumber]:
    """Return one for "a post", as many as are listed for "posts at A and B", nothing for bare "posts"."""
    if label in INTENT or label in {Label.STOCK, Label.DENIED} or not count:
        return []
    return [PostNumber(role=NumberRole.DELTA, low=count, best=count, high=count, text=words)]


def _listed(sentence: str, end: int) -> int:
    """Return how many sites are listed right behind posts without a number; 0 for none or one."""
    found = _LISTED.match(sentence, end)
    return found["first"].count(",") + 2 if found else 0


def _standing(
    reading: Reading, index: int, span: Span, cardinal: NumberMention, whole: NumberMention | None, *, sited: bool
) -> list[PostNumber]:
    """Tell "has established five" (all that stand) from "has established three new points in A, B and C"."""
    cue = span.cue or (span.start, span.start)
    text, start = reading.article.text, reading.sentences[index].start
    dated = bool(own_dates(reading, index))
    if whole:
        return [_number(NumberRole.DELTA if dated else NumberRole.STOCK, cardinal), _number(NumberRole.TARGET, whole)]
    fresh = dated or sited or bool(_FRESH.search(text, span.start, span.end))
    opened = bool(_OPENED.search(text, *cue)) and not _IN_ALL.search(reading.sentences[index].text)
    perfect = bool(_PERFECT.search(text[start : cue[0]]))
    return [_number(NumberRole.STOCK if perfect and not fresh and not opened else NumberRole.DELTA, cardinal)]


def _is_sited(where: Where) -> bool:
    """Tell whether the posts are told to have a site of their own."""
    return any(place.precision in _SITES and not place.inferred for place in where.places)


def _whole(numbers: Sequence[NumberMention], words: str) -> NumberMention | None:
    """Return the twelve of "five of the twelve posts": how many there are to be."""
    counted = [n for n in numbers if not n.ordinal]
    return counted[1] if len(counted) > 1 and _PART_OF.search(words) else None


def _number(role: NumberRole, number: NumberMention) -> PostNumber:
    return PostNumber(role=role, **number.count().model_dump())
