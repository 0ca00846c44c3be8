"""Turn reports with marks into annotated texts: `mark_reports.py REPORTS FOLDER`.

A line `## DAY` begins a report. `[e words]` marks an installation and `{e words}` what happens to it, with the letters
of `make_reports.py`; a digit after the letter (`[e1 ...]`) tells a second happening of one kind from the first.
`<words>` marks a place; a happening takes the places of its sentence. Writes `articles.jsonl` and `gold.jsonl` in the
format of docs/training.md.
"""

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from make_reports import ACTIONS, COUNTERS, Record, number_in, write_folder

from vedette.extract.sentences import split_text

MARK = re.compile(r"(?P<kind>[\[{<])(?:(?<!<)(?P<letter>[a-z])(?P<nth>\d?) )?(?P<words>[^\[\]{}<>]*)[\]}>]")
PLACE, INSTALLATION = "<", "["


@dataclass(frozen=True)
class Mark:
    """Marked words with their offset in the plain text; the key of a place is empty."""

    kind: str
    key: str
    start: int
    words: str


def plain(marked: str) -> tuple[str, list[Mark]]:
    """Return the text without marks, and the marks."""
    parts: list[str] = []
    marks, last, length = [], 0, 0
    for match in MARK.finditer(marked):
        between = marked[last : match.start()]
        start, last = length + len(between), match.end()
        key = (match["letter"] or "") + (match["nth"] or "")
        marks.append(Mark(match["kind"], key, start, match["words"]))
        parts += [between, match["words"]]
        length = start + len(match["words"])
    return "".join([*parts, marked[last:]]), marks


def happenings(text: str, marks: list[Mark]) -> Iterator[Record]:
    """Yield a record for each happening with an installation, and for each number of persons harmed."""
    for key in dict.fromkeys(mark.key for mark in marks if mark.key):
        mine = [mark for mark in marks if mark.key == key]
        what = next((mark for mark in mine if mark.kind == INSTALLATION), None)
        if what is None:
            continue
        start, end = next(span for span in split_text(text) if span[0] <= what.start < span[1])
        places = [mark.words for mark in marks if mark.kind == PLACE and start <= mark.start < end]
        common = {"quote": text[start:end], "places": places, "date": None, "attribution": None, "perpetrator": None}
        yield common | _fields(key[0], what, [mark.words for mark in mine if mark.kind not in PLACE + INSTALLATION])


def _fields(letter: str, what: Mark, deeds: list[str]) -> Record:
    if letter in COUNTERS:
        toll = dict.fromkeys(COUNTERS.values()) | {COUNTERS[letter]: number_in(what.words)}
        head = {"event_type": "casualty", "scope": "incident", "victims": None, "cause": None}
        return head | toll | {"spans": {COUNTERS[letter]: what.words}}
    spans = {"facility": what.words} | ({"action": deeds} if deeds else {})
    head = {"event_type": f"post.{ACTIONS[letter]}", "actor": None, "count": number_in(what.words), "total": None}
    return head | {"spans": spans}


def read_reports(path: Path) -> Iterator[tuple[Record, Record]]:
    """Yield each report as an article and what is marked in it."""
    for number, block in enumerate(re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]):
        day, _, marked = block.partition("\n")
        text, marks = plain(" ".join(marked.split()))
        records = list(happenings(text, marks))
        name = f"{path.stem}{number:03}"
        article = {"id": name, "url": None, "title": None, "published": day.strip(), "source": "written for training"}
        gold = {"id": name, "kind": "positive" if records else "negative", "region": "invented"}
        for family, letters in (("posts", ACTIONS), ("casualties", COUNTERS)):
            kinds = {f"post.{name}" for name in letters.values()} | {"casualty"}
            gold[family] = [r for r in records if r["event_type"] in kinds and (letters is ACTIONS) == ("total" in r)]
        yield article | {"lang": "en", "input_kind": "text", "raw": text}, gold


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    write_folder(options.folder, list(read_reports(options.reports)))


if __name__ == "__main__":
    main()
