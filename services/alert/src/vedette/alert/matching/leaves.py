"""Every kind of condition, in one table: how it is asked, and what the index makes of it.

A leaf is a part with one field; the field's name is the kind, its value what is wanted. To add a kind: the part in the
contract, a test in `matching/conditions.py`, a row here, and words for `why_words`.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from vedette.alert.matching import conditions, promises
from vedette.alert.matching.conditions import Test
from vedette.alert.matching.facts import COUNTERS
from vedette.alert.matching.promises import Keys
from vedette.alert.matching.signature import count_from, rate_from, refused_bits, sources_from
from vedette.schemas import ActorTest, Part, PlaceCode, PlaceTest, TextTest

Leaf = Part
"""A condition; its class has one field."""


@dataclass(frozen=True)
class LeafKind:
    """What one kind of condition is to all that ask. Every function is given the leaf's value."""

    # Any: each kind has a value of its own type, which the contract has judged
    test: Callable[[Any], Test]
    """Builds the test of the reference matcher."""
    bits: Callable[[Any, bool], int] | None = None
    """A closed set: the bits that keep it from being true, or from being false."""
    least: Callable[[Any, bool], tuple[int, float]] | None = None
    """A number: the dimension it looks at, and the least number it takes there."""
    keys: Callable[[Any], Keys] | None = None
    """An open set: keys of which an event that meets it carries one."""
    identity: Callable[[Any], Hashable] | None = None
    """An open set: equal for equal conditions of different rules, which are asked once."""
    keys_suffice: bool = False
    """An open set: an event that carries a key is known to meet it."""
    shape: Callable[[Any], PlaceTest | None] = lambda _: None
    """A circle, box or polygon it may ask for."""


class _Names(dict[type[Part], str]):
    """By model: the name of its one field. A dict, since millions of leaves are asked."""

    def __missing__(self, model: type[Part]) -> str:
        self[model] = next(iter(model.model_fields))
        return self[model]


_NAMES = _Names()


def name_of(leaf: Leaf) -> str:
    """Return the name of a leaf's kind."""
    return _NAMES[type(leaf)]


def value_of(leaf: Leaf) -> Any:  # see `LeafKind`
    """Return what a leaf wants."""
    return leaf.__dict__[_NAMES[type(leaf)]]


def kind_of(leaf: Leaf) -> tuple[LeafKind, Any]:  # as above
    """Return what a leaf is, and what it wants."""
    name = _NAMES[type(leaf)]
    return KINDS[name], leaf.__dict__[name]


def test_of(leaf: Leaf) -> Test:
    """Return the leaf's test."""
    kind, value = kind_of(leaf)
    return kind.test(value)


def _closed(field: str) -> LeafKind:
    return LeafKind(
        test=partial(conditions.one_of, field),
        bits=lambda values, wanted: refused_bits(field, tuple(values), wanted=wanted),
    )


def _counter(counter: str) -> LeafKind:
    return LeafKind(
        test=partial(conditions.counts, counter),
        least=lambda number, wanted: count_from(counter, number.bound, number.n, wanted=wanted),
    )


def _few(field: str) -> LeafKind:
    return LeafKind(
        test=partial(conditions.some_of, field), keys=partial(promises.of_some, field), identity=frozenset,
        keys_suffice=True,
    )  # fmt: skip


def _as_fine_as(code: PlaceCode) -> Sequence[str]:
    return tuple(c for c in PlaceCode if c <= code)


def _place(place: PlaceTest) -> Hashable:
    return place.admin, place.match


def _actor(actor: ActorTest) -> Hashable:
    return actor.role, tuple(actor.any_of), tuple(actor.all_of)


def _text(text: TextTest) -> Hashable:
    return tuple(text.any_of), tuple(text.all_of), tuple(text.none_of)


KINDS: dict[str, LeafKind] = {
    **{field: _closed(field) for field in ("kind", "action", "scope", "facility", "cause")},
    "precision": LeafKind(
        test=conditions.as_fine_as,
        bits=lambda code, wanted: refused_bits("precision", _as_fine_as(code), wanted=wanted),
    ),
    **{counter: _counter(counter) for counter in COUNTERS},
    "confidence": LeafKind(test=partial(conditions.at_least, "confidence"), least=rate_from),
    "independent_sources": LeafKind(test=partial(conditions.at_least, "independent_claims"), least=sources_from),
    **{field: _few(field) for field in promises.ROLES_AND_GROUPS},
    "actor": LeafKind(test=conditions.names, keys=promises.of_actor, identity=_actor),
    "text": LeafKind(test=conditions.says, keys=promises.of_text, identity=_text),
    "place": LeafKind(
        test=conditions.lies_in,
        keys=promises.of_unit,
        identity=_place,
        keys_suffice=True,
        shape=lambda place: place if conditions.is_shape(place) else None,
    ),
    "date": LeafKind(test=conditions.happened),
}
"""By name of the kind. What is neither bits, number nor open set, the rule is asked itself."""
