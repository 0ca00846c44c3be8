"""The line cleaner behind the page readers. It only takes from the head and the tail, so it cannot harm a good body."""

from vedette.clean.body import cut_piece
from vedette.clean.features import Page, measure
from vedette.clean.rules import cut_comment_sections, is_author_note, is_caption, is_spam
from vedette.schemas import Cut, CutReason

_HEAD_MARKS = frozenset(
    {
        CutReason.BYLINE,
        CutReason.SHARE,
        CutReason.NAVIGATION,
        CutReason.FORM,
        CutReason.ADVERTISEMENT,
        CutReason.CAPTION,
        CutReason.RELATED,
        CutReason.COMMENT,
        CutReason.DONATION,
    }
)
_TAIL_MARKS = _HEAD_MARKS | {CutReason.LEGAL, CutReason.AUTHOR_BIO}
_SHORT = 14
"""Words up to which a line that begins with a marker is the marker's."""


def trim_ends(lines: list[str], title: str | None = None) -> tuple[list[str], list[Cut]]:
    """Return the lines without what is not article at either end, and what was taken."""
    page = measure(lines)
    bodies = [True] * len(lines)
    comments = cut_comment_sections(page, bodies)
    start, end = 0, min(comments, default=len(lines))
    cuts = [cut_piece(lines[index], reason) for index, reason in comments.items()]
    while start < end and (reason := _at_head(page, start, title)):
        cuts.append(cut_piece(lines[start], reason))
        start += 1
    while end > start and (reason := _at_tail(page, end - 1)):
        cuts.append(cut_piece(lines[end - 1], reason))
        end -= 1
    if start == end:  # everything looked like chrome: the reader knows better
        return lines, []
    return lines[start:end], cuts


def _at_head(page: Page, index: int, title: str | None) -> CutReason | None:
    line = page.lines[index]
    if title and _same(line, title):
        return CutReason.DUPLICATE
    if is_caption(line):
        return CutReason.CAPTION
    return _marked(page, index, _HEAD_MARKS)


def _at_tail(page: Page, index: int) -> CutReason | None:
    line = page.lines[index]
    if is_caption(line):
        return CutReason.CAPTION
    if is_spam(line):
        return CutReason.SPAM
    if is_author_note(line):
        return CutReason.AUTHOR_BIO
    return _marked(page, index, _TAIL_MARKS)


def _marked(page: Page, index: int, reasons: frozenset[CutReason]) -> CutReason | None:
    mark = page.marks[index]
    if mark and mark.reason in reasons and (mark.whole or len(page.words[index]) <= _SHORT):
        return mark.reason
    return None


def _same(line: str, title: str) -> bool:
    return line.casefold().strip(" .") == title.casefold().strip(" .")
