"""Claims: what one article says happened, field by field, with the characters each field came from."""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, TypeAdapter, model_validator

from vedette.schemas.base import Contract, Id, Part, Share, UtcDatetime
from vedette.schemas.vocabulary import (
    ActorKind,
    ActorRole,
    Cause,
    ClaimantRole,
    CountOp,
    DateBasis,
    DateCode,
    Facility,
    NumberRole,
    PlaceCode,
    PlaceRelation,
    PostAction,
    Realis,
    Scope,
    VictimGroup,
)

__all__ = [
    "Actor",
    "AnyClaim",
    "Attribution",
    "CasualtyClaim",
    "Claim",
    "ClaimConfidence",
    "ClaimDate",
    "ClaimPlace",
    "Count",
    "Evidence",
    "FieldSpan",
    "PostClaim",
    "PostNumber",
    "Toll",
    "VictimPart",
    "Victims",
    "read_claim",
]


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
    inferred: bool = Field(
        default=False,
        description="True if another sentence, a speaker or a people's name gives the place, not the deed's own words.",
    )


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
    language: str | None = Field(default=None, description="BCP 47 tag of the article, as CleanArticle has it.")
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
    withdrawn_at: UtcDatetime | None = Field(
        default=None, description="When that later revision was fetched; null while the claim stands."
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
