"""Connections to the mail server, kept from mail to mail: servers count new ones, and each costs a handshake."""

import asyncio
import contextlib
import time
from dataclasses import dataclass

import aiosmtplib

MOST = 4
"""Connections at a time."""
IDLE_S = 20.0
"""Seconds after which an unused connection is not trusted any more; servers close them after 30 and more."""
MAILS = 100
"""Mails over one connection; many servers allow no more."""
GONE = "the connection is lost"


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


@dataclass
class _Kept:
    client: aiosmtplib.SMTP
    mails: int
    used_at: float


class Connections:
    """A few connections, each for one mail at a time. A connection that failed in any way is not used again."""

    def __init__(self, server: MailServer, *, timeout_s: float) -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._idle: list[_Kept] = []
        self._room = asyncio.Semaphore(MOST)

    async def send(self, mail: bytes, address: str, return_path: str) -> int:
        """Hand one mail over and return the code of the server's last answer.

        Raises: what aiosmtplib raises, `SMTPRecipientRefused` for the recipient; `OSError`.
        """
        async with self._room:
            kept = await self._take()
            try:
                answer = await _transfer(kept.client, mail, address, return_path)
            except aiosmtplib.SMTPRecipientRefused:
                with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                    await kept.client.rset()
                    self._keep(kept)
                raise
            except BaseException:
                kept.client.close()
                raise
            self._keep(kept)
            return answer

    async def close(self) -> None:
        """Take leave of the server."""
        while self._idle:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self._idle.pop().client.quit()

    def _keep(self, kept: _Kept) -> None:
        kept.mails += 1
        kept.used_at = time.monotonic()
        if kept.mails < MAILS:
            self._idle.append(kept)
        else:
            kept.client.close()

    async def _take(self) -> _Kept:
        """Return a connection that is known to live: one that just served, or a new one."""
        while self._idle:
            kept = self._idle.pop()
            if kept.client.is_connected and time.monotonic() - kept.used_at < IDLE_S and await self._lives(kept):
                return kept
            kept.client.close()
        server = self._server
        client = aiosmtplib.SMTP(
            hostname=server.host, port=server.port, username=server.username, password=server.password,
            start_tls=server.start_tls, use_tls=server.tls, local_hostname=server.local_name, timeout=self._timeout_s,
        )  # fmt: skip
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            try:
                await client.ehlo()
            except aiosmtplib.SMTPHeloError:
                await client.helo()
        return _Kept(client, 0, time.monotonic())

    async def _lives(self, kept: _Kept) -> bool:
        if time.monotonic() - kept.used_at < 1.0:
            return True
        try:
            await kept.client.noop()
        except (aiosmtplib.SMTPException, OSError):
            return False
        return True


async def _transfer(client: aiosmtplib.SMTP, mail: bytes, address: str, return_path: str) -> int:
    """Make one transaction, command by command: `sendmail` takes addresses and mail apart again, at half of the cost.

    Neither address may hold a bracket, a space or a line end; our contracts see to that, aiosmtplib refuses the last.
    Source: RFC 5321, section 3.3.
    """
    protocol = client.protocol
    if protocol is None:
        raise aiosmtplib.SMTPServerDisconnected(GONE)
    options = [b"SIZE=%d" % len(mail)] if client.supports_extension("size") else []
    if not address.isascii():
        options.append(b"SMTPUTF8")
    code, said = await protocol.execute_command(b"MAIL", f"FROM:<{return_path}>".encode(), *options)
    if code != aiosmtplib.SMTPStatus.completed:
        raise aiosmtplib.SMTPResponseException(code, said)
    code, said = await protocol.execute_command(b"RCPT", f"TO:<{address}>".encode())
    if code not in {aiosmtplib.SMTPStatus.completed, aiosmtplib.SMTPStatus.will_forward}:
        raise aiosmtplib.SMTPRecipientRefused(code, said, address)
    code, said = await protocol.execute_command(b"DATA")
    if code != aiosmtplib.SMTPStatus.start_input:
        raise aiosmtplib.SMTPDataError(code, said)
    protocol.write(_stuffed(mail))
    code, said = await protocol.read_response()
    if code != aiosmtplib.SMTPStatus.completed:
        raise aiosmtplib.SMTPDataError(code, said)
    return code


def _stuffed(mail: bytes) -> bytes:
    """Return a mail, whose lines all end as they should, as it follows DATA. Source: RFC 5321, section 4.5.2."""
    return mail.replace(b"\r\n.", b"\r\n..") + (b".\r\n" if mail.endswith(b"\r\n") else b"\r\n.\r\n")
