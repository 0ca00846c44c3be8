"""What is remembered of an address somebody entered, whoever it was and whether or not they removed it since."""

from typing import ClassVar, Literal

from pydantic import Field

from vedette.schemas.base import Contract, Id, UtcDatetime

__all__ = ["KnownAddress"]


class KnownAddress(Contract):
    """How often an address was asked whether it wants notices, and whether it may be asked at all."""

    type_name: ClassVar[str] = "vedette.known_address"

    address_hash: Id = Field(description="Keyed hash of the address; nobody without the key can try addresses.")
    channel: Literal["webhook", "email"] = Field(description="Kind of address.")
    asked: list[UtcDatetime] = Field(default=[], max_length=20, description="When it was asked lately.")
    suppressed: Literal["bounced", "complained"] | None = Field(
        default=None, description="Why it is not written to again: no such mailbox; its reader called a mail spam."
    )
    suppressed_at: UtcDatetime | None = Field(default=None, description="Since when.")
