"""What runs in the pool's processes. Apart from `app.py`, so that they need not load the machinery of a service."""

from functools import lru_cache

from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import Reader, build_reader
from vedette.schemas import Claim, CleanArticle

__all__ = ["read_in_child", "shared_reader"]


def read_in_child(article: CleanArticle) -> list[Claim]:
    """Return the claims of one article. Runs in a child process."""
    return shared_reader().read_article(article)


@lru_cache(maxsize=1)
def shared_reader() -> Reader:
    """Return this process's reader, built at the first call."""
    return build_reader(ExtractSettings.load())
