"""Tell a subscriber by mail, over SMTP."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import aiosmtplib

from vedette.alert.channels.connections import Connections, MailServer
from vedette.alert.channels.mail import Sender, compose, compose_question, compose_warning, mailbox
from vedette.alert.channels.mime import UnsafeHeaderError
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.alert.notices.phrases import phrases_of
from vedette.runtime.logs import get_log
from vedette.schemas import Due, EmailEndpoint, Notice, Subscriber

TOTAL_S = 30.0
"""Seconds for one mail, connection included."""
MAIL_AWAY = "the mail server could not be reached"


class Mail:
    """Hands mails to the server, over a few kept connections."""

    def __init__(
        self, server: MailServer, *, clock: Callable[[], datetime], total_s: float = TOTAL_S,
        sender: Sender | None = None,
    ) -> None:  # fmt: skip
        self._sender = sender or Sender(server.sender)
        self._clock = clock
        self._total_s = total_s
        self._connections = Connections(server, timeout_s=total_s)
        self._log = get_log()

    @property
    def domain(self) -> str:
        """Return the domain that names every message."""
        return self._sender.domain

    async def send(
        self, notice: Notice, endpoint: EmailEndpoint, reader: Subscriber, *, redelivery: datetime | None = None
    ) -> Attempt:
        """Hand the mail over once and return what came of it. Raises nothing the server or the network can cause."""
        try:
            mail = compose(notice, endpoint, reader, sender=self._sender, now=self._clock(), redelivery=redelivery)
        except UnsafeHeaderError as error:
            self._log.warning("mail not composed", delivery_id=notice.data.delivery_id, error=str(error))
            return Attempt(Verdict.REFUSED, "the mail could not be composed")
        return await self._hand_over(mail, endpoint, notice.data.delivery_id)

    async def ask(self, endpoint: EmailEndpoint, *, link: str, message_id: str, language: str = "en") -> Attempt:
        """Ask a mailbox whether it wants notices."""
        mail = compose_question(
            endpoint, link=link, sender=self._sender, now=self._clock(), message_id=message_id, t=phrases_of(language)
        )
        return await self._hand_over(mail, endpoint, message_id)

    async def warn(self, due: Due, endpoint: EmailEndpoint) -> Attempt:
        """Tell an owner of another endpoint of theirs that takes nothing."""
        assert due.warning is not None
        mail = compose_warning(due.warning, endpoint, sender=self._sender, due=due)
        return await self._hand_over(mail, endpoint, due.delivery_id)

    async def close(self) -> None:
        """Close kept connections."""
        await self._connections.close()

    async def _hand_over(self, mail: bytes, endpoint: EmailEndpoint, delivery_id: str) -> Attempt:
        to = mailbox(endpoint.address)
        try:
            async with asyncio.timeout(self._total_s):
                code = await self._connections.send(mail, to, self._sender.return_path(delivery_id, to))
        except aiosmtplib.SMTPRecipientRefused as error:
            return judge_recipient(error.code)
        except aiosmtplib.SMTPAuthenticationError as error:
            self._log.warning("mail server refused the login", code=error.code)
            return Attempt(Verdict.FAILED, "the mail server refused the login", error.code)
        except aiosmtplib.SMTPConnectError:
            return Attempt(Verdict.FAILED, MAIL_AWAY)
        except aiosmtplib.SMTPResponseException as error:
            return judge_code(error.code)
        except (aiosmtplib.SMTPException, OSError):
            return Attempt(Verdict.FAILED, MAIL_AWAY)
        return Attempt(Verdict.TAKEN, status=code)


def judge_recipient(code: int) -> Attempt:
    """Return what a code means that was answered to the recipient: 5xx is a hard bounce, the mailbox is no more."""
    if 500 <= code < 600:
        return Attempt(Verdict.BOUNCED, f"the mail server knows no such mailbox ({code})", code)
    return judge_code(code)


def judge_code(code: int) -> Attempt:
    """Return what an SMTP code means: 4xx is tried again, 5xx never. Source: RFC 5321, section 4.2.1."""
    if 500 <= code < 600:
        return Attempt(Verdict.REFUSED, f"the mail server refused it for good ({code})", code)
    return Attempt(Verdict.FAILED, f"the mail server put it off ({code})", code)
