"""Write a trained encoder as the service loads it: ONNX with 8-bit weights, and the tokenizer. Needs extra `train`."""

import json
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from vedette.extract.training.network import Encoder, base_folder

__all__ = ["export"]

OPSET = 17


def export(model: Encoder, folder: Path, classes: int) -> None:
    """Write `encoder.onnx` and `tokenizer.json` to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.full((2, 16), 2000)
    example = (ids, torch.ones_like(ids), torch.zeros(2, 16, classes))
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
    # the base tokenizer without its settings for padding and cutting; the tagger sets its own
    content = json.loads((base_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    content["padding"] = content["truncation"] = None
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (folder / "tokenizer.json").write_text(text, encoding="utf-8")
