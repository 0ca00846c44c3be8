"""The texts of the last days, bounded, so that a reprint finds the text it repeats."""

from collections import OrderedDict
from datetime import datetime, timedelta

from vedette.clean.duplicates import Known, Sketch, band_keys, find_same, own_id, sketch_of
from vedette.schemas import CleanArticle


class Reprints:
    """Sketches of recent texts by article; those too old, or over the limit, are dropped, the oldest first."""

    def __init__(self, *, keep: timedelta, limit: int) -> None:
        self._keep = keep
        self._limit = limit
        self._texts: OrderedDict[str, tuple[datetime, Known]] = OrderedDict()
        self._bands: dict[str, str] = {}
        """Band key to the article that used it last."""

    def __len__(self) -> int:
        return len(self._texts)

    def group(self, article: CleanArticle, sketch: Sketch) -> str:
        """Return the syndication id of an article: that of the text it repeats, else its own; and remember it."""
        self._expire(article.fetched_at)
        same = find_same(sketch, self._look_up)
        name = same.syndication_id if same else own_id(article.text_sha256)
        self._remember(article.article_id, article.fetched_at, Known(name, sketch))
        return name

    def learn(self, article: CleanArticle) -> None:
        """Remember an article cleaned elsewhere, or before a restart."""
        if article.article_id not in self._texts:
            self._remember(
                article.article_id, article.fetched_at, Known(article.syndication_id, sketch_of(body_text(article)))
            )

    def _look_up(self, key: str) -> bytes | None:
        found = self._texts.get(self._bands.get(key, ""))
        return found[1].pack() if found else None

    def _remember(self, article_id: str, at: datetime, known: Known) -> None:
        self._forget(article_id)
        self._texts[article_id] = (at, known)
        self._bands.update(dict.fromkeys(band_keys(known.sketch), article_id))
        self._expire(at)

    def _expire(self, now: datetime) -> None:
        while self._texts:
            oldest, (then, _) = next(iter(self._texts.items()))
            if len(self._texts) <= self._limit and now - then <= self._keep:
                break
            self._forget(oldest)

    def _forget(self, article_id: str) -> None:
        old = self._texts.pop(article_id, None)
        for key in band_keys(old[1].sketch) if old else ():
            if self._bands.get(key) == article_id:
                del self._bands[key]


def body_text(article: CleanArticle) -> str:
    """Return the text without the headline: reprints change it first."""
    return "\n".join(paragraph.text for paragraph in article.paragraphs if paragraph.role != "headline")
