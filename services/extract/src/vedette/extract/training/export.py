"""Write a trained encoder as the service loads it: ONNX with 8-bit weights, tokenizer, card. Needs extra `train`."""

import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from vedette.extract.tagger.heads import HEADS
from vedette.extract.tagger.wordclasses import WordClasses
from vedette.extract.training.network import Encoder, base_folder

__all__ = ["export"]

OPSET = 17


def export(model: Encoder, folder: Path, card: dict[str, Any]) -> None:  # a card is free-form JSON
    """Write `encoder.onnx`, `tokenizer.json` and `labels.json` to a folder; all the service needs."""
    folder.mkdir(parents=True, exist_ok=True)
    classes = WordClasses()
    ids = torch.randint(1000, 20000, (2, 16))
    example = (ids, torch.ones_like(ids), torch.zeros(2, 16, classes.size))
    axes = {name: {0: "batch", 1: "pieces"} for name in ("ids", "mask", "classes", "logits")}
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        torch.onnx.export(
            model, example, str(full), input_names=["ids", "mask", "classes"], output_names=["logits"],
            opset_version=OPSET, dynamo=False, dynamic_axes=axes,
        )  # fmt: skip
        quantize_dynamic(
            full, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
        )  # fmt: skip
    _tokenizer(folder / "tokenizer.json")
    labels = {"heads": HEADS, "wordclasses": classes.digest, **card}
    (folder / "labels.json").write_text(json.dumps(labels, indent=2) + "\n", encoding="utf-8")


def _tokenizer(target: Path) -> None:
    """Copy the base tokenizer without its settings for padding and cutting; the tagger sets its own."""
    content = json.loads((base_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    content["padding"] = content["truncation"] = None
    target.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
