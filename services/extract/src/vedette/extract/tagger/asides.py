"""Words that only say when, or who calls it so, left out before rules are tried: "left on Tuesday its base"."""

import re
from collections.abc import Sequence

from vedette.extract.tagger.chunks import Token

__all__ = ["without_asides"]

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_PART = r"(?: (?:morning|afternoon|evening|night))?"
_SPAN = r"(?:day|night|week|weekend|fortnight|month|year|spring|summer|autumn|winter)s?"
_WHEN = (
    rf"(?:late |early |only |again |also )?on (?:{_DAY}{_PART}|(?:\d{{1,2}} )?{_MONTH}(?: \d{{1,2}})?)"
    rf"|(?:earlier |later )?(?:this|last) (?:{_DAY}{_PART}|{_SPAN}|morning|afternoon|evening)"
    rf"|(?:in|over|during|within) (?:the )?(?:past|last) (?:\w+ )?{_SPAN}|in recent {_SPAN}"
    rf"|over the weekend|at the weekend|overnight|yesterday"
    r"|in the (?:early hours|small hours|night|morning|afternoon|evening)"
    r"|(?:before|at) (?:dawn|dusk|daybreak|midnight|noon)"
    r"|after (?:dark|midnight|nightfall|dusk)|under (?:heavy )?fire(?= ,)"
)
_CALLED = r"what (?:\w+ ){1,3}?(?:call|calls|called|describes? as|described as|termed)"
# Commas of its own go with it, and the comma behind it where a sentence begins; Americans leave "on" away.
_ASIDE = re.compile(
    rf"(?<=\s), (?:{_WHEN}) ,(?=\s)|(?<=\A\s)(?:{_WHEN}) ,(?=\s)|(?<=\s)(?:{_WHEN}|{_CALLED})(?=\s)"
    rf"|(?<=[a-z]\s)(?P<bare>{_DAY}{_PART})(?=\s)",
    re.IGNORECASE,
)
_HOLDS = re.compile(r"\b(?:since|until|till|by|of|from|for|between|after|before|and|than|was|is)$", re.IGNORECASE)
_HOLDS_DAY = re.compile(r"\b(?:every|each|next|last|this|to|on|late|early|an?|the|through|per)$", re.IGNORECASE)
_HINT = re.compile(
    r"day\b|night\b|dawn|dusk|noon|week|month|year|hours|yesterday|under fire|\bwhat\b|"
    r"\bon (?:\d+ )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|"
    r"in the (?:morning|afternoon|evening)|this (?:spring|summer|autumn|winter)|last (?:spring|summer|autumn|winter)"
)


def without_asides(tokens: Sequence[Token], sentence: str) -> list[Token]:
    """Return the words of a sentence without those that only say when, or who calls it so."""
    if not _HINT.search(sentence):
        return list(tokens)
    starts, ends, at = {}, {}, 1
    for n, token in enumerate(tokens):
        starts[at] = n
        at += len(token.low)
        ends[at] = n
        at += 1
    joined = " " + " ".join(token.low for token in tokens) + " "
    dropped: set[int] = set()
    for match in _ASIDE.finditer(joined):
        before = joined[: match.start()].rstrip()
        if _HOLDS.search(before) or (match["bare"] and _HOLDS_DAY.search(before)):
            continue
        if match.start() in starts and match.end() in ends:
            dropped.update(range(starts[match.start()], ends[match.end()] + 1))
    return [token for n, token in enumerate(tokens) if n not in dropped]
