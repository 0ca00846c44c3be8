"""Build the tagger a setting names."""

from collections.abc import Callable
from pathlib import Path

from vedette.extract.tagger import Tagger
from vedette.extract.tagger.combined import CombinedTagger
from vedette.extract.tagger.lexicon import LexiconTagger
from vedette.extract.tagger.linear import LINEAR, LinearTagger
from vedette.extract.themes import theme_book
from vedette.runtime.errors import ConfigError

__all__ = ["load_tagger"]


def load_tagger(kind: str, weights: Path | None = None) -> Tagger:
    """Return a tagger; `weights` is a folder made by `vedette train`, None for those that ship.

    Raises: `ConfigError` if there is no such tagger or its weights do not load.
    """
    kinds: dict[str, Callable[[], Tagger]] = {
        "lexicon": LexiconTagger.load,
        "linear": lambda: LinearTagger(weights or LINEAR),
        "combined": lambda: _combined(weights or LINEAR),
    }
    if kind not in kinds:
        msg = f"no tagger {kind!r}; there are {', '.join(kinds)}"
        raise ConfigError(msg)
    try:
        return kinds[kind]()
    except ValueError as error:
        msg = f"tagger {kind}: {error}"
        raise ConfigError(msg) from error


def _combined(folder: Path) -> Tagger:
    return CombinedTagger(LexiconTagger.load(), LinearTagger(folder, heads=("post",), beside_rules=True), theme_book())
