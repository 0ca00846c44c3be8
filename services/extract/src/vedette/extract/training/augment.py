"""Other names, other numbers, lost capitals and commas: so that the encoder learns the sentence, not the place."""

import random
from collections.abc import Sequence
from dataclasses import replace

from vedette.extract.tagger.heads import HEADS
from vedette.extract.training.labels import Sample, Word

__all__ = ["Augmenter"]

PLACE = HEADS["argument"].index("B-place")
UPPER, LOWER, NO_COMMAS, NUMBERS, PLACES = 0.06, 0.04, 0.05, 0.4, 0.4
"""Share of samples each change is made to. Chosen on held-out training texts."""


class Augmenter:
    """Makes a changed copy of a sample; places come from the whole training set."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.places = sorted({tuple(w.text for w in run) for s in samples for run in _places(s.words)})

    def __call__(self, sample: Sample, rng: random.Random) -> Sample:
        """Return the sample, changed in some of its copies; labels stay on their words."""
        words = list(sample.words)
        if rng.random() < PLACES and self.places:
            words = self._other_places(words, rng)
        if rng.random() < NUMBERS:
            words = [_other_number(w, rng) for w in words]
        if rng.random() < NO_COMMAS:
            words = [w for i, w in enumerate(words) if w.text != "," or i == 0]
        draw = rng.random()
        if draw < UPPER:
            words = [replace(w, text=w.text.upper()) for w in words]
        elif draw < UPPER + LOWER:
            words = [replace(w, text=w.text.lower()) for w in words]
        return replace(sample, words=tuple(words))

    def _other_places(self, words: list[Word], rng: random.Random) -> list[Word]:
        """Put another place name where one is marked; the same name gets the same other name throughout."""
        chosen: dict[tuple[str, ...], tuple[str, ...]] = {}
        out: list[Word] = []
        i = 0
        while i < len(words):
            run = _run(words, i)
            if not run:
                out.append(words[i])
                i += 1
                continue
            old = tuple(w.text for w in run)
            new = chosen.setdefault(old, rng.choice(self.places))
            first = run[0]
            inside = PLACE + 1
            out += [
                replace(first, text=t, gap=first.gap if k == 0 else " ", argument=PLACE if k == 0 else inside)
                for k, t in enumerate(new)
            ]
            i += len(run)
        return out


def _run(words: Sequence[Word], at: int) -> list[Word]:
    """Return the words of the place that begins here, if no other head has a label on them."""
    if words[at].argument != PLACE:
        return []
    end = at + 1
    while end < len(words) and words[end].argument == PLACE + 1:
        end += 1
    run = list(words[at:end])
    return run if all(w.count == 0 and w.post == 0 for w in run) else []


def _places(words: Sequence[Word]) -> list[list[Word]]:
    return [run for i in range(len(words)) if (run := _run(words, i))]


def _other_number(word: Word, rng: random.Random) -> Word:
    """Return another figure of the same length; years and labelled ordinals stay."""
    text = word.text
    if not text.isdigit() or len(text) == 4 or len(text) > 3:
        return word
    digits = str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in text[1:])
    return replace(word, text=digits)
