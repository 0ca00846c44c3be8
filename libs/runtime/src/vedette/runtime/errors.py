"""The error tree.

VedetteError
├── PermanentError   trying again cannot help: the message becomes a Rejection
├── TransientError   trying again may help: retried with back-off, then a Rejection
├── ConfigError      the service cannot start; the message tells the operator what to do
└── StoppedError     the service must not go on; it exits non-zero and the restart policy brings it back
"""

from typing import Any

from vedette.schemas import RejectReason


class VedetteError(Exception):
    """Any failure Vedette knows by name."""


class PermanentError(VedetteError):
    """A message that can never be handled: bad contract, unreadable article, refused address."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}"


class TransientError(VedetteError):
    """The world did not play along just now: timeout, 429, broker away."""

    def __init__(self, detail: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after_s = retry_after_s

    def __str__(self) -> str:
        return self.detail

    def __reduce__(self) -> tuple[Any, ...]:  # pickle's own shape; keyword arguments need a helper
        return _rebuild_transient, (self.detail, self.retry_after_s)


class ConfigError(VedetteError):
    """The service cannot start as it is set up; the text says what to change."""


class StoppedError(VedetteError):
    """The service must not go on: offsets stay where they are and the process exits non-zero."""


def _rebuild_transient(detail: str, retry_after_s: float | None) -> TransientError:
    return TransientError(detail, retry_after_s=retry_after_s)
