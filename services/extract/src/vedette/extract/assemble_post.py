"""Marked installations and what the readers made of their sentences become post claims."""

import re
from collections.abc import Iterator

from vedette.extract.circumstances import Where, pick_date
from vedette.extract.claims import ClaimParts, field_span
from vedette.extract.parties import as_actor
from vedette.extract.post_numbers import INTENT, number_roles
from vedette.extract.post_parties import find_parties
from vedette.extract.post_sites import both_sites, site_of
from vedette.extract.reading import Reading
from vedette.extract.realis import is_hedged, is_intended, realis_at
from vedette.extract.relevance import is_post_matter
from vedette.extract.spans import POST_LABELS, Label, Span
from vedette.schemas import ActorRole, Facility, PostAction, PostClaim, Realis

__all__ = ["assemble_posts"]

_REALIS = {Label.PLANNED: Realis.PLANNED, Label.ATTEMPTED: Realis.ATTEMPTED, Label.DENIED: Realis.DENIED}
_LEAVING = frozenset({Label.WITHDRAWN, Label.DISMANTLED, Label.HANDED_OVER, Label.RELOCATED})
_PROTEST = re.compile(
    r"\b(?:protest|demonstrat|striker|on strike|strike by|dockers|unions?\b|farmers|truckers|taxi|villagers block|"
    r"residents block|motorway|robber|burglar|shirt)",
    re.IGNORECASE,
)
_NEW = re.compile(r"\bnew(?:ly)?\b", re.IGNORECASE)
_TURNED_BACK = re.compile(
    r"\b(?:convoy|patrol|column|party|they|it|troops|soldiers|vehicles|engineers|"
    r"forces)\b[^.;]{0,40}\b(?:withdrew|withdrawn|turned (?:back|round|around)|pulled back|"
    r"retreated|returned|was recalled|were recalled|had to (?:turn|withdraw|return)|forced (?:back|"
    r"to (?:withdraw|retreat|turn))|called off|abandoned the)\b|"
    r"\b(?:but|and|before|then)\s(?:later\s|then\s|soon\s)?"
    r"(?:turned (?:back|round|around)|turning back|withdrew|had to turn)\b",
    re.IGNORECASE,
)
_FLYING = re.compile(r"\b(?:flying|temporary|mobile|makeshift|impromptu)\b", re.IGNORECASE)
_KINDS = frozenset(Facility)  # what else a tagger says ("post", "position") leaves the kind open
_TAKES = re.compile(
    r"(?:t(?:ook|akes?|aken|aking)\s?(?:over|(?:control|possession|charge) of)?|occup\w+|gets? control of)$",
    re.IGNORECASE,
)
_PEACEFULLY = re.compile(
    r"\bwithout (?:a (?:fight|shot|struggle)|firing|resistance|fighting|bloodshed|incident)\b|"
    r"\b(?:unopposed|peacefully|ceremony|hand-?over)\b|"
    r"\b(?:under|as part of|in line with) (?:an?|the|its|their) (?:\w+ )?(?:agreement|deal|accord|plan|arrangement)\b|"
    r"\b(?:when|after|as|once|since|before) [^,;.]{3,50}?\b(?:left|gone|withdr[ae]w\w*|withdrawal|withdrawing|"
    r"pulled out|departed|departure|leaving|exit|pull-?out)\b|"
    r"\bfrom (?:the )?(?:[\w-]+ ){0,3}?(?:peacekeepers|blue helmets|mission|coalition|contingent|allies|outgoing|"
    r"departing)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\b(?:empty|abandoned|vacated|deserted|disused|former)\b", re.IGNORECASE)
_LONG_AGO = re.compile(
    r"\b(?:[1-9]\d+|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred)(?:-\w+)?\s"
    r"years\s(?:ago|earlier|before)\b|\b(?:decades|generations|a (?:century|generation))\s(?:ago|earlier)\b",
    re.IGNORECASE,
)
_REACH = 2  # sentences within which a move turns out to have failed


def assemble_posts(reading: Reading) -> list[PostClaim]:
    """Return one claim per installation marked, in text order."""
    found = [
        (index, span)
        for index, spans in enumerate(reading.spans)
        for span in spans
        if span.label in POST_LABELS or span.label is Label.STOCK
    ]
    return [claim for index, span in found for claim in _claims(reading, index, span)]


def _claims(reading: Reading, index: int, span: Span) -> Iterator[PostClaim]:
    at = span.cue[0] if span.cue else span.start
    realis = _sense(reading, index, span, at)
    words = reading.article.text[span.start : span.end]
    if realis is None or not is_post_matter(reading, index, span.note, words) or _is_protest(reading, index, span):
        return
    label, others = _outcome(reading, index, span)
    if label is not Label.RELOCATED:
        yield _claim(reading, index, span, label, realis, site_of(reading, index, span, label), others)
        return
    left, taken = both_sites(reading, index, span)
    yield _claim(reading, index, span, label, realis, left, others)
    if taken.places:
        yield _claim(reading, index, span, Label.ESTABLISHED, realis, taken, others)


def _claim(
    reading: Reading, index: int, span: Span, label: Label, realis: Realis, where: Where, others: list[int]
) -> PostClaim:
    parts = ClaimParts(reading, index)
    parts.when = pick_date(reading, index, span.cue[0] if span.cue else span.start, lasting=False)
    parts.where = where
    numbers = number_roles(reading, index, span, label, where)
    taken = span.label is Label.ATTACKED and label is Label.HANDED_OVER
    parties = find_parties(reading, index, span, label, taken=taken)
    spans = [field_span(reading, "facility", span.start, span.end)]
    if span.cue:
        spans.append(field_span(reading, "action", *span.cue))
    stock = label is Label.STOCK
    return PostClaim(
        **parts.common("post", parties.actors(), spans, others),
        claim_id="pending",
        realis=_REALIS.get(label, realis),
        hedged=is_hedged(reading.sentences[index].text),
        confidence=parts.confidence(number=0.9 if numbers else 0.7, action=span.score),
        action=PostAction.ESTABLISHED if stock else PostAction(label),
        facility=_facility(reading, index, span),
        actor=as_actor(parties.holder, ActorRole.HOLDER) if parties.holder else None,
        perpetrator=as_actor(parties.perpetrator, ActorRole.PERPETRATOR) if parties.perpetrator else None,
        numbers=numbers,
        temporary=bool(_FLYING.search(reading.article.text[span.start : span.end])),
    )


def _sense(reading: Reading, index: int, span: Span, at: int) -> Realis | None:
    """Return in what sense it is said, null for what is only supposed. An attack that was tried is told as tried."""
    sentence = reading.sentences[index]
    if _LONG_AGO.search(sentence.text):
        return None
    sense = realis_at(sentence.text, at - sentence.start)
    if span.label in INTENT or span.label in {Label.DENIED, Label.STOCK}:
        return Realis.ACTUAL
    if sense is Realis.ATTEMPTED and span.label is Label.ATTACKED:
        return sense
    if sense is Realis.HYPOTHETICAL and span.label in _LEAVING and is_intended(sentence.text, at - sentence.start):
        return Realis.PLANNED
    return sense if sense is Realis.ACTUAL else None


def _is_protest(reading: Reading, index: int, span: Span) -> bool:
    """Tell whether demonstrators or a manhunt, not soldiers, block a road."""
    words = reading.article.text[span.start : span.end]
    if not re.search(r"(?:[Rr]oad ?blocks?|barricades?)$", words):
        return False
    near = [s.text for s in reading.sentences[max(0, index - 1) : index + 2]]
    return any(_PROTEST.search(text) for text in (*near, reading.sentences[0].text, reading.article.title or ""))


def _outcome(reading: Reading, index: int, span: Span) -> tuple[Label, list[int]]:
    """Return the action in the light of the next sentences: a party sent to set up a post may have turned back."""
    if span.label is Label.REINFORCED and _NEW.search(reading.article.text[span.start : span.end]):
        return Label.ESTABLISHED, []  # men sent to a new post man it for the first time
    if span.label is Label.ATTACKED and _is_taken_in_peace(reading, index, span):
        return Label.HANDED_OVER, []
    if span.label is not Label.UNDER_WAY:
        return span.label, []
    for other in range(index, min(len(reading.sentences), index + _REACH + 1)):
        text = reading.sentences[other].text
        start = span.end - reading.sentences[index].start if other == index else 0
        if _TURNED_BACK.search(text, start) and "in order to" not in text[start:]:
            return Label.ATTEMPTED, [other] if other != index else []
    return span.label, []


def _is_taken_in_peace(reading: Reading, index: int, span: Span) -> bool:
    """Tell "took over the base when the blue helmets had gone" from "overran the base"."""
    if span.cue is None or not _TAKES.match(reading.article.text[span.cue[0] : span.cue[1]]):
        return False
    sentence = reading.sentences[index]
    return bool(_PEACEFULLY.search(sentence.text) or _EMPTY.search(reading.article.text, span.start, span.end))


def _facility(reading: Reading, index: int, span: Span) -> Facility:
    """Return the kind; "the sixth one" and a bare number are what the sentences before spoke of."""
    if span.note in _KINDS:
        return Facility(span.note)
    for other in range(index, max(-1, index - 4), -1):
        for earlier in reversed(reading.spans[other]):
            if earlier.note in _KINDS and earlier.label in POST_LABELS:
                return Facility(earlier.note)
    return Facility.MILITARY_POINT if span.note else Facility.OTHER
