"""What merging stores, as objects and as bytes, and a memory of what the bytes were parsed to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from vedette.extract.merge.context import Context
from vedette.extract.merge.decide import Place
from vedette.extract.merge.items import Item, casualty_item
from vedette.extract.merge.ledger import Facts
from vedette.extract.merge.members import Voice, source_of, voice_of
from vedette.extract.merge.sites import post_items
from vedette.schemas import CasualtyClaim, Claim, Event, EventSource, read_claim, read_event

__all__ = ["Filed", "Happening", "KeyValues", "Memo", "Memos", "items_of", "names_in", "new_memos", "write_place"]

T = TypeVar("T")
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


@dataclass(frozen=True, slots=True)
class Filed:
    """A stored claim and its items."""

    claim: Claim
    items: tuple[Item, ...]
    voice: Voice
    source: EventSource

    @classmethod
    def of(cls, claim: Claim, context: Context) -> "Filed":
        """Return a claim with all that is worked out once."""
        return cls(claim, tuple(items_of(claim, context)), voice_of(claim, context), source_of(claim))


@dataclass(frozen=True, slots=True)
class Happening:
    """A stored happening: ids of its items in order, of the steps of its history, and the event last published."""

    members: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    event: Event | None = None
    facts: Facts | None = None
    """What stood after the last step; not stored, worked out again where it is not remembered."""

    def write(self) -> bytes:
        """Return the stored form: a line of items, a line of steps, the event."""
        head = "\t".join(self.members) + _END + "\t".join(self.steps) + _END
        return head.encode() + (self.event.write() if self.event else b"")

    @classmethod
    def read(cls, value: bytes) -> "Happening":
        """Parse the stored form."""
        members, steps, event = value.split(b"\n", 2)
        return cls(names_in(members), names_in(steps), read_event(event) if event else None)


def names_in(line: bytes) -> tuple[str, ...]:
    """Return the names of a stored line."""
    return tuple(line.decode().split("\t")) if line else ()


class Memo(Generic[T]):
    """Remembers what stored bytes were parsed to. Bytes that changed are parsed again, so it is never wrong."""

    def __init__(self, parse: Callable[[bytes], T], size: int) -> None:
        self._parse, self._size = parse, size
        self._known: dict[str, tuple[bytes, T]] = {}

    def read(self, key: str, value: bytes) -> T:
        """Return the parsed value."""
        known = self._known.get(key)
        if known is not None and (known[0] is value or known[0] == value):
            return known[1]
        return self.keep(key, value, self._parse(value))

    def keep(self, key: str, value: bytes, parsed: T) -> T:
        """Remember a value that was just written."""
        if len(self._known) >= self._size:
            for old in list(self._known)[: self._size // 10]:
                del self._known[old]
        self._known[key] = (value, parsed)
        return parsed


@dataclass(frozen=True)
class Memos:
    """The memos of one store."""

    claims: Memo[Filed]
    blocks: Memo[tuple[str, ...]]
    happenings: Memo[Happening]
    places: Memo[Place]
    weighed: dict[tuple[str, str, bool], int | None] = field(default_factory=dict)


_BY_HAND, _JOINED = "!", "+"


def _read_place(value: bytes) -> Place:
    leader, *others = value.decode().split("\t")
    links = tuple(o for o in others if not o.startswith(_JOINED))
    joins = tuple(o.removeprefix(_JOINED) for o in others if o.startswith(_JOINED))
    return Place(leader.removeprefix(_BY_HAND), links, joins, pinned=leader.startswith(_BY_HAND))


def write_place(place: Place) -> bytes:
    """Return the stored form of where an item stands."""
    joins = (_JOINED + leader for leader in place.joins)
    return "\t".join((_BY_HAND * place.pinned + place.leader, *place.links, *joins)).encode()


def new_memos(context: Context, size: int = 50_000) -> Memos:
    """Return empty memos."""

    def parse(value: bytes) -> Filed:
        return Filed.of(read_claim(value), context)

    return Memos(Memo(parse, size), Memo(names_in, size), Memo(Happening.read, size), Memo(_read_place, size))
