"""What every path to the body returns."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from pydantic import TypeAdapter

from vedette.schemas import Cut, CutReason

CUT_LENGTH = 120
"""Characters of a cut piece that are kept for the analyst; the contract's limit."""


@dataclass(frozen=True)
class Body:
    """The article's paragraphs and everything that is not the article."""

    paragraphs: list[str]
    """Body paragraphs in order, without the headline."""
    headline: str | None = None
    """The headline found above them; None if there is none."""
    cut: list[Cut] = field(default_factory=list)
    confidence: float = 1.0
    """0 to 1: agreement of the readers (pages), certainty of the lines (text)."""
    cleaner: str = "text/1"
    kept: list[int] = field(default_factory=list)
    """Numbers of the lines kept, headline apart; empty for paths that do not go by lines."""
    head: list[str] = field(default_factory=list)
    """Lines above the first paragraph: where a dateline or a date line may stand."""


def cut_piece(text: str, reason: CutReason, line: int | None = None) -> Cut:
    """Return a cut piece, shortened to what the contract keeps."""
    return Cut(text=text[:CUT_LENGTH], reason=reason, line=line)


def cut_lines(found: Iterable[tuple[int, str, CutReason]]) -> list[Cut]:
    """Return the cut pieces of numbered lines. All at once, as one by one takes thrice as long."""
    return _cuts().validate_python(
        [{"text": text[:CUT_LENGTH], "reason": reason, "line": line} for line, text, reason in found]
    )


@cache
def _cuts() -> TypeAdapter[list[Cut]]:
    return TypeAdapter(list[Cut])
