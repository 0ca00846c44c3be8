"""Clean and extract without a broker: the same pure steps the services call."""

from dataclasses import dataclass
from functools import cache

from vedette.clean.steps import as_clean, clean_article
from vedette.extract.relevance.verdicts import Verdict
from vedette.extract.steps import Reader, build_reader
from vedette.schemas import CasualtyClaim, CleanArticle, PostClaim, RawArticle

__all__ = ["Result", "left_out", "read_raw", "shared_reader"]


@dataclass(frozen=True)
class Result:
    """What became of one document."""

    article: CleanArticle
    claims: list[PostClaim | CasualtyClaim]


@cache
def shared_reader() -> Reader:
    """Return this process's reader, built at the first call."""
    return build_reader(None)


def read_raw(raw: RawArticle, *, skip_clean: bool = False) -> Result:
    """Clean a document and read its claims; with `skip_clean` the body is clean text already.

    Raises: `PermanentError` if the document cannot be read.
    """
    article = (as_clean if skip_clean else clean_article)(raw, now=raw.fetched_at)
    return Result(article, list(shared_reader().read_article(article)))


def left_out(article: CleanArticle) -> list[Verdict]:
    """Return the claims that an article seems to make and that are none of armed force, with why."""
    return shared_reader().left_out(article)
