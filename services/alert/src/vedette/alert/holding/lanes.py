"""Where notices wait for each other: one lane for each endpoint and reason, one window in it at a time.

A lane is the state of one key of a table, and every change of it follows from one message of the outbox, in the order
of the partition. So a worker that takes over goes on where the last one stopped.
"""

from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pydantic import Field

from vedette.schemas import Due, Gathering, MsgType, Part, Plan, UtcDatetime

PAGE = 100
"""Ids in a lane before they move to a row of their own: a storm of thousands must not rewrite them all each time."""
MAX_TOLD = 500
HOUR = timedelta(hours=1)


class Entry(Part):
    """One notice in a tally."""

    delivery_id: str = Field(description="The notice.")
    event_id: str = Field(description="Its event.")
    value: str = Field(description="What it counts as.")
    at: UtcDatetime = Field(description="When it was made.")


class Lane(Part):
    """The state of a lane."""

    key: str = Field(description="Endpoint, subscriber and lane of the plan.")
    endpoint_id: str = Field(description="Whom it is for.")
    reason: Gathering = Field(description="Why notices wait here.")
    window_id: str = Field(description="Id of the window, and of the notice it becomes.")
    opened_at: UtcDatetime = Field(description="When the window began.")
    closes_at: UtcDatetime = Field(description="When it closes; without notices, when the lane may be forgotten.")
    count: int = Field(default=0, description="Notices filed.")
    pages: int = Field(default=0, description="Full pages of ids that moved to rows of their own.")
    page: list[str] = Field(default=[], description="Ids of the newest notices.")
    sent: list[str] = Field(default=[], description="Throttle: notices that went out by themselves in this hour.")
    entries: list[Entry] = Field(default=[], description="Tally: what counts now.")
    told: list[str] = Field(default=[], description="Tally: events that were told.")


@dataclass(frozen=True)
class Filed:
    """What follows from one notice."""

    lane: Lane
    goes_out: bool = False
    """True if the notice is owed by itself, now."""
    held: bool = False
    closes: bool = False
    """True if the window is full and closes now."""
    full_page: tuple[str, tuple[str, ...]] | None = None
    dropped: tuple[str, ...] = ()
    """Notices that wait no more and will not be told: a tally did not fill in time."""


def lane_key(due: Due, plan: Plan) -> str:
    """Return the key of the lane a notice waits in."""
    return f"{due.endpoint_id}|{due.subscriber_id}|{plan.lane}"


def page_key(window_id: str, number: int) -> str:
    """Return the key of a full page of ids."""
    return f"{window_id}#{number}"


def is_overdue(lane: Lane | None, due: Due) -> bool:
    """Return True if the lane's window must be closed before this notice is filed."""
    return lane is not None and lane.count > 0 and due.made_at >= lane.closes_at


def file(due: Due, plan: Plan, lane: Lane | None) -> Filed:
    """File a notice that is not yet known; `lane` is not overdue."""
    if plan.reason is Gathering.TALLY:
        return _file_tally(due, plan, lane)
    if plan.reason is Gathering.THROTTLE:
        return _file_throttled(due, plan, lane)
    if lane is not None and (lane.count or (plan.interval_s and due.made_at < lane.closes_at)):
        return _append(lane, due)
    closes_at = plan.until or due.made_at + timedelta(seconds=plan.wait_s or 0)
    return _append(_opened(due, plan, closes_at), due)


def after_closing(lane: Lane, plan: Plan) -> Lane | None:
    """Return the lane after its window closed: empty, kept while it still has something to remember; else None."""
    lasts_s = plan.interval_s or plan.within_s
    if not lasts_s:
        return None
    return lane.model_copy(
        update={
            "count": 0, "pages": 0, "page": [], "entries": [], "window_id": window_id(lane.key, lane.window_id),
            "opened_at": lane.closes_at, "closes_at": lane.closes_at + timedelta(seconds=lasts_s),
        }
    )  # fmt: skip


def window_id(*content: str) -> str:
    """Return the id of a window and of the notice it becomes: a function of the lane and of what opened it."""
    return "msg_" + b32encode(sha256("\n".join(content).encode()).digest()).decode()[:26]


def _opened(due: Due, plan: Plan, closes_at: datetime, **more: list[str]) -> Lane:
    key = lane_key(due, plan)
    return Lane(
        key=key, endpoint_id=due.endpoint_id, reason=plan.reason, window_id=window_id(key, due.delivery_id),
        opened_at=plan.since or due.made_at, closes_at=closes_at, **more,
    )  # fmt: skip


def _append(lane: Lane, due: Due) -> Filed:
    ids = [*lane.page, due.delivery_id]
    change = {"count": lane.count + 1, "page": ids, "pages": lane.pages}
    if len(ids) < PAGE:
        return Filed(lane.model_copy(update=change), held=True)
    change |= {"page": [], "pages": lane.pages + 1}
    return Filed(
        lane.model_copy(update=change), held=True, full_page=(page_key(lane.window_id, lane.pages), tuple(ids))
    )


def _file_throttled(due: Due, plan: Plan, lane: Lane | None) -> Filed:
    hour = due.made_at.replace(minute=0, second=0, microsecond=0)
    if lane is None or due.made_at >= lane.closes_at:
        lane = _opened(due, plan.model_copy(update={"since": hour}), hour + HOUR)
    if due.delivery_id in lane.sent or len(lane.sent) < (plan.per_hour or 0):
        sent = list(dict.fromkeys([*lane.sent, due.delivery_id]))
        return Filed(lane.model_copy(update={"sent": sent}), goes_out=True)
    return _append(lane, due)


def _file_tally(due: Due, plan: Plan, lane: Lane | None) -> Filed:
    """Count new events; what is said later of an event that is only counted changes the count, and is not told."""
    span = timedelta(seconds=plan.within_s or 0)
    lane = lane or _opened(due, plan, due.made_at + span)
    kept = [e for e in lane.entries if due.made_at - e.at < span and e.delivery_id != due.delivery_id]
    kind = due.notice.data.msg_type if due.notice else MsgType.UPDATE
    if kind is MsgType.CANCEL:
        kept = [e for e in kept if e.event_id != due.event_id]
    elif kind is MsgType.ALERT:
        entry = Entry(delivery_id=due.delivery_id, event_id=due.event_id, value=plan.value or "", at=due.made_at)
        kept = [*(e for e in kept if e.value != entry.value), entry]
    told = due.event_id in lane.told and kind is not MsgType.ALERT
    change = {"entries": kept, "count": len(kept), "page": [e.delivery_id for e in kept]}
    dropped = tuple({e.delivery_id for e in lane.entries} - {e.delivery_id for e in kept})
    if len(kept) >= (plan.at_least or 1):
        change |= {"closes_at": due.made_at, "told": [*lane.told, *(e.event_id for e in kept)][-MAX_TOLD:]}
        return Filed(lane.model_copy(update=change), held=True, closes=True, dropped=dropped)
    change |= {"closes_at": max(lane.closes_at, due.made_at + span), "window_id": window_id(lane.key, due.delivery_id)}
    lane = lane.model_copy(update=change)
    return Filed(lane, goes_out=told, held=kind is MsgType.ALERT, dropped=dropped)
