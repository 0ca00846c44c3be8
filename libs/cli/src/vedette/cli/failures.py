"""Failures a person can do something about, told in a line and an exit code."""

from typing import TextIO

import httpx
from aiokafka.errors import KafkaConnectionError, KafkaError
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vedette.runtime.errors import VedetteError

__all__ = ["FOUND_WANTING", "UNREACHABLE", "WRONG_USE", "explain", "faults"]

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
        return UNREACHABLE, _unanswered(error)
    if isinstance(error, ValidationError):
        return WRONG_USE, f"not a valid {error.title}: {faults(error)}"
    if isinstance(error, OSError):
        return WRONG_USE, f"{error.filename or 'file'}: {error.strerror or error}"
    if isinstance(error, VedetteError):
        return WRONG_USE, str(error)
    return None


def faults(error: ValueError) -> str:
    """Return what is wrong with a value in one line, each fault behind the field it is in."""
    if not isinstance(error, ValidationError):
        return str(error)
    return "; ".join(": ".join(filter(None, [".".join(map(str, e["loc"])), _said(e)])) for e in error.errors())


def _said(fault: ErrorDetails) -> str:
    return fault["msg"].removeprefix("Value error, ")


def _unanswered(error: httpx.HTTPError) -> str:
    try:
        asked = error.request.url
    except RuntimeError:  # it failed before there was a request
        return f"no answer from the service: {error}"
    setting = "VEDETTE_INGEST_URL" if asked.path == "/articles" else "VEDETTE_ALERT_URL"
    return f"no answer from {asked.scheme}://{asked.netloc.decode()} ({error}); does it run there? {setting} names it"
