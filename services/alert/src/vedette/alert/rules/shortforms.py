"""Short forms of conditions, written out before the contract judges them."""

from typing import Any

from vedette.schemas import LEAVES

SETS = frozenset({"kind", "action", "scope", "evidence", "facility", "cause", "victims", "language"})
"""Conditions that take a list of words."""


def widen(raw: Any) -> Any:  # any YAML value; pydantic judges the outcome
    """Return a raw rule with its short forms written out.

    `kind: post` is `kind: [post]`, `actor: TUR` is `actor: {any_of: [TUR]}`, `place: SY/Idlib` is
    `place: {admin: SY/Idlib}`, `text: Saraqib` is `text: {any_of: [Saraqib]}`, and several conditions in one mapping
    are an `all`. `digest: day` is `digest: {every: day}`, `throttle: 10` is `throttle: {per_hour: 10}`, and
    `quiet: "22:00-07:00"` is one window on every day.
    """
    if not isinstance(raw, dict):
        return raw
    return {name: _widen(value) if name == "when" else _widen_policy(name, value) for name, value in raw.items()}


def _widen_policy(name: Any, value: Any) -> Any:  # any YAML value
    if name == "digest" and isinstance(value, str):
        return {"every": value}
    if name == "throttle" and isinstance(value, int) and not isinstance(value, bool):
        return {"per_hour": value}
    if name == "group" and isinstance(value, str | list):
        return {"by": [value] if isinstance(value, str) else value}
    if name == "quiet" and isinstance(value, str | list | dict):
        quiet = value if isinstance(value, dict) and "windows" in value else {"windows": value}
        windows = quiet["windows"] if isinstance(quiet["windows"], list) else [quiet["windows"]]
        urgent = {"urgent_if": _widen(quiet["urgent_if"])} if "urgent_if" in quiet else {}
        return {**quiet, **urgent, "windows": [_widen_window(w) for w in windows]}
    return value


def _widen_window(window: Any) -> Any:  # any YAML value
    start, dash, end = window.partition("-") if isinstance(window, str) else ("", "", "")
    return {"start": start.strip(), "end": end.strip()} if dash else window


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
    if name in SETS and isinstance(value, str):
        return [value]
    if name in {"actor", "text"} and isinstance(value, str | list):
        return {"any_of": [value] if isinstance(value, str) else value}
    if name == "place" and isinstance(value, str):
        return {"admin": value}
    return value
