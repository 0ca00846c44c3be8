"""Serve the API beside the agents."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from vedette.runtime.errors import ConfigError
from vedette.runtime.logs import get_log


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the service decides when to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the service."""
        yield


async def serve_api(api: FastAPI, *, host: str, port: int, on_listening: Callable[[], object]) -> None:
    """Listen until cancelled; `on_listening` is called as soon as requests are taken.

    Raises: `ConfigError` if the port is taken.
    """
    try:
        listener = socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        msg = f"the API cannot listen on {host}:{port} ({error.strerror}); set VEDETTE_ALERT_API_PORT"
        raise ConfigError(msg) from error
    server = _Server(uvicorn.Config(api, log_config=None, access_log=False, lifespan="off"))
    get_log().info("API listens", host=host, port=listener.getsockname()[1])
    on_listening()
    try:
        await server.serve(sockets=[listener])
    except asyncio.CancelledError:
        server.should_exit = True
        await server.shutdown(sockets=[listener])
        raise
