"""Tolls and what the readers made of their sentences become casualty claims."""

import re
from collections.abc import Sequence
from dataclasses import replace

from vedette.extract.circumstances.clauses import Clause, own_clause
from vedette.extract.circumstances.told import own_dates, pick_date, pick_places, pick_wide
from vedette.extract.claims import ClaimParts, field_span
from vedette.extract.parties.agents import its_owner
from vedette.extract.parties.blame import perpetrator_of
from vedette.extract.parties.roles import as_actor, inside, recent_actor
from vedette.extract.reading import CauseMention, Reading
from vedette.extract.relevance.judge import is_conflict, is_history, is_made_up, is_plain
from vedette.extract.relevance.surroundings import (
    is_article_of_war,
    is_counted_by_monitors,
    is_known_victim,
    is_mourned_in_war,
    is_public_victim,
    is_struck_near,
)
from vedette.extract.saying.realis import is_hedged
from vedette.extract.spans import Label, Span
from vedette.extract.tagger.grammar import NAMED
from vedette.extract.tolls.drafts import TollDraft, draft_tolls
from vedette.extract.tolls.scope import read_scope
from vedette.schemas import (
    ActorKind,
    ActorRole,
    CasualtyClaim,
    Cause,
    Count,
    Realis,
    Scope,
    Toll,
    VictimGroup,
    VictimPart,
    Victims,
)

__all__ = ["assemble_casualties"]

_GROUPS = {"civilian": VictimGroup.CIVILIAN, "combatant": VictimGroup.COMBATANT}
_MEMBERS = re.compile(r"\b(?:members?|elements?|men|people|others)\b.*\bof\b")
_DEFINITE = re.compile(r"[Tt]he\s[^A-Z]*$")
_OF_WHOM = 40  # characters after a number in which the text says what the victims were
_BOMBED = frozenset({Cause.EXPLOSION, Cause.IED})
# "a military jet bombed a market", "dropped three bombs"
_FLOWN = re.compile(
    r"\b(?:jets?|aircraft|war ?planes?|planes?|bombers flew|helicopters?|air force|aerial|from the air|glide bombs?|"
    r"guided bombs?|dropp\w+ (?:\w+ ){0,3}bombs?)\b",
    re.IGNORECASE,
)
_REACH = 2  # sentences within which a strike on soldiers gives a toll its cause


def assemble_casualties(reading: Reading) -> list[CasualtyClaim]:
    """Return one claim per toll, in text order, then strikes on the move whose victims the article does not tell."""
    drafts = _of_war(reading, draft_tolls(reading.sentences, reading.spans))
    struck = [
        (i, s)
        for i, spans in enumerate(reading.spans)
        for s in spans
        if s.label is Label.STRUCK and not is_made_up(reading, i)
    ]
    claims = []
    for draft in drafts:
        near = [(i, s) for i, s in struck if abs(i - draft.index) <= _REACH and _same_side(reading, draft, i, s)]
        claims.append(_claim(reading, draft, near))
        struck = [item for item in struck if item not in near]
    return claims + [_unknown_toll(reading, i, s) for i, s in struck]


def _of_war(reading: Reading, drafts: Sequence[TollDraft]) -> list[TollDraft]:
    """Return the tolls of armed force; one told right after such a toll goes on about it."""
    kept: list[TollDraft] = []
    for draft in drafts:
        near = bool(kept) and draft.index - kept[-1].index <= _REACH
        goes_on = near and is_plain(reading, draft.index) and not is_history(reading, draft.index)
        if goes_on or _in_scope(reading, draft):
            kept.append(draft)
    return kept


def _in_scope(reading: Reading, draft: TollDraft) -> bool:
    def armed() -> bool:
        actor = inside(reading, draft.index, draft.span.start, draft.span.end)
        if actor is not None and not actor.is_people and actor.kind is not ActorKind.UNKNOWN:
            return True
        sentence, text = reading.sentences[draft.index].text, reading.article.text
        words, name = (text[draft.span.start : draft.span.end + far] for far in (_OF_WHOM, 0))
        return (
            is_public_victim(sentence, words)
            or is_counted_by_monitors(sentence)
            or (draft.span.note == NAMED and is_known_victim(reading, sentence, name))
            or is_struck_near(reading, draft.index)
            or is_article_of_war(reading)
            or is_mourned_in_war(reading, sentence)
        )

    return is_conflict(reading, draft.index, group=draft.span.note, has_armed_actor=armed)


def _same_side(reading: Reading, draft: TollDraft, index: int, span: Span) -> bool:
    mine = inside(reading, draft.index, draft.span.start, draft.span.end)
    theirs = inside(reading, index, span.start - 40, span.end)
    if draft.span.note != "combatant" and index != draft.index:
        return False
    return mine is None or theirs is None or mine.country == theirs.country


def _claim(reading: Reading, draft: TollDraft, struck: Sequence[tuple[int, Span]]) -> CasualtyClaim:
    scope = read_scope(reading, draft.index, draft.at, draft.largest, moved=set(draft.counts) == {Label.DISPLACED})
    lasting = scope is Scope.CUMULATIVE
    clause = own_clause(reading, draft.index, _numbers_of(reading, draft))
    parts = _when_and_where(reading, draft, struck, clause, lasting=lasting)
    side = inside(reading, draft.index, draft.span.start, draft.span.end)
    side = its_owner(reading, draft.index, side) if side else None
    own = side.actor_id if side and not side.is_people else None
    words = (draft.span.start, draft.span.end)
    perpetrator = perpetrator_of(reading, draft.index, draft.at, words, own, lasting=lasting)
    if perpetrator and _did_another(reading, draft, clause, perpetrator.start):
        perpetrator = None
    cause = _cause(reading, draft, struck, clause, lasting=lasting)
    toll = _toll(draft)
    spans = [field_span(reading, f"toll.{label}", number.start, number.end) for label, number in draft.counts.items()]
    spans.append(field_span(reading, "victims", draft.span.start, draft.span.end))
    if cause:
        spans.append(field_span(reading, "cause", cause.start, cause.end))
    if perpetrator:
        spans.append(field_span(reading, "perpetrator", perpetrator.start, perpetrator.end))
    others = [i for i in draft.sentences if i != draft.index] + [i for i, _ in struck if i != draft.index]
    actors = [as_actor(a, role) for a, role in ((side, ActorRole.VICTIM), (perpetrator, ActorRole.PERPETRATOR)) if a]
    victims = _victims(
        reading, draft, side.actor_id if side and not side.is_people else None, side is not None and not side.is_people
    )
    return CasualtyClaim(
        **parts.common("casualty", actors, spans, others),
        claim_id="pending",
        realis=Realis.ACTUAL,
        hedged=is_hedged(reading.sentences[draft.index].text),
        confidence=parts.confidence(number=draft.span.score, cause=0.9 if cause else 0.4),
        toll=toll,
        victims=victims,
        perpetrator=as_actor(perpetrator, ActorRole.PERPETRATOR) if perpetrator else None,
        cause=cause.cause if cause else Cause.UNKNOWN,
        cause_text=reading.article.text[cause.start : cause.end] if cause else None,
        scope=scope,
        joint=draft.joint,
    )


def _when_and_where(
    reading: Reading, draft: TollDraft, struck: Sequence[tuple[int, Span]], clause: Clause | None, *, lasting: bool
) -> ClaimParts:
    """Return the parts of a claim with its day and places; a rival number has those of the toll it speaks of."""
    parts = ClaimParts(reading, draft.index, draft.at)
    first = draft.rival or draft
    dated = draft if own_dates(reading, draft.index) else first
    parts.when = pick_date(
        reading,
        dated.index,
        _within(dated, clause),
        lasting=lasting,
        clause=clause if dated is draft else None,
    )
    if lasting:
        parts.where = pick_wide(reading, first.index, first.at)
    else:
        parts.where = pick_places(reading, first.index, _within(first, clause), clause if first is draft else None)
    for index, span in struck:
        if index != draft.index:
            parts.where = parts.where.joined(pick_places(reading, index, span.start))
    return parts


def _numbers_of(reading: Reading, draft: TollDraft) -> list[Span]:
    """Return the numbers of a toll that stand in its own sentence."""
    sentence = reading.sentences[draft.index]
    return [span for span in draft.where.values() if sentence.start <= span.start < sentence.end]


def _within(draft: TollDraft, clause: Clause | None) -> int:
    """Return where a toll stands: its word of harm, or its number where another clause has that word."""
    return draft.at if clause is None or clause.owns(draft.at) else draft.span.start


def _did_another(reading: Reading, draft: TollDraft, clause: Clause | None, at: int) -> bool:
    """Tell whether who stands here did what the other part of the sentence tells, or only gives a rival number."""
    sentence, saying = reading.sentences[draft.index], reading.saying(draft.index)
    heard = saying.heard_at(draft.span.start) if saying else None
    if draft.rival:
        return heard is not None and heard.start <= at < heard.end
    if clause is None or not clause.is_apart or heard is not saying:
        return False
    return sentence.start <= at < sentence.end and not clause.owns(at)


def _toll(draft: TollDraft) -> Toll:
    counts: dict[str, Count] = {str(label): number.count() for label, number in draft.counts.items()}
    return Toll.model_validate({k: v.model_dump() for k, v in counts.items()})


def _victims(reading: Reading, draft: TollDraft, side: str | None, armed: bool) -> Victims:
    text = reading.article.text
    group = _GROUPS.get(draft.span.note, VictimGroup.UNKNOWN)
    words = text[draft.span.start : draft.span.end]
    if group is VictimGroup.UNKNOWN and armed and (draft.span.note != "unknown" or _MEMBERS.search(words)):
        group = VictimGroup.COMBATANT
    if _DEFINITE.match(words):
        side = None  # "the two soldiers": whose they are stands where they were told first
    of_which = [
        VictimPart(text=text[s.start : s.end], group=_GROUPS.get(s.note, VictimGroup.UNKNOWN), count=n.count())
        for s, n in draft.parts
    ]
    return Victims(group=group, side=side, text=text[draft.span.start : draft.span.end], of_which=of_which)


def _cause(
    reading: Reading, draft: TollDraft, struck: Sequence[tuple[int, Span]], clause: Clause | None, *, lasting: bool
) -> CauseMention | None:
    """Return the means named nearest: in the sentence, in a strike that belongs to it, in the sentence before.

    A sum over a time (`lasting`) takes none from other sentences.
    """
    here = [c for c in reading.causes(draft.index) if c.cause is not Cause.UNKNOWN]
    if clause:
        own = [c for c in here if clause.owns(c.start)]
        here = own or [c for c in here if not (clause.is_apart or clause.is_of_another_time(c.start))]
    if here:
        nearest = min(here, key=lambda c: (not c.armed, abs(c.start - draft.at)))
        from_above = nearest.cause in _BOMBED and _FLOWN.search(reading.sentences[draft.index].text)
        return replace(nearest, cause=Cause.AIRSTRIKE) if from_above else nearest
    if lasting:
        return next(iter(reading.causes(draft.index)), None)
    for index, _ in struck:
        if told := [c for c in reading.causes(index) if c.armed]:
            return told[0]
    if draft.index and (told := [c for c in reading.causes(draft.index - 1) if c.armed]):
        return told[-1]
    return next(iter(reading.causes(draft.index)), None)


def _unknown_toll(reading: Reading, index: int, span: Span) -> CasualtyClaim:
    """Return a claim of soldiers on the move that were hit; no word of victims, so every counter is null."""
    at = span.cue[0] if span.cue else span.start
    parts = ClaimParts(reading, index)
    parts.when = pick_date(reading, index, at, lasting=False)
    parts.where = pick_places(reading, index, at)
    causes = sorted(reading.causes(index), key=lambda c: (not c.armed, abs(c.start - at)))
    text = reading.article.text
    side = inside(reading, index, max(0, span.start - 40), span.end + 40) or recent_actor(reading, index)
    return CasualtyClaim(
        **parts.common(
            "casualty",
            [as_actor(side, ActorRole.VICTIM)] if side else [],
            [field_span(reading, "victims", span.start, span.end)],
            [],
        ),
        claim_id="pending",
        realis=Realis.ACTUAL,
        hedged=is_hedged(reading.sentences[index].text),
        confidence=parts.confidence(number=0.5, cause=0.9 if causes else 0.3),
        toll=Toll(),
        victims=Victims(
            group=VictimGroup.COMBATANT, side=side.actor_id if side else None, text=text[span.start : span.end]
        ),
        cause=causes[0].cause if causes else Cause.UNKNOWN,
        cause_text=text[causes[0].start : causes[0].end] if causes else None,
    )
