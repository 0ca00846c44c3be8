"""What the linear tagger sees of each word: the word, its neighbours, their classes, and the nearest telling words."""

from collections.abc import Sequence
from functools import lru_cache

from vedette.extract.tagger.wordclasses import WordClasses

__all__ = ["features"]

REACH, WORD_REACH = 4, 3
_ENDS = frozenset(".!?")
_TELLING = frozenset(
    {
        "killed", "injured", "missing", "captured", "displaced", "attack", "set_up", "leave", "plan", "reinforce",
        "post", "number", "court", "accident", "crime", "war", "negation", "refuse",
    }
)  # fmt: skip
_HEADS = frozenset({"number", "vague", "post", "site", "human"})
_FAR = 11
_STEPS = ("", "1", "1", "2", "2", "2", "3", "3", "3", "3", "3", "4")
"""Name of a distance in words, up to `_FAR`."""
_SETTING = frozenset({"accident", "court", "crime", "war", "attack", "plan", "leave", "set_up", "peace", "negation"})


def features(words: Sequence[str], classes: WordClasses) -> list[list[str]]:
    """Return the features of each word of a window."""
    low = [word.lower() for word in words]
    kinds = [classes.of(word) for word in words]
    rows: list[list[str]] = []
    start = 0
    for end in range(len(words)):
        if words[end] in _ENDS or end == len(words) - 1:
            rows += _sentence(words[start : end + 1], low[start : end + 1], kinds[start : end + 1])
            start = end + 1
    return rows


def _sentence(words: Sequence[str], low: Sequence[str], kinds: Sequence[tuple[str, ...]]) -> list[list[str]]:
    before, after = _nearest(kinds, "l"), _nearest(kinds[::-1], "r")[::-1]
    setting = sorted({k for row in kinds for k in row if k in _SETTING})
    near = [_beside(word, row) for word, row in zip(low, kinds, strict=True)]
    n = len(words)
    rows = []
    for i, word in enumerate(words):
        row = [*_own(word, kinds[i])]
        for j in range(max(0, i - REACH), min(n, i + REACH + 1)):
            row += near[j][j - i + REACH]
        row.append("bi=" + (low[i - 1] if i else "^") + "_" + low[i])
        row.append("bj=" + low[i] + "_" + (low[i + 1] if i + 1 < n else "$"))
        row += before[i]
        row += after[i]
        heads = [k for k in kinds[i] if k in _HEADS][:2]
        row += [f"s={h}+{k}" for h in heads for k in setting]
        rows.append(row)
    return rows


@lru_cache(maxsize=5_000)
def _own(word: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is told of a word itself."""
    low = word.lower()
    shape = "cap" if word[0].isupper() else "low"
    return ("b", "w=" + low, "p4=" + low[:4], "s3=" + low[-3:], shape, *("k=" + k for k in kinds))


@lru_cache(maxsize=5_000)
def _beside(low: str, kinds: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what a word tells of each of its neighbours, from the farthest after it to the farthest before it."""
    rows = []
    for d in range(-REACH, REACH + 1):
        word = (f"w{d}={low}",) if -WORD_REACH <= d <= WORD_REACH else ()
        rows.append((*word, *(f"k{d}={k}" for k in kinds)) if d else ())
    return rows


def _nearest(kinds: Sequence[tuple[str, ...]], side: str) -> list[list[str]]:
    """Return for each word how far back the last word of each telling class stands, in four steps."""
    last: dict[str, int] = {}
    rows = []
    for i, row in enumerate(kinds):
        rows.append([f"{side}{k}{_STEPS[min(i - at, _FAR)]}" for k, at in last.items()])
        for k in row:
            if k in _TELLING:
                last[k] = i
    return rows
