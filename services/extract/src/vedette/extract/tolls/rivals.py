"""A rival toll in a bare number, right after another: "a hospital source spoke of six", "the rebels claimed 43"."""

import re
from collections.abc import Sequence

from vedette.extract.numbers import find_numbers
from vedette.extract.sentences import Sentence
from vedette.extract.spans import Label, Span

__all__ = ["rival_tolls"]

_SAYS = re.compile(
    r"\b(?:(?:spoke|speaks|speak|spoken|talked|talks) of|"
    r"(?:gave|gives|cited) (?:a |the )?(?:[\w-]+ ){0,2}?(?:figure|number|toll|count|estimate)(?: of|,|:)|"
    r"(?:gave|gives) (?:it|the (?:figure|number|toll)) as|(?:put|puts) it at|"
    r"(?:claimed|claims|counted|counts|listed))\s",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*(?:[.;]|$|,\s(?:and|while|but|most|all|among|including)\b|\s(?:in all|or more)\b)")
_SCORE = 0.7  # surer than a guess, less sure than a number with its people


def rival_tolls(sentence: Sentence, marked: Sequence[Span], *, told_before: bool) -> list[Span]:
    """Return bare numbers of dead somebody else gives; `told_before` if the sentence before tells a toll of dead."""
    numbers = {n.start: n for n in find_numbers(sentence.text, sentence.start) if not n.ordinal}
    dead = [s for s in marked if s.label is Label.KILLED]
    found = []
    for match in _SAYS.finditer(sentence.text):
        at = sentence.start + match.end()
        number = numbers.get(at)
        if number is None or not _BARE.match(sentence.text, number.end - sentence.start):
            continue
        if any(s.start < number.end and s.end > number.start for s in marked):
            continue
        if told_before or any(s.end <= at for s in dead):
            cue = (sentence.start + match.start(), at - 1)
            found.append(Span(Label.KILLED, number.start, number.end, _SCORE, cue))
    return found
