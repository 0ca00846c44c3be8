"""Build an event of either family from the items of one happening."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from vedette.extract.merge.casualty import CasualtyView
from vedette.extract.merge.confidence import confidence_parts, product
from vedette.extract.merge.context import Context
from vedette.extract.merge.details import actors_of, firmest, sources_of
from vedette.extract.merge.items import Lane, time_of
from vedette.extract.merge.ledger import Facts, Member, Step, history, steps_of
from vedette.extract.merge.post import PostView
from vedette.extract.merge.series import SeriesView
from vedette.extract.merge.summary import summarise
from vedette.schemas import CasualtyEvent, Change, Event, EventStatus, PostEvent

__all__ = ["Built", "Known", "build_event", "event_id_of"]

View = CasualtyView | PostView | SeriesView


def event_id_of(leader: str) -> str:
    """Return the event id of the happening that begins with this item."""
    return sha256(f"vedette.event\n{leader}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Built:
    """An event before it has its revision, and the steps its history went through."""

    event: Event
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The history as it was built before one claim changed."""

    changes: Sequence[Change]
    steps: Sequence[str]
    changed_claim: str

    def reach(self, steps: Sequence[Step]) -> int:
        """Return how many first steps are as they were."""
        same = 0
        for step, before in zip(steps, self.steps, strict=False):
            if step.id != before or step.member.claim.claim_id == self.changed_claim:
                break
            same += 1
        return same


def view_of(members: Sequence[Member], context: Context) -> View:
    """Return what standing claims add up to."""
    lane = members[0].item.lane
    if lane in {Lane.INCIDENT, Lane.CUMULATIVE}:
        return CasualtyView(members, context)
    return SeriesView(members, context) if lane is Lane.SERIES else PostView(members, context)


def build_event(
    leader: str,
    members: Sequence[Member],
    context: Context,
    *,
    links: Sequence[str] = (),
    known: Known | None = None,
) -> Built | None:
    """Return the event of a happening; null where no claim asserts anything (denials, counts that only help others).

    `members` in order; `links` are event ids of possible duplicates; `known` is the history as built before.
    """
    standing = [m for m in members if not m.claim.withdrawn]
    whole = view_of(members, context)
    if not whole.tells:
        return None
    view = view_of(standing, context) if standing else None
    live = bool(view and view.tells)
    shown = view if view is not None and live else whole
    steps = steps_of(members)

    def facts_of(some: Sequence[Member]) -> Facts:
        seen = view_of(some, context) if some else None
        return seen.facts() if seen and seen.tells else {}

    changes = history(steps, facts_of, known.changes if known else (), known.reach(steps) if known else 0)
    event = _event(leader, shown, members, live=live, context=context, links=links, changes=changes)
    return Built(event, tuple(s.id for s in steps))


def _event(
    leader: str,
    view: View,
    members: Sequence[Member],
    *,
    live: bool,
    context: Context,
    links: Sequence[str],
    changes: list[Change],
) -> Event:
    told = view.shown_claims()
    asserted = view.asserted_claims()
    independent = context.independent(asserted) if live else 0
    contradictions = view.contradictions() if live else []
    place, date, realis = view.place(), view.date(), firmest(asserted)
    parts = confidence_parts(
        asserted if live else [], rank=context.best_rank(asserted), independent=independent, realis=realis,
        place=place, date=date, contradicted=bool(contradictions),
    )  # fmt: skip
    fields: dict[str, Any] = {  # the two families take different fields; the models check them
        "event_id": event_id_of(leader), "revision": 1,
        "status": EventStatus.ACTIVE if live else EventStatus.RETRACTED,
        "first_reported_at": min(time_of(m.claim) for m in members),
        "updated_at": max(m.claim.read_at for m in members), "summary": "", "place": place,
        "area": members[0].claim.area, "date": date, "actors": actors_of(asserted), "realis": realis,
        "hedged": all(c.hedged for c in asserted), "claims": [c.claim_id for c in told], "sources": sources_of(told),
        "independent_claims": independent, "contradictions": contradictions, "possible_duplicates": list(links),
        "changes": changes, "confidence": product(parts), "confidence_parts": parts, **view.own_fields(live=live),
    }  # fmt: skip
    event = CasualtyEvent(**fields) if isinstance(view, CasualtyView) else PostEvent(**fields)
    return event.model_copy(update={"summary": summarise(event)})
