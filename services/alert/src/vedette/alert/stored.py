"""Rules as short bytes: what is not the default, and nothing else."""

import json
from datetime import date, datetime
from functools import cache
from typing import Any

from vedette.schemas import Part, WatchRule


def pack(rule: WatchRule) -> bytes:
    """Return the rule as JSON without defaults; `WatchRule.read` takes it back.

    Ten times as fast as pydantic's own writer, which asks for the name of every node of the tree.
    """
    return _WRITER.encode(_plain(rule)).encode()


def _plain(part: Part) -> dict[str, Any]:  # JSON values
    fields = _fields(type(part))
    found: dict[str, Any] = {}
    for name, value in part.__dict__.items():
        alias, default = fields[name]
        if value is default or value == default:
            continue
        if isinstance(value, Part):
            found[alias] = _plain(value)
        elif type(value) is list and value and isinstance(value[0], Part):
            found[alias] = [_plain(each) for each in value]
        else:
            found[alias] = value
    return found


@cache
def _fields(model: type[Part]) -> dict[str, tuple[str, Any]]:  # a default is any value
    return {name: (field.alias or name, field.get_default()) for name, field in model.model_fields.items()}


def _text(value: Any) -> str:  # what json does not know
    if isinstance(value, datetime | date):
        return value.isoformat()
    msg = f"{type(value).__name__} has no place in a rule"
    raise TypeError(msg)


_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_text)
