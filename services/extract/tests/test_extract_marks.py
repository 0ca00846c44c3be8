"""Reports with marks become annotated texts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))

from mark_reports import read_reports

REPORT = """## 2021-05-03
The army {e has opened} [e two new posts] near <Orlo>. Rebels {w left} [w the fort] and [k three guards] died.

## 2021-05-04
Nothing happened at <Orlo>.
"""


def test_marks_become_records_with_the_words_as_they_stand(tmp_path):
    (tmp_path / "my.txt").write_text(REPORT, encoding="utf-8")
    (article, gold), (_, quiet) = read_reports(tmp_path / "my.txt")
    assert article["raw"].startswith("The army has opened two new posts near Orlo. Rebels left")
    first, second = gold["posts"]
    assert (first["event_type"], first["count"], first["places"]) == ("post.established", 2, ["Orlo"])
    assert first["spans"] == {"facility": "two new posts", "action": ["has opened"]}
    assert (second["event_type"], second["places"]) == ("post.withdrawn", [])
    assert [toll["killed"] for toll in gold["casualties"]] == [3]
    assert (quiet["kind"], quiet["posts"]) == ("negative", [])
