"""Find place names in a sentence and say which point on the map each one is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vedette.extract.gazetteer import Gazetteer, GazetteerPlace
from vedette.schemas import ClaimPlace

__all__ = ["PlaceContext", "PlaceMention", "article_countries", "find_places"]


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What the article has told so far: `countries` is the prior of each ISO code, `anchors` are earlier places."""

    gazetteer: Gazetteer
    countries: Mapping[str, float] = field(default_factory=dict)
    anchors: Sequence[GazetteerPlace] = ()


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named in the text; offsets count in the whole article. A container only says where another place lies."""

    start: int
    end: int
    text: str
    place: ClaimPlace
    is_container: bool


def article_countries(text: str, gazetteer: Gazetteer) -> dict[str, float]:
    """Return how much of the article is about each country (ISO code, shares sum to 1)."""
    raise NotImplementedError


def find_places(sentence: str, offset: int, context: PlaceContext) -> list[PlaceMention]:
    """Return the places a sentence names, in text order. `offset` is the sentence's start in the article."""
    raise NotImplementedError
