"""One message: decode, handle, retry, and what is set aside instead. Knows nothing of faust."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from vedette.runtime.codec import decode
from vedette.runtime.errors import PermanentError, TransientError
from vedette.runtime.logs import get_log
from vedette.runtime.messages import Message, Outcome
from vedette.runtime.metrics import Metrics
from vedette.runtime.rejects import Original, outgoing_rejection, rejection_of
from vedette.runtime.retry import Backoff, with_retries
from vedette.runtime.tracing import current_traceparent, enter_trace
from vedette.schemas import Rejection, RejectReason
from vedette.schemas.topics import Topic

Handler = Callable[[Message[Any]], Awaitable[Outcome]]
"""The contract depends on the topic; `Service.agent` types it."""
BatchHandler = Callable[[Sequence[Message[Any]]], Awaitable[Outcome]]
"""The same for the messages of a batch, in the order they came."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A message taken up, with what the worker needs to finish it."""

    original: Original
    timestamp: datetime
    event: Any  # faust's event; only the worker looks inside
    began: float


@dataclass(frozen=True, slots=True)
class Handled:
    """What came of a message: the outcome, and the rejection in it if it was set aside."""

    outcome: Outcome
    traceparent: str
    rejection: Rejection | None = None


class Step:
    """Runs one handler. Whatever the handler does, the result is an outcome: forwarded or set aside, never lost."""

    def __init__(self, source: Topic, handler: Handler, *, service: str, backoff: Backoff, metrics: Metrics) -> None:
        self._source = source
        self._handler = handler
        self._service = service
        self._backoff = backoff
        self._metrics = metrics
        self._rng = random.Random()  # noqa: S311  spreads retries, guards nothing
        self._log = get_log()

    async def handle(self, taken: Taken) -> Handled:
        """Return what follows from a message. Raises nothing but cancellation."""
        original = taken.original
        trace_id = enter_trace(original.headers.get("traceparent"))
        structlog.contextvars.bind_contextvars(
            trace_id=trace_id, topic=original.topic, partition=original.partition, offset=original.offset
        )
        self._received(taken)
        tries = [1]
        try:
            outcome = await self._attempts(taken, tries)
        except PermanentError as error:
            return self.set_aside(taken, error.reason, error.detail, tries[0])
        except TransientError as error:
            return self.set_aside(taken, RejectReason.RETRIES_EXHAUSTED, error.detail, tries[0])
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            self._log.exception("handler failed, this is a bug", error=repr(error))
            return self.set_aside(taken, RejectReason.BUG, f"{type(error).__name__}: {error}", tries[0])
        return Handled(outcome, current_traceparent())

    def set_aside(self, taken: Taken, reason: RejectReason, detail: str, attempts: int = 1) -> Handled:
        """Return the outcome that sends a message to the rejections."""
        rejection = rejection_of(taken.original, reason, detail, service=self._service, attempts=attempts)
        self._log.warning("message set aside", reason=str(reason), detail=detail, attempts=attempts)
        return Handled(Outcome([outgoing_rejection(rejection)]), current_traceparent(), rejection)

    def _received(self, taken: Taken) -> None:
        self._metrics.received.labels(self._source.name).inc()
        self._metrics.age.labels(self._source.name).observe(max(0.0, time.time() - taken.timestamp.timestamp()))

    async def _attempts(self, taken: Taken, tries: list[int]) -> Outcome:
        message = self._decoded(taken)

        def failed(error: TransientError, count: int) -> None:
            tries[0] = count
            self._metrics.retried.labels(self._source.name).inc()
            if count == 1:
                self._log.warning("try failed, trying again", error=error.detail)

        return await with_retries(
            lambda: self._handler(message), self._backoff, rng=self._rng, sleep=asyncio.sleep, on_failure=failed
        )

    def _decoded(self, taken: Taken) -> Message[Any]:  # as Handler
        original = taken.original
        return Message(
            value=decode(self._source, original.value),
            key=(original.key or b"").decode("utf-8", "backslashreplace"),
            topic=original.topic,
            partition=original.partition,
            offset=original.offset,
            timestamp=taken.timestamp,
            headers=original.headers,
        )


class BatchStep(Step):
    """Runs a handler of batches: of many messages at once, or of one as every step does."""

    def __init__(
        self, source: Topic, handler: BatchHandler, *, service: str, backoff: Backoff, metrics: Metrics
    ) -> None:
        async def alone(message: Message[Any]) -> Outcome:
            return await handler([message])

        super().__init__(source, alone, service=service, backoff=backoff, metrics=metrics)
        self._all = handler

    async def together(self, batch: Sequence[Taken]) -> Handled | None:
        """Return what follows from some messages as one; null if they must be handled one by one.

        They must where one does not decode or the handler raises, whatever it raises: then `handle` judges each.
        """
        first, last = batch[0].original, batch[-1].original
        structlog.contextvars.bind_contextvars(
            topic=first.topic, partition=first.partition, offset=first.offset, last_offset=last.offset
        )
        enter_trace(last.headers.get("traceparent"))
        try:
            outcome = await self._all([self._decoded(taken) for taken in batch])
        except (asyncio.CancelledError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001  native code may panic; each message is tried by itself
            self._log.warning("batch is handled message by message", messages=len(batch), error=repr(error))
            return None
        for taken in batch:
            self._received(taken)
        return Handled(outcome, current_traceparent())


def utc_of(seconds: float) -> datetime:
    """Return the time of a message from seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
