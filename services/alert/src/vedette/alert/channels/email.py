"""Tell a subscriber by mail, over SMTP."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

import aiosmtplib

from vedette.alert.channels.mail import compose
from vedette.alert.schedule import Attempt, Verdict
from vedette.runtime.logs import get_log
from vedette.schemas import EmailEndpoint, Notice, Subscriber

TOTAL_S = 30.0
"""Seconds for one mail, connection included."""
MAIL_AWAY = "the mail server could not be reached"


@dataclass(frozen=True)
class MailServer:
    """The server mail is handed to."""

    host: str
    port: int
    sender: str
    username: str | None = None
    password: str | None = None
    start_tls: bool | None = None
    """True: refuse to go on without; None: use it if offered; False: never."""
    tls: bool = False
    """True for a port that speaks TLS from the first byte, such as 465."""
    local_name: str = "vedette.localhost"


class Mail:
    """Sends notices as mails, one connection each."""

    def __init__(self, server: MailServer, *, clock: Callable[[], datetime], total_s: float = TOTAL_S) -> None:
        self._server = server
        self._clock = clock
        self._total_s = total_s
        self._log = get_log()

    async def send(self, notice: Notice, endpoint: EmailEndpoint, reader: Subscriber) -> Attempt:
        """Hand the mail over once and return what came of it. Raises nothing the server or the network can cause."""
        mail = compose(notice, endpoint, reader, sender=self._server.sender, now=self._clock())
        try:
            async with asyncio.timeout(self._total_s):
                answer = await self._hand_over(mail, endpoint.address)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return judge_code(error.recipients[0].code)
        except aiosmtplib.SMTPAuthenticationError as error:
            self._log.warning("mail server refused the login", code=error.code)
            return Attempt(Verdict.FAILED, "the mail server refused the login", error.code)
        except aiosmtplib.SMTPConnectError:
            return Attempt(Verdict.FAILED, MAIL_AWAY)
        except aiosmtplib.SMTPResponseException as error:
            return judge_code(error.code)
        except (aiosmtplib.SMTPException, OSError):
            return Attempt(Verdict.FAILED, MAIL_AWAY)
        return Attempt(Verdict.TAKEN, status=_code(answer))

    async def _hand_over(self, mail: EmailMessage, address: str) -> str:
        """Send one mail over a connection of its own and return the server's last answer."""
        server = self._server
        _, answer = await aiosmtplib.send(
            mail,
            sender=server.sender,
            recipients=[address],
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            start_tls=server.start_tls,
            use_tls=server.tls,
            local_hostname=server.local_name,
            timeout=self._total_s,
        )
        return answer


def judge_code(code: int) -> Attempt:
    """Return what an SMTP code means: 4xx is tried again, 5xx never. Source: RFC 5321, section 4.2.1."""
    if 500 <= code < 600:
        return Attempt(Verdict.REFUSED, f"the mail server refused it for good ({code})", code)
    return Attempt(Verdict.FAILED, f"the mail server put it off ({code})", code)


def _code(answer: str) -> int:
    return int(answer[:3]) if answer[:3].isdigit() else 250
