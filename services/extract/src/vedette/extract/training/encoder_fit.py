"""Train the encoder: samples in, network out; fixed seed, minutes on two cores. Needs the `train` extra."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from vedette.extract.tagger.encoder import PIECES, head_slices, pieces_of
from vedette.extract.tagger.heads import HEADS, Floats
from vedette.extract.tagger.wordclasses import WordClasses
from vedette.extract.training.augment import Augmenter
from vedette.extract.training.labels import IGNORED, Sample
from vedette.extract.training.network import Encoder, base_folder

__all__ = ["Plan", "fit_encoder"]

MASK_PIECE, FIRST_WORD_PIECE = 103, 999
HEAD_WEIGHT = {"count": 1.0, "post": 1.5, "argument": 0.6}
"""Share of each question in the loss. `argument` is asked in training only: places and actions teach the other two."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Settings of one training."""

    epochs: int = 4
    learning_rate: float = 4e-4
    head_rate: float = 2e-3
    batch: int = 16
    seed: int = 0
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    frozen: int = 2
    drop_words: float = 0.05
    threads: int = 2


@dataclass(frozen=True, slots=True)
class _Encoded:
    """Word pieces of a sample with labels per question and weights."""

    ids: list[int]
    classes: Floats
    labels: dict[str, list[int]]
    weights: list[float]


def fit_encoder(
    epochs: Sequence[Sequence[Sample]],
    plan: Plan,
    classes: WordClasses,
    tell: Callable[[str], None],
    start: Encoder | None = None,
) -> Encoder:
    """Return a trained network; the same samples and plan give the same weights on one machine.

    `epochs` holds the samples of each; one that comes again is changed. Training goes on from `start`, None for the
    bare base.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(plan.threads)
    rng = random.Random(plan.seed)  # noqa: S311  order of samples, no secret
    tokenizer, model = _tokenizer(), _frozen(start or _bare(plan, classes), plan)
    augmenter, seen = Augmenter(list({id(sample): sample for part in epochs for sample in part}.values())), set[int]()
    optimizer = _optimizer(model, plan)
    steps = sum(-(-len(part) // plan.batch) for part in epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps)))
    )
    model.train()
    for number, samples in enumerate(epochs, 1):
        changed = [augmenter(sample, rng) if id(sample) in seen else sample for sample in samples]
        rows, total = [_encode(sample, tokenizer, classes) for sample in changed], 0.0
        seen |= {id(sample) for sample in samples}
        for part in _batches(rows, plan.batch, rng):
            loss = _loss(model, part, plan.drop_words)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += loss.item()
        tell(f"epoch {number} of {len(epochs)}: loss {total * plan.batch / max(1, len(samples)):.3f}")
    model.eval()
    return model


def _bare(plan: Plan, classes: WordClasses) -> Encoder:
    """Return the network with base weights."""
    model = Encoder(classes.size, len(plan.layers))
    model.load_base(base_folder(), list(plan.layers))
    return model


def _frozen(model: Encoder, plan: Plan) -> Encoder:
    """Keep word pieces and the lowest layers as they are: as good, and faster."""
    for part in (model.words, model.positions, model.kinds, model.norm, *list(model.layers)[: plan.frozen]):
        part.requires_grad_(requires_grad=False)
    return model


def _tokenizer() -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=PIECES)
    return tokenizer


def _encode(sample: Sample, tokenizer: Tokenizer, classes: WordClasses) -> _Encoded:
    """Return a sample as the network takes it; labels stand on the first piece of each word."""
    text, spans = sample.text()
    encoding = tokenizer.encode(text)
    pieces, bits = pieces_of(encoding, [word.text for word in sample.words], spans, classes)
    labels = {head: [IGNORED] * len(encoding.ids) for head in HEADS}
    weights = [1.0] * len(encoding.ids)
    for word, piece in zip(sample.words, pieces, strict=True):
        if piece >= 0:
            weights[piece] = word.weight
            for head in HEADS:
                labels[head][piece] = word.label(head)
    return _Encoded(encoding.ids, bits, labels, weights)


def _optimizer(model: Encoder, plan: Plan) -> torch.optim.Optimizer:
    new = ("feed", "near", "answer")
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for n, p in named if not n.startswith(new)], "lr": plan.learning_rate},
        {"params": [p for n, p in named if n.startswith(new)], "lr": plan.head_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _batches(rows: list[_Encoded], size: int, rng: random.Random) -> Iterator[list[_Encoded]]:
    """Yield batches of like length in random order: less padding, same mixture."""
    order = list(range(len(rows)))
    rng.shuffle(order)
    chunk, parts = size * 8, []
    for at in range(0, len(order), chunk):
        near = sorted(order[at : at + chunk], key=lambda i: len(rows[i].ids))
        parts += [near[i : i + size] for i in range(0, len(near), size)]
    rng.shuffle(parts)
    for part in parts:
        yield [rows[i] for i in part]


def _loss(model: Encoder, part: list[_Encoded], drop_words: float) -> torch.Tensor:
    n = max(len(row.ids) for row in part)
    ids = torch.tensor([row.ids + [0] * (n - len(row.ids)) for row in part])
    mask = torch.tensor([[1] * len(row.ids) + [0] * (n - len(row.ids)) for row in part])
    classes = torch.from_numpy(np.stack([np.pad(row.classes, ((0, n - len(row.ids)), (0, 0))) for row in part]))
    weights = torch.tensor([row.weights + [1.0] * (n - len(row.weights)) for row in part])
    hidden = (torch.rand(ids.shape) < drop_words) & (ids > FIRST_WORD_PIECE)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(ids.masked_fill(hidden, MASK_PIECE), mask, classes)
    loss = torch.zeros(())
    for head, where in head_slices().items():
        wanted = torch.tensor([row.labels[head] + [IGNORED] * (n - len(row.ids)) for row in part])
        each = nn.functional.cross_entropy(
            logits.float()[..., where].transpose(1, 2), wanted, reduction="none", ignore_index=IGNORED
        )
        loss = loss + 10 * HEAD_WEIGHT[head] * (each * weights).sum() / max(1, int((wanted >= 0).sum()))
    return loss
