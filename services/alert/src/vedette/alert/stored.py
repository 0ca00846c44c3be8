"""Rules as short bytes: what is not the default, and nothing else."""

import marshal
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter, methodcaller
from typing import Any

from vedette.schemas import Part, WatchRule

# Any: values of fields of every type; the contract judged them before, and judges them again in `unpack`
_PLAIN = frozenset({str, int, float, bool, type(None), tuple})


def pack(rule: WatchRule) -> bytes:
    """Return the rule without defaults, for `unpack` in this process.

    Many times as fast as pydantic's own writer, which asks for the name of every node of the tree, and than JSON.
    """
    return marshal.dumps(_raw(rule))


def unpack(stored: bytes) -> WatchRule:
    """Return a rule that was packed."""
    return WatchRule.model_validate(marshal.loads(stored))  # noqa: S302  bytes of our own, of this very process


def _raw(part: Part) -> dict[str, Any]:
    fields, held = _fields(type(part)), part.__dict__
    found: dict[str, Any] = {}
    for name in part.__pydantic_fields_set__:
        alias, default = fields[name]
        value = held[name]
        if value is not default:
            found[alias] = value if type(value) in _PLAIN else _WRITERS[type(value)](value)
    return found


def _raw_list(values: list[Any]) -> list[Any]:
    first = type(values[0]) if values else list
    return values if first in _PLAIN or first is list else [_WRITERS[first](value) for value in values]


class _Writers(dict[type, Callable[[Any], Any]]):
    """How values of each type are written; looked up by type, since `isinstance` asks a model's metaclass."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        if issubclass(kind, Enum):
            self[kind] = attrgetter("value")
        else:
            self[kind] = methodcaller("isoformat") if issubclass(kind, datetime | date) else _raw
        return self[kind]


_WRITERS = _Writers({list: _raw_list})


@cache
def _fields(model: type[Part]) -> dict[str, tuple[str, Any]]:
    return {name: (field.alias or name, field.get_default()) for name, field in model.model_fields.items()}
