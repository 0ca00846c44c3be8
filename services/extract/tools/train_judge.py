"""Train the judge of relevance: `train_judge.py SOURCE... [--out FOLDER] [--seed N]`.

A source is a folder of annotated texts (docs/training.md; with `silent.jsonl`, look-alikes too) or a file of
look-alikes. Prints what a judge keeps and leaves out of texts held out by kind, then learns from all and writes
`judge.tsv` and `judge.json`.
"""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from vedette.extract.relevance.verdicts import FOLDER
from vedette.extract.steps import build_tools
from vedette.extract.training.judge_fit import JudgeCard, figures, fit_judge, held_out, write_judge
from vedette.extract.training.judged import Example, Judged, examples_of, read_judged


def name_of(source: Path, texts: Sequence[Judged]) -> str:
    """Return what the card says of a source: its name, and a short name of the texts learned from."""
    content = "".join(text.article.text_sha256 for text in texts)
    return f"{source.name}: {len(texts)} texts, sha256 {hashlib.sha256(content.encode()).hexdigest()[:16]}"


def tell(line: str) -> None:
    """Write a line to the terminal."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """Measure, train, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--licence", default="not stated")
    options = parser.parse_args()
    tools = build_tools()
    examples: list[Example] = []
    data = []
    for source in options.sources:
        texts = read_judged(source)
        examples += [example for text in texts for example in examples_of(text, tools)]
        data.append(name_of(source, texts))
        tell(data[-1])
    scores = figures(held_out(examples, options.seed, tell))
    for length, row in scores.items():
        tell(f"{length}: {row}")
    weights = fit_judge(examples)
    write_judge(options.out, weights, JudgeCard("en", options.licence, options.seed, data, scores=scores))
    tell(f"{len(examples)} happenings, {len(weights)} traits")


if __name__ == "__main__":
    main()
