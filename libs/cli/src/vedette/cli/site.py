"""A small news site on 127.0.0.1 with pages, feeds and every kind of misbehaviour, for the demo and the tests.

It speaks HTTP over plain asyncio streams, because a hanging, dripping or endless answer is easier written than asked of
a framework. Pages may be put, changed and removed while it runs.
"""

import asyncio
import contextlib
import hashlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Self
from xml.sax.saxutils import escape, quoteattr

Send = Callable[[bytes], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    """One request the site received. Header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    """Seconds of silence before the first byte."""
    stream: Callable[[Send], Awaitable[None]] | None = None
    """Writes the body itself, without a length: for answers that drip, hang or never end."""


@dataclass(frozen=True)
class Story:
    """One entry of a feed."""

    path: str
    title: str
    published_at: datetime | None = None
    summary: str = ""


class Site:
    """The site. `async with Site() as site:` in a test, `Site().in_thread()` beside a program."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen; the port is known afterwards."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and drop what is still open."""
        if self._server is not None:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.stop()

    @contextlib.contextmanager
    def in_thread(self) -> Iterator[Self]:
        """Serve from a thread of its own while the block runs."""
        loop = asyncio.new_event_loop()
        ready = threading.Event()

        def run() -> None:
            loop.run_until_complete(self.start())
            ready.set()
            loop.run_forever()

        thread = threading.Thread(target=run, name="news-site", daemon=True)
        thread.start()
        ready.wait()
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(self.stop(), loop).result(timeout=5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=5)
            loop.close()

    def url(self, path: str = "/") -> str:
        """Return the address of a path."""
        return f"http://{self.host}:{self.port}{path}"

    def put(
        self,
        path: str,
        body: str | bytes,
        *,
        content_type: str | None = "text/html; charset=utf-8",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        delay_s: float = 0.0,
    ) -> str:
        """Put or change a page and return its address. Its ETag follows its content."""
        data = body.encode() if isinstance(body, str) else body
        found = {"etag": f'"{hashlib.sha256(data).hexdigest()[:16]}"'}
        if content_type is not None:
            found["content-type"] = content_type
        found.update({name.lower(): value for name, value in (headers or {}).items()})
        self.pages[path] = Page(data, status, found, delay_s)
        return self.url(path)

    def put_feed(self, path: str, stories: Sequence[Story], *, kind: str = "rss", title: str = "News") -> str:
        """Put a feed of stories, `rss` or `atom`."""
        text = rss(self, stories, title) if kind == "rss" else atom(self, stories, title)
        return self.put(path, text, content_type=f"application/{kind}+xml; charset=utf-8")

    def redirect(self, path: str, to: str, *, status: int = 302) -> str:
        """Let a path redirect to an address or path."""
        self.pages[path] = Page(status=status, headers={"location": to})
        return self.url(path)

    def stream(self, path: str, chunks: Callable[[], AsyncIterator[bytes]], content_type: str = "text/html") -> str:
        """Let a path send chunks until they end or the reader leaves."""

        async def write(send: Send) -> None:
            async for chunk in chunks():
                await send(chunk)

        self.pages[path] = Page(headers={"content-type": content_type}, stream=write)
        return self.url(path)

    def hang(self, path: str) -> str:
        """Let a path take the request and never answer."""
        self.pages[path] = Page(delay_s=3600)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        """Return the requests for a path, oldest first."""
        return [request for request in self.requests if request.path == path]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                while (request := await _read_request(reader)) is not None and await self._answer(request, writer):
                    pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; return whether the connection may be used again."""
        self.requests.append(request)
        page = self.pages.get(request.path, Page(b"not here", 404, {"content-type": "text/plain"}))
        await asyncio.sleep(page.delay_s)
        status, body = page.status, page.body
        if _not_modified(request, page):
            status, body = 304, b""
        framing = {"connection": "close"} if page.stream else {"content-length": str(len(body))}
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in {**framing, **page.headers}.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))

        async def send(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        await (page.stream(send) if page.stream else send(b"" if request.method == "HEAD" else body))
        return page.stream is None


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *rest = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) < 3:
        return None
    pairs = (line.partition(":") for line in rest if line)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(words[0], words[1], headers)


def _not_modified(request: Request, page: Page) -> bool:
    if page.status != 200:
        return False
    etag, since = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    if etag is not None:
        return etag == page.headers.get("etag")
    return since is not None and since == page.headers.get("last-modified")


def rss(site: Site, stories: Sequence[Story], title: str) -> str:
    """Return an RSS 2.0 feed."""
    items = "".join(
        f"<item><title>{escape(s.title)}</title><link>{escape(site.url(s.path))}</link>"
        f"<description>{escape(s.summary)}</description>"
        + (f"<pubDate>{format_datetime(s.published_at)}</pubDate>" if s.published_at else "")
        + "</item>"
        for s in stories
    )
    head = f"<title>{escape(title)}</title><link>{escape(site.url())}</link>"
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'


def atom(site: Site, stories: Sequence[Story], title: str) -> str:
    """Return an Atom 1.0 feed."""
    entries = "".join(
        f"<entry><title>{escape(s.title)}</title><id>{escape(site.url(s.path))}</id>"
        f"<link href={quoteattr(site.url(s.path))}/><summary>{escape(s.summary)}</summary>"
        + (f"<published>{s.published_at.isoformat()}</published>" if s.published_at else "")
        + "</entry>"
        for s in stories
    )
    head = f"<title>{escape(title)}</title><id>{escape(site.url())}</id>"
    return f'<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'
