"""Find the rules an event matches without asking them all.

A rule is taken apart into clauses. Each clause is filed under keys such that an event that matches carries one of
them: a cell of a grid, a province, an actor, a word, with an actor or the kind beside it. What is found there is judged
by columns of numbers; rules the columns cannot tell whole are asked themselves, so the index can only save work.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import numpy as np

from vedette.alert.matching import keys
from vedette.alert.matching.clauses import Clause, TooManyClausesError, clauses_of
from vedette.alert.matching.columns import MOST_NUMBERS, MOST_PREDICATES, Columns, Row, Signature
from vedette.alert.matching.conditions import Test
from vedette.alert.matching.facts import Facts
from vedette.alert.matching.leaves import kind_of
from vedette.alert.matching.match import compile_node
from vedette.alert.matching.numbering import Numbering
from vedette.alert.matching.predicates import Predicates
from vedette.alert.matching.shapes import Shapes
from vedette.alert.matching.signature import bits_of, numbers_of
from vedette.alert.matching.stored import pack, unpack
from vedette.alert.rules.areas import areas_named, filled
from vedette.schemas import SavedArea, Subscriber, TextHas, WatchRule

KEPT_RULES = 4096
"""Rules kept read, of all that are stored as bytes."""
NONE = -1


class RuleIndex(Mapping[str, WatchRule]):
    """All rules, live or switched off, as bytes; the live ones found by what an event carries."""

    def __init__(self, rules: Iterable[WatchRule] = (), readers: Iterable[Subscriber] = ()) -> None:
        self._slots: dict[str, int] = {}
        self._stored: list[bytes] = []
        self._ids: list[str] = []
        self._first_row = array("i")
        self._owner = array("I")
        self._numbering = Numbering([self._first_row, self._owner], [self._stored, self._ids])
        self._predicates = Predicates()
        self._shapes = Shapes()
        self._columns = Columns(self._shapes)
        self._buckets: dict[int, dict[int, array[int]]] = {}
        self._near = 0
        self._areas: dict[str, list[SavedArea]] = {reader.subscriber_id: reader.areas for reader in readers}
        self._read: OrderedDict[int, _Read] = OrderedDict()
        for rule in rules:
            self.put(rule)

    def __len__(self) -> int:
        return len(self._slots)

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __getitem__(self, rule_id: str) -> WatchRule:
        return self._rule(self._slots[rule_id]).saved

    def live(self, rule_id: str) -> WatchRule | None:
        """Return a rule with the shapes of the areas it names; None if there is none."""
        slot = self._slots.get(rule_id)
        return None if slot is None else self._rule(slot).live

    def of(self, subscriber_id: str) -> list[WatchRule]:
        """Return the rules of one subscriber."""
        slots = np.flatnonzero(np.frombuffer(self._owner, np.uint32) == _mark(subscriber_id)).tolist()
        known = [self._rule(slot).saved for slot in slots if self._ids[slot]]
        return [rule for rule in known if rule.subscriber_id == subscriber_id]

    def put(self, rule: WatchRule) -> None:
        """Add the rule, or replace the one with its id. A rule that is switched off is kept but never found."""
        self.remove(rule.rule_id)
        slot = self._numbering.take()
        self._slots[rule.rule_id] = slot
        self._ids[slot], self._stored[slot], self._owner[slot] = rule.rule_id, pack(rule), _mark(rule.subscriber_id)
        if _AREA in self._stored[slot]:
            rule = self._rule(slot).live
        row = NONE
        for clause in _clauses(rule) if rule.enabled else ():
            row = self._file(self._row(slot, clause), row)
        self._first_row[slot] = row

    def remove(self, rule_id: str) -> None:
        """Forget the rule, if it is there."""
        slot = self._slots.get(rule_id)
        if slot is None:
            return
        row = self._first_row[slot]
        while row != NONE:
            row = self._unfile(row)
        del self._slots[rule_id]
        self._read.pop(slot, None)
        self._stored[slot], self._ids[slot], self._first_row[slot] = b"", "", NONE
        self._numbering.free(slot)

    def put_areas(self, subscriber_id: str, areas: Sequence[SavedArea]) -> None:
        """Know a subscriber's areas from now on; the rules that name one follow at once."""
        if list(areas) == self._areas.get(subscriber_id, []):
            return
        self._areas[subscriber_id] = list(areas)
        for rule in self.of(subscriber_id):
            if areas_named(rule):
                self.put(rule)

    def found(self, facts: Facts) -> list[str]:
        """Return the ids of the rules that match, in no order."""
        known = self._predicates.true_of(facts)
        buckets = self._buckets_of(facts, known)
        if not buckets:
            return []
        event = Signature(bits_of(facts), numbers_of(facts), known, facts.disc)
        rules = self._columns.matching(buckets, event, lambda slot: self._rule(slot).test(facts) is True)
        return list(map(self._ids.__getitem__, rules))

    def matching(self, facts: Facts) -> list[WatchRule]:
        """Return the rules that match, by id, with the shapes of the areas they name."""
        return [self._rule(self._slots[rule_id]).live for rule_id in sorted(self.found(facts))]

    def candidates(self, facts: Facts) -> int:
        """Return how many clauses are judged for an event."""
        return sum(map(len, self._buckets_of(facts, self._predicates.true_of(facts))))

    def _buckets_of(self, facts: Facts, known: set[int]) -> list["array[int]"]:
        rare = [keys.FIRST_PREDICATE + number for number in known if self._predicates[number].is_rare]
        seconds = (keys.ANY_KIND, keys.KINDS[facts.kind], *rare)
        wheres = [keys.ANYWHERE, *map(keys.predicate_where, known), *keys.cells_at(facts, near=self._near > 0)]
        shelves = [shelf for where in wheres if (shelf := self._buckets.get(where))]
        return [bucket for shelf in shelves for second in seconds if (bucket := shelf.get(second))]

    def _file(self, row: Row, following: int) -> int:
        """Keep a row in the columns and under its keys; return its number."""
        number = self._columns.add(row, following)
        wheres, second = self._keys_of(row.refused, row.predicates, row.shape)
        self._near += bool(row.shape) and self._shapes.is_near(row.shape)
        for where in wheres:
            shelf = self._buckets.get(where)
            if shelf is None:
                shelf = self._buckets[where] = {}
            bucket = shelf.get(second)
            if bucket is None:
                bucket = shelf[second] = array("I")
            bucket.append(number)
        return number

    def _unfile(self, number: int) -> int:
        """Forget a row and return the rule's next one. Its keys are a function of the row, so none is missed."""
        columns = self._columns
        predicates, shape = columns.predicates_of(number), columns.shape(number)
        wheres, second = self._keys_of(columns.refused(number), predicates, shape)
        self._near -= bool(shape) and self._shapes.is_near(shape)
        for where in wheres:
            shelf = self._buckets[where]
            shelf[second].remove(number)
            if not shelf[second]:
                del shelf[second]
            if not shelf:
                del self._buckets[where]
        for predicate in predicates:
            self._predicates.release(predicate)
        return columns.remove(number)

    def _row(self, slot: int, clause: Clause) -> Row:
        refused, shape, exact = 0, 0, False
        numbers: list[tuple[int, float]] = []
        predicates: list[int] = []
        for leaf, wanted in clause:
            kind, value = kind_of(leaf)
            if kind.bits is not None:
                refused |= kind.bits(value, wanted)
            elif kind.least is not None and len(numbers) < MOST_NUMBERS:
                numbers.append(kind.least(value, wanted))
            elif wanted and not shape and (area := kind.shape(value)) is not None:
                shape = self._shapes.add(area)
            elif (
                wanted
                and len(predicates) < MOST_PREDICATES
                and (number := self._predicates.number_of(leaf, kind, value)) is not None
            ):
                predicates.append(number)
            else:
                exact = True
        return Row(slot, refused, tuple(numbers), tuple(predicates), shape, exact)

    def _keys_of(self, refused: int, predicates: Sequence[int], shape: int) -> tuple[list[int], int]:
        """Return the places to file a row under, and what stands beside each.

        A place comes first, with the rarest of its actors and words beside it; else the rarest of what it asks.
        """
        shapes = self._shapes
        place = keys.cells_of(shapes.bounds(shape), near=shapes.is_near(shape)) if shape else None
        rare = rarest = None
        for number in predicates:
            each = self._predicates[number]
            if each.is_place and (place is None or each.weight < place[0]):
                place = each.weight, [keys.predicate_where(number)]
            if each.is_rare and (rare is None or each.weight < rare[0]):
                rare = each.weight, number
            if rarest is None or each.weight < rarest[0]:
                rarest = each.weight, number
        if place:
            return place[1], keys.FIRST_PREDICATE + rare[1] if rare else keys.kind_of(refused)
        return [keys.predicate_where(rarest[1])] if rarest else [keys.ANYWHERE], keys.kind_of(refused)

    def _rule(self, slot: int) -> "_Read":
        """Return a rule read from its bytes."""
        known = self._read.get(slot)
        if known is None:
            saved = unpack(self._stored[slot])
            live = filled(saved, self._areas.get(saved.subscriber_id, []))
            known = self._read[slot] = _Read(saved, live, compile_node(live.when))
            if len(self._read) > KEPT_RULES:
                self._read.popitem(last=False)
        return known


class _Read(NamedTuple):
    """A rule, ready to be asked."""

    saved: WatchRule
    live: WatchRule
    """The same, with the shapes of the areas it names."""
    test: Test


_AREA = b"area"
"""Stands in the bytes of every rule that names an area."""


def _clauses(rule: WatchRule) -> list[Clause]:
    """Return the rule's clauses; a single one that promises nothing for a tree that multiplies out to too many."""
    try:
        return clauses_of(rule.when)
    except TooManyClausesError:
        return [((_WHOLE, False),)]


_WHOLE = TextHas.model_validate({"text": {"none_of": ["the rule's own conditions decide"]}})
"""A literal the columns cannot hold."""


def _mark(subscriber_id: str) -> int:
    """Return a number for a subscriber; two may share one."""
    return crc32(subscriber_id.encode())
