"""Parts of events made without asking every value again.

What an event shows comes from claims, which were checked when they were read; checking each number again for every
event it is shown in took a tenth of merging. Tests read events back through their contract, which checks all of them.
"""

from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel

__all__ = ["trusted", "with_value"]

M = TypeVar("M", bound=BaseModel)

_new = object.__new__
_put = object.__setattr__  # the models are frozen


@cache
def _blank(model: type[BaseModel]) -> tuple[dict[str, Any], set[str]]:
    """Return the fields of a model with their defaults, in the order in which they are written."""
    fields = model.model_fields
    return {name: field.get_default(call_default_factory=True) for name, field in fields.items()}, set(fields)


def trusted(model: type[M], **fields: Any) -> M:  # values of the model's fields, of their own types
    """Return a contract object of values that keep the contract; what is not given has its default."""
    blank, names = _blank(model)
    made = _new(model)
    _put(made, "__dict__", blank | fields)
    _put(made, "__pydantic_fields_set__", names)
    _put(made, "__pydantic_extra__", None)
    _put(made, "__pydantic_private__", None)
    return made


def with_value(made: M, field: str, value: object) -> M:
    """Return an object that was just made, and that nobody else has seen, with the value of one more field."""
    made.__dict__[field] = value
    return made
