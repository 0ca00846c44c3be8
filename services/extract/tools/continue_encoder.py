"""Go on training the encoder with new reports: `continue_encoder.py NEW... --known FOLDER... --out WEIGHTS`.

NEW are folders in the format of docs/training.md, or reports with marks (`.txt`, see `mark_reports.py`). `--known`
names folders the encoder learned from before; each epoch repeats a part of them. 800 windows take three CPU-minutes.
"""

import argparse
import tempfile
from pathlib import Path

from make_reports import write_folder
from mark_reports import read_reports

from vedette.extract.tagger.cards import WEIGHTS
from vedette.extract.training.encoder_more import More, go_on


def main() -> None:
    """Write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("new", type=Path, nargs="+")
    parser.add_argument("--known", type=Path, nargs="+", required=True)
    parser.add_argument("--start", type=Path, default=WEIGHTS, help="weights to go on from; those that ship")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", required=True, help="version of the weights, for the card")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folders = [_folder(path, Path(scratch)) for path in options.new]
        known = [_folder(path, Path(scratch)) for path in options.known]
        go_on(More(options.start, folders, known, options.out, options.name, options.seed), print)


def _folder(path: Path, scratch: Path) -> Path:
    if path.is_dir():
        return path
    folder = scratch / path.stem
    write_folder(folder, list(read_reports(path)))
    return folder


if __name__ == "__main__":
    main()
