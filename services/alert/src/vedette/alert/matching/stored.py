"""Rules as short bytes: what is not the default, and nothing else."""

import marshal
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from operator import attrgetter, methodcaller
from typing import Any

from vedette.schemas import Part, WatchRule

# Any: values of fields of every type; the contract judged them before, and judges them again in `unpack`
_Write = Callable[[Any], Any] | None
"""How a value is written; None: as it is."""


def pack(rule: WatchRule) -> bytes:
    """Return the rule without defaults, for `unpack` in this process.

    Many times as fast as pydantic's own writer, which asks for the name of every node of the tree, and than JSON.
    """
    return marshal.dumps(_raw(rule))


def unpack(stored: bytes) -> WatchRule:
    """Return a rule that was packed."""
    return WatchRule.model_validate(marshal.loads(stored))  # noqa: S302  bytes of our own, of this very process


def _raw(part: Part) -> dict[str, Any]:
    fields, held = _FIELDS[type(part)], part.__dict__
    found: dict[str, Any] = {}
    for name in part.__pydantic_fields_set__:
        alias, default = fields[name]
        value = held[name]
        if value is not default:
            write = _WRITERS[type(value)]
            found[alias] = value if write is None else write(value)
    return found


def _raw_list(values: list[Any]) -> list[Any]:
    write = _WRITERS[type(values[0])] if values else None
    return values if write is None or write is _raw_list else [write(value) for value in values]


class _Writers(dict[type, _Write]):
    """How values of each type are written; looked up by type, since `isinstance` asks a model's metaclass."""

    def __missing__(self, kind: type) -> _Write:
        if issubclass(kind, Enum):
            self[kind] = attrgetter("_value_")  # as `value`, which is looked up by a descriptor in Python
        else:
            self[kind] = methodcaller("isoformat") if issubclass(kind, datetime | date) else _raw
        return self[kind]


class _Fields(dict[type[Part], dict[str, tuple[str, Any]]]):
    """By model: the name each field is written under, and its default."""

    def __missing__(self, model: type[Part]) -> dict[str, tuple[str, Any]]:
        fields = model.model_fields.items()
        self[model] = {name: (field.alias or name, field.get_default()) for name, field in fields}
        return self[model]


_WRITERS = _Writers({list: _raw_list, **dict.fromkeys((str, int, float, bool, type(None), tuple))})
_FIELDS = _Fields()
