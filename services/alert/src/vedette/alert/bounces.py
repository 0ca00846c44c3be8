"""Read bounces: what a mail server says later of a mail it took. Source: RFC 3464."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

DELIVERY_ID = re.compile(r"<(msg_[A-Z2-7]{26})@([^>\s]+)>")


@dataclass(frozen=True)
class Bounce:
    """One recipient a mail did not reach."""

    address: str
    hard: bool
    """True: for good. False: the server still tries, or the mailbox is full for now."""
    status: str
    """Enhanced status code, such as 5.1.1."""
    delivery_id: str
    """The notice that came back."""


def read_bounces(mail: bytes, *, domain: str) -> list[Bounce]:
    """Return the recipients a delivery status report is about; none if it is no report of a notice of ours.

    A report that does not quote the Message-ID of a notice from this domain is not believed.
    """
    report = message_from_bytes(mail, policy=compat32)
    ids = [m[1] for part in report.walk() for m in _ids(part) if m[2].lower() == domain.lower()]
    if report.get_content_type() != "multipart/report" or not ids:
        return []
    return [
        bounce
        for part in report.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in part.walk()
        if (bounce := _bounce(block, ids[0])) is not None
    ]


def _ids(part: Message) -> list[re.Match[str]]:
    """Return ids of notices in the headers that were sent back with the report."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
        lines = [line for line in text.splitlines() if line.lower().startswith("message-id:")]
        return [m for line in lines for m in DELIVERY_ID.finditer(line)]
    return list(DELIVERY_ID.finditer(str(part.get("Message-ID", ""))))


def _bounce(block: Message, delivery_id: str) -> Bounce | None:
    recipient = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
    kind, _, address = recipient.partition(";")
    status = str(block.get("Status", "")).split(" ")[0]
    action = str(block.get("Action", "")).strip().lower()
    if kind.strip().lower() != "rfc822" or action not in {"failed", "delayed"}:
        return None
    hard = action == "failed" and status.startswith("5.") and not status.startswith("5.2.2")
    return Bounce(address.strip().strip("<>").casefold(), hard, status, delivery_id)
