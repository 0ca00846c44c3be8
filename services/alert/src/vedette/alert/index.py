"""Find the rules an event may match without asking them all.

Each rule is filed under a few access keys such that an event that matches carries one of them: the area it lies in
together with an actor, an action or a kind. The rule's own conditions then decide, so the index can only save work.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import floor

from vedette.alert.conditions import Leaf, Test, admin_of, area_of
from vedette.alert.facts import Facts
from vedette.alert.fold import fold, key_word
from vedette.alert.geo import Box, disc_bounds
from vedette.alert.match import compile_node
from vedette.schemas import ActionIs, ActorIs, AllOf, AnyOf, KindIs, Node, Not, PlaceIs, ScopeIs, TextHas, WatchRule

Key = tuple[str | int, ...]
LeafKeys = Callable[[Leaf], list[Key] | None]

GRID = (1, 4, 16, 60)
"""Cell sizes in degrees; each divides 180."""
MAX_CELLS = 16
"""Most cells one area is filed under; a larger area goes to a coarser grid."""
MARGIN_DEG = 1e-6
"""Keeps rounding at a cell's edge from hiding a match; ten centimetres."""

WEIGHT = {"actor": 1.0, "cell": 0.5, "near": 0.8, "admin": 3.0, "word": 3.0, "country": 12.0}
WHAT_WEIGHT = {"action": 20.0, "scope": 40.0, "kind": 50.0}
"""Rough share of events that carry a key; only the order matters."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule ready to be asked."""

    rule: WatchRule
    test: Test


class RuleIndex:
    """All live rules, found by what an event carries."""

    def __init__(self, rules: Iterable[WatchRule] = ()) -> None:
        self._rules: dict[str, Compiled] = {}
        self._keys: dict[str, list[tuple[Key, Key]]] = {}
        self._buckets: dict[Key, dict[Key, dict[str, Compiled]]] = {}
        self._near = 0
        for rule in rules:
            self.put(rule)

    def __len__(self) -> int:
        return len(self._rules)

    def get(self, rule_id: str) -> WatchRule | None:
        """Return the rule with this id."""
        found = self._rules.get(rule_id)
        return found.rule if found else None

    def put(self, rule: WatchRule) -> None:
        """Add the rule, or replace the one with its id. A rule that is switched off is kept but never found."""
        self.remove(rule.rule_id)
        compiled = Compiled(rule, compile_node(rule.when))
        self._rules[rule.rule_id] = compiled
        if not rule.enabled:
            return
        self._keys[rule.rule_id] = keys = access_keys(rule.when)
        for where, what in keys:
            self._near += where[:1] == ("near",)
            self._buckets.setdefault(where, {}).setdefault(what, {})[rule.rule_id] = compiled

    def remove(self, rule_id: str) -> None:
        """Forget the rule, if it is there."""
        self._rules.pop(rule_id, None)
        for where, what in self._keys.pop(rule_id, ()):
            self._near -= where[:1] == ("near",)
            del self._buckets[where][what][rule_id]
            if not self._buckets[where][what]:
                del self._buckets[where][what]
            if not self._buckets[where]:
                del self._buckets[where]

    def candidates(self, facts: Facts) -> list[Compiled]:
        """Return every rule that may match, each once."""
        found: dict[str, Compiled] = {}
        whats = list(_event_whats(facts))
        for where in _event_wheres(facts, near=self._near > 0):
            shelf = self._buckets.get(where)
            if shelf:
                for what in whats:
                    found |= shelf.get(what, {})
        return list(found.values())

    def matching(self, facts: Facts) -> list[WatchRule]:
        """Return the rules that match, by id."""
        found = [c.rule for c in self.candidates(facts) if c.test(facts) is True]
        return sorted(found, key=lambda rule: rule.rule_id)


def access_keys(when: Node) -> list[tuple[Key, Key]]:
    """Return the keys to file a rule under: each pairs what stands for a place with what stands for a type."""
    wheres = _required(when, _leaf_wheres, WEIGHT) or [()]
    whats = _required(when, _leaf_whats, WHAT_WEIGHT) or [()]
    return [(where, what) for where in dict.fromkeys(wheres) for what in dict.fromkeys(whats)]


def _required(node: Node, of_leaf: LeafKeys, weight: dict[str, float]) -> list[Key] | None:
    """Return keys of which a matching event carries at least one; None if nothing can be promised.

    Of an `all`, the child that the fewest events carry speaks for it; a `not` promises nothing.
    """
    match node:
        case AllOf():
            found = [k for child in node.all if (k := _required(child, of_leaf, weight)) is not None]
            return min(found, key=lambda keys: sum(weight[str(k[0])] for k in keys)) if found else None
        case AnyOf():
            parts = [_required(child, of_leaf, weight) for child in node.any]
            known = [k for k in parts if k is not None]
            return list(dict.fromkeys(k for keys in known for k in keys)) if len(known) == len(parts) else None
        case Not():
            return None
        case _:
            return of_leaf(node)


def _leaf_whats(leaf: Leaf) -> list[Key] | None:
    match leaf:
        case KindIs():
            return [("kind", k) for k in leaf.kind]
        case ActionIs():
            return [("action", a.value) for a in leaf.action]
        case ScopeIs():
            return [("scope", s.value) for s in leaf.scope]
        case _:
            return None


def _leaf_wheres(leaf: Leaf) -> list[Key] | None:
    match leaf:
        case PlaceIs() if leaf.place.admin:
            country, province = admin_of(leaf.place)
            if province is None or leaf.place.match == "possible":
                return [("country", country)]
            return [("admin", country, province)]
        case PlaceIs():
            return _cells(area_of(leaf.place).bounds, "near" if leaf.place.match == "possible" else "cell")
        case ActorIs():
            names = leaf.actor.all_of[:1] or leaf.actor.any_of
            words = _word_keys(names, "actor")
            return None if words is None else [("actor", n.casefold()) for n in names] + words
        case TextHas() if leaf.text.all_of:
            return _word_keys(leaf.text.all_of[:1], "word")
        case TextHas() if leaf.text.any_of:
            return _word_keys(leaf.text.any_of, "word")
        case _:
            return None


def _word_keys(terms: Sequence[str], name: str) -> list[Key] | None:
    """Return a word per term that a text holding the term must have; None if a term promises no word."""
    folded = [f for term in terms if (f := fold(term))]
    words = [key_word(f) for f in folded]
    return None if None in words else [(name, w) for w in words if w]


def _cells(bounds: Sequence[Box], name: str) -> list[Key] | None:
    """Return the cells of the finest grid that covers the boxes with few cells; None if the area is too large."""
    for size in GRID:
        spans = [_spans(box, size) for box in bounds]
        if sum(len(lats) * len(lons) for lats, lons in spans) <= MAX_CELLS:
            return [(name, size, lat, lon) for lats, lons in spans for lat in lats for lon in lons]
    return None


def _spans(box: Box, size: int) -> tuple[range, Sequence[int]]:
    """Return rows and columns of the grid that a box touches."""
    south, north, west, east = box
    lats = range(floor((south - MARGIN_DEG + 90) / size), floor((north + MARGIN_DEG + 90) / size) + 1)
    first, last = floor((west - MARGIN_DEG + 180) / size), floor((east + MARGIN_DEG + 180) / size)
    columns = 360 // size
    return lats, range(columns) if last - first >= columns else [c % columns for c in range(first, last + 1)]


def _event_whats(facts: Facts) -> Iterator[Key]:
    yield ()
    yield ("kind", facts.kind)
    if facts.action:
        yield ("action", facts.action)
    if facts.scope:
        yield ("scope", facts.scope)


def _event_wheres(facts: Facts, *, near: bool) -> Iterator[Key]:
    """Yield the keys an event carries; cells of its whole disc only if a rule wants them."""
    yield ()
    if facts.country:
        yield ("country", facts.country)
        if facts.admin:
            yield ("admin", facts.country, facts.admin)
    if facts.disc:
        centre = (facts.disc.lat, facts.disc.lat, facts.disc.lon, facts.disc.lon)
        for size in GRID:
            yield from (("cell", size, lat, lon) for lat, lon in _touched(centre, size))
            if near:
                yield from (("near", size, lat, lon) for lat, lon in _touched(disc_bounds(facts.disc), size))
    for actor in facts.actors["any"]:
        yield from (("actor", word) for word in {actor.actor_id, *actor.words.split()})
    yield from (("word", word) for word in set(facts.words.split()))


def _touched(box: Box, size: int) -> Iterator[tuple[int, int]]:
    lats, lons = _spans(box, size)
    return ((lat, lon) for lat in lats for lon in lons)
