"""Health over HTTP: /livez, /readyz and /metrics, and nothing else."""

import asyncio
import contextlib
from collections.abc import Callable
from http import HTTPStatus

from vedette.runtime.errors import ConfigError

READ_TIMEOUT_S = 5.0
"""A client that does not finish its request in this time is cut off."""

Page = tuple[HTTPStatus, str, bytes]
Problems = Callable[[], list[str]]
"""Returns what is wrong, in words; empty if nothing is."""


class HealthServer:
    """A small HTTP server. `live` and `ready` name what is wrong; `metrics` is the Prometheus page."""

    def __init__(self, *, live: Problems, ready: Problems, metrics: Callable[[], bytes]) -> None:
        self._live = live
        self._ready = ready
        self._metrics = metrics
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen and return the port, which is chosen by the system if `port` is 0.

        Raises: `ConfigError` if the port is taken.
        """
        try:
            self._server = await asyncio.start_server(self._answer, host, port)
        except OSError as error:
            msg = (
                f"cannot listen on {host}:{port} for health checks ({error.strerror}); "
                "set VEDETTE_HEALTH_PORT to a free port, or to 0 for any"
            )
            raise ConfigError(msg) from error
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    def page(self, path: str) -> Page:
        """Return status, content type and body for a path."""
        if path == "/metrics":
            return HTTPStatus.OK, "text/plain; version=0.0.4; charset=utf-8", self._metrics()
        checks = {"/livez": self._live, "/readyz": self._ready}
        if path not in checks:
            return HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"/livez /readyz /metrics\n"
        problems = checks[path]()
        status = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
        return status, "text/plain; charset=utf-8", ("\n".join(problems or ["ok"]) + "\n").encode()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), READ_TIMEOUT_S)
            words = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
            path = words[1].split("?")[0] if len(words) > 1 else ""
            status, kind, body = self.page(path)
            lines = [
                f"HTTP/1.1 {status.value} {status.phrase}",
                f"content-type: {kind}",
                f"content-length: {len(body)}",
                "connection: close",
            ]
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            await writer.drain()
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()
