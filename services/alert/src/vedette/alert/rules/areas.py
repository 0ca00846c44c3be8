"""Saved areas: a rule names one, and means whatever its owner has saved under that name."""

from collections.abc import Sequence

from vedette.schemas import AllOf, AnyOf, Node, Not, PlaceIs, PlaceTest, SavedArea, Shape, WatchRule

SHAPE = (*Shape.forms, "holes")
"""Fields of a place test that say where."""


def filled(rule: WatchRule, areas: Sequence[SavedArea]) -> WatchRule:
    """Return the rule with the shape of each area beside its name.

    An area that nobody has saved stays a bare name: the event never knows whether it lies there, so the rule is silent.
    """
    if not areas_named(rule):
        return rule
    known = {area.area_id: area for area in areas}
    quiet = rule.quiet
    if quiet is not None and quiet.urgent_if is not None:
        quiet = quiet.model_copy(update={"urgent_if": _filled(quiet.urgent_if, known)})
    return rule.model_copy(update={"when": _filled(rule.when, known), "quiet": quiet})


def areas_named(rule: WatchRule) -> set[str]:
    """Return the ids of the areas a rule names."""
    urgent = rule.quiet.urgent_if if rule.quiet else None
    return _named(rule.when) | (_named(urgent) if urgent else set())


def is_unknown(place: PlaceTest) -> bool:
    """Return True for an area that nobody has saved."""
    return place.area is not None and all(getattr(place, form) is None for form in Shape.forms)


def _named(node: Node) -> set[str]:
    match node:
        case AllOf() | AnyOf():
            return {name for child in (node.all if isinstance(node, AllOf) else node.any) for name in _named(child)}
        case Not():
            return _named(node.not_)
        case PlaceIs() if node.place.area is not None:
            return {node.place.area}
        case _:
            return set()


def _filled(node: Node, known: dict[str, SavedArea]) -> Node:
    match node:
        case AllOf():
            return node.model_copy(update={"all": [_filled(child, known) for child in node.all]})
        case AnyOf():
            return node.model_copy(update={"any": [_filled(child, known) for child in node.any]})
        case Not():
            return node.model_copy(update={"not_": _filled(node.not_, known)})
        case PlaceIs() if node.place.area in known:
            shape = {field: getattr(known[node.place.area], field) for field in SHAPE}
            return node.model_copy(update={"place": node.place.model_copy(update=shape)})
        case _:
            return node
