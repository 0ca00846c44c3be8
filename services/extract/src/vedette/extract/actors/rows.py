"""The rows of the table of actors: names, kind, codes in other data sets, and the years the names held."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from vedette.schemas import ActorKind

__all__ = ["ActorCodes", "ActorRow", "read_rows"]


@dataclass(frozen=True, slots=True)
class ActorCodes:
    """Codes other data sets use. Source: ACLED inter codes 1-8, PLOVER sectors; UCDP ids where a table names them."""

    acled_inter: int | None
    plover_sector: str | None
    ucdp_actor: int | None = None


@dataclass(frozen=True, slots=True)
class ActorRow:
    """One actor of the table."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: ActorKind
    country: str | None
    family: str
    codes: ActorCodes
    first: date | None
    last: date | None

    def holds_on(self, day: date | None) -> bool:
        """Tell whether the names meant this actor on a day; without a day all names hold."""
        return day is None or ((self.first is None or self.first <= day) and (self.last is None or day <= self.last))


def read_rows(text: str) -> Iterator[ActorRow]:
    """Yield the rows of a table; lines that begin with # are remarks."""
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        yield ActorRow(
            id=row["id"],
            name=row["name"],
            aliases=tuple(name for name in row["aliases"].split("|") if name),
            kind=ActorKind(row["kind"]),
            country=row["country"] or None,
            family=row["family"],
            codes=ActorCodes(_number(row["inter"]), row["sector"] or None, _number(row.get("ucdp"))),
            first=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            last=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )


def _number(text: str | None) -> int | None:
    return int(text) if text else None
