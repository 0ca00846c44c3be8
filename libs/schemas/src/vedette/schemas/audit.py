"""Who changed what and when: entries of a chain that cannot be edited unseen."""

from typing import ClassVar

from pydantic import Field

from vedette.schemas.base import Contract, Id, UtcDatetime

__all__ = ["AuditEntry"]


class AuditEntry(Contract):
    """One change of a rule, a subscriber or a key, made through the API or from the command line."""

    type_name: ClassVar[str] = "vedette.audit_entry"

    chain: Id = Field(description="Run of the API or of a command that wrote it; each begins a chain of its own.")
    seq: int = Field(ge=1, description="Place in the chain, without gaps.")
    at: UtcDatetime = Field(description="When.")
    actor: str = Field(
        description="`operator`, `operator:` and a login name for a command, or `subscriber:` and an id."
    )
    action: str = Field(description="What was done, for example `rule.saved`.")
    target: str = Field(description="To what: kind and id, for example `rule:idlib-posts`.")
    before: str | None = Field(default=None, description="The record before, as JSON; addresses and secrets hashed.")
    after: str | None = Field(default=None, description="The record after, likewise; null if deleted.")
    request_id: str = Field(
        default="", description="Id of the request, also in its answer; `command line` for a command."
    )
    previous_hash: str = Field(description="Hash of the entry before; empty for the first of a chain.")
    hash: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of all other fields as sorted JSON.")
