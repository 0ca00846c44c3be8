"""Tell a subscriber by signed HTTP POST."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.abc import AbstractResolver

from vedette.alert.channels.signing import read_secrets, sign
from vedette.alert.schedule import Attempt, Verdict
from vedette.runtime.addresses import (
    UNREACHABLE,
    AddressPolicy,
    RefusedConnectError,
    checked_socket_factory,
    judge_url,
)
from vedette.runtime.errors import ConfigError
from vedette.runtime.logs import get_log
from vedette.schemas import Notice, WebhookEndpoint

CONNECT_S = 3.0
TOTAL_S = 15.0
"""Source: alert design: 3 s to connect, 15 s in all."""
READ_BYTES = 4096
"""Most of an answer that is read; what it says is never acted on."""
DRAIN_S = 1.0
"""Longest wait for the rest of an answer whose status is known; only spares a new connection."""
GONE = 410


class Webhook:
    """Posts notices. One client for all endpoints; connections are kept, redirects and cookies are not."""

    def __init__(
        self,
        *,
        policy: AddressPolicy,
        secret_of: Callable[[str], str],
        clock: Callable[[], datetime],
        connect_s: float = CONNECT_S,
        total_s: float = TOTAL_S,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._policy = policy
        self._secret_of = secret_of
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=total_s, sock_connect=connect_s)
        self._resolver = resolver
        self._session: aiohttp.ClientSession | None = None
        self._log = get_log()

    async def send(self, notice: Notice, endpoint: WebhookEndpoint) -> Attempt:
        """Post the notice once and return what came of it. Raises nothing the receiver or the network can cause."""
        refusal = judge_url(endpoint.url, self._policy)
        if refusal is not None:
            self._log.warning("webhook address refused", endpoint_id=endpoint.endpoint_id, refusal=str(refusal))
            return Attempt(Verdict.REFUSED, f"this address may not be called ({refusal})")
        body = notice.write()
        try:
            keys = read_secrets(self._secret_of(endpoint.secret_ref))
        except ConfigError as error:
            self._log.warning("signing secret missing", endpoint_id=endpoint.endpoint_id, error=str(error))
            return Attempt(Verdict.FAILED, "the signing secret cannot be read")
        stamp = int(self._clock().timestamp())
        headers = sign(body, keys=keys, message_id=notice.data.delivery_id, timestamp=stamp)
        try:
            return await self._post(endpoint.url, body, headers)
        except aiohttp.ClientConnectorError as error:
            if isinstance(error.os_error, RefusedConnectError):
                self._log.warning(
                    "webhook address refused", endpoint_id=endpoint.endpoint_id, refusal=str(error.os_error)
                )
            return Attempt(Verdict.FAILED, UNREACHABLE)
        except aiohttp.ConnectionTimeoutError:
            return Attempt(Verdict.FAILED, UNREACHABLE)
        except TimeoutError:
            return Attempt(Verdict.FAILED, f"no answer within {self._timeout.total:g} s")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return Attempt(Verdict.FAILED, f"the connection failed: {type(error).__name__}")

    async def close(self) -> None:
        """Close kept connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Attempt:
        session = self._opened()
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            attempt = judge_answer(response.status, response.headers.get("Retry-After"), self._clock())
            if not await _drain(response):
                response.close()
            return attempt

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=0,
                socket_factory=checked_socket_factory(self._policy),
                use_dns_cache=False,
                resolver=self._resolver,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                headers={"content-type": "application/json", "user-agent": "Vedette-Webhook/1"},
                max_line_size=READ_BYTES * 2,
                max_field_size=READ_BYTES * 2,
            )
        return self._session


def judge_answer(status: int, retry_after: str | None, now: datetime) -> Attempt:
    """Return what a status means: 2xx is taken, 410 ends the endpoint, all else is tried again.

    Redirects are not followed: an address is what the subscriber gave. Other 4xx are tried again because receivers
    are deployed and repaired.
    """
    if 200 <= status < 300:
        return Attempt(Verdict.TAKEN, status=status)
    if status == GONE:
        return Attempt(Verdict.GONE, "the receiver answered 410: gone", status)
    kind = "a redirect, which is not followed" if 300 <= status < 400 else str(status)
    said = f"the receiver answered {kind}" + (f" ({status})" if 300 <= status < 400 else "")
    return Attempt(Verdict.FAILED, said, status, read_retry_after(retry_after, now))


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds a receiver asks to wait, None if it asks nothing readable. Source: RFC 9110, 10.2.3."""
    if value is None:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return float(value.strip()[:9])
    try:
        when = parsedate_to_datetime(value)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


async def _drain(response: aiohttp.ClientResponse) -> bool:
    """Read the little that is left of an answer; return False if there is more than that or it drips."""
    left = READ_BYTES
    try:
        async with asyncio.timeout(DRAIN_S):
            while left > 0:
                chunk = await response.content.read(left)
                if not chunk:
                    return True
                left -= len(chunk)
    except (TimeoutError, aiohttp.ClientError):
        return False
    return False
