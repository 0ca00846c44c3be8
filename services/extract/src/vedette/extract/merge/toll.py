"""The toll of an event from all its claims: every figure kept, one best, the span of those that still stand.

Source: EVENTS definitions, section 3 (toll).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vedette.extract.merge.items import COUNTERS
from vedette.extract.merge.ranks import Rank
from vedette.schemas import (
    CasualtyClaim,
    Count,
    CountOp,
    EventToll,
    TollCount,
    TollFigure,
    UtcDatetime,
    VictimGroup,
    VictimToll,
)

__all__ = ["Told", "build_toll", "rivals", "victim_tolls"]

Key = tuple[VictimGroup, str | None]


@dataclass(frozen=True, slots=True)
class Told:
    """One live claim with what its toll is judged by. `source` is equal for a claimant's earlier and later figures."""

    claim: CasualtyClaim
    at: UtcDatetime
    rank: Rank
    source: str
    family: str
    side: str | None
    corrects: bool


@dataclass(slots=True)
class _Figure:
    told: Told
    count: Count
    key: Key
    live: bool = True

    @property
    def value(self) -> int:
        return next(v for v in (self.count.best, self.count.low, self.count.high) if v is not None)


@dataclass(slots=True)
class _Sum:
    low: int
    best: int
    high: int | None
    op: CountOp


def _keys(claims: Iterable[Told]) -> dict[str, Key]:
    """Return the victim group of each claim; "2 soldiers" without a side joins the one side whose soldiers are told."""
    claims = list(claims)
    sides = {t.side for t in claims if t.side}
    only = next(iter(sides)) if len(sides) == 1 else None
    keys = {}
    for told in claims:
        group = told.claim.victims.group
        side = told.side or (only if group is VictimGroup.COMBATANT else None)
        if side and group is VictimGroup.UNKNOWN:
            group = VictimGroup.COMBATANT
        keys[told.claim.claim_id] = (group, side)
    return keys


def _figures(counter: str, claims: Sequence[Told]) -> list[_Figure]:
    """Return every figure of a counter, oldest first, each marked live unless its own source gave a newer one."""
    keys = _keys(claims)
    figures: list[_Figure] = []
    newest: dict[tuple[Key, str], _Figure] = {}
    for told in claims:
        count: Count | None = getattr(told.claim.toll, counter)
        if count is None or (count.best is None and count.low is None and count.high is None):
            continue
        figure = _Figure(told, count, keys[told.claim.claim_id])
        before = newest.get((figure.key, told.source))
        if before is not None:
            stale = before.told.family != told.family and not told.corrects and figure.value < before.value
            (figure if stale else before).live = False
        if figure.live:
            newest[figure.key, told.source] = figure
        figures.append(figure)
    return figures


def _better(counter: str, new: _Figure, old: _Figure) -> bool:
    """Return True if the new figure is the one to show. Of two told at one time by equals, the lower."""
    if new.told.corrects or new.told.source == old.told.source:
        return True
    if new.told.rank != old.told.rank:
        return new.told.rank > old.told.rank
    if new.told.at == old.told.at:
        return new.value < old.value
    # The dead do not rise again without a correction; the injured may die.
    return new.value >= old.value or counter != "killed"


def _best(counter: str, figures: Sequence[_Figure]) -> _Figure:
    best = None
    for figure in figures:
        if figure.live and (best is None or not best.live or _better(counter, figure, best)):
            best = figure
    assert best is not None
    return best


def _span(counter: str, figures: Sequence[_Figure]) -> _Sum:
    """Return low, best and high of one victim group."""
    live = [f for f in figures if f.live]
    best = _best(counter, live)
    tops = [f.count.high if f.count.high is not None else f.value for f in live]
    top = max(tops)
    is_open = any(f.count.high is None and f.value == top for f in live)
    low = min(f.count.low if f.count.low is not None else f.value for f in live)
    return _Sum(min(low, best.value), best.value, None if is_open else max(top, best.value), best.count.op)


def _added(sums: dict[Key, _Sum], told_by: Iterable[set[Key]]) -> _Sum:
    """Return the toll over all victim groups: the greatest sum of groups that one article tells together.

    "People" without a group are the whole and are never added. Groups that only rival articles tell may be the same
    people under two names, so they are not added either.
    """
    candidates = [{key} for key in sums]
    candidates += [{k for k in keys if k in sums and k[0] is not VictimGroup.UNKNOWN} for keys in told_by]
    chosen = max((c for c in candidates if c), key=lambda c: (sum(sums[k].best for k in c), len(c)))
    parts = [sums[k] for k in sorted(chosen, key=str)]
    tops = [s.high if s.high is not None else s.best for s in [*sums.values()]]
    highs = [s.high for s in parts if s.high is not None]
    high = max(sum(highs), *tops) if len(highs) == len(parts) else None
    op = next((s.op for s in parts if s.op is not CountOp.EXACT), CountOp.EXACT)
    return _Sum(sum(s.low for s in parts), sum(s.best for s in parts), high, op)


def _count(counter: str, claims: Sequence[Told]) -> TollCount | None:
    figures = _figures(counter, claims)
    if not figures:
        return None
    groups: dict[Key, list[_Figure]] = {}
    articles: dict[str, set[Key]] = {}
    for figure in figures:
        groups.setdefault(figure.key, []).append(figure)
        articles.setdefault(figure.told.claim.article_id, set()).add(figure.key)
    total = _added({key: _span(counter, told) for key, told in groups.items()}, articles.values())
    return TollCount(
        low=total.low, best=total.best, high=total.high, op=total.op, figures=[_published(f) for f in figures]
    )


def _published(figure: _Figure) -> TollFigure:
    claim = figure.told.claim
    return TollFigure(
        claim_id=claim.claim_id, claimant=claim.attribution.claimant, publisher=claim.publisher, at=figure.told.at,
        low=figure.count.low, best=figure.count.best, high=figure.count.high, op=figure.count.op,
        group=figure.key[0], side=claim.victims.side or figure.key[1], live=figure.live,
    )  # fmt: skip


def build_toll(claims: Sequence[Told]) -> EventToll:
    """Return the toll of an event. `claims` are its live claims, oldest first."""
    return EventToll(**{counter: _count(counter, claims) for counter in COUNTERS})


def victim_tolls(claims: Sequence[Told]) -> list[VictimToll]:
    """Return the toll by victim group, then the parts told within the numbers ("including three children")."""
    by_counter = {counter: _figures(counter, claims) for counter in ("killed", "injured")}
    rows = []
    for key in sorted({f.key for figures in by_counter.values() for f in figures}, key=str):
        told = {name: [f for f in figures if f.key == key] for name, figures in by_counter.items()}
        best = {name: _span(name, figures).best if figures else None for name, figures in told.items()}
        newest = (told["killed"] or told["injured"])[-1].told.claim
        rows.append(
            VictimToll(
                group=key[0],
                side=newest.victims.side or key[1],
                text=newest.victims.text,
                killed=best["killed"],
                injured=best["injured"],
            )
        )
    return rows + _parts(by_counter["killed"])


def _parts(killed: Sequence[_Figure]) -> list[VictimToll]:
    parts = {}
    for figure in killed:
        for part in figure.told.claim.victims.of_which if figure.live else []:
            if part.count is not None and part.count.best is not None:
                row = VictimToll(group=part.group, text=f"of which {part.text}", killed=part.count.best)
                parts[part.text.casefold()] = row
    return list(parts.values())


def rivals(counter: str, claims: Sequence[Told]) -> list[tuple[Told, Told]]:
    """Return pairs of live figures that cannot both be right and are no growth of one into the other."""
    live = [f for f in _figures(counter, claims) if f.live]
    newest = {(f.key, f.told.source): f for f in live}
    pairs = []
    rows = list(newest.values())
    for n, old in enumerate(rows):
        pairs += [(old.told, new.told) for new in rows[n + 1 :] if old.key == new.key and _clash(old, new)]
    return pairs


def _ends(figure: _Figure) -> tuple[int, float]:
    low = figure.count.low if figure.count.low is not None else figure.value
    high = figure.count.high
    if high is None:
        high_end = float("inf") if figure.count.op is CountOp.AT_LEAST else float(figure.value)
        return low, high_end
    return low, float(high)


def _clash(old: _Figure, new: _Figure) -> bool:
    (old_low, old_high), (new_low, new_high) = _ends(old), _ends(new)
    if max(old_low, new_low) <= min(old_high, new_high):
        return False
    named = old.told.claim.attribution.claimant and new.told.claim.attribution.claimant
    one_article = old.told.claim.article_id == new.told.claim.article_id
    opposed = old.told.rank in {Rank.OFFICIAL, Rank.OWN_LOSS} and new.told.rank in {Rank.OFFICIAL, Rank.OWN_LOSS}
    return new_high < old_low or bool(named and (one_article or opposed))
