"""Logs: one JSON line per event, with service, trace, topic and offset."""

import logging
import sys
from typing import Any

import structlog

LIBRARIES = ("faust", "mode", "aiokafka", "asyncio", "uvicorn.access", "httpx", "vedette.runtime.transport")
"""Libraries that tell their life story at info level."""


def set_up_logs(service: str, *, level: str = "info", form: str = "json") -> None:
    """Send all log lines of this process, of libraries too, to standard error in one form."""
    shared: list[Any] = [  # structlog's processors have no common static type
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(shared, form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "debug" else logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)


def _formatter(shared: list[Any], form: str) -> logging.Formatter:  # as above
    last: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
        if form == "text"
        # a traceback as text, without local variables: they hold article text and secrets
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def get_log(**fields: Any) -> Any:  # structlog's bound logger: its methods are made at run time
    """Return a logger that adds these fields to every line."""
    return structlog.get_logger(**fields)
