"""Where posts are: their sites, the two of one that moved, and the zone a stock belongs to."""

import re
from collections.abc import Sequence

from vedette.extract.circumstances.told import Where, pick_areas, pick_places
from vedette.extract.places.finder import PlaceMention
from vedette.extract.reading import Reading
from vedette.extract.spans import POST_LABELS, Label, Span
from vedette.schemas import ClaimPlace, PlaceCode

__all__ = ["both_sites", "site_of"]

# "moved from the ridge to lower ground": where the new site begins, and where the old one is told after it
_TOWARDS = re.compile(r"\b(?:to|into|onto|in favou?r of)\s")
_AWAY = re.compile(r"\bfrom\s")
_FROM = re.compile(r"\bfrom\s(?:the\s)?$")
_FROM_REACH = 10
_NARROW = frozenset({PlaceCode.SITE, PlaceCode.NEAR})
_ZONE = re.compile(
    r"\b(?:in|inside|within|across|throughout)\sthe\s(?P<zone>[\"“‘']?[a-z]+(?:-[a-z]+)*[\"”’']?\s"
    r"(?:zone|strip|belt|corridor|area|enclave|pocket))\b"
)


# "at the entrance to Zarna", "the Bannu cantonment": a site that no gazetteer knows, by where its name stands
_NAME = r"(?P<name>[A-Z][\w'’-]*[^\W\dA-Z_](?:[\s-][A-Z][\w'’-]*[^\W\dA-Z_]){0,2})"
_SITED = re.compile(
    rf"(?:\s[a-z]+){{0,2}}?,?\s(?:at|in|near|outside|off|above|below|on|over|beside|around|by)\s"
    rf"(?:the\s(?:[\w-]+\s){{1,3}}?(?:to|of|into|from)\s)?(?:the\s)?{_NAME}(?=[\s,.;]|$)"
)
_CALLED = re.compile(
    rf"{_NAME}\s(?:(?:air|army|naval|military|police|border|operating|fire|patrol)\s)*(?:airbase|base|camp|cantonment|post|barracks|airfield|"
    r"outpost|checkpoint|garrison|fort|substation|naka|picket)s?$"
)
_SAID_BEFORE = re.compile(r"(?:the|it|that|this)\b", re.IGNORECASE)
_LOOK_BACK = 4  # sentences in which the same post was spoken of
# "three positions along the road between A and B": no site; "The positions are at C and D" tells them
_MANY = re.compile(r"\b(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine|ten|several)\b", re.IGNORECASE)
_ALONG = re.compile(
    r"\s(?:along|between|on the (?:\w+ )?(?:section|stretch|road|highway)|in the [^,;.]{2,40}?(?:region|province|state|"
    r"district|hills|mountains|valley|area|north|south|east|west))\b"
)
_LIST = re.compile(
    r"(?:(?:The|These|All|Both)\s(?:\w+\s){0,2}?(?:posts|positions|bases|checkpoints|outposts|camps|points|sites|two|three|four)"
    r"|They|One(?: of them)?|The first(?: one)?)\s(?:are|is|stands?|lies?|sits?|was|were)\s(?:\w+\s){0,2}?"
    r"(?:at|in|near|on|by|outside|close to)\s"
)
_LIST_REACH = 2  # sentences after one on posts within which their sites are listed
_NO_PLACE = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|The|A|An|Its|Their|His|Our|This|That|One|Two|Three|Four|Five|Another|Forward|New|North|South|East|West)\b"
)


def site_of(reading: Reading, index: int, span: Span, label: Label) -> Where:
    """Return the places of a post; a stock belongs to the zone or province spoken of, to no site."""
    if label is not Label.STOCK and (listed := _listed_next(reading, index, span)):
        return listed
    where = _of_its_own(reading, index, span, pick_places(reading, index, span.end))
    if label is Label.REINFORCED and _is_origin(reading, where):
        return _told_before(reading, index, span) or where
    if label is not Label.STOCK and all(p.inferred for p in where.places):
        return _named(reading, index, span) or _told_before(reading, index, span) or where
    if label is not Label.STOCK or not all(p.inferred for p in where.places):
        return where
    return _zone(reading, index).joined(pick_areas(reading, index))


def _of_its_own(reading: Reading, index: int, span: Span, where: Where) -> Where:
    """Return the places that stand with this post where a sentence tells of two: "left one at A, opened one at B"."""
    posts = [s for s in reading.spans[index] if s.label in POST_LABELS and s.start != span.start]
    if not posts or len(where.spans) != len(where.places):
        return where
    later = [min(at for at in (s.start, *(s.cue or ())) if at >= span.end) for s in posts if s.start >= span.end]
    stop = min(later, default=reading.sentences[index].end)
    told = list(zip(where.places, where.spans, strict=True))
    behind = [pair for pair in told if pair[1][1] > span.start and pair[1][0] < stop]
    first = min(span.start, *(s.start for s in posts))
    around = [pair for pair in told if pair[1][1] <= first and pair[0].precision not in _NARROW]
    behind = [*around, *behind] if behind else []
    kept = behind or [pair for pair in told if pair[1][1] <= span.start and not any(s.end <= pair[1][0] for s in posts)]
    return Where(tuple(p for p, _ in kept), tuple(at for _, at in kept), where.score) if kept else where


def _is_origin(reading: Reading, where: Where) -> bool:
    """Tell whether only a place is named that men came from: "reinforcements from Orlo reached the post"."""
    text = reading.article.text
    return bool(where.spans) and all(_FROM.search(text, max(0, start - _FROM_REACH), start) for start, _ in where.spans)


def _listed_next(reading: Reading, index: int, span: Span) -> Where | None:
    """Return the sites that one of the next sentences lists: "The positions are at ...", "One stands near ...".

    Only where the post's own sentence says no more than along which road or in which area it lies.
    """
    sentence, text = reading.sentences[index], reading.article.text
    if not _MANY.search(text[span.start : span.end]) or not _ALONG.match(text[span.end : sentence.end]):
        return None
    for other in range(index + 1, min(len(reading.sentences), index + 1 + _LIST_REACH)):
        if _LIST.match(reading.sentences[other].text):
            wide = {PlaceCode.COUNTRY, PlaceCode.REGION}
            found = [m for m in reading.places(other) if m.place.precision not in wide]
            return _as_where(found) if found else None
    return None


def _named(reading: Reading, index: int, span: Span) -> Where | None:
    """Return the site by the name in or right behind the words for the post, if they are no party's or person's."""
    text, sentence = reading.article.text, reading.sentences[index]
    found = _CALLED.search(text, span.start, span.end) or _SITED.match(text, span.end, sentence.end)
    if found is None or _NO_PLACE.match(found["name"]):
        return None
    start, end = found.span("name")
    words = found["name"]
    parties = reading.tools.actors.find_actors(f"{words} forces", start, reading.anchor)
    if parties or any(a.start < end and a.end > start for a in reading.actors(index)):
        return None
    known = (m for other in range(len(reading.sentences)) for m in reading.places(other) if m.text == words)
    place = next((m.place for m in known), None) or ClaimPlace(text=words, name=words, precision=PlaceCode.SITE)
    return Where((place,), ((start, end),), 0.6)


def _told_before(reading: Reading, index: int, span: Span) -> Where | None:
    """Return where the installation lies that "the base" means: the last one something was said of."""
    if not _SAID_BEFORE.match(reading.article.text, span.start):
        return None
    for other in range(index, max(-1, index - 1 - _LOOK_BACK), -1):
        for earlier in reversed(reading.spans[other]):
            if earlier.label in POST_LABELS and earlier.start < span.start:
                where = _named(reading, other, earlier) or pick_places(reading, other, earlier.end)
                return _implied(where) if any(not p.inferred for p in where.places) else None
    return None


def _implied(where: Where) -> Where:
    places = tuple(p.model_copy(update={"inferred": True}) for p in where.places)
    return Where(places, where.spans, min(where.score, 0.5))


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
