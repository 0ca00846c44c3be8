"""Rejections: a message that cannot be handled is set aside whole, with its reason."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from vedette.runtime.messages import Outgoing
from vedette.schemas import Rejection, RejectReason
from vedette.schemas.topics import REJECTIONS

MAX_DETAIL = 4000
"""Source: `Rejection.detail`."""


@dataclass(frozen=True, slots=True)
class Original:
    """A message as it stood on its topic, bytes untouched."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Mapping[str, str]


def rejection_of(
    original: Original,
    reason: RejectReason,
    detail: str,
    *,
    service: str,
    attempts: int = 1,
    now: datetime | None = None,
) -> Rejection:
    """Return the rejection of a message."""
    return Rejection(
        reason=reason,
        detail=detail[:MAX_DETAIL],
        service=service,
        source_topic=original.topic,
        source_partition=original.partition,
        source_offset=original.offset,
        key_base64=_base64(original.key),
        value_base64=_base64(original.value),
        headers=dict(original.headers),
        attempts=attempts,
        at=now or datetime.now(UTC),
    )


def outgoing_rejection(rejection: Rejection) -> Outgoing:
    """Return the message that carries a rejection; its key is where the original stood."""
    key = f"{rejection.source_topic}/{rejection.source_partition}/{rejection.source_offset}"
    return Outgoing(REJECTIONS, key, rejection)


def without_value(rejection: Rejection) -> Rejection:
    """Return the rejection without the original value, for a value too large to travel twice."""
    note = " (the value is too large to keep here; it is still at its source topic and offset)"
    detail = rejection.detail[: MAX_DETAIL - len(note)] + note
    return rejection.model_copy(update={"value_base64": None, "detail": detail})


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode()
