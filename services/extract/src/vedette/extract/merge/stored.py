"""What merging stores, as objects and as bytes."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from vedette.extract.merge.context import Context
from vedette.extract.merge.course import Course
from vedette.extract.merge.decide import Place
from vedette.extract.merge.items import Item, casualty_item
from vedette.extract.merge.members import Member, source_of, voice_of
from vedette.extract.merge.sites import post_items
from vedette.schemas import CasualtyClaim, Claim, Event, read_claim, read_event

__all__ = ["Filed", "Happening", "KeyValues", "items_of", "members_in", "names_in", "read_place", "write_place"]

_END = "\n"


class KeyValues(Protocol):
    """Where the state is kept."""

    def get(self, key: str) -> bytes | None:
        """Return the value of a key, null if it has none."""
        ...


def items_of(claim: Claim, context: Context) -> list[Item]:
    """Return what a claim tells, item by item; none for what never becomes an event."""
    if isinstance(claim, CasualtyClaim):
        item = casualty_item(claim, context.actors, context.targets)
        return [item] if item else []
    return post_items(claim, context.actors)


class Filed(NamedTuple):
    """A stored claim and its items, each as it stands in a happening."""

    claim: Claim
    items: tuple[Item, ...]
    members: Mapping[str, Member]

    @classmethod
    def of(cls, claim: Claim, context: Context) -> "Filed":
        """Return a claim with all that is worked out once."""
        items, voice, source = items_of(claim, context), voice_of(claim, context), source_of(claim)
        return cls(claim, tuple(items), {item.id: Member(item, claim, voice, source) for item in items})

    @classmethod
    def read(cls, value: bytes, context: Context) -> "Filed":
        """Parse the stored form, the claim."""
        return cls.of(read_claim(value), context)


class Happening(NamedTuple):
    """A stored happening: ids of its items in order, of the steps of its history, and the event last published."""

    members: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    event: Event | None = None
    course: Course | None = None
    """What stood after the last step; not stored, worked out again where it is not remembered."""

    def write(self) -> bytes:
        """Return the stored form: a line of items, a line of steps, the event."""
        head = "\t".join(self.members) + _END + "\t".join(self.steps) + _END
        if self.event is None:
            return head.encode()
        return head.encode() + (self.course.write(self.event) if self.course else self.event.write())

    @classmethod
    def read(cls, value: bytes) -> "Happening":
        """Parse the stored form."""
        members, steps, event = value.split(b"\n", 2)
        return cls(names_in(members), names_in(steps), read_event(event) if event else None)


def members_in(value: bytes) -> tuple[str, ...]:
    """Return the items of a stored happening, without parsing its event."""
    return names_in(value.partition(b"\n")[0])


def names_in(line: bytes) -> tuple[str, ...]:
    """Return the names of a stored line."""
    return tuple(line.decode().split("\t")) if line else ()


_BY_HAND, _JOINED = "!", "+"


def read_place(value: bytes) -> Place:
    """Parse the stored form."""
    leader, *others = value.decode().split("\t")
    links = tuple(o for o in others if not o.startswith(_JOINED))
    joins = tuple(o.removeprefix(_JOINED) for o in others if o.startswith(_JOINED))
    return Place(leader.removeprefix(_BY_HAND), links, joins, pinned=leader.startswith(_BY_HAND))


def write_place(place: Place) -> bytes:
    """Return the stored form of where an item stands."""
    joins = (_JOINED + leader for leader in place.joins)
    return "\t".join((_BY_HAND * place.pinned + place.leader, *place.links, *joins)).encode()
