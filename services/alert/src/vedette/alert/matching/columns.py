"""The clauses of all live rules in columns of plain numbers: no object per rule, a few ten bytes per clause."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vedette.alert.matching.geo import Disc
from vedette.alert.matching.numbering import Numbering
from vedette.alert.matching.shapes import Shapes
from vedette.alert.matching.signature import ALL_BITS, FREE

NO_PREDICATE = -1
FEW = 200
FEW_SHAPES = 40
"""Candidates, and shapes, up to which plain Python is quicker than numpy."""

Numbers = npt.NDArray[np.uint32]


class Row(NamedTuple):
    """One clause: what it refuses, the numbers it wants, predicates that must hold, a shape."""

    rule: int
    refused: int
    numbers: tuple[tuple[int, float], ...]
    predicates: tuple[int, ...]
    shape: int
    exact: bool
    """True if the columns do not say everything: the rule's own conditions decide."""


@dataclass(frozen=True, slots=True)
class Signature:
    """An event as the columns see it."""

    bits: int
    numbers: list[float]
    predicates: set[int]
    disc: Disc | None


MOST_NUMBERS, MOST_PREDICATES = 2, 3


ANY_NUMBER = (FREE, 0.0)


class Columns:
    """Rows by number; a freed number is used again."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._rule = array("I")
        self._next = array("i")
        self._refused = array("Q")
        self._dims = tuple(array("B") for _ in range(MOST_NUMBERS))
        self._least = tuple(array("d") for _ in range(MOST_NUMBERS))
        self._predicates = tuple(array("i") for _ in range(MOST_PREDICATES))
        self._shape = array("I")
        self._exact = array("B")
        columns: list[array[Any]] = [self._rule, self._next, self._refused, self._shape, self._exact]  # of every type
        self._all = (*columns, *self._dims, *self._least, *self._predicates)
        self._numbering = Numbering(self._all)

    def add(self, row: Row, following: int) -> int:
        """Keep a row and return its number; `following` is the number of the rule's next row, -1 for none."""
        number = self._numbering.take()
        (dim1, least1), (dim2, least2), *_ = *row.numbers, ANY_NUMBER, ANY_NUMBER
        dims_and_least = dim1, dim2, least1, least2
        asked = (*row.predicates, NO_PREDICATE, NO_PREDICATE, NO_PREDICATE)
        values = row.rule, following, row.refused, row.shape, row.exact, *dims_and_least, *asked
        for column, value in zip(self._all, values, strict=False):  # of the padding, what is too much is not written
            column[number] = value
        return number

    def remove(self, number: int) -> int:
        """Free a row and return the number of the rule's next one."""
        if self._shape[number]:
            self._shapes.remove(self._shape[number])
        self._refused[number] = ALL_BITS
        self._numbering.free(number)
        return self._next[number]

    def refused(self, number: int) -> int:
        """Return the bits a row refuses."""
        return self._refused[number]

    def shape(self, number: int) -> int:
        """Return the number of a row's shape, 0 for none."""
        return self._shape[number]

    def predicates_of(self, number: int) -> list[int]:
        """Return the predicates a row asks."""
        return [column[number] for column in self._predicates if column[number] != NO_PREDICATE]

    def matching(self, buckets: list["array[int]"], event: Signature, exactly: Callable[[int], bool]) -> set[int]:
        """Return the rules of the rows in these buckets that match; `exactly` asks a rule's own conditions."""
        if sum(map(len, buckets)) <= FEW:
            return self._one_by_one(buckets, event, exactly)
        return self._together(buckets, event, exactly)

    def _one_by_one(self, buckets: list["array[int]"], event: Signature, exactly: Callable[[int], bool]) -> set[int]:
        refused, (dim1, dim2), (least1, least2) = self._refused, self._dims, self._least
        first, second, third = self._predicates
        bits, numbers, known = event.bits, event.numbers, event.predicates | {NO_PREDICATE}
        found: set[int] = set()
        for bucket in buckets:
            for row in bucket:
                if (
                    refused[row] & bits
                    or first[row] not in known
                    or numbers[dim1[row]] < least1[row]
                    or numbers[dim2[row]] < least2[row]
                    or second[row] not in known
                    or third[row] not in known
                    or self._rule[row] in found
                ):
                    continue
                shape = self._shape[row]
                if shape and (event.disc is None or not self._shapes.holds(shape, event.disc)):
                    continue
                if not self._exact[row] or exactly(self._rule[row]):
                    found.add(self._rule[row])
        return found

    def _together(self, buckets: list["array[int]"], event: Signature, exactly: Callable[[int], bool]) -> set[int]:
        rows: Numbers = np.concatenate([np.frombuffer(bucket, np.uint32) for bucket in buckets])
        rows = rows[np.frombuffer(self._refused, np.uint64)[rows] & np.uint64(event.bits) == 0]
        numbers = np.array(event.numbers)
        for dims, least in zip(self._dims, self._least, strict=True):
            wanted = np.frombuffer(least, np.float64)[rows]
            rows = rows[numbers[np.frombuffer(dims, np.uint8)[rows]] >= wanted]
        known = np.array(sorted({NO_PREDICATE, *event.predicates}), np.int32)
        for column in self._predicates:
            asked = np.frombuffer(column, np.int32)[rows]
            at = np.searchsorted(known, asked)
            at[at == len(known)] = 0
            rows = rows[known[at] == asked]
        rows = self._in_shape(rows, event.disc)
        exact = np.frombuffer(self._exact, np.uint8)[rows] != 0
        rules = np.frombuffer(self._rule, np.uint32)
        found: set[int] = set(rules[rows[~exact]].tolist())
        found.update(rule for rule in set(rules[rows[exact]].tolist()) - found if exactly(rule))
        return found

    def _in_shape(self, rows: Numbers, disc: Disc | None) -> Numbers:
        shapes = np.frombuffer(self._shape, np.uint32)[rows]
        shaped = np.flatnonzero(shapes)
        if not len(shaped):
            return rows
        kept = shapes == 0
        if disc is not None and len(shaped) > FEW_SHAPES:
            kept[shaped] = self._shapes.holding(shapes[shaped], disc)
        elif disc is not None:
            kept[shaped] = [self._shapes.holds(shape, disc) for shape in shapes[shaped].tolist()]
        found: Numbers = rows[kept]
        return found
