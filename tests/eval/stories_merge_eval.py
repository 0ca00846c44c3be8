"""Measure the merge on stories of invented newsrooms, told as claims and as texts; on real news where it is at hand.

B-cubed precision and recall of claims, happenings that met and must not, agreement per field, and orders of arrival
that end differently. Run: python tests/eval/stories_merge_eval.py [--orders N] [--show]. Fails below floors.json.
"""

import argparse
import importlib.util
import itertools
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from merge_stories import all_stories, last_stories
from stories_read import Story, read_story, stories_in

from vedette.extract.state import MergeStore, merge_all
from vedette.extract.steps import Reader, build_reader
from vedette.schemas import CasualtyEvent, Claim, Event, EventStatus, PostEvent

HERE = Path(__file__).parent
REAL = HERE.parents[2] / "shared" / "dev"


def grouped(events: Iterable[Event]) -> dict[str, set[str]]:
    """Return the events each claim stands in."""
    found: dict[str, set[str]] = {}
    for event in events:
        for claim in event.claims if event.status is not EventStatus.SUPERSEDED else ():
            found.setdefault(claim, set()).add(event.event_id)
    return found


def b_cubed(gold: Mapping[str, str], found: Mapping[str, set[str]], unread: int) -> tuple[float, float]:
    """Return precision and recall over claims; each mention that no claim was read from lowers recall."""
    precision = recall = 0.0
    for claim in gold:
        met = [c for c in gold if found.get(c, {c}) & found.get(claim, {claim})]
        own = [c for c in gold if gold[c] == gold[claim]]
        right = sum(gold[c] == gold[claim] for c in met)
        precision += right / len(met)
        recall += right / len(own)
    return precision / len(gold), recall / (len(gold) + unread)


def met_wrongly(gold: Mapping[str, str], found: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """Return the happenings that met and must not."""
    names: dict[str, set[str]] = {}
    for claim, name in gold.items():
        for event in found.get(claim, ()):
            names.setdefault(event, set()).add(name)
    return sorted({pair for told in names.values() for pair in itertools.combinations(sorted(told), 2)})


def labels(told: Sequence[tuple[str, Claim]]) -> dict[str, str]:
    """Return the happening of each claim that stands. A post and the harm done there are two events."""
    gone = {claim.claim_id for _, claim in told if claim.withdrawn}
    return {c.claim_id: f"{name} ({c.kind})" for name, c in told if c.claim_id not in gone and c.realis != "background"}


def stories_of_claims() -> list[Story]:
    """Return the stories told as claims."""
    return [Story(name, told) for name, told in all_stories().items()]


def stories_of_texts(reader: Reader, file: str = "stories_texts.yaml") -> list[Story]:
    """Return the stories told as texts, as read."""
    return [read_story(row, reader) for row in stories_in(HERE / file)]


def fields_agree(stories: Sequence[Story], events: Sequence[Event]) -> Counter[tuple[str, bool]]:
    """Count, by field, the expected values that the events of a happening show."""
    by_claim = {claim: event for event in events if event.status is EventStatus.ACTIVE for claim in event.claims}
    agreed: Counter[tuple[str, bool]] = Counter()
    for story in stories:
        for name, fields in story.expect.items():
            told = [by_claim[c.claim_id] for label, c in story.told if label == name and c.claim_id in by_claim]
            for field, wanted in fields.items():
                agreed[field, any(_shown(event, field) == wanted for event in told)] += 1
    return agreed


def _shown(event: Event, field: str) -> object:
    if isinstance(event, CasualtyEvent) and field in {"killed", "injured", "captured"}:
        count = getattr(event.toll, field)
        return count.best if count else None
    if isinstance(event, PostEvent) and field == "state":
        return event.state.value
    value = getattr(event, field, None)
    return getattr(value, "value", value)


def orders_that_differ(stories: Sequence[Story], orders: int) -> int:
    """Return in how many random orders, some with repeats, the events of all stories end in another form."""
    messages = [claim for story in stories for _, claim in story.told]
    expected = _final(messages)
    return sum(_final(_shuffled(messages, seed)) != expected for seed in range(orders))


def _shuffled(messages: Sequence[Claim], seed: int) -> list[Claim]:
    rng = random.Random(seed)
    shuffled = [*messages, *rng.sample(messages, len(messages) // 5)]
    rng.shuffle(shuffled)
    return shuffled


def _final(messages: Iterable[Claim]) -> dict[str, Event]:
    store = MergeStore.in_memory()
    for message in messages:
        store.fold(message)
    standing = (e for e in store.events() if e.status is not EventStatus.SUPERSEDED)
    return {e.event_id: e.model_copy(update={"revision": 1}) for e in standing}


def measure(name: str, stories: Sequence[Story], *, show: bool) -> dict[str, float]:
    """Print and return the scores of a set of stories, all merged in one store."""
    told = [pair for story in stories for pair in story.told]
    if not told:
        return {"f1": 1.0, "met": 0, "fields": 1.0}
    gold, events = labels(told), merge_all([claim for _, claim in told])
    found = grouped(events)
    precision, recall = b_cubed(gold, found, sum(len(story.unread) for story in stories))
    f1 = 2 * precision * recall / (precision + recall)
    wrong = met_wrongly(gold, found)
    agreed = fields_agree(stories, events)
    print(f"{name}: {len(stories)} stories, {len(gold)} claims, {len(set(gold.values()))} happenings")
    print(f"  B-cubed precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}; met and must not: {len(wrong)} pairs")
    for field in sorted({field for field, _ in agreed}):
        print(f"  {field}: {agreed[field, True]} of {agreed[field, True] + agreed[field, False]} agree")
    for pair in wrong if show else ():
        print("   met:", *pair)
    right = sum(count for (_, ok), count in agreed.items() if ok)
    return {"f1": f1, "met": len(wrong), "fields": right / max(1, sum(agreed.values()))}


def real_news() -> dict[str, float] | None:
    """Score reports of real newsrooms grouped by hand, with the scorer beside them; null where not at hand."""
    if not (REAL / "stories.json").exists():
        return None
    spec = importlib.util.spec_from_file_location("stories", REAL / "stories.py")
    assert spec
    assert spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    with tempfile.TemporaryDirectory() as folder:
        inputs, out, events = (Path(folder) / name for name in ("in.jsonl", "out.jsonl", "events.jsonl"))
        inputs.write_text("".join(json.dumps(line) + "\n" for line in scorer.reports(REAL, None)), encoding="utf-8")
        command = [Path(sys.executable).parent / "vedette", "read", "--jsonl", inputs, "--out", out, "--events", events]
        subprocess.run(command, check=True, capture_output=True)
        pairs, _ = scorer.meetings(scorer.lines(out), scorer.lines(events))
    judged = scorer.judge(json.loads((REAL / "stories.json").read_text(encoding="utf-8")), pairs)
    scores: dict[str, float] = {key: judged[key] for key in ("recall", "precision", "apart_met")}
    print("real news, 219 reports:", ", ".join(f"{key} {value:.3f}" for key, value in scores.items()))
    return scores


def _falls(key: str, value: float, floors: Mapping[str, float]) -> bool:
    """Return True beyond the floor; of pairs that must not meet, the floor is the most there may be."""
    return value > floors[key] if key in {"met", "apart_met"} else value < floors[key]


def main() -> int:
    """Print the scores; return 1 under a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=20, help="random orders that must give the same events")
    parser.add_argument("--show", action="store_true", help="name the happenings that met and must not")
    options = parser.parse_args()
    reader = build_reader()
    claims, texts = stories_of_claims(), stories_of_texts(reader)
    last = [
        *(Story(name, told) for name, told in last_stories().items()),
        *stories_of_texts(reader, "stories_last.yaml"),
    ]
    hard = stories_of_texts(reader, "stories_hard.yaml")
    fresh = stories_of_texts(reader, "stories_fresh.yaml")
    held = stories_of_texts(reader, "stories_held.yaml")
    scores = {
        "claims": measure("stories told as claims", claims, show=options.show),
        "texts": measure("stories told as texts", texts, show=options.show),
        "last": measure("stories written last", last, show=options.show),
        "hard": measure("stories of hard cases", hard, show=options.show),
        "fresh": measure("stories of other wars", fresh, show=options.show),
        "held": measure("stories written after them", held, show=options.show),
    }
    differ = orders_that_differ([*claims, *texts, *last, *hard, *fresh, *held], options.orders)
    print(f"orders that differ: {differ} of {options.orders}")
    real = real_news()
    floors = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))["merge"]
    below = [
        f"{name} {key}" for name, row in scores.items() for key in ("f1", "fields") if row[key] < floors[name][key]
    ]
    below += [f"{name} met" for name, row in scores.items() if row["met"] > floors[name]["met"]]
    if real:
        below += [f"real {key}" for key in ("recall", "precision") if real[key] < floors["real"][key]]
        below += ["real apart_met"] if real["apart_met"] > floors["real"]["apart_met"] else []
    for what in [*below, *(["orders"] if differ else [])]:
        print("below its floor:", what)
    return 1 if below or differ else 0


if __name__ == "__main__":
    sys.exit(main())
