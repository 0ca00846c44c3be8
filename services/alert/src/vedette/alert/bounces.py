"""Read what mail servers and readers send back: bounces (RFC 3464), complaints (RFC 5965), wishes to stop."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from enum import StrEnum

DELIVERY_ID = re.compile(r"<(msg_[A-Z2-7]{26})@([^>\s]+)>")
RETURN_PATH = re.compile(r"\+(msg_[a-z2-7]{26})\.([0-9a-f]{16})@", re.IGNORECASE)
"""A return path of ours: the notice, and the mark that makes it believable."""
CAME_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


class Kind(StrEnum):
    """What came back."""

    HARD = "hard"
    """There is no such mailbox."""
    SOFT = "soft"
    """It could not take the mail for now, and the server has given up."""
    COMPLAINT = "complaint"
    """The reader called it spam."""


@dataclass(frozen=True)
class Bounce:
    """One mail that came back."""

    kind: Kind
    address: str
    """The recipient; empty in a complaint that hides it."""
    delivery_id: str
    """The notice that came back."""
    mark: str = ""
    """Mark of the return path it came to; empty if it came another way."""


def read_bounces(mail: bytes, *, domain: str) -> list[Bounce]:
    """Return what a report says of notices of ours; none if it is no such report.

    A report that neither quotes the Message-ID of a notice from this domain nor came to a return path of one is not
    believed.
    """
    report = message_from_bytes(mail, policy=compat32)
    path = RETURN_PATH.search(" ".join(str(report.get(name, "")) for name in CAME_TO))
    ids = [m[1] for part in report.walk() for m in _ids(part) if m[2].lower() == domain.lower()]
    if report.get_content_type() != "multipart/report" or not (path or ids):
        return []
    delivery_id = "msg_" + path[1][4:].upper() if path else ids[0]
    mark = path[2].lower() if path else ""
    return [Bounce(kind, address, delivery_id, mark) for kind, address in _findings(report)]


def read_wish(mail: bytes) -> str | None:
    """Return the token of a mail that unsubscribes: its subject. None if it has none."""
    wish = message_from_bytes(mail, policy=compat32)
    words = str(wish.get("Subject", "")).split()
    return words[-1] if words and wish.get_content_type() != "multipart/report" else None


def _findings(report: Message) -> Iterator[tuple[Kind, str]]:
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (found for block in part.walk() if (found := _status(block)) is not None)
        elif part.get_content_type() == "message/feedback-report":
            fields = next((block for block in part.walk() if block.get("Feedback-Type")), None)
            if fields is not None and str(fields["Feedback-Type"]).strip().lower() == "abuse":
                yield Kind.COMPLAINT, _address(str(fields.get("Original-Rcpt-To", "")))


def _ids(part: Message) -> list[re.Match[str]]:
    """Return ids of notices in the headers that were sent back with the report."""
    if part.get_content_type() == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        text = payload.decode("ascii", "replace") if isinstance(payload, bytes) else ""
        lines = [line for line in text.splitlines() if line.lower().startswith("message-id:")]
        return [m for line in lines for m in DELIVERY_ID.finditer(line)]
    return list(DELIVERY_ID.finditer(str(part.get("Message-ID", ""))))


def _status(block: Message) -> tuple[Kind, str] | None:
    """Return what became of one recipient; None while the server still tries. A full mailbox (5.2.2) is no bounce."""
    recipient = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
    kind, _, address = recipient.partition(";")
    status = str(block.get("Status", "")).split(" ")[0]
    if kind.strip().lower() != "rfc822" or str(block.get("Action", "")).strip().lower() != "failed":
        return None
    hard = status.startswith("5.") and not status.startswith("5.2.2")
    return Kind.HARD if hard else Kind.SOFT, _address(address)


def _address(text: str) -> str:
    return text.strip().strip("<>").casefold()
