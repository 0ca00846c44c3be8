"""Corrections: what an analyst decides about events, and what no later claim overwrites."""

from enum import StrEnum
from typing import ClassVar

from pydantic import Field, JsonValue

from vedette.schemas.base import Contract, Id, UtcDatetime

__all__ = ["Correction", "CorrectionAct"]


class CorrectionAct(StrEnum):
    """What an analyst does to events."""

    RETRACT = "retract"
    MERGE = "merge"
    SPLIT = "split"
    CORRECT = "correct"


class Correction(Contract):
    """One decision of an analyst: who, when, why, and what shall hold."""

    type_name: ClassVar[str] = "vedette.correction"

    correction_id: Id = Field(description="Function of act, events, content, author and time; an undo carries it too.")
    act: CorrectionAct = Field(description="What is decided.")
    events: list[Id] = Field(
        min_length=1, description="The events it is about, as they were called then; of a merge all, else one."
    )
    claims: list[Id] = Field(
        default=[], description="Of a split: the claims that leave the event and are one of their own."
    )
    field: str | None = Field(
        default=None, description="Of a correction: path of the field, for example `toll.killed.best` or `place.name`."
    )
    value: JsonValue = Field(default=None, description="Of a correction: what the field shall be.")
    by: str = Field(min_length=1, max_length=100, description="Who decided.")
    why: str = Field(min_length=1, max_length=1000, description="Why, in their words; shown in the event's history.")
    at: UtcDatetime = Field(description="When it was decided, or undone.")
    undone: bool = Field(default=False, description="True takes the decision of this id back.")
