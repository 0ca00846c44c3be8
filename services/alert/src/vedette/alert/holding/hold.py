"""What one message of the outbox changes where notices are held: lanes, the notices in them, and what goes out.

All of it follows from the message and the tables. Each step writes what is new before it forgets what is old, so that
a crash in between repeats a step and loses nothing.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from vedette.alert.delivery.outbox import Settled
from vedette.alert.delivery.schedule import delivery_of
from vedette.alert.holding.gathering import ALONE, MAX_ITEMS, gather, total_of
from vedette.alert.holding.lanes import Lane, after_closing, file, is_overdue, lane_key, page_key
from vedette.schemas import Delivery, DeliveryState, Due, Gathering, Plan

TableName = Literal["lanes", "held", "owed", "settled"]
Get = Callable[[TableName, str], bytes | None]

NOT_ENOUGH = "not enough events came together in time"


@dataclass
class Holdings:
    """The tables as one message finds them, and what it changes; a read sees what was written before."""

    read: Get
    puts: dict[tuple[TableName, str], bytes | None] = field(default_factory=dict)
    owed: list[Due] = field(default_factory=list)
    outcomes: list[Delivery] = field(default_factory=list)
    lanes: dict[str, Lane | None] = field(default_factory=dict)
    """Lanes that changed, for the clock that closes them."""

    def get(self, table: TableName, key: str) -> bytes | None:
        """Return the value of a key."""
        return self.puts[table, key] if (table, key) in self.puts else self.read(table, key)

    def put(self, table: TableName, key: str, value: bytes | None) -> None:
        """Write a value; the last one counts, in the place of the last write."""
        self.puts.pop((table, key), None)
        self.puts[table, key] = value

    def keep(self, key: str, lane: Lane | None) -> None:
        """Write a lane, or forget it."""
        self.lanes[key] = lane
        self.put("lanes", key, lane.model_dump_json().encode() if lane else None)

    def lane(self, key: str) -> Lane | None:
        """Return a lane."""
        value = self.get("lanes", key)
        return Lane.model_validate_json(value, extra="ignore") if value else None

    def held(self, delivery_id: str) -> Due | None:
        """Return a notice that is held."""
        value = self.get("held", delivery_id)
        return Due.read(value) if value else None

    def knows(self, delivery_id: str) -> bool:
        """Return True if a notice is held, owed or over."""
        return any(self.get(table, delivery_id) is not None for table in ("held", "owed", "settled"))

    def settle(self, due: Due, state: DeliveryState, detail: str) -> None:
        """End a notice that will not go out by itself."""
        over = due.model_copy(update={"state": state, "next_at": None, "detail": detail})
        self.put("settled", due.delivery_id, Settled(state=state, at=due.made_at).model_dump_json().encode())
        self.put("held", due.delivery_id, None)
        self.outcomes.append(delivery_of(over, due.made_at))


def take(due: Due, read: Get) -> Holdings:
    """File a notice that has a plan."""
    desk = Holdings(read)
    if due.plan is not None and not desk.knows(due.delivery_id):
        _place(due, due.plan, desk)
    return desk


def close(due: Due, read: Get) -> Holdings:
    """Close the window a message names, if it is still the one that is open."""
    desk = Holdings(read)
    lane = desk.lane(due.closes) if due.closes else None
    if lane is not None and lane.window_id == due.delivery_id:
        _close(lane, desk, in_time=False)
    return desk


def closing(lane: Lane) -> Due:
    """Return the message that closes a lane's window."""
    return Due(
        delivery_id=lane.window_id, endpoint_id=lane.endpoint_id, subscriber_id="-", rule_id="-", event_id="-",
        revision=1, channel="-", made_at=lane.closes_at, closes=lane.key,
    )  # fmt: skip


def _place(due: Due, plan: Plan | None, desk: Holdings) -> None:
    """Put a notice where its plan says; without one it is owed."""
    if plan is None:
        desk.put("held", due.delivery_id, None)
        desk.owed.append(due.model_copy(update={"plan": None, "state": DeliveryState.DUE}))
        return
    lane = desk.lane(lane_key(due, plan))
    if lane is not None and is_overdue(lane, due):
        _close(lane, desk, in_time=False)
        lane = desk.lane(lane.key)
    filed = file(due, plan, lane)
    for delivery_id in filed.dropped:
        _drop(delivery_id, desk)
    if filed.full_page:
        desk.put("held", filed.full_page[0], json.dumps(filed.full_page[1]).encode())
    desk.keep(filed.lane.key, filed.lane)
    if filed.goes_out:
        _place(due, plan.then, desk)
    elif filed.held:
        _hold(due, plan, filed.lane.closes_at, desk)
    else:
        desk.settle(due, DeliveryState.CANCELLED, NOT_ENOUGH)
    if filed.closes:
        _close(filed.lane, desk, in_time=True)


def _hold(due: Due, plan: Plan, until: datetime, desk: Holdings) -> None:
    held = due.model_copy(update={"state": DeliveryState.HELD, "plan": plan, "next_at": until})
    desk.put("held", due.delivery_id, held.write())
    desk.outcomes.append(delivery_of(held.model_copy(update={"detail": f"held: {plan.reason.value}"}), due.made_at))


def _drop(delivery_id: str, desk: Holdings) -> None:
    due = desk.held(delivery_id)
    if due is not None:
        desk.settle(due, DeliveryState.CANCELLED, NOT_ENOUGH)


def _close(lane: Lane, desk: Holdings, *, in_time: bool) -> None:
    """Turn a window into what goes out: one notice by itself, or all of them as one."""
    ids = _ids(lane, desk)
    if lane.reason is Gathering.TALLY and not in_time:
        for delivery_id in ids:
            _drop(delivery_id, desk)
        desk.keep(lane.key, None)
        return
    shown = ids if lane.reason is Gathering.THROTTLE else ids[-MAX_ITEMS:]  # a throttle may hold digests of groups
    newest = [due for delivery_id in shown if (due := desk.held(delivery_id))]
    plan = newest[-1].plan if newest else None
    if plan is None:
        desk.keep(lane.key, None)
        return
    if len(ids) == 1 and lane.reason in ALONE:
        _place(newest[0].model_copy(update={"next_at": lane.closes_at}), plan.then, desk)
    else:
        _send_together(lane, newest, ids, plan.then, desk)
    for number in range(lane.pages):
        desk.put("held", page_key(lane.window_id, number), None)
    desk.keep(lane.key, after_closing(lane, plan))


def _send_together(lane: Lane, newest: list[Due], ids: list[str], then: Plan | None, desk: Holdings) -> None:
    """Owe the notice the window becomes, unless a repeated step owes it already; then settle what is in it."""
    if not desk.knows(lane.window_id):
        total = sum(map(total_of, newest)) + len(ids) - len(newest)
        _place(gather(lane, newest, total), then, desk)
    for delivery_id in ids:
        due = desk.held(delivery_id)
        if due is not None:
            desk.settle(due, DeliveryState.GATHERED, f"in {lane.window_id}")


def _ids(lane: Lane, desk: Holdings) -> list[str]:
    """Return the notices of a window, oldest first, each once."""
    found: list[str] = []
    for number in range(lane.pages):
        found += json.loads(desk.get("held", page_key(lane.window_id, number)) or b"[]")
    return list(dict.fromkeys([*found, *lane.page]))
