"""After the handlers: send everything, await every acknowledgement, count rejections. Then the offset may move."""

import asyncio
import random
from collections.abc import Sequence

from aiokafka.errors import KafkaError

from vedette.runtime.errors import PermanentError, StoppedError
from vedette.runtime.handling import Handled, Step, Taken
from vedette.runtime.logs import get_log
from vedette.runtime.messages import Outcome, Outgoing
from vedette.runtime.metrics import Metrics
from vedette.runtime.producer import Prepared, Producer
from vedette.runtime.rejects import outgoing_rejection, without_value
from vedette.runtime.retry import Backoff
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.tracing import carried_on
from vedette.schemas import Rejection, RejectReason

SHRINKS = 3
"""Forms a message can be sent in: the outcome, its rejection, the rejection without its value."""


class Finisher:
    """Sends outcomes. It returns only when every message of them is acknowledged."""

    def __init__(self, producer: Producer, settings: ServiceSettings, metrics: Metrics) -> None:
        self._producer = producer
        self._settings = settings
        self._metrics = metrics
        self._in_a_row = 0
        self._log = get_log()

    async def send(self, step: Step, done: Sequence[tuple[Taken, Handled]]) -> list[Outcome]:
        """Send the messages of all outcomes in order and return the outcomes as they went out.

        An outcome that is too large to send is replaced by the rejection of its message.
        Raises: `StoppedError` if the broker takes nothing for too long, or too much is set aside in a row.
        """
        # everything is encoded before anything is sent: one message too large must not send the others twice
        ready = [self._prepared(step, taken, handled) for taken, handled in done]
        try:
            await self._patiently([message for _, messages in ready for message in messages])
        except PermanentError:  # the broker's own limit is lower than ours: find out whose message it was
            ready = [
                await self._one(step, taken, handled, messages)
                for (taken, _), (handled, messages) in zip(done, ready, strict=True)
            ]
        for handled, _ in ready:
            self._count(handled)
        return [handled.outcome for handled, _ in ready]

    async def send_together(self, handled: Handled) -> bool:
        """Send what follows from a batch; return False if one of its messages is too large.

        Then nothing was sent, unless the broker's own limit is lower than ours. Raises: as `send`.
        """
        try:
            await self._patiently(self._ready(handled))
        except PermanentError:
            return False
        self._count(handled)
        return True

    def _ready(self, handled: Handled) -> list[Prepared]:
        return [self._producer.prepare(m, _trace_of(m, handled)) for m in handled.outcome.messages]

    async def reject(self, rejection: Rejection, traceparent: str) -> None:
        """Send a rejection, without its value if that is too large. Raises: as `send`."""
        try:
            await self._patiently([self._producer.prepare(outgoing_rejection(rejection), traceparent)])
        except PermanentError:
            small = outgoing_rejection(without_value(rejection))
            await self._patiently([self._producer.prepare(small, traceparent)])
        self._metrics.rejected.labels(str(rejection.reason)).inc()

    def _prepared(self, step: Step, taken: Taken, handled: Handled) -> tuple[Handled, list[Prepared]]:
        try:
            return handled, self._ready(handled)
        except PermanentError as error:
            return self._aside(step, taken, handled, error)

    def _aside(
        self, step: Step, taken: Taken, handled: Handled, error: PermanentError
    ) -> tuple[Handled, list[Prepared]]:
        """Return the rejection of a message whose outcome cannot be sent; without its value if it is one already."""
        if handled.rejection is None:
            aside = step.set_aside(taken, error.reason, error.detail)
            return self._prepared(step, taken, aside)
        small = outgoing_rejection(without_value(handled.rejection))
        return handled, [self._producer.prepare(small, handled.traceparent)]

    async def _one(
        self, step: Step, taken: Taken, handled: Handled, messages: list[Prepared]
    ) -> tuple[Handled, list[Prepared]]:
        for _ in range(SHRINKS):
            try:
                await self._patiently(messages)
            except PermanentError as error:
                handled, messages = self._aside(step, taken, handled, error)
            else:
                return handled, messages
        msg = f"the broker refuses even a rejection without its value as too large, from {taken.original.topic}"
        raise StoppedError(msg)

    async def _patiently(self, messages: Sequence[Prepared]) -> None:
        """Send until the broker takes it; for as long as the watchdog allows. Source: `watchdog_s`."""
        rng = random.Random()  # noqa: S311  spreads retries, guards nothing
        backoff = Backoff(self._settings.retry_base_s, self._settings.retry_cap_s, tries=1_000_000)
        waited_s = 0.0
        for pause in backoff.pauses(rng):
            try:
                return await self._producer.send_prepared(messages)
            except KafkaError as error:
                if waited_s == 0.0:
                    self._log.warning("broker takes no messages, trying again", error=str(error) or repr(error))
                if waited_s + pause > self._settings.watchdog_s:
                    msg = f"the broker took no messages for {waited_s:.0f} s: {error!r}"
                    raise StoppedError(msg) from error
            waited_s += pause
            await asyncio.sleep(pause)
        return None

    def _count(self, handled: Handled) -> None:
        for message in handled.outcome.messages:
            self._metrics.forwarded.labels(message.topic.name).inc()
        if handled.rejection is None:
            self._in_a_row = 0
            return
        self._metrics.rejected.labels(str(handled.rejection.reason)).inc()
        # an unreadable page is the world's doing; these are ours, and would set aside everything that comes
        ours = {RejectReason.BUG, RejectReason.RETRIES_EXHAUSTED, RejectReason.BAD_CONTRACT}
        self._in_a_row += handled.rejection.reason in ours
        if self._in_a_row >= self._settings.rejections_in_a_row:
            msg = (
                f"{self._in_a_row} messages set aside in a row, the last for {handled.rejection.reason}: "
                f"{handled.rejection.detail}; repair the cause, then `vedette rejections retry`"
            )
            raise StoppedError(msg)


def _trace_of(message: Outgoing, handled: Handled) -> str:
    return handled.traceparent if message.cause is None else carried_on(message.cause.headers.get("traceparent"))
