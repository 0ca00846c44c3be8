"""Events: what Vedette believes happened, computed from claims, one living record per happening."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter

from vedette.schemas.base import Contract, Id, Part, Share, UtcDatetime
from vedette.schemas.claim import Actor
from vedette.schemas.vocabulary import (
    Cause,
    ClaimantRole,
    CountOp,
    DateBasis,
    DateCode,
    Facility,
    PlaceCode,
    PostAction,
    Realis,
    Scope,
    VictimGroup,
)

__all__ = [
    "AnyEvent",
    "CasualtyEvent",
    "Change",
    "ChangeReason",
    "Contradiction",
    "Event",
    "EventDate",
    "EventPlace",
    "EventSource",
    "EventStatus",
    "EventToll",
    "PostEvent",
    "PostStep",
    "Quote",
    "TollCount",
    "TollFigure",
    "VictimToll",
    "read_event",
]


class EventStatus(StrEnum):
    """Standing of an event record."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"


class ChangeReason(StrEnum):
    """Why a field of an event changed."""

    NEW = "new"
    RISE = "rise"
    CORRECTION = "correction"
    CONFLICT = "conflict"
    RETRACTION = "retraction"
    STATE = "state"
    CORROBORATION = "corroboration"
    DETAIL = "detail"


class EventPlace(Part):
    """Where the event lies."""

    name: str = Field(description="Name to show.")
    gazetteer_id: str | None = Field(default=None, description="Id in the gazetteer; null if the name is not resolved.")
    lat: float | None = Field(default=None, ge=-90, le=90, description="Latitude WGS84, null if not resolved.")
    lon: float | None = Field(default=None, ge=-180, le=180, description="Longitude WGS84, null if not resolved.")
    precision: PlaceCode = Field(description="How finely the place is known.")
    radius_km: float | None = Field(default=None, ge=0, description="The event lies within this distance of lat, lon.")
    admin1: str | None = Field(default=None, description="Province or governorate.")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2 code.", pattern=r"^[A-Z]{2}$")
    hint: str | None = Field(default=None, description="Sector, anchor or line the texts add.")


class EventDate(Part):
    """When the event happened, both days included."""

    start: date | None = Field(description="First possible day.")
    end: date | None = Field(description="Last possible day.")
    precision: DateCode = Field(description="How finely the day is known.")
    basis: DateBasis = Field(description="`report` if only the day of reporting is known.")


class Quote(Part):
    """The passage an event source is quoted with."""

    text: str = Field(description="The characters of the cleaned article.")
    start: int = Field(ge=0, description="Offset in the cleaned text.")
    end: int = Field(ge=0, description="Offset one past the end.")
    text_sha256: str = Field(description="Hash of that cleaned text.")


class EventSource(Part):
    """One claim behind the event: who published it, who says so, in which words."""

    claim_id: Id = Field(description="The claim.")
    article_id: Id = Field(description="The article.")
    publisher: str | None = Field(default=None, description="Who published it.")
    claimant: str | None = Field(default=None, description="Who says so; null if unnamed.")
    claimant_role: ClaimantRole = Field(
        default=ClaimantRole.UNKNOWN, description="How the claimant stands to the happening."
    )
    relay: str | None = Field(default=None, description="Agency that carried it.")
    url: str | None = Field(default=None, description="Address of the article.")
    published_at: UtcDatetime | None = Field(default=None, description="When it was published.")
    syndication_id: str | None = Field(default=None, description="Same for copies of one text.")
    language: str | None = Field(default=None, description="BCP 47 tag of the article, as CleanArticle has it.")
    realis: Realis = Field(default=Realis.ACTUAL, description="In what sense the article says it.")
    hedged: bool = Field(default=False, description="The text itself doubts it.")
    quote: Quote | None = Field(default=None, description="The fullest passage.")


class Contradiction(Part):
    """Two live claims that cannot both be right."""

    field: str = Field(description="Field they differ in, for example `toll.killed`.")
    values: list[str] = Field(min_length=2, description="The rival values, as shown to people.")
    claim_ids: list[str] = Field(min_length=2, description="The claims that give them.")


class Change(Part):
    """One change of one field."""

    revision: int = Field(ge=1, description="Revision the change made.")
    at: UtcDatetime = Field(description="When the claim that caused it became known.")
    field: str = Field(description="Field that changed, for example `toll.killed` or `state`.")
    old: str | None = Field(default=None, description="Value before, as shown to people; null at first sight.")
    new: str | None = Field(default=None, description="Value after; null if withdrawn.")
    reason: ChangeReason = Field(description="Why.")
    claim_id: str | None = Field(default=None, description="The claim that caused it; null for a person's decision.")
    by: str | None = Field(default=None, description="Person who decided it; null where a claim did.")
    note: str | None = Field(default=None, description="Why that person decided so, in their words.")


class TollFigure(Part):
    """One claim's figure for one counter."""

    claim_id: str = Field(description="The claim.")
    claimant: str | None = Field(default=None, description="Who says so.")
    publisher: str | None = Field(default=None, description="Who published it.")
    at: UtcDatetime = Field(description="When it was published, else when it became known.")
    low: int | None = Field(default=None, ge=0, description="As in Count.")
    best: int | None = Field(default=None, ge=0, description="As in Count.")
    high: int | None = Field(default=None, ge=0, description="As in Count.")
    op: CountOp = Field(default=CountOp.EXACT, description="As in Count.")
    group: VictimGroup = Field(default=VictimGroup.UNKNOWN, description="Whom the figure counts.")
    side: str | None = Field(default=None, description="Actor id of the side whose people it counts.")
    live: bool = Field(default=True, description="False once corrected or withdrawn by its own source.")


class TollCount(Part):
    """A counter over all live claims."""

    low: int | None = Field(default=None, ge=0, description="Least live figure.")
    best: int | None = Field(
        default=None, ge=0, description="Figure of the newest claim of the highest-ranked claimant."
    )
    high: int | None = Field(default=None, ge=0, description="Greatest live figure; null if open.")
    op: CountOp = Field(default=CountOp.EXACT, description="How the best figure is qualified.")
    figures: list[TollFigure] = Field(default=[], description="Every figure told, oldest first.")


class EventToll(Part):
    """People harmed in the event; null means no claim says anything."""

    killed: TollCount | None = Field(default=None, description="Dead.")
    injured: TollCount | None = Field(default=None, description="Injured.")
    missing: TollCount | None = Field(default=None, description="Missing.")
    captured: TollCount | None = Field(default=None, description="Captured or abducted.")
    displaced: TollCount | None = Field(default=None, description="Driven from home.")


class VictimToll(Part):
    """The toll of one victim group of the event."""

    group: VictimGroup = Field(description="Who they are.")
    side: str | None = Field(default=None, description="Actor id of the side they belong to.")
    text: str = Field(default="", description="Words naming them.")
    killed: int | None = Field(default=None, ge=0, description="Best figure.")
    injured: int | None = Field(default=None, ge=0, description="Best figure.")


class PostStep(Part):
    """One step in the life of a post."""

    action: PostAction = Field(description="The step.")
    date: EventDate = Field(description="When it was taken.")
    claim_id: str = Field(description="The claim that tells it.")
    at: UtcDatetime = Field(description="When that claim became known.")


class _EventBase(Contract):
    type_name: ClassVar[str] = "vedette.event"

    event_id: Id = Field(description="Stable for the life of the event.")
    revision: int = Field(
        ge=1, description="Rises with each published change, by more than one where several claims came together."
    )
    status: EventStatus = Field(default=EventStatus.ACTIVE, description="Whether the record stands.")
    superseded_by: str | None = Field(default=None, description="The event it was merged into.")
    supersedes: list[str] = Field(
        default=[], description="Events that were merged into it by this very revision; earlier ones are not repeated."
    )
    first_reported_at: UtcDatetime = Field(description="When the first claim was published, else became known.")
    updated_at: UtcDatetime = Field(description="When the claim behind this revision became known.")
    summary: str = Field(description="One sentence, generated from the fields.")
    place: EventPlace | None = Field(default=None, description="Where; null if no claim names a place.")
    area: str = Field(default="xx", pattern=r"^[a-z]{2}$", description="Key of the claims it was built from.")
    date: EventDate = Field(description="When.")
    actors: list[Actor] = Field(default=[], description="Parties named by the claims.")
    realis: Realis = Field(default=Realis.ACTUAL, description="The firmest sense in which a live claim says it.")
    hedged: bool = Field(default=False, description="True while every live claim is hedged.")
    claims: list[str] = Field(min_length=1, description="Ids of the claims merged into it, oldest first.")
    sources: list[EventSource] = Field(min_length=1, description="One entry per claim, oldest first.")
    independent_claims: int = Field(ge=0, description="Claims of different publisher family and different claimant.")
    contradictions: list[Contradiction] = Field(default=[], description="Live claims that cannot both be right.")
    possible_duplicates: list[str] = Field(
        default=[], description="Events that may be the same happening; for a person to judge."
    )
    changes: list[Change] = Field(default=[], description="Every change, oldest first.")
    confidence: Share = Field(description="Product of the parts, for sorting; never a hidden gate.")
    confidence_parts: dict[str, float] = Field(
        default={}, description="reading, realis, claimant, independent, place, date; 0 to 1."
    )


class PostEvent(_EventBase):
    """The life of one post, or a number told of posts without sites."""

    kind: Literal["post"] = Field(default="post", description="Family of the event.")
    state: PostAction = Field(description="Latest state in the life cycle.")
    facility: Facility = Field(description="Kind of installation.")
    actor: Actor | None = Field(default=None, description="Who holds it.")
    perpetrator: Actor | None = Field(default=None, description="Who attacked it last, if told.")
    history: list[PostStep] = Field(default=[], description="Every step told, by day and then by time known.")
    is_site: bool = Field(
        description="True for one installation at one place; false for stocks, targets, unsited numbers."
    )
    delta: int | None = Field(default=None, ge=0, description="New installations without a named site.")
    stock: int | None = Field(default=None, ge=0, description="Running total last told.")
    target: int | None = Field(default=None, ge=0, description="Number agreed or planned.")
    ordinal: int | None = Field(default=None, ge=0, description="The nth installation it is about.")
    temporary: bool = Field(default=False, description="True for a flying checkpoint.")
    linked_events: list[str] = Field(default=[], description="Casualty events of attacks on it.")


class CasualtyEvent(_EventBase):
    """One happening in which people came to harm, or one running sum over a period."""

    kind: Literal["casualty"] = Field(default="casualty", description="Family of the event.")
    toll: EventToll = Field(description="People harmed.")
    victims: list[VictimToll] = Field(default=[], description="Toll by group of victims.")
    joint: bool = Field(default=False, description="True if no claim divides killed from injured.")
    cause: Cause = Field(default=Cause.UNKNOWN, description="By what means.")
    cause_text: str | None = Field(default=None, description="The words naming the means.")
    perpetrator: Actor | None = Field(default=None, description="Who did it, if a claim says so.")
    scope: Scope = Field(default=Scope.INCIDENT, description="Incident, several, or a running sum.")


AnyEvent = Annotated[PostEvent | CasualtyEvent, Field(discriminator="kind")]
"""Either family, told apart by `kind`."""

Event = PostEvent | CasualtyEvent

_ADAPTER: TypeAdapter[PostEvent | CasualtyEvent] = TypeAdapter(AnyEvent)


def read_event(value: bytes | str) -> PostEvent | CasualtyEvent:
    """Parse an event of either family and ignore fields this version does not know.

    Raises: `pydantic.ValidationError` if the message does not keep the contract.
    """
    return _ADAPTER.validate_json(value, extra="ignore")
