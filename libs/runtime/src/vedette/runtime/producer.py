"""Sending: every send is awaited to the broker's acknowledgement."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import MessageSizeTooLargeError

from vedette.runtime.codec import Headers, encode
from vedette.runtime.errors import PermanentError
from vedette.runtime.messages import Outgoing
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.tracing import current_traceparent
from vedette.schemas import RejectReason

REQUEST_TIMEOUT_MS = 20_000
"""Time for one produce request; shorter than the watchdog, so that a lost broker is seen as an error first."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message as bytes, with its topic's name on the broker."""

    topic: str
    key: bytes
    value: bytes | None
    headers: Headers


class Producer:
    """An aiokafka producer with acks from all replicas, lz4, and no duplicates by its own retries on real Kafka."""

    def __init__(self, settings: ServiceSettings, *, source: str) -> None:
        self._settings = settings
        self._source = source
        self._client: Any = None  # aiokafka has no types

    async def start(self) -> None:
        """Connect. Raises: `aiokafka.errors.KafkaError` if no broker answers."""
        self._client = await client_of(self._settings, f"vedette-{self._source}")

    async def stop(self) -> None:
        """Flush and disconnect."""
        client, self._client = self._client, None
        if client is not None:
            await client.stop()

    async def send(self, message: Outgoing) -> None:
        """Send one message and wait for its acknowledgement.

        Raises: `PermanentError(TOO_LARGE)`; `aiokafka.errors.KafkaError` if the broker does not take it.
        """
        await self.send_all([message])

    async def send_all(self, messages: Iterable[Outgoing]) -> None:
        """Send messages in order and wait for all acknowledgements together. Raises: as `send`."""
        trace = current_traceparent()
        await self.send_prepared([self.prepare(message, trace) for message in messages])

    def prepare(self, message: Outgoing, traceparent: str) -> Prepared:
        """Return the bytes of a message. Raises: `PermanentError(TOO_LARGE)`."""
        value: bytes | None = None
        headers: Headers = [("traceparent", traceparent.encode())]
        if message.value is not None:
            value, headers = encode(message.value, source=self._source, traceparent=traceparent)
        limit = self._settings.max_bytes(message.topic)
        if value is not None and len(value) > limit:
            detail = f"{len(value)} bytes for {message.topic.name}, at most {limit} are allowed"
            raise PermanentError(RejectReason.TOO_LARGE, detail)
        return Prepared(self._settings.wire_name(message.topic.name), message.key.encode(), value, headers)

    async def send_prepared(self, messages: Iterable[Prepared]) -> None:
        """Send prepared messages in order and wait for all acknowledgements together. Raises: as `send`."""
        acks: list[Awaitable[Any]] = []  # as in `begin_raw`
        try:
            for m in messages:
                ack = await self.begin_raw(m.topic, m.key, m.value, m.headers)
                acks.append(ack)
        finally:
            await self.settle(acks)

    async def begin_raw(
        self, topic: str, key: bytes | None, value: bytes | None, headers: Headers, partition: int | None = None
    ) -> Awaitable[Any]:  # aiokafka's record metadata
        """Hand bytes to the client as they are; the result is awaited for the acknowledgement."""
        if self._client is None:
            msg = "the producer is not started"
            raise RuntimeError(msg)
        try:
            future: Awaitable[Any] = await self._client.send(
                topic, value, key=key, headers=headers, partition=partition
            )
        except MessageSizeTooLargeError as error:
            raise PermanentError(RejectReason.TOO_LARGE, str(error)) from error
        return future

    @staticmethod
    async def settle(acks: Iterable[Awaitable[Any]]) -> list[Any]:
        """Wait for acknowledgements; all are awaited before the first failure is raised."""
        results = await asyncio.gather(*acks, return_exceptions=True)
        for result in results:
            if isinstance(result, MessageSizeTooLargeError):
                raise PermanentError(RejectReason.TOO_LARGE, str(result)) from result
            if isinstance(result, BaseException):
                raise result
        return results


async def client_of(settings: ServiceSettings, client_id: str, **more: Any) -> Any:  # aiokafka has no types
    """Return a started client of the broker, as every sender of a service uses it; `more` is aiokafka's own."""
    client = AIOKafkaProducer(
        bootstrap_servers=settings.broker,
        client_id=client_id,
        acks="all",
        compression_type="lz4",
        linger_ms=settings.linger_ms,
        # the embedded broker has no producer ids for this client
        enable_idempotence=not settings.embedded_broker,
        # a rejection carries its message as base64 and needs the room
        max_request_size=2 * settings.max_message_bytes,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        **more,
    )
    try:
        await client.start()
    except BaseException:
        await client.stop()
        raise
    return client
