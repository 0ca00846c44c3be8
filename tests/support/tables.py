"""A table of a service in memory, for tests without a broker."""

from collections.abc import Iterable

from vedette.runtime.messages import Put


class MemoryTable:
    """Reads as the service's table does, with sorted keys as on disk; writes what an outcome puts."""

    def __init__(self, name: str = "table") -> None:
        self.name = name
        self.rows: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        return self.rows.get(key)

    def after(self, key: str, count: int) -> list[tuple[str, bytes]]:
        return [(k, self.rows[k]) for k in sorted(self.rows) if k > key][:count]

    def write(self, puts: Iterable[Put]) -> None:
        for put in puts:
            if put.value is None:
                self.rows.pop(put.key, None)
            else:
                self.rows[put.key] = put.value
