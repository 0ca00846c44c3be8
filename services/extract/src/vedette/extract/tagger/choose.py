"""Build the tagger a setting names."""

from collections.abc import Callable
from pathlib import Path

from vedette.extract.relevance.themes import theme_book
from vedette.extract.tagger import Tagger
from vedette.extract.tagger.cards import WEIGHTS
from vedette.extract.tagger.combined import CombinedTagger
from vedette.extract.tagger.encoder import EncoderTagger, has_encoder
from vedette.extract.tagger.lexicon import LexiconTagger
from vedette.extract.tagger.linear import LinearTagger
from vedette.extract.tagger.mixed import MixedTagger
from vedette.runtime.errors import ConfigError

__all__ = ["load_tagger"]


def load_tagger(kind: str, weights: Path | None = None) -> Tagger:
    """Return a tagger; `weights` is a folder made by `vedette train`, None for those that ship.

    `combined` keeps what ships and asks the weights given last: what an operator teaches adds to it.

    Raises: `ConfigError` if there is no such tagger or its weights do not load.
    """
    folder = weights or WEIGHTS
    kinds: dict[str, Callable[[], Tagger]] = {
        "lexicon": LexiconTagger.load,
        "linear": lambda: LinearTagger(folder),
        "encoder": lambda: EncoderTagger(folder),
        "combined": lambda: _combined(weights),
    }
    if kind not in kinds:
        msg = f"no tagger {kind!r}; there are {', '.join(kinds)}"
        raise ConfigError(msg)
    try:
        return kinds[kind]()
    except ValueError as error:
        msg = f"tagger {kind}: {error}"
        raise ConfigError(msg) from error


def _combined(weights: Path | None) -> Tagger:
    themes = theme_book()
    shipped = CombinedTagger(LexiconTagger.load(), _learned(WEIGHTS), themes)
    return CombinedTagger(shipped, _learned(weights), themes) if weights else shipped


def _learned(folder: Path) -> Tagger:
    """Return linear tagger and encoder where the folder has both, else the linear one alone."""
    if not has_encoder(folder):
        return LinearTagger(folder, heads=("post",), beside_rules=True)
    return MixedTagger(LinearTagger(folder, heads=("post",)), EncoderTagger(folder, heads=("post",)))
