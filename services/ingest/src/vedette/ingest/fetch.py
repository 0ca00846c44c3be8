"""One page or feed over HTTP: addresses checked at every hop and every connect, size and time capped."""

import asyncio
import http.cookiejar
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import anyio
import httpcore
import httpx

from vedette.ingest.inflate import ACCEPTED, Inflater
from vedette.runtime.addresses import (
    AddressPolicy,
    RefusedAddressError,
    Resolve,
    judge_url,
    resolve_checked,
    system_resolve,
)
from vedette.runtime.errors import PermanentError, TransientError
from vedette.schemas import RejectReason

MAX_HOPS = 5
"""Source: news sites need two or three (http to https, www, tracker); RFC 9110 leaves it to the client."""

NOT_MODIFIED = 304
RETRY_LATER = frozenset({408, 425, 429})
"""Client errors that may pass; Source: RFC 9110, RFC 8470, RFC 6585. All 5xx may pass too."""

PAGES = "text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.1"
FEEDS = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


@dataclass(frozen=True)
class Limits:
    """Caps of one fetch."""

    max_bytes: int = 5 * 1024 * 1024
    connect_s: float = 5.0
    read_s: float = 10.0
    """Longest silence between two pieces of an answer."""
    total_s: float = 30.0
    """Longest time for all hops and the whole body together."""


@dataclass(frozen=True)
class Known:
    """What an earlier answer said of itself; sent back so that the server can answer "not modified"."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Fetched:
    """A server's answer. `body` is None if the page is the one we know."""

    url: str
    """Address of the last hop."""
    status: int
    body: bytes | None
    content_type: str | None
    etag: str | None
    last_modified: str | None


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects a host only to addresses the policy lets pass; TLS and the Host header still carry the name.

    The name is resolved once and the socket is opened to that very answer, so a resolver that answers differently the
    second time is never asked.
    """

    def __init__(self, policy: AddressPolicy, resolve: Resolve) -> None:
        self._policy = policy
        self._resolve = resolve
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open a connection to the first address that answers."""
        with anyio.move_on_after(timeout):
            addresses = await resolve_checked(host, port, self._policy, resolve=self._resolve)
            share = None if timeout is None else timeout / len(addresses)
            for address in addresses[:-1]:
                try:
                    return await self._inner.connect_tcp(str(address), port, share, local_address, socket_options)
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    continue
            return await self._inner.connect_tcp(str(addresses[-1]), port, share, local_address, socket_options)
        raise httpcore.ConnectTimeout

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore's own retries ask for."""
        await anyio.sleep(seconds)


class CheckedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport over a `CheckedBackend`. It knows no proxy: a proxy would connect where it likes."""

    def __init__(self, policy: AddressPolicy, tls: ssl.SSLContext, resolve: Resolve) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=50,
            max_keepalive_connections=10,
            keepalive_expiry=30.0,
            network_backend=CheckedBackend(policy, resolve),
        )


class Fetcher:
    """Fetches pages. One client per address policy, so that no connection is shared across policies."""

    def __init__(
        self, user_agent: str, limits: Limits, *, ca_file: Path | None = None, resolve: Resolve = system_resolve
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._resolve = resolve
        self._ca_file = ca_file
        self._clients: dict[AddressPolicy, httpx.AsyncClient] = {}
        self._tls: ssl.SSLContext | None = None

    async def close(self) -> None:
        """Close all connections."""
        clients, self._clients = list(self._clients.values()), {}
        for client in clients:
            await client.aclose()

    async def get(
        self,
        url: str,
        policy: AddressPolicy,
        *,
        known: Known = Known(),
        accept: str = PAGES,
        max_bytes: int | None = None,
    ) -> Fetched:
        """Fetch one address, following redirects.

        Raises: `TransientError` for timeouts, connection failures, 408, 425, 429 and 5xx; `PermanentError` with
        REFUSED_ADDRESS, TOO_LARGE, UNREADABLE, or FETCH_FAILED for other statuses and redirects that lead nowhere.
        """
        headers = {"accept": accept, "accept-encoding": ACCEPTED}
        if known.etag:
            headers["if-none-match"] = known.etag
        if known.last_modified:
            headers["if-modified-since"] = known.last_modified
        try:
            async with asyncio.timeout(self._limits.total_s):
                return await self._follow(url, policy, headers, max_bytes or self._limits.max_bytes)
        except TimeoutError as error:
            msg = f"no complete answer within {self._limits.total_s:g} s"
            raise TransientError(msg) from error
        except httpx.TransportError as error:
            msg = f"the connection failed: {type(error).__name__}"
            raise TransientError(msg) from error
        except httpx.InvalidURL as error:
            raise PermanentError(RejectReason.FETCH_FAILED, f"not an address: {error}") from error

    async def _follow(self, url: str, policy: AddressPolicy, headers: Mapping[str, str], max_bytes: int) -> Fetched:
        visited: list[str] = []
        while True:
            if url in visited or len(visited) > MAX_HOPS:
                why = "a redirect loop" if url in visited else f"more than {MAX_HOPS} redirects"
                raise PermanentError(RejectReason.FETCH_FAILED, f"{why} from {visited[0][:200]}")
            visited.append(url)
            if refusal := judge_url(url, policy):
                raise RefusedAddressError(refusal, url)
            answer = await self._one_hop(url, policy, headers, max_bytes)
            if isinstance(answer, Fetched):
                return answer
            url = answer

    async def _one_hop(
        self, url: str, policy: AddressPolicy, headers: Mapping[str, str], max_bytes: int
    ) -> Fetched | str:
        """Return the answer, or the address it redirects to."""
        async with self._client(policy).stream("GET", url, headers=headers) as response:
            if response.has_redirect_location:
                return urljoin(url, response.headers["location"])
            _refuse_status(response)
            body = None if response.status_code == NOT_MODIFIED else await _read_capped(response, max_bytes)
            return Fetched(
                url=url,
                status=response.status_code,
                body=body,
                content_type=response.headers.get("content-type"),
                etag=response.headers.get("etag"),
                last_modified=response.headers.get("last-modified"),
            )

    def _client(self, policy: AddressPolicy) -> httpx.AsyncClient:
        if policy not in self._clients:
            self._tls = self._tls or trusted_tls(self._ca_file)
            client = httpx.AsyncClient(
                transport=CheckedTransport(policy, self._tls, self._resolve),
                headers={"user-agent": self._user_agent},
                timeout=httpx.Timeout(self._limits.read_s, connect=self._limits.connect_s),
                follow_redirects=False,
                trust_env=False,
            )
            # a reader of public pages has no use for being recognised
            client.cookies.jar.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
            self._clients[policy] = client
        return self._clients[policy]


def trusted_tls(ca_file: Path | None) -> ssl.SSLContext:
    """Return TLS settings that trust the public authorities, and those of a PEM file beside them."""
    context = httpx.create_ssl_context(trust_env=False)
    if ca_file is not None:
        context.load_verify_locations(ca_file)
    return context


def _refuse_status(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success or status == NOT_MODIFIED:
        return
    detail = f"{urlsplit(str(response.url)).hostname} answered {status}"
    if status in RETRY_LATER or response.is_server_error:
        raise TransientError(
            detail, retry_after_s=retry_after_s(response.headers.get("retry-after"), datetime.now(UTC))
        )
    raise PermanentError(RejectReason.FETCH_FAILED, detail)


def retry_after_s(header: str | None, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for, as a number or a date; None if it says nothing usable."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


async def _read_capped(response: httpx.Response, max_bytes: int) -> bytes:
    """Read the body and leave as soon as it is too large."""
    told = response.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told[:18]) > max_bytes:
        raise PermanentError(
            RejectReason.TOO_LARGE, f"the server announces {told[:18]} bytes, at most {max_bytes} are taken"
        )
    inflater = Inflater(response.headers.get("content-encoding", ""), max_bytes)
    async for piece in response.aiter_raw():
        inflater.add(piece)
    return inflater.body()
