"""W3C trace context: one trace id from the article's arrival to the notice."""

import re
import secrets
from contextvars import ContextVar

TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$")
"""Source: W3C Trace Context, section 3.2."""

_current: ContextVar[str | None] = ContextVar("vedette_traceparent", default=None)


def current_traceparent() -> str:
    """Return the trace the running task belongs to; a new one if it belongs to none."""
    return _current.get() or new_traceparent()


def enter_trace(incoming: str | None) -> str:
    """Continue the trace of an incoming message in this task, or begin one. Return its trace id."""
    traceparent = carried_on(incoming)
    _current.set(traceparent)
    return traceparent.split("-")[1]


def carried_on(incoming: str | None) -> str:
    """Return a traceparent in the trace of an incoming message, or in a new one."""
    found = TRACEPARENT.match(incoming or "")
    return new_traceparent(found.group(1) if found else None)


def new_traceparent(trace_id: str | None = None) -> str:
    """Return a traceparent with a new span, in the given trace or a new one."""
    return f"00-{trace_id or secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
