"""Conditions on open sets (provinces, actors, words, sources) that many rules share: each is asked once per event.

A predicate is found by keys: an event for which it is true carries at least one of them.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from vedette.alert.conditions import WIDE, Leaf, Test, admin_of, named_set, test_of
from vedette.alert.facts import Facts
from vedette.alert.fold import fold, key_words
from vedette.schemas import ActorIs, EvidenceIs, PlaceIs, TextHas, VictimsAre

Key = tuple[str, ...]

WEIGHT = {"in": 12.0, "actor": 2.0, "word": 3.0, "evidence": 60.0, "victims": 60.0}
"""Rough share of events that carry a key; only the order matters."""
PROVINCE_WEIGHT = 3.0


@dataclass(slots=True)
class Predicate:
    """One condition, its keys, and how many clauses ask it."""

    name: Hashable
    keys: tuple[Key, ...]
    test: Test | None
    """None if an event that carries a key is known to meet it."""
    users: int = 0

    @property
    def is_place(self) -> bool:
        """Return True for a province or a country."""
        return self.keys[0][0] == "in"

    @property
    def is_rare(self) -> bool:
        """Return True for what is worth standing beside a place: few events carry it."""
        return self.keys[0][0] in {"actor", "word"}

    @property
    def weight(self) -> float:
        """Return roughly how many events meet it."""
        first = self.keys[0]
        return PROVINCE_WEIGHT if first[0] == "in" and len(first) > 2 else WEIGHT[first[0]]


class Predicates:
    """All predicates of the live rules, by number."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._kept: list[Predicate | None] = []
        self._free: list[int] = []
        self._by_key: dict[Key, list[int]] = {}
        self._families: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, number: int) -> Predicate:
        found = self._kept[number]
        assert found is not None
        return found

    def number_of(self, leaf: Leaf) -> int | None:
        """Return the number of a leaf's predicate, a new one if need be; None if no key can promise it."""
        name = _name_of(leaf)
        known = self._numbers.get(name)
        if known is None:
            keys = keys_of(leaf)
            if keys is None:
                return None
            exact = not isinstance(leaf, ActorIs | TextHas)
            known = self._add(Predicate(name, keys, None if exact else test_of(leaf)))
        self[known].users += 1
        return known

    def release(self, number: int) -> None:
        """Note that a clause asks no more; a predicate nobody asks is forgotten."""
        predicate = self[number]
        predicate.users -= 1
        if predicate.users:
            return
        for key in predicate.keys:
            self._by_key[key].remove(number)
            if not self._by_key[key]:
                del self._by_key[key]
        self._families[predicate.keys[0][0]] -= 1
        del self._numbers[predicate.name]
        self._kept[number] = None
        self._free.append(number)

    def true_of(self, facts: Facts) -> set[int]:
        """Return the numbers of those that hold for the event."""
        found: set[int] = set()
        kept, get = self._kept, self._by_key.get
        for key in self._keys_in(facts):
            for number in get(key, ()):
                predicate = kept[number]
                assert predicate is not None
                test = predicate.test
                if test is None or (number not in found and test(facts) is True):
                    found.add(number)
        return found

    def _add(self, predicate: Predicate) -> int:
        number = self._free.pop() if self._free else len(self._kept)
        if number == len(self._kept):
            self._kept.append(predicate)
        else:
            self._kept[number] = predicate
        self._numbers[predicate.name] = number
        for key in predicate.keys:
            self._by_key.setdefault(key, []).append(number)
        self._families[predicate.keys[0][0]] += 1
        return number

    def _keys_in(self, facts: Facts) -> Iterator[Key]:
        if facts.country:
            yield ("in", facts.country)
            if facts.precision in WIDE:
                yield ("in", facts.country, "", "may reach anywhere")
            elif facts.admin is not None:
                yield ("in", facts.country, facts.admin)
        for actor in facts.actors["any"]:
            yield from (("actor", word) for word in {actor.actor_id, *actor.words.split()})
        families = self._families
        if families["evidence"]:
            yield from (("evidence", role) for role in facts.evidence)
        if families["victims"]:
            yield from (("victims", group) for group in facts.victims)
        if families["word"]:
            yield from (("word", word) for word in set(facts.words.split()))


def _name_of(leaf: Leaf) -> Hashable:
    """Return what tells a predicate from every other; equal for equal leaves of different rules."""
    match leaf:
        case PlaceIs():
            return "place", leaf.place.admin, leaf.place.match
        case ActorIs():
            return "actor", leaf.actor.role, tuple(leaf.actor.any_of), tuple(leaf.actor.all_of)
        case TextHas():
            return "text", *(tuple(t) for t in (leaf.text.any_of, leaf.text.all_of, leaf.text.none_of))
        case _:
            return named_set(leaf)


def keys_of(leaf: Leaf) -> tuple[Key, ...] | None:
    """Return keys of which every event that meets the leaf carries one; None if there are none."""
    match leaf:
        case PlaceIs() if leaf.place.admin:
            country, province = admin_of(leaf.place)
            if province is None:
                return (("in", country),)
            wide = (("in", country, "", "may reach anywhere"),) if leaf.place.match == "possible" else ()
            return (("in", country, province), *wide)
        case ActorIs():
            names = leaf.actor.all_of[:1] or leaf.actor.any_of
            words = _word_keys(names, "actor")
            return None if words is None else (*(("actor", n.casefold()) for n in names), *words)
        case TextHas() if leaf.text.all_of or leaf.text.any_of:
            return _word_keys(leaf.text.all_of[:1] or leaf.text.any_of, "word") or None
        case EvidenceIs() | VictimsAre():
            field, values = named_set(leaf)
            return tuple((field, value) for value in sorted(values - {"unknown"})) or None
        case _:
            return None


def _word_keys(terms: Sequence[str], name: str) -> tuple[Key, ...] | None:
    """Return words of which a text holding one of the terms must have one; None if a term promises no word."""
    folded = [f for term in terms if (f := fold(term))]
    words = [key_words(f) for f in folded]
    return tuple((name, w) for some in words for w in some or ()) if all(words) else None
