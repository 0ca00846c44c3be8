"""Conditions on open sets (provinces, actors, words, sources) that many rules share: each is asked once per event.

A predicate is found by keys: an event for which it is true carries at least one of them.
"""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from vedette.alert.matching.conditions import Test
from vedette.alert.matching.facts import Facts
from vedette.alert.matching.leaves import Leaf, LeafKind, name_of
from vedette.alert.matching.promises import Key, keys_in

WEIGHT = {"in": 12.0, "actor": 2.0, "word": 3.0, "evidence": 60.0, "victims": 60.0, "language": 60.0}
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
    weight: float = field(init=False)
    """Roughly how many events meet it."""
    is_place: bool = field(init=False)
    """True for a province or a country."""
    is_rare: bool = field(init=False)
    """True for what is worth standing beside a place: few events carry it."""

    def __post_init__(self) -> None:
        first = self.keys[0]
        self.is_place, self.is_rare = first[0] == "in", first[0] in {"actor", "word"}
        self.weight = PROVINCE_WEIGHT if self.is_place and len(first) > 2 else WEIGHT[first[0]]


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

    def number_of(self, leaf: Leaf, kind: LeafKind, value: Any) -> int | None:  # value: see `LeafKind`
        """Return the number of a leaf's predicate, a new one if need be; None if no key can promise it."""
        if kind.keys is None or kind.identity is None:
            return None
        name = name_of(leaf), kind.identity(value)
        known = self._numbers.get(name)
        if known is None:
            keys = kind.keys(value)
            if keys is None:
                return None
            known = self._add(Predicate(name, keys, None if kind.keys_suffice else kind.test(value)))
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
        self._families -= Counter([predicate.keys[0][0]])
        del self._numbers[predicate.name]
        self._kept[number] = None
        self._free.append(number)

    def true_of(self, facts: Facts) -> set[int]:
        """Return the numbers of those that hold for the event."""
        found: set[int] = set()
        kept, get = self._kept, self._by_key.get
        for key in keys_in(facts, self._families):
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
