"""Read a shipped encoder back into the network it was written from, so that training can go on. Needs extra `train`."""

from pathlib import Path

import numpy as np
import onnx  # type: ignore[import-not-found]  # of the extra
import torch
from onnx import numpy_helper  # type: ignore[import-not-found]

from vedette.extract.tagger.heads import Floats
from vedette.extract.training.network import HIDDEN, Encoder

__all__ = ["reread"]

_EIGHT_BIT = "_quantized"


def reread(path: Path, classes: int, layers: int = 6) -> Encoder:
    """Return the network of an `encoder.onnx`; its 8-bit weights become the numbers they stand for.

    Raises: `RuntimeError` if the file holds another network.
    """
    graph = onnx.load(path).graph
    stored = {item.name: numpy_helper.to_array(item) for item in graph.initializer}
    weights: dict[str, Floats] = {}
    for name, values in stored.items():
        if name.endswith(_EIGHT_BIT):
            plain = name.removesuffix(_EIGHT_BIT)
            weights[plain] = _numbers(values, stored[plain + "_scale"], stored[plain + "_zero_point"])
        elif not name.endswith(("_scale", "_zero_point")):
            weights[name] = values
    for node in graph.node:  # the names of matrices are lost; the nodes that multiply by them have kept theirs
        if node.op_type == "MatMulInteger" and node.input[1] in stored:
            module = node.name.strip("/").rsplit("/", 1)[0].replace("/", ".")
            weights[module + ".weight"] = weights[node.input[1].removesuffix(_EIGHT_BIT)].T
    model = Encoder(classes, layers)
    kind = next((row for name, row in weights.items() if name.startswith("onnx::Add") and row.shape == (HIDDEN,)), None)
    if kind is not None:  # the one row of `kinds` that is ever read
        weights["kinds.weight"] = np.stack([kind, kind])
    if lacking := [name for name in model.state_dict() if name not in weights]:
        msg = f"{path}: not an encoder of ours, it lacks {lacking[:3]}"
        raise RuntimeError(msg)
    model.load_state_dict({name: torch.from_numpy(np.array(weights[name], np.float32)) for name in model.state_dict()})
    return model


def _numbers(values: Floats, scale: Floats, zero: Floats) -> Floats:
    numbers: Floats = (values.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32)
    return numbers
