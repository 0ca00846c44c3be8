"""Train the line model: `python -m vedette.clean.training DUMPS.jsonl.gz [--out FILE] [--report]`.

Weights go to `data/line_model.json` unless told otherwise. `--report` first trains on three quarters of the sites and scores
on the last, four times over, and prints F1 and comment leaks of sites never trained on.
"""

import argparse
import json
import random
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np

from vedette.clean.context import FIRST, SECOND
from vedette.clean.lines import clean_lines
from vedette.clean.model import LineModel
from vedette.clean.training.dumps import Dump, graft_comments, read_dumps
from vedette.clean.training.fit import Vector, fit_both, prepare
from vedette.clean.training.score import Score

RIDGE = 20.0
"""L2 penalty: the best of 5, 20, 80 over four folds of sites."""
LEAN, ENTER, LEAVE = 0.5, 0.2, 0.2
"""What the chain adds to each line, and its costs, in log odds: the best of a small grid over four folds of sites."""
FOLDS = 4


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m vedette.clean.training", description="Train the line model.")
    parser.add_argument("dumps", type=Path, help="labelled dumps, JSON lines, gzip")
    parser.add_argument("--out", type=Path, default=Path(str(files("vedette.clean").joinpath("data/line_model.json"))))
    parser.add_argument("--report", action="store_true", help="cross-validate over sites before training")
    options = parser.parse_args()
    dumps = read_dumps(options.dumps)
    if options.report:
        report(dumps)
    options.out.write_text(json.dumps(_as_table(train(dumps), dumps), indent=1) + "\n", "utf-8")
    sys.stdout.write(f"wrote {options.out}\n")
    return 0


def train(dumps: list[Dump], seed: int = 1) -> LineModel:
    """Fit both passes on the dumps and on copies with grafted comments."""
    pages = [prepare(dump) for dump in (*dumps, *graft_comments(dumps, random.Random(seed)))]
    first, second = fit_both(pages, ridge=RIDGE)
    return LineModel(first.astype(np.float32), second.astype(np.float32), LEAN, ENTER, LEAVE)


def report(dumps: list[Dump]) -> None:
    """Print scores on sites that were not trained on."""
    sites = sorted({dump.site for dump in dumps})
    random.Random(7).shuffle(sites)
    fold = {site: number % FOLDS for number, site in enumerate(sites)}
    scores = {style: Score() for style in ("all", "blocks", "resiliparse", "nodes")}
    leaked = carrying = 0
    for part in range(FOLDS):
        model = train([dump for dump in dumps if fold[dump.site] != part])
        for dump in (dump for dump in dumps if fold[dump.site] == part):
            body = clean_lines(dump.lines, model=model)
            for style in ("all", dump.style):
                scores[style].add("\n".join(body.paragraphs), dump.gold())
            carrying += any(dump.comment)
            leaked += any(dump.comment[i] and not dump.body[i] for i in body.kept)
    for style, score in scores.items():
        sys.stdout.write(f"{style:12} P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.4f}\n")
    sys.stdout.write(f"comment leaks in {leaked} of {carrying} dumps that have any\n")


def _as_table(model: LineModel, dumps: list[Dump]) -> dict[str, object]:
    def named(names: tuple[str, ...], weights: Vector) -> dict[str, float]:
        return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}

    return {
        "about": "Weights of the line model, by column; see docs/cleaning.md. Written by python -m vedette.clean.training.",
        "trained_on": {
            "dumps": len(dumps),
            "sites": len({dump.site for dump in dumps}),
            "lines": sum(len(d.lines) for d in dumps),
        },
        "chain": {"lean": model.lean, "enter": model.enter, "leave": model.leave},
        "first": named(FIRST, model.first.astype(np.float64)),
        "second": named((*FIRST, *SECOND), model.second.astype(np.float64)),
    }


if __name__ == "__main__":
    raise SystemExit(main())
