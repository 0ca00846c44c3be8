"""After the handlers: send everything, await every acknowledgement, count rejections. Then the offset may move."""

import asyncio
import random
from collections.abc import Sequence
from itertools import chain
from typing import Any

from aiokafka.errors import KafkaError

from vedette.runtime.errors import PermanentError, VedetteError
from vedette.runtime.handling import Handled, Step, Taken
from vedette.runtime.logs import get_log
from vedette.runtime.messages import Outcome
from vedette.runtime.metrics import Metrics
from vedette.runtime.producer import Producer
from vedette.runtime.rejects import outgoing_rejection, without_value
from vedette.runtime.retry import Backoff
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import Rejection, RejectReason


class StoppedError(VedetteError):
    """The service must not go on: offsets stay where they are and the process exits non-zero."""


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
        try:
            await self._patiently([(handled.outcome, handled.traceparent) for _, handled in done])
            sent = [handled for _, handled in done]
        except PermanentError:
            sent = [await self._one(step, taken, handled) for taken, handled in done]
        for handled in sent:
            self._count(handled)
        return [handled.outcome for handled in sent]

    async def reject(self, rejection: Rejection, traceparent: str) -> None:
        """Send a rejection, without its value if that is too large. Raises: as `send`."""
        try:
            await self._patiently([(Outcome([outgoing_rejection(rejection)]), traceparent)])
        except PermanentError:
            await self._patiently([(Outcome([outgoing_rejection(without_value(rejection))]), traceparent)])
        self._metrics.rejected.labels(str(rejection.reason)).inc()

    async def _one(self, step: Step, taken: Taken, handled: Handled) -> Handled:
        try:
            await self._patiently([(handled.outcome, handled.traceparent)])
        except PermanentError as error:
            aside = step.set_aside(taken, error.reason, error.detail) if handled.rejection is None else handled
            if aside.rejection is None:
                raise
            await self.reject(aside.rejection, handled.traceparent)
            return aside
        return handled

    async def _patiently(self, outcomes: Sequence[tuple[Outcome, str]]) -> None:
        """Send until the broker takes it; for as long as the watchdog allows. Source: `watchdog_s`."""
        rng = random.Random()  # noqa: S311  spreads retries, guards nothing
        backoff = Backoff(self._settings.retry_base_s, self._settings.retry_cap_s, tries=1_000_000)
        waited_s = 0.0
        for pause in backoff.pauses(rng):
            try:
                return await self._all(outcomes)
            except KafkaError as error:
                if waited_s == 0.0:
                    self._log.warning("broker takes no messages, trying again", error=str(error) or repr(error))
                if waited_s + pause > self._settings.watchdog_s:
                    msg = f"the broker took no messages for {waited_s:.0f} s: {error!r}"
                    raise StoppedError(msg) from error
            waited_s += pause
            await asyncio.sleep(pause)
        return None

    async def _all(self, outcomes: Sequence[tuple[Outcome, str]]) -> None:
        pairs = list(chain.from_iterable(((message, trace) for message in o.messages) for o, trace in outcomes))
        acks: list[Any] = []  # aiokafka's acknowledgements
        try:
            for message, trace in pairs:
                acks.append(await self._producer.begin(message, trace))
        finally:
            await self._producer.settle(acks)
        for message, _ in pairs:
            self._metrics.forwarded.labels(message.topic.name).inc()

    def _count(self, handled: Handled) -> None:
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
