"""What runs in the pool's processes. Apart from `app.py`, so that they need not load the machinery of a service."""

import gc

from vedette.clean.characters import load_kinds
from vedette.clean.duplicates import Sketch, sketch_of
from vedette.clean.language import find_language
from vedette.clean.markers import load_markers
from vedette.clean.model import load_model
from vedette.clean.reprints import body_text
from vedette.clean.steps import clean_article
from vedette.schemas import CleanArticle, RawArticle

__all__ = ["clean_and_sketch", "warm_up"]


def clean_and_sketch(raw: RawArticle) -> tuple[CleanArticle, Sketch]:
    """Return the cleaned article and its sketch. Runs in a child process."""
    article = clean_article(raw)
    return article, sketch_of(body_text(article))


def warm_up() -> None:
    """Load what every article needs, before the first one waits for it."""
    load_markers()
    load_model()
    load_kinds()
    find_language("The ministry said on Sunday that the road to the town had been opened again.")
    gc.freeze()  # all of it stays; the collector need not walk it again for every article
