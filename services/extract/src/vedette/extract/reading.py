"""What the readers make of one article, sentence by sentence, worked out only where a span asks for it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from vedette.extract.actors.finder import ActorMention, ActorTable
from vedette.extract.dates.finder import DateMention, counts_from_before, find_dates
from vedette.extract.phrasebook import Found, PhraseBook, read_lexicon
from vedette.extract.places.finder import PlaceContext, PlaceMention, article_countries, find_places
from vedette.extract.places.gazetteer import Gazetteer, GazetteerPlace
from vedette.extract.relevance.themes import theme_book
from vedette.extract.saying.attribution import Saying, find_sayings
from vedette.extract.sentences import Sentence, split_article
from vedette.extract.spans import Span
from vedette.extract.tagger import Tagger
from vedette.extract.tagger.chunks import tokenize
from vedette.schemas import Cause, CleanArticle

__all__ = ["CauseMention", "Reading", "Tools"]


_BACK = 3  # sentences in which the day stands that "the day before" counts from
_YEAR = re.compile(r"(?<![\d,.])(?:19|20)\d\d(?![\d,.]\d|\d)")


@dataclass(frozen=True, slots=True)
class CauseMention:
    """Words naming the means of harm; `armed` if they come from war or terror by themselves."""

    start: int
    end: int
    cause: Cause
    armed: bool


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything a reader needs that is built once."""

    tagger: Tagger
    gazetteer: Gazetteer
    actors: ActorTable
    causes: PhraseBook
    themes: PhraseBook

    @classmethod
    def load(cls, tagger: Tagger, gazetteer: Gazetteer, actors: ActorTable, language: str = "en") -> "Tools":
        """Read the word tables of a language beside the given tools."""
        causes = read_lexicon("causes", language)
        return cls(
            tagger,
            gazetteer,
            actors,
            PhraseBook(
                (form, f"{row}.{cause}") for row in causes for cause, forms in causes[row].items() for form in forms
            ),
            theme_book(language),
        )


class Reading:
    """One article under the readers' eyes."""

    def __init__(self, article: CleanArticle, tools: Tools) -> None:
        self.article = article
        self.tools = tools
        self.sentences: Sequence[Sentence] = split_article(article)
        self.spans: list[list[Span]] = tools.tagger.tag(self.sentences)
        self.anchor: date | None = article.published_day()
        self._anchors: dict[str, GazetteerPlace] = {}
        self._lists: dict[tuple[str, int], Any] = {}  # Any: what one reader found in one sentence

    @property
    def is_silent(self) -> bool:
        """Return True where the tagger marked nothing: no trigger, no work."""
        return not any(self.spans)

    @property
    def countries(self) -> dict[str, float]:
        """Return how much of the article is about each country."""
        if ("countries", 0) not in self._lists:
            title = self.article.title or ""
            self._lists["countries", 0] = article_countries(f"{title}\n{self.article.text}", self.tools.gazetteer)
        countries: dict[str, float] = self._lists["countries", 0]
        return countries

    @property
    def home(self) -> str | None:
        """Return the country the article is mostly about."""
        return max(self.countries, key=lambda c: self.countries[c], default=None)

    def saying(self, index: int) -> Saying | None:
        """Return who says a sentence."""
        if ("sayings", 0) not in self._lists:
            self._lists["sayings", 0] = find_sayings(self.sentences)
        saying: Saying | None = self._lists["sayings", 0][index]
        return saying

    def dates(self, index: int) -> list[DateMention]:
        """Return the time words of a sentence."""
        found: list[DateMention] = self._once("dates", index, lambda: self._find_dates(index))
        return found

    def _find_dates(self, index: int, *, back: int = _BACK) -> list[DateMention]:
        sentence, anchor, known = self.sentences[index], self._anchor_at(index), self.anchor is not None
        previous = None
        for other in range(index - 1, max(-1, index - 1 - back), -1) if counts_from_before(sentence.text) else ():
            before = [m for m in self._find_dates(other, back=back - 1) if m.first and not m.is_period_start]
            if before:
                previous = before[-1]
                break
        return find_dates(sentence.text, sentence.start, anchor, previous=previous, knows_day=known)

    def _anchor_at(self, index: int) -> date | None:
        """Return the day time words count from: the publication day, else the end of the year spoken of last.

        A chronicle tells the year in a heading or at its first date, and months and days from then on.
        """
        if self.anchor is not None:
            return self.anchor
        for sentence in reversed(self.sentences[: index + 1]):
            if years := _YEAR.findall(sentence.text):
                return date(int(years[-1]), 12, 31)
        years = _YEAR.findall(self.article.title or "")
        return date(int(years[-1]), 12, 31) if years else None

    def places(self, index: int) -> list[PlaceMention]:
        """Return the places of a sentence; places found earlier help to tell one from its namesakes."""
        found: list[PlaceMention] = self._once("places", index, lambda: self._find_places(self.sentences[index]))
        return found

    def _find_places(self, sentence: Sentence) -> list[PlaceMention]:
        context = PlaceContext(self.tools.gazetteer, self.countries, tuple(self._anchors.values()))
        found = find_places(sentence.text, sentence.start, context)
        for mention in found:
            for candidate in self.tools.gazetteer.candidates(mention.place.name):
                if candidate.place.id == mention.place.gazetteer_id:
                    self._anchors[candidate.place.id] = candidate.place
                    break
        return found

    def actors(self, index: int) -> list[ActorMention]:
        """Return the actors of a sentence."""
        s = self.sentences[index]
        found: list[ActorMention] = self._once(
            "actors", index, lambda: self.tools.actors.find_actors(s.text, s.start, self.anchor, home_country=self.home)
        )
        return found

    def causes(self, index: int) -> list[CauseMention]:
        """Return the means of harm a sentence names; offsets count in the article."""
        s = self.sentences[index]
        found: list[CauseMention] = self._once(
            "causes", index, lambda: [_cause(f, s.start) for f in self.tools.causes.find(tokenize(s.text))]
        )
        return found

    def themes(self, index: int) -> list[Found]:
        """Return the words of a sentence that tell war from accident, crime and court."""
        found: list[Found] = self._once(
            "themes", index, lambda: self.tools.themes.find(tokenize(self.sentences[index].text))
        )
        return found

    def theme_counts(self) -> tuple[int, int]:
        """Return how many words of war and how many of accident, crime, court and the like the whole article has."""
        counts: tuple[int, int] = self._once("theme counts", 0, self._count_themes)
        return counts

    def _count_themes(self) -> tuple[int, int]:
        keys = [f.key for index in range(len(self.sentences)) for f in self.themes(index)]
        war = keys.count("war")
        return war, len(keys) - war

    def title_themes(self) -> list[Found]:
        """Return the same for the title, where the text does not repeat it."""
        found: list[Found] = self._once("title", 0, lambda: self.tools.themes.find(tokenize(self.article.title or "")))
        return found

    def _once(self, kind: str, index: int, find: Any) -> Any:  # Any: each reader has its own kind of find
        key = (kind, index)
        if key not in self._lists:
            self._lists[key] = find()
        return self._lists[key]


@lru_cache(maxsize=64)
def _cause_of(key: str) -> tuple[Cause, bool]:
    row, name = key.split(".")
    return Cause(name), row == "armed"


def _cause(found: Found, offset: int) -> CauseMention:
    cause, armed = _cause_of(found.key)
    return CauseMention(found.start + offset, found.end + offset, cause, armed)
