"""What a handler is given and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from vedette.schemas import Contract
from vedette.schemas.topics import Topic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Message(Generic[T]):
    """One decoded message and where it stood."""

    value: T
    key: str
    topic: str
    """Name on the broker, prefix included."""
    partition: int
    offset: int
    timestamp: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to send; a null value is a tombstone."""

    topic: Topic
    key: str
    value: Contract | None
    cause: Message[Any] | None = None
    """Of a batch, the message whose trace this one carries on; null: the last."""


@dataclass(frozen=True, slots=True)
class Put:
    """A table entry to write; a null value deletes it."""

    table: str
    key: str
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from a message or a batch: first all messages are sent and acknowledged, then the tables written."""

    messages: Sequence[Outgoing] = ()
    puts: Sequence[Put] = ()
