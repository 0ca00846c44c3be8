"""The card beside a set of weights: what they were trained on, how well they read, and what they need."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from vedette.extract.tagger.wordclasses import WordClasses

__all__ = ["WEIGHTS", "Card", "Thresholds", "read_card", "write_card"]

NAME = "card.json"
WEIGHTS = Path(__file__).parent.parent / "weights" / "en"
"""Folder of the shipped weights: `post.crfsuite`, `count.crfsuite`, `encoder.onnx`, `tokenizer.json`, `card.json`."""
Thresholds = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Card:
    """What a set of weights is.

    `thresholds` holds the least score per question and label, else 0; `beside_rules` the same where rules were asked
    first: what they leave is harder to tell.
    """

    kind: str
    version: str
    language: str
    wordclasses: str
    seed: int
    data: list[str]
    licence: str
    thresholds: Thresholds = field(default_factory=dict)
    beside_rules: Thresholds = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)  # Any: plain JSON, told in the report
    bytes: int = 0
    encoder: dict[str, Any] = field(default_factory=dict)  # Any: plain JSON; empty where the folder holds none

    def check(self, classes: WordClasses, folder: Path) -> None:
        """Refuse weights that were trained with other word classes.

        Raises: `ValueError`.
        """
        if self.wordclasses != classes.digest:
            msg = f"{folder}: the weights were trained with other word classes; run `vedette train` again"
            raise ValueError(msg)


def read_card(folder: Path) -> Card:
    """Return the card of a folder of weights.

    Raises: `ValueError` if there is none, or it is not one.
    """
    try:
        return Card(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, TypeError, json.JSONDecodeError) as error:
        msg = f"{folder}: holds no weights with a card ({error}); run `vedette train` or choose another tagger"
        raise ValueError(msg) from error


def write_card(folder: Path, card: Card) -> None:
    """Write the card beside the weights."""
    (folder / NAME).write_text(json.dumps(asdict(card), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
