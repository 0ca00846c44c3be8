"""Wiring of what is forgotten: with each message a few entries of its table are looked at, and what is past goes."""

from datetime import datetime, timedelta

from vedette.alert.delivery.outbox import Settled
from vedette.alert.forgetting import Windows, lasting_of
from vedette.alert.ledger import EventLedger, read_ledger
from vedette.runtime.app import Message, Put
from vedette.runtime.tables import Table
from vedette.runtime.walking import Walk
from vedette.schemas import Event, Handover
from vedette.schemas.topics import OUTBOX

__all__ = ["SettledMemory", "ToldMemory"]

CLOCK = "clock"
"""Key of the time of the newest revision a partition has seen; ids of events are longer."""
DAY = timedelta(days=1)


class ToldMemory:
    """The table of what was told. Its time is that of the newest revision, so a replay forgets nothing more."""

    def __init__(self, table: Table, windows: Windows) -> None:
        self._table, self._windows, self._walk = table, windows, Walk(table)

    def read(self, event_id: str) -> EventLedger:
        """Return what was told of an event."""
        return read_ledger(self._table.get(event_id))

    def is_past(self, message: Message[Event]) -> bool:
        """Return True for a revision so old that what was told of it is forgotten."""
        if self._table.get(message.value.event_id) is not None:
            return False
        return self._windows.is_past(lasting_of(message.value), message.timestamp, self._now(message.timestamp))

    def puts(self, message: Message[Event] | Message[Handover], before: EventLedger, after: EventLedger) -> list[Put]:
        """Return what to write: the ledger where it changed or grew old, the clock, and what is forgotten."""
        now, event = self._now(message.timestamp), message.value
        told = event.former if isinstance(event, Handover) else event
        puts = self._forgotten(message.partition, event.event_id, now)
        stands = before.seen_at is not None and message.timestamp - before.seen_at <= DAY
        if after != before or (before.seen_at is not None and not stands):
            seen = {"seen_at": max(message.timestamp, before.seen_at or message.timestamp), "lasting": lasting_of(told)}
            puts.append(self._put(event.event_id, after.model_copy(update=seen).model_dump_json().encode()))
        known = self._table.get(CLOCK)
        if known is None or now - datetime.fromisoformat(known.decode()) > DAY:
            puts.append(self._put(CLOCK, now.isoformat().encode()))
        return puts

    def _forgotten(self, partition: int, at_hand: str, now: datetime) -> list[Put]:
        gone = []
        for key, value in self._walk.some(partition):
            if key in {CLOCK, at_hand}:
                continue
            ledger = read_ledger(value)
            if ledger.seen_at is not None and self._windows.is_past(ledger.lasting, ledger.seen_at, now):
                gone.append(self._put(key, None))
        return gone

    def _now(self, timestamp: datetime) -> datetime:
        known = self._table.get(CLOCK)
        return timestamp if known is None else max(timestamp, datetime.fromisoformat(known.decode()))

    def _put(self, key: str, value: bytes | None) -> Put:
        return Put(self._table.name, key, value)


class SettledMemory:
    """The table of notices that are over, kept until no message of the outbox can name them any more."""

    window = timedelta(milliseconds=2 * (OUTBOX.retention_ms or 0))

    def __init__(self, table: Table) -> None:
        self._table, self._walk = table, Walk(table)

    def gone(self, partition: int, now: datetime, *, but: str) -> list[Put]:
        """Return the entries to forget among the next few of a partition."""
        rows = [(key, Settled.model_validate_json(value)) for key, value in self._walk.some(partition) if key != but]
        return [Put(self._table.name, key, None) for key, over in rows if now - over.at > self.window]
