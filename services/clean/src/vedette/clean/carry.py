"""Sentences the model doubts where the article cannot do without them: right above and below it, and short ones inside.

The last paragraph often holds the toll, and stands next to buttons and comments; in languages the model saw little of
it is the first to fall. A short sentence between two paragraphs is an entry of a list or of a live report.
"""

from vedette.clean.features import Page
from vedette.clean.model import Vector
from vedette.clean.paragraphs import names_town

_LEAST = 0.05
"""Score below which even a neighbour of the article is none of it."""
_SENTENCE_WORDS = 8
_FURTHER = 2
"""Lines below the article that are taken in, one after the other."""
_INSIDE_WORDS = 2
_NEAR = 3
"""Lines within which the article must go on either side of a short sentence."""


def carry_on(page: Page, kept: list[bool], scores: Vector) -> list[bool]:
    """Return what is kept, with the sentences that carry the article on."""
    carried = list(kept)
    run = 0
    for index in range(1, len(kept)):
        if kept[index]:
            run = 0
        elif carried[index - 1] and run < _FURTHER and scores[index] >= _LEAST and _carries(page, index):
            carried[index] = True
            run += 1
    lead = next((index for index, keep in enumerate(kept) if keep), 0) - 1
    if lead >= 0 and scores[lead] >= _LEAST and _carries(page, lead):
        carried[lead] = True
    return carried


def with_dateline(page: Page, kept: list[bool], *, titled: bool) -> list[bool]:
    """Return what is kept, with a dateline on a line of its own right above the article; a button looks the same.

    On the first line a name in capitals is the site's, unless the title is known and stood above it.
    """
    above = next((index for index, keep in enumerate(kept) if keep), 0) - 1
    if above < 0 or (above == 0 and not titled) or page.marks[above] or not names_town(page.lines[above]):
        return kept
    return [keep or index == above for index, keep in enumerate(kept)]


def fill_in(page: Page, kept: list[bool]) -> list[bool]:
    """Return what is kept, with the short sentences that stand inside it."""
    near = [any(kept[max(0, i - _NEAR) : i]) and any(kept[i + 1 : i + 1 + _NEAR]) for i in range(len(kept))]
    return [keep or (near[i] and _is_short_sentence(page, i)) for i, keep in enumerate(kept)]


def _carries(page: Page, index: int) -> bool:
    """Return True for a sentence of eight words that is nobody's remark, caption or marker."""
    if page.sizes[index] < _SENTENCE_WORDS or page.marks[index] or page.captionable[index]:
        return False
    told = page.has("saying", index) or page.has("quote", index)
    return (
        page.has("ends_sentence", index) and page.has("stop_share", index) and (told or not _is_personal(page, index))
    )


def _is_short_sentence(page: Page, index: int) -> bool:
    return (
        page.sizes[index] >= _INSIDE_WORDS
        and page.plain[index]
        and page.lines[index][-1] in ".!?…。؟।"
        and not page.has("starts_lower", index)
        and not _is_personal(page, index)
    )


def _is_personal(page: Page, index: int) -> bool:
    return page.has("first_person", index) or page.has("second_person", index)
