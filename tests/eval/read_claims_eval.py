"""Score reading on annotated texts with the scorer that lies beside them: `read_claims_eval.py [SET...]`.

Data (not part of the project): sets `briefs`, `articles`, `train`, `written` and the count rows, in the format of
`docs/evaluation.md`. Texts are taken as clean, so that cleaning is not measured here. Fails below a floor of
`floors.json`; without the data nothing is measured and nothing fails.
"""

import argparse
import hashlib
import importlib.util
import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from vedette.extract.steps import Reader, build_reader
from vedette.schemas import CleanArticle, Paragraph, ParagraphRole

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "dev"
SETS = {"briefs": "briefs", "articles": ".", "train": "train", "written": "written"}


def load_scorer(folder: Path) -> ModuleType:
    """Import the scorer that lies beside the data."""
    sys.path.insert(0, str(folder))
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_clean(line: dict) -> CleanArticle:
    """A text of the data as the cleaner would hand it over: paragraphs split at empty lines."""
    paragraphs: list[Paragraph] = []
    text = ""
    for block in (part.strip() for part in re.split(r"\n\s*\n", line["body"]) if part.strip()):
        text += "\n\n" if text else ""
        role = ParagraphRole.BODY if paragraphs else ParagraphRole.LEAD
        paragraphs.append(Paragraph(text=block, start=len(text), end=len(text) + len(block), role=role))
        text += block
    day = line.get("published_at")
    return CleanArticle(
        article_id=line["id"],
        source_id="eval",
        publisher=line.get("source"),
        title=line.get("title"),
        published_at=datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None,
        language="en",
        paragraphs=paragraphs,
        text=text,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        syndication_id=line["id"],
        cleaner="eval/1",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def read_all(reader: Reader, lines: list[dict]) -> tuple[dict[str, dict], float]:
    """Return one prediction per text and the texts read per CPU-second."""
    found, spent = {}, 0.0
    for line in lines:
        article = as_clean(line)
        start = time.process_time()
        claims = reader.read_article(article)
        spent += time.process_time() - start
        found[line["id"]] = {
            "id": line["id"],
            "article": article.model_dump(mode="json"),
            "claims": [claim.model_dump(mode="json") for claim in claims],
            "error": None,
        }
    return found, len(lines) / max(spent, 1e-9)


def score_set(scorer: ModuleType, reader: Reader, name: str) -> dict[str, float]:
    """Print a set's figures and return those that have floors."""
    folder = DATA / SETS[name]
    predictions, speed = read_all(reader, list(scorer.inputs(folder, counts=False, split=None)))
    result = scorer.score(scorer.read_lines(folder / "gold.jsonl"), predictions)
    print(f"== {name}: {speed:.0f} texts per CPU-second")
    scorer.print_score(result)
    texts = result["texts"]
    silent = texts["of these without a claim"] / texts["texts without events"]
    rows = {family: result["rows"][family] for family in ("post", "casualty")}
    found = {family: row["f1"] for family, row in rows.items()} | {"silent": silent}
    for family, row in rows.items():
        found |= {f"{family} {field}": row["fields"][field]["share"] for field in ("place", "date")}
    told = rows["casualty"]["fields"]
    found |= {f"casualty {who}": told[who]["share"] for who in ("perpetrator", "attribution") if told[who]["asked"]}
    return found


def score_counts(scorer: ModuleType, reader: Reader) -> dict[str, float]:
    """Print how often the labelled number of dead is among the claims, and return it by source."""
    lines = [line for line in scorer.inputs(DATA, counts=True, split=None) if "-" in line["id"]]
    predictions, speed = read_all(reader, lines)
    rows = scorer.count_rows(scorer.read_lines(DATA / "counts.jsonl"), predictions)
    print(f"== counts: {speed:.0f} texts per CPU-second")
    found = {name: row["killed any"] for name, row in rows.items() if "none killed" not in name}
    for name, share in found.items():
        print(f"{name:32} {share:.3f}")
    return found


def below_floor(found: dict[str, dict[str, float]]) -> list[str]:
    """Return a line for each figure under its floor."""
    floors = json.loads((HERE / "floors.json").read_text("utf-8"))["read"]
    return [
        f"{name} {field}: {value:.3f} < {floors[name][field]}"
        for name, fields in found.items()
        for field, value in fields.items()
        if field in floors.get(name, {}) and value < floors[name][field]
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=[*SETS, "counts"], metavar="SET")
    wanted = parser.parse_args().sets
    if not DATA.exists():
        print(f"no data in {DATA}: nothing measured")
        return 0
    scorer, reader = load_scorer(DATA), build_reader()
    found = {n: score_counts(scorer, reader) if n == "counts" else score_set(scorer, reader, n) for n in wanted}
    problems = below_floor(found)
    print("\n".join(problems) or "all floors hold")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
