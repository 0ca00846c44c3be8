"""Measure the merge on invented stories: B-cubed precision and recall of claims, and pairs that met and must not.

Run: python tests/eval/stories_merge.py [--floor 0.95]
"""

import argparse
import itertools
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from merge_stories import all_stories

from vedette.extract.state import MergeStore
from vedette.schemas import Event, EventStatus


def grouped(events: list[Event]) -> dict[str, set[str]]:
    """Return the events each claim stands in."""
    found: dict[str, set[str]] = {}
    for event in events:
        for claim in event.claims if event.status is not EventStatus.SUPERSEDED else ():
            found.setdefault(claim, set()).add(event.event_id)
    return found


def score(gold: dict[str, str], found: dict[str, set[str]]) -> tuple[float, float, list[tuple[str, str]]]:
    """Return B-cubed precision and recall, and the happenings that met and must not."""
    claims = [c for c in gold if c in found]
    precision = recall = 0.0
    for claim in claims:
        met = [c for c in claims if found[c] & found[claim]]
        own = [c for c in gold if gold[c] == gold[claim]]
        right = sum(gold[c] == gold[claim] for c in met)
        precision += right / len(met)
        recall += right / len(own)
    wrong = {
        (min(gold[a], gold[b]), max(gold[a], gold[b]))
        for a, b in itertools.combinations(claims, 2)
        if gold[a] != gold[b] and found[a] & found[b]
    }
    return precision / len(claims), recall / len(claims), sorted(wrong)


def main() -> int:
    """Print the scores; return 1 under the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--floor", type=float, default=0.0, help="least B-cubed F1")
    parser.add_argument("--orders", type=int, default=20, help="random orders that must give the same events")
    options = parser.parse_args()
    told = [pair for story in all_stories().values() for pair in story]
    gone = {claim.claim_id for _, claim in told if claim.withdrawn}
    gold = {claim.claim_id: name for name, claim in told if claim.claim_id not in gone}
    results = []
    for order in range(options.orders):
        messages = [claim for _, claim in told]
        if order:
            random.Random(order).shuffle(messages)
        store = MergeStore.in_memory()
        for message in messages:
            store.fold(message)
        results.append(grouped(list(store.events())))
    precision, recall, wrong = score(gold, results[0])
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{len(all_stories())} stories, {len(gold)} claims, {len(set(gold.values()))} happenings")
    print(f"B-cubed precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")
    print(f"orders that differ: {sum(r != results[0] for r in results)} of {options.orders}")
    for pair in wrong:
        print("met and must not:", *pair, sep="\n  ")
    return 0 if f1 >= options.floor and not wrong and all(r == results[0] for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
