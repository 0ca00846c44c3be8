"""A tree of conditions as a few clauses: a rule matches where all literals of one clause hold.

Three-valued logic keeps De Morgan's laws, so `not` can be moved to the leaves: a literal is a leaf and whether it has
to be true or false; a leaf the event does not know is neither, and the clause fails closed.
"""

from vedette.alert.matching.leaves import Leaf
from vedette.schemas import AllOf, AnyOf, Node, Not

MAX_CLAUSES = 32
"""Source: rule model of the alert design: more is refused when a rule is saved."""

GROUPS: frozenset[object] = frozenset((AllOf, AnyOf, Not))
"""Compared by type: `isinstance` asks a model's metaclass, which costs more than all the rest here."""

Literal = tuple[Leaf, bool]
"""A leaf, and True if it must hold, False if it must be known not to hold."""
Clause = tuple[Literal, ...]


class TooManyClausesError(ValueError):
    """A tree that multiplies out to more clauses than the index keeps."""


def clauses_of(when: Node) -> list[Clause]:
    """Return the clauses of a tree.

    Raises: `TooManyClausesError` above `MAX_CLAUSES`.
    """
    return _clauses(when, wanted=True)


def _clauses(node: Node, *, wanted: bool) -> list[Clause]:
    if type(node) is Not:
        return _clauses(node.not_, wanted=not wanted)
    if type(node) is AllOf:
        return _product(node.all, wanted=wanted) if wanted else _sum(node.all, wanted=wanted)
    if type(node) is AnyOf:
        return _sum(node.any, wanted=wanted) if wanted else _product(node.any, wanted=wanted)
    return [((node, wanted),)]


def _sum(children: list[Node], *, wanted: bool) -> list[Clause]:
    found = [clause for child in children for clause in _clauses(child, wanted=wanted)]
    return _limited(found)


def _product(children: list[Node], *, wanted: bool) -> list[Clause]:
    if GROUPS.isdisjoint(map(type, children)):
        return [tuple([(child, wanted) for child in children])]
    found: list[Clause] = [()]
    for child in children:
        parts = _clauses(child, wanted=wanted)
        found = _limited([(*clause, *part) for clause in found for part in parts])
    return found


def _limited(clauses: list[Clause]) -> list[Clause]:
    if len(clauses) > MAX_CLAUSES:
        msg = f"the conditions multiply out to more than {MAX_CLAUSES} alternatives; make two rules of it"
        raise TooManyClausesError(msg)
    return clauses
