"""Independent readers of a page, and how far two of their answers agree."""

import contextlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import lxml.etree
import readability
import trafilatura

from vedette.clean.flatten import flatten, fold_lines

with contextlib.suppress(ImportError):  # built for some platforms only; `html` asks others then
    import rs_trafilatura

_WORD = re.compile(r"\w+")
_LIST_MARK = re.compile(r"^(?:[-*•–]\s+|\|\s*)|\s*\|$")

_LAYOUT_CELL = re.compile(r"<t[dh]\b(?:(?!</?t[dh]\b).){0,20000}?<(?:p|h[1-3])\b", re.IGNORECASE | re.DOTALL)
_BLANK_LINE = re.compile(r"(?:<br\b[^<>]*>\s*){2,}", re.IGNORECASE)
_TABLE_TAG = re.compile(r"(</?)(?:table|tbody|thead|tfoot|tr|td|th)\b", re.IGNORECASE)

Grams = Counter[tuple[str, ...]]


def with_plain_blocks(html: str) -> str:
    """Return the page with blocks where pages of the nineties have tables that only arrange it, and blank lines.

    A cell with paragraphs or headings is no cell of data; the readers would take the whole page for one row. Two line
    breaks part paragraphs.
    """
    html = _BLANK_LINE.sub("<p>", html)
    return _TABLE_TAG.sub(r"\1div", html) if _LAYOUT_CELL.search(html) else html


def read_with_trafilatura(html: str) -> list[str]:
    """Return the body as trafilatura sees it: the most exact single reader of those measured."""
    text = trafilatura.extract(html, favor_precision=True, include_comments=False, deduplicate=False)
    return _lines(text or "")


def has_rs_trafilatura() -> bool:
    """Tell whether rs-trafilatura is built for this Python."""
    return "rs_trafilatura" in globals()


def read_with_rs_trafilatura(html: str) -> list[str]:
    """Return the body as rs-trafilatura sees it: quick, with more captions. Ask `has_rs_trafilatura` first."""
    try:
        text = rs_trafilatura.extract(html, page_type="article", include_comments=False).main_content
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  a Rust panic is no Exception; a reader that fails has no opinion
        return []
    return _lines(text or "")


def read_with_readability(html: str) -> list[str]:
    """Return the body as readability-lxml sees it: it never keeps a comment."""
    try:
        summary = readability.Document(html).summary(html_partial=True)
    except (readability.readability.Unparseable, lxml.etree.LxmlError, ValueError, AssertionError, RecursionError):
        return []
    return flatten(summary)


def article_bodies(scripts: tuple[str, ...]) -> Iterator[str]:
    """Yield the `articleBody` of each JSON-LD script that has one."""
    for node in json_ld_nodes(scripts):
        body = node.get("articleBody")
        if isinstance(body, str):
            yield body


def json_ld_nodes(scripts: tuple[str, ...]) -> Iterator[dict[str, Any]]:  # foreign JSON: any shape
    """Yield every object of the JSON-LD scripts, outer ones first; a broken script yields nothing."""
    for script in scripts:
        try:
            todo = [json.loads(script.strip().removesuffix(";"), strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while todo and seen < 2000:  # a page's graph has tens of nodes; the rest is not about the article
            node = todo.pop(0)
            seen += 1
            if isinstance(node, list):
                todo.extend(node)
            elif isinstance(node, dict):
                yield node
                todo.extend(value for value in node.values() if isinstance(value, dict | list))


def _lines(text: str) -> list[str]:
    return [stripped for line in fold_lines(text) if (stripped := _LIST_MARK.sub("", line).strip())]


def grams_of(lines: list[str]) -> Grams:
    """Return the multiset of word 4-grams; a shorter text counts as one gram."""
    words = _WORD.findall(" ".join(lines))
    if not words:
        return Counter()
    return Counter(zip(words, words[1:], words[2:], words[3:], strict=False)) or Counter([tuple(words)])


def agreement(left: Grams, right: Grams) -> float:
    """Return the share of 4-grams two texts have in common, 0 to 1 (Dice)."""
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


HEAD_START = 0.1
"""By how much more the others must agree with another answer than with the first, which is right most often.

Source: docs/cleaning.md, choice of readers.
"""


def medoid(answers: list[list[str]]) -> tuple[list[str], float]:
    """Return the answer that agrees most with the others, and how much it does; the first has a head start."""
    grams = [grams_of(answer) for answer in answers]
    others = max(1, len(answers) - 1)
    means = [sum(agreement(g, h) for h in grams if h is not g) / others for g in grams]
    best = max(range(len(answers)), key=lambda number: means[number] + (HEAD_START if number == 0 else 0.0))
    return answers[best], means[best]
