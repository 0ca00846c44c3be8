"""Who took or fired at a post by the words behind the deed: "fell to rebels", "came under fire from rebels"."""

import re

from vedette.extract.actors.finder import ActorMention
from vedette.extract.parties.subjects import group_at
from vedette.extract.reading import Reading
from vedette.extract.spans import Span

__all__ = ["attacker_told", "fallen_to", "is_under"]

# "fell to rebels", "was lost to rebels", "is in the hands of rebels"
_FALL = re.compile(r"f[ae]ll|los[ets]|(?:is|are|was|were)\s(?:\w+\s)?in the hands", re.IGNORECASE)
_TO_WHOM = re.compile(r"[^,;.]{0,40}?\b(?:to|into the hands of)\s(?:the\s)?")
_ENDS_TO = re.compile(r"\b(?:to|hands of|control of)$")
_UNDER = re.compile(r"\b(?:c[ao]me|comes|coming|been|was|were|are|is)\s(?:\w+\s)?under(?:\s[\w-]+){0,4}$")
_FROM = re.compile(r"(?:^|\s)(?:from|by)\s(?:the\s)?(?:\w+\s)?$")
_FROM_GROUP = re.compile(
    r"\s(?:from|by)\s(?P<who>[^,;.]{3,48}?)(?=[,;.]|\s(?:on|in|at|near|last|this|who|that|and)\s|$)"
)
_WHOM = 48  # characters that name a party


def attacker_told(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return into whose hands it fell, or whose fire it came under; null where the deed is told otherwise."""
    return fallen_to(reading, index, span) or _from_whom(reading, index, span)


def fallen_to(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return into whose hands it fell, or to whom it was lost."""
    if span.cue is None:
        return None
    text, sentence = reading.article.text, reading.sentences[index]
    if not _FALL.match(text, span.cue[0]):
        return None
    after = max(span.cue[1], span.end)
    start = span.cue[1]
    if not _ENDS_TO.search(text, sentence.start, start):
        found = _TO_WHOM.match(text, after, sentence.end)
        if found is None:
            return None
        start = found.end()
    end = min((n for n in (text.find(mark, start, sentence.end) for mark in ",;.") if n > 0), default=sentence.end)
    return group_at(reading, index, start, min(end, start + _WHOM))


def is_under(reading: Reading, index: int, span: Span) -> bool:
    """Tell whether those named before the deed suffered it: "soldiers came under fire at their base"."""
    start = reading.sentences[index].start
    return bool(span.cue and _UNDER.search(reading.article.text[start : span.cue[1]]))


def _from_whom(reading: Reading, index: int, span: Span) -> ActorMention | None:
    """Return whose fire a post or its men came under: "came under attack from rebels"."""
    if not is_under(reading, index, span) or span.cue is None:
        return None
    text, sentence = reading.article.text, reading.sentences[index]
    for actor in reading.actors(index):
        if actor.start >= span.cue[1] and not actor.is_people and _FROM.search(text, span.cue[1], actor.start):
            return actor
    found = _FROM_GROUP.search(text, span.cue[1], sentence.end)
    return group_at(reading, index, found.start("who"), found.end("who")) if found else None
