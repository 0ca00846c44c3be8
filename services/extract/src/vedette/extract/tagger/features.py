"""What the linear tagger sees of each word: the word, its neighbours, their classes, and the nearest telling words."""

from collections.abc import Sequence

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
    before, after = _nearest(kinds), _nearest(kinds[::-1])[::-1]
    setting = sorted({k for row in kinds for k in row if k in _SETTING})
    n = len(words)
    rows = []
    for i, word in enumerate(words):
        row = ["b", "w=" + low[i], "p4=" + low[i][:4], "s3=" + low[i][-3:]]
        row.append("cap" if word[0].isupper() else "low")
        row += ["k=" + k for k in kinds[i]]
        for d in range(-REACH, REACH + 1):
            j = i + d
            if d == 0 or not 0 <= j < n:
                continue
            if -WORD_REACH <= d <= WORD_REACH:
                row.append(f"w{d}={low[j]}")
            row += [f"k{d}={k}" for k in kinds[j]]
        row.append("bi=" + (low[i - 1] if i else "^") + "_" + low[i])
        row.append("bj=" + low[i] + "_" + (low[i + 1] if i + 1 < n else "$"))
        row += ["l" + b for b in before[i]]
        row += ["r" + a for a in after[i]]
        heads = [k for k in kinds[i] if k in _HEADS][:2]
        row += [f"s={h}+{k}" for h in heads for k in setting]
        rows.append(row)
    return rows


def _nearest(kinds: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """Return for each word how far back the last word of each telling class stands, in four steps."""
    last: dict[str, int] = {}
    rows = []
    for i, row in enumerate(kinds):
        rows.append([f"{k}{_step(i - at)}" for k, at in last.items()])
        for k in row:
            if k in _TELLING:
                last[k] = i
    return rows


def _step(distance: int) -> str:
    return "1" if distance <= 2 else "2" if distance <= 5 else "3" if distance <= 10 else "4"
