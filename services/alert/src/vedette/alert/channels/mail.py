"""Compose a mail from a notice: text and HTML, headers that thread and cannot be injected into."""

import textwrap
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from vedette.alert.letter import Letter, one_line, write_letter
from vedette.schemas import EmailEndpoint, MsgType, Notice, Subscriber

TEMPLATES = Path(__file__).parents[1] / "templates"
MAX_SUBJECT = 150
"""Characters; mail programs show 60 to 150 of them."""
ACCENTS = {
    MsgType.ALERT: ("#9b1c1c", "#ff9d94"),
    MsgType.UPDATE: ("#7a4a00", "#f2b660"),
    MsgType.CANCEL: ("#44505a", "#aeb8c0"),
}
"""Colours of the first line on light and dark paper; contrast at least 4.5, and the words say the same."""


def compose(notice: Notice, endpoint: EmailEndpoint, reader: Subscriber, *, sender: str, now: datetime) -> EmailMessage:
    """Return the mail. The same notice always has the same Message-ID, whichever attempt sends it."""
    letter = write_letter(notice, reader)
    mail = EmailMessage(policy=SMTP)
    _set_headers(mail, notice, letter, sender=sender, now=now)
    mail["To"] = Address(addr_spec=endpoint.address)
    fields = {"letter": letter, **_page(notice)}
    mail.set_content(_environment().get_template("notice.txt").render(fields))
    mail.add_alternative(_environment().get_template("notice.html").render(fields), subtype="html")
    return mail


def _set_headers(mail: EmailMessage, notice: Notice, letter: Letter, *, sender: str, now: datetime) -> None:
    domain = sender.rpartition("@")[2]
    earlier = [f"<{name}@{domain}>" for name in notice.data.references]
    mail["From"] = Address("Vedette", addr_spec=sender)
    mail["Subject"] = subject_of(letter.headline)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{notice.data.delivery_id}@{domain}>"
    if earlier:
        mail["In-Reply-To"] = earlier[-1]
        mail["References"] = " ".join(earlier)
    mail["List-Id"] = f"<{notice.data.rule_id}.{notice.data.subscriber_id}.rules.{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"


def subject_of(headline: str) -> str:
    """Return the headline as a subject: one line, not too long."""
    line = one_line(headline)
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1].rsplit(" ", 1)[0] + "…"


def _page(notice: Notice) -> dict[str, str]:
    """Return what the page says of itself. The words of this version are English, whatever the reader prefers."""
    accent, dark = ACCENTS[notice.data.msg_type]
    return {"language": "en", "page_direction": "ltr", "accent": accent, "accent_dark": dark}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=True,
    )
    made.filters["pad"] = lambda text: f"{text:<16}"
    made.filters["fill"] = lambda text, indent: textwrap.fill(
        str(text), 76, initial_indent=" " * indent, subsequent_indent=" " * indent, break_long_words=False
    )
    return made
