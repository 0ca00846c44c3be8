"""A rival toll in a bare number, right after another: "a hospital source spoke of six", "the figure was later 15"."""

import re
from collections.abc import Iterator, Sequence

from vedette.extract.numbers import NumberMention, find_numbers
from vedette.extract.sentences import Sentence
from vedette.extract.spans import COUNTERS, Label, Span

__all__ = ["rival_tolls"]

_COUNT = r"(?:figures?|numbers?|toll|count|tally|total|estimate|dead|losses)"
_WHICH = (
    r"(?:(?:the|a|an|its|their|his|her|own|real|true|actual|final|official|earlier|first|latest|new|higher|lower|"
    r"provisional|confirmed|preliminary|initial|overall|separate|much|far|slightly|very|different|death)\s)*"
)
_ABOUT = r"(?:(?:only|just|some|as|to|at|of|even|instead|already|closer to|nearer to|as (?:high|low|many|few) as)\s)?"
_THEN = r"(?: (?:since|now|later|then|also|already|further|again|subsequently|meanwhile|eventually))?"
_WAY = r"(?: (?:up|down|upwards|downwards|sharply|slightly))?"
_GIVES = (
    r"(?:give|gave|gives|given|name[sd]?|lists?|listed|claim(?:s|ed)?|count(?:s|ed)?|tallied|report(?:s|ed)|says|said|"
    r"admit(?:s|ted)?(?: to)?|confirm(?:s|ed)?|acknowledge[sd]?|concede[sd]?|recogni[sz]e[sd]?|verified|recorded|"
    r"registered|documented)"
)
_PUTS = (
    r"(?:put|puts|putting|raise[sd]?|revise[sd]?|lower(?:s|ed)?|correct(?:s|ed)?|bring|brings|brought|update[sd]?) "
    rf"(?:it|{_WHICH}{_COUNT}){_WAY} (?:at|to|as)"
)
_SAYS_IT_WAS = (
    r"(?:said|says|say|insist(?:s|ed)?|believes?|maintain(?:s|ed)?) (?:that )?"
    r"(?:there (?:were|are|had been)|it (?:was|is)|they were)"
)
_RISES = (
    rf"{_COUNT}(?: of (?:dead|deaths|victims|bodies|fatalities))?(?: (?:has|have|had))?{_THEN}"
    rf"(?: (?:been|was|were|is|would be))?{_THEN} "
    r"(?:put|revised|raised|lowered|corrected|updated|adjusted|risen|rose|rises|climbed|grown|grew|gone up|went up|"
    r"fallen|fell|jumped|increased|swollen|changed|cut|reduced|brought|given|stood|stands|is|was|reached|passed)"
    rf"{_WAY}(?: (?:to|at|as|by))?"
)
# Who gives which number: each ends right before it.
_SAYS = re.compile(
    r"\b(?:(?:spoke|speaks|speak|spoken|talked|talks|speaking|talking) of|"
    rf"(?:give|gave|gives|given|cite[sd]?|offer(?:s|ed)?) {_WHICH}{_COUNT}(?: of|,|:| as)|"
    rf"{_PUTS}|{_SAYS_IT_WAS}|{_GIVES}|{_RISES})\s{_ABOUT}$",
    re.IGNORECASE,
)
_LEAD = 90  # characters before a number in which the words stand that give it
_BARE = re.compile(
    r"\s*(?:[.;]|$|,\s(?:and|while|but|most|all|among|including|of whom|they|he|she|the|a)\b|"
    r"\s(?:in all|or more|altogether|in total|so far|names|"
    r"(?:by|until|as of|on|late|early) (?:\w+ )?\w+day\b|"
    r"(?:by|after|within) (?:the (?:evening|morning|next|following)|nightfall|noon|\w+ days)))"
)
_HURT = re.compile(r"\b(?:wounded|injured|hurt|injuries|wounds)\b[^.;]*$", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\b(?:age[ds]?|cost|price|prices|budget|o'clock|vote[sd]?|percent|per cent|score|rate|temperature|salary|roads?|"
    r"schools?|houses|villages|vehicles|checkpoints?|posts?|patrols?|tanks?|drones?|rockets?|shells?)\b",
    re.IGNORECASE,
)
_YEARS = range(1900, 2101)
_SCORE = 0.7  # surer than a guess, less sure than a number with its people


def rival_tolls(sentence: Sentence, marked: Sequence[Span], *, told_before: bool) -> list[Span]:
    """Return bare numbers of dead somebody else gives; `told_before` if dead are told in a sentence right before."""
    dead = [s for s in marked if s.label is Label.KILLED]
    if not (told_before or dead):
        return []
    harmed = [s for s in marked if s.label in COUNTERS or s.label is Label.PART]
    found = []
    for number, cue in _given(sentence):
        if any(s.start < number.end and s.end > number.start for s in harmed):
            continue
        if told_before or any(s.end <= number.start for s in dead):
            found.append(Span(Label.KILLED, number.start, number.end, _SCORE, cue))
    return found


def _given(sentence: Sentence) -> Iterator[tuple[NumberMention, tuple[int, int]]]:
    """Yield the bare numbers somebody gives, with the words that give them."""
    for number in find_numbers(sentence.text, sentence.start):
        at = number.start - sentence.start
        if number.ordinal or (number.best in _YEARS and number.text.isdigit()):
            continue
        says = _SAYS.search(sentence.text, max(0, at - _LEAD), at)
        if says is None or not _BARE.match(sentence.text, number.end - sentence.start):
            continue
        clause = sentence.text[:at].rpartition(";")[2]
        if not (_HURT.search(clause) or _OF_OTHERS.search(clause)):
            yield number, (sentence.start + says.start(), number.start - 1)
