"""An event as rules look at it: folded once, asked often."""

from dataclasses import dataclass
from functools import cached_property

from vedette.alert.matching.fold import fold, pad
from vedette.alert.matching.geo import Disc
from vedette.schemas import (
    Actor,
    ActorRole,
    CasualtyEvent,
    Cause,
    ClaimantRole,
    Event,
    EventPlace,
    PlaceCode,
    PostEvent,
    TollCount,
    VictimGroup,
)

COUNTERS = ("killed", "injured", "missing", "captured", "displaced")

RADIUS_KM = {PlaceCode.SITE: 0.0, PlaceCode.NEAR: 25.0}
"""Radius of a place that tells none. Source: UCDP precision code 2, "within a 25 km radius"; wider codes have none."""

ADMIN_WORDS = frozenset(
    {"governorate", "province", "region", "oblast", "state", "district", "department", "prefecture", "county"}
    | {"wilayah", "wilaya", "muhafazat", "il"}
)
"""Words that tell the rank of a unit and not its name."""


@dataclass(frozen=True, slots=True)
class Named:
    """An actor by id and by folded, padded words."""

    actor_id: str
    words: str


@dataclass(frozen=True)
class Facts:
    """What the conditions of a rule may ask of an event. None means the event does not know."""

    event: Event
    kind: str
    action: str | None
    scope: str | None
    disc: Disc | None
    country: str | None
    admin: str | None
    precision: PlaceCode | None
    counts: dict[str, TollCount | None]
    actors: dict[str, tuple[Named, ...]]
    """By role; `any` holds them all."""
    facility: str | None
    cause: str | None

    @cached_property
    def words(self) -> str:
        """Return summary, place and quotes, folded and padded; made when a rule asks for the first time."""
        return pad(fold(" | ".join(_texts(self.event))))

    @property
    def victims(self) -> frozenset[str]:
        """Return the groups of victims that are named."""
        named = self.event.victims if isinstance(self.event, CasualtyEvent) else ()
        return frozenset(v.group.value for v in named) - {VictimGroup.UNKNOWN.value}

    @property
    def evidence(self) -> frozenset[str]:
        """Return the roles of those who say so, as far as they are known."""
        return frozenset(s.claimant_role.value for s in self.event.sources) - {ClaimantRole.UNKNOWN.value}

    @property
    def language(self) -> frozenset[str]:
        """Return the languages of the sources; a tag with a region stands for its language too."""
        tags = [s.language.casefold().split("-") for s in self.event.sources if s.language]
        return frozenset("-".join(tag[:n]) for tag in tags for n in range(1, len(tag) + 1)) - {"und"}


def facts_of(event: Event) -> Facts:
    """Return the event made ready for matching."""
    place = event.place
    return Facts(
        event=event,
        kind=event.kind,
        action=event.state.value if isinstance(event, PostEvent) else None,
        scope=event.scope.value if isinstance(event, CasualtyEvent) else None,
        disc=_disc(place),
        country=place.country if place else None,
        admin=fold_admin(place.admin1) if place and place.admin1 else None,
        precision=place.precision if place else None,
        counts={c: getattr(event.toll, c) if isinstance(event, CasualtyEvent) else None for c in COUNTERS},
        actors=_actors(event),
        facility=event.facility.value if isinstance(event, PostEvent) else None,
        cause=event.cause.value if isinstance(event, CasualtyEvent) and event.cause is not Cause.UNKNOWN else None,
    )


def fold_admin(name: str) -> str:
    """Return a province's name folded, without the word for its rank and the Arabic article."""
    words = [w for w in fold(name).split(" ") if w not in ADMIN_WORDS]
    bare = words[1:] if len(words) > 1 and words[0] in {"al", "ar", "as", "ad", "an", "at"} else words
    return " ".join(bare) or fold(name)


def _disc(place: EventPlace | None) -> Disc | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    radius = place.radius_km if place.radius_km is not None else RADIUS_KM.get(place.precision)
    return None if radius is None else Disc(place.lat, place.lon, radius)


def _texts(event: Event) -> list[str]:
    place = event.place
    named = [place.name, place.hint or "", place.admin1 or ""] if place else []
    return [event.summary, *named, *(s.quote.text for s in event.sources if s.quote)]


def _actors(event: Event) -> dict[str, tuple[Named, ...]]:
    found: dict[str, dict[Named, None]] = {role: {} for role in ("any", *ActorRole)}
    for role, actor in _cast(event):
        named = Named((actor.actor_id or "").casefold(), pad(fold(actor.text)))
        found[role][named] = found["any"][named] = None
    for victims in event.victims if isinstance(event, CasualtyEvent) else ():
        if victims.side:
            named = Named(victims.side.casefold(), pad(fold(victims.side)))
            found[ActorRole.VICTIM][named] = found["any"][named] = None
    return {role: tuple(names) for role, names in found.items()}


def _cast(event: Event) -> list[tuple[ActorRole, Actor]]:
    cast = [(a.role, a) for a in event.actors]
    if event.perpetrator:
        cast.append((ActorRole.PERPETRATOR, event.perpetrator))
    if isinstance(event, PostEvent) and event.actor:
        cast.append((ActorRole.HOLDER, event.actor))
    return cast
