"""How long what was told of an event is kept: as long as the event may still change, and some days more.

Merging forgets a happening when nobody has told of it for its window; from then on its event stands as it is, and the
memory of who was told of it is of no more use. A revision that was published before its window and of which nothing is
known (a topic read again from its beginning) is told to nobody: those it concerned have heard of it.
Source: decision record 0084.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from vedette.schemas import CasualtyEvent, Event, Scope

__all__ = ["Lasting", "Windows", "lasting_of"]


class Lasting(StrEnum):
    """Kinds of events by how long they may change."""

    INCIDENT = "incident"
    TOTAL = "total"
    POST = "post"


def lasting_of(event: Event) -> Lasting:
    """Return how long an event may change; reports of posts without a site are kept as posts are."""
    if isinstance(event, CasualtyEvent):
        return Lasting.TOTAL if event.scope is Scope.CUMULATIVE else Lasting.INCIDENT
    return Lasting.POST


@dataclass(frozen=True)
class Windows:
    """How long after its last revision what was told of an event is kept, by kind."""

    incident: timedelta
    total: timedelta
    post: timedelta

    def is_past(self, lasting: Lasting, seen_at: datetime, now: datetime) -> bool:
        """Return True for an event that can change no more."""
        return now - seen_at > {
            Lasting.INCIDENT: self.incident, Lasting.TOTAL: self.total, Lasting.POST: self.post,
        }[lasting]  # fmt: skip
