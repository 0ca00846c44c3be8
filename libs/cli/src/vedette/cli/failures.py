"""Failures a person can do something about, told in a line and an exit code."""

from typing import TextIO

import httpx
from aiokafka.errors import KafkaConnectionError, KafkaError
from pydantic import ValidationError

from vedette.runtime.errors import VedetteError

__all__ = ["FOUND_WANTING", "UNREACHABLE", "WRONG_USE", "explain"]

FOUND_WANTING = 1
WRONG_USE = 2
UNREACHABLE = 3


def explain(error: Exception, out: TextIO) -> int | None:
    """Write what went wrong and return the exit code, or None if this failure has no name."""
    told = _told(error)
    if told is None:
        return None
    code, text = told
    print(f"vedette: {text}", file=out)
    return code


def _told(error: Exception) -> tuple[int, str] | None:
    if isinstance(error, KafkaConnectionError):
        return UNREACHABLE, f"no broker answers ({error}); set VEDETTE_BROKER or --broker, or try `vedette demo`"
    if isinstance(error, KafkaError):
        return UNREACHABLE, f"the broker refused: {error}"
    if isinstance(error, httpx.HTTPError):
        return UNREACHABLE, f"no answer from the service: {error}"
    if isinstance(error, ValidationError):
        lines = [f"  {'.'.join(map(str, e['loc'])) or 'value'}: {e['msg']}" for e in error.errors()]
        return WRONG_USE, "not a valid " + error.title + ":\n" + "\n".join(lines)
    if isinstance(error, OSError):
        return WRONG_USE, f"{error.filename or 'file'}: {error.strerror or error}"
    if isinstance(error, VedetteError):
        return WRONG_USE, str(error)
    return None
