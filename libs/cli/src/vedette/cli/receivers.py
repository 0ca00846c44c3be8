"""Real receivers for the demo and the tests: a webhook server that can misbehave, and a mail sink."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any, Self

from aiohttp import web
from aiosmtpd.controller import UnthreadedController

MANNERS = ("ok", "fail", "hang", "redirect", "gone", "later", "drip", "flood", "cut")
"""Ways a webhook may behave: 200, 500, no answer, 302, 410, 503 with Retry-After, a body drop by drop, an endless body,
a closed connection."""


@dataclass(frozen=True)
class Received:
    """One request a webhook got."""

    path: str
    body: bytes
    headers: Mapping[str, str]
    """Names in lower case."""
    at: datetime

    @property
    def notice(self) -> Any:  # the JSON a notice is
        """Return the body as JSON."""
        return json.loads(self.body)

    @property
    def delivery_id(self) -> str:
        """Return the id of the notice, the same for every attempt."""
        return self.headers.get("webhook-id", "")


@dataclass
class WebhookReceiver:
    """An HTTP server that takes notices. Each path may be told to behave in its own manner.

    `manners["/alice"] = ["fail", "ok"]` answers 500 once and 200 from then on. Use it as an async context manager.
    """

    host: str = "127.0.0.1"
    port: int = 0
    on_receive: Callable[[Received], Awaitable[None]] | None = None
    received: list[Received] = field(default_factory=list)
    manners: dict[str, list[str]] = field(default_factory=dict)
    retry_after_s: float = 1.0

    def __post_init__(self) -> None:
        self._arrived = asyncio.Condition()
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; `port` then is the real one."""
        app = web.Application(client_max_size=1_048_576)
        app.router.add_route("*", "/{tail:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        assert self._runner.addresses
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Let go of requests that hang, and close."""
        self._released.set()
        if self._runner is not None:
            await self._runner.cleanup()

    def url(self, path: str = "/") -> str:
        """Return the address of a path."""
        return f"http://{self.host}:{self.port}{path}"

    def at(self, path: str) -> list[Received]:
        """Return what one path got, oldest first."""
        return [r for r in self.received if r.path == path]

    async def wait_for(self, count: int, *, path: str | None = None, timeout_s: float = 30.0) -> list[Received]:
        """Wait until so many requests have arrived.

        Raises: `TimeoutError` telling how many came.
        """

        def so_far() -> list[Received]:
            return self.received if path is None else self.at(path)

        try:
            async with asyncio.timeout(timeout_s), self._arrived:
                await self._arrived.wait_for(lambda: len(so_far()) >= count)
        except TimeoutError as error:
            msg = f"{len(so_far())} of {count} requests came in {timeout_s:g} s"
            raise TimeoutError(msg) from error
        return list(so_far())

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        received = Received(request.path, body, headers, datetime.now(UTC))
        async with self._arrived:
            self.received.append(received)
            self._arrived.notify_all()
        if self.on_receive is not None:
            await self.on_receive(received)
        return await self._answer(request, self._manner(request.path))

    def _manner(self, path: str) -> str:
        plan = self.manners.get(path, ["ok"])
        return plan.pop(0) if len(plan) > 1 else plan[0]

    async def _answer(self, request: web.Request, manner: str) -> web.StreamResponse:
        match manner:
            case "fail":
                return web.Response(status=500, text="out of order")
            case "redirect":
                return web.Response(status=302, headers={"Location": self.url("/elsewhere")})
            case "gone":
                return web.Response(status=410)
            case "later":
                return web.Response(status=503, headers={"Retry-After": f"{self.retry_after_s:g}"})
            case "hang":
                await self._released.wait()
                return web.Response()
            case "cut":
                assert request.transport is not None
                request.transport.close()
                return web.Response()
            case "drip" | "flood":
                return await self._pour(request, drop=b"." if manner == "drip" else b"." * 65_536)
            case _:
                return web.Response(text="taken")

    async def _pour(self, request: web.Request, *, drop: bytes) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while not self._released.is_set():
            await response.write(drop)
            await asyncio.sleep(0.1 if len(drop) == 1 else 0)
        return response


@dataclass
class MailSink:
    """An SMTP server that keeps what it is given. Use it as an async context manager.

    `answers` says what RCPT is answered, in turn; the last answer stays: `["451 busy", "250 OK"]` puts off one mail.
    """

    host: str = "127.0.0.1"
    port: int = 0
    on_receive: Callable[[EmailMessage], Awaitable[None]] | None = None
    mails: list[EmailMessage] = field(default_factory=list)
    answers: list[str] = field(default_factory=lambda: ["250 OK"])

    def __post_init__(self) -> None:
        self._arrived = asyncio.Condition()
        self._controller: Any = None  # aiosmtpd has no types

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; `port` then is the real one."""
        loop = asyncio.get_running_loop()
        self._controller = UnthreadedController(self, hostname=self.host, port=self.port, loop=loop)
        self._controller.server = await self._controller._create_server()  # noqa: SLF001  begin() would run the loop itself
        self.port = self._controller.server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        if self._controller is not None:
            self._controller.server.close()
            await self._controller.server.wait_closed()

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to one address, oldest first."""
        return [mail for mail in self.mails if mail["X-Envelope-To"] == address]

    async def wait_for(self, count: int, *, timeout_s: float = 30.0) -> list[EmailMessage]:
        """Wait until so many mails have arrived.

        Raises: `TimeoutError` telling how many came.
        """
        try:
            async with asyncio.timeout(timeout_s), self._arrived:
                await self._arrived.wait_for(lambda: len(self.mails) >= count)
        except TimeoutError as error:
            msg = f"{len(self.mails)} of {count} mails came in {timeout_s:g} s"
            raise TimeoutError(msg) from error
        return list(self.mails)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:  # aiosmtpd has no types
        """Answer one recipient."""
        del server, session, options
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  as above
        """Keep one mail."""
        del server, session
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(mail, EmailMessage)
        mail["X-Envelope-To"] = ", ".join(envelope.rcpt_tos)
        async with self._arrived:
            self.mails.append(mail)
            self._arrived.notify_all()
        if self.on_receive is not None:
            await self.on_receive(mail)
        return "250 Message accepted"
