"""The line cleaner behind the page readers. It only takes from the head and the tail, so it cannot harm a good body."""

import re

from vedette.clean.body import cut_piece
from vedette.clean.features import Page, measure
from vedette.clean.rules import cut_comment_sections, cut_signed_remarks, is_author_note, is_caption, is_spam
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
_TAIL_MARKS = _HEAD_MARKS | {CutReason.LEGAL, CutReason.AUTHOR_BIO, CutReason.CREDIT}
_LONG_MARKS = frozenset(
    {CutReason.LEGAL, CutReason.FORM, CutReason.SHARE, CutReason.DONATION, CutReason.AUTHOR_BIO, CutReason.CREDIT}
)
_SHORT, _LONG = 14, 45
"""Words up to which a line with a marker is the marker's: of any kind; of those kinds that are told in sentences."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|(?<!\w)@\w{3,}")
_ENTRY = re.compile(r"\W*[^\W\d_][^:]{1,40}: \S")
_TITLE_WORDS, _MANY = 14, 6
_ENDS = frozenset(".!?…。؟।”’\"')»:;]")


def trim_ends(lines: list[str], title: str | None = None) -> tuple[list[str], list[Cut]]:
    """Return the lines without what is not article at either end, and what was taken."""
    page = measure(lines)
    bodies = [True] * len(lines)
    comments = cut_comment_sections(page, bodies) or cut_signed_remarks(page, bodies)
    start, end = 0, min(comments, default=len(lines))
    cuts = [cut_piece(lines[index], reason) for index, reason in comments.items()]
    while start < end and (reason := _at_head(page, start, title)):
        cuts.append(cut_piece(lines[start], reason))
        start += 1
    titles = _titles_at_end(page, start, end) <= _MANY
    while end > start and (reason := _at_tail(page, end - 1, titles)):
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


def _at_tail(page: Page, index: int, titles: bool) -> CutReason | None:
    line = page.lines[index]
    if is_caption(line):
        return CutReason.CAPTION
    if is_spam(line):
        return CutReason.SPAM
    if is_author_note(line):
        return CutReason.AUTHOR_BIO
    if _ADDRESS.search(line) and len(page.words[index]) <= _LONG and '"' not in line and "“" not in line:
        return CutReason.AUTHOR_BIO
    marked = _marked(page, index, _TAIL_MARKS)
    return CutReason.RELATED if marked is None and titles and _is_title(page, index) else marked


def _titles_at_end(page: Page, start: int, end: int) -> int:
    """Count the lines without an end at the end. Many are a list of the article's own: scores, dates, names."""
    count = 0
    while end - count > start and _is_title(page, end - count - 1):
        count += 1
    return count


def _is_title(page: Page, index: int) -> bool:
    """Return True for a line without an end: below the last sentence stand the titles of other stories."""
    if len(page.words[index]) > _TITLE_WORDS or page.lines[index][-1] in _ENDS:
        return False
    return not (_is_entry(page, index) and (_is_entry(page, index - 1) or _is_entry(page, index + 1)))


def _is_entry(page: Page, index: int) -> bool:
    """Return True for a line as lists of incidents have them: "Kharin: two killed"."""
    return 0 <= index < len(page.lines) and _ENTRY.match(page.lines[index]) is not None


def _marked(page: Page, index: int, reasons: frozenset[CutReason]) -> CutReason | None:
    mark = page.marks[index]
    if mark is None or mark.reason not in reasons:
        return None
    size, line = len(page.words[index]), page.lines[index]
    long = mark.reason in _LONG_MARKS and size <= _LONG and '"' not in line and "“" not in line
    return mark.reason if mark.whole or size <= _SHORT or long else None


def _same(line: str, title: str) -> bool:
    return line.casefold().strip(" .") == title.casefold().strip(" .")
