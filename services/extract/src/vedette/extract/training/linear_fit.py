"""Train the linear tagger: labelled words in, one file of weights per question out. Needs no extra; takes a minute."""

from collections.abc import Sequence
from pathlib import Path

import pycrfsuite

from vedette.extract.tagger.features import features
from vedette.extract.tagger.linear import model_path
from vedette.extract.tagger.windows import names_installation
from vedette.extract.tagger.wordclasses import WordClasses
from vedette.extract.training.corpus import Weighed
from vedette.extract.training.labels import Sample

__all__ = ["HEADS_LEARNED", "fit_linear"]

HEADS_LEARNED = ("post", "count")
L1, L2 = 0.1, 0.02
"""Penalties; the first keeps the file small."""
ROUNDS = 70
LEAST_SEEN = 2


def fit_linear(data: Sequence[Weighed], folder: Path, classes: WordClasses) -> None:
    """Write the weights of each question to a folder; the same data gives the same weights."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [pycrfsuite.ItemSequence(features([w.text for w in item.sample.words], classes)) for item in data]
    for head in HEADS_LEARNED:
        trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
        trainer.set_params({"c1": L1, "c2": L2, "max_iterations": ROUNDS, "feature.minfreq": LEAST_SEEN})
        for item, row in zip(data, rows, strict=True):
            if head != "post" or _is_of_posts(item.sample):
                for _ in range(item.times):
                    trainer.append(row, item.sample.tags(head))
        trainer.train(str(model_path(folder, head)))


def _is_of_posts(sample: Sample) -> bool:
    """Tell whether a sample can teach of posts: the gate keeps all others from the tagger too."""
    return any(word.label("post") for word in sample.words) or names_installation(sample.text()[0])
