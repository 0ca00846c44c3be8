"""The newest events, packed, for dry runs and feeds."""

import zlib
from datetime import datetime

from vedette.schemas import Event, read_event

KEPT = 20_000
"""Some three months of the whole world's conflict news, in about 30 MB."""


class History:
    """Events as they stand now, by id; the oldest go when there are too many."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._packed: dict[str, tuple[datetime, bytes]] = {}

    def __len__(self) -> int:
        return len(self._packed)

    def take(self, event_id: str, event: Event | None) -> None:
        """Note the latest revision of an event; None forgets it."""
        self._packed.pop(event_id, None)
        if event is None:
            return
        self._packed[event_id] = event.updated_at, zlib.compress(event.write(), 1)
        if len(self._packed) > self._kept * 1.1:
            newest = sorted(self._packed, key=lambda i: self._packed[i][0], reverse=True)[: self._kept]
            self._packed = {i: self._packed[i] for i in reversed(newest)}

    def get(self, event_id: str) -> Event | None:
        """Return an event."""
        found = self._packed.get(event_id)
        return read_event(zlib.decompress(found[1])) if found else None

    def since(self, moment: datetime) -> list[bytes]:
        """Return the packed events that changed since; unpack them with `unpack`, in a thread if there are many."""
        return [packed for at, packed in self._packed.values() if at >= moment]


def unpack(packed: bytes) -> Event:
    """Return a packed event."""
    return read_event(zlib.decompress(packed))
