"""A tally as the event shows it: the toll with every figure, and the toll by victim group."""

from collections.abc import Sequence

from vedette.extract.merge.camps import side_of
from vedette.extract.merge.figures import Figure
from vedette.extract.merge.members import Member
from vedette.extract.merge.tally import Tally, by_name
from vedette.extract.merge.trusted import trusted
from vedette.schemas import CasualtyClaim, EventToll, TollCount, TollFigure, Victims, VictimToll

__all__ = ["dead_toll", "event_toll", "victim_tolls"]


def _victims(member: Member) -> Victims:
    assert isinstance(member.claim, CasualtyClaim)
    return member.claim.victims


def _published(figure: Figure, *, live: bool) -> TollFigure:
    if figure.shown is None or figure.shown.live is not live:
        figure.shown = _shown(figure, live=live)
    return figure.shown


def _shown(figure: Figure, *, live: bool) -> TollFigure:
    claim = figure.member.claim
    return trusted(
        TollFigure, claim_id=claim.claim_id, claimant=claim.attribution.claimant, publisher=claim.publisher,
        at=figure.voice.at, low=figure.count.low, best=figure.count.best, high=figure.count.high, op=figure.count.op,
        group=figure.key[0], side=_victims(figure.member).side or side_of(figure.key), live=live,
    )  # fmt: skip


def event_toll(tally: Tally) -> EventToll:
    """Return the toll of an event."""
    counts = {}
    for counter, span in tally.spans.items():
        figures = [_published(f, live=f.live) for f in tally.figures[counter].all]
        counts[counter] = trusted(TollCount, low=span.low, best=span.best, high=span.high, op=span.op, figures=figures)
    return trusted(EventToll, **counts)


def dead_toll(tally: Tally) -> EventToll:
    """Return the figures of withdrawn claims: told once, standing no more. The last one says what was taken back."""
    figures = {name: [_published(f, live=False) for f in told.all] for name, told in tally.figures.items()}
    return EventToll(**{name: _last_told(told) for name, told in figures.items()})


def _last_told(figures: list[TollFigure]) -> TollCount:
    last = figures[-1] if figures else None
    if last is None:
        return TollCount()
    return TollCount(low=last.low, best=last.best, high=last.high, op=last.op, figures=figures)


def victim_tolls(tally: Tally) -> list[VictimToll]:
    """Return the toll by victim group, then the parts told within the numbers ("including three children")."""
    columns = [tally.figures[counter] for counter in ("injured", "killed") if counter in tally.figures]
    told = [f for figures in columns for f in figures.live]
    shown = [f for f in columns[-1].live if f.value == tally.group_best(columns[-1].counter, f.key)] if columns else []
    # the words of the number that is shown, else the newest; a number alone says nothing of who they were
    named = [f for figures in (told, shown) for f in figures if not f.member.item.bare]
    worded = {f.key: _victims(f.member) for f in (*told, *named)}
    rows = [
        trusted(
            VictimToll, group=key[0], side=worded[key].side or side_of(key), text=worded[key].text,
            killed=tally.group_best("killed", key), injured=tally.group_best("injured", key),
        )
        for key in sorted(worded, key=by_name)
    ]  # fmt: skip
    return rows + (_parts(tally.figures["killed"].live) if "killed" in tally.figures else [])


def _parts(killed: Sequence[Figure]) -> list[VictimToll]:
    parts = {}
    for figure in killed:
        for part in _victims(figure.member).of_which:
            if part.count is not None and part.count.best is not None:
                row = VictimToll(group=part.group, text=f"of which {part.text}", killed=part.count.best)
                parts[part.text.casefold()] = row
    return list(parts.values())
