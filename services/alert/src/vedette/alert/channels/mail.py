"""Compose a mail: text and HTML, headers that thread, unsubscribe with one click and cannot be injected into."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from vedette.alert.channels.mime import encoded, folded, write_mail
from vedette.alert.delivery.warning import warning_words
from vedette.alert.notices.letter import Letter, one_line, write_letter
from vedette.alert.notices.phrases import ENGLISH, Phrases, phrases_of
from vedette.schemas import Due, EmailEndpoint, EndpointWarning, MsgType, Notice, NoticeData, Subscriber

TEMPLATES = Path(__file__).parents[1] / "templates"
MAX_SUBJECT = 150
"""Characters; mail programs show 60 to 150 of them."""
MINIMAL_SUBJECT = "News from Vedette"
ACCENTS = {
    MsgType.ALERT: ("#9b1c1c", "#ff9d94"),
    MsgType.UPDATE: ("#7a4a00", "#f2b660"),
    MsgType.CANCEL: ("#44505a", "#aeb8c0"),
}
"""Colours of the first line on light and dark paper; contrast at least 4.5, and the words say the same."""

LinkOf = Callable[[str, str, str | None], str | None]
"""Subscriber, endpoint and rule (None: all) to the address that unsubscribes; None if there is none."""


@dataclass(frozen=True)
class Sender:
    """Who writes."""

    address: str
    unsubscribe: LinkOf | None = None
    unsubscribe_mailbox: str | None = None
    """Where a mail with the token of a link as its subject unsubscribes, too."""
    bounce_path: Callable[[str, str], str] | None = None
    """Notice and recipient to the address a bounce goes to; None: the sender's."""
    news: Callable[[str, str, str], str | None] | None = None
    """Subscriber, endpoint and event to the address of a page that shows it."""
    seal: Callable[[bytes], bytes] | None = None
    """Signs a mail (DKIM); None where the mail server does."""

    @property
    def domain(self) -> str:
        """Return the domain that names every message."""
        return self.address.rpartition("@")[2]

    def return_path(self, delivery_id: str, to: str) -> str:
        """Return the envelope sender: one for each mail, so that a bounce that quotes nothing is understood."""
        return self.bounce_path(delivery_id, to) if self.bounce_path else self.address

    def sealed(self, mail: bytes) -> bytes:
        """Return the mail with its signature, if mails are signed here."""
        return self.seal(mail) if self.seal else mail


def compose(
    notice: Notice, endpoint: EmailEndpoint, reader: Subscriber, *, sender: Sender, now: datetime,
    redelivery: datetime | None = None,
) -> bytes:  # fmt: skip
    """Return the mail. The same notice always has the same Message-ID, whichever attempt sends it."""
    t, data = phrases_of(reader.language), notice.data
    letter = write_letter(notice, reader, t)
    link = sender.unsubscribe(data.subscriber_id, endpoint.endpoint_id, data.rule_id) if sender.unsubscribe else None
    headers = _headers(notice, letter, sender=sender, now=now, to=endpoint.address, link=link)
    if redelivery:
        headers.append(("Vedette-Redelivery", f"{redelivery:%Y-%m-%dT%H:%M:%SZ}"))
    if endpoint.minimal:
        return sender.sealed(_minimal(headers, data, endpoint, sender, link, t))
    accent, dark = ACCENTS[data.msg_type]
    fields: dict[str, object] = {
        "letter": letter, "accent": accent, "accent_dark": dark, "unsubscribe": link,
    }  # fmt: skip
    texts = {"text": render("notice.txt", fields, t), "html": render("notice.html", fields, t)}
    return sender.sealed(write_mail(headers, **texts))


def _minimal(
    headers: list[tuple[str, str]], data: NoticeData, endpoint: EmailEndpoint, sender: Sender, link: str | None,
    t: Phrases,
) -> bytes:  # fmt: skip
    """Return a mail that tells nothing but that there is news: for readers whose mail others may read."""
    page = sender.news(data.subscriber_id, endpoint.endpoint_id, data.event_id) if sender.news else None
    where = t("Read it here: {link}").format(link=page) if page else t("Read it in your feeds.")
    lines = [t("There is news for you."), where]
    lines += [t("To stop these mails: {link}").format(link=link)] if link else []
    title = t(MINIMAL_SUBJECT)
    bare = [(name, encoded(title) if name == "Subject" else value) for name, value in headers if name != "List-Id"]
    html = render("page.html", {"title": title, "lines": lines, "buttons": []}, t)
    return write_mail([*bare, ("List-Id", f"<notices.{sender.domain}>")], text="\n\n".join(lines) + "\n", html=html)


def compose_question(
    endpoint: EmailEndpoint, *, link: str, sender: Sender, now: datetime, message_id: str, t: Phrases = ENGLISH
) -> bytes:
    """Return the mail that asks whether a mailbox wants notices.

    It tells nothing of any event, and holds no word of whoever entered the address: it must not carry their message.
    """
    fields: dict[str, object] = {"link": link, "address": endpoint.address}
    headers = [
        *_envelope(sender, endpoint.address, now),
        ("Subject", encoded(t("Please confirm: notices from Vedette"))),
        ("Message-ID", f"<{message_id}@{sender.domain}>"),
    ]
    texts = {"text": render("confirm_mail.txt", fields, t), "html": render("confirm_mail.html", fields, t)}
    return sender.sealed(write_mail(headers, **texts))


def compose_warning(warning: EndpointWarning, endpoint: EmailEndpoint, *, sender: Sender, due: Due) -> bytes:
    """Return the mail that tells an owner of another endpoint that takes nothing; the same mail at every attempt."""
    title, lines = warning_words(warning)
    headers = [
        *_envelope(sender, endpoint.address, due.made_at),
        ("Subject", encoded(subject_of(title))),
        ("Message-ID", f"<{due.delivery_id}@{sender.domain}>"),
    ]
    html = render("page.html", {"title": title, "lines": lines, "buttons": []})
    return sender.sealed(write_mail(headers, text="\n\n".join([title, *lines]) + "\n", html=html))


def _envelope(sender: Sender, to: str, now: datetime) -> list[tuple[str, str]]:
    return [
        ("From", f"Vedette <{sender.address}>"),
        ("To", mailbox(to)),
        ("Date", format_datetime(now)),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
    ]


def _headers(
    notice: Notice, letter: Letter, *, sender: Sender, now: datetime, to: str, link: str | None
) -> list[tuple[str, str]]:
    data, domain = notice.data, sender.domain
    found = [
        *_envelope(sender, to, now),
        ("Subject", encoded(subject_of(letter.headline))),
        ("Message-ID", f"<{data.delivery_id}@{domain}>"),
        ("List-Id", f"<{_label(data.rule_id)}.{_label(data.subscriber_id)}.rules.{domain}>"),
    ]
    earlier = [f"<{name}@{domain}>" for name in data.references]
    if earlier:
        found += [("In-Reply-To", earlier[-1]), ("References", " ".join(earlier))]
    if link:
        ways = f"<{link}>"
        if sender.unsubscribe_mailbox:
            ways += f", <mailto:{sender.unsubscribe_mailbox}?subject={link.rpartition('/')[2]}>"
        found += [("List-Unsubscribe", ways), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")]
    return found


def mailbox(address: str) -> str:
    """Return an address as a header and an envelope hold it: the domain in ASCII."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def _label(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", text)


def subject_of(headline: str) -> str:
    """Return the headline as a subject: one line, not too long."""
    line = one_line(headline)
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1].rsplit(" ", 1)[0] + "…"


def render(name: str, fields: dict[str, object], t: Phrases = ENGLISH) -> str:
    """Return a template filled in, its fixed phrases in one language."""
    return _template(name, t.language).render(fields)


@cache
def _template(name: str, language: str) -> Template:
    """Return a template in one language. A filter of constants is put in once, when the template is compiled."""
    t = phrases_of(language)
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(["html"]), undefined=StrictUndefined,
        trim_blocks=False, keep_trailing_newline=True,
    )  # fmt: skip
    made.globals.update(language=t.language, page_direction=t.direction)
    made.filters["t"] = t
    made.filters["pad"] = lambda text: f"{text:<16}"
    made.filters["fill"] = lambda text, indent: "\n".join(" " * indent + line for line in folded(text, 76 - indent))
    return made.get_template(name)
