"""What a handler is given and what it gives back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

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


@dataclass(frozen=True, slots=True)
class Put:
    """A table entry to write; a null value deletes it."""

    table: str
    key: str
    value: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from one message: first all messages are sent and acknowledged, then the tables are written."""

    messages: Sequence[Outgoing] = ()
    puts: Sequence[Put] = ()
