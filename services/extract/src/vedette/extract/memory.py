"""What the service remembers of an article: the claims its last revision made, so that a new one can take them back."""

import re
from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter

from vedette.extract.packed import unpack
from vedette.schemas import AnyClaim, Claim

__all__ = ["known_at", "read_memory", "write_memory"]

_CLAIMS: TypeAdapter[list[Claim]] = TypeAdapter(list[AnyClaim])


def read_memory(value: bytes | None) -> list[Claim]:
    """Return the claims stored for an article, none if it is new. Fields of a newer writer are ignored."""
    return _CLAIMS.validate_json(value, extra="ignore") if value else []


def write_memory(claims: Sequence[Claim]) -> bytes | None:
    """Return the claims as bytes, null where there is nothing to remember."""
    return _CLAIMS.dump_json(list(claims)) if claims else None


def known_at(value: bytes) -> datetime | None:
    """Return when the newest of the stored claims became known, null if that cannot be told. `value` may be packed."""
    times = _READ_AT.findall(unpack(value) or b"")
    return max((datetime.fromisoformat(time.decode()) for time in times), default=None)


_READ_AT = re.compile(rb'"read_at":"([^"]+)"')
"""Looked for in the bytes: an entry is only parsed where it is needed."""
