"""Handovers: what subscribers were told of an event, given to the event that takes its place."""

from typing import ClassVar

from pydantic import Field

from vedette.schemas.base import Contract, Id
from vedette.schemas.event import AnyEvent

__all__ = ["Handover"]


class Handover(Contract):
    """What was told of a superseded event, as alert hands it to itself; not meant for other readers."""

    type_name: ClassVar[str] = "vedette.handover"

    event_id: Id = Field(description="Message key: the event that takes over.")
    former: AnyEvent = Field(description="The last revision of the event that was superseded.")
    told: dict[str, str] = Field(
        default={}, description="By subscription: what it was told, as alert's own record; opaque to others."
    )
