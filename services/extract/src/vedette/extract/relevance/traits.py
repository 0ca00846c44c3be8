"""What the judge sees of a happening: its words, those around it, and what the whole article is about."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from vedette.extract.reading import Reading
from vedette.extract.spans import COUNTERS, POST_LABELS
from vedette.schemas import Claim, ParagraphRole, PostClaim

__all__ = ["ArticleTraits", "Told", "told_by"]

_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?|\d[\d,.]*|[\"“”?!$€£%]")
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_NEAR = (-2, -1, 1, 2)  # sentences beside the happening's own
_BESIDE = 4  # words before and after its words
_SETTINGS = {
    "unreal": re.compile(r"\b(?:would|could|might|may|if|should|unless|whether|suppose)\b", re.IGNORECASE),
    "had": re.compile(r"\bhad\b", re.IGNORECASE),
    "has": re.compile(r"\b(?:has|have)\b", re.IGNORECASE),
    "is": re.compile(r"\b(?:is|are)\b", re.IGNORECASE),
    "I": re.compile(r"\b(?:I|we|my|our|us|me)\b"),
    "you": re.compile(r"\b(?:you|your)\b", re.IGNORECASE),
    "day": re.compile(r"\b(?:\w+day|today|yesterday|overnight|this (?:week|morning|evening))\b", re.IGNORECASE),
    "no": re.compile(r"\b(?:no|not|never|none|nobody|denied|denies|false)\b", re.IGNORECASE),
}
_THROUGHOUT = ("day", "I", "you")  # settings counted over the article
_OLD_YEARS, _SOME_YEARS = 20, 1  # before the report
_YEAR_STEPS = ((0, "now"), (1, "last"), (5, "few"), (20, "some"))
_DAY_STEPS = ((-1, "ahead"), (1, "new"), (8, "week"), (60, "weeks"), (400, "year"))
_LENGTHS = range(2, 7)  # sentences: a text that says more could say more against it
_COUNT_STEPS = (0, 1, 2, 4, 9)


@dataclass(frozen=True, slots=True)
class Told:
    """A happening as a text tells it: its name, its sentence, and the characters of who or what, and of the deed."""

    family: str
    name: str
    index: int
    start: int
    end: int
    deed: tuple[int, int] | None = None


def told_by(reading: Reading, claim: Claim) -> Told:
    """Return what a claim was read from."""
    at = claim.evidence[0].start
    index = next(i for i, sentence in enumerate(reading.sentences) if sentence.start == at)
    fields = {span.field: (span.start, span.end) for span in claim.spans}
    if isinstance(claim, PostClaim):
        return Told("post", claim.action.value, index, *fields["facility"], fields.get("action"))
    counter = next((c for c in COUNTERS if getattr(claim.toll, c, None) is not None), "struck")
    return Told("toll", str(counter), index, *fields["victims"])


class ArticleTraits:
    """The traits of one article; those of a happening in it are asked one by one."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = [words_of(sentence.text) for sentence in reading.sentences]
        self._body = [i for i, s in enumerate(reading.sentences) if s.role is not ParagraphRole.HEADLINE]
        self.length = len(self._body)
        self.common = list(dict.fromkeys(self._of_article()))

    def of(self, told: Told) -> list[str]:
        """Return the traits of a happening, without those of its article."""
        found = [*self._own(told), *self._of_sentence(told), *self._of_neighbours(told.index)]
        return list(dict.fromkeys(found))

    def _of_article(self) -> Iterator[str]:
        title = words_of(self._reading.article.title or "")
        yield from (f"from={n}" for n in _LENGTHS if self.length >= n)
        yield from (f"t={word}" for word in title)
        yield from (f"t2={one}_{two}" for one, two in pairwise(title))
        yield from (f"a={word}" for i in self._body for word in self._words[i])
        yield from (f"l={word}" for i in self._body[:1] for word in self._words[i])
        yield from self._of_themes()
        spans = [span for row in self._reading.spans for span in row]
        posts = sum(span.label in POST_LABELS for span in spans)
        yield f"posts={_some(posts)}"
        yield f"tolls={_some(len(spans) - posts)}"
        texts = [self._reading.sentences[i].text for i in self._body]
        yield from (f"{name}s={_some(sum(bool(_SETTINGS[name].search(t)) for t in texts))}" for name in _THROUGHOUT)
        if self._reading.anchor:
            years = [self._reading.anchor.year - int(y) for text in texts for y in _YEAR.findall(text)]
            yield f"old={_some(sum(y > _OLD_YEARS for y in years))}"
            yield f"past={_some(sum(_SOME_YEARS < y <= _OLD_YEARS for y in years))}"

    def _of_themes(self) -> Iterator[str]:
        keys = Counter(found.key for i in self._body for found in self._reading.themes(i))
        yield from (f"ak={key}:{_some(n)}" for key, n in keys.items())
        yield from (f"tk={found.key}" for found in self._reading.title_themes())
        yield from (f"lk={found.key}" for i in self._body[:1] for found in self._reading.themes(i))
        war = keys["war"]
        yield f"war={_some(war)}"
        yield f"share={4 * war // keys.total() if war else 'none'}"
        yield f"density={min(5, 4 * war // max(1, self.length))}"
        yield f"arms={_some(sum(cause.armed for i in self._body for cause in self._reading.causes(i)))}"

    def _own(self, told: Told) -> Iterator[str]:
        text, sentence = self._reading.article.text, self._reading.sentences[told.index]
        yield from (f"f={told.family}", f"f={told.name}")
        words = words_of(text[told.start : told.end])
        yield from (f"v={word}" for word in words)
        yield from (f"vh={word}" for word in words[-1:])
        first, last = told.deed or (told.start, told.end)
        if told.deed:
            yield from (f"c={word}" for word in words_of(text[first:last]))
        before = words_of(text[sentence.start : first])[-_BESIDE:]
        yield from (f"b={word}" for word in before)
        yield from (f"b1={word}" for word in before[-1:])
        yield from (f"n={word}" for word in words_of(text[last : sentence.end])[:_BESIDE])
        opened = text[sentence.start : first]
        if opened.count('"') % 2 or opened.count("“") > opened.count("”"):
            yield "g=quoted"

    def _of_sentence(self, told: Told) -> Iterator[str]:
        reading, words, sentence = self._reading, self._words[told.index], self._reading.sentences[told.index]
        yield from (f"s={word}" for word in words)
        yield from (f"s2={one}_{two}" for one, two in pairwise(words))
        yield f"at={min(self._body.index(told.index) if told.index in self._body else 0, _BESIDE)}"
        keys = Counter(found.key for found in reading.themes(told.index))
        yield from (f"sk={key}:{_some(n)}" for key, n in keys.items())
        yield f"sarms={sum(cause.armed for cause in reading.causes(told.index))}"
        yield from (f"g={name}" for name, words_for in _SETTINGS.items() if words_for.search(sentence.text))
        yield from self._of_time(told.index)
        yield from (f"who={actor.kind}{actor.is_people}" for actor in reading.actors(told.index))
        yield f"where={min(2, len(reading.places(told.index)))}"
        yield f"said={reading.saying(told.index) is not None}"

    def _of_time(self, index: int) -> Iterator[str]:
        day = self._reading.anchor
        if day is None:
            return
        years = _YEAR.findall(self._reading.sentences[index].text)
        yield from (f"year={_step(day.year - int(year), _YEAR_STEPS)}" for year in years)
        lasts = [found.last for found in self._reading.dates(index) if found.last]
        yield from (f"day={_step((day - last).days, _DAY_STEPS)}" for last in lasts)

    def _of_neighbours(self, index: int) -> Iterator[str]:
        near = [index + by for by in _NEAR if 0 <= index + by < len(self._words)]
        yield from (f"m={word}" for i in near for word in self._words[i])
        keys = Counter(found.key for i in near for found in self._reading.themes(i))
        yield from (f"mk={key}:{_some(n)}" for key, n in keys.items())


def words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, numbers as `#` and years as `#y`."""
    return [_plain(word) for word in _WORD.findall(text)]


def _plain(word: str) -> str:
    if not word[0].isdigit():
        return word.lower().replace("’", "'")
    return "#y" if _YEAR.fullmatch(word.rstrip(".,")) else "#"


def _some(number: int) -> str:
    """Return a count in steps: a fifth word of war says little more than a fourth."""
    return next((str(step) for step in _COUNT_STEPS if number <= step), "many")


def _step(gap: int, steps: Sequence[tuple[int, str]]) -> str:
    return next((name for most, name in steps if gap <= most), "old")
