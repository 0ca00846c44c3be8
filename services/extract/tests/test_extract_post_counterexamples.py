"""Whole articles that look like war and posts and are neither; the texts lie with the evaluation."""

import json
from pathlib import Path

import pytest
from articles import read

TEXTS = Path(__file__).parents[3] / "tests" / "eval" / "own" / "silent.jsonl"
# Share of articles without an event that must give no claim; headlines are read, too, which wakes a few.
FLOORS = {"seen": 0.97, "last": 0.7}  # share of articles without an event that must give no claim


@pytest.mark.parametrize(("split", "floor"), FLOORS.items())
def test_articles_without_an_event_stay_silent(split, floor):
    rows = [row for row in map(json.loads, TEXTS.read_text("utf-8").splitlines()) if row["split"] == split]
    loud = [row["id"] for row in rows if read(row["raw"], title=row["title"], published=row["published"])]
    assert len(loud) <= (1 - floor) * len(rows), loud
