"""Watch rules and subscribers: what somebody wants to hear of, and where to tell them."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Discriminator, Field, Tag, model_validator

from vedette.schemas.base import Contract, Id, Part, Share, UtcDatetime
from vedette.schemas.vocabulary import PostAction, Scope

__all__ = [
    "LEAVES",
    "ActionIs",
    "ActorIs",
    "ActorTest",
    "AllOf",
    "AnyOf",
    "CountAtLeast",
    "DisplacedAtLeast",
    "EmailEndpoint",
    "Endpoint",
    "EndpointState",
    "FollowUp",
    "InjuredAtLeast",
    "KilledAtLeast",
    "KindIs",
    "MinConfidence",
    "Node",
    "Not",
    "PlaceIs",
    "PlaceTest",
    "Radius",
    "ScopeIs",
    "Subscriber",
    "TextHas",
    "TextTest",
    "WatchRule",
    "WebhookEndpoint",
]

MAX_DEPTH = 4
MAX_LEAVES = 64
"""Source: rule model of the alert design; deeper trees cannot be normalised to few clauses."""


class ActorTest(Part):
    """An actor named by the event."""

    any_of: list[str] = Field(min_length=1, description="Actor ids or names; one of them must be named.")
    role: Literal["any", "holder", "perpetrator", "victim", "party"] = Field(
        default="any", description="The part the actor must play."
    )


class Radius(Part):
    """A circle on the globe."""

    lat: float = Field(ge=-90, le=90, description="Centre latitude WGS84.")
    lon: float = Field(ge=-180, le=180, description="Centre longitude WGS84.")
    km: float = Field(gt=0, le=500, description="Radius in kilometres, at most 500.")


Point = Annotated[
    tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-90, le=90)]],
    Field(description="[longitude, latitude] WGS84, as in GeoJSON."),
]


class PlaceTest(Part):
    """An area the event must lie in; exactly one form is given."""

    radius: Radius | None = Field(default=None, description="A circle.")
    bbox: tuple[float, float, float, float] | None = Field(
        default=None, description="[west, south, east, north] in degrees; west > east crosses the antimeridian."
    )
    polygon: list[Point] | None = Field(
        default=None,
        min_length=3,
        max_length=500,
        description="Ring of [longitude, latitude] points; closed by itself.",
    )
    admin: str | None = Field(
        default=None,
        description="`SY` for a country, `SY/Idlib` for a province of it; names are folded.",
        pattern=r"^[A-Za-z]{2}(/.+)?$",
    )
    match: Literal["certain", "possible"] = Field(
        default="certain",
        description="For an event known only to an area: `certain` wants all of it inside, `possible` any overlap.",
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = [n for n in ("radius", "bbox", "polygon", "admin") if getattr(self, n) is not None]
        if len(forms) != 1:
            msg = f"give exactly one of radius, bbox, polygon, admin; found {', '.join(forms) or 'none'}"
            raise ValueError(msg)
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
                msg = "bbox is [west, south, east, north] with longitudes in -180..180 and -90 <= south <= north <= 90"
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

    n: int = Field(ge=0, description="Least number that matches.")
    bound: Literal["low", "best", "high"] = Field(default="best", description="Which figure of the toll is compared.")


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


class AllOf(Part):
    """Every child must match."""

    all: "list[Node]" = Field(min_length=1, description="Children.")


class AnyOf(Part):
    """One child must match."""

    any: "list[Node]" = Field(min_length=1, description="Children.")


class Not(Part):
    """The child must be known and not match: a missing field is no match either way."""

    not_: "Node" = Field(alias="not", description="Child.")


LEAVES = ("kind", "action", "actor", "place", "killed", "injured", "displaced", "text", "scope", "confidence")
"""Names of the leaves a rule may use."""


def _tag(value: Any) -> str | None:  # raw input or a built model; only its shape is read
    if isinstance(value, Part):
        name = next(iter(type(value).model_fields))
        return "not" if name == "not_" else name
    if isinstance(value, dict) and len(value) == 1:
        name = str(next(iter(value)))
        return name if name in {"all", "any", "not", *LEAVES} else None
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
    | Annotated[MinConfidence, Tag("confidence")],
    Discriminator(
        _tag,
        custom_error_type="rule_node",
        custom_error_message="a condition is one of all, any, not, " + ", ".join(LEAVES) + ", one per list item",
    ),
]


def _walk(node: Any, depth: int) -> Iterator[int]:  # any node of the tree
    yield depth
    children = getattr(node, "all", None) or getattr(node, "any", None) or []
    if isinstance(node, Not):
        children = [node.not_]
    for child in children:
        yield from _walk(child, depth + 1)


def _small_enough(node: Any) -> Any:  # any node of the tree
    depths = list(_walk(node, 1))
    if max(depths) > MAX_DEPTH:
        msg = f"conditions are nested {max(depths)} deep, at most {MAX_DEPTH} are allowed"
        raise ValueError(msg)
    if len(depths) > MAX_LEAVES:
        msg = f"{len(depths)} conditions, at most {MAX_LEAVES} are allowed"
        raise ValueError(msg)
    return node


class FollowUp(StrEnum):
    """When to tell of later revisions of an event that matched."""

    FIRST = "first"
    STEP = "step"
    EVERY = "every"


class WatchRule(Contract):
    """What a subscriber wants to hear of."""

    type_name: ClassVar[str] = "vedette.watch_rule"

    rule_id: Id = Field(description="Id of the rule.", pattern=r"^[A-Za-z0-9._-]+$")
    rule_version: int = Field(default=1, ge=1, description="Rises with each edit.")
    subscriber_id: Id = Field(description="Who is told.")
    name: str = Field(min_length=1, max_length=120, description="Shown in every notice.")
    when: Annotated[Node, AfterValidator(_small_enough)] = Field(description="Conditions.")
    follow_up: FollowUp = Field(default=FollowUp.STEP, description="When to tell of later revisions.")
    channels: list[str] = Field(default=[], description="Endpoint ids to use; all of the subscriber's if empty.")
    enabled: bool = Field(default=True, description="False switches the rule off without deleting it.")


class EndpointState(StrEnum):
    """Whether an endpoint may be told anything."""

    UNVERIFIED = "unverified"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    GONE = "gone"


class WebhookEndpoint(Part):
    """An HTTP address that takes signed notices."""

    channel: Literal["webhook"] = Field(default="webhook", description="Kind of endpoint.")
    endpoint_id: Id = Field(description="Id of the endpoint.")
    url: str = Field(max_length=2048, description="Address that takes POST.", pattern=r"^https?://")
    secret_ref: str = Field(
        description="Where the signing secret is: `env:NAME`, `file:PATH`; the secret itself never travels.",
        pattern=r"^(env|file):.+$",
    )
    state: EndpointState = Field(default=EndpointState.ACTIVE, description="Whether it may be told.")


class EmailEndpoint(Part):
    """A mailbox."""

    channel: Literal["email"] = Field(default="email", description="Kind of endpoint.")
    endpoint_id: Id = Field(description="Id of the endpoint.")
    address: str = Field(
        max_length=254, pattern=r"^[^@\s<>,;:\"\\]+@[^@\s<>,;:\"\\]+$", description="Address to write to."
    )
    state: EndpointState = Field(default=EndpointState.ACTIVE, description="Whether it may be told.")


Endpoint = Annotated[WebhookEndpoint | EmailEndpoint, Field(discriminator="channel")]


class Subscriber(Contract):
    """Somebody who is told, and through which endpoints."""

    type_name: ClassVar[str] = "vedette.subscriber"

    subscriber_id: Id = Field(description="Id of the subscriber.", pattern=r"^[A-Za-z0-9._-]+$")
    name: str = Field(min_length=1, max_length=120, description="Shown in mails.")
    endpoints: list[Endpoint] = Field(default=[], description="Where to tell them.")
    zone: str = Field(default="UTC", description="IANA time zone of the reader.")
    language: str = Field(default="en", description="BCP 47 tag of the reader.")
    created_at: UtcDatetime | None = Field(default=None, description="When the subscriber was added.")
