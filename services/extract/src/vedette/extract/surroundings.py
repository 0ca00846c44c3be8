"""What speaks for war where a toll's own sentence leaves it open: who the victim was, and what the article is about."""

import re

from vedette.extract.reading import Reading

__all__ = ["is_article_of_war", "is_known_victim", "is_mourned_in_war", "is_public_victim", "is_struck_before"]

# Deeds that somebody meant; accidents and illness kill ministers too.
_MEANT = re.compile(
    r"\b(?:murder|assassinat|kill|slay|slain|shot|shoot|gunned|kidnap|abduct|massacr|execut|behead|hostage|blown up)",
    re.IGNORECASE,
)
# Victims whose killing is hardly ever ordinary crime. Source: own reading of chronicles of seven conflicts.
_PUBLIC = re.compile(
    r"\b(?:president|(?:prime |vice |deputy )?minister|senator|deput(?:y|ies)|congress(?:man|woman|men)|mayor|governor|"
    r"magistrate|judge|justice|prosecutor|candidate|ombudsman|ambassador|diplomat|consul|council+(?:or|man|men)|politician|"
    r"lawmaker|priest|(?:arch)?bishop|nun|missionar|jesuit|cleric|imam|catechist|journalist|reporter|newsm[ae]n|editor|"
    r"columnist|unionist|union leader|activist|peasant|villager|refugee|protester|demonstrator|peacekeeper|aid worker|"
    r"relief worker|(?:political|party|opposition|peasant|social|community|religious|student|labou?r) leader)s?\b",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_FULL_NAME = 2  # words
_BESIDE_NAME = 60  # characters after a name in which its bearer's office stands: "Nela Orsen, 46, liberal senator"
_BACK = 2  # sentences over which a deed still has its victims told
_LONG = 8  # sentences from which an article has a matter of its own beside its sentences'
_SHARE = 3  # words of war for each word of accident, crime or court that make war its matter


def is_public_victim(sentence: str, words: str) -> bool:
    """Tell whether these words name somebody killed for what he was, by a deed that somebody meant."""
    return bool(_PUBLIC.search(words) and _MEANT.search(sentence))


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


def is_struck_before(reading: Reading, index: int) -> bool:
    """Tell whether the sentences before name means of war: "the battalion bombed the hills. A woman was killed"."""
    return any(c.armed for before in range(max(0, index - _BACK), index) for c in reading.causes(before))
