"""Train the line model: `python -m vedette.clean.training DUMPS.jsonl.gz [--out FILE]`.

Weights go to `data/line_model.json` unless told otherwise. How the model does on sites it never saw: `make eval`.
"""

import argparse
import json
import sys
from importlib.resources import files
from pathlib import Path

from vedette.clean.context import FIRST, SECOND
from vedette.clean.model import LineModel, Vector
from vedette.clean.training.dumps import Dump, read_dumps
from vedette.clean.training.train import train


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m vedette.clean.training", description="Train the line model.")
    parser.add_argument("dumps", type=Path, help="labelled dumps, JSON lines, gzip; the format is in docs/cleaning.md")
    parser.add_argument("--out", type=Path, default=Path(str(files("vedette.clean").joinpath("data/line_model.json"))))
    options = parser.parse_args()
    dumps = read_dumps(options.dumps)
    options.out.write_text(json.dumps(_as_table(train(dumps), dumps), indent=1) + "\n", "utf-8")
    sys.stdout.write(f"wrote {options.out}\n")
    return 0


def _as_table(model: LineModel, dumps: list[Dump]) -> dict[str, object]:
    return {
        "about": "Weights of the line model by column (docs/cleaning.md), by python -m vedette.clean.training.",
        "trained_on": {
            "dumps": len(dumps),
            "sites": len({dump.site for dump in dumps}),
            "lines": sum(len(dump.lines) for dump in dumps),
        },
        "chain": {"lean": model.lean, "enter": model.enter, "leave": model.leave},
        "first": _named(FIRST, model.first),
        "second": _named((*FIRST, *SECOND), model.second),
    }


def _named(names: tuple[str, ...], weights: Vector) -> dict[str, float]:
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


if __name__ == "__main__":
    raise SystemExit(main())
