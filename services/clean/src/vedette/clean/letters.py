"""The head of a letter: its fields are no article, and its subject is the headline.

Articles come by mail too, sent to the push address or forwarded to it. Source: RFC 5322, section 2.2, for fields and
folded lines; RFC 3676, section 4.3, for the line above a signature; the words that mail programs write above what
they forward.
"""

import re
from dataclasses import dataclass

from vedette.clean.flatten import fold, fold_lines

_SUBJECT = r"subject|betreff|objet|asunto|assunto|oggetto|konu|тема|الموضوع"
_OTHER = (
    r"from|to|cc|bcc|date|sent|received|reply-to|sender|importance|message-id|references|return-path|delivered-to|"
    r"mime-version|(?:content|list|x|in)-[a-z-]+|von|an|gesendet|datum|de|à|envoyé|para|enviado|fecha|da|a|inviato|data|"
    r"kimden|kime|tarih|gönderilen|от|кому|дата|отправлено|من|إلى|التاريخ"
)
_FIELD = re.compile(rf"^[ \t]*\**(?:(?P<subject>{_SUBJECT})|{_OTHER})\**[ \t]?:\**(?:\s|$)", re.IGNORECASE)
_BEFORE_TITLE = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv|ynt|ilt)\s?:\s*)*", re.IGNORECASE)
_QUOTED = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_SIGNATURE = re.compile(r"^--[ \t]*$", re.MULTILINE)
_REACH = 30
"""Lines in which a head is looked for."""
_NOTE_WORDS = 40
"""Words that may stand above a forwarded letter; more are the writer's own text."""
_FORWARDS = 3


@dataclass(frozen=True)
class Letter:
    """A text parted from the heads of letters above it; a text that is no letter is all `text`."""

    text: str
    head: tuple[str, ...] = ()
    """The fields, one a line, and what stands above them."""
    subject: str | None = None
    """The subject without what mail puts before it; of a forwarded letter its own."""
    quoted: bool = False
    """True if quote signs were taken off."""


def open_letter(text: str) -> Letter:
    """Return a text without quote signs and without its heads: a letter may hold another one that it forwards."""
    plain = _unquote(text)
    letter = Letter(plain, quoted=plain != text)
    for _ in range(_FORWARDS):
        inner = _take_head(letter.text)
        if inner is None:
            break
        head = letter.head + inner.head
        letter = Letter(inner.text, head, inner.subject or letter.subject, letter.quoted)
    return letter


def without_signature(text: str) -> str:
    """Return a text up to the line that a mail program sets above the signature."""
    return _SIGNATURE.split(text, maxsplit=1)[0]


def strip_mail_prefix(title: str) -> str:
    """Return a title without what mail puts before it: "Subject: Fwd: Headline" is pushed as a title too."""
    field = _FIELD.match(title)
    title_alone = title[field.end() :].strip() if field and field["subject"] else title
    return _BEFORE_TITLE.sub("", title_alone) or title


def _unquote(text: str) -> str:
    """Return the text without the signs a mail program sets before lines it quotes, if most lines bear them."""
    lines = [line for line in text.split("\n") if line.strip()]
    quoted = sum(1 for line in lines if line.lstrip().startswith(">"))
    return _QUOTED.sub("", text) if quoted > len(lines) / 2 else text


def _take_head(text: str) -> Letter | None:
    """Return the text below the first head, None if there is none: a subject on top, or beside another field."""
    lines = text.split("\n", 4 * _REACH)
    begin = next((number for number, line in enumerate(lines[:_REACH]) if _FIELD.match(line)), None)
    if begin is None:
        return None
    above = fold_lines("\n".join(lines[:begin]))
    fields = _fields(lines[begin:])
    subjects = [field for lines_of in fields if (match := _FIELD.match(field := fold(" ".join(lines_of)))) and match[1]]
    if not subjects or (len(fields) == 1 and above) or len(" ".join(above).split()) > _NOTE_WORDS:
        return None
    end = begin + sum(map(len, fields))
    subject = strip_mail_prefix(subjects[0])
    return Letter(
        "\n".join(lines[end:]),
        (*above, *(fold(" ".join(lines_of)) for lines_of in fields)),
        None if _FIELD.match(subject) else subject,
    )


def _fields(lines: list[str]) -> list[list[str]]:
    """Return the lines of each field, up to a blank line or the text; a long field is folded into several lines."""
    end = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    begins = [number for number, line in enumerate(lines[:end]) if _FIELD.match(line)]
    last = begins[-1] + 1
    while last < end and lines[last][0] in " \t":
        last += 1
    return [lines[begin:stop] for begin, stop in zip(begins, [*begins[1:], last], strict=True)]
