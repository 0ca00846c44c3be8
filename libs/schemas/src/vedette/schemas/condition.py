"""Conditions of watch rules: a tree of `all`, `any` and `not` over typed leaves, without free code."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from vedette.schemas.area import PlaceTest
from vedette.schemas.base import Part, Share
from vedette.schemas.vocabulary import Cause, ClaimantRole, Facility, PlaceCode, PostAction, Scope, VictimGroup

__all__ = [
    "LEAVES",
    "ActionIs",
    "ActorIs",
    "ActorTest",
    "AllOf",
    "AnyOf",
    "CapturedAtLeast",
    "CauseIs",
    "CountAtLeast",
    "DateIs",
    "DateTest",
    "DisplacedAtLeast",
    "EvidenceIs",
    "FacilityIs",
    "InjuredAtLeast",
    "KilledAtLeast",
    "KindIs",
    "LanguageIs",
    "MinConfidence",
    "MinSources",
    "MissingAtLeast",
    "Node",
    "Not",
    "PlaceIs",
    "PrecisionIs",
    "ScopeIs",
    "TextHas",
    "TextTest",
    "VictimsAre",
    "When",
]

MAX_DEPTH = 4
MAX_LEAVES = 64
"""Source: rule model of the alert design; deeper trees cannot be normalised to few clauses."""


class ActorTest(Part):
    """An actor named by the event."""

    any_of: list[str] = Field(default=[], description="Actor ids or names; one of them must be named.")
    all_of: list[str] = Field(default=[], description="Actor ids or names; each of them must be named.")
    role: Literal["any", "holder", "perpetrator", "victim", "party"] = Field(
        default="any", description="The part the actor must play."
    )

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.any_of or self.all_of):
            msg = "give any_of or all_of"
            raise ValueError(msg)
        return self


class TextTest(Part):
    """Words in the event's summary, place or quotes; case and accents do not count."""

    any_of: list[str] = Field(default=[], description="One of these must occur.")
    all_of: list[str] = Field(default=[], description="All of these must occur.")
    none_of: list[str] = Field(default=[], description="None of these may occur.")

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not (self.any_of or self.all_of or self.none_of):
            msg = "give any_of, all_of or none_of"
            raise ValueError(msg)
        return self


class CountAtLeast(Part):
    """A counter of the toll has reached a number."""

    n: int = Field(ge=0, le=1_000_000_000, description="Least number that matches.")
    bound: Literal["low", "best", "high"] = Field(default="best", description="Which figure of the toll is compared.")


class DateTest(Part):
    """When the event happened. The whole span of days it is known to must lie inside."""

    since: date | None = Field(default=None, description="First day that matches.")
    until: date | None = Field(default=None, description="Last day that matches.")
    within_days: int | None = Field(
        default=None, ge=0, le=36_500, description="Days at most between the happening and its first report."
    )
    match: Literal["certain", "possible"] = Field(
        default="certain", description="For a span of days: `certain` wants all of it inside, `possible` any day."
    )

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.since is None and self.until is None and self.within_days is None:
            msg = "give since, until or within_days"
            raise ValueError(msg)
        return self


def _count_or_number(value: object) -> object:
    return {"n": value} if isinstance(value, int) and not isinstance(value, bool) else value


class KindIs(Part):
    """The event's family."""

    kind: list[Literal["post", "casualty"]] = Field(min_length=1, description="Families that match.")


class ActionIs(Part):
    """The post's state."""

    action: list[PostAction] = Field(min_length=1, description="States that match.")


class ActorIs(Part):
    """An actor of the event."""

    actor: ActorTest = Field(description="Which actor, in which role.")


class PlaceIs(Part):
    """Where the event lies."""

    place: PlaceTest = Field(description="The area.")


class _Counted(Part):
    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:  # raw input of any shape; pydantic judges it after this
        return {k: _count_or_number(v) for k, v in value.items()} if isinstance(value, dict) else value


class KilledAtLeast(_Counted):
    """Dead, at least n. `killed: 3` is short for `killed: {n: 3}`."""

    killed: CountAtLeast = Field(description="Least number of dead.")


class InjuredAtLeast(_Counted):
    """Injured, at least n."""

    injured: CountAtLeast = Field(description="Least number of injured.")


class MissingAtLeast(_Counted):
    """Missing, at least n."""

    missing: CountAtLeast = Field(description="Least number of missing persons.")


class CapturedAtLeast(_Counted):
    """Captured or abducted, at least n."""

    captured: CountAtLeast = Field(description="Least number of captured persons.")


class DisplacedAtLeast(_Counted):
    """Displaced, at least n."""

    displaced: CountAtLeast = Field(description="Least number of displaced persons.")


class TextHas(Part):
    """Words of the event."""

    text: TextTest = Field(description="Words that must or must not occur.")


class ScopeIs(Part):
    """The scope of a casualty event."""

    scope: list[Scope] = Field(min_length=1, description="Scopes that match.")


class MinConfidence(Part):
    """Least confidence of the event."""

    confidence: Share = Field(description="Least confidence, 0 to 1.")


class MinSources(Part):
    """Least number of independent claims."""

    independent_sources: int = Field(
        ge=1, le=1_000_000, description="Claims of different publisher family and different claimant, at least so many."
    )


class EvidenceIs(Part):
    """Who stands behind it."""

    evidence: list[ClaimantRole] = Field(min_length=1, description="One source at least is of one of these roles.")


class DateIs(Part):
    """When it happened."""

    date: DateTest = Field(description="The days.")


class PrecisionIs(Part):
    """How finely the place is known, at least."""

    precision: PlaceCode = Field(description="Coarsest code that matches: `G2` takes `G1` and `G2`.")


class FacilityIs(Part):
    """The kind of installation of a post event."""

    facility: list[Facility] = Field(min_length=1, description="Kinds that match.")


class CauseIs(Part):
    """The means of a casualty event."""

    cause: list[Cause] = Field(min_length=1, description="Means that match; an unknown means matches nothing.")


class VictimsAre(Part):
    """A group of victims of a casualty event."""

    victims: list[VictimGroup] = Field(min_length=1, description="One of these groups is named.")


class LanguageIs(Part):
    """The language of a source."""

    language: list[Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]] = Field(
        min_length=1, description="BCP 47 tags; one source at least is in one of them. `ar` takes `ar-SY` too."
    )


class AllOf(Part):
    """Every child must match."""

    all: "list[Node]" = Field(min_length=1, description="Children.")


class AnyOf(Part):
    """One child must match."""

    any: "list[Node]" = Field(min_length=1, description="Children.")


class Not(Part):
    """The child must be known and not match: a missing field is no match either way."""

    not_: "Node" = Field(alias="not", description="Child.")


LEAVES = (
    "kind", "action", "actor", "place", "killed", "injured", "displaced", "text", "scope", "confidence", "missing",
    "captured", "independent_sources", "evidence", "date", "precision", "facility", "cause", "victims",
    "language",
)  # fmt: skip
"""Names of the leaves a rule may use."""


_NAMES = frozenset({"all", "any", "not", *LEAVES})


def _tag(value: Any) -> str | None:  # raw input or a built model; only its shape is read
    if (
        type(value) is dict
    ):  # first, and by type: `isinstance` asks a model's metaclass, which takes longer than the rest
        name = str(next(iter(value))) if len(value) == 1 else ""
        return name if name in _NAMES else None
    if isinstance(value, Part):
        name = next(iter(type(value).model_fields))
        return "not" if name == "not_" else name
    return None


Node = Annotated[
    Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[KindIs, Tag("kind")]
    | Annotated[ActionIs, Tag("action")]
    | Annotated[ActorIs, Tag("actor")]
    | Annotated[PlaceIs, Tag("place")]
    | Annotated[KilledAtLeast, Tag("killed")]
    | Annotated[InjuredAtLeast, Tag("injured")]
    | Annotated[DisplacedAtLeast, Tag("displaced")]
    | Annotated[TextHas, Tag("text")]
    | Annotated[ScopeIs, Tag("scope")]
    | Annotated[MinConfidence, Tag("confidence")]
    | Annotated[MissingAtLeast, Tag("missing")]
    | Annotated[CapturedAtLeast, Tag("captured")]
    | Annotated[MinSources, Tag("independent_sources")]
    | Annotated[EvidenceIs, Tag("evidence")]
    | Annotated[DateIs, Tag("date")]
    | Annotated[PrecisionIs, Tag("precision")]
    | Annotated[FacilityIs, Tag("facility")]
    | Annotated[CauseIs, Tag("cause")]
    | Annotated[VictimsAre, Tag("victims")]
    | Annotated[LanguageIs, Tag("language")],
    Discriminator(
        _tag,
        custom_error_type="rule_node",
        custom_error_message="a condition is one of all, any, not, " + ", ".join(LEAVES) + ", one per list item",
    ),
]


def _size(node: Any) -> tuple[int, int]:  # any node of the tree
    """Return how many nodes a tree has, and how deep it is."""
    match node:
        case Not():
            children = [node.not_]
        case AllOf():
            children = node.all
        case AnyOf():
            children = node.any
        case _:
            return 1, 1
    sizes = [_size(child) if type(child) in _GROUPS else (1, 1) for child in children]
    return 1 + sum(number for number, _ in sizes), 1 + max(depth for _, depth in sizes)


_GROUPS = (AllOf, AnyOf, Not)


def _small_enough(node: Any) -> Any:  # any node of the tree
    number, depth = _size(node)
    if depth > MAX_DEPTH:
        msg = f"conditions are nested {depth} deep, at most {MAX_DEPTH} are allowed"
        raise ValueError(msg)
    if number > MAX_LEAVES:
        msg = f"{number} conditions, at most {MAX_LEAVES} are allowed"
        raise ValueError(msg)
    return node


When = Annotated[Node, AfterValidator(_small_enough)]
"""A whole tree, not too deep and not too large."""
