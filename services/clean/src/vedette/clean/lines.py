"""The article in flattened text, line by line: model, chain, hard rules, headline. Never the longest block.

A popular story has more comments than article, so nothing here goes by length.
"""

import re

import numpy as np

from vedette.clean.body import Body, cut_lines
from vedette.clean.carry import carry_on, fill_in, with_dateline
from vedette.clean.features import Page, measure
from vedette.clean.model import LineModel, Vector, best_chain, load_model
from vedette.clean.rules import apply_rules, is_caption, reason_for
from vedette.schemas import Cut, CutReason

_PROSE_WORDS = 12
"""Words that make a line prose; shorter ones are titles, buttons and names."""
_ENTRY_WORDS = 3
_FIRST_SENTENCE = 8
_SHORT_LINES = 2
"""A headline and a dateline; every flattened page has more."""
_HEADLINE_WORDS = (3, 30)
_HEADLINE_REACH = 12
"""Lines above the first paragraph in which the headline is looked for."""
_BRIEF = 4
"""Lines up to which a text is taken for a brief."""
_ENDS = re.compile(r"[.!?…؟。:;][\"”’)»\]]*$")
_JOINS_ON = re.compile(r"^[a-zа-яà-ÿ,.;:)\]”’»%]")


def clean_lines(lines: list[str], *, title: str | None = None, model: LineModel | None = None) -> Body:
    """Return the article among the lines of a flattened page.

    `title` is a headline given beside the text; without it the headline is looked for above the first paragraph.
    """
    model = model or load_model()
    page = measure(lines)
    scores = model.score(page)
    kept = best_chain(scores, lean=model.lean, enter=model.enter, leave=model.leave) if lines else []
    if not any(kept) or _is_bare(page):
        kept = [keep or _is_story(page, index) for index, keep in enumerate(kept)]
    kept = fill_in(page, carry_on(page, kept, scores))
    verdict = apply_rules(page, kept)
    kept = [keep and index not in verdict for index, keep in enumerate(kept)]
    kept = with_dateline(page, kept, titled=title is not None)
    headline = find_headline(page, kept, title)
    for index in _copies(lines, headline if headline is not None else title):
        kept[index] = False
        verdict[index] = CutReason.DUPLICATE
    numbers = [index for index, keep in enumerate(kept) if keep]
    return Body(
        paragraphs=join_fragments([lines[i] for i in numbers], numbers),
        headline=headline,
        cut=_cuts(page, kept, verdict, headline),
        confidence=_certainty(scores, kept),
        cleaner="text/1",
        kept=numbers,
        head=_head(page, numbers),
    )


def _head(page: Page, numbers: list[int]) -> list[str]:
    """Return the lines above the first paragraph; a date line kept there is none yet."""
    first = next(
        (index for index in numbers if page.sizes[index] >= _PROSE_WORDS), min(numbers, default=_HEADLINE_REACH)
    )
    return page.lines[:first][-_HEADLINE_REACH:]


def _is_bare(page: Page) -> bool:
    """Tell whether nothing of a page stands around the text: no marker line, and two short lines at most.

    The model learned from whole pages. A text handed over by itself, as agencies and other systems do, has none of what
    it goes by: a brief of one sentence looks to it like a link to a story.
    """
    if any(mark and (mark.whole or mark.opens) for mark in page.marks):
        return False
    short = [index for index, size in enumerate(page.sizes) if size < _PROSE_WORDS and not _is_entry(page, index)]
    return len(page.lines) <= _BRIEF or len(short) <= _SHORT_LINES


def _is_entry(page: Page, index: int) -> bool:
    """Return True for a short sentence, or an entry of a list or a live report: "- Kharin: two killed"."""
    begun = page.has("starts_sign", index) or page.has("starts_digit", index)
    return page.sizes[index] >= _ENTRY_WORDS and (begun or page.has("ends_sentence", index))


def _is_story(page: Page, index: int) -> bool:
    """Return True for prose without a marker, nor the words of a reader unless the text is but a few lines."""
    size = page.sizes[index]
    personal = page.column("first_person")[index] + page.column("second_person")[index]
    if page.marks[index] or (personal and len(page.lines) > _BRIEF and not page.column("quote")[index]):
        return False
    return size >= _PROSE_WORDS or _is_entry(page, index)


def find_headline(page: Page, kept: list[bool], title: str | None) -> str | None:
    """Return the line above the first paragraph that reads most like a headline; None if none does."""
    if title:
        return None
    first = next((index for index, keep in enumerate(kept) if keep and _is_paragraph(page, index)), None)
    if first is None:
        return None
    best, best_score = None, 0.0
    for index in range(max(0, first - _HEADLINE_REACH), first):
        score = _headline_score(page, index, first)
        if score > best_score:
            best, best_score = page.lines[index], score
    return best


def _is_paragraph(page: Page, index: int) -> bool:
    """Return True for prose, or a sentence with a full stop, which headlines do not have."""
    size = page.sizes[index]
    return size >= _PROSE_WORDS or (size >= _FIRST_SENTENCE and page.lines[index].endswith((".", "۔", "。")))


def _headline_score(page: Page, index: int, first: int) -> float:
    line, size = page.lines[index], page.sizes[index]
    if (
        not _HEADLINE_WORDS[0] <= size <= _HEADLINE_WORDS[1]
        or page.marks[index]
        or is_caption(line)
        or line[0].islower()
    ):
        return 0.0
    if (
        line[0] in "-*•–—"
        or page.column("separators")[index]
        or page.column("link")[index]
        or page.column("name_like")[index]
    ):
        return 0.0
    score = (
        min(size, 9) / 9
        + 0.6 * page.column("cohesion")[index]
        + 0.5 * page.column("repeated")[index]
        - (first - index) / 30
    )
    return float(score - (0.4 if len(line) > 200 else 0.0) - (0.3 if page.column("date")[index] and size < 6 else 0.0))


def _copies(lines: list[str], title: str | None) -> list[int]:
    if not title:
        return []
    wanted = title.casefold().strip(" .")
    return [index for index, line in enumerate(lines) if line.casefold().strip(" .") == wanted]


def _cuts(page: Page, kept: list[bool], verdict: dict[int, CutReason], headline: str | None) -> list[Cut]:
    numbers = [index for index, keep in enumerate(kept) if keep]
    first, last = (numbers[0], numbers[-1]) if numbers else (len(kept), len(kept))
    shown = headline is None
    found = []
    for index, line in enumerate(page.lines):
        if kept[index]:
            continue
        if not shown and line == headline:
            shown = True  # its first copy is the headline paragraph
            continue
        reason = verdict.get(index) or reason_for(page, index, first_kept=first, last_kept=last)
        found.append((index, line, reason))
    return cut_lines(found)


def join_fragments(lines: list[str], numbers: list[int]) -> list[str]:
    """Join lines that stand together in the page and run on: a link in a sentence breaks it in some dumps."""
    joined: list[str] = []
    before = -2
    for line, number in zip(lines, numbers, strict=True):
        runs_on = joined and number == before + 1 and not _ENDS.search(joined[-1]) and _JOINS_ON.match(line)
        if runs_on:
            space = "" if line[0] in ",.;:)]”’»%" else " "
            joined[-1] = f"{joined[-1]}{space}{line}"
        else:
            joined.append(line)
        before = number
    return joined


def _certainty(scores: Vector, kept: list[bool]) -> float:
    """Return the mean certainty of the lines kept, 0 if none is."""
    if not any(kept):
        return 0.0
    return round(float(np.mean(scores[np.array(kept)])), 3)
