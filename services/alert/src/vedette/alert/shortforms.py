"""Short forms of conditions, written out before the contract judges them."""

from typing import Any

from vedette.schemas import LEAVES


def widen(raw: Any) -> Any:  # any YAML value; pydantic judges the outcome
    """Return a raw rule with its short forms written out.

    `kind: post` is `kind: [post]`, `actor: TUR` is `actor: {any_of: [TUR]}`, `place: SY/Idlib` is
    `place: {admin: SY/Idlib}`, `text: Saraqib` is `text: {any_of: [Saraqib]}`, and several conditions in one mapping
    are an `all`.
    """
    return {**raw, "when": _widen(raw["when"])} if isinstance(raw, dict) and "when" in raw else raw


def _widen(node: Any) -> Any:  # any YAML value
    if isinstance(node, list):
        return {"all": [_widen(child) for child in node]}
    if not isinstance(node, dict):
        return node
    if len(node) > 1 and set(node) <= {"all", "any", "not", *LEAVES}:
        return {"all": [_widen({name: value}) for name, value in node.items()]}
    return {name: _widen_value(name, value) for name, value in node.items()}


def _widen_value(name: Any, value: Any) -> Any:  # any YAML value
    if name in {"all", "any"} and isinstance(value, list):
        return [_widen(child) for child in value]
    if name == "not":
        return _widen(value)
    if name in {"kind", "action", "scope"} and isinstance(value, str):
        return [value]
    if name in {"actor", "text"} and isinstance(value, str | list):
        return {"any_of": [value] if isinstance(value, str) else value}
    if name == "place" and isinstance(value, str):
        return {"admin": value}
    return value
