"""The stored form of an event of many sources, of which most was written before.

An event tells all its sources, figures and changes, and each claim adds one of each. They are objects that stay as they
are from revision to revision, so each is written once and its text kept.
"""

from collections.abc import Iterable, Sequence

from pydantic import BaseModel

from vedette.extract.merge.items import COUNTERS
from vedette.extract.merge.trusted import trusted
from vedette.schemas import CasualtyEvent, Event, EventToll, TollCount

__all__ = ["Written"]


class Written:
    """The texts of the parts of one happening's events."""

    def __init__(self) -> None:
        self._texts: dict[int, tuple[BaseModel, bytes]] = {}

    def write(self, event: Event) -> bytes:
        """Return what `event.write()` does."""
        counts = _counts(event.toll) if isinstance(event, CasualtyEvent) else {}
        lists: list[Sequence[BaseModel]] = [count.figures for count in counts.values()]
        self._forget(sum(map(len, lists)) + len(event.sources) + len(event.changes))
        frame = event.model_copy(update={"sources": [], "changes": [], **_without_figures(counts)}).write()
        # no text holds these characters: a quotation mark within one is written with a stroke before it
        frame = frame.replace(b'"sources":[]', b'"sources":[%b]' % self._joined(event.sources), 1)
        frame = frame.replace(b'"changes":[]', b'"changes":[%b]' % self._joined(event.changes), 1)
        pieces = frame.split(b'"figures":[]')
        told = [b'"figures":[%b]' % self._joined(figures) for figures in lists]
        return b"".join(piece for pair in zip(pieces, [*told, b""], strict=True) for piece in pair)

    def _joined(self, parts: Iterable[BaseModel]) -> bytes:
        return b",".join([self._text(part) for part in parts])

    def _text(self, part: BaseModel) -> bytes:
        known = self._texts.get(id(part))
        if known is None:  # the part is kept with its text, so no other object has its number
            known = self._texts[id(part)] = part, part.model_dump_json().encode()
        return known[1]

    def _forget(self, count: int) -> None:
        """Begin anew where most of what is kept is shown no more."""
        if len(self._texts) > 2 * count:
            self._texts.clear()


def _counts(toll: EventToll) -> dict[str, TollCount]:
    """Return the counters told, in the order in which they are written."""
    told: dict[str, TollCount | None] = {name: getattr(toll, name) for name in COUNTERS}
    return {name: count for name, count in told.items() if count is not None}


def _without_figures(counts: dict[str, TollCount]) -> dict[str, EventToll]:
    bare = {name: count.model_copy(update={"figures": []}) for name, count in counts.items()}
    return {"toll": trusted(EventToll, **bare)} if counts else {}
