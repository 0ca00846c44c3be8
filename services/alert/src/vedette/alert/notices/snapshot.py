"""What a notice of a revision says, and what changed between two of them."""

from pydantic import Field

from vedette.alert.matching.facts import COUNTERS
from vedette.alert.notices.wording import count_words, field_words, place_words
from vedette.schemas import (
    CasualtyEvent,
    ChangeReason,
    ClaimantRole,
    Event,
    Part,
    PlaceCode,
    PostAction,
    PostEvent,
    Realis,
    VictimGroup,
)

NUMBERS = {
    "delta": "new without a named site",
    "stock": "in all",
    "target": "agreed",
    "ordinal": "the latest is number",
}
"""Roles of numbers of posts, and what a notice calls them."""

HAPPENED = frozenset({Realis.ACTUAL, Realis.ATTEMPTED})


class Figure(Part):
    """A counter as it was told."""

    low: int | None = Field(default=None, description="Least live figure.")
    best: int | None = Field(default=None, description="Figure shown.")
    words: str = Field(description="As a person read it.")


class Snapshot(Part):
    """What a notice said, as far as later revisions are held against it."""

    revision: int = Field(description="Revision of the event.")
    state: PostAction | None = Field(default=None, description="State of a post.")
    figures: dict[str, Figure] = Field(default={}, description="Counters of a toll.")
    groups: list[str] = Field(default=[], description="Groups of victims that were named.")
    precision: PlaceCode | None = Field(default=None, description="How finely the place was known.")
    place: str = Field(default="", description="The place as a person read it.")
    numbers: dict[str, int] = Field(default={}, description="Numbers of posts without sites, by role.")
    parties: list[str] = Field(default=[], description="Parties that had confirmed or denied.")
    contradictions: list[str] = Field(default=[], description="Fields with rival values.")


def numbers_of(event: Event) -> dict[str, int]:
    """Return the numbers of posts by role; none for a single site."""
    if not isinstance(event, PostEvent) or event.is_site:
        return {}
    return {role: n for role in NUMBERS if (n := getattr(event, role)) is not None}


def snapshot(event: Event) -> Snapshot:
    """Return what a notice of this revision says."""
    toll = event.toll if isinstance(event, CasualtyEvent) else None
    counts = {c: count for c in COUNTERS if toll and (count := getattr(toll, c))}
    victims = event.victims if isinstance(event, CasualtyEvent) else []
    return Snapshot(
        revision=event.revision,
        state=event.state if isinstance(event, PostEvent) else None,
        figures={c: Figure(low=n.low, best=n.best, words=count_words(n)) for c, n in counts.items()},
        groups=sorted({v.group.value for v in victims if v.group is not VictimGroup.UNKNOWN}),
        precision=event.place.precision if event.place else None,
        place=place_words(event.place) if event.place else "",
        numbers=numbers_of(event),
        parties=sorted(set(_party_words(event))),
        contradictions=sorted(_disputed(event)),
    )


def _party_words(event: Event) -> list[str]:
    return [
        f"{'denied' if s.realis is Realis.DENIED else 'confirmed'} by {s.claimant}"
        for s in event.sources
        if s.claimant and s.claimant_role is ClaimantRole.PARTY and s.realis in {Realis.DENIED, *HAPPENED}
    ]


def changes(told: Snapshot, event: Event) -> list[str]:
    """Return what changed since a notice, as `field: old -> new`."""
    now = snapshot(event)
    pairs = [(c, _words(told.figures.get(c)), _words(now.figures.get(c))) for c in COUNTERS]
    pairs.append(("state", _state(told.state), _state(now.state)))
    pairs.append(("place", told.place or "not told", now.place or "not told"))
    pairs += [(NUMBERS[r], _shown(told.numbers.get(r)), _shown(now.numbers.get(r))) for r in NUMBERS]
    pairs.append(("victims", ", ".join(told.groups) or "not told", ", ".join(now.groups) or "not told"))
    found = [f"{field}: {old} -> {new}" for field, old, new in pairs if old != new]
    found += [word for word in now.parties if word not in told.parties]
    found += [
        f"sources disagree on {field_words(f)}: {_disputed(event)[f]}"
        for f in now.contradictions
        if f not in told.contradictions
    ]
    return found + [
        f"sources agree again on {field_words(f)}" for f in told.contradictions if f not in now.contradictions
    ]


def _words(figure: Figure | None) -> str:
    return figure.words if figure else "not told"


def _shown(number: int | None) -> str:
    return "not told" if number is None else str(number)


def _state(state: PostAction | None) -> str:
    return state.value.replace("_", " ") if state else "not told"


def _disputed(event: Event) -> dict[str, str]:
    """Return the fields sources disagree on, with the rival values; a span of figures counts as one."""
    found = {c.field.removesuffix(".span"): c.new or "" for c in event.changes if c.reason is ChangeReason.CONFLICT}
    for field in {c.field for c in event.contradictions}:
        found[field] = "; ".join(" or ".join(c.values) for c in event.contradictions if c.field == field)
    return found
