"""Sense in rules and subscribers: what the contract allows, and nobody can mean."""

import re
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vedette.alert.matching.clauses import TooManyClausesError, clauses_of
from vedette.alert.matching.fold import fold
from vedette.alert.matching.match import leaves
from vedette.alert.rules.advice import meant
from vedette.alert.rules.areas import areas_named
from vedette.schemas import Node, PlaceIs, SavedArea, Shape, Subscriber, TextHas, WatchRule

Advice = tuple[list[str | int], str]
"""Where something stands, and what to write instead."""


def problems_of(built: WatchRule | Subscriber) -> Iterator[Advice]:
    """Yield path and advice for what the contract allows and nobody can mean."""
    if built.zone is not None and not _is_zone(built.zone):
        yield ["zone"], f"{built.zone!r} is no time zone; write one such as Europe/Berlin"
    if isinstance(built, Subscriber):
        yield from _area_sense(built.areas)
        return
    try:
        clauses_of(built.when)
    except TooManyClausesError as error:
        yield ["when"], str(error)
    yield from _leaf_sense(built.when, "when")
    if built.quiet is not None and built.quiet.urgent_if is not None:
        yield from _leaf_sense(built.quiet.urgent_if, "quiet.urgent_if")


def _leaf_sense(tree: Node, name: str) -> Iterator[Advice]:
    for path, leaf in leaves(tree, name):
        steps = [int(s) if s.isdigit() else s for s in re.findall(r"\w+", path)]
        if isinstance(leaf, TextHas):
            for term in (*leaf.text.any_of, *leaf.text.all_of, *leaf.text.none_of):
                if not fold(term):
                    yield steps, f"{term!r} has no letter or digit to look for"
        if isinstance(leaf, PlaceIs) and (deep := _too_deep(leaf.place)):
            yield steps, deep


def _area_sense(areas: Sequence[SavedArea]) -> Iterator[Advice]:
    seen: set[str] = set()
    for i, area in enumerate(areas):
        if area.area_id in seen:
            yield ["areas", i, "area_id"], f"{area.area_id!r} is used twice; give each its own"
        seen.add(area.area_id)
        if deep := _too_deep(area):
            yield ["areas", i, "admin"], deep


def _too_deep(shape: Shape) -> str | None:
    if (shape.admin or "").count("/") <= 1:
        return None
    return f"{shape.admin!r} goes too deep; write a country or a province, such as SY or SY/Idlib"


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def nonsense(built: WatchRule | Subscriber) -> list[str]:
    """Return a sentence for each thing in a rule or subscriber that the contract allows and nobody can mean."""
    return [f"{dotted(path)}: {advice}" for path, advice in problems_of(built)]


def check_together(rules: Sequence[WatchRule], subscribers: Sequence[Subscriber]) -> list[str]:
    """Return a sentence for each rule that would tell nobody, or not of all it should."""
    known = {s.subscriber_id: {e.endpoint_id for e in s.endpoints} for s in subscribers}
    areas = {s.subscriber_id: sorted(a.area_id for a in s.areas) for s in subscribers}
    found = []
    for rule in rules:
        if rule.subscriber_id not in known:
            near = meant(rule.subscriber_id, sorted(known))
            found.append(f"rule {rule.rule_id}: there is no subscriber {rule.subscriber_id!r}{near}")
            continue
        endpoints, saved = known[rule.subscriber_id], areas[rule.subscriber_id]
        found += [
            f"rule {rule.rule_id}: subscriber {rule.subscriber_id} has saved no area {a!r}{meant(a, saved)}"
            for a in sorted(areas_named(rule) - set(saved))
        ]
        found += [
            f"rule {rule.rule_id}: subscriber {rule.subscriber_id} has no endpoint {c!r}{meant(c, sorted(endpoints))}"
            for c in rule.channels
            if c not in endpoints
        ]
        if not endpoints:
            found.append(f"rule {rule.rule_id}: subscriber {rule.subscriber_id} has no endpoint at all")
    return found


def dotted(loc: Sequence[str | int]) -> str:
    """Return a path as people write it: `when.all[0].kind`."""
    return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in loc).lstrip(".")
