"""What speaks for war where a toll's own sentence leaves it open: who the victim was, and what the article is about."""

import re

from vedette.extract.reading import Reading
from vedette.extract.relevance.judge import harm_themes, is_history, is_plain

__all__ = [
    "is_article_of_war",
    "is_counted_by_monitors",
    "is_in_office",
    "is_known_victim",
    "is_mourned_in_war",
    "is_public_victim",
    "is_struck_near",
]

# Deeds that somebody meant; accidents and illness kill ministers too.
_MEANT = re.compile(
    r"\b(?:murder|assassinat|kill|slay|slain|shot|shoot|gunned|kidnap|abduct|massacr|execut|behead|hostage|blown up)",
    re.IGNORECASE,
)
_OFFICES = (
    r"president|(?:prime |vice |deputy )?minister|senator|deput(?:y|ies)|congress(?:man|woman|men)|mayor|governor|"
    r"magistrate|judge|justice|prosecutor|candidate|ambassador|diplomat|consul|council+(?:or|man|men)|politician|"
    r"lawmaker|(?:arch)?bishop|(?:union|party|opposition|peasant) leader"
)
_IN_OFFICE = re.compile(rf"\b(?:{_OFFICES}|congresswomen|party member|attorney)s?\b", re.IGNORECASE)
# Victims whose killing is hardly ever ordinary crime. Source: own reading of chronicles of seven conflicts.
_PUBLIC = re.compile(
    rf"\b(?:{_OFFICES}|"
    r"ombudsman|priest|nun|missionar|jesuit|cleric|imam|catechist|journalist|reporter|newsm[ae]n|editor|"
    r"columnist|unionist|activist|peasant|villager|refugee|protester|demonstrator|peacekeeper|aid worker|"
    r"relief worker|(?:political|social|community|religious|student|labou?r) leader)s?\b",
    re.IGNORECASE,
)
# Who counts the dead of wars, and how: "More than 500 people have been killed in Darfur since April, the UN said".
_COUNTED = re.compile(r"\b(?:have|has|had) been killed\b[^.;]{0,80}\bsince\b", re.IGNORECASE)
_COUNTERS = re.compile(
    r"\b(?:UN|U\.N\.|United Nations|[Hh]uman [Rr]ights|rights group|monitor|OCHA|ACLED|[Oo]bservatory)\b"
)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_FULL_NAME = 2  # words
_BESIDE_NAME = 60  # characters after a name in which its bearer's office stands: "Nela Orsen, 46, liberal senator"
# What armed men do, told as a deed and not as a thing ("the operation", "the battle").
_DEED = re.compile(
    r"\b(?:open(?:ed|s|ing) (?:up|fire)|fir(?:ed|es|ing) (?:on|at|into(?! the air)|several|rockets?|shots)|"
    r"ambush(?:ed|es)|storm(?:ed|s|ing)|attack(?:ed|s|ing)|assault(?:ed|s)|raid(?:ed|s|ing)|shell(?:ed|ing)|"
    r"bl[eo]w[ns]? (?:up|him|her|them|it)\w*|bomb(?:ed|s|ing|arded)|straf(?:ed|ing)|detonat(?:ed|es|ing)|"
    r"explod(?:ed|es)|went off|goes off|hurl(?:ed|ing)|lobb(?:ed|ing)|burst into|broke into|overr[au]n|struck|"
    r"str[iu]kes|hit|target(?:ed|s|ing)|set fire|torched|burned down|clash(?:ed|es)|fought|invaded|entered|"
    r"surrounded|dragged|took away|crashed into)\b",
    re.IGNORECASE,
)
_AHEAD = 2  # sentences after a toll in which the deed may follow
_BACK = 2  # sentences over which a deed still has its victims told
_LONG = 8  # sentences from which an article has a matter of its own beside its sentences'
_SHARE = 3  # words of war for each word of accident, crime or court that make war its matter


def is_in_office(words: str) -> bool:
    """Tell whether words for victims name an office they held."""
    return bool(_IN_OFFICE.search(words))


def is_public_victim(sentence: str, words: str) -> bool:
    """Tell whether these words name somebody killed for what he was, by a deed that somebody meant."""
    return bool(_PUBLIC.search(words) and _MEANT.search(sentence))


def is_counted_by_monitors(sentence: str) -> bool:
    """Tell whether a monitor of wars says how many have been killed since some time."""
    return bool(_COUNTED.search(sentence) and _COUNTERS.search(sentence))


def is_known_victim(reading: Reading, sentence: str, name: str) -> bool:
    """Tell whether a victim told by name alone is called by such an office where the article names him otherwise."""
    words = _POSSESSIVE.sub("", name).split()
    if len(words) < _FULL_NAME or not _MEANT.search(sentence):
        return False
    said = re.compile(r"\b" + r"\s+".join(map(re.escape, words)) + r"\b")
    text = reading.article.text
    return any(_PUBLIC.search(text, m.end(), m.end() + _BESIDE_NAME) for m in said.finditer(text))


def is_article_of_war(reading: Reading) -> bool:
    """Tell whether a long article speaks of war throughout."""
    if len(reading.sentences) < _LONG:
        return False
    war, other = reading.theme_counts()
    return war >= _LONG / 2 and war >= _SHARE * other


def is_mourned_in_war(reading: Reading, sentence: str) -> bool:
    """Tell whether an article with more words of war than of accident and crime tells of somebody killed on purpose."""
    war, other = reading.theme_counts()
    return war >= _SHARE and war > other and bool(_MEANT.search(sentence))


def is_struck_near(reading: Reading, index: int) -> bool:
    """Tell whether the sentences around a toll say what was done: "Three people died. Gunmen had fired on a bus"."""
    before, after = range(max(0, index - _BACK), index), range(index + 1, index + 1 + _AHEAD)
    if any(c.armed for other in before for c in reading.causes(other)):
        return True
    near = [other for other in (*before, *after) if other < len(reading.sentences)]
    return any(_is_deed(reading, other) for other in near) and all(is_plain(reading, other) for other in near)


def _is_deed(reading: Reading, index: int) -> bool:
    """Tell whether a sentence says that somebody armed attacked."""
    armed = "war" in harm_themes(reading, index) or any(c.armed for c in reading.causes(index))
    return armed and bool(_DEED.search(reading.sentences[index].text)) and not is_history(reading, index)
