"""The article in a page: the most exact reader, a second opinion, and a third where they disagree."""

from vedette.clean.body import Body, cut_lines
from vedette.clean.features import measure
from vedette.clean.flatten import flatten, fold_lines
from vedette.clean.gate import Markup, thin_out
from vedette.clean.lines import clean_lines
from vedette.clean.opinions import (
    agreement,
    article_bodies,
    grams_of,
    has_rs_trafilatura,
    medoid,
    read_with_readability,
    read_with_rs_trafilatura,
    read_with_trafilatura,
    with_plain_blocks,
)
from vedette.clean.rules import apply_rules, reason_for
from vedette.clean.trim import trim_ends
from vedette.schemas import Cut

DISAGREE = 0.8
"""Below this share of common 4-grams a third reader is asked. Source: docs/cleaning.md, choice of readers."""
SHORT = 250
"""Characters below which a body is doubted and `articleBody` asked. Source: docs/cleaning.md."""


def clean_page(markup: Markup, *, title: str | None = None) -> Body:
    """Return the article of a page. A page no parser may see, or no reader can read, goes line by line."""
    lines = thin_out(flatten(markup.html))
    if not markup.parseable:
        return _line_by_line(lines, title, "html-lines/1")
    answer, confidence, cleaner = _ask(markup, lines)
    if _size(answer) < SHORT:
        told = max(article_bodies(markup.scripts), key=len, default="")
        if len(told) > max(SHORT, _size(answer)):
            answer, confidence, cleaner = _as_lines(told), 0.7, "html-jsonld/1"
    if _size(answer) < SHORT:
        flat = _line_by_line(lines, title, "html-lines/1")
        if _size(flat.paragraphs) > 2 * _size(answer):
            return flat
    paragraphs, trimmed = trim_ends(answer, title)
    return Body(paragraphs, None, [*_cuts(lines, answer), *trimmed], round(confidence, 3), cleaner, head=lines[:40])


def _ask(markup: Markup, lines: list[str]) -> tuple[list[str], float, str]:
    """Return the body two readers agree on, or the one of three that agrees most with the others.

    The three are independent: where rs-trafilatura is not built, readability is the second and our own lines the third.
    """
    html = with_plain_blocks(markup.html)
    first, rust = read_with_trafilatura(html), has_rs_trafilatura()
    second = read_with_rs_trafilatura(html) if rust else read_with_readability(html)
    agreed = agreement(grams_of(first), grams_of(second))
    if agreed >= DISAGREE:
        return first, agreed, "html/1"
    third = read_with_readability(html) if rust else clean_lines(lines).paragraphs
    answers = [answer for answer in (first, second, third) if answer]
    if not answers:
        return [], 0.0, "html/1"
    best, agreed = medoid(answers)
    return best, agreed, "html-medoid/1"


def _line_by_line(lines: list[str], title: str | None, cleaner: str) -> Body:
    flat = clean_lines(lines, title=title)
    return Body(
        flat.paragraphs, flat.headline, flat.cut, round(flat.confidence * 0.8, 3), cleaner, flat.kept, flat.head
    )


def _as_lines(body: str) -> list[str]:
    return flatten(body) if "</" in body else fold_lines(body)


def _size(lines: list[str]) -> int:
    return sum(map(len, lines))


def _cuts(lines: list[str], answer: list[str]) -> list[Cut]:
    """Return the lines of the page that the reader left out, with the reason each looks to have."""
    body = " ".join(answer)
    inside = [line in body for line in lines]
    page = measure(lines)
    reasons = apply_rules(page, inside)
    numbers = [index for index, kept in enumerate(inside) if kept and page.sizes[index] > 5]
    first, last = (numbers[0], numbers[-1]) if numbers else (len(lines), len(lines))
    return cut_lines(
        (index, line, reasons.get(index) or reason_for(page, index, first_kept=first, last_kept=last))
        for index, line in enumerate(lines)
        if not inside[index]
    )
