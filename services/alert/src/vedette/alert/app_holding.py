"""Wiring of what is held: two tables, the messages that fill them, and the clock that closes windows."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from vedette.alert.holding.hold import Holdings, TableName, close, closing, take
from vedette.alert.holding.lanes import Lane
from vedette.runtime.app import Outcome, Outgoing, Put, Service
from vedette.runtime.tables import Table
from vedette.schemas import Due
from vedette.schemas.topics import DELIVERIES, OUTBOX

TICK_S = 0.5
ASK_AGAIN = timedelta(seconds=30)
"""A message that closes a window may be lost with the worker that sent it; it is sent again after this."""


class HoldingRoom:
    """Notices that wait. The tables are the truth; the clock's list is made from them and losing it loses nothing."""

    def __init__(
        self, service: Service, *, owed: Table, settled: Table, on_owed: Callable[[Due], None],
        clock: Callable[[], datetime], rescan_s: float,
    ) -> None:  # fmt: skip
        self._service = service
        self._clock = clock
        self._rescan_s = rescan_s
        self._on_owed = on_owed
        self._tables: dict[TableName, Table] = {
            "lanes": service.table("lanes"), "held": service.table("held"), "owed": owed, "settled": settled,
        }  # fmt: skip
        self._open: dict[str, Lane] = {}
        self._rows: dict[str, bytes] = {}
        self._asked: dict[str, datetime] = {}

    def __len__(self) -> int:
        return sum(lane.count for lane in self._open.values())

    def take(self, due: Due) -> Outcome:
        """File a notice with a plan, or close a window; return what follows."""
        found = close(due, self._read) if due.closes else take(due, self._read)
        for key, lane in found.lanes.items():
            self._note(key, lane)
        return self._outcome(found)

    def _outcome(self, found: Holdings) -> Outcome:
        messages = [Outgoing(DELIVERIES, outcome.endpoint_id, outcome) for outcome in found.outcomes]
        # a digest stands in the outbox like any notice, so that it can be sent again; read back, it is known already
        digests = [due for due in found.owed if due.notice and due.notice.data.gathered]
        messages += [Outgoing(OUTBOX, due.endpoint_id, due) for due in digests]
        first = [Put("owed", due.delivery_id, due.write()) for due in found.owed]
        for due in found.owed:
            self._on_owed(due)
        return Outcome(messages, [*first, *(Put(table, key, value) for (table, key), value in found.puts.items())])

    async def run(self) -> None:
        """Close windows in time, until cancelled. Lanes of partitions that moved here are found by looking again."""
        while True:
            self._look_again()
            for _ in range(max(1, round(self._rescan_s / TICK_S))):
                await self._close_due(self._clock())
                await asyncio.sleep(TICK_S)

    def _look_again(self) -> None:
        """Take up the lanes of partitions that moved here, and drop those that moved away."""
        known, self._rows = self._rows, dict(self._tables["lanes"].items())
        self._open = {
            key: self._open[key] if key in self._open and known.get(key) == row else Lane.model_validate_json(row)
            for key, row in self._rows.items()
        }
        live = {lane.window_id for lane in self._open.values()}
        self._asked = {window_id: at for window_id, at in self._asked.items() if window_id in live}

    async def _close_due(self, now: datetime) -> None:
        for lane in [lane for lane in self._open.values() if lane.closes_at <= now]:
            asked = self._asked.get(lane.window_id)
            if asked is None or now - asked > ASK_AGAIN:
                self._asked[lane.window_id] = now
                await self._service.send(Outgoing(OUTBOX, lane.endpoint_id, closing(lane)))

    def _note(self, key: str, lane: Lane | None) -> None:
        before = self._open.pop(key, None)
        if before is not None and (lane is None or lane.window_id != before.window_id):
            self._asked.pop(before.window_id, None)
        if lane is not None:
            self._open[key] = lane

    def _read(self, table: TableName, key: str) -> bytes | None:
        return self._tables[table].get(key)
