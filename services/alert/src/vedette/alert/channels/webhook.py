"""Tell a subscriber by signed HTTP POST."""

import asyncio
import hmac
import json
import time
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.abc import AbstractResolver
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vedette.alert.channels.resolving import CheckedResolver
from vedette.alert.channels.sessions import Sessions
from vedette.alert.channels.signing import sign
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.alert.keyring import Keyring
from vedette.runtime.addresses import (
    UNREACHABLE,
    AddressPolicy,
    RefusedConnectError,
    checked_socket_factory,
    judge_url,
)
from vedette.runtime.errors import ConfigError
from vedette.runtime.logs import get_log
from vedette.schemas import Notice, Pointer, PointerData, Verification, WebhookEndpoint

CONNECT_S = 3.0
TOTAL_S = 15.0
"""Source: alert design: 3 s to connect, 15 s in all."""
READ_BYTES = 4096
"""Most of an answer that is read and kept; what it says is acted on in the handshake alone."""
DRAIN_S = 1.0
"""Longest wait for the rest of an answer whose status is known; only spares a new connection."""
GONE = 410
REDELIVERY = "vedette-redelivery"
"""Header that says when somebody asked to send a notice again; also of mails."""
NewsLink = Callable[[str, str, str], str | None]
"""Subscriber, endpoint and event to the address of a page that shows it; None if there is none."""
NO_MARKS: Mapping[str, str] = {}


class Webhook:
    """Posts notices. One client for all endpoints; connections are kept, redirects and cookies are not."""

    def __init__(
        self,
        *,
        policy: AddressPolicy,
        keyring: Keyring,
        clock: Callable[[], datetime],
        connect_s: float = CONNECT_S,
        total_s: float = TOTAL_S,
        resolver: AbstractResolver | None = None,
        private: Ed25519PrivateKey | None = None,
        news: NewsLink | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._policy = policy
        self._keyring = keyring
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=total_s, sock_connect=connect_s)
        self._resolver = resolver
        self._private = private
        self._news = news
        self._sessions = Sessions(self._opened, call_s=total_s + DRAIN_S, clock=monotonic)
        self._log = get_log()

    async def send(self, notice: Notice, endpoint: WebhookEndpoint, *, redelivery: datetime | None = None) -> Attempt:
        """Post the notice once and return what came of it. Raises nothing the receiver or the network can cause."""
        marks = {REDELIVERY: f"{redelivery:%Y-%m-%dT%H:%M:%SZ}"} if redelivery else {}
        body = (self._pointer(notice, endpoint) if endpoint.minimal else notice).write()
        return await self._exchange(endpoint, body, notice.data.delivery_id, marks)

    def _pointer(self, notice: Notice, endpoint: WebhookEndpoint) -> Pointer:
        """Return what a receiver is told that is to know nothing of the event."""
        data = notice.data
        told = {name: getattr(data, name) for name in PointerData.model_fields if name != "url"}
        url = self._news(data.subscriber_id, endpoint.endpoint_id, data.event_id) if self._news else None
        return Pointer(type=notice.type, timestamp=notice.timestamp, data=PointerData(**told, url=url))

    async def verify(self, endpoint: WebhookEndpoint, question: Verification) -> Attempt:
        """Ask the receiver whether it wants notices. Taken only if it answers 200 with the challenge."""
        challenge = question.data.challenge
        found = await self._exchange(endpoint, question.write(), f"msg_verify_{challenge[:16]}")
        if found.verdict is not Verdict.TAKEN:
            return found
        if found.status == 200 and echoes(found.answer, challenge):
            return found
        return replace(found, verdict=Verdict.FAILED, detail="the receiver did not send the challenge back")

    async def _exchange(
        self, endpoint: WebhookEndpoint, body: bytes, message_id: str, marks: Mapping[str, str] = NO_MARKS
    ) -> Attempt:
        refusal = judge_url(endpoint.url, self._policy)
        if refusal is not None:
            self._log.warning("webhook address refused", endpoint_id=endpoint.endpoint_id, refusal=str(refusal))
            return Attempt(Verdict.REFUSED, f"this address may not be called ({refusal})")
        now = self._clock()
        try:
            keys = self._keyring.signing_keys(endpoint, now)
        except ConfigError as error:
            self._log.warning("signing secret missing", endpoint_id=endpoint.endpoint_id, error=str(error))
            return Attempt(Verdict.FAILED, "the signing secret cannot be read")
        at = int(now.timestamp())
        headers = sign(body, keys=keys, message_id=message_id, timestamp=at, private=self._private)
        return await self._posted(endpoint, body, {**headers, **marks})

    async def _posted(self, endpoint: WebhookEndpoint, body: bytes, headers: dict[str, str]) -> Attempt:
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
        await self._sessions.close()

    async def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Attempt:
        session = self._sessions.current()
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            attempt = judge_answer(response.status, response.headers.get("Retry-After"), self._clock())
            text, ended = await _drain(response)
            if not ended:
                response.close()
            return replace(attempt, answer=cleaned(text))

    def _opened(self) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=0,
            socket_factory=checked_socket_factory(self._policy),
            use_dns_cache=False,
            resolver=CheckedResolver(self._policy, self._resolver),
        )
        return aiohttp.ClientSession(
            connector=connector,
            timeout=self._timeout,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            headers={"content-type": "application/json", "user-agent": "Vedette-Webhook/1"},
            max_line_size=READ_BYTES * 2,
            max_field_size=READ_BYTES * 2,
        )


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


def echoes(answer: str, challenge: str) -> bool:
    """Return True if an answer is the challenge: as plain text, or as JSON with a `challenge`."""
    text = answer.strip()
    if text.startswith("{"):
        try:
            said = json.loads(text)
        except ValueError:
            return False
        text = str(said.get("challenge", ""))
    return hmac.compare_digest(text.encode(), challenge.encode())


def cleaned(answer: bytes) -> str:
    """Return an answer as it may be kept and shown: text without control characters, or nothing."""
    text = answer.decode("utf-8", "replace")
    return "".join(" " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or unicodedata.category(c)[0] != "C")


async def _drain(response: aiohttp.ClientResponse) -> tuple[bytes, bool]:
    """Return the first of an answer, and True if that is all of it: not if there is more or it drips."""
    found = b""
    try:
        async with asyncio.timeout(DRAIN_S):
            while len(found) < READ_BYTES:
                chunk = await response.content.read(READ_BYTES - len(found))
                if not chunk:
                    return found, True
                found += chunk
    except (TimeoutError, aiohttp.ClientError):
        return found, False
    return found, False
