"""Bytes to contracts and back, with the headers that travel beside the value."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from vedette.runtime.errors import PermanentError
from vedette.schemas import Contract, RejectReason
from vedette.schemas.topics import Topic

Headers = list[tuple[str, bytes]]
"""Message headers in the order and form the Kafka client takes."""

SCHEMA_ROOT = "https://vedette.example/schemas"
"""Where `ce_dataschema` points; the files themselves are in `libs/schemas/published`."""

MAX_ERRORS_SHOWN = 5
"""Faults of a bad message named in its rejection; more would not help a person."""


def encode(
    contract: Contract, *, source: str, traceparent: str | None = None, now: datetime | None = None
) -> tuple[bytes, Headers]:
    """Return value and headers of a message.

    `source` is the service that sends. The id is a function of the content, so a replay sends the same one.
    Source: CloudEvents 1.0, Kafka protocol binding, binary content mode.
    """
    value = contract.write()
    stamp = (now or datetime.now(UTC)).isoformat().replace("+00:00", "Z")
    kind = contract.event_type()
    headers = {
        "ce_specversion": "1.0",
        "ce_id": content_id(kind, value),
        "ce_type": kind,
        "ce_source": f"/vedette/{source}",
        "ce_time": stamp,
        "ce_dataschema": f"{SCHEMA_ROOT}/{kind}.json",
        "content-type": "application/json",
    }
    if traceparent:
        headers["traceparent"] = traceparent
    return value, [(name, text.encode()) for name, text in headers.items()]


def decode(topic: Topic, value: bytes | None) -> Any:  # the contract of the topic; a union for claims and events
    """Return the contract in the bytes; fields of newer writers are ignored.

    Raises: `PermanentError(BAD_CONTRACT)` if the bytes do not keep the topic's contract.
    """
    if value is None:
        raise PermanentError(RejectReason.BAD_CONTRACT, f"{topic.name} message has no value")
    try:
        return topic.adapter.validate_json(value, extra="ignore")
    except ValidationError as error:
        raise PermanentError(RejectReason.BAD_CONTRACT, _faults(topic, error)) from error


def content_id(kind: str, value: bytes) -> str:
    """Return the id of a message: same type and content, same id."""
    return hashlib.sha256(kind.encode() + b"\0" + value).hexdigest()[:32]


def headers_as_text(headers: Mapping[str, Any] | Iterable[tuple[str, Any]] | None) -> dict[str, str]:
    """Return headers as text; bytes that are not UTF-8 keep their place as escapes."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers or ()
    return {name: _text(value) for name, value in pairs}


def _text(value: Any) -> str:  # clients hand over bytes, text or None
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return "" if value is None else str(value)


def _faults(topic: Topic, error: ValidationError) -> str:
    # the input itself is left out: a detail is read in logs, and logs hold no article text
    shown = [
        f"{'.'.join(map(str, fault['loc'])) or 'message'}: {fault['msg']}"
        for fault in error.errors(include_input=False, include_url=False)[:MAX_ERRORS_SHOWN]
    ]
    return f"{topic.name}: " + "; ".join(shown)
