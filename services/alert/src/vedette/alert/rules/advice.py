"""Say what is wrong with a rule, where, and what to write instead, from what pydantic found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from vedette.schemas import LEAVES, area, condition, policy, watch

_PARTS = [m for module in (area, condition, policy, watch) for m in vars(module).values() if isinstance(m, type)]
NAMES = sorted({n for m in _PARTS if issubclass(m, BaseModel) for n in m.model_fields} - {"not_"} | {"not"})
"""Every field a rule or a subscriber may have, for "did you mean"."""


def details(error: ValidationError, raw: Any) -> Iterator[tuple[list[str | int], str]]:  # any YAML value
    """Yield the path, as it stands in the file, and the advice for each mistake."""
    for each in error.errors():
        loc = _real_path(each["loc"], raw)
        yield loc, _advice(each["type"], each, loc)


def _real_path(loc: Sequence[str | int], raw: Any) -> list[str | int]:  # any YAML value
    """Return the path as it stands in the file: without pydantic's names of union members."""
    path: list[str | int] = []
    for i, step in enumerate(loc):
        at_index = isinstance(raw, list) and isinstance(step, int) and step < len(raw)
        if at_index or (isinstance(raw, dict) and step in raw):
            path.append(step)
            raw = raw[step]
        elif i == len(loc) - 1 and isinstance(step, str) and step not in {"all", "any", "not", *LEAVES}:
            path.append(step)
    return path


def _advice(kind: str, error: Mapping[str, Any], loc: Sequence[str | int]) -> str:  # pydantic's error details
    value, context = error.get("input"), error.get("ctx") or {}
    if kind == "rule_node":
        return _node_advice(value)
    if kind == "extra_forbidden":
        return f"there is no {loc[-1]!r} here{meant(str(loc[-1]), NAMES)}"
    if kind in {"literal_error", "enum"}:
        known = re.findall(r"'([^']+)'", str(context.get("expected", "")))
        return f"{value!r} is none of {', '.join(known)}{meant(str(value), known)}"
    if kind == "missing":
        return "is missing"
    if kind in {"value_error", "assertion_error"}:
        return str(context.get("error", error["msg"]))
    return f"{error['msg']}; found {value!r}"[:300]


def _node_advice(value: Any) -> str:  # any YAML value
    known = ["all", "any", "not", *LEAVES]
    if not isinstance(value, dict) or not value:
        return f"{value!r} is no condition; write one of {', '.join(known)} and what it should be"
    wrong = [str(name) for name in value if name not in known]
    if wrong:
        return f"{wrong[0]!r} is no condition{meant(wrong[0], known) or '; known are ' + ', '.join(known)}"
    return f"write one condition per list item; found {', '.join(value)}"


def meant(word: str, known: Sequence[str]) -> str:
    """Return "; did you mean …?" if a known word is close, else nothing."""
    close = get_close_matches(word.casefold(), known, n=1)
    return f"; did you mean {close[0]}?" if close else ""
