"""Real receivers for made-up readers: a webhook server that checks signatures, and a mail sink."""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Self

from standardwebhooks import Webhook, WebhookVerificationError

from vedette.cli.receivers import MailSink, Received, WebhookReceiver
from vedette.cli.told import Told, told_by_mail, told_by_webhook

__all__ = ["Arrival", "Inbox"]


@dataclass(frozen=True)
class Arrival:
    """One notice that came in."""

    told: Told
    at: float
    """Monotonic seconds."""
    signed: bool | None
    """True if the signature is good, None for mail, which has none."""


@dataclass
class Inbox:
    """Everything that came in, for everybody."""

    secret: str
    readers: dict[str, str]
    """Mail address to subscriber id."""
    on_arrival: Callable[[Arrival], None] = lambda _: None
    arrivals: list[Arrival] = field(default_factory=list)
    webhook: WebhookReceiver = field(default_factory=WebhookReceiver)
    mail: MailSink = field(default_factory=MailSink)

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[Self]:
        """Listen while the block runs."""
        self.webhook.on_receive = self._take_request
        self.mail.on_receive = self._take_mail
        async with self.webhook, self.mail:
            yield self

    def told(self) -> list[Told]:
        """Return every notice, oldest first, each once however often it was sent."""
        return list({arrival.told.delivery_id: arrival.told for arrival in self.arrivals}.values())

    def sent_twice(self) -> list[str]:
        """Return the ids of notices that came more than once."""
        ids = [arrival.told.delivery_id for arrival in self.arrivals]
        return sorted({each for each in ids if ids.count(each) > 1})

    def unsigned(self) -> list[str]:
        """Return the ids of webhook notices whose signature is wrong."""
        return [arrival.told.delivery_id for arrival in self.arrivals if arrival.signed is False]

    async def _take_request(self, received: Received) -> None:
        try:
            Webhook(self.secret).verify(received.body, dict(received.headers))
            signed = True
        except WebhookVerificationError:
            signed = False
        self._add(told_by_webhook(received.body), signed)

    async def _take_mail(self, mail: EmailMessage) -> None:
        address = str(mail["X-Envelope-To"])
        self._add(told_by_mail(mail, to=self.readers.get(address, address)), None)

    def _add(self, told: Told, signed: bool | None) -> None:
        arrival = Arrival(told, time.monotonic(), signed)
        self.arrivals.append(arrival)
        self.on_arrival(arrival)
