"""Rejections: messages set aside with their reason and their original bytes."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from vedette.schemas.base import Contract, UtcDatetime

__all__ = ["RejectReason", "Rejection"]


class RejectReason(StrEnum):
    """Closed set of reasons; also the label of the metric."""

    BAD_CONTRACT = "bad_contract"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    ENCODING = "encoding"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    REFUSED_ADDRESS = "refused_address"
    FETCH_FAILED = "fetch_failed"
    RETRIES_EXHAUSTED = "retries_exhausted"
    BUG = "bug"


class Rejection(Contract):
    """A message that could not be handled; `vedette rejections retry` puts it back."""

    type_name: ClassVar[str] = "vedette.rejection"

    reason: RejectReason = Field(description="Why it was set aside.")
    detail: str = Field(description="What went wrong, for a person.", max_length=4000)
    service: str = Field(description="Service that set it aside.")
    source_topic: str = Field(description="Topic it was read from; `http` or `feed` for what never reached a topic.")
    source_partition: int = Field(ge=-1, description="Partition, -1 where there is none.")
    source_offset: int = Field(ge=-1, description="Offset, -1 where there is none.")
    key_base64: str | None = Field(default=None, description="Original key.")
    value_base64: str | None = Field(default=None, description="Original value.")
    headers: dict[str, str] = Field(default={}, description="Original headers, as text.")
    attempts: int = Field(default=1, ge=1, description="Times it was tried.")
    at: UtcDatetime = Field(description="When it was set aside.")
