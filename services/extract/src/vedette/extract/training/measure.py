"""How well spans are found in texts that were held out of training, and which scores to trust."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vedette.extract.sentences import Sentence, sentences_in
from vedette.extract.spans import COUNTERS, Span
from vedette.extract.tagger.cards import Thresholds
from vedette.extract.tagger.heads import POSTS
from vedette.extract.training.labels import Sample

__all__ = ["Found", "best_thresholds", "compare", "figures", "sentences_of"]

STEPS = tuple(n / 20 for n in range(10, 20))
"""Thresholds that are tried; no span is told that is less likely than not."""
BETA = 0.7
"""Of the F measure that chooses a threshold; below 1, because a false alarm is worse than a miss."""
ENOUGH = 40
"""Spans of a label from which on its own threshold counts alone; with fewer it leans on that of its question."""
_GROUP = {
    "agreed": "planned", "under_way": "planned", "attempted": "planned",
    "dismantled": "withdrawn", "handed_over": "withdrawn", "relocated": "withdrawn",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A span told or missed: its question, label, score (0 if missed) and whether it is in the annotation."""

    head: str
    label: str
    score: float
    right: bool


def sentences_of(sample: Sample) -> list[Sentence]:
    """Return the sentences of a sample as a tagger takes them."""
    return sentences_in(sample.text()[0])


def compare(sample: Sample, told: Sequence[Span]) -> Iterator[Found]:
    """Yield which spans of a sample are told and missed; a span is right if it touches one of the same label."""
    offsets = sample.text()[1]
    for head, names in (("post", POSTS), ("count", COUNTERS)):
        gold = _gold(sample, head, offsets)
        for span in sorted((s for s in told if _name(s) in names), key=lambda s: -s.score):
            hit = next((g for g in gold if g[0] == _name(span) and g[1] < span.end and g[2] > span.start), None)
            if hit:
                gold.remove(hit)
            yield Found(head, _name(span), span.score, hit is not None)
        for name, _, _ in gold:
            yield Found(head, name, 0.0, right=True)


def _name(span: Span) -> str:
    return _GROUP.get(span.label.value, span.label.value)


def _gold(sample: Sample, head: str, offsets: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    tags = [*sample.tags(head), "O"]
    found = []
    for i in (i for i, tag in enumerate(tags) if tag.startswith("B-")):
        end = i
        while tags[end + 1] == "I-" + tags[i][2:]:
            end += 1
        found.append((tags[i][2:], offsets[i][0], offsets[end][1]))
    return found


def figures(found: Sequence[Found], thresholds: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return precision, recall, F1 and number per label and per question, with spans below their threshold left out."""
    sums: dict[str, Counter[str]] = {}
    for item in found:
        told = item.score > 0 and item.score >= thresholds.get(item.head, {}).get(item.label, 0.0)
        for key in (item.head, f"{item.head}.{item.label}"):
            sums.setdefault(key, Counter()).update(told=told, gold=item.right, hits=told and item.right)
    return {key: _row(n) for key, n in sorted(sums.items())}


def _row(n: Counter[str], beta: float = 1.0) -> dict[str, float]:
    precision, recall = n["hits"] / max(1, n["told"]), n["hits"] / max(1, n["gold"])
    both = beta * beta * precision + recall
    f = (1 + beta * beta) * precision * recall / both if both else 0.0
    return {"precision": round(precision, 3), "recall": round(recall, 3), "f": round(f, 3), "n": n["gold"]}


def best_thresholds(found: Sequence[Found]) -> Thresholds:
    """Return a threshold per question and label."""
    chosen: Thresholds = {}
    for head, names in (("post", POSTS), ("count", COUNTERS)):
        common = _best([item for item in found if item.head == head])
        chosen[head] = {}
        for name in names:
            mine = [item for item in found if item.head == head and item.label == name]
            share = min(1.0, sum(item.right for item in mine) / ENOUGH)
            chosen[head][name.value] = round(share * _best(mine) + (1 - share) * common, 2)
    return chosen


def _best(found: Sequence[Found]) -> float:
    def score(step: float) -> float:
        n = Counter[str]()
        for item in found:
            n.update(told=item.score >= step, gold=item.right, hits=item.score >= step and item.right)
        return _row(n, BETA)["f"]

    return max(STEPS, key=lambda step: (score(step), -step)) if found else 0.5
