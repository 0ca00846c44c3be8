"""Build an event of either family from the items of one happening."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

from vedette.extract.merge.casualty import CasualtyView
from vedette.extract.merge.confidence import confidence_parts, product
from vedette.extract.merge.course import WORTH_KEEPING, Course, View, view_of
from vedette.extract.merge.details import actors_of, firmest
from vedette.extract.merge.items import Lane
from vedette.extract.merge.ledger import Step, history, steps_of
from vedette.extract.merge.members import Member, last_known
from vedette.extract.merge.pins import Pin, shaped
from vedette.extract.merge.summary import summarise
from vedette.extract.merge.told import Told
from vedette.extract.merge.trusted import trusted, with_value
from vedette.schemas import CasualtyEvent, Change, Event, EventSource, EventStatus, PostEvent

__all__ = ["Built", "Known", "build_event", "event_id_of"]

MOST_QUOTES = 50


@lru_cache(maxsize=4_096)
def event_id_of(leader: str) -> str:
    """Return the event id of the happening that begins with this item."""
    return sha256(f"vedette.event\n{leader}".encode()).hexdigest()[:32]


class Built(NamedTuple):
    """An event, and the steps its history went through."""

    event: Event
    """Its revision is the number of claims, withdrawals and decisions of people behind it; the true one is no less."""
    steps: tuple[str, ...]
    course: Course


@dataclass(frozen=True, slots=True)
class Known:
    """The history as it was built before some claims changed."""

    changes: Sequence[Change] = ()
    steps: Sequence[str] = ()
    changed: Collection[str] = ()
    course: Course | None = None
    """What stood after all these steps, where it is still known."""

    def reach(self, steps: Sequence[Step]) -> int:
        """Return how many first steps are as they were."""
        same = 0
        for step, before in zip(steps, self.steps, strict=False):
            if step.id != before or step.member.claim.claim_id in self.changed:
                break
            same += 1
        return same

    def told(self, members: Sequence[Member]) -> tuple[Sequence[Step], int, Course]:
        """Return the steps of the history, how many first ones are as they were, and the course up to there."""
        course, so_far = self.course, self.course.so_far if self.course else None
        if course and so_far and course.steps == len(self.steps) and so_far.goes_on(members):
            return so_far.steps, course.steps, course
        steps = steps_of(members)
        reached = self.reach(steps)
        if course is None or not reached == course.steps == len(self.steps):
            course = Course()
        course.so_far = Told(members, steps) if len(members) >= WORTH_KEEPING else None
        return steps, reached, course


def build_event(
    leader: str,
    members: Sequence[Member],
    *,
    links: Sequence[str] = (),
    harm: Sequence[str] = (),
    known: Known | None = None,
    pins: Sequence[Pin] = (),
) -> Built | None:
    """Return the event of a happening; null where no claim asserts anything (denials, counts that only help others).

    `members` in order; `links` are ids of possible duplicates, `harm` of casualty events told with attacks on a post;
    `known` is the history as built before; `pins` are what people decided on the happening as a whole.
    """
    if not any(m.item.telling and not m.item.denies for m in members):
        return None
    known = known or Known()
    steps, reached, course = known.told(members)
    changes = history(steps, [c for c in known.changes if c.by is None], reached, course)
    standing = members if len(steps) == len(members) else [m for m in members if not m.claim.withdrawn]
    view = course.view_of(standing) if standing else None
    live = view is not None and view.tells
    shown = view if view is not None and (live or len(standing) == len(members)) else view_of(members)
    event = _event(
        leader, shown, members, live=live, ids=(links, harm), changes=changes, revision=len(steps) + len(pins)
    )
    if pins:
        event = shaped(event, pins, len(steps))
    names = (*known.steps[:reached], *[s.id for s in steps[reached:]])
    return Built(event, names, course.lighter())


def _sources(shown: Sequence[Member]) -> list[EventSource]:
    """Return one source per claim; the first are quoted, so that an event of many claims stays a small message."""
    return [m.source for m in shown[:MOST_QUOTES]] + [m.unquoted for m in shown[MOST_QUOTES:]]


def _claim_ids(shown: Sequence[Member], members: Sequence[Member], *, live: bool) -> list[str]:
    """Return the claims that stand, denials last; of series only those that tell a number."""
    if members[0].item.lane not in {Lane.INCIDENT, Lane.CUMULATIVE}:
        return [m.claim.claim_id for m in shown]
    told = [m for m in members if not (live and m.claim.withdrawn)]  # in order, so denials are last
    return [m.claim.claim_id for m in told]


def _event(
    leader: str,
    view: View,
    members: Sequence[Member],
    *,
    live: bool,
    ids: Sequence[Sequence[str]],
    changes: list[Change],
    revision: int,
) -> Event:
    shown = [*view.asserting, *view.denying]
    claims = [m.claim for m in view.asserting]
    independent = view.independent if live else 0
    contradictions = view.contradictions() if live else []
    realis = firmest(claims)
    place, day = view.place, view.date
    rank = max([m.voice.rank for m in view.asserting])
    parts = confidence_parts(
        claims if live else [], rank=rank, independent=independent, realis=realis, place=place, date=day,
        contradicted=bool(contradictions),
    )  # fmt: skip
    fields: dict[str, Any] = {  # the two families take different fields
        "event_id": event_id_of(leader), "revision": revision,
        "status": EventStatus.ACTIVE if live else EventStatus.RETRACTED,
        "first_reported_at": min([m.voice.at for m in members]),
        "updated_at": max([last_known(m.claim) for m in members]), "summary": "", "place": place,
        "area": members[0].claim.area, "date": day, "actors": actors_of(claims), "realis": realis,
        "hedged": all(c.hedged for c in claims), "claims": _claim_ids(shown, members, live=live),
        "sources": _sources(shown), "independent_claims": independent, "contradictions": contradictions,
        "possible_duplicates": list(ids[0]), "changes": changes, "confidence": product(parts),
        "confidence_parts": parts, **view.own_fields(live=live),
    }  # fmt: skip
    model: type[Event] = CasualtyEvent
    if not isinstance(view, CasualtyView):
        model, fields = PostEvent, fields | {"linked_events": list(ids[1])}
    event = trusted(model, **fields)
    return with_value(event, "summary", summarise(event))
