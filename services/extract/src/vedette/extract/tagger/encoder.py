"""The encoder tagger: a small transformer, 8-bit on the CPU, reads windows of sentences and marks their words."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from vedette.extract.sentences import Sentence
from vedette.extract.spans import Label, Span
from vedette.extract.tagger.heads import HEADS, WORD, head_slices
from vedette.extract.tagger.windows import Window, windows
from vedette.extract.tagger.wordclasses import WordClasses

__all__ = ["MODEL", "EncoderTagger"]

MODEL = Path(__file__).parent / "model"
"""Folder of the shipped weights: `encoder.onnx`, `tokenizer.json`, `labels.json`."""
PIECES = 256
BATCH = 8

_WORD = re.compile(WORD)
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a window: offsets in the article, and the word piece that answers for each (-1: cut off)."""

    spans: list[tuple[int, int]]
    pieces: list[int]
    sentences: list[int]


class EncoderTagger:
    """Marks counters, facilities and their arguments.

    Raises: `ValueError` if weights and word classes do not belong together.
    """

    def __init__(self, folder: Path = MODEL) -> None:
        card: dict[str, Any] = json.loads((folder / "labels.json").read_text(encoding="utf-8"))  # free-form card
        self._classes = WordClasses()
        if card["wordclasses"] != self._classes.digest or card["heads"] != {k: list(v) for k, v in HEADS.items()}:
            msg = f"{folder}: the weights were trained with other word classes or labels; run `vedette train` again"
            raise ValueError(msg)
        self.name = f"encoder/{card['version']}"
        self._bias: dict[str, float] = card["bias"]
        self._least_conflict: float = card["least_conflict"]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # a worker of the pool keeps its memory for its life
        path = str(folder / "encoder.onnx")
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(max_length=PIECES)
        self._slices = head_slices()

    def tag(self, sentences: Sequence[Sentence]) -> list[list[Span]]:
        """Return the spans of each sentence, in text order; offsets count in the whole article."""
        found: list[list[Span]] = [[] for _ in sentences]
        parts = sorted(windows(sentences), key=lambda w: w.length)
        for at in range(0, len(parts), BATCH):
            batch = parts[at : at + BATCH]
            encoded = [self._encode(sentences, window) for window in batch]
            for window, (_, _, words), logits in zip(batch, encoded, self._run(encoded), strict=True):
                for sentence, span in self._spans(words, logits):
                    if sentence in window.asked:
                        found[sentence].append(span)
        return [sorted(spans, key=lambda s: (s.start, s.end)) for spans in found]

    def _encode(self, sentences: Sequence[Sentence], window: Window) -> tuple[list[int], Floats, _Words]:
        text = " ".join(sentences[i].text for i in window.sentences)
        encoding = self._tokenizer.encode(text)
        offsets, n = encoding.offsets, len(encoding.ids)
        classes = np.zeros((n, self._classes.size), np.float32)
        words = _Words([], [], [])
        piece, start = 1, 0
        for i in window.sentences:
            sentence = sentences[i]
            for match in _WORD.finditer(sentence.text):
                a, b = match.start() + start, match.end() + start
                while piece < n - 1 and offsets[piece][1] <= a:
                    piece += 1
                inside = piece < n - 1 and offsets[piece][0] < b
                words.spans.append((match.start() + sentence.start, match.end() + sentence.start))
                words.pieces.append(piece if inside else -1)
                words.sentences.append(i)
                while inside and piece < n - 1 and offsets[piece][0] < b:
                    classes[piece] = self._classes.bits(match[0])
                    piece += 1
            start += len(sentence.text) + 1
        return encoding.ids, classes, words

    def _run(self, encoded: Sequence[tuple[list[int], Floats, _Words]]) -> Floats:
        longest = max(len(ids) for ids, _, _ in encoded)
        shape = (len(encoded), longest)
        ids, mask = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        classes = np.zeros((*shape, self._classes.size), np.float32)
        for row, (pieces, bits, _) in enumerate(encoded):
            ids[row, : len(pieces)], mask[row, : len(pieces)], classes[row, : len(pieces)] = pieces, 1, bits
        logits: Floats = self._session.run(None, {"ids": ids, "mask": mask, "classes": classes})[0]
        return logits

    def _spans(self, words: _Words, logits: Floats) -> Iterator[tuple[int, Span]]:
        """Yield sentence number and span for every labelled run of words."""
        if _softmax(logits[:1, self._slices["text"]])[0, 1] < self._least_conflict:
            return
        at = np.maximum(np.array(words.pieces), 0)
        cumulative = _softmax(logits[at][:, self._slices["scope"]])[:, 1]
        for head in ("count", "post", "argument"):
            part = logits[at][:, self._slices[head]].copy()
            part[:, 0] -= self._bias.get(head, 0.0)
            shares = _softmax(part)
            for label, first, last, score in _runs(HEADS[head], part.argmax(-1), shares, words):
                note = "cumulative" if head == "count" and cumulative[first] > 0.5 else ""
                start, end = words.spans[first][0], words.spans[last][1]
                yield words.sentences[first], Span(label, start, end, round(score, 3), note=note)


def _softmax(rows: Floats) -> Floats:
    powers = np.exp(rows - rows.max(-1, keepdims=True))
    shares: Floats = powers / powers.sum(-1, keepdims=True)
    return shares


def _runs(
    labels: Sequence[str], best: npt.NDArray[np.int64], shares: Floats, words: _Words
) -> Iterator[tuple[Label, int, int, float]]:
    """Yield label, first word, last word and mean score of each run of one label inside one sentence."""
    run: list[int] = []
    name = ""
    for i in [*range(len(best)), -1]:
        tag = labels[best[i]] if i >= 0 and words.pieces[i] >= 0 else "O"
        part, _, label = tag.partition("-")
        goes_on = part == "I" and label == name and run and words.sentences[run[-1]] == words.sentences[i]
        if run and not goes_on:
            yield Label(name), run[0], run[-1], float(np.mean([shares[k].max() for k in run]))
            run = []
        if tag != "O" and i >= 0:
            run.append(i)
            name = label
