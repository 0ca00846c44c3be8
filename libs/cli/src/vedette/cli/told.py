"""What a subscriber was told, read back from the webhook or the mail that arrived."""

import re
from dataclasses import dataclass
from email.message import EmailMessage

from vedette.alert.notices.letter import LEADS, write_letter
from vedette.cli.storybook import ExpectedNotice
from vedette.schemas import MsgType, Notice, Subscriber

__all__ = ["Quoted", "Told", "is_expected", "pair_up", "told_by_mail", "told_by_webhook"]

LEAD_TYPES = {lead: kind for kind, lead in LEADS.items()}


@dataclass(frozen=True)
class Quoted:
    """One source as the notice shows it."""

    who: str
    words: str
    url: str


@dataclass(frozen=True)
class Told:
    """A notice as its reader got it."""

    to: str
    channel: str
    delivery_id: str
    type: MsgType
    headline: str
    summary: str
    changed: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    quotes: tuple[Quoted, ...]
    rule: str

    def fact(self, name: str) -> str:
        """Return the value of a fact, empty if it is not told."""
        return dict(self.facts).get(name, "")


def told_by_webhook(body: bytes) -> Told:
    """Return what a webhook body says, in the words a mail would use.

    Raises: `pydantic.ValidationError` if the body is no notice.
    """
    notice = Notice.read(body)
    name = notice.data.subscriber_id
    letter = write_letter(notice, Subscriber(subscriber_id=name, name=name))
    return Told(
        to=name,
        channel="webhook",
        delivery_id=notice.data.delivery_id,
        type=notice.data.msg_type,
        headline=letter.headline,
        summary=letter.summary,
        changed=letter.changed,
        facts=letter.facts,
        quotes=tuple(Quoted(source.who, source.quote, source.url or "") for source in letter.sources),
        rule=letter.rule,
    )


def told_by_mail(mail: EmailMessage, *, to: str) -> Told:
    """Return what the text part of a mail says.

    Raises: `ValueError` if it is no notice.
    """
    part = mail.get_body(("plain",))
    if part is None:
        msg = "the mail has no text part"
        raise ValueError(msg)
    text: str = part.get_content().replace("\r\n", "\n")
    lines = text.split("\n")
    if lines[0] not in LEAD_TYPES:
        msg = f"the mail begins with {lines[0]!r}"
        raise ValueError(msg)
    rule = re.search(r"Your rule “(.+)” matched", text)
    return Told(
        to=to,
        channel="e-mail",
        delivery_id=str(mail["Message-ID"]).strip("<>").partition("@")[0],
        type=LEAD_TYPES[lines[0]],
        headline=lines[2],
        summary=lines[3],
        changed=tuple(re.findall(r"^  \* (.+)$", _section(text, "What changed"), re.MULTILINE)),
        facts=tuple(re.findall(r"^([A-Z][a-z ]+):\s+(.+)$", text.partition("Who says so")[0], re.MULTILINE)),
        quotes=tuple(_quotes(_section(text, "Who says so"))),
        rule=rule[1] if rule else "",
    )


def _section(text: str, title: str) -> str:
    """Return the lines below a title, up to the next line that begins at the margin."""
    found = re.search(rf"^{title}\n((?:[ ].*\n|\n)*)", text, re.MULTILINE)
    return found[1] if found else ""


def _quotes(section: str) -> list[Quoted]:
    found = re.split(r"^  (?=\S)", section, flags=re.MULTILINE)[1:]
    quotes = []
    for each in found:
        words = re.search(r"“(.*)”", each, re.DOTALL)
        url = re.search(r"https?://\S+", each)
        quotes.append(
            Quoted(each.partition("\n")[0], " ".join(words[1].split()) if words else "", url[0] if url else "")
        )
    return quotes


def is_expected(told: Told, expected: ExpectedNotice) -> bool:
    """Return True if this is the notice that was expected."""
    if (told.to, told.type) != (expected.to, expected.type) or expected.place.lower() not in told.headline.lower():
        return False
    if expected.state is not None and told.fact("State") != expected.state.value.replace("_", " "):
        return False
    if expected.killed is not None and _number(told.fact("Killed")) != expected.killed:
        return False
    before = [_number(line.partition(" -> ")[0]) for line in told.changed if line.startswith("killed: ")]
    if expected.was is not None and expected.was not in before:
        return False
    return expected.says is None or any(expected.says in line for line in told.changed)


def _number(words: str) -> int | None:
    found = re.search(r"\d[\d,]*", words)
    return int(found[0].replace(",", "")) if found else None


def pair_up(expected: list[ExpectedNotice], told: list[Told]) -> tuple[list[ExpectedNotice], list[Told]]:
    """Return the expected notices that did not come, and the notices nobody expected."""
    left = list(told)
    missing = []
    for each in expected:
        match = next((notice for notice in left if is_expected(notice, each)), None)
        if match is None:
            missing.append(each)
        else:
            left.remove(match)
    return missing, left
