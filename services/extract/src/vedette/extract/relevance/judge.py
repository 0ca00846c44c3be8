"""Is it war? Tells harm by armed force from accident, disaster, crime, court report, sport and fiction."""

import re
from collections.abc import Callable

from vedette.extract.phrasebook import Found
from vedette.extract.reading import Reading
from vedette.extract.relevance.themes import is_gang_war
from vedette.schemas import ActorKind, Cause

__all__ = ["harm_themes", "is_conflict", "is_history", "is_made_up", "is_plain", "is_post_matter"]

_ENOUGH = 1  # set on reports of many newsrooms; see README of extract
_STRONG_OUTWEIGHED = 2  # words of war that outweigh one of those that settle it
_COURT_OUTWEIGHED = 4  # words of war that make a court's sentence one on a war
_TRIED = 2  # words of court around a death that make it a case
_ONE = 1  # a word of war that names only who died: "cadets of the army"
_NEAR = 2  # sentences around a claim in which a war may be told
_MISHAPS = frozenset({"out.accident", "out.disaster", "out.disease", "strong"})
_OLD_YEARS = 30  # a year so long before the report is no news; set on reports of anniversaries, obituaries and museums
_YEAR = re.compile(
    r"\b(?:in|by|until|early|late|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?:\s\d{1,2},)?|summer of|winter of|spring of|autumn of)\s(1[5-9]\d\d|20\d\d)\b",
    re.IGNORECASE,
)
# "The base, closed in 1992 after forty years, was reopened": what is said of it, not what happened
_ASIDE = re.compile(r",\s[^,;.]*\b(?:1[5-9]|20)\d\d\b[^,;.]*,\s")
_PERFECT = re.compile(
    r"\b(?:has|have)\s(?:now\s|just\s|again\s|\w+ly\s)?(?:been\s)?(?:\w+ed|set|built|left|put|taken)\b"
)
_OF_TODAY = re.compile(r"\b(?:\w+day|today|this (?:week|month|year)|last (?:week|month|night))\b", re.IGNORECASE)
_SINCE_AGO = re.compile(r"\bsince\b[^,;.]{0,80}\bago\b")  # a war may have begun long ago and go on
_AGO = re.compile(
    r"\b(?:(?:\d\d+|[5-9]|five|six|seven|eight|nine|ten|fifteen|twenty|thirty|forty|fifty|sixty)(?:-\w+)? years|"
    r"decades) ago\b",
    re.IGNORECASE,
)
# said of what the sentence before tells
_THEN_AGO = re.compile(
    r"^[\"“‘']?(?:It|That|This) (?:was|is|all )?\s?(?:happened |now )?(?:exactly |almost |nearly |more than |some )?"
    rf"(?:{_AGO.pattern}|(?:\d\d|ten|twenty|thirty|forty|fifty) years (?:ago|to the day|since|this))",
)
_IN_A_WORK = re.compile(r"\b[Ii]n [\"“][A-Z][^\"”]{2,40}[\"”]")  # In "The Well" a drone kills a shepherd
_BORN = re.compile(r"\bborn (?:in|on) [\w ]{0,12}\d{4}")
_FLED_FROM = re.compile(
    r"\b(?:displaced|uprooted|driven out|made homeless|fled|fleeing|refugees)\s(?:by|from)?\s?(?:\w+\s)?$"
)
_FLED_REACH = 40  # characters before a means in which it is what people fled from
_RECALLED = re.compile(r"\b(?:described|recall(?:s|ed)|remember(?:s|ed)|wrote of|writes of|told of|tells of)\b")
_LOOK_BACK = 3  # sentences over which a year told holds
_REMEMBRANCE = re.compile(
    r"\b(?:anniversary|commemorat\w+|remembrance|memorial (?:service|day|ceremony)|"
    r"(?:\d+|two|three|five|ten|twenty|thirty|forty|fifty) years (?:after|since|on)|a year (?:after|since|on))\b",
    re.IGNORECASE,
)
# "a monument to the 86 villagers killed", "a square renamed after the 31 people who died"
_MONUMENT = re.compile(
    r"(?<!\bat the )(?<!\bat a )(?<!near the )(?<!near a )(?<!outside the )(?<!hit the )(?<!hit a )"
    r"\b(?:(?:monument|memorial|plaque|statue|wreaths?|cenotaph|obelisk|shrine|tombstone|mural)s?(?: stone)? "
    r"(?:(?:\w+ ){0,4}(?:to|for|of)|honou?ring|commemorating)|"
    r"(?:re)?named (?:on \w+ )?(?:after|for|in honou?r of)) "
    r"[^,;.]{0,64}?\b(?:killed|died|fell|fallen|murdered|massacred|executed|shot|perished)\b",
    re.IGNORECASE,
)
# "the villagers killed in 1944": the year of the deed, whatever day the sentence tells
_DONE_IN = re.compile(
    r"\b(?:killed|died|massacred|murdered|executed|shot|fell|perished|slaughtered|deported)\b"
    r"(?: (?:there|here|by [\w ]{1,30}?))? in (?:\w+ )?(1[5-9]\d\d|20\d\d)\b"
)
_CENTURY = re.compile(
    r"\b(?:(?:first|second) world war|world war (?:one|two|i|ii)|great war|korean war|vietnam war|falklands war|"
    r"(?<!since the )(?:siege|battle|uprising|revolt|campaign) of 1[5-9]\d\d|winter war|boer war|crimean war|"
    r"spanish civil war|american civil war|medieval|ottoman-era|"
    # neither a name, "Governor Roman Vasko", nor a church
    r"roman (?:empire|emperor)|(?-i:Roman(?! (?:[A-Z]\. )?[A-Z][a-z])|roman)|"
    r"napoleonic|colonial-era|"
    r"(?:first|second|third|fourth|fifth|\d+(?:st|nd|rd|th)|\w+teenth)[- ]century)\b",
    re.IGNORECASE,
)
# what a report of votes, play or show is told in
_PEACE = frozenset({"out.civic", "out.works", "out.memory", "out.staged", "out.other"})
_CIVIC_WEIGHT = 2  # words of war that one word of play or show outweighs
_CIVIC = "out.civic"  # words of votes, play, show, nature and heritage, by which an installation is none of war
_PLAY = "out.other"
_OPENING = 8  # sentences that say what an article is about
_PLAYED = 3  # words of play in them that make it one of play
_WORKS_OF, _MEMORY, _STAGED = "out.works", "out.memory", "out.staged"
_UNHARMING = frozenset({_CIVIC, _WORKS_OF, _MEMORY})  # what says nothing of how somebody came to harm
_WORKS = 2  # words of works around a death that make it one of them
_FORCES = frozenset({ActorKind.STATE_FORCE, ActorKind.ARMED_GROUP, ActorKind.MILITIA, ActorKind.FOREIGN_FORCE})
# An installation whose own words say that it is one of an armed force.
_ARMED_NAME = re.compile(
    r"\b(?:military|army|air ?force|naval|navy|marines?|border|frontier|gendarmerie|militia|rebel|insurgent|"
    r"militant|peacekeep\w+|nato|un|united nations|combat|operating|patrol|fire|firebase|battalion|brigade|"
    r"garrison|barracks|security|paramilitary|command|airbase|air ?base|sentry|guard|troops|forces)\b",
    re.IGNORECASE,
)
# Soldiers, their ranks and their things, near an installation whose words leave open whose it is.
_MARTIAL = re.compile(
    r"\b(?:colonel|brigadier|(?:major|lieutenant|brigadier)[ -]general|sergeant|corporal|commandant|commandos?|"
    r"conscripts?|gendarm\w+|(?:border|frontier) (?:guards?|service|troops|patrol|police|men|force)|"
    r"coast ?guards?|self-defen[cs]e force|marines|navy|naval|regiment|battalion|brigade|platoon|garrison\w*|"
    r"contingent|coalition|peace-?keep\w+|blue (?:helmets|berets)|tanks|machine[- ]guns?|armou?red|howitzers?|"
    r"rifles|sappers|buffer zone|demilitari[sz]ed|line of (?:control|contact)|liaison officers|(?:defen[cs]e|"
    r"interior) minist\w+|omon|kfor|un mission|united nations (?:mission|force)|berms?|sandbags?|minefields?|"
    r"barbed wire|infantry\w*|counterpart|"
    r"satellite (?:pictures|images|imagery|photographs)|de-escalation|reconnaissance|operation [A-Z]\w+)\b",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?:post|camp|base|station|point|tower|site|fort|fortress|position|picket|bunker|block|compound|facility|"
    r"headquarters|lookout)s?\b",
    re.IGNORECASE,
)
_ATTACKS = frozenset({Cause.UNKNOWN, Cause.EXPLOSION})  # "attack", "blast": somebody's deed where nothing else is told


def is_conflict(reading: Reading, index: int, *, group: str, has_armed_actor: Callable[[], bool]) -> bool:
    """Tell whether people in this sentence came to harm by armed force.

    `group` is what the lexicon calls the victims; `has_armed_actor` is asked only where the words leave it open.
    """
    means = reading.causes(index)
    armed = sum(c.armed for c in means)
    if is_history(reading, index) or (not armed and _is_remembered(reading, index)):
        return False
    here = _keys(reading, reading.themes(index))
    if is_made_up(reading, index) or _is_mishap(reading, index):
        return False
    war, out = here.count("war"), sum(k != "war" for k in here)
    if any(k in _MISHAPS for k in here):  # "hail hurt 40 in a camp of those displaced by fighting"
        text = reading.article.text
        armed = sum(c.armed and not _FLED_FROM.search(text, max(0, c.start - _FLED_REACH), c.start) for c in means)
    court = here.count("out.court")
    if ("strong" in here and not armed) or court > 1 or (court and war + armed < _COURT_OUTWEIGHED):
        return False
    if any(k in _MISHAPS for k in here) and not armed:
        return False
    if armed and armed + war >= out:
        return True
    if not armed and (_is_all_of_play(reading) or _WORKS_OF in [f.key for f in reading.themes(index)]):
        return False
    attack = any(c.cause in _ATTACKS for c in means) and not any(c.cause is Cause.STABBING for c in means)
    score = 2 * armed + war + attack + 2 * (group == "combatant") - 2 * out
    score_with_near = score + max(-4, min(4, _balance_around(reading, index))) / 2
    return score_with_near >= _ENOUGH or (score_with_near + 2 >= _ENOUGH and has_armed_actor())


def _is_all_of_play(reading: Reading) -> bool:
    """Tell whether headline and first sentences make an article one of sport or business told in words of war."""
    told = [(reading.sentences[n].text, reading.themes(n)) for n in range(min(_OPENING, len(reading.sentences)))]
    told.append((reading.article.title or "", reading.title_themes()))
    play = {text[f.start : f.end].lower() for text, found in told for f in found if f.key == _PLAY}
    war = sum(f.key == "war" for _, found in told for f in found)
    return len(play) >= max(_PLAYED, war + 1)


def _is_mishap(reading: Reading, index: int) -> bool:
    """Tell whether a death told without any means lies beside an accident, illness or court case and no deed of war."""
    if reading.causes(index) or "war" in [f.key for f in reading.themes(index)][_ONE:]:
        return False
    low, high = max(0, index - _NEAR), min(len(reading.sentences), index + _NEAR + 1)
    around = [key for other in range(low, high) for key in _keys(reading, reading.themes(other))]
    around += _keys(reading, reading.title_themes())
    means = any(c.armed for other in range(low, high) for c in reading.causes(other))
    tried = sum(key in {"out.court", "strong"} for key in around) >= _TRIED
    return tried or (not means and any(key in _MISHAPS for key in around))


def _balance_around(reading: Reading, index: int) -> int:
    """Return words of war less other words, in the sentences around and the title."""
    low, high = max(0, index - _NEAR), min(len(reading.sentences), index + _NEAR + 1)
    keys = [key for other in range(low, high) if other != index for key in _keys(reading, reading.themes(other))]
    keys += _keys(reading, reading.title_themes())
    return 2 * keys.count("war") - len(keys)


def _keys(reading: Reading, found: list[Found]) -> list[str]:
    """Return the themes that speak of harm, gangs as war or crime; whether a post is one of war says nothing of it."""
    keys = [f.key for f in found if f.key not in _UNHARMING]
    if not {"gang", "riot"} & set(keys):
        return keys
    war = is_gang_war(reading.article.text)
    senses = {"gang": "war" if war else "out.crime", "riot": "war" if war else "strong"}
    return [senses.get(key, key) for key in keys]


def is_made_up(reading: Reading, index: int) -> bool:
    """Tell whether a sentence or those around it tell of films, books, drills or old wars more than of war."""
    own = [f.key for f in reading.themes(index)]
    if _STAGED in own or _IN_A_WORK.search(reading.sentences[index].text):
        return True
    low, high = max(0, index - _NEAR), min(len(reading.sentences), index + _NEAR + 1)
    found = [f.key for other in range(low, high) for f in reading.themes(other)]
    title = [f.key for f in reading.title_themes()]
    found += title + [key for key in title if key in {_WORKS_OF, _STAGED}]  # what a headline says weighs twice
    today = bool(_OF_TODAY.search(reading.sentences[index].text))
    made = sum(key in {_WORKS_OF, _STAGED} or (key == _MEMORY and not today) for key in found)
    if made and not today and _RECALLED.search(reading.sentences[index].text):
        return True
    both = made and made + found.count(_PLAY)
    return both >= _WORKS and 2 * both >= found.count("war")


def is_post_matter(reading: Reading, index: int, facility: str, words: str) -> bool:
    """Tell whether a sentence on an installation is about armed forces, not accident, court case, sport or fiction.

    `facility` is its kind, `words` what the text calls it.
    """
    here = [f.key for f in reading.themes(index)]
    armed = sum(c.armed for c in reading.causes(index))
    war = here.count("war") + armed
    if (facility == "other" and war < 1) or is_history(reading, index) or is_made_up(reading, index):
        return False
    # "a town the cartels fight over": gangs alone make no post one of crime
    if sum(k not in {"war", "gang"} for k in here) > war + 1 or ("strong" in here and war < _STRONG_OUTWEIGHED):
        return False
    title = [f.key for f in reading.title_themes()]
    if _is_told_of_play(reading, index) or (not armed and "war" not in title and "out.accident" in title):
        return False
    # "a fifth" is of the kind spoken of before
    return _is_of_war(reading, index, named=not _KIND.search(words) or bool(_ARMED_NAME.search(words)))


def _is_told_of_play(reading: Reading, index: int) -> bool:
    """Tell whether the sentences around speak more of sport and show than of war: "set up camp in front of goal"."""
    low, high = max(0, index - _NEAR), min(len(reading.sentences), index + _NEAR + 1)
    around = [f.key for other in range(low, high) for f in reading.themes(other)]
    return around.count(_PLAY) > max(1, around.count("war"))


def _is_of_war(reading: Reading, index: int, *, named: bool) -> bool:
    """Weigh the words around and the title; an installation that is not `named` after a force needs one near by."""
    low, high = max(0, index - _NEAR), min(len(reading.sentences), index + _NEAR + 1)
    around = [f.key for other in {0, *range(low, high)} for f in reading.themes(other)]
    title = [f.key for f in reading.title_themes()]
    war = (around + title).count("war")
    # words of play and show weigh where the report says what it is about, and beside the installation itself
    lead = [f.key for f in reading.themes(0)]
    own = [f.key for f in reading.themes(index)] if index else []
    civic = sum(key in _PEACE for key in title + lead) + sum(key in _UNHARMING for key in own)
    if civic:
        return war > _CIVIC_WEIGHT * civic + (not named)
    if named or war:
        return True
    return any(
        _MARTIAL.search(reading.sentences[other].text) or _has_force(reading, other) for other in {0, *range(low, high)}
    )


def _has_force(reading: Reading, index: int) -> bool:
    return any(a.kind in _FORCES and not a.is_people for a in reading.actors(index))


def is_history(reading: Reading, index: int) -> bool:
    """Tell whether a sentence without a day of its own, or those before it, count by a year long past."""
    sentence = reading.sentences[index].text
    sentence = _SINCE_AGO.sub("", sentence)
    ago = _AGO.search(sentence)
    if _MONUMENT.search(sentence) or _is_done_long_ago(reading, sentence):
        return True
    if _CENTURY.search(sentence) or (ago and not _OF_TODAY.search(sentence, ago.end())):
        return True
    if index + 1 < len(reading.sentences) and _THEN_AGO.search(reading.sentences[index + 1].text):
        return True
    day = reading.anchor
    for other in range(index, max(-1, index - _LOOK_BACK), -1):
        text = _ASIDE.sub(", ", reading.sentences[other].text)
        if day is None or (other == index and (_OF_TODAY.search(text) or _PERFECT.search(text))):
            return False
        if years := [int(y) for y in _YEAR.findall(_BORN.sub("", text))]:
            return max(years) < day.year - _OLD_YEARS
        if _OF_TODAY.search(text):
            return False
    return False


def _is_done_long_ago(reading: Reading, sentence: str) -> bool:
    """Tell whether people died in a year long past, though the sentence goes on about a day of this week."""
    done = _DONE_IN.search(sentence)
    return bool(done and reading.anchor and int(done[1]) < reading.anchor.year - _OLD_YEARS)


def _is_remembered(reading: Reading, index: int) -> bool:
    """Tell whether a report of a day of remembrance speaks of its dead, not of new ones."""
    if index == 0 or _OF_TODAY.search(reading.sentences[index].text):
        return False
    return any(_REMEMBRANCE.search(text) for text in (reading.article.title or "", reading.sentences[0].text))


def harm_themes(reading: Reading, index: int) -> list[str]:
    """Return the themes of a sentence that say how people may have come to harm, gangs as war or crime."""
    return _keys(reading, reading.themes(index))


def is_plain(reading: Reading, index: int) -> bool:
    """Tell whether a sentence has no word of accident, crime, court, sport or fiction."""
    return all(key == "war" for key in harm_themes(reading, index))
