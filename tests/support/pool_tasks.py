"""Tasks for the tests of the process pool; child processes import them by name."""

import os
import signal
import time

from vedette.runtime.errors import PermanentError, TransientError
from vedette.schemas import RejectReason

LOADED: list[str] = []


def load_models() -> None:
    LOADED.append("gazetteer")


def loaded() -> list[str]:
    return LOADED


def double(number: int) -> int:
    return number * 2


def pid() -> int:
    return os.getpid()


def spin() -> None:
    while True:
        time.sleep(0.01)


def devour() -> int:
    return len(b"x" * 1_500_000_000)


def refuse() -> None:
    raise PermanentError(RejectReason.EMPTY, "no text")


def flicker() -> None:
    raise TransientError("later", retry_after_s=7.0)


def stumble() -> None:
    raise KeyError("title")


class PanicException(BaseException):
    """What a panic in a Rust extension looks like from Python."""


def panic() -> None:
    raise PanicException("index out of bounds")


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def unpicklable() -> object:
    return lambda: None


def interrupted() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGTERM)
    return "went on"
