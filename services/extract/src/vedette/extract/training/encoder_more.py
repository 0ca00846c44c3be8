"""Go on training a shipped encoder with new texts, beside texts it knows. Needs the `train` extra."""

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vedette.extract.tagger.cards import Card, read_card, write_card
from vedette.extract.tagger.wordclasses import WordClasses
from vedette.extract.training.corpus import read_texts, weighed
from vedette.extract.training.encoder_fit import Plan, fit_encoder
from vedette.extract.training.encoder_run import is_of_posts
from vedette.extract.training.export import export
from vedette.extract.training.labels import Sample
from vedette.extract.training.met import met
from vedette.extract.training.reread import reread
from vedette.extract.training.texts import digest, read_folder

__all__ = ["More", "go_on"]

EPOCHS = 2
BESIDE = 2.0
"""Known windows beside each new one: what is not repeated is forgotten, and posts come to be expected everywhere."""
RATE, HEAD_RATE = 1.5e-4, 3.75e-4
"""Well below those of a first training. Source: docs/training.md, whole articles."""


@dataclass(frozen=True)
class More:
    """What to go on with: weights, folders of new texts, folders of known ones, and what the card says."""

    start: Path
    new: Sequence[Path]
    known: Sequence[Path]
    out: Path
    version: str
    seed: int = 0


def go_on(more: More, tell: Callable[[str], None]) -> Card:
    """Write the weights of `start` with a further trained `encoder.onnx`, and say so in the card.

    Every epoch has all new windows and other known ones, all as a tagger meets them.
    """
    card = read_card(more.start)
    classes = WordClasses(card.language)
    card.check(classes, more.start)
    new = [sample for text, times in read_texts(more.new).values() for _ in range(times) for sample in met(text)]
    known = _known(more)
    tell(f"encoder: {len(new)} new windows, {len(known)} known ones")
    plan = Plan(epochs=EPOCHS, learning_rate=RATE, head_rate=HEAD_RATE, seed=more.seed)
    beside = int(BESIDE * len(new))
    epochs = [new + [known[(n * beside + i) % len(known)] for i in range(beside)] for n in range(plan.epochs)]
    start = reread(more.start / "encoder.onnx", classes.size, len(plan.layers))
    model = fit_encoder(epochs, plan, classes, tell, start)
    more.out.mkdir(parents=True, exist_ok=True)
    for path in more.start.glob("*.crfsuite"):
        shutil.copy(path, more.out / path.name)
    export(model, more.out, classes.size)
    size = sum((more.out / name).stat().st_size for name in ("encoder.onnx", "tokenizer.json"))
    data = [f"{len(read_folder(folder))} texts, {digest(folder)}" for folder in dict.fromkeys([*more.new, *more.known])]
    told = {"windows": len(new), "beside": beside, "epochs": plan.epochs, "seed": plan.seed, "data": data}
    before = {key: value for key, value in card.encoder.items() if key != "bytes"}
    card = replace(card, version=more.version, encoder={"went_on_from": before, **told, "bytes": size})
    write_card(more.out, card)
    return card


def _known(more: More) -> list[Sample]:
    """Return windows of known texts as they are met and as they were first learned, in random order."""
    texts = read_texts(more.known)
    rows = [sample for text, _ in texts.values() for sample in met(text)]
    rows += [item.sample for item in weighed(texts, more.seed) for _ in range(item.times) if is_of_posts(item.sample)]
    random.Random(more.seed).shuffle(rows)  # noqa: S311  no secret
    return rows
