"""Read numbers as news writes them: figures, words, ranges, "at least", "dozens"; never years, ages or calibres."""

import re
from dataclasses import dataclass
from functools import lru_cache

from vedette.schemas import Count, CountOp

__all__ = ["NumberMention", "find_numbers", "one"]

_UNITS = (  # noqa: SIM905  a sentence of words reads better than a list of them
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_WORDS = {w: i for i, w in enumerate(_UNITS)} | {w: 20 + 10 * i for i, w in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 10**9, "dozen": 12, "score": 20}
_ORDINALS = (  # noqa: SIM905
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
# Least number a vague word allows. Source: EVENTS definitions, section 1 (the values ACLED uses).
_VAGUE = {
    "tens of thousands": 10_000,
    "hundreds of thousands": 100_000,
    "tens of millions": 10_000_000,
    "several thousand": 2000,
    "several hundred": 200,
    "a few hundred": 200,
    "a few thousand": 2000,
    "several dozen": 24,
    "a few dozen": 24,
    "thousands": 1000,
    "hundreds": 100,
    "millions": 1_000_000,
    "scores": 20,
    "dozens": 12,
    "tens": 10,
    "several": 3,
    "a number": 2,
    "many": 3,
    "a few": 2,
    "numerous": 3,
    "a handful": 2,
    "multiple": 2,
    "many more": 3,
    "a large number": 3,
    "various": 2,
    "unknown number": 1,
}

_WORD = rf"(?:{'|'.join((*_UNITS, *_TENS))})"
_SCALE = r"(?:hundred|thousand|million|billion|dozen|score)"
_PAIR = rf"{_WORD}(?:[\s-]{_WORD})?"
_SPELLED = (
    rf"(?:{_WORD}\sand\sa\shalf\s(?:thousand|million|billion)|(?:half a|a quarter of a|a|an|half|"
    rf"{_PAIR})\s{_SCALE}(?:\s(?:and\s)?{_PAIR})?(?:\s{_SCALE})?(?:\s(?:and\s)?{_PAIR})?"
    rf"|{_WORD}(?:-{_WORD}|\s(?=(?:one|two|three|four|five|six|seven|eight|nine)\b){_WORD})?)"
)
_FIGURE = r"(?:\d{1,3}(?:[,\u00a0 ]\d{3})+(?!\d)|\d+(?:\.\d+)?)(?:\s?(?:hundred|thousand|million|billion|dozen)\b)?"
_VALUE = rf"(?:{_FIGURE}|{_SPELLED})"
_LEAST = (
    r"at least|more than|over|upwards of|no fewer than|no less than|not less than|at a minimum|a minimum of|"
    r"well over|just over|in excess of|up from"
)
_MOST = (
    r"up to|as many as|at most|no more than|not more than|fewer than|less than|a maximum of|nearly|"
    r"almost|close to|just under|under"
)
_ABOUT = r"about|around|some|approximately|roughly|an estimated|estimated|circa|or so|near"
# A dash before a capital ends a dateline ("BANYO, May 6 - Two men were shot"), it joins no two ends of a range.
_NUMBER = re.compile(
    r"(?<![\w$€£.:/@#])(?<!\d,)(?<![A-Za-z]-)"
    rf"(?:(?P<least>{_LEAST})\s|(?P<most>{_MOST})\s|(?P<about>{_ABOUT})\s)?(?:another\s|the\s|"
    rf"an?\sadditional\s|other\s)?"
    rf"(?:(?P<vague>{'|'.join(sorted(map(re.escape, _VAGUE), key=len, reverse=True))})\b"
    rf"|(?:(?P<between>between)\s)?(?P<first>{_VALUE})"
    rf"(?:(?:\s?[-–—](?!\s(?-i:[A-Z]))\s?|\sto\s|\sor\s|(?(between)\sand\s|(?!)))(?P<second>{_VALUE}))?"
    r"(?![\w%]|[.:]\d|-\w*inch)(?P<plus>\sor\smore\b|\splus\b|\+)?)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<figure>\d{{1,3}})(?:st|nd|rd|th))\b", re.IGNORECASE)
# What makes a number no number of people or posts: a measure or an age after it.
_MEASURE = re.compile(
    r"\s?-?\s?(?:%|percent|per cent|km|kms|kilomet|miles?\b|met(?:er|re)s?\b|feet\b|foot\b|ft\b|mm\b|"
    r"cm\b|kg\b|kilos?\b|kilogram|"
    r"pounds?\b|tons?\b|tonnes?\b|acres?\b|hectares?\b|square\b|degrees?\b|dollars?\b|euros?\b|"
    r"cents?\b|lira|rupees?\b|[ap]\.?m\.?\b|"
    r"o'clock|hours?\b|minutes?\b|seconds?\b|days?\b|weeks?\b|months?\b|years?\b|-?year|decades?\b|"
    r"gmt\b|utc\b|local time|"
    r"points? (?:percent|lead|ahead)|goals?\b|votes?\b|th\b|st\b|nd\b|rd\b|knots\b|calib|barrels?\b|"
    r"lit(?:er|re)s?\b|mph\b|kph\b|stor(?:e?y|ies))",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_BEFORE = re.compile(
    rf"(?:\b(?:aged?|age of|no\.|nos\.|number|route|road|highway|article|chapter|page|resolution|"
    rf"section|channel|flight|"
    rf"block|room|gate|exit|type|unit|brigade|battalion|regiment|division|corps|area|zone|camp|hill|"
    rf"grad|boeing|airbus|aged\sbetween)|{_MONTH}\.?)"
    r"\s?-?$",
    re.IGNORECASE,
)  # fmt: skip
_DAYS_LISTED = re.compile(
    rf"\b{_MONTH}\.?\s\d{{1,2}}(?:,\s\d{{1,2}})?,?\s(?:and|to|or)\s$", re.IGNORECASE
)  # "May 3 and 4"
_AND_A_HALF = re.compile(r"(\w+) and a half (\w+)")
_IN_PLACE = re.compile(r"\b(?:camp|area|zone|hill)\s$", re.IGNORECASE)  # "in the camp 61 people"
_IN_MONTH = re.compile(rf"\b{_MONTH}\.?\s$", re.IGNORECASE)
_AGES = re.compile(r"\b(?:aged?|between)\s\d{1,3}(?:,\s\d{1,3})*,?\s(?:and|to|or)\s$", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?|age of)\s(?:[\w-]+(?:,\s|\sand\s|\sto\s|\sor\s|,\sand\s)){0,2}$", re.IGNORECASE)
_ONE_KIN = re.compile(r"\s(?:family|household|clan|tribe|roof|another)\b", re.IGNORECASE)  # "all of one family"
_OF_AGE = re.compile(r"\b(?:man|woman|boy|girl|person|teenager|pensioner|youth|child)\sof\s$", re.IGNORECASE)
# "raising the toll from three to four": the second number is the toll, not the end of a range
_RISEN = re.compile(
    r"\b(?:toll|number|count|rais\w+|rose|risen|ris(?:es|ing)|up|brought|bring\w*|climb\w*|jump\w*|increas\w+|revis\w+|"
    r"lower\w*)\b[^.;]{0,40}\bfrom\s$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:how|too|so)\s$", re.IGNORECASE)  # "nobody knows how many"
_ROSE_UP = re.compile(r"\b(?:gone|went|going|risen|rose|rising|climbed|moved|shot|jumped)\s$", re.IGNORECASE)
_AGE_DIGITS = 2
_SOMEBODY_OF = re.compile(
    r"\b(?:an?|the)\s(?!group|crew|team|platoon|convoy|total|crowd|party|force|unit|family|number|squad|toll|maximum|minimum|"
    r"patrol|band|column|batch|third|quarter|half|dozen|tally|list|majority|loss|cell)[a-z][\w-]+\sof\s$",
    re.IGNORECASE,
)
_AGE_ENDS = re.compile(r"[,.;]|\s(?:was|who|died|had|has|is|lost|from)\b")
_APPOSED = re.compile(r",\s(?!including|among|most|all|some|or\b|many|\w+ing\b)[a-z]")  # "Captain Osama, 26, fell"
_FAR = 70
_AT = re.compile(r"\b(?:at|around|about|by)\s(?:around\s|about\s)?$", re.IGNORECASE)
_PERSONS_AFTER = re.compile(
    r"\s(?:\w+\s)?(?:people|persons|soldiers|civilians|troops|fighters|men|others)\b", re.IGNORECASE
)
_CODE_BEFORE = re.compile(r"\b[A-Z]{1,2}-?\s?$")
_DAY_AFTER = re.compile(rf"\s(?:of\s)?{_MONTH}\b\.?(?!\w)", re.IGNORECASE)
_UNIT_AFTER = re.compile(
    r"(?:st|nd|rd|th)?\s(?:brigade|battalion|regiment|division|corps|squadron|fleet)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number and what its words allow; `ordinal` for "the sixth". Offsets count in the whole article."""

    start: int
    end: int
    text: str
    low: int | None
    best: int | None
    high: int | None
    op: CountOp
    ordinal: bool = False
    figure: bool = True

    def count(self, text: str | None = None) -> Count:
        """Return the number as the contract holds it."""
        return Count(low=self.low, best=self.best, high=self.high, op=self.op, text=self.text if text is None else text)


def one(start: int, end: int, text: str) -> NumberMention:
    """Return the number a singular noun stands for: "a soldier" is one."""
    return NumberMention(start, end, text, 1, 1, 1, CountOp.EXACT, figure=False)


@lru_cache(maxsize=256)  # tagger and assembler ask for the same sentences one after the other
def find_numbers(sentence: str, offset: int = 0) -> tuple[NumberMention, ...]:
    """Return cardinal and ordinal numbers of a sentence in text order, without years, ages, measures and names."""
    flat = sentence.replace("’", "'")
    found = [m for match in _NUMBER.finditer(flat) if (m := _cardinal(flat, match, offset))]
    taken = {i for m in found for i in range(m.start, m.end)}
    found += [
        _ordinal(match, offset)
        for match in _ORDINAL.finditer(flat)
        if match.start() + offset not in taken and not _UNIT_AFTER.match(flat, match.end())
    ]
    return tuple(sorted(found, key=lambda m: m.start))


def _cardinal(flat: str, match: re.Match[str], offset: int) -> NumberMention | None:
    start, end = match.start() + offset, match.end() + offset
    if re.search(r"\b(?:no|not|ground)\s$", flat[max(0, match.start() - 8) : match.start()], re.IGNORECASE):
        return None  # "no one", "not one", "Ground Zero"
    if match["vague"] and _ASKED.search(flat, 0, match.start("vague")):
        return None
    if match["vague"]:
        low = _VAGUE[match["vague"].lower()]
        end = match.end("vague") + offset
        return NumberMention(start, end, flat[match.start() : match.end("vague")], low, None, None, CountOp.VAGUE)
    if _is_something_else(flat, match):
        return None
    if match["second"] and _RISEN.search(flat[max(0, match.start() - _FAR) : match.start()]):
        low = _value(match["second"])
        at = match.start("second") + offset
        return NumberMention(at, end, flat[match.start("second") : match.end("second")], low, low, low, CountOp.EXACT)
    low, high = _value(match["first"]), _value(match["second"]) if match["second"] else None
    text = match[0].rstrip()
    end = start + len(text)
    if high is not None and low < high:
        return NumberMention(start, end, text, low, None, high, CountOp.EXACT)
    if match["most"] and _ROSE_UP.search(flat, 0, match.start()):  # "has gone up to 21"
        at = match.start("first") + offset
        return NumberMention(at, end, flat[match.start("first") : end - offset], low, low, low, CountOp.EXACT)
    return _bounded(match, start, end, text, low)


def _bounded(match: re.Match[str], start: int, end: int, text: str, n: int) -> NumberMention:
    if match["least"] or match["plus"]:
        return NumberMention(start, end, text, n, n, None, CountOp.AT_LEAST)
    if match["most"]:
        return NumberMention(start, end, text, None, n, n, CountOp.AT_MOST)
    if match["about"]:
        return NumberMention(start, end, text, None, n, None, CountOp.ABOUT)
    return NumberMention(start, end, text, n, n, n, CountOp.EXACT)


def _ordinal(match: re.Match[str], offset: int) -> NumberMention:
    n = _ORDINALS.index(match["word"].lower()) + 1 if match["word"] else int(match["figure"])
    return NumberMention(match.start() + offset, match.end() + offset, match[0], n, n, n, CountOp.EXACT, ordinal=True)


def _is_something_else(flat: str, match: re.Match[str]) -> bool:
    """Tell whether a match is an age, a measure, a year, a day of a month or part of a name."""
    at, end = match.start("first"), match.end("second") if match["second"] else match.end("first")
    before, first = flat[max(0, at - 24) : at], match["first"]
    if _MEASURE.match(flat, end) or _MEASURE.match(flat, match.end("first")):
        return True
    if not first[0].isdigit():
        return bool(
            _AGED.search(before) or _OF_AGE.search(before) or (first.lower() == "one" and _ONE_KIN.match(flat, end))
        )
    if _CODE_BEFORE.search(before) and not before.rstrip().endswith((" A", "I")) and not before.isupper():
        return True
    if (
        _AGES.search(before)
        or (_DAYS_LISTED.search(before) and not _PERSONS_AFTER.match(flat, end))
        or _OF_AGE.search(before)
        or _is_aged(flat, match, before)
        or _is_clock(flat, first, before, end)
    ):
        return True
    labelled = _BEFORE.search(before) and not (_IN_PLACE.search(before) and _PERSONS_AFTER.match(flat, end))
    if labelled and not (match["least"] or match["about"] or _is_past_a_month(before, first)):
        return True
    if _DAY_AFTER.match(flat, end) and int(float(first.split()[0].replace(",", ""))) <= 31:
        return True
    if re.fullmatch(r"(?:18|19|20)\d\d", first) and not (match["least"] or match["most"] or match["about"]):
        return not re.match(
            r"\s(?:people|soldiers|civilians|troops|fighters|persons|others|militants|men)\b", flat[end:]
        )
    apposed = not match["second"] and len(first) <= _AGE_DIGITS and _APPOSED.match(flat, end)
    return before.endswith(", ") and bool(
        apposed
        or re.match(
            r",\s*(?:a|an|the|of|from|who|was|is|were|and|has|had|died|dies|killed|wounded|injured|her|his|their)\b|,\s*$",
            flat[end:],
        )
    )


def _is_past_a_month(before: str, first: str) -> bool:
    """Tell whether a figure behind a month can be no day and no year of it: "since January 61 people"."""
    return bool(_IN_MONTH.search(before) and first.isdigit() and 31 < int(first) < 1800)


def _is_aged(flat: str, match: re.Match[str], before: str) -> bool:
    """Tell whether two figures are somebody's age: "a welder of 45, had"."""
    return len(match["first"]) <= _AGE_DIGITS and bool(
        _SOMEBODY_OF.search(before) and _AGE_ENDS.match(flat, match.end())
    )


def _is_clock(flat: str, first: str, before: str, end: int) -> bool:
    """Tell whether four figures are a time of day: "at 2220 last night", "0530 hours"."""
    if not re.fullmatch(r"[01]\d[0-5]\d|2[0-3][0-5]\d", first) or _PERSONS_AFTER.match(flat, end):
        return False
    return first[0] == "0" or bool(_AT.search(before))


def _value(text: str) -> int:
    """Return the value of one number in figures or words."""
    flat = re.sub(r"(?<=\d)[,\u00a0 ](?=\d{3})", "", text.lower()).replace("-", " ")
    if whole := _AND_A_HALF.fullmatch(flat):
        return round((_WORDS[whole[1]] + 0.5) * _SCALES[whole[2]])
    total, part, half = 0.0, 0.0, False
    for word in flat.split():
        if word in _SCALES:
            part = (part or 1) * _SCALES[word] * (0.5 if half else 1)
            half = False
            if _SCALES[word] >= 1000:
                total, part = total + part, 0
        elif word == "half":
            half = True
        elif word not in {"a", "an", "and", "of", "quarter"}:
            part += _WORDS[word] if word in _WORDS else float(word)
        elif word == "quarter":
            part = 0.25
    return round(total + part)
