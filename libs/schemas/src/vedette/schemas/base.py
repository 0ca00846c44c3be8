"""What every contract shares: frozen, versioned, strict on write and tolerant on read."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

__all__ = ["Contract", "Id", "Part", "Share", "UtcDatetime"]


def _to_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


UtcDatetime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""An aware datetime, stored in UTC; a naive one is refused."""

Id = Annotated[str, Field(min_length=1, max_length=255)]
"""An identifier that is a function of content, so that a replay makes the same one."""

Share = Annotated[float, Field(ge=0.0, le=1.0)]
"""A number from 0 to 1."""


class Part(BaseModel):
    """A piece of a contract. Building one with an unknown field raises `pydantic.ValidationError`."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)


class Contract(Part):
    """One message on a topic.

    Writing is strict (an unknown field raises), reading is tolerant (`read` ignores fields that a newer writer added).
    """

    type_name: ClassVar[str]
    """Dotted name without version, for example `vedette.article.raw`."""
    version: ClassVar[int] = 1

    @classmethod
    def event_type(cls) -> str:
        """Return the CloudEvents type, for example `vedette.article.raw.v1`."""
        return f"{cls.type_name}.v{cls.version}"

    @classmethod
    def read(cls, value: bytes | str) -> Self:
        """Parse one message and ignore fields this version does not know.

        Raises: `pydantic.ValidationError` if the message does not keep the contract.
        """
        return cls.model_validate_json(value, extra="ignore")

    def write(self) -> bytes:
        """Return the message as UTF-8 JSON bytes."""
        return self.model_dump_json().encode()
