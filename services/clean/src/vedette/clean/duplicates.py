"""Reprints and wire copies of one text share a `syndication_id`. State is handed in: the sketches of earlier texts.

A sketch is 64 minima of hashed word 5-grams (MinHash), cut into 16 bands of 4; a band is a key under which earlier
texts are found.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_SHINGLE = 5
_HASHES = 64
_BANDS = 16
_ROWS = _HASHES // _BANDS
SAME = 0.5
"""Share of equal minima from which two texts are one. Copies with a paragraph added or cut stay above .6; two
newsrooms' own reports of one event stay below .15. Source: docs/cleaning.md, near duplicates."""
_PRIME = (1 << 61) - 1

Sketch = NDArray[np.uint32]


@dataclass(frozen=True)
class Known:
    """An earlier text: its sketch and the group it is in."""

    syndication_id: str
    sketch: Sketch

    def pack(self) -> bytes:
        """Return the bytes kept in the state table."""
        return self.syndication_id.encode() + b"\0" + self.sketch.astype("<u4").tobytes()

    @classmethod
    def unpack(cls, value: bytes) -> "Known":
        """Read the bytes written by `pack`."""
        name, _, rest = value.partition(b"\0")
        return cls(name.decode(), np.frombuffer(rest, dtype="<u4"))


def sketch_of(text: str) -> Sketch:
    """Return the sketch of a text; only words count, neither case nor signs."""
    words = _WORD.findall(text.casefold())
    size = min(_SHINGLE, max(1, len(words)))
    shingles = {" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))}
    hashes = np.array(
        [int.from_bytes(hashlib.blake2b(s.encode(), digest_size=4).digest(), "little") for s in shingles],
        dtype=np.uint64,
    )
    factors, offsets = _permutations()
    mixed = (hashes[:, None] * factors + offsets) & np.uint64(0xFFFFFFFF)
    mixed ^= mixed >> np.uint64(15)
    mixed = (mixed * np.uint64(0x2C1B3C6D)) & np.uint64(0xFFFFFFFF)
    mixed ^= mixed >> np.uint64(12)
    smallest: Sketch = mixed.min(axis=0).astype(np.uint32)
    return smallest


def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    numbers = np.random.default_rng(20_180_205)  # any fixed seed: sketches of different days must be comparable
    return numbers.integers(1, 1 << 31, _HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1), numbers.integers(
        0, 1 << 32, _HASHES, dtype=np.uint64
    )


def band_keys(sketch: Sketch) -> list[str]:
    """Return the keys under which this text is found and stored."""
    return [
        f"{band:02d}:{sketch[band * _ROWS : (band + 1) * _ROWS].astype('<u4').tobytes().hex()}"
        for band in range(_BANDS)
    ]


def find_same(sketch: Sketch, look_up: Callable[[str], bytes | None]) -> Known | None:
    """Return the earlier text most like this one, None if none is like enough. `look_up` reads state by band."""
    found = {value: Known.unpack(value) for key in band_keys(sketch) if (value := look_up(key))}
    best = max(found.values(), key=lambda known: likeness(sketch, known.sketch), default=None)
    return best if best is not None and likeness(sketch, best.sketch) >= SAME else None


def likeness(left: Sketch, right: Sketch) -> float:
    """Return the share of equal minima, an estimate of the share of common shingles."""
    return float(np.mean(left == right))


def own_id(text_sha256: str) -> str:
    """Return the group of a text that is like no other."""
    return text_sha256[:32]


def remember(known: Known) -> Iterable[tuple[str, bytes]]:
    """Yield what the state must hold to find this text again."""
    value = known.pack()
    return [(key, value) for key in band_keys(known.sketch)]
