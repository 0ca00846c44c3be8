"""Claims: what one article says happened, field by field, with the characters each field came from."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from vedette.schemas.base import Contract, Id, Part, Share, UtcDatetime

__all__ = [
    "Actor",
    "ActorKind",
    "ActorRole",
    "AnyClaim",
    "Attribution",
    "CasualtyClaim",
    "Cause",
    "Claim",
    "ClaimConfidence",
    "ClaimDate",
    "ClaimPlace",
    "ClaimantRole",
    "Count",
    "CountOp",
    "DateBasis",
    "DateCode",
    "Evidence",
    "Facility",
    "FieldSpan",
    "NumberRole",
    "PlaceCode",
    "PlaceRelation",
    "PostAction",
    "PostClaim",
    "PostNumber",
    "Realis",
    "Scope",
    "Toll",
    "VictimGroup",
    "VictimPart",
    "Victims",
    "read_claim",
]


class Realis(StrEnum):
    """In what sense the article says it. Source: EVENTS definitions, section 1."""

    ACTUAL = "actual"
    PLANNED = "planned"
    ATTEMPTED = "attempted"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    BACKGROUND = "background"


class PlaceCode(StrEnum):
    """How finely a place is known (UCDP and ACLED precision codes map onto these)."""

    SITE = "G1"
    NEAR = "G2"
    DISTRICT = "G3"
    GOVERNORATE = "G4"
    REGION = "G5"
    COUNTRY = "G6"
    SEA_OR_AIR = "G7"


class DateCode(StrEnum):
    """How finely a day is known: exact day, 2-6 days, one week, month, longer."""

    DAY = "D1"
    DAYS = "D2"
    WEEK = "D3"
    MONTH = "D4"
    LONGER = "D5"


class DateBasis(StrEnum):
    """Whether the time words date the happening or only the saying of it."""

    EVENT = "event"
    REPORT = "report"


class PlaceRelation(StrEnum):
    """How the happening lies to the named place."""

    AT = "at"
    NEAR = "near"
    BETWEEN = "between"
    NORTH_OF = "north_of"
    SOUTH_OF = "south_of"
    EAST_OF = "east_of"
    WEST_OF = "west_of"
    NORTH_EAST_OF = "north_east_of"
    NORTH_WEST_OF = "north_west_of"
    SOUTH_EAST_OF = "south_east_of"
    SOUTH_WEST_OF = "south_west_of"
    ALONG = "along"


class CountOp(StrEnum):
    """How the text qualifies a number."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    VAGUE = "vague"


class Scope(StrEnum):
    """One incident, several told together, or a sum over a period or campaign."""

    INCIDENT = "incident"
    MULTI = "multi"
    CUMULATIVE = "cumulative"


class PostAction(StrEnum):
    """The step in a post's life cycle."""

    AGREED = "agreed"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    ESTABLISHED = "established"
    ATTEMPTED = "attempted"
    REINFORCED = "reinforced"
    RELOCATED = "relocated"
    HANDED_OVER = "handed_over"
    ATTACKED = "attacked"
    WITHDRAWN = "withdrawn"
    DISMANTLED = "dismantled"
    DENIED = "denied"


class Facility(StrEnum):
    """What kind of installation."""

    OBSERVATION_POST = "observation_post"
    MILITARY_POINT = "military_point"
    BASE = "base"
    OUTPOST = "outpost"
    CHECKPOINT = "checkpoint"
    HEADQUARTERS = "headquarters"
    OTHER = "other"


class NumberRole(StrEnum):
    """What a number of posts means; roles are never added to each other."""

    DELTA = "delta"
    STOCK = "stock"
    TARGET = "target"
    ORDINAL = "ordinal"


class Cause(StrEnum):
    """The means by which people came to harm."""

    AIRSTRIKE = "airstrike"
    DRONE_STRIKE = "drone_strike"
    SHELLING = "shelling"
    MISSILE = "missile"
    GUNFIRE = "gunfire"
    CLASHES = "clashes"
    IED = "ied"
    CAR_BOMB = "car_bomb"
    SUICIDE_ATTACK = "suicide_attack"
    MINE = "mine"
    EXECUTION = "execution"
    TORTURE = "torture"
    SIEGE = "siege"
    CHEMICAL = "chemical"
    STABBING = "stabbing"
    ABDUCTION = "abduction"
    EXPLOSION = "explosion"
    UNKNOWN = "unknown"


class VictimGroup(StrEnum):
    """Who was harmed."""

    COMBATANT = "combatant"
    CIVILIAN = "civilian"
    UNKNOWN = "unknown"


class ActorKind(StrEnum):
    """Kinds of actors."""

    STATE_FORCE = "state_force"
    ARMED_GROUP = "armed_group"
    MILITIA = "militia"
    FOREIGN_FORCE = "foreign_force"
    CIVILIANS = "civilians"
    UNKNOWN = "unknown"


class ActorRole(StrEnum):
    """What an actor does in the claim."""

    HOLDER = "holder"
    PERPETRATOR = "perpetrator"
    VICTIM = "victim"
    PARTY = "party"


class ClaimantRole(StrEnum):
    """Ways a claimant stands to the happening."""

    PARTY = "party"
    OTHER_STATE = "other_state"
    MONITOR = "monitor"
    UN = "un"
    MEDIC = "medic"
    RESIDENT = "resident"
    MEDIA = "media"
    UNKNOWN = "unknown"


class FieldSpan(Part):
    """The characters one field was read from; `text[start:end] == quote`."""

    field: str = Field(description="Name of the claim field, for example `toll.killed`, `date`, `places.0`.")
    start: int = Field(ge=0, description="Offset of the first code point in the cleaned text.")
    end: int = Field(ge=0, description="Offset one past the last code point.")
    quote: str = Field(description="The characters themselves.")


class Evidence(Part):
    """A sentence or passage the claim rests on; `text[start:end] == quote`."""

    start: int = Field(ge=0, description="Offset of the first code point in the cleaned text.")
    end: int = Field(ge=0, description="Offset one past the last code point.")
    quote: str = Field(min_length=1, description="The characters themselves.")


class ClaimPlace(Part):
    """A place as the text names it and as the gazetteer knows it."""

    text: str = Field(description="The name as it stands in the text.")
    relation: PlaceRelation = Field(default=PlaceRelation.AT, description="How the happening lies to the place.")
    name: str = Field(description="The gazetteer's name, or the text's where it is not resolved.")
    gazetteer_id: str | None = Field(
        default=None, description="`gn:` GeoNames, `own:` our tables; null if not resolved."
    )
    lat: float | None = Field(
        default=None, ge=-90, le=90, description="Latitude WGS84; null if not resolved, never invented."
    )
    lon: float | None = Field(default=None, ge=-180, le=180, description="Longitude WGS84; null if not resolved.")
    precision: PlaceCode = Field(description="How finely the place is known.")
    radius_km: float | None = Field(
        default=None, ge=0, description="The happening lies within this distance of lat, lon."
    )
    admin1: str | None = Field(default=None, description="Province or governorate.")
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2 code.", pattern=r"^[A-Z]{2}$")
    hint: str | None = Field(default=None, description="What the text adds: a sector, an anchor, a distance.")
    score: Share = Field(default=0.0, description="How sure the resolution is; 0 if not resolved.")
    inferred: bool = Field(default=False, description="True if the name stands outside the evidence sentence.")


class ClaimDate(Part):
    """The days on which it happened, both ends included."""

    start: date | None = Field(description="First possible day; null if not known.")
    end: date | None = Field(description="Last possible day; null if not known.")
    precision: DateCode = Field(description="How finely the day is known.")
    basis: DateBasis = Field(description="`report` if the time words date only the saying.")
    text: str | None = Field(default=None, description="The time words; null if taken from the publication day.")


class Attribution(Part):
    """Claimant, relay and verb of saying."""

    claimant: str | None = Field(default=None, description="Person or body said to be the origin; null if unnamed.")
    claimant_role: ClaimantRole = Field(default=ClaimantRole.UNKNOWN, description="How it stands to the happening.")
    relay: str | None = Field(default=None, description="Agency that carried it, for example Anadolu.")
    verb: str | None = Field(default=None, description="Verb of saying as it stands in the text.")


class Actor(Part):
    """A party to the happening."""

    text: str = Field(description="The name as it stands in the text.")
    actor_id: str | None = Field(
        default=None, description="Canonical id, for example `TUR`, `SYR-GOV`, `HTS`; null if unknown."
    )
    role: ActorRole = Field(description="What it does in the claim.")
    kind: ActorKind = Field(default=ActorKind.UNKNOWN, description="What kind of actor.")


class Count(Part):
    """A number of persons as the text gives it."""

    low: int | None = Field(default=None, ge=0, description="Least number the words allow.")
    best: int | None = Field(default=None, ge=0, description="Number to show; null where the words give none.")
    high: int | None = Field(default=None, ge=0, description="Greatest number the words allow; null if open.")
    op: CountOp = Field(default=CountOp.EXACT, description="How the text qualifies the number.")
    text: str = Field(default="", description="The words of the number.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        known = [v for v in (self.low, self.best, self.high) if v is not None]
        if known != sorted(known):
            msg = f"low <= best <= high does not hold: {self.low}, {self.best}, {self.high}"
            raise ValueError(msg)
        return self


class PostNumber(Count):
    """A number of posts and what it means."""

    role: NumberRole = Field(description="What the number means.")


class Toll(Part):
    """People harmed. null means the text says nothing; 0 means it says none."""

    killed: Count | None = Field(default=None, description="Dead.")
    injured: Count | None = Field(default=None, description="Injured.")
    missing: Count | None = Field(default=None, description="Missing.")
    captured: Count | None = Field(default=None, description="Captured or abducted.")
    displaced: Count | None = Field(default=None, description="Driven from home, persons.")


class VictimPart(Part):
    """A group told as part of the number ("including three children"), never added to it."""

    text: str = Field(description="The words.")
    group: VictimGroup = Field(default=VictimGroup.UNKNOWN, description="Who they are.")
    count: Count | None = Field(default=None, description="How many of the number.")


class Victims(Part):
    """Who was harmed."""

    group: VictimGroup = Field(default=VictimGroup.UNKNOWN, description="Combatants, civilians, or not told.")
    side: str | None = Field(
        default=None, description="Actor id of the force the victims belong to, null if none or not told."
    )
    text: str = Field(default="", description="The words naming the victims.")
    of_which: list[VictimPart] = Field(default=[], description="Parts of the number.")


class ClaimConfidence(Part):
    """How sure the machine is that it read the text right; parts are shown, never hidden."""

    reading: Share = Field(description="Overall reading confidence.")
    parts: dict[str, float] = Field(default={}, description="Confidence per field, 0 to 1.")


class _ClaimBase(Contract):
    type_name: ClassVar[str] = "vedette.claim"

    claim_id: Id = Field(
        description="Function of article, family and content; the same claim in a later revision keeps it."
    )
    article_id: Id = Field(description="The article that says it.")
    article_revision: int = Field(default=1, ge=1, description="Revision of that article.")
    text_sha256: str = Field(description="Hash of the cleaned text the offsets count in.", pattern=r"^[0-9a-f]{64}$")
    url: str | None = Field(default=None, description="Canonical address of the article.")
    publisher: str | None = Field(default=None, description="Who published it.")
    published_at: UtcDatetime | None = Field(default=None, description="When it was published.")
    syndication_id: str | None = Field(default=None, description="Same for reprints of one text.")
    read_at: UtcDatetime = Field(description="When the article was fetched: the time this claim became known.")
    realis: Realis = Field(description="In what sense the article says it.")
    evidence: list[Evidence] = Field(min_length=1, description="Passages the claim rests on, fullest first.")
    spans: list[FieldSpan] = Field(default=[], description="The characters each field was read from.")
    places: list[ClaimPlace] = Field(default=[], description="Where; one per named site, then areas that hold them.")
    date: ClaimDate = Field(description="When.")
    attribution: Attribution = Field(default=Attribution(), description="Who says so.")
    actors: list[Actor] = Field(default=[], description="Parties.")
    hedged: bool = Field(default=False, description="The text itself doubts it: reportedly, not confirmed.")
    confidence: ClaimConfidence = Field(description="Reading confidence and its parts.")
    reader: str = Field(description="Tagger and rules that read it, with version.")
    area: str = Field(
        default="xx",
        pattern=r"^[a-z]{2}$",
        description="Message key: ISO country of the place, else of the article, lower case; `xx` if unknown.",
    )
    withdrawn: bool = Field(
        default=False,
        description="True if a later revision of the article no longer says so; sent once, with the same claim_id.",
    )


class PostClaim(_ClaimBase):
    """One statement about military installations."""

    kind: Literal["post"] = Field(default="post", description="Family of the claim.")
    action: PostAction = Field(description="Step in the life cycle.")
    facility: Facility = Field(description="Kind of installation.")
    actor: Actor | None = Field(default=None, description="Who holds or builds; null if not told.")
    perpetrator: Actor | None = Field(default=None, description="Who attacked; null if not told.")
    numbers: list[PostNumber] = Field(default=[], description="Numbers of posts by role.")
    temporary: bool = Field(default=False, description="True for a flying checkpoint.")


class CasualtyClaim(_ClaimBase):
    """One statement about people killed, injured, missing, captured or displaced."""

    kind: Literal["casualty"] = Field(default="casualty", description="Family of the claim.")
    toll: Toll = Field(description="How many.")
    victims: Victims = Field(default=Victims(), description="Who.")
    perpetrator: Actor | None = Field(default=None, description="Who did it, only if the text says so.")
    cause: Cause = Field(default=Cause.UNKNOWN, description="By what means.")
    cause_text: str | None = Field(default=None, description="The words naming the means.")
    scope: Scope = Field(default=Scope.INCIDENT, description="One incident, several, or a sum over a period.")
    joint: bool = Field(default=False, description="True if the text does not divide killed from injured.")


AnyClaim = Annotated[PostClaim | CasualtyClaim, Field(discriminator="kind")]
"""Either family, told apart by `kind`."""

Claim = PostClaim | CasualtyClaim

_ADAPTER: TypeAdapter[PostClaim | CasualtyClaim] = TypeAdapter(AnyClaim)


def read_claim(value: bytes | str) -> PostClaim | CasualtyClaim:
    """Parse a claim of either family and ignore fields this version does not know.

    Raises: `pydantic.ValidationError` if the message does not keep the contract.
    """
    return _ADAPTER.validate_json(value, extra="ignore")
