"""Other names, other numbers, lost capitals and commas: so that a tagger learns the sentence, not the place."""

import random
from collections.abc import Sequence
from dataclasses import replace

from vedette.extract.training.labels import Sample, Word

__all__ = ["Augmenter"]

UPPER, LOWER, NO_COMMAS, NUMBERS, PLACES = 0.06, 0.04, 0.05, 0.4, 0.4
"""Share of samples each change is made to."""


class Augmenter:
    """Makes a changed copy of a sample; places come from the whole training set."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        runs = (_place_at(s.words, s.tags("argument"), i) for s in samples for i in range(len(s.words)))
        self._places = sorted({tuple(word.text for word in run) for run in runs if run})

    def __call__(self, sample: Sample, rng: random.Random) -> Sample:
        """Return the sample, changed in some of its copies; labels stay on their words."""
        words = list(sample.words)
        if rng.random() < PLACES and self._places:
            words = self._other_places(sample, rng)
        if rng.random() < NUMBERS:
            words = [_other_number(word, rng) for word in words]
        if rng.random() < NO_COMMAS:
            words = [word for i, word in enumerate(words) if word.text != "," or i == 0]
        draw = rng.random()
        if draw < UPPER:
            words = [replace(word, text=word.text.upper()) for word in words]
        elif draw < UPPER + LOWER:
            words = [replace(word, text=word.text.lower()) for word in words]
        return replace(sample, words=tuple(words))

    def _other_places(self, sample: Sample, rng: random.Random) -> list[Word]:
        """Put another place name where one is marked; the same name gets the same other name throughout."""
        chosen: dict[tuple[str, ...], tuple[str, ...]] = {}
        tags, out, i = sample.tags("argument"), [], 0
        while i < len(sample.words):
            run = _place_at(sample.words, tags, i)
            if run:
                new = chosen.setdefault(tuple(w.text for w in run), rng.choice(self._places))
                begin, inside = run[0], replace(run[-1], gap=" ", labels=run[-1].labels)
                out += [replace(begin if k == 0 else inside, text=text) for k, text in enumerate(new)]
            else:
                out.append(sample.words[i])
            i += max(1, len(run))
        return out


def _place_at(words: Sequence[Word], tags: Sequence[str], at: int) -> Sequence[Word]:
    """Return the words of the place that begins here, if no other question has a label on them."""
    if tags[at] != "B-place":
        return []
    end = at + 1
    while end < len(words) and tags[end] == "I-place":
        end += 1
    run = words[at:end]
    return run if all(set(word.labels) == {"argument"} for word in run) else []


def _other_number(word: Word, rng: random.Random) -> Word:
    """Return another figure of the same length; years stay."""
    if not word.text.isdigit() or len(word.text) > 3:
        return word
    return replace(word, text=str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in word.text[1:]))
