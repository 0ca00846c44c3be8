"""Every figure told of one counter of a happening, and which of them stand. It grows with each claim.

Source: EVENTS definitions, section 3 (toll).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vedette.extract.merge.camps import Key
from vedette.extract.merge.members import Member, Voice
from vedette.extract.merge.ranks import Rank
from vedette.schemas import CasualtyClaim, Count, TollFigure

__all__ = ["Figure", "Figures"]


@dataclass(slots=True, eq=False)
class Figure:
    """One number of one claim; `live` until its own source gives another. `shown` is what was last made of it."""

    member: Member
    voice: Voice
    count: Count
    key: Key
    value: int
    live: bool = True
    shown: TollFigure | None = None


class Figures:
    """The figures of one counter, oldest first."""

    def __init__(self, counter: str, told: Iterable[tuple[Member, Key]] = ()) -> None:
        self.counter = counter
        self.all: list[Figure] = []
        self.dead_origins: set[str] = set()
        """Whose figures were replaced or taken back."""
        self.articles: dict[str, frozenset[Key]] = {}
        """Which groups of victims an article counts."""
        self._live: list[Figure] = []
        self._latest: dict[tuple[Key, str], int] = {}
        self._newest: dict[tuple[Key, str, Rank], Figure] = {}
        figures = [f for member, key in told if (f := _figure(counter, member, key))]
        for figure in figures:
            where, revision = _article(figure)
            self._latest[where] = max(revision, self._latest.get(where, 0))
        for figure in figures:
            self._take(figure)

    def add(self, member: Member, key: Key) -> bool:
        """Take in the figure of a claim later than all others; return False if it changes what stood before them.

        A number that a later revision of the same article replaces is gone with that revision: all is to be told anew.
        """
        figure = _figure(self.counter, member, key)
        if figure is None:
            return True
        where, revision = _article(figure)
        if revision > self._latest.setdefault(where, revision):
            return False
        self._take(figure)
        return True

    @property
    def live(self) -> Sequence[Figure]:
        """Return the figures that stand."""
        gone = [f for f in self._live if not f.live]
        if gone:
            self.dead_origins.update(f.voice.origin for f in gone)
            self._live = [f for f in self._live if f.live]
        return self._live

    def _take(self, figure: Figure) -> None:
        """Enter a figure and mark what it replaces: its own source gave a newer one."""
        where, revision = _article(figure)
        known = self.articles.get(where[1], frozenset())
        if figure.key not in known:
            self.articles[where[1]] = known | {figure.key}
        figure.live = revision >= self._latest[where]
        if figure.live:
            self._replace(figure)
        self.all.append(figure)
        if figure.live:
            self._live.append(figure)
        else:
            self.dead_origins.add(figure.voice.origin)

    def _replace(self, figure: Figure) -> None:
        voice = figure.voice
        # by rank: what an insider tells is not taken back by the party's own word, it stands beside it
        source = figure.key, voice.origin, voice.rank
        before = self._newest.get(source)
        if before is not None:
            (figure if _is_older_news(figure, before) else before).live = False
        if not figure.live:
            return
        self._newest[source] = figure
        if before is not None and voice.corrects:
            _take_back(before, self.all, voice.rank)


def _article(figure: Figure) -> tuple[tuple[Key, str], int]:
    item = figure.member.item
    return (figure.key, item.article_id), item.revision


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
    if count is None:
        return None
    value = next((v for v in (count.best, count.low, count.high) if v is not None), None)
    return None if value is None else Figure(member, member.voice, count, key, value)
