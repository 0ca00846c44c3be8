"""Score the line model on flattened pages of sites it was not trained on, and on the two samples.

Data (not part of the project): `flat_train.jsonl.gz` and the samples. Four models are trained, each on three
quarters of the sites;
takes about two minutes of CPU. A leak is a dump of whose comments (lines of eight words or more) any comes out.
Fails below a floor of `floors.json`; without the data nothing is measured and nothing fails.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from vedette.clean.lines import clean_lines
from vedette.clean.steps import clean_article
from vedette.clean.training.dumps import Dump, read_dumps
from vedette.clean.training.score import Score
from vedette.clean.training.train import folds
from vedette.schemas import RawArticle

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared"
SAMPLES = {"a_idlib_bases.txt": (*range(12),), "b_observation_posts.txt": (4, *range(8, 15))}
"""Lines of the samples that are article: headline and paragraphs."""


def baselines(dump: Dump) -> dict[str, list[str]]:
    return {
        "keep everything": dump.lines,
        "lines of 15 words": [line for line in dump.lines if len(line.split()) >= 15],
    }


def score_dumps(path: Path) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, Score]] = {}
    leaks: dict[str, int] = {}
    carrying = 0
    for model, tests in folds(read_dumps(path)):
        for dump in tests:
            comments = [
                line
                for line, body, comment in zip(dump.lines, dump.body, dump.comment, strict=True)
                if comment and not body
            ]
            carrying += bool(comments)
            for name, kept in {"vedette": clean_lines(dump.lines, model=model).paragraphs, **baselines(dump)}.items():
                text = "\n".join(kept)
                for part in ("all", dump.style):
                    scores.setdefault(name, {}).setdefault(part, Score()).add(text, dump.gold())
                leaks[name] = leaks.get(name, 0) + any(comment in text for comment in comments)
    print(f"dumps of sites not trained on, {carrying} with comments")
    for name, parts in scores.items():
        row = "".join(f"  {part} {score.f1:.4f}" for part, score in parts.items())
        print(f"{name:20}{row}  P {parts['all'].precision:.3f} R {parts['all'].recall:.3f}  leaks {leaks[name]}")
    found = {name: {part: score.f1 for part, score in parts.items()} for name, parts in scores.items()}
    return found | {"clean": {"share": 1 - leaks["vedette"] / max(1, carrying)}}


def score_samples(folder: Path) -> dict[str, float]:
    found = {}
    for name, lines in SAMPLES.items():
        text = (folder / name).read_text("utf-8")
        raw = RawArticle(
            article_id=name,
            source_id="eval",
            fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
            content_type="text/plain",
            body=text,
        )
        every = [line.strip() for line in text.split("\n") if line.strip()]
        score = Score()
        found[name[0]] = score.add(clean_article(raw).text, "\n".join(every[number] for number in lines))
        print(f"sample {name[0]}: F1 {found[name[0]]:.4f}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="Score the line model on flattened pages.")
    parser.add_argument("--data", type=Path, default=SHARED / "clean" / "flat_train.jsonl.gz")
    parser.add_argument("--samples", type=Path, default=SHARED / "samples")
    options = parser.parse_args()
    floors = json.loads((HERE / "floors.json").read_text())["clean"]["dumps"]
    found: dict[str, float] = {}
    if options.samples.exists():
        found |= {f"sample_{name}": f1 for name, f1 in score_samples(options.samples).items()}
    if options.data.exists():
        scores = score_dumps(options.data)
        found |= {"f1": scores["vedette"]["all"], "comments_out": scores["clean"]["share"]}
    if not found:
        print(f"no data in {SHARED}: nothing measured")
    under = [f"{name} is {value:.4f}, floor {floors[name]}" for name, value in found.items() if value < floors[name]]
    for line in under:
        print("below the floor:", line)
    return 1 if under else 0


if __name__ == "__main__":
    sys.exit(main())
