"""Marked installations and what the readers made of their sentences become post claims."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from vedette.extract.actors import ActorMention
from vedette.extract.blame import perpetrator_of
from vedette.extract.circumstances import Where, own_dates, pick_areas, pick_date, pick_places
from vedette.extract.claims import ClaimParts, field_span
from vedette.extract.numbers import NumberMention, find_numbers
from vedette.extract.parties import as_actor, inside, parties_of, recent_actor, subject_before
from vedette.extract.places import PlaceMention
from vedette.extract.reading import Reading
from vedette.extract.realis import is_hedged, is_intended, realis_at
from vedette.extract.relevance import is_post_matter
from vedette.extract.spans import COUNTERS, POST_LABELS, Label, Span
from vedette.schemas import (
    Actor,
    ActorRole,
    ClaimPlace,
    Facility,
    NumberRole,
    PlaceCode,
    PostAction,
    PostClaim,
    PostNumber,
    Realis,
)

__all__ = ["assemble_posts"]

_INTENT = frozenset({Label.AGREED, Label.PLANNED, Label.UNDER_WAY, Label.ATTEMPTED})
_REALIS = {Label.PLANNED: Realis.PLANNED, Label.ATTEMPTED: Realis.ATTEMPTED, Label.DENIED: Realis.DENIED}
_LEAVING = frozenset({Label.WITHDRAWN, Label.DISMANTLED, Label.HANDED_OVER, Label.RELOCATED})
_PROTEST = re.compile(
    r"\b(?:protest|demonstrat|striker|on strike|strike by|dockers|unions?\b|farmers|truckers|taxi|villagers block|"
    r"residents block|motorway|robber|burglar|shirt)",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\bof\s(?:the\s|its\s|their\s)?(?:\w+\s)?(?:\d|[a-z]+\s)", re.IGNORECASE)
_AGENT = re.compile(r"\bby\s(?:the\s|an?\s)?$")
_PERFECT = re.compile(r"\b(?:has|have|had|'ve|’ve)\s(?:so far\s|already\s|now\s)?(?:been\s)?$")
_FRESH = re.compile(r"\b(?:new|more|another|additional|further|other|extra|fresh)\b", re.IGNORECASE)
_NEW = re.compile(r"\bnew(?:ly)?\b", re.IGNORECASE)
_PLURAL = re.compile(r"(?<!headquarter)(?<!barrack)s\b['’]?$", re.IGNORECASE)
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
# "moved from the ridge to lower ground": where the new site begins, and where the old one is told after it
_TOWARDS = re.compile(r"\b(?:to|into|onto|in favou?r of)\s")
_AWAY = re.compile(r"\bfrom\s")
_ZONE = re.compile(
    r"\b(?:in|inside|within|across|throughout)\sthe\s(?P<zone>[\"“‘']?[a-z]+(?:-[a-z]+)*[\"”’']?\s"
    r"(?:zone|strip|belt|corridor|area|enclave|pocket))\b"
)
_LEADER = re.compile(
    r"\b(?P<state>[A-Z][\w-]+)(?:['’]s)?\s(?P<who>(?:[Pp]resident|[Pp]rime [Mm]inister|[Cc]hancellor|[Kk]ing|"
    r"(?:[Ff]oreign|[Dd]efen[cs]e) [Mm]inister|counterpart|leader)(?:\s[A-Z][\w-]+){1,3})"
)
_REACH = 2  # sentences within which a move turns out to have failed
_SITES = frozenset({PlaceCode.SITE, PlaceCode.NEAR, PlaceCode.DISTRICT})


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
        yield _claim(reading, index, span, label, realis, _where(reading, index, span, label), others)
        return
    left, taken = _both_sites(reading, index, span)
    yield _claim(reading, index, span, label, realis, left, others)
    if taken.places:
        yield _claim(reading, index, span, Label.ESTABLISHED, realis, taken, others)


def _claim(
    reading: Reading, index: int, span: Span, label: Label, realis: Realis, where: Where, others: list[int]
) -> PostClaim:
    parts = ClaimParts(reading, index)
    parts.when = pick_date(reading, index, span.cue[0] if span.cue else span.start, lasting=False)
    parts.where = where
    numbers = _numbers(
        reading, index, span, label, sited=any(p.precision in _SITES and not p.inferred for p in where.places)
    )
    actor, perpetrator, parties = _parties(reading, index, span, label)
    spans = [field_span(reading, "facility", span.start, span.end)]
    if span.cue:
        spans.append(field_span(reading, "action", *span.cue))
    stock = label is Label.STOCK
    return PostClaim(
        **parts.common("post", _actors(actor, perpetrator, parties), spans, others),
        claim_id="pending",
        realis=_REALIS.get(label, realis),
        hedged=is_hedged(reading.sentences[index].text),
        confidence=parts.confidence(number=0.9 if numbers else 0.7, action=span.score),
        action=PostAction.ESTABLISHED if stock else PostAction(label),
        facility=_facility(reading, index, span),
        actor=as_actor(actor, ActorRole.HOLDER) if actor else None,
        perpetrator=as_actor(perpetrator, ActorRole.PERPETRATOR) if perpetrator else None,
        numbers=numbers,
        temporary=bool(_FLYING.search(reading.article.text[span.start : span.end])),
    )


def _where(reading: Reading, index: int, span: Span, label: Label) -> Where:
    """Return the places of a claim; a stock belongs to the zone or province spoken of, to no site."""
    where = pick_places(reading, index, span.end)
    if label is not Label.STOCK or not all(p.inferred for p in where.places):
        return where
    return _zone(reading, index).joined(pick_areas(reading, index))


def _zone(reading: Reading, index: int) -> Where:
    """Return the zone or strip a sentence names in common words, which no gazetteer knows."""
    sentence = reading.sentences[index]
    zone = _ZONE.search(sentence.text)
    if zone is None:
        return Where((), (), 0.2)
    words = zone["zone"]
    name = re.sub("[\"\u201c\u201d\u2018\u2019']", "", words)
    place = ClaimPlace(text=words, name=name, precision=PlaceCode.REGION, hint=name)
    return Where((place,), ((sentence.start + zone.start("zone"), sentence.start + zone.end("zone")),), 0.7)


def _both_sites(reading: Reading, index: int, span: Span) -> tuple[Where, Where]:
    """Return the old site of what was moved and the new one, whose places stand after "to"."""
    sentence, text = reading.sentences[index], reading.article.text
    everywhere = pick_places(reading, index, span.end)
    after = max(span.end, span.cue[1] if span.cue else 0)
    to = _TOWARDS.search(text[after : sentence.end])
    if to is None:
        return everywhere, Where((), (), 0.2)
    turn = after + to.end()
    back = _AWAY.search(text[turn : sentence.end])
    end = turn + back.start() if back else sentence.end
    found = [m for m in reading.places(index) if m.place.precision is not PlaceCode.COUNTRY]
    taken = [m for m in found if turn <= m.start < end]
    left = [m for m in found if after <= m.start and m not in taken] or [m for m in found if m not in taken]
    return _as_where(left) if left else everywhere, _as_where(taken)


def _as_where(mentions: Sequence[PlaceMention]) -> Where:
    return Where(tuple(m.place for m in mentions), tuple((m.start, m.end) for m in mentions), 0.9)


def _sense(reading: Reading, index: int, span: Span, at: int) -> Realis | None:
    """Return in what sense it is said, null for what is only supposed. An attack that was tried is told as tried."""
    sentence = reading.sentences[index]
    sense = realis_at(sentence.text, at - sentence.start)
    if span.label in _INTENT or span.label in {Label.DENIED, Label.STOCK}:
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
    if span.label is not Label.UNDER_WAY:
        return span.label, []
    for other in range(index, min(len(reading.sentences), index + _REACH + 1)):
        text = reading.sentences[other].text
        start = span.end - reading.sentences[index].start if other == index else 0
        if _TURNED_BACK.search(text, start) and "in order to" not in text[start:]:
            return Label.ATTEMPTED, [other] if other != index else []
    return span.label, []


def _numbers(reading: Reading, index: int, span: Span, label: Label, *, sited: bool) -> list[PostNumber]:
    """Return the numbers of a claim with their roles, which are never added to each other."""
    sentence = reading.sentences[index]
    inside_span = [n for n in find_numbers(sentence.text, sentence.start) if n.start < span.end and n.end > span.start]
    cardinal = next((n for n in inside_span if not n.ordinal), None)
    ordinals = [n for n in inside_span if n.ordinal]
    words = reading.article.text[span.start : span.end]
    if ordinals and not (cardinal and not re.search(r"\bone$", words)):
        return [_number(NumberRole.ORDINAL, ordinal) for ordinal in ordinals]
    if cardinal is None or re.match(r"one\b", cardinal.text, re.IGNORECASE):
        single = not _is_plural(reading, span) or cardinal is not None
        return [] if not single or label in _INTENT or label in {Label.STOCK, Label.DENIED} else [_single(words)]
    if label is Label.STOCK:
        return [_number(NumberRole.STOCK, cardinal)]
    if label in _INTENT:
        return [_number(NumberRole.TARGET, cardinal)]
    if label is Label.ESTABLISHED and (whole := _whole(inside_span, words)):
        dated = bool(own_dates(reading, index))
        return [_number(NumberRole.DELTA if dated else NumberRole.STOCK, cardinal), _number(NumberRole.TARGET, whole)]
    if label is Label.ESTABLISHED and _is_stock(reading, index, span, words, sited=sited):
        return [_number(NumberRole.STOCK, cardinal)]
    return [_number(NumberRole.DELTA, cardinal)]


def _whole(numbers: Sequence[NumberMention], words: str) -> NumberMention | None:
    """Return the twelve of "five of the twelve posts": how many there are to be."""
    counted = [n for n in numbers if not n.ordinal]
    return counted[1] if len(counted) > 1 and _PART_OF.search(words) else None


def _is_stock(reading: Reading, index: int, span: Span, words: str, *, sited: bool) -> bool:
    """Tell "has established five" (all that stand) from "has established three new points in A, B and C"."""
    cue = span.cue[0] if span.cue else span.start
    before = reading.article.text[reading.sentences[index].start : cue]
    dated = bool(own_dates(reading, index))
    return bool(_PERFECT.search(before)) and not _FRESH.search(words) and not sited and not dated


def _number(role: NumberRole, number: NumberMention) -> PostNumber:
    return PostNumber(role=role, **number.count().model_dump())


def _single(words: str) -> PostNumber:
    return PostNumber(role=NumberRole.DELTA, low=1, best=1, high=1, text=words)


def _is_plural(reading: Reading, span: Span) -> bool:
    return bool(_PLURAL.search(reading.article.text[span.start : span.end]))


def _parties(
    reading: Reading, index: int, span: Span, label: Label
) -> tuple[ActorMention | None, ActorMention | None, list[ActorMention]]:
    """Return who holds or builds, who attacked, and who agreed."""
    at = span.cue[0] if span.cue else span.start
    own = inside(reading, index, span.start, span.end + 2) or _owner_after(reading, index, span)
    own = None if own and own.is_people else own
    if label is Label.ATTACKED:
        side = own.actor_id if own else None
        perpetrator = perpetrator_of(reading, index, at, (span.start, span.end), side)
        return own or _defender(reading, index, perpetrator), perpetrator, []
    parties = (_leaders(reading, index, at) or parties_of(reading, index, at)) if label is Label.AGREED else []
    return (
        own
        or next(iter(parties), None)
        or _agent(reading, index, at)
        or subject_before(reading, index, at)
        or recent_actor(reading, index, at),
        None,
        parties,
    )


def _agent(reading: Reading, index: int, at: int) -> ActorMention | None:
    """Return who did it where the sentence says so after the verb: "was built by the army"."""
    text, offset = reading.article.text, reading.sentences[index].start
    for actor in reading.actors(index):
        if actor.start > at and not actor.is_people and _AGENT.search(text[max(offset, actor.start - 8) : actor.start]):
            return actor
    return None


def _leaders(reading: Reading, index: int, at: int) -> list[ActorMention]:
    """Return the states whose heads or ministers stand before a verb, two at least: "and his Turkish counterpart"."""
    offset = reading.sentences[index].start
    found = []
    for match in _LEADER.finditer(reading.article.text, offset, at):
        named = reading.tools.actors.find_actors(f"{match['state']} forces", match.start(), reading.anchor)
        if named:
            found.append(replace(named[0], start=match.start("who"), end=match.end("who"), text=match["who"]))
    return found if len(found) > 1 else []


def _defender(reading: Reading, index: int, attacker: ActorMention | None) -> ActorMention | None:
    """Return whose soldiers or police came to harm in the same sentence: they held the place."""
    for span in reading.spans[index]:
        if span.label in COUNTERS and span.note == "combatant":
            actor = inside(reading, index, span.start, span.end)
            if actor and not actor.is_people and (attacker is None or actor.actor_id != attacker.actor_id):
                return actor
    return None


def _owner_after(reading: Reading, index: int, span: Span) -> ActorMention | None:
    text = reading.article.text
    for actor in reading.actors(index):
        between = text[span.end : actor.start]
        if (
            actor.start >= span.end
            and len(between) < 40
            and re.match(
                r"[^,;.]*\b(?:of|belonging to|manned by|run by|held by|controlled by|operated by|"
                r"for)\s(?:the\s|a\s|an\s)?$",
                between,
            )
        ):
            return actor
    return None


def _actors(
    actor: ActorMention | None, perpetrator: ActorMention | None, parties: Sequence[ActorMention]
) -> list[Actor]:
    if len(parties) > 1:
        return [as_actor(party, ActorRole.PARTY) for party in parties]
    pairs = ((actor, ActorRole.HOLDER), (perpetrator, ActorRole.PERPETRATOR))
    return [as_actor(mention, role) for mention, role in pairs if mention]


def _facility(reading: Reading, index: int, span: Span) -> Facility:
    """Return the kind; "the sixth one" and a bare number are what the sentences before spoke of."""
    if span.note in _KINDS:
        return Facility(span.note)
    for other in range(index, max(-1, index - 4), -1):
        for earlier in reversed(reading.spans[other]):
            if earlier.note in _KINDS and earlier.label in POST_LABELS:
                return Facility(earlier.note)
    return Facility.MILITARY_POINT if span.note else Facility.OTHER
