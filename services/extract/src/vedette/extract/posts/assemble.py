"""Marked installations and what the readers made of their sentences become post claims."""

import re
from collections.abc import Iterator

from vedette.extract.circumstances.told import Where, pick_date
from vedette.extract.claims import ClaimParts, field_span
from vedette.extract.parties.roles import as_actor
from vedette.extract.posts.no_deeds import is_no_deed
from vedette.extract.posts.numbers import number_roles
from vedette.extract.posts.parties import find_parties
from vedette.extract.posts.senses import outcome_of, sense_of
from vedette.extract.posts.sites import both_sites, site_of
from vedette.extract.reading import Reading
from vedette.extract.relevance.judge import is_post_matter
from vedette.extract.saying.realis import is_hedged
from vedette.extract.spans import POST_LABELS, Label, Span
from vedette.schemas import ActorRole, Facility, PostAction, PostClaim, Realis

__all__ = ["assemble_posts"]

_REALIS = {Label.PLANNED: Realis.PLANNED, Label.ATTEMPTED: Realis.ATTEMPTED, Label.DENIED: Realis.DENIED}
_FLYING = re.compile(r"\b(?:flying|temporary|mobile|makeshift|impromptu)\b", re.IGNORECASE)
_KINDS = frozenset(Facility)  # what else a tagger says ("post", "position") leaves the kind open


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
    realis = sense_of(reading, index, span, at)
    words = reading.article.text[span.start : span.end]
    if realis is None or not is_post_matter(reading, index, span.note, words) or is_no_deed(reading, index, span):
        return
    label, others = outcome_of(reading, index, span)
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


def _facility(reading: Reading, index: int, span: Span) -> Facility:
    """Return the kind; "the sixth one" and a bare number are what the sentences before spoke of."""
    if span.note in _KINDS:
        return Facility(span.note)
    for other in range(index, max(-1, index - 4), -1):
        for earlier in reversed(reading.spans[other]):
            if earlier.note in _KINDS and earlier.label in POST_LABELS:
                return Facility(earlier.note)
    return Facility.MILITARY_POINT if span.note else Facility.OTHER
