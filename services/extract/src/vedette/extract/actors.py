"""Find who fights, holds or suffers: armed forces, groups, and people without arms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from vedette.schemas import ActorKind

__all__ = ["ActorCodes", "ActorMention", "ActorTable"]


@dataclass(frozen=True, slots=True)
class ActorCodes:
    """Codes other data sets use. Source: ACLED inter codes 1-8, PLOVER sectors, UCDP actor ids."""

    acled_inter: int | None
    plover_sector: str | None
    ucdp_actor: int | None = None


@dataclass(frozen=True, slots=True)
class ActorMention:
    """An actor named in the text; offsets count in the whole article. `is_people` for civilians and the like."""

    start: int
    end: int
    text: str
    actor_id: str | None
    name: str
    kind: ActorKind
    country: str | None
    is_people: bool


class ActorTable:
    """All known actors with their names and the years a name held."""

    @classmethod
    def load(cls, extra: Sequence[str] = ()) -> Self:
        """Read the tables that ship with the package."""
        raise NotImplementedError

    def find_actors(
        self, sentence: str, offset: int, day: date | None = None, *, home_country: str | None = None
    ) -> list[ActorMention]:
        """Return the actors of a sentence in text order. `home_country` says whose "army" or "police" it is."""
        raise NotImplementedError

    def family(self, actor_id: str) -> str:
        """Return the family an actor belongs to: an army and its state are one."""
        raise NotImplementedError

    def codes(self, actor_id: str) -> ActorCodes:
        """Return the actor's codes in other data sets; empty codes for an unknown id."""
        raise NotImplementedError
