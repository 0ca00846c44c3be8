"""What the figures told of a happening add up to, of all victims and of each group. It grows with each claim.

Source: EVENTS definitions, section 3 (toll).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vedette.extract.merge.camps import Camps, Key
from vedette.extract.merge.figures import Figure, Figures
from vedette.extract.merge.items import COUNTERS
from vedette.extract.merge.members import Member
from vedette.extract.merge.ranks import Rank
from vedette.schemas import CountOp, VictimGroup

__all__ = ["Span", "Tally", "by_name"]


class Span(NamedTuple):
    """What the standing figures add up to; `high` is null if open."""

    low: int
    best: int
    high: int | None
    op: CountOp
    rank: Rank


class Tally:
    """The figures of the claims that assert a happening, oldest first."""

    def __init__(self, members: Sequence[Member]) -> None:
        self._spans: dict[str, Span] | None = None
        self._groups: dict[str, dict[Key, Span]] = {}
        self._begin(members)

    def _begin(self, members: Sequence[Member]) -> None:
        """Tell all anew."""
        self._members = list(members)
        self._camps = Camps(members)
        keys = [(m, self._camps.key(m)) for m in members]
        told = {name for m in members for name, _, _ in m.item.counts}
        self.figures: dict[str, Figures] = {name: Figures(name, keys) for name in COUNTERS if name in told}
        self._spans = None

    def add(self, member: Member) -> None:
        """Take in a claim later than all others."""
        self._spans = None
        moved = self._camps.hear(member)
        if moved or not self._fits(member):
            self._begin([*self._members, member])
            return
        self._members.append(member)

    def _fits(self, member: Member) -> bool:
        """Enter the figures of a claim; return False if it changes how earlier ones are counted."""
        if any(name not in self.figures for name, _, _ in member.item.counts):
            return False
        key = self._camps.key(member)
        return all(figures.add(member, key) for figures in self.figures.values())

    @property
    def spans(self) -> dict[str, Span]:
        """Return the span of each told counter over all victim groups."""
        if self._spans is None:
            self._groups = {name: _by_group(name, figures.live) for name, figures in self.figures.items()}
            self._spans = {name: _whole(self._groups[name], figures) for name, figures in self.figures.items()}
        return self._spans

    def group_best(self, counter: str, key: Key) -> int | None:
        """Return the best figure of one victim group; null if none is told."""
        span = self._groups.get(counter, {}).get(key) if self.spans else None
        return span.best if span else None

    def rivals(self, counter: str) -> list[Member]:
        """Return the claims whose live figures cannot all be right and did not grow one from another."""
        live = self.figures[counter].live
        if len(live) < 2:
            return []
        clashing = {f.member.item.id: f for key in {f.key for f in live} for f in _clashing(live, key)}
        return [f.member for f in live if f.member.item.id in clashing]


def _better(counter: str, new: Figure, old: Figure) -> bool:
    """Return True if the new figure is the one to show. Of two told at one time by equals, the lower."""
    if new.voice.corrects:
        return True
    if new.voice.rank != old.voice.rank:
        return new.voice.rank > old.voice.rank
    if new.voice.origin == old.voice.origin:
        return True
    if new.voice.at == old.voice.at:
        return new.value < old.value
    # The dead do not rise again without a correction; the injured may die.
    return new.value >= old.value or counter != "killed"


def _best(counter: str, figures: Sequence[Figure]) -> Figure:
    best = None
    for figure in figures:
        if best is None or _better(counter, figure, best):
            best = figure
    assert best is not None
    return best


def _span(counter: str, figures: Sequence[Figure]) -> Span:
    """Return low, best and high of one victim group; all `figures` stand."""
    best = _best(counter, figures)
    low, top, is_open = best.value, -1, False
    for figure in figures:
        count = figure.count
        least, most = _or(count.low, figure.value), _or(count.high, figure.value)
        low = min(low, least)
        if most >= top:
            is_open = count.high is None or (is_open and most == top)
            top = most
    return Span(low, best.value, None if is_open else max(top, best.value), best.count.op, best.voice.rank)


def _or(number: int | None, value: int) -> int:
    return value if number is None else number


def _by_group(counter: str, live: Iterable[Figure]) -> dict[Key, Span]:
    """Return the span of each victim group."""
    groups: dict[Key, list[Figure]] = {}
    for figure in live:
        groups.setdefault(figure.key, []).append(figure)
    return {key: _span(counter, told) for key, told in groups.items()}


def _whole(sums: dict[Key, Span], figures: Figures) -> Span:
    """Return the span over all victim groups."""
    if len(sums) == 1:
        return next(iter(sums.values()))
    return _added(sums, dict.fromkeys(figures.articles.values()))


def _added(sums: dict[Key, Span], told_by: Iterable[frozenset[Key]]) -> Span:
    """Return the toll over all victim groups: the greatest sum of groups that one article tells together.

    "People" without a group are the whole and are never added. Groups that only rival articles tell may be the same
    people under two names, so they are not added either.
    """
    people = sums.get((VictimGroup.UNKNOWN, None))
    known = [key for key, span in sums.items() if not _is_boast(key, span, people)]
    candidates = [{key} for key in known]
    candidates += [{k for k in keys if k in known and k[0] is not VictimGroup.UNKNOWN} for keys in told_by]
    chosen = max((c for c in candidates if c), key=lambda c: (sum(sums[k].best for k in c), len(c)))
    parts = [sums[k] for k in sorted(chosen, key=by_name)]
    tops = [s.high if s.high is not None else s.best for s in [*sums.values()]]
    highs = [s.high for s in parts if s.high is not None]
    high = max(sum(highs), *tops) if len(highs) == len(parts) else None
    op = next((s.op for s in parts if s.op is not CountOp.EXACT), CountOp.EXACT)
    low, rank = sum(s.low for s in parts), max(s.rank for s in parts)
    return Span(min(low, people.low) if people else low, sum(s.best for s in parts), high, op, rank)


def _is_boast(key: Key, part: Span, people: Span | None) -> bool:
    """Return True for what a party says of its enemy's men if better voices count fewer people in all."""
    if people is None or key[0] is not VictimGroup.COMBATANT:
        return False
    return part.rank is Rank.OFFICIAL and people.rank > part.rank and part.best > people.best


def by_name(key: Key) -> tuple[str, str]:
    """Return what victim groups are sorted by."""
    return key[0], key[1] or ""


def _ends(figure: Figure) -> tuple[int, float]:
    low = _or(figure.count.low, figure.value)
    high = figure.count.high
    if high is None:
        high_end = float("inf") if figure.count.op is CountOp.AT_LEAST else float(figure.value)
        return low, high_end
    return low, float(high)


def _clashing(live: Sequence[Figure], key: Key) -> list[Figure]:
    """Return the figures of one victim group that clash.

    A figure clashes with a greater one told before it by another; named voices also clash if they oppose each other, or
    if one article sets them against each other.
    """
    found: list[Figure] = []
    greatest: Figure | None = None
    opposed: dict[tuple[int, float], Figure] = {}
    in_article: dict[tuple[str, int, float], Figure] = {}
    for figure in live:
        if figure.key != key:
            continue
        low, high = _ends(figure)
        if greatest is not None and high < _ends(greatest)[0]:
            found += [greatest, figure]
        if greatest is None or low > _ends(greatest)[0]:
            greatest = figure
        if figure.voice.named:
            in_article.setdefault((figure.member.item.article_id, low, high), figure)
            if figure.voice.rank in {Rank.OFFICIAL, Rank.OWN_LOSS}:
                opposed.setdefault((low, high), figure)
    groups: dict[str, list[Figure]] = {"": list(opposed.values())}
    for (article, _, _), figure in in_article.items():
        groups.setdefault(article, []).append(figure)
    return found + [f for group in groups.values() for f in _apart(group)]


def _apart(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures of a few that do not overlap with all others."""
    ends = [_ends(f) for f in figures]
    least, most = max((low for low, _ in ends), default=0), min((high for _, high in ends), default=0)
    if least <= most:
        return []
    return [f for f, (low, high) in zip(figures, ends, strict=True) if low > most or high < least]
