"""The events as a SQLite file on this machine: read from the compacted topic, brought up to date, rebuilt at will.

The topic is the truth; the file holds the last revision of each event and how far each partition was read.
"""

import asyncio
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pydantic import ValidationError

from vedette.alert.matching.fold import fold
from vedette.cli.events_topic import Row, open_topic
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import CasualtyEvent, Event, PostEvent, read_event
from vedette.schemas.topics import EVENTS

__all__ = ["COUNTERS", "EventStore", "events_of_file", "open_store", "store_of_file"]

COUNTERS = ("killed", "injured", "missing", "captured", "displaced")
LAYOUT = 2
"""Rises when the tables below change; a file of another layout is rebuilt."""

_COLUMNS = (
    "event_id", "kind", "status", "state", "scope", "updated_at", "day_start", "day_end", "names", "admin1", "country",
    "lat", "lon", "actors", *COUNTERS,
)  # fmt: skip
_TABLES = f"""
CREATE TABLE events ({", ".join(_COLUMNS)}, PRIMARY KEY (event_id)) WITHOUT ROWID;
CREATE INDEX by_day ON events (day_end);
CREATE INDEX by_time ON events (updated_at, event_id);
CREATE TABLE bodies (event_id PRIMARY KEY, body);
CREATE TABLE read (partition PRIMARY KEY, next);
PRAGMA user_version = {LAYOUT};
"""  # names of our own, no input; bodies lie apart, for a question goes through many events and shows few


class EventStore:
    """The last revision of every event, ready to be asked."""

    def __init__(self, path: Path | None = None, *, rebuild: bool = False) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            if rebuild:
                path.unlink(missing_ok=True)
        self._db = sqlite3.connect(path or ":memory:")
        if self._db.execute("PRAGMA user_version").fetchone()[0] != LAYOUT:
            self._empty()

    def _empty(self) -> None:
        for (name,) in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            self._db.execute(f"DROP TABLE {name}")
        self._db.executescript(_TABLES)

    def put(self, events: Iterable[Event]) -> None:
        """Keep these revisions in place of earlier ones."""
        put = f"INSERT OR REPLACE INTO events VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608  marks only
        for event in events:
            self._db.execute(put, _row(event))
            self._db.execute("INSERT OR REPLACE INTO bodies VALUES (?, ?)", (event.event_id, event.write()))
        self._db.commit()

    def remove(self, event_ids: Iterable[str]) -> None:
        """Forget events that were deleted from the topic."""
        gone = [(i,) for i in event_ids]
        self._db.executemany("DELETE FROM events WHERE event_id = ?", gone)
        self._db.executemany("DELETE FROM bodies WHERE event_id = ?", gone)

    def where(self, condition: str, values: Sequence[object]) -> Iterator[Event]:
        """Yield the events a condition holds for, latest last. The condition is our own; values are bound."""
        both = "events CROSS JOIN bodies USING (event_id)"  # cross: the narrow table is gone through, not the wide one
        ask = f"SELECT body FROM {both} WHERE {condition} ORDER BY updated_at, event_id"  # noqa: S608  as told above
        for (body,) in self._db.execute(ask, values):
            yield read_event(body)

    def positions(self) -> dict[int, int]:
        """Return the next offset to read of each partition read so far."""
        return dict(self._db.execute("SELECT partition, next FROM read"))

    def take(self, records: Sequence[Row]) -> None:
        """Take in records of the topic, in the order of their partitions."""
        last = {record.key: record for record in records}
        self.remove(key for key, record in last.items() if record.value is None)
        self.put(read_event(record.value) for record in last.values() if record.value is not None)
        marks = {record.partition: record.offset + 1 for record in records}
        self._db.executemany("INSERT OR REPLACE INTO read VALUES (?, ?)", marks.items())
        self._db.commit()

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def open_store(settings: ServiceSettings, *, rebuild: bool = False) -> EventStore:
    """Return the projection of a broker's events, up to date. A file that knows more than the broker is rebuilt."""
    return asyncio.run(_up_to_date(settings, rebuild=rebuild))


def store_of_file(path: Path) -> EventStore:
    """Return the events of a file of JSON lines, as `vedette read --events` writes it."""
    store = EventStore()
    store.put(events_of_file(path))
    return store


def events_of_file(path: Path) -> Iterator[Event]:
    """Yield the events of such a file. Raises: `ConfigError` with the line that is none."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _event_of(line, f"{path}, line {number}")


def _event_of(line: bytes, where: str) -> Event:
    try:
        return read_event(line)
    except ValidationError as error:
        msg = f"{where} is no event; --events wants what `vedette read --jsonl FILE --events FILE` writes"
        raise ConfigError(msg) from error


async def _up_to_date(settings: ServiceSettings, *, rebuild: bool) -> EventStore:
    whose = hashlib.sha256(f"{settings.broker}\n{settings.topic_prefix}".encode()).hexdigest()[:12]
    path = settings.data_dir / f"events-{whose}.sqlite"
    store = EventStore(path, rebuild=rebuild)
    async with open_topic(settings, EVENTS) as topic:
        if any(position > topic.ends.get(number, 0) for number, position in store.positions().items()):
            store.close()
            store = EventStore(path, rebuild=True)
        async for rows in topic.read(store.positions()):
            store.take(rows)
    return store


def _row(event: Event) -> tuple[object, ...]:
    place, toll = event.place, event.toll if isinstance(event, CasualtyEvent) else None
    counts = [getattr(toll, counter) if toll else None for counter in COUNTERS]
    names = [place.name, place.hint or "", place.admin1 or ""] if place else []
    return (
        event.event_id, event.kind, event.status.value, event.state.value if isinstance(event, PostEvent) else None,
        event.scope.value if isinstance(event, CasualtyEvent) else None, event.updated_at.isoformat(),
        _day(event.date.start or event.date.end), _day(event.date.end or event.date.start),
        f" {' '.join(fold(name) for name in names if name)} ", fold(place.admin1) if place and place.admin1 else None,
        place.country if place else None, place.lat if place else None, place.lon if place else None, _actors(event),
        *((c.best if c.best is not None else c.low) if c else None for c in counts),
    )  # fmt: skip


def _day(day: object) -> str | None:
    return None if day is None else str(day)


def _actors(event: Event) -> str:
    """Return every actor as `|id|words|`, folded."""
    cast = [*event.actors, event.perpetrator, event.actor if isinstance(event, PostEvent) else None]
    named = [word for actor in cast if actor for word in ((actor.actor_id or "").casefold(), f" {fold(actor.text)} ")]
    sides = [v.side.casefold() for v in event.victims if v.side] if isinstance(event, CasualtyEvent) else []
    return f"|{'|'.join(dict.fromkeys([*named, *sides]))}|"
