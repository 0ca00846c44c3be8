"""The encoder tagger: a small transformer, 8-bit on the CPU, reads windows of sentences and marks their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from vedette.extract.sentences import Sentence
from vedette.extract.spans import Span
from vedette.extract.tagger.cards import WEIGHTS, Card, read_card
from vedette.extract.tagger.heads import HEADS, Floats
from vedette.extract.tagger.marks import Words, spans_of, words_of
from vedette.extract.tagger.windows import Gate, Window, windows
from vedette.extract.tagger.wordclasses import WordClasses

__all__ = ["PIECES", "EncoderTagger", "has_encoder", "head_slices", "pieces_of"]

PIECES = 256
"""Word pieces of the longest window; what is beyond is not read."""
BATCH = 8
_LEAST = 0.6  # score of a span that is told where the encoder is asked alone


@dataclass(frozen=True, slots=True)
class _Asked:
    """A window as the network takes it."""

    ids: list[int]
    classes: Floats
    pieces: list[int]


class EncoderTagger:
    """Marks counters and facilities. The network runs once whatever is asked.

    Raises: `ValueError` if weights are missing or do not belong to the word classes.
    """

    def __init__(self, folder: Path = WEIGHTS, heads: Sequence[str] = ("post", "count")) -> None:
        self.card: Card = read_card(folder)
        self._classes = WordClasses(self.card.language)
        self.card.check(self._classes, folder)
        self._heads, self._slices = heads, head_slices()
        self._gate = Gate(harm="count" in heads, posts="post" in heads)
        self._session = _open(folder / "encoder.onnx")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_length=PIECES)

    @property
    def name(self) -> str:
        """Return kind and version."""
        return f"encoder/{self.card.version}"

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence in text order."""
        found: list[list[Span]] = [[] for _ in sentences]
        asked = [(window, words_of(sentences, window)) for window in windows(sentences, self._gate)]
        for (window, words), shares in zip(asked, self.shares(sentences, asked), strict=True):
            for head in self._heads:
                for number, span in spans_of(sentences, window, words, shares[head], head=head, least=_LEAST):
                    found[number].append(span)
        return [sorted(spans, key=lambda span: (span.start, span.end)) for spans in found]

    def shares(self, sentences: Sequence[Sentence], asked: Sequence[tuple[Window, Words]]) -> list[dict[str, Floats]]:
        """Return for each window and question how likely each label is at each word, in the order of `HEADS`."""
        items = [self._ask(sentences, window, words) for window, words in asked]
        order = sorted(range(len(items)), key=lambda i: len(items[i].ids))
        out: dict[int, dict[str, Floats]] = {}
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            for i, logits in zip(part, self._run([items[i] for i in part]), strict=True):
                out[i] = {head: self._answers(items[i], logits, head) for head in HEADS}
        return [out[i] for i in range(len(items))]

    def _answers(self, item: _Asked, logits: Floats, head: str) -> Floats:
        pieces = np.array(item.pieces)
        rows = _softmax(logits[np.maximum(pieces, 0)][:, self._slices[head]])
        rows[pieces < 0] = np.eye(1, rows.shape[1], dtype=np.float32)  # cut off: no label
        return rows

    def _ask(self, sentences: Sequence[Sentence], window: Window, words: Words) -> _Asked:
        shifts, length = {}, 0
        for i in window.sentences:
            shifts[i] = length - sentences[i].start
            length += len(sentences[i].text) + 1
        spans = [
            (start + shifts[i], end + shifts[i]) for (start, end), i in zip(words.spans, words.sentences, strict=True)
        ]
        encoding = self._tokenizer.encode(" ".join(sentences[i].text for i in window.sentences))
        pieces, classes = pieces_of(encoding, words.texts, spans, self._classes)
        return _Asked(encoding.ids, classes, pieces)

    def _run(self, batch: Sequence[_Asked]) -> Floats:
        shape = (len(batch), max(len(item.ids) for item in batch))
        ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        classes = np.zeros((*shape, self._classes.size), np.float32)
        for row, item in enumerate(batch):
            n = len(item.ids)
            ids[row, :n], mask[row, :n], classes[row, :n] = item.ids, 1, item.classes
        logits: Floats = self._session.run(None, {"ids": ids, "mask": mask, "classes": classes})[0]
        return logits


def head_slices() -> dict[str, slice]:
    """Return where the answers to each question stand in the last axis."""
    at, slices = 0, {}
    for name, labels in HEADS.items():
        slices[name] = slice(at, at + len(labels))
        at += len(labels)
    return slices


def pieces_of(
    encoding: Encoding, words: Sequence[str], spans: Sequence[tuple[int, int]], classes: WordClasses
) -> tuple[list[int], Floats]:
    """Return the piece that answers for each word (-1: cut off), and the word classes of every piece."""
    n, piece = len(encoding.ids), 1
    offsets, found = encoding.offsets, []
    bits = np.zeros((n, classes.size), np.float32)
    for word, (start, end) in zip(words, spans, strict=True):
        while piece < n - 1 and offsets[piece][1] <= start:
            piece += 1
        found.append(piece if piece < n - 1 and offsets[piece][0] < end else -1)
        while piece < n - 1 and offsets[piece][0] < end:
            bits[piece] = classes.bits(word)
            piece += 1
    return found, bits


def has_encoder(folder: Path) -> bool:
    """Tell whether a folder of weights holds an encoder."""
    return (folder / "encoder.onnx").exists()


def _open(path: Path) -> onnxruntime.InferenceSession:
    if not path.exists():
        msg = f"{path}: no such weights; run `vedette train` or choose another tagger"
        raise ValueError(msg)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # a worker of the pool keeps its memory for its life
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _softmax(rows: Floats) -> Floats:
    powers = np.exp(rows - rows.max(-1, keepdims=True))
    shares: Floats = powers / powers.sum(-1, keepdims=True)
    return shares
