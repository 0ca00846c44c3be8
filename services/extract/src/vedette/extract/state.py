"""Where merging keeps what it knows: a small key-value store in memory, or a table of the service."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from vedette.extract.actors.finder import ActorTable
from vedette.extract.corroborate import Merge, apply_pin, merge_claim, merge_claims
from vedette.extract.merge.context import Context
from vedette.extract.merge.decide import whole
from vedette.extract.merge.draft import Draft, Happening, new_memos
from vedette.extract.merge.items import time_of
from vedette.extract.merge.pins import Pin
from vedette.schemas import Claim, Event

__all__ = ["MergeStore", "merge_all"]

BATCH = 250
"""Claims folded before events are built: about half a day of the world's news."""


class MergeStore:
    """Claims and events in a dictionary. What the service keeps in its table, `vedette read --events` keeps here."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._values: dict[str, bytes] = {}
        self._memos = new_memos(context)

    @classmethod
    def in_memory(cls, context: Context | None = None) -> "MergeStore":
        """Return an empty store; without a context it knows the actors and publishers that ship with the package."""
        return cls(context or Context(actors=ActorTable.load()))

    def get(self, key: str) -> bytes | None:
        """Return the stored value of a key."""
        return self._values.get(key)

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """Yield what is stored, key by key."""
        yield from self._values.items()

    def fold(self, claim: Claim) -> list[Event]:
        """Take in one claim; return the events it changed, each with its new revision."""
        return self._write(merge_claim(claim, self, self._context, self._memos))

    def fold_many(self, claims: Sequence[Claim]) -> list[Event]:
        """Take in claims in this order, many at a time; return the last revision of each event that changed on the way.

        An event that changes with many claims of a batch is built once for all of them.
        """
        changed: dict[str, Event] = {}
        for first in range(0, len(claims), BATCH):
            merge = merge_claims(claims[first : first + BATCH], self, self._context, self._memos)
            changed |= {event.event_id: event for event in self._write(merge)}
        return list(changed.values())

    def pin(self, pin: Pin) -> list[Event]:
        """Let a person's decision hold; return the events it changed, each with its new revision."""
        return self._write(apply_pin(pin, self, self._context, self._memos))

    def items_of(self, event_id: str) -> tuple[str, ...]:
        """Return the items that stand in an event, in order, as pins name them; none if there is no such event."""
        draft = Draft(self, self._memos)
        leader = draft.leader_named(event_id)
        return tuple(item.id for item in whole(leader, draft).items) if leader else ()

    def _write(self, merge: Merge) -> list[Event]:
        for key, value in merge.puts:
            if value is None:
                self._values.pop(key, None)
            else:
                self._values[key] = value
        return list(merge.events)

    def preview(self, claim: Claim) -> list[Event]:
        """Return the events a claim would change, and write nothing."""
        return list(merge_claim(claim, self, self._context, self._memos).events)

    def events(self) -> Iterator[Event]:
        """Yield the last revision of every event, superseded and retracted ones too."""
        for key, value in self._values.items():
            if key.split("|", 2)[1] == "event":
                event = Happening.read(value).event
                if event is not None:
                    yield event


def _telling(claim: Claim) -> tuple[datetime, datetime, str, int, str]:
    return time_of(claim), claim.read_at, claim.article_id, claim.evidence[0].start, claim.claim_id


def merge_all(claims: Iterable[Claim], context: Context | None = None) -> list[Event]:
    """Return the last revision of every event of these claims, in the order of first report."""
    store = MergeStore.in_memory(context)
    store.fold_many(sorted(claims, key=_telling))
    return sorted(store.events(), key=lambda e: (e.first_reported_at, e.event_id))
