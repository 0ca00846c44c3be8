"""Make short invented reports from frames: `make_reports.py FOLDER [--number 700] [--seed 2]`.

Reads `frames_en.txt` and `slots_en.yaml` of `training_data`, writes `articles.jsonl` and `gold.jsonl` in the format of
docs/training.md. In a frame `[e words]` marks an installation and `{e words}` what happens to it; the letter is the
action: e established, p planned, w withdrawn, r reinforced, a attacked. k, i, m, c, d mark the killed, injured,
missing, captured and displaced. `$` words are slots.
"""

import argparse
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parents[1] / "training_data"
COUNTERS = {"k": "killed", "i": "injured", "m": "missing", "c": "captured", "d": "displaced"}
ACTIONS = {"e": "established", "p": "planned", "w": "withdrawn", "r": "reinforced", "a": "attacked"}
LEADS = {"established": 22, "planned": 18, "withdrawn": 18, "reinforced": 9, "attacked": 10, "none": 18, "casualty": 5}
BESIDE = {"established": 3, "planned": 3, "withdrawn": 3, "reinforced": 2, "attacked": 2, "none": 6, "casualty": 10}
"""How often a report begins with, or has beside its first sentence, a frame of each group."""
TAG = re.compile(r"([\[{])(\w) ([^\[\]{}]*)[\]}]")
_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WORDS = {word: n for n, word in enumerate(_NUMBERS)}
Record = dict[str, Any]


@dataclass
class Filled:
    """One sentence, its slots filled; marks still in it."""

    text: str
    places: list[str] = field(default_factory=list)
    day: str | None = None
    who: str | None = None


@dataclass
class Deck:
    """Frames of each group and what fills them; every frame is drawn once before any is drawn again."""

    frames: dict[str, list[str]]
    slots: dict[str, list[str]]
    rng: random.Random
    left: dict[str, list[str]] = field(default_factory=dict)

    def draw(self, group: str) -> str:
        """Return a frame of a group."""
        if not self.left.get(group):
            self.left[group] = self.rng.sample(self.frames[group], len(self.frames[group]))
        return self.left[group].pop()

    def fill(self, frame: str) -> Filled:
        """Return a frame with its slots filled, marks still in it."""
        pick = {name: self.rng.choice(rows) for name, rows in self.slots.items()}
        facility = pick["facilities"]
        many = facility if facility.endswith("s") else facility + "s"
        out = Filled(frame.replace("$FS", many).replace("$F", facility))
        out.places = self.rng.sample(self.slots["places"], frame.count("$P"))
        for place in out.places:
            out.text = out.text.replace("$P", place, 1)
        out.day = pick["days"] if "$D" in frame else None
        out.who = pick["soldiers"] if "$S" in frame else pick["forces"] if "$A" in frame else None
        once = {"$S": "soldiers", "$A": "forces", "$D": "days", "$O": "ordinals", "[[$K]]": "sources", "$K": "sources"}
        for slot, name in once.items():
            out.text = out.text.replace(slot, pick[name])
        out.text = re.sub(r"\$N", lambda _: self.rng.choice(self.slots["numbers"]), out.text)
        out.text = re.sub(r"\b([aA]) ((?:\[\w )?[aeiou])", r"\1n \2", out.text)
        return out


def read_frames(path: Path) -> dict[str, list[str]]:
    """Return the frames of each group; a line `# GROUP` begins or goes on with one."""
    groups: dict[str, list[str]] = {}
    current: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            current = groups.setdefault(line[2:].split()[0].rstrip(":"), [])
        elif line.strip():
            current.append(line)
    return groups


def number_in(words: str) -> int:
    """Return the number some words begin with, 1 if they hold none."""
    if digits := re.search(r"\d+", words):
        return int(digits[0])
    known = [WORDS[word] for word in re.findall(r"[a-z]+", words.lower()) if word in WORDS]
    return known[0] if known else 12 if "dozen" in words else 1


def render(filled: Filled) -> tuple[str, list[Record], list[Record]]:
    """Return the plain sentence, its posts and its casualties."""
    plain = TAG.sub(r"\3", filled.text)
    text = plain[0].upper() + plain[1:]

    def told(words: str) -> str:
        return text[: len(words)] if plain.startswith(words) else words

    posts: dict[str, dict[str, str]] = {}
    tolls: list[tuple[str, str]] = []
    for bracket, letter, words in TAG.findall(filled.text):
        if letter in ACTIONS:
            posts.setdefault(letter, {}).setdefault("facility" if bracket == "[" else "action", told(words))
        elif bracket == "[":
            tolls.append((COUNTERS[letter], told(words)))
    common = {"places": filled.places, "date": None, "attribution": None, "quote": text}
    day = {"date": told(filled.day)} if filled.day else {}
    return (
        text,
        [_post(ACTIONS[k], spans | day, filled, common) for k, spans in posts.items() if "facility" in spans],
        _casualties(tolls, common),
    )


def _post(action: str, spans: dict[str, str], filled: Filled, common: Record) -> Record:
    actor = filled.who if action != "attacked" else None
    count = number_in(spans["facility"])
    head = {"event_type": f"post.{action}", "actor": actor, "count": count, "total": None, "perpetrator": None}
    return head | common | {"spans": spans}


def _casualties(tolls: list[tuple[str, str]], common: Record) -> list[Record]:
    """Return one record where every counter is told once, else one each."""
    names = [name for name, _ in tolls]
    groups = [tolls] if len(set(names)) == len(names) else [[toll] for toll in tolls]
    return [
        {"event_type": "casualty", "scope": "incident", "victims": None, "cause": None, "perpetrator": None}
        | dict.fromkeys(COUNTERS.values())
        | {name: number_in(words) for name, words in group}
        | common
        | {"spans": dict(group)}
        for group in groups
        if group
    ]


def make_report(deck: Deck, number: int) -> tuple[Record, Record]:
    """Return an article and what is marked in it."""
    rng = deck.rng
    plan = rng.choices(list(LEADS), list(LEADS.values()))
    extra = rng.choice([0, 0, 1, 1, 2, 3])
    plan += rng.choices(list(BESIDE), list(BESIDE.values()), k=extra) if plan != ["none"] else ["none"] * extra
    if rng.random() < 0.3:
        rng.shuffle(plan)
    rows = [render(deck.fill(deck.draw(group))) for group in plan]
    day = date(2001, 1, 1) + timedelta(days=rng.randrange(8700))
    text = " ".join(row[0] for row in rows)
    if rng.random() < 0.25:
        text = f"{rng.choice(deck.slots['places']).upper()}, {day.day} {day:%B} - {text}"
    posts, casualties = [p for row in rows for p in row[1]], [c for row in rows for c in row[2]]
    if rng.random() < 0.05:
        text = text.upper()
        posts, casualties = ([_in_capitals(r) for r in records] for records in (posts, casualties))
    name = f"made{number:04}"
    article = {"id": name, "url": None, "title": None, "published": day.isoformat(), "source": "made for training"}
    kind = "positive" if posts or casualties else "negative"
    gold = {"id": name, "kind": kind, "region": "invented", "posts": posts, "casualties": casualties}
    return article | {"lang": "en", "input_kind": "text", "raw": text}, gold


def _in_capitals(record: Record) -> Record:
    return record | {
        "spans": {name: words.upper() for name, words in record["spans"].items()},
        "quote": record["quote"].upper(),
        "places": [place.upper() for place in record["places"]],
        **({"actor": record["actor"].upper()} if record.get("actor") else {}),
    }


def write_folder(folder: Path, rows: Sequence[tuple[Record, Record]]) -> None:
    """Write texts and their marks as a folder of annotated texts."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in (("articles.jsonl", 0), ("gold.jsonl", 1)):
        lines = (json.dumps(row[part], ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--number", type=int, default=700)
    parser.add_argument("--seed", type=int, default=2)
    options = parser.parse_args()
    slots = yaml.safe_load((HERE / "slots_en.yaml").read_text(encoding="utf-8"))
    deck = Deck(read_frames(HERE / "frames_en.txt"), slots, random.Random(options.seed))  # noqa: S311  no secret
    write_folder(options.folder, [make_report(deck, n) for n in range(options.number)])


if __name__ == "__main__":
    main()
