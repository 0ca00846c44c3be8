"""The text of an article with what was read from it marked: one colour a field, a raised number a claim."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from vedette.schemas import CasualtyClaim, CleanArticle, FieldSpan, Paragraph, PostClaim

__all__ = ["legend", "marked_paragraphs"]

STYLES = {
    "toll": "bold red",
    "victims": "underline red",
    "facility": "bold cyan",
    "numbers": "bold yellow",
    "action": "underline cyan",
    "places": "green",
    "date": "blue",
    "attribution": "magenta",
    "cause": "yellow",
    "actor": "underline",
    "perpetrator": "underline yellow",
}
"""Style of a field by the first part of its name; others are underlined."""

CLAIM_MARKED_AT = ("toll", "facility", "numbers", "victims")
"""Fields that carry the number of their claim: the first of these that a claim has."""

RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def legend(claims: Sequence[PostClaim | CasualtyClaim]) -> Text:
    """Return the names of the fields these claims have, each in its colour."""
    fields = dict.fromkeys(_kind(span) for claim in claims for span in claim.spans)
    shown = sorted(fields, key=lambda kind: list(STYLES).index(kind) if kind in STYLES else len(STYLES))
    return Text("  ").join(Text(kind, style=STYLES.get(kind, "underline")) for kind in shown)


def marked_paragraphs(article: CleanArticle, claims: Sequence[PostClaim | CasualtyClaim]) -> Iterator[Text]:
    """Yield each paragraph with the words of every claim coloured and numbered in the order claims are shown."""
    spans = [span for claim in claims for span in claim.spans]
    marks = [mark for number, claim in enumerate(claims, 1) for mark in _marks(number, claim)]
    for paragraph in article.paragraphs:
        yield _marked(paragraph, spans, marks)


def _marked(paragraph: Paragraph, spans: Sequence[FieldSpan], marks: Sequence[tuple[int, str]]) -> Text:
    text = Text(paragraph.text)
    inside = [s for s in spans if paragraph.start <= s.start and s.end <= paragraph.end]
    for span in sorted(inside, key=lambda s: s.start - s.end):  # the longest first, so that short ones show on top
        text.stylize(STYLES.get(_kind(span), "underline"), span.start - paragraph.start, span.end - paragraph.start)
    for end, mark in sorted({m for m in marks if paragraph.start < m[0] <= paragraph.end}, reverse=True):
        cut = end - paragraph.start
        text = Text.assemble(text[:cut], (mark, "dim"), text[cut:]) if cut < len(text) else text.append(mark, "dim")
    return text


def _marks(number: int, claim: PostClaim | CasualtyClaim) -> Iterator[tuple[int, str]]:
    """Yield where the number of a claim is shown: behind each stretch of its leading field."""
    kinds = {_kind(span) for span in claim.spans}
    leading = next((kind for kind in CLAIM_MARKED_AT if kind in kinds), None)
    yield from ((span.end, str(number).translate(RAISED)) for span in claim.spans if _kind(span) == leading)


def _kind(span: FieldSpan) -> str:
    return span.field.split(".")[0]
