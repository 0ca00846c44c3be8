"""Where posts are: their sites, the two of one that moved, and the zone a stock belongs to."""

import re
from collections.abc import Sequence

from vedette.extract.circumstances import Where, pick_areas, pick_places
from vedette.extract.places import PlaceMention
from vedette.extract.reading import Reading
from vedette.extract.spans import Label, Span
from vedette.schemas import ClaimPlace, PlaceCode

__all__ = ["both_sites", "site_of"]

# "moved from the ridge to lower ground": where the new site begins, and where the old one is told after it
_TOWARDS = re.compile(r"\b(?:to|into|onto|in favou?r of)\s")
_AWAY = re.compile(r"\bfrom\s")
_ZONE = re.compile(
    r"\b(?:in|inside|within|across|throughout)\sthe\s(?P<zone>[\"“‘']?[a-z]+(?:-[a-z]+)*[\"”’']?\s"
    r"(?:zone|strip|belt|corridor|area|enclave|pocket))\b"
)


def site_of(reading: Reading, index: int, span: Span, label: Label) -> Where:
    """Return the places of a post; a stock belongs to the zone or province spoken of, to no site."""
    where = pick_places(reading, index, span.end)
    if label is not Label.STOCK or not all(p.inferred for p in where.places):
        return where
    return _zone(reading, index).joined(pick_areas(reading, index))


def both_sites(reading: Reading, index: int, span: Span) -> tuple[Where, Where]:
    """Return the old site of what was moved and the new one, whose places stand after "to"."""
    sentence, text = reading.sentences[index], reading.article.text
    everywhere = pick_places(reading, index, span.end)
    after = max(span.end, span.cue[1] if span.cue else 0)
    to = _TOWARDS.search(text[after : sentence.end])
    if to is None:
        return everywhere, Where((), (), 0.2)
    turn = after + to.end()
    back = _AWAY.search(text[turn : sentence.end])
    end = turn + back.start() if back else sentence.end
    found = [m for m in reading.places(index) if m.place.precision is not PlaceCode.COUNTRY]
    taken = [m for m in found if turn <= m.start < end]
    left = [m for m in found if after <= m.start and m not in taken] or [m for m in found if m not in taken]
    return _as_where(left) if left else everywhere, _as_where(taken)


def _zone(reading: Reading, index: int) -> Where:
    """Return the zone or strip a sentence names in common words, which no gazetteer knows."""
    sentence = reading.sentences[index]
    zone = _ZONE.search(sentence.text)
    if zone is None:
        return Where((), (), 0.2)
    words = zone["zone"]
    name = re.sub("[\"\u201c\u201d\u2018\u2019']", "", words)
    place = ClaimPlace(text=words, name=name, precision=PlaceCode.REGION, hint=name)
    return Where((place,), ((sentence.start + zone.start("zone"), sentence.start + zone.end("zone")),), 0.7)


def _as_where(mentions: Sequence[PlaceMention]) -> Where:
    return Where(tuple(m.place for m in mentions), tuple((m.start, m.end) for m in mentions), 0.9)
