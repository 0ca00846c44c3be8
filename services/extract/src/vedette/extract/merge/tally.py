"""Every figure told of a happening, which of them stand, and their span.

Source: EVENTS definitions, section 3 (toll).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from vedette.extract.merge.items import COUNTERS
from vedette.extract.merge.members import Member, Voice
from vedette.extract.merge.ranks import Rank
from vedette.schemas import CasualtyClaim, Count, CountOp, VictimGroup

__all__ = ["Figure", "Key", "Span", "Tally", "by_name"]

Key = tuple[VictimGroup, str | None]


@dataclass(slots=True)
class Figure:
    """One number of one claim; `live` until its own source gives another."""

    member: Member
    count: Count
    key: Key
    value: int
    live: bool = True

    @property
    def voice(self) -> Voice:
        """Return who says it."""
        return self.member.voice


@dataclass(frozen=True, slots=True)
class Span:
    """What the standing figures add up to; `high` is null if open."""

    low: int
    best: int
    high: int | None
    op: CountOp


class Tally:
    """The figures of the claims that assert a happening, oldest first."""

    def __init__(self, members: Sequence[Member]) -> None:
        keys = _keys(members)
        told = {name for m in members for name, _, _ in m.item.counts}
        self.figures = {name: _figures(name, members, keys) for name in COUNTERS if name in told}

    @cached_property
    def spans(self) -> dict[str, Span]:
        """Return the span of each told counter over all victim groups."""
        return {name: _whole(self.groups[name], figures) for name, figures in self.figures.items()}

    @cached_property
    def groups(self) -> dict[str, dict[Key, Span]]:
        """Return the span of each told counter in each victim group of which figures stand."""
        return {name: _by_group(name, figures) for name, figures in self.figures.items()}

    def group_best(self, counter: str, key: Key) -> int | None:
        """Return the best figure of one victim group; null if none is told."""
        span = self.groups.get(counter, {}).get(key)
        return span.best if span else None

    def rivals(self, counter: str) -> list[Member]:
        """Return the claims whose live figures cannot all be right and did not grow one from another."""
        live = [f for f in self.figures[counter] if f.live]
        if len(live) < 2:
            return []
        clashing = {f.member.item.id: f for key in {f.key for f in live} for f in _clashing(live, key)}
        return [f.member for f in live if f.member.item.id in clashing]


def _keys(members: Sequence[Member]) -> list[Key]:
    """Return the victim group of each claim; "2 soldiers" without a side joins the one side whose soldiers are told."""
    sides = {m.item.side for m in members if m.item.side}
    only = next(iter(sides)) if len(sides) == 1 else None
    keys = []
    for member in members:
        group = member.item.group
        side = member.item.side or (only if group is VictimGroup.COMBATANT else None)
        if side and group is VictimGroup.UNKNOWN:
            group = VictimGroup.COMBATANT
        keys.append((group, side))
    return keys


def _figures(counter: str, members: Sequence[Member], keys: Sequence[Key]) -> list[Figure]:
    """Return every figure of a counter, oldest first, each marked live unless its own source gave a newer one.

    A number that a later revision of the same article replaces is gone with that revision.
    """
    told = [f for m, key in zip(members, keys, strict=True) if (f := _figure(counter, m, key))]
    latest: dict[tuple[Key, str], int] = {}
    for figure in told:
        item = figure.member.item
        latest[figure.key, item.article_id] = max(item.revision, latest.get((figure.key, item.article_id), 0))
    newest: dict[tuple[Key, str], Figure] = {}
    for figure in told:
        item = figure.member.item
        if item.revision < latest[figure.key, item.article_id]:
            figure.live = False
            continue
        before = newest.get((figure.key, figure.voice.origin))
        if before is not None:
            (figure if _is_older_news(figure, before) else before).live = False
        if figure.live:
            newest[figure.key, figure.voice.origin] = figure
        if figure.live and before is not None and figure.voice.corrects:
            _take_back(before, told[: told.index(figure)], figure.voice.rank)
    return told


def _take_back(taken: Figure, earlier: Iterable[Figure], rank: Rank) -> None:
    """Mark the copies of a number that its own source took back: other newsrooms had it from the same hand."""
    for figure in earlier:
        if figure.value == taken.value and figure.voice.rank <= rank:
            figure.live = False


def _is_older_news(figure: Figure, before: Figure) -> bool:
    """Return True if a smaller figure of the same voice is not its newest word.

    Another newsroom may still print an older one; within one text it is a part of the greater.
    """
    if figure.voice.corrects or figure.value >= before.value:
        return False
    one_text = figure.member.item.article_id == before.member.item.article_id
    return one_text or before.voice.family != figure.voice.family


def _figure(counter: str, member: Member, key: Key) -> Figure | None:
    assert isinstance(member.claim, CasualtyClaim)
    count: Count | None = getattr(member.claim.toll, counter)
    value = _value(count) if count else None
    return None if count is None or value is None else Figure(member, count, key, value)


def _value(count: Count) -> int | None:
    return next((v for v in (count.best, count.low, count.high) if v is not None), None)


def _better(counter: str, new: Figure, old: Figure) -> bool:
    """Return True if the new figure is the one to show. Of two told at one time by equals, the lower."""
    if new.voice.corrects or new.voice.origin == old.voice.origin:
        return True
    if new.voice.rank != old.voice.rank:
        return new.voice.rank > old.voice.rank
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
    tops = [f.count.high if f.count.high is not None else f.value for f in figures]
    top = max(tops)
    is_open = any(f.count.high is None and f.value == top for f in figures)
    low = min(f.count.low if f.count.low is not None else f.value for f in figures)
    return Span(min(low, best.value), best.value, None if is_open else max(top, best.value), best.count.op)


def _by_group(counter: str, figures: Iterable[Figure]) -> dict[Key, Span]:
    """Return the span of each victim group."""
    groups: dict[Key, list[Figure]] = {}
    for figure in figures:
        if figure.live:
            groups.setdefault(figure.key, []).append(figure)
    return {key: _span(counter, told) for key, told in groups.items()}


def _whole(sums: dict[Key, Span], figures: Sequence[Figure]) -> Span:
    """Return the span over all victim groups."""
    if len(sums) == 1:
        return next(iter(sums.values()))
    articles: dict[str, set[Key]] = {}
    for figure in figures:
        articles.setdefault(figure.member.item.article_id, set()).add(figure.key)
    return _added(sums, articles.values())


def _added(sums: dict[Key, Span], told_by: Iterable[set[Key]]) -> Span:
    """Return the toll over all victim groups: the greatest sum of groups that one article tells together.

    "People" without a group are the whole and are never added. Groups that only rival articles tell may be the same
    people under two names, so they are not added either.
    """
    candidates = [{key} for key in sums]
    candidates += [{k for k in keys if k in sums and k[0] is not VictimGroup.UNKNOWN} for keys in told_by]
    chosen = max((c for c in candidates if c), key=lambda c: (sum(sums[k].best for k in c), len(c)))
    parts = [sums[k] for k in sorted(chosen, key=by_name)]
    tops = [s.high if s.high is not None else s.best for s in [*sums.values()]]
    highs = [s.high for s in parts if s.high is not None]
    high = max(sum(highs), *tops) if len(highs) == len(parts) else None
    op = next((s.op for s in parts if s.op is not CountOp.EXACT), CountOp.EXACT)
    return Span(sum(s.low for s in parts), sum(s.best for s in parts), high, op)


def by_name(key: Key) -> tuple[str, str]:
    """Return what victim groups are sorted by."""
    return key[0], key[1] or ""


def _ends(figure: Figure) -> tuple[int, float]:
    low = figure.count.low if figure.count.low is not None else figure.value
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
