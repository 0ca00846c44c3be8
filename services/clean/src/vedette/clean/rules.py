"""Hard rules behind the line model: what is never article, whatever the words say.

Each rule is one function: it looks at the page and at what the model kept, and returns the lines to cut with the
reason.
"""

import re
from collections.abc import Callable

from vedette.clean.features import Page
from vedette.schemas import CutReason

Verdict = dict[int, CutReason]
Rule = Callable[[Page, list[bool]], Verdict]

ENOUGH_BODY = 50
"""Words of body that must stand above a comment section. A "3 Comments" link near the headline has none above it."""

_CREDIT = re.compile(
    r"(?:\b(?:REUTERS|AFP|AP|EPA|EFE|UPI|TASS|DPA|ANSA|SANA|Xinhua|Anadolu|Getty(?: Images)?|AP Photo|NurPhoto|Sputnik|"
    r"Handout|Maxar|Planet Labs)\s?/\s?(?:[A-Z]|via)"
    r"|[\[(](?:photo|image|picture|foto|credit|file|courtesy|via|source|getty|reuters|afp|ap)\b[^)\]]{0,80}[\])]$"
    r"|\b(?:photo|image|picture|foto|fotoğraf|фото|صورة)\s?(?:credit|by|courtesy|source)?\s?[:©]"
    r"|©\s?(?:19|20)?\d*\s?[A-Z][\w ]+(?:/|$)|\bGetty Images$|/\s?(?:AP|AFP|EPA|Reuters|Getty|Anadolu)$)",
    re.IGNORECASE,
)
_CREDIT_HINT = re.compile(r"[/(\[:©]|Getty")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SENTENCE = re.compile(r".*?(?:[.!?](?=\s+[A-Z])|$)")
_SEEN = re.compile(
    r"\b(?:is|are) (?:seen|pictured|shown)\b|\blooks? on\b|\bpictured\b|\bposes? for\b|"
    r"\bin this (?:file |handout |undated )?(?:photo|picture|image)\b|\bfile photo\b",
    re.IGNORECASE,
)
_AMOUNT_LINE = re.compile(
    r"^\W*(?:[$€£₴₽]\s?[\d.,  ]+[kKmM]?|[\d.,  ]+[kKmM]?\s?(?:[$€£₴₽]|USD|EUR|GBP))"
    r"\W*(?:(?:of|raised|goal|/|-|–)?\W*(?:[$€£]?\s?[\d.,]+\s?[$€£]?)?\W*\w{0,12})?$",
    re.IGNORECASE,
)
_BIO_ROLE = (
    r"(?:journalist|writer|reporter|editor|correspondent|author|analyst|columnist|contributor|blogger|advocate|fellow|"
    r"researcher|professor|lecturer|scholar|student|graduate|expert|specialist|consultant|founder|producer|"
    r"photographer|enthusiast|intern|freelancer|novelist|historian|veteran)"
)
_BIO = re.compile(
    r"^(?:(?:[^\W\d_a-z][\w'’.-]+ ){1,4}|(?:He|She|The author|The writer) )"
    r"(?i:(?:is|was|has been|has worked|works|writes|covers|reports|lives|holds|studied|serves)\b.{0,120}?\b"
    + _BIO_ROLE
    + r"s?\b)"
)
_BIO_CLAIM = re.compile(
    r"\b(?:has dedicated (?:his|her|their) (?:life|career)|"
    r"(?:he|she) (?:believes|writes|enjoys|loves|lives|holds|graduated|studied|specializes|specialises)|"
    r"(?:his|her) (?:work|writing|articles|interests|books?|passion)|"
    r"you can (?:follow|reach)|follow (?:him|her)|passion(?:ate)? (?:for|about))\b",
    re.IGNORECASE,
)
_ORNAMENTS = r"[^\w\s.,;:!?'\"“”‘’()\-–—%$€£/&…«»]{3,}"
_SPAM = re.compile(
    _ORNAMENTS + r".*" + _ORNAMENTS + r"|[$€£]\s?\d+\s?/\s?(?:h|hr|hour|week|month)\b|"
    r"\b(?:work(?:ing)? (?:online|from home)|earn(?:ing|ed)? (?:up to )?[$€£]?\d+|make money|"
    r"easy (?:job|work|money))\b",
    re.IGNORECASE,
)

_SMALL_REASONS = frozenset(
    {
        CutReason.SHARE,
        CutReason.DONATION,
        CutReason.FORM,
        CutReason.RELATED,
        CutReason.ADVERTISEMENT,
        CutReason.NAVIGATION,
        CutReason.LEGAL,
        CutReason.COMMENT,
        CutReason.AUTHOR_BIO,
    }
)
_TOLD_REASONS = frozenset({CutReason.FORM, CutReason.SHARE, CutReason.DONATION, CutReason.LEGAL})
_TOLD = 45
"""Words up to which a note that begins with a marker of these kinds is the site's, at the end of an article."""
_STAMP_WORDS = 5
"""Words of the line that tells when a remark was made."""
_STAMP = re.compile(
    r"\b\d{1,2}:\d\d\b|\bago\b|\bhace\b|\bil y a\b|\bvor\b|\bназад\b|\bтому\b|\bönce\b|منذ|قبل", re.IGNORECASE
)
_SHORT = 12
"""Words up to which a line that begins with a marker is the marker's: longer ones are for the model to judge."""


def apply_rules(page: Page, kept: list[bool]) -> Verdict:
    """Return the lines to cut, by all rules in order; a later rule sees what the earlier ones cut."""
    verdict: Verdict = {}
    left = list(kept)
    for rule in RULES:
        for index, reason in rule(page, left).items():
            verdict.setdefault(index, reason)
            left[index] = False
    return verdict


def cut_comment_sections(page: Page, kept: list[bool]) -> Verdict:
    """Cut everything below a line that opens a comment section, once there is an article above it."""
    above = 0
    for index, mark in enumerate(page.marks):
        if not (mark and mark.opens):
            above += page.sizes[index] if kept[index] else 0
            continue
        # a dump that begins with "Discussion about this post" holds nothing else: the article itself was lost
        if (index == 0 and not mark.whole) or (above >= ENOUGH_BODY and _looks_like_comments(page, kept, index, above)):
            return {below: _reason_below(page, below) for below in range(index, len(kept))}
    return {}


def cut_signed_remarks(page: Page, kept: list[bool]) -> Verdict:
    """Cut everything below a name with a remark's age, where readers speak: sections without an opening line."""
    above, signed = 0, []
    for index, keep in enumerate(kept):
        if above >= ENOUGH_BODY and _is_signature(page, index):
            signed.append(index)
        above += page.sizes[index] if keep else 0
    said = [line for index in signed if (line := _first_words(page, index + 2)) is not None]
    personal = sum(1 for i in said if page.has("first_person", i) or page.has("second_person", i))
    if len(said) < 2 or personal * 2 < len(
        said
    ):  # a live report signs its entries too, but its writers do not say "you"
        return {}
    return {below: _reason_below(page, below) for below in range(signed[0], len(kept))}


def _is_signature(page: Page, index: int) -> bool:
    """Return True for a name or a handle with a short line below it that tells the hour or the age of a remark."""
    below = index + 1
    if below >= len(page.lines) or page.sizes[below] > _STAMP_WORDS or not page.has("date", below):
        return False
    named = page.has("name_like", index) or (page.sizes[index] >= 1 and " " not in page.lines[index])
    return named and not page.has("date", index) and _STAMP.search(page.lines[below]) is not None


def _first_words(page: Page, start: int) -> int | None:
    return next((i for i in range(start, min(start + 3, len(page.lines))) if page.sizes[i] >= _STAMP_WORDS), None)


def _reason_below(page: Page, index: int) -> CutReason:
    mark = page.marks[index]
    if mark and mark.reason is CutReason.LEGAL:
        return CutReason.LEGAL
    return CutReason.SPAM if is_spam(page.lines[index]) else CutReason.COMMENT


def _looks_like_comments(page: Page, kept: list[bool], index: int, above: int) -> bool:
    """Doubt a short opener ("Discussion", "4 comments") only where a longer article goes on below it.

    A share bar may say "4 comments" after the first paragraph. Below it then stands more article than above and
    nothing of a reader.
    """
    mark = page.marks[index]
    if mark and not mark.whole:
        return True
    below = [i for i in range(index + 1, len(kept)) if kept[i]]
    if sum(page.sizes[i] for i in below) < above:
        return True
    personal = page.column("first_person") + page.column("second_person")
    nearby = page.marks[index + 1 : index + 30]
    return (
        sum(1 for i in below if personal[i]) * 4 >= len(below)
        or sum(1 for each in nearby if each and each.reason is CutReason.COMMENT) >= 2
    )


def cut_small_markers(page: Page, kept: list[bool]) -> Verdict:
    """Cut lines that are a marker and little else: share rows, forms, links to other stories."""
    verdict: Verdict = {}
    for index, mark in enumerate(page.marks):
        if mark and kept[index] and mark.reason in _SMALL_REASONS and (mark.whole or page.sizes[index] <= _SHORT):
            verdict[index] = mark.reason
    return verdict


def cut_donation_bars(page: Page, kept: list[bool]) -> Verdict:
    """Cut lines that are an amount of money and hardly anything else."""
    return {i: CutReason.DONATION for i in page.where("amount") if kept[i] and _is_amount(page.lines[i])}


def _is_amount(line: str) -> bool:
    return len(line) < 60 and _AMOUNT_LINE.match(line) is not None


def cut_spam(page: Page, kept: list[bool]) -> Verdict:
    """Cut lines with two runs of ornaments, or a wage by the hour with a link."""
    return {i: CutReason.SPAM for i in _maybe_spam(page) if kept[i] and is_spam(page.lines[i])}


def _maybe_spam(page: Page) -> list[int]:
    """Return the lines worth a look: those with ornaments, money or a link."""
    hints = page.column("symbol_run") + page.column("amount") + page.column("link")
    return [int(i) for i in hints.nonzero()[0] if len(page.lines[i]) < 3000]


def is_spam(line: str) -> bool:
    """Return True for an offer of easy work or a line of ornaments."""
    return len(_SPAM.findall(line[:3000])) + ("http" in line) >= 2 or len(re.findall(r"[♥❤★☛☚❧➤►✔]", line)) >= 4


def cut_captions(page: Page, kept: list[bool]) -> Verdict:
    """Cut lines that are a caption: a credit at the end, or "are seen" with a date."""
    return {
        i: CutReason.CAPTION
        for i, line in enumerate(page.lines)
        if kept[i] and page.captionable[i] and is_caption(line)
    }


def is_caption(line: str) -> bool:
    """Return True for the line below a photograph."""
    size = len(line)
    if size > 450:
        return False
    credit = _CREDIT.search(line) if _CREDIT_HINT.search(line) else None
    if credit and (size < 140 or credit.end() > size - 60):
        return True
    # one sentence that shows and dates: a story may say "looks on" too, but not with the year in the same breath
    first = _SENTENCE.match(line) if size < 300 and _YEAR.search(line) else None
    return bool(first and _YEAR.search(first[0]) and _SEEN.search(first[0]) and len(first[0]) > size - 90)


def cut_author_notes(page: Page, kept: list[bool]) -> Verdict:
    """Cut the note on the author: among the last three lines kept, in the third person, naming a trade."""
    tail = [index for index, keep in enumerate(kept) if keep][-3:]
    verdict: Verdict = {}
    for index in reversed(tail):
        if is_author_note(page.lines[index]):
            verdict[index] = CutReason.AUTHOR_BIO
    return verdict


def cut_tail_notes(page: Page, kept: list[bool]) -> Verdict:
    """Cut what a site asks of its readers in whole sentences, where it ends the article."""
    verdict: Verdict = {}
    for index in reversed([index for index, keep in enumerate(kept) if keep]):
        mark, line = page.marks[index], page.lines[index]
        if (
            not mark
            or mark.reason not in _TOLD_REASONS
            or page.sizes[index] > _TOLD
            or any(sign in line for sign in '"“«')
        ):
            break
        verdict[index] = mark.reason
    return verdict


def is_author_note(line: str) -> bool:
    """Return True for a note that tells who wrote the article."""
    if len(line) > 900 or '"' in line or "“" in line:
        return False
    return _BIO.match(line) is not None or len(_BIO_CLAIM.findall(line)) >= 2


def cut_repeats(page: Page, kept: list[bool]) -> Verdict:
    """Cut a line of five words or more that was kept before."""
    seen: set[str] = set()
    verdict: Verdict = {}
    for index, line in enumerate(page.lines):
        if kept[index] and page.sizes[index] >= 5:
            if line in seen:
                verdict[index] = CutReason.DUPLICATE
            seen.add(line)
    return verdict


RULES: tuple[Rule, ...] = (
    cut_comment_sections,
    cut_signed_remarks,
    cut_small_markers,
    cut_donation_bars,
    cut_spam,
    cut_captions,
    cut_tail_notes,
    cut_author_notes,
    cut_repeats,
)


def reason_for(page: Page, index: int, *, first_kept: int, last_kept: int) -> CutReason:
    """Say why a line that the model did not keep is not article."""
    shown = None if page.plain[index] else _shown_reason(page, index)
    if shown:
        return shown
    size = page.sizes[index]
    if index > last_kept and size >= 8:
        return CutReason.AUTHOR_BIO if is_author_note(page.lines[index]) else CutReason.RELATED
    if index < first_kept and size <= 12 and page.has("date", index):
        return CutReason.BYLINE
    return CutReason.NAVIGATION if size <= 8 else CutReason.BOILERPLATE


def _shown_reason(page: Page, index: int) -> CutReason | None:
    """Return the reason that a line shows by itself, None if it shows none."""
    line, mark = page.lines[index], page.marks[index]
    if mark:
        return mark.reason
    if page.has("amount", index) and _is_amount(line):
        return CutReason.DONATION
    if page.has("symbol_run", index) and is_spam(line):
        return CutReason.SPAM
    return CutReason.CAPTION if page.captionable[index] and is_caption(line) else None
