"""Does a rule match an event, and why: the reference that every index must agree with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vedette.alert.matching.conditions import Test, Verdict
from vedette.alert.matching.facts import Facts, facts_of
from vedette.alert.matching.leaves import Leaf, name_of, test_of
from vedette.alert.notices.wording import leaf_words, why_words
from vedette.schemas import AllOf, AnyOf, Event, Node, Not, WatchRule


@dataclass(frozen=True)
class Why:
    """What one condition of a rule says of an event."""

    path: str
    """Where it stands in the rule, for example `when.all[1].place`."""
    condition: str
    """The condition as the subscriber wrote it."""
    verdict: Verdict
    """True, False, or None where the event does not know."""
    reason: str
    """What the event has there, for a person."""


@dataclass(frozen=True)
class Explanation:
    """Whether a rule matches an event, condition by condition."""

    matches: bool
    conditions: tuple[Why, ...]


def compile_node(node: Node) -> Test:
    """Return the test of a tree of conditions, in three-valued logic."""
    match node:
        case AllOf():
            return _all([compile_node(child) for child in node.all])
        case AnyOf():
            return _any([compile_node(child) for child in node.any])
        case Not():
            return _not(compile_node(node.not_))
        case _:
            return test_of(node)


def _all(tests: Sequence[Test]) -> Test:
    def test(facts: Facts) -> Verdict:
        verdict: Verdict = True
        for each in tests:
            found = each(facts)
            if found is False:
                return False
            if found is None:
                verdict = None
        return verdict

    return test


def _any(tests: Sequence[Test]) -> Test:
    def test(facts: Facts) -> Verdict:
        verdict: Verdict = False
        for each in tests:
            found = each(facts)
            if found is True:
                return True
            if found is None:
                verdict = None
        return verdict

    return test


def _not(inner: Test) -> Test:
    def test(facts: Facts) -> Verdict:
        found = inner(facts)
        return None if found is None else not found

    return test


def matches(rule: WatchRule, event: Event) -> bool:
    """Return True if the event is known to meet the rule's conditions."""
    return compile_node(rule.when)(facts_of(event)) is True


def explain(rule: WatchRule, event: Event) -> Explanation:
    """Return why the rule does or does not match the event, leaf by leaf, in the order of the rule."""
    facts = facts_of(event)
    found = [(path, leaf, test_of(leaf)(facts)) for path, leaf in leaves(rule.when)]
    why = tuple(Why(path, leaf_words(leaf), verdict, why_words(leaf, facts, verdict)) for path, leaf, verdict in found)
    return Explanation(compile_node(rule.when)(facts) is True, why)


def matched_words(rule: WatchRule, facts: Facts) -> list[str]:
    """Return the conditions of the rule that hold for the event, as the subscriber wrote them."""
    return [words for words, verdict in _spoken(rule.when, facts, negated=False) if verdict]


def _spoken(node: Node, facts: Facts, *, negated: bool) -> Iterator[tuple[str, bool]]:
    """Yield each leaf's words, with `not` before it under a negation, and whether it helped to match."""
    match node:
        case AllOf() | AnyOf():
            for child in node.all if isinstance(node, AllOf) else node.any:
                yield from _spoken(child, facts, negated=negated)
        case Not():
            yield from _spoken(node.not_, facts, negated=not negated)
        case _:
            verdict = test_of(node)(facts)
            yield ("not " if negated else "") + leaf_words(node), verdict is (not negated)


def leaves(node: Node, path: str = "when") -> Iterator[tuple[str, Leaf]]:
    """Yield every leaf and its path, in the order of the rule."""
    match node:
        case AllOf():
            for i, child in enumerate(node.all):
                yield from leaves(child, f"{path}.all[{i}]")
        case AnyOf():
            for i, child in enumerate(node.any):
                yield from leaves(child, f"{path}.any[{i}]")
        case Not():
            yield from leaves(node.not_, f"{path}.not")
        case _:
            yield f"{path}.{name_of(node)}", node
