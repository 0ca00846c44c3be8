"""Train the encoder: samples in, weights out; fixed seed, minutes on two cores. Needs the `train` extra."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import nn

from vedette.extract.tagger.heads import HEADS, head_slices
from vedette.extract.tagger.wordclasses import WordClasses
from vedette.extract.training.augment import Augmenter
from vedette.extract.training.labels import IGNORED, Sample
from vedette.extract.training.network import Encoder, base_folder

__all__ = ["Plan", "batch_of", "encode", "fit", "load_tokenizer"]

MASK_PIECE, FIRST_WORD_PIECE = 103, 999
HEAD_WEIGHT = {"count": 1.0, "post": 1.5, "argument": 0.6, "scope": 0.3, "text": 0.5}
"""Share of each head in the loss. Source: reading study for the first four; `text` chosen on held-out texts."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Settings of one training."""

    epochs: int = 7
    learning_rate: float = 4e-4
    head_rate: float = 2e-3
    batch: int = 16
    seed: int = 0
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    drop_words: float = 0.05
    augment: bool = True


@dataclass(frozen=True, slots=True)
class Encoded:
    """Word pieces of a sample with labels and weights per head."""

    ids: list[int]
    classes: list[tuple[float, ...]]
    labels: dict[str, list[int]]
    weights: list[float]


def load_tokenizer(pieces: int = 256) -> Tokenizer:
    """Return the base tokenizer, cut at that many word pieces."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=pieces)
    return tokenizer


def encode(sample: Sample, tokenizer: Tokenizer, classes: WordClasses) -> Encoded:
    """Return a sample as the network takes it; labels stand on the first piece of each word."""
    text, spans = sample.text()
    encoding = tokenizer.encode(text)
    n = len(encoding.ids)
    zero = (0.0,) * classes.size
    rows = [zero] * n
    labels = {head: [IGNORED] * n for head in HEADS}
    weights = [1.0] * n
    piece = 1
    for word, (start, end) in zip(sample.words, spans, strict=True):
        while piece < n - 1 and encoding.offsets[piece][1] <= start:
            piece += 1
        if piece >= n - 1 or encoding.offsets[piece][0] >= end:
            continue
        for head in ("count", "post", "argument", "scope"):
            labels[head][piece] = getattr(word, head)
        weights[piece] = word.weight
        while piece < n - 1 and encoding.offsets[piece][0] < end:
            rows[piece] = classes.bits(word.text)
            piece += 1
    if sample.conflict is not None:
        labels["text"][0] = int(sample.conflict)
    return Encoded(encoding.ids, rows, labels, weights)


def batch_of(rows: Sequence[Encoded], size: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return ids, mask and word classes, padded to the longest."""
    n = max(len(r.ids) for r in rows)
    ids = torch.tensor([r.ids + [0] * (n - len(r.ids)) for r in rows])
    mask = torch.tensor([[1] * len(r.ids) + [0] * (n - len(r.ids)) for r in rows])
    zero = (0.0,) * size
    return ids, mask, torch.tensor([[*r.classes, *[zero] * (n - len(r.ids))] for r in rows])


def fit(samples: Sequence[Sample], plan: Plan, report: Callable[[str], None] = lambda _: None) -> Encoder:
    """Return a trained encoder; the same samples and plan give the same weights on one machine."""
    torch.manual_seed(plan.seed)
    rng = random.Random(plan.seed)  # noqa: S311  order of samples, no secret
    classes, tokenizer = WordClasses(), load_tokenizer()
    model = Encoder(classes.size, len(plan.layers))
    model.load_base(base_folder(), list(plan.layers))
    model.words.requires_grad_(requires_grad=False)  # half of the parameters; frozen: twice as fast, no loss seen
    augmenter = Augmenter(samples)
    optimizer = _optimizer(model, plan)
    per_epoch = -(-len(samples) // plan.batch)
    steps = per_epoch * plan.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * steps), max(0.0, (steps - s) / (0.9 * steps)))
    )
    model.train()
    for epoch in range(plan.epochs):
        changed = [augmenter(s, rng) if plan.augment and epoch else s for s in samples]
        rows = [encode(s, tokenizer, classes) for s in changed]
        total = 0.0
        for part in _batches(rows, plan.batch, rng):
            loss = _loss(model, part, classes.size, plan.drop_words)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += loss.item()
        report(f"epoch {epoch + 1} of {plan.epochs}: loss {total / per_epoch:.4f}")
    model.eval()
    return model


def _optimizer(model: Encoder, plan: Plan) -> torch.optim.Optimizer:
    new = ("feed", "near", "answer")
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    groups = [
        {"params": [p for n, p in named if not n.startswith(new)], "lr": plan.learning_rate},
        {"params": [p for n, p in named if n.startswith(new)], "lr": plan.head_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=0.01, fused=True)


def _batches(rows: list[Encoded], size: int, rng: random.Random) -> Iterator[list[Encoded]]:
    """Yield batches of like length in random order: less padding, same mixture."""
    order = list(range(len(rows)))
    rng.shuffle(order)
    chunk = size * 8
    parts = []
    for at in range(0, len(order), chunk):
        near = sorted(order[at : at + chunk], key=lambda i: len(rows[i].ids))
        parts += [near[i : i + size] for i in range(0, len(near), size)]
    rng.shuffle(parts)
    for part in parts:
        yield [rows[i] for i in part]


def _loss(model: Encoder, part: list[Encoded], size: int, drop_words: float) -> torch.Tensor:
    ids, mask, classes = batch_of(part, size)
    hidden = (torch.rand(ids.shape) < drop_words) & (ids > FIRST_WORD_PIECE)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(ids.masked_fill(hidden, MASK_PIECE), mask, classes)
    logits = logits.float()
    n = ids.shape[1]
    weights = torch.tensor([r.weights + [1.0] * (n - len(r.weights)) for r in part])
    loss = torch.zeros(())
    for head, where in head_slices().items():
        wanted = torch.tensor([r.labels[head] + [IGNORED] * (n - len(r.ids)) for r in part])
        each = nn.functional.cross_entropy(
            logits[..., where].transpose(1, 2), wanted, reduction="none", ignore_index=IGNORED
        )
        known = max(1, int((wanted >= 0).sum()))
        scale = 10.0 if head in {"count", "post", "argument"} else 1.0
        loss = loss + HEAD_WEIGHT[head] * scale * (each * weights).sum() / known
    return loss
