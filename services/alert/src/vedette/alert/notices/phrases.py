"""The fixed phrases of mails in the reader's language. The English phrase is the key, in the code and in `catalogues/`.

To add a language: a catalogue beside the others; a test says which phrases it lacks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

CATALOGUES = Path(__file__).parents[1] / "catalogues"
RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "ur"})


@dataclass(frozen=True)
class Phrases:
    """Phrases of one language; call it with the English one."""

    language: str = "en"
    known: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, english: str) -> str:
        """Return the phrase, the English one where the catalogue has none."""
        return self.known.get(english, english)

    @property
    def direction(self) -> str:
        """Return the direction its pages are read in."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"


ENGLISH = Phrases()


def phrases_of(tag: str) -> Phrases:
    """Return the phrases of a BCP 47 tag: those of its language, English if there are none."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return _catalogue(language) if language in languages() else ENGLISH


@cache
def languages() -> frozenset[str]:
    """Return the languages that have a catalogue; English needs none."""
    return frozenset(path.stem for path in CATALOGUES.glob("*.yaml"))


@cache
def _catalogue(language: str) -> Phrases:
    return Phrases(language, yaml.safe_load((CATALOGUES / f"{language}.yaml").read_text(encoding="utf-8")))
