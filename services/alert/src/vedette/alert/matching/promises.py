"""What an event that meets a condition on an open set is known to carry: provinces, actors, words, sources.

The index files a rule under these keys, and looks up an event under the keys it has.
"""

from collections.abc import Collection, Iterator, Sequence

from vedette.alert.matching.conditions import WIDE, unit_of
from vedette.alert.matching.facts import Facts
from vedette.alert.matching.fold import fold, key_words
from vedette.schemas import ActorTest, PlaceTest, TextTest

Key = tuple[str, ...]
Keys = tuple[Key, ...] | None
"""An event for which the condition holds carries one of them; None if nothing can be promised."""

ROLES_AND_GROUPS = ("evidence", "victims", "language")
"""Fields of facts that hold a few values each."""


def of_unit(place: PlaceTest) -> Keys:
    """Return the keys of a country or province; none for a shape, which lies in cells of a grid instead."""
    if place.admin is None:
        return None
    country, province = unit_of(place)
    if province is None:
        return (("in", country),)
    wide = (_may_reach(country),) if place.match == "possible" else ()
    return (("in", country, province), *wide)


def _may_reach(country: str) -> Key:
    return "in", country, "", "may reach anywhere"


def of_actor(actor: ActorTest) -> Keys:
    """Return ids and words of names."""
    names = actor.all_of[:1] or actor.any_of
    words = _words(names, "actor")
    return None if words is None else (*(("actor", n.casefold()) for n in names), *words)


def of_text(text: TextTest) -> Keys:
    """Return words that must occur."""
    return _words(text.all_of[:1] or text.any_of, "word") or None


def of_some(field: str, values: Sequence[str]) -> Keys:
    """Return the values of one of the fields that hold a few."""
    return tuple((field, value) for value in sorted({str(v).casefold() for v in values} - {"unknown"})) or None


def _words(terms: Sequence[str], name: str) -> Keys:
    """Return words of which a text holding one of the terms must have one; None if a term promises no word."""
    folded = [f for term in terms if (f := fold(term))]
    words = [key_words(f) for f in folded]
    return tuple((name, w) for some in words for w in some or ()) if all(words) else None


def keys_in(facts: Facts, families: Collection[str]) -> Iterator[Key]:
    """Yield the keys an event carries; of the costly families only those some rule asks for."""
    if facts.country:
        yield ("in", facts.country)
        if facts.precision in WIDE:
            yield _may_reach(facts.country)
        elif facts.admin is not None:
            yield ("in", facts.country, facts.admin)
    for actor in facts.actors["any"]:
        yield from (("actor", word) for word in {actor.actor_id, *actor.words.split()})
    for field in ROLES_AND_GROUPS:
        if field in families:
            yield from ((field, value) for value in getattr(facts, field))
    if "word" in families:
        yield from (("word", word) for word in set(facts.words.split()))
