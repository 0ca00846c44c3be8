import json
import random
from pathlib import Path

import pytest

from vedette.extract.tagger.linear import LinearTagger
from vedette.extract.training.labels import samples
from vedette.extract.training.measure import Found, best_thresholds, figures
from vedette.extract.training.met import met
from vedette.extract.training.run import Order, train
from vedette.extract.training.texts import AnnotatedText, Record, read_folder

PLACES = ("Tessit", "Sobane", "Bosso", "Kamanjab", "Orlovka", "Tamraz", "Velikan", "Ouallam", "Hamra", "Pir Tal")
QUIET = "The market of {place} was full on Friday and the price of millet fell."


def record(place: str) -> tuple[str, dict]:
    text = f"Soldiers have set up a new checkpoint at {place}. Two policemen were killed on the road."
    post = {
        "event_type": "post.established", "actor": "Soldiers", "count": 1,
        "places": [place], "quote": text[: text.index(".") + 1],
        "spans": {"facility": "a new checkpoint", "action": "have set up"},
    }  # fmt: skip
    toll = {"event_type": "casualty", "killed": 2, "quote": text, "spans": {"killed": "Two policemen"}}
    return text, {"kind": "positive", "posts": [post], "casualties": [toll]}


def folder_of_reports(folder: Path, number: int = 40) -> Path:
    folder.mkdir()
    with (folder / "articles.jsonl").open("w") as articles, (folder / "gold.jsonl").open("w") as gold:
        for n in range(number):
            place = PLACES[n % len(PLACES)]
            text, marks = record(place)
            if n % 2:
                text, marks = QUIET.format(place=place), {"kind": "negative", "posts": [], "casualties": []}
            articles.write(json.dumps({"id": str(n), "raw": text, "published": "2024-05-01"}) + "\n")
            gold.write(json.dumps({"id": str(n), **marks}) + "\n")
    return folder


def test_labels_lie_on_the_marked_words(tmp_path: Path) -> None:
    text = read_folder(folder_of_reports(tmp_path / "reports"))[0]
    (sample,) = samples(text, random.Random(0))
    marked = {(w.text, tag) for w, tag in zip(sample.words, sample.tags("post"), strict=True) if tag != "O"}
    assert marked == {("a", "B-established"), ("new", "I-established"), ("checkpoint", "I-established")}
    assert [tag for tag in sample.tags("count") if tag != "O"] == ["B-killed", "I-killed"]


def test_a_long_text_is_met_as_the_gate_leaves_it() -> None:
    market = "The market was full on Friday and the price of millet fell. "
    post = Record("post.withdrawn", "The last platoon left its camp at Sobane.", {"facility": ["its camp"]})
    text = market * 9 + post.quote + " " + market * 9 + "A school stands beside the old fort."
    left, fort = met(AnnotatedText("t", text, "", None, [post]))
    assert left.text()[0] == market + post.quote  # led by the sentence before
    assert [word.text for word in left.words if word.label("post")] == ["its", "camp"]
    assert fort.text()[0].endswith("the old fort.")
    assert not any(word.label("post") for word in fort.words)


def test_training_gives_the_same_weights_again_and_they_read(tmp_path: Path) -> None:
    data = folder_of_reports(tmp_path / "reports")
    cards = [train(Order([data], tmp_path / name, licence="own"), lambda _: None) for name in ("first", "second")]
    assert (tmp_path / "first" / "post.crfsuite").read_bytes() == (tmp_path / "second" / "post.crfsuite").read_bytes()
    assert cards[0] == cards[1]
    assert cards[0].scores["linear"]["post"]["f"] == 1.0
    assert LinearTagger(tmp_path / "first").name == "linear/1"
    assert "held out" in (tmp_path / "first" / "report.md").read_text(encoding="utf-8")


def test_a_handful_of_texts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="too few"):
        train(Order([folder_of_reports(tmp_path / "few", 4)], tmp_path / "out"), lambda _: None)


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    data = folder_of_reports(tmp_path / "reports")
    (data / "gold.jsonl").write_text("{\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"gold\.jsonl:1"):
        read_folder(data)


def test_a_threshold_cuts_false_alarms_and_keeps_what_is_right() -> None:
    found = [Found("post", "planned", 0.9, right=True)] * 50 + [Found("post", "planned", 0.6, right=False)] * 50
    thresholds = best_thresholds(found)
    assert 0.6 < thresholds["post"]["planned"] <= 0.9
    assert figures(found, thresholds)["post"]["precision"] == 1.0
