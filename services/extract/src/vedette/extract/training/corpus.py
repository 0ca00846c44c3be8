"""Folders of annotated texts as one set of samples."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vedette.extract.training.labels import Sample, samples
from vedette.extract.training.texts import AnnotatedText, read_folder

__all__ = ["Texts", "Weighed", "read_texts", "weighed"]

Texts = Mapping[str, tuple[AnnotatedText, int]]
"""Annotated texts by id, each with how often it counts."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sample and how often it counts."""

    sample: Sample
    times: int = 1


def read_texts(folders: Sequence[Path]) -> dict[str, tuple[AnnotatedText, int]]:
    """Return the texts of folders by id, each with how many of the folders hold it.

    Raises: `ValueError` if a folder is not of the format.
    """
    texts: dict[str, tuple[AnnotatedText, int]] = {}
    for folder in folders:
        for text in read_folder(folder):
            texts[text.id] = (text, texts.get(text.id, (text, 0))[1] + 1)
    return texts


def weighed(texts: Texts, seed: int) -> list[Weighed]:
    """Return the samples of texts and how often each counts."""
    return [
        Weighed(sample, times)
        for text, times in texts.values()
        for sample in samples(text, random.Random(seed))  # noqa: S311  cuts long texts, no secret
    ]
