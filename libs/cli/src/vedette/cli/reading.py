"""Clean and extract without a broker: the same pure steps the services call."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from vedette.clean.steps import clean_article
from vedette.extract.steps import Reader, build_reader
from vedette.schemas import CasualtyClaim, CleanArticle, PostClaim, RawArticle

__all__ = ["Result", "clean_as_given", "read_raw", "shared_reader"]


@dataclass(frozen=True)
class Result:
    """What became of one document."""

    article: CleanArticle
    claims: list[PostClaim | CasualtyClaim]


@cache
def shared_reader() -> Reader:
    """Return this process's reader, built at the first call."""
    return build_reader(None)


def read_raw(raw: RawArticle, *, clean: Callable[[RawArticle], CleanArticle] | None = None) -> Result:
    """Clean a document and read its claims; `clean` may be another way to a clean article.

    Raises: `PermanentError` if the document cannot be read.
    """
    article = (clean or _clean)(raw)
    return Result(article, list(shared_reader().read_article(article)))


def _clean(raw: RawArticle) -> CleanArticle:
    return clean_article(raw, now=raw.fetched_at)


def clean_as_given(raw: RawArticle) -> CleanArticle:
    """Return a document as it stands: the body is clean text already."""
    raise NotImplementedError
