"""Whole articles that look like war and posts and are neither; the texts lie with the evaluation."""

import json
from pathlib import Path

from articles import read

TEXTS = Path(__file__).parents[3] / "tests" / "eval" / "own" / "silent.jsonl"
FLOOR = 0.97  # share of articles without an event that must give no claim


def test_articles_without_an_event_stay_silent():
    rows = [json.loads(line) for line in TEXTS.read_text("utf-8").splitlines()]
    loud = [row["id"] for row in rows if read(row["raw"], title=row["title"], published=row["published"])]
    assert len(loud) <= (1 - FLOOR) * len(rows), loud
