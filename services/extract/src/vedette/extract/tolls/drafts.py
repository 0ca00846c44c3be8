"""From marked numbers to tolls: which counters belong to one group of victims, which are parts, which are undivided."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vedette.extract.numbers import NumberMention, find_numbers, one
from vedette.extract.sentences import Sentence
from vedette.extract.spans import COUNTERS, Label, Span
from vedette.extract.tolls.doubts import is_known_one, is_unreal, may_live
from vedette.extract.tolls.rivals import rival_tolls
from vedette.schemas import CountOp

__all__ = ["TollDraft", "draft_tolls"]

_OPEN = frozenset({"", "other", "another", "more", "people", "person", "victim", "dozen"})
_REBELS = re.compile(
    r"(?:militant|rebel|insurgent|terrorist|jihadi|guerr?illa|extremist|naxal|maoist|bandit|separatist)", re.IGNORECASE
)
_TOLL = re.compile(r"\b(?:toll|number of (?:dead|deaths|victims|fatalities)|body count)\b", re.IGNORECASE)
_MORE = re.compile(
    r"\b(?:more|another|further|additional|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+th)\b",
    re.IGNORECASE,
)
# Where people of a toll just told died: a breakdown of it, not more dead.
_WHERE_DIED = re.compile(
    r"\b(?:(?:on|at) the (?:spot|scene)|instantly|immediately|outright|"
    r"(?:in|at|on (?:the|their|his|her) way to|reaching) (?:the )?hospitals?|of their (?:wounds|injuries))\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(r",?\s(?:and|along with|together with|with)\s(?:(?:his|her|their)\s)?", re.IGNORECASE)
_OWN_AFTER = re.compile(r",?\s(?:and|along with|together with|with)\s(?:his|her|their)\b", re.IGNORECASE)
_ONE_OF = re.compile(
    r"\b(?:is|was|were|are|became) one of (?:the |about |at least |more than |some )?"
    r"(?P<all>\d+|[a-z]+teen|ten|twelve|twenty|a dozen|dozens)\b",
    re.IGNORECASE,
)
# "six nuns and two women": one toll, as both are civilians; "four in Orlo and three in Gao" is another matter
_SIDE_BY_SIDE = re.compile(
    r"(?:\s(?!in\b|at\b|near\b|elsewhere\b)[\w'-]+){0,8}?"
    r"(?:,|,?\s(?:and|as well as|along with|together with))\s(?:of\s)?",
    re.IGNORECASE,
)
_PEOPLES = re.compile(r"\b[A-Z]\w+(?:ns|is|ese|rks|rds|ews|abs)\b")  # who may be of two sides: "13 Arabs and 3 Jews"
_ASIDE_ENDS = re.compile(r",\s(?:was|were|is|has|had|who)\b")  # after what else somebody is
_STILL_TOLD = range(1, 3)  # sentences after a toll in which a bare number is a rival of it
_LATEST = 4  # tolls
_AS_MANY = re.compile(r"\bas many$", re.IGNORECASE)  # "five were killed and as many hurt"
_NAME_ENDS = re.compile(
    r"(?:\s[A-Z][\w.'’-]+){1,5}(?:,\s\d{1,2})?,\s(?:was|were|is|has|had|who)\b"
)  # "Private X, 19, was"
_KIN = re.compile(r"(?:his|her|their)\s", re.IGNORECASE)
_HEAD = re.compile(r"\b(?:of|from|in|with|belonging)\b")


@dataclass
class TollDraft:
    """A toll in the making: the sentence it stands in, its counters with the characters they were read from."""

    index: int
    at: int
    span: Span
    noun: str
    counts: dict[Label, NumberMention]
    where: dict[Label, Span]
    parts: list[tuple[Span, NumberMention]] = field(default_factory=list)
    joint: bool = False
    sentences: list[int] = field(default_factory=list)
    rival: "TollDraft | None" = None
    """The toll told before that a bare number speaks of, too: same place, same day."""

    @property
    def largest(self) -> int:
        """Return the largest number of the toll, for scope; of those who fled only if nobody else was harmed."""
        harmed = [n for label, n in self.counts.items() if label is not Label.DISPLACED] or self.counts.values()
        return max((n.best or n.low or n.high or 0 for n in harmed), default=0)


def draft_tolls(sentences: Sequence[Sentence], spans: Sequence[Sequence[Span]]) -> list[TollDraft]:
    """Return one draft per happening and victim group, in text order."""
    drafts: list[TollDraft] = []
    for index, (sentence, marked) in enumerate(zip(sentences, spans, strict=True)):
        told_before = any(index - d.index in _STILL_TOLD and Label.KILLED in d.counts for d in drafts[-_LATEST:])
        rivals = rival_tolls(sentence, marked, told_before=told_before)
        counters = sorted([*(s for s in marked if s.label in COUNTERS), *rivals], key=lambda s: s.start)
        if not counters:
            continue
        here = _draft_sentence(index, sentences, counters, drafts)
        _name_rivals(here, {(s.start, s.end) for s in rivals}, drafts)
        here = _fold_increments(sentence, here)
        _add_parts(sentence, [s for s in marked if s.label is Label.PART], here, drafts)
        drafts += _without_breakdown(sentence, _fold_sums(sentence, here), drafts)
    return drafts


def _draft_sentence(
    index: int, sentences: Sequence[Sentence], counters: Sequence[Span], earlier: Sequence[TollDraft]
) -> list[TollDraft]:
    sentence = sentences[index]
    numbers = find_numbers(sentence.text, sentence.start)
    here: list[TollDraft] = []
    for span in counters:
        number = _value(span, numbers, sentence)
        if number and here and _AS_MANY.search(sentence.text, 0, number.end - sentence.start):
            number = replace(next(reversed(here[-1].counts.values())), start=number.start, end=number.end)
        if number is None or is_unreal(span, sentence):
            continue
        if is_known_one(span, number, sentences[: index + 1]) or may_live(span, number, sentences[: index + 1]):
            continue
        twin = next((d for d in here if (d.span.start, d.span.end) == (span.start, span.end)), None)
        if twin:
            twin.joint = {*twin.counts, span.label} == {Label.KILLED, Label.INJURED}
            twin.counts[span.label], twin.where[span.label] = number, span
            continue
        words = sentence.text[span.start - sentence.start : span.end - sentence.start]
        noun = _noun(words, number, span.start)
        if span.label is Label.DISPLACED and (not number.figure or noun == "men"):
            continue  # "a man who fled told", "34,000 men had gone"
        draft = _partner(index, span, noun, words, here, earlier)
        if draft:
            draft.counts[span.label], draft.where[span.label] = number, span
            draft.sentences.append(index)
            continue
        at = span.cue[0] if span.cue else span.start
        here.append(TollDraft(index, at, span, noun, {span.label: number}, {span.label: span}, sentences=[index]))
    return here


def _name_rivals(here: Sequence[TollDraft], bare: set[tuple[int, int]], earlier: Sequence[TollDraft]) -> None:
    """Tell each bare number the toll it is a rival of: the last one of dead before it."""
    for n, draft in enumerate(here):
        if (draft.span.start, draft.span.end) in bare:
            told = [d for d in (*earlier, *here[:n]) if Label.KILLED in d.counts]
            draft.rival = (told[-1].rival or told[-1]) if told else None


def _partner(
    index: int, span: Span, noun: str, text: str, here: Sequence[TollDraft], earlier: Sequence[TollDraft]
) -> TollDraft | None:
    """Return the draft a further counter belongs to: same sentence, or the one before if its people are left open."""
    apart = {Label.CAPTURED, Label.MISSING}
    mates = [d for d in here if span.label not in d.counts and (not d.joint or span.label in apart)]
    same = [d for d in mates if noun in _OPEN or d.noun in _OPEN or d.noun == noun]
    if span.label is Label.KILLED:
        return same[-1] if len(here) == 1 and same and (noun in _OPEN or same[-1].noun in _OPEN) else None
    if same and (len(here) == 1 or len(same) == 1):
        return same[-1]
    if mates and mates == here and _KIN.match(text):  # "a child died and his brother was hurt"
        return mates[-1]
    before = [
        d
        for d in earlier
        if d.index == index - 1 and span.label not in d.counts and not d.joint and Label.KILLED in d.counts
    ]
    if span.label is Label.DISPLACED:
        return None
    return before[0] if not here and len(before) == 1 and noun in _OPEN else None


def _value(span: Span, numbers: Sequence[NumberMention], sentence: Sentence) -> NumberMention | None:
    among = _ONE_OF.search(sentence.text, 0, span.end - sentence.start)
    for number in numbers:
        if among and number.start - sentence.start < among.start("all"):
            continue  # "he was one of 11 journalists killed"
        if not number.ordinal and number.start < span.end and number.end > span.start:
            return number
    text = sentence.text[span.start - sentence.start : span.end - sentence.start]
    if re.match(r"(?:no|none|zero)\b", text, re.IGNORECASE):
        return None
    return one(span.start, span.end, text)


def _without_breakdown(sentence: Sentence, here: list[TollDraft], earlier: Sequence[TollDraft]) -> list[TollDraft]:
    """Make "eleven died at the spot, two in hospital" parts of the toll told right before."""
    whole = next((d for d in reversed(earlier) if set(d.counts) == {Label.KILLED} or d.counts.get(Label.KILLED)), None)
    if whole is None or here == [] or here[0].index - whole.index > 1 or not _WHERE_DIED.search(sentence.text):
        return here
    total = whole.counts[Label.KILLED].best or 0
    dead = [d for d in here if set(d.counts) == {Label.KILLED} and d.noun in _OPEN]
    if not dead or sum(d.counts[Label.KILLED].best or 0 for d in dead) > total:
        return here
    whole.parts += [(d.span, d.counts[Label.KILLED]) for d in dead]
    return [d for d in here if d not in dead]


def _noun(text: str, number: NumberMention, start: int) -> str:
    """Return the head noun of a group in the singular, empty for a bare number. `start` is where the group begins."""
    rest = text[number.end - start :] if number.figure else text
    words = re.findall(r"[\w'-]+", _HEAD.split(rest.strip().removeprefix("of "))[0])
    return words[-1].lower().rstrip("s") if words else ""


def _add_parts(sentence: Sentence, parts: Sequence[Span], here: list[TollDraft], earlier: Sequence[TollDraft]) -> None:
    numbers = find_numbers(sentence.text, sentence.start)
    for part in parts:
        number = _value(part, numbers, sentence)
        before = [d for d in here if d.span.end <= part.start] or here[:1] or list(earlier[-1:])
        if number and before:
            before[-1].parts.append((part, number))


def _fold_increments(sentence: Sentence, here: list[TollDraft]) -> list[TollDraft]:
    """Make "two more bodies" and "a fourth victim" parts of the toll they raise in the same sentence."""
    whole = [d for d in here if d.span.cue and _TOLL.search(sentence.text, *_within(sentence, d.span.cue))]
    if len(here) < 2 or len(whole) != 1:
        return here
    label = next(iter(whole[0].counts))
    more = [d for d in here if d is not whole[0] and label in d.counts and _is_increment(sentence, d)]
    whole[0].parts += [(d.span, d.counts[label]) for d in more]
    return [d for d in here if d not in more]


def _within(sentence: Sentence, span: tuple[int, int]) -> tuple[int, int]:
    return span[0] - sentence.start, span[1] - sentence.start


def _is_increment(sentence: Sentence, draft: TollDraft) -> bool:
    return bool(_MORE.search(sentence.text, *_within(sentence, (draft.span.start, draft.span.end))))


def _fold_sums(sentence: Sentence, here: list[TollDraft]) -> list[TollDraft]:
    """Make parts of groups whose sum stands before them, and one group of two single persons harmed together."""
    if len(here) < 2:
        return here
    first, rest = here[0], here[1:]
    same = [d for d in rest if d.at == first.at and set(d.counts) == set(first.counts) and len(d.counts) == 1]
    label = next(iter(first.counts))
    total = first.counts[label].best or first.counts[label].low or 0
    if len(same) >= 2 and total == sum(d.counts[label].best or 0 for d in same):
        first.parts += [(d.span, d.counts[label]) for d in same]
        return [first, *(d for d in rest if d not in same)]
    return _add_companions(sentence, here)


def _add_companions(sentence: Sentence, here: list[TollDraft]) -> list[TollDraft]:
    """Add "and three others", "and a guard" to the group they were harmed with: one toll, its groups as parts."""
    out: list[TollDraft] = []
    for draft in here:
        before = out[-1] if out else None
        if before and _is_apposition(sentence, before, draft):
            continue
        if before and _is_companion(sentence, before, draft):
            label = next(iter(draft.counts))
            out[-1] = _sum(before, draft, label)
        else:
            out.append(draft)
    return out


def _is_apposition(sentence: Sentence, before: TollDraft, draft: TollDraft) -> bool:
    """Tell whether one person is told twice: "a civilian, a tractor driver, was shot dead"."""
    if before.at != draft.at or set(before.counts) != set(draft.counts) or len(draft.counts) != 1:
        return False
    (first,), (second,) = before.counts.values(), draft.counts.values()
    if first.best != 1 or second.best != 1 or second.figure or _between(sentence, before, draft) != ", ":
        return False
    after = sentence.text[draft.span.end - sentence.start :]
    return bool((not first.figure and _ASIDE_ENDS.match(after)) or _NAME_ENDS.match(after))


def _is_companion(sentence: Sentence, before: TollDraft, draft: TollDraft) -> bool:
    if before.at != draft.at or set(before.counts) != set(draft.counts) or len(draft.counts) != 1 or draft.joint:
        return False
    label = next(iter(draft.counts))
    mine, theirs = draft.counts[label], before.counts[label]
    if mine.best is None or theirs.best is None:
        return False
    if draft.noun == "other" or _is_theirs(sentence, before, draft):
        return True
    if _is_rebel(before) != _is_rebel(draft):
        return False
    lone = not mine.figure and mine.best == 1 and draft.span.start == mine.start
    one_side = before.span.note == draft.span.note
    if lone and (not theirs.figure or (one_side and draft.span.note == "combatant")):
        return True
    if not one_side or draft.span.note != "civilian":
        return False
    whole = _within(sentence, (before.span.start, draft.span.end))
    return bool(_SIDE_BY_SIDE.fullmatch(_between(sentence, before, draft))) and not _PEOPLES.search(
        sentence.text, *whole
    )


def _is_theirs(sentence: Sentence, before: TollDraft, draft: TollDraft) -> bool:
    """Tell "a mother and her four children"."""
    between = _between(sentence, before, draft)
    words = f"{between}{sentence.text[draft.span.start - sentence.start : draft.span.end - sentence.start]}"
    return bool(_THEIRS.fullmatch(between)) and bool(_OWN_AFTER.match(words))


def _between(sentence: Sentence, before: TollDraft, draft: TollDraft) -> str:
    """Return the words between the last group of a toll and one more."""
    last = before.where[next(iter(draft.counts))]
    return sentence.text[slice(*_within(sentence, (last.end, draft.span.start)))]


def _is_rebel(draft: TollDraft) -> bool:
    return bool(_REBELS.match(draft.noun))


def _sum(before: TollDraft, draft: TollDraft, label: Label) -> TollDraft:
    mine, theirs = draft.counts[label], before.counts[label]
    total = (mine.best or 0) + (theirs.best or 0)
    op = theirs.op if theirs.op is not CountOp.EXACT else mine.op
    high = total if op is CountOp.EXACT else None
    text = f"{theirs.text} and {mine.text}"
    first = [] if any(span is before.span for span, _ in before.parts) else [(before.span, theirs)]
    before.parts += [*first, (draft.span, mine)]
    before.counts[label] = NumberMention(theirs.start, mine.end, text, total, total, high, op, figure=theirs.figure)
    before.where[label] = draft.span
    return before
