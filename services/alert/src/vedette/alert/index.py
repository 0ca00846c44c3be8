"""Find the rules an event matches without asking them all.

A rule is taken apart into clauses. Each clause is filed under keys such that an event that matches carries one of
them: a cell of a grid, a province, an actor, a word, with an actor or the kind beside it. What is found there is judged
by columns of numbers; rules the columns cannot tell whole are asked themselves, so the index can only save work.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping

from vedette.alert import keys
from vedette.alert.clauses import Clause, TooManyClausesError, clauses_of
from vedette.alert.columns import MOST_NUMBERS, MOST_PREDICATES, Columns, Row, Signature
from vedette.alert.conditions import Leaf, Test, area_of
from vedette.alert.facts import Facts
from vedette.alert.match import compile_node
from vedette.alert.predicates import Predicates
from vedette.alert.shapes import Shapes
from vedette.alert.signature import bits_of, numbers_of, refused_bits, threshold
from vedette.schemas import (
    ActionIs,
    ActorIs,
    CapturedAtLeast,
    CauseIs,
    DisplacedAtLeast,
    EvidenceIs,
    FacilityIs,
    InjuredAtLeast,
    KilledAtLeast,
    KindIs,
    MinConfidence,
    MinSources,
    MissingAtLeast,
    PlaceIs,
    PlaceTest,
    PrecisionIs,
    ScopeIs,
    TextHas,
    VictimsAre,
    WatchRule,
)

CLOSED = (KindIs, ActionIs, ScopeIs, FacilityIs, CauseIs, PrecisionIs)
NUMERIC = (
    KilledAtLeast, InjuredAtLeast, MissingAtLeast, CapturedAtLeast, DisplacedAtLeast, MinConfidence, MinSources,
)  # fmt: skip
OPEN = (ActorIs, TextHas, EvidenceIs, VictimsAre, PlaceIs)
KEPT_RULES = 4096
"""Rules kept read, of all that are stored as bytes."""
NONE = -1


class RuleIndex(Mapping[str, WatchRule]):
    """All rules, live or switched off, as bytes; the live ones found by what an event carries."""

    def __init__(self, rules: Iterable[WatchRule] = ()) -> None:
        self._slots: dict[str, int] = {}
        self._stored: list[bytes] = []
        self._ids: list[str] = []
        self._first_row = array("i")
        self._free: list[int] = []
        self._predicates = Predicates()
        self._shapes = Shapes()
        self._columns = Columns(self._shapes)
        self._buckets: dict[int, array[int]] = {}
        self._near = 0
        self._read: OrderedDict[int, tuple[WatchRule, Test]] = OrderedDict()
        for rule in rules:
            self.put(rule)

    def __len__(self) -> int:
        return len(self._slots)

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __getitem__(self, rule_id: str) -> WatchRule:
        return self._rule(self._slots[rule_id])[0]

    def put(self, rule: WatchRule) -> None:
        """Add the rule, or replace the one with its id. A rule that is switched off is kept but never found."""
        self.remove(rule.rule_id)
        slot = self._new_slot()
        self._slots[rule.rule_id] = slot
        self._ids[slot] = rule.rule_id
        self._stored[slot] = rule.model_dump_json(exclude_defaults=True).encode()
        if rule.enabled:
            row = NONE
            for clause in _clauses(rule):
                row = self._file(slot, clause, row)
            self._first_row[slot] = row

    def remove(self, rule_id: str) -> None:
        """Forget the rule, if it is there."""
        slot = self._slots.get(rule_id)
        if slot is None:
            return
        rule = self._rule(slot)[0]
        row = self._first_row[slot]
        for clause in reversed(_clauses(rule)) if rule.enabled else ():
            row = self._unfile(clause, row)
        del self._slots[rule_id]
        self._read.pop(slot, None)
        self._stored[slot], self._ids[slot], self._first_row[slot] = b"", "", NONE
        self._free.append(slot)

    def found(self, facts: Facts) -> list[str]:
        """Return the ids of the rules that match, in no order."""
        known = self._predicates.true_of(facts)
        buckets = self._buckets_of(facts, known)
        if not buckets:
            return []
        event = Signature(bits_of(facts), numbers_of(facts), known, facts.disc)
        rules = self._columns.matching(buckets, event, lambda slot: self._rule(slot)[1](facts) is True)
        return [self._ids[slot] for slot in rules]

    def matching(self, facts: Facts) -> list[WatchRule]:
        """Return the rules that match, by id."""
        return [self[rule_id] for rule_id in sorted(self.found(facts))]

    def candidates(self, facts: Facts) -> int:
        """Return how many clauses are judged for an event."""
        return sum(map(len, self._buckets_of(facts, self._predicates.true_of(facts))))

    def _buckets_of(self, facts: Facts, known: set[int]) -> list["array[int]"]:
        seconds = (keys.ANY_KIND, keys.KINDS[facts.kind], *(keys.FIRST_PREDICATE + number for number in known))
        wheres = [keys.ANYWHERE, *map(keys.predicate_where, known), *keys.cells_at(facts, near=self._near > 0)]
        get = self._buckets.get
        return [bucket for where in wheres for second in seconds if (bucket := get(where * keys.SECONDS + second))]

    def _file(self, slot: int, clause: Clause, following: int) -> int:
        """Keep a clause in the columns and under its keys; return its row."""
        row = self._row(slot, clause)
        number = self._columns.add(row, following)
        wheres, second, near = self._keys_of(clause, row.refused, row.predicates)
        self._near += near
        for where in wheres:
            self._buckets.setdefault(keys.key(where, second), array("I")).append(number)
        return number

    def _unfile(self, clause: Clause, number: int) -> int:
        """Forget a row and return the rule's next one. Its keys are a function of the clause, so none is missed."""
        asked = self._columns.predicates_of(number)
        refused = _refused(clause)
        wheres, second, near = self._keys_of(clause, refused, tuple(asked))
        self._near -= near
        for where in wheres:
            bucket = self._buckets[keys.key(where, second)]
            bucket.remove(number)
            if not bucket:
                del self._buckets[keys.key(where, second)]
        for predicate in asked:
            self._predicates.release(predicate)
        return self._columns.remove(number)

    def _row(self, slot: int, clause: Clause) -> Row:
        numbers: list[tuple[int, float]] = []
        predicates: list[int] = []
        shape = 0
        exact = False
        for leaf, wanted in clause:
            if isinstance(leaf, CLOSED):
                continue
            if isinstance(leaf, NUMERIC) and len(numbers) < MOST_NUMBERS:
                numbers.append(threshold(leaf, wanted=wanted))
            elif wanted and _is_shape(leaf) and not shape:
                shape = self._shapes.add(_place(leaf))
            elif (
                wanted and not _is_shape(leaf) and isinstance(leaf, OPEN) and len(predicates) < MOST_PREDICATES
                and (number := self._predicates.number_of(leaf)) is not None
            ):  # fmt: skip
                predicates.append(number)
            else:
                exact = True
        return Row(slot, _refused(clause), tuple(numbers), tuple(predicates), shape, exact)

    def _keys_of(self, clause: Clause, refused: int, predicates: tuple[int, ...]) -> tuple[list[int], int, bool]:
        """Return the places to file a clause under, what stands beside them, and whether they are cells of discs."""
        choices = [(self._predicates[n].weight, [keys.predicate_where(n)], False) for n in predicates]
        for leaf, wanted in clause:
            if wanted and _is_shape(leaf):
                near = _place(leaf).match == "possible"
                cells = keys.cells_of(area_of(_place(leaf)).bounds, near=near)
                choices += [(cells[0], list(dict.fromkeys(cells[1])), near)] if cells else []
        if not choices:
            return [keys.ANYWHERE], keys.kind_of(refused), False
        _, wheres, near = min(choices, key=lambda choice: choice[0])
        others = [(self._predicates[n].weight, n) for n in predicates if [keys.predicate_where(n)] != wheres]
        rare = min((n for n in others if n[0] < RARE), default=None)
        return wheres, keys.FIRST_PREDICATE + rare[1] if rare else keys.kind_of(refused), near

    def _new_slot(self) -> int:
        if self._free:
            return self._free.pop()
        self._stored.append(b"")
        self._ids.append("")
        self._first_row.append(NONE)
        return len(self._ids) - 1

    def _rule(self, slot: int) -> tuple[WatchRule, Test]:
        """Return a rule read from its bytes, and its test."""
        known = self._read.get(slot)
        if known is None:
            rule = WatchRule.read(self._stored[slot])
            known = self._read[slot] = (rule, compile_node(rule.when))
            if len(self._read) > KEPT_RULES:
                self._read.popitem(last=False)
        return known


RARE = 5.0
"""Weight up to which a predicate is worth standing beside a place."""


def _clauses(rule: WatchRule) -> list[Clause]:
    """Return the rule's clauses; a single one that promises nothing for a tree that multiplies out to too many."""
    try:
        return clauses_of(rule.when)
    except TooManyClausesError:
        return [((_WHOLE, False),)]


_WHOLE = TextHas.model_validate({"text": {"none_of": ["the rule's own conditions decide"]}})
"""A literal the columns cannot hold."""


def _refused(clause: Clause) -> int:
    refused = 0
    for leaf, wanted in clause:
        if isinstance(leaf, CLOSED):
            refused |= refused_bits(leaf, wanted=wanted)
    return refused


def _is_shape(leaf: Leaf) -> bool:
    return isinstance(leaf, PlaceIs) and leaf.place.admin is None


def _place(leaf: Leaf) -> PlaceTest:
    assert isinstance(leaf, PlaceIs)
    return leaf.place
