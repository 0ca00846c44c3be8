"""Who did it, as the sentence of the harm tells: "by X", "an X airstrike", "X stormed", "clashes with X"."""

import re
from collections.abc import Callable

from vedette.extract.actors.finder import ActorMention
from vedette.extract.reading import Reading

__all__ = ["DEEDS", "NO_HARM", "doer_in", "is_object"]

_QUALIFIED = (
    r"(?:(?:the|an?|suspected|alleged|unknown|unidentified|purported|members of|elements of|"
    r"more than|at least|around|about|some|"
    r"up to|hundreds? of|dozens? of|hundred|dozens?|two|three|four|five|six|ten|\d+|fighters of)\s|[\"“])*"
)
_BY = re.compile(
    rf"(?P<verb>\w+)?\s?\b(?:by|blamed on|pinned on|attributed to|at the hands of|the work of)\s{_QUALIFIED}"
    r"(?:[\w-]+\s){0,2}$",
    re.IGNORECASE,
)
# "a village held by the rebels", "near by": what "by" ends without telling of harm
NO_HARM = re.compile(
    r"(?:backed|supported|escorted|guarded|held|controlled|run|used|manned|owned|inhabited|declared|occupied|led|called|"
    r"followed|accompanied|visited|(?:re)?taken|liberated|protected|treated|recovered|said|used|near|close|passing|claimed|"
    r"announced|reported|confirmed|released|issued|published|cited|quoted|seen|headed|commanded|carried|wanted)$",
    re.IGNORECASE,
)
_STOP = r"(?:on|in|at|after|against|and|near|who|when|as|for|of|by|from|was|were|with|killed)"
# "an Israeli airstrike", "a suspected U.S. drone": hardly a word between the actor and the means.
_ADJACENT = re.compile(rf"^(?:'s|’s)?[\s-]*(?:(?!{_STOP}\s)[\w-]+\s){{0,2}}$", re.IGNORECASE)
_ADVERBS = r"(?:have|has|had|also|later|then|reportedly|allegedly|again|repeatedly|deliberately|jointly|on \w+day)"
DEEDS = (
    r"attack|storm|shell|bomb|kill|str(?:ike|uck)|hit|open(?:s|ed|ing)? fire|fir(?:e|es|ed|ing)\b|raid|launch|ambush|"
    r"assault|overr[ua]n|seiz|captur|detonat|bl[eo]w|attempt|execut|behead|sho(?:ot|t)|target|wound|injur|kidnap|abduct|"
    r"assassinat|besieg|rocket|carr(?:y|ies|ied) out|infiltrat|destroy|clash|dropp|conduct|massacr|rampag|mount|stag|"
    r"dispers|use[sd]?\s(?:\w+\s)?(?:tear|live|weapons|barrel|force|machetes|drones)|push|swe(?:ep|pt)|ramm?(?:s|ed)?\b|"
    r"stab|hack|burn|torch|set (?:fire|off|ablaze)|plant|explod|pound|mortar|gunn|slaughter|murder|hurl|thr(?:ow|ew)|"
    r"lob|retaliat|invad|loot|round(?:s|ed)? up|tortur|lynch|drag|pour|spray|br(?:eak|oke) (?:up|into)|exchang|enter|"
    r"burst|fight|fought|counterattack|riddl|rak(?:e|ed)\b|lin(?:e|ed) up|intercept|neutrali[sz]e"
)
_DEED = re.compile(
    r"^(?:'s|’s)?(?:,[^,;.]{3,60},)?(?:,?\swho)?\s"
    r"(?:(?:from|in|of|inside|on|riding|armed with|disguised as|dressed as|wearing)\s[\w\s'’-]{3,45}?\s|"
    rf"{_ADVERBS}\s){{0,2}}(?P<verb>{DEEDS})",
    re.IGNORECASE,
)
# "soldiers killed in the raid" did not kill
_SUFFERED = re.compile(
    r"\s?(?:killed|shot|wounded|injured|hit|targeted|struck|attacked|ambushed|captured|kidnapped|abducted|beheaded|"
    r"executed|murdered|massacred|bombed|destroyed|stabbed|seized|tortured|burned)\s(?:dead\s|to death\s)?"
    r"(?:by|in|during|when|while|on|near|and (?:wounded|injured|killed)|after|since|outside|inside|at)\b|"
    r"\s?(?:is|are|was|were|being|been)\s",
    re.IGNORECASE,
)
# What stands before somebody who suffers or is only there.
_OBJECT = re.compile(
    r"\b(?:on|at|against|of|in|from|near|with|between|targeting|over|inside|outside|towards?|to|for|by|into|around|"
    r"behind|after|before|including|like|among|than|under|across|via|through|against|"
    r"(?:attack|hit|kill|struck|strik|ambush|target|captur|kidnap|abduct|wound|injur|shoot|shot|destroy|tell|told|fought|"
    r"fight|stab|murder|execut|behead|bomb|shell|join|question|arrest|carry|ferr|transport|accus|blam)\w*)\s"
    r"(?:(?:the|an?|two|three|four|five|six|some|several|at least|suspected|alleged|its|their|his|\d+)\s)*"
    r"(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
_FOUGHT = re.compile(
    r"\b(?:clash\w*|fight\w*|battle\w*|fought|combat|skirmish\w*|firefight|gunfight|shootout|gunbattle|conflict|encounter|"
    r"exchang\w+ (?:of )?(?:gun)?fire)\s(?:\w+\s){0,2}?(?:with|against|between)\s(?:the\s|\w+\s){0,5}$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\b[^.;,]*$", re.IGNORECASE)
_AND = re.compile(r"\sand\s(?:the\s)?(?:[\w-]+\s){0,2}$")
# "gunmen in army uniforms" are not the army.
_WORN = re.compile(
    r"^(?:[\s-]\w+){0,2}?[\s-](?:uniforms?|fatigues|dress|clothes|clothing|garb|disguise)\b", re.IGNORECASE
)
_OWN_DEED = re.compile(
    r"^(?:['’]s)?(?:\s[\w’']+){0,3}?\s(?:claim\w*|says?|said|announc\w+|report\w*|confirm\w*|admit\w*|acknowledg\w+|declar\w+|boast\w*)"
    r"(?:\s(?:on|in|late|early|a|the|its|statement|today|\w+day)){0,5}\s(?:that\s)?"
    rf"(?:to have\s|(?:it|they|we)(?:['’]ve)?\s|(?:its|their)\s(?:\w+\s){{1,3}})(?:{_ADVERBS}\s)*(?:{DEEDS})",
    re.IGNORECASE,
)
_JOINED = " and the "
_LEAD = 50  # characters before an actor in which its part in the deed is told
_CLAUSE = re.compile(r"[;:]|\b(?:when|while|as|after|before|but|that|which|who)\b", re.IGNORECASE)


def doer_in(
    reading: Reading, index: int, at: int, victims: tuple[int, int], side: str | None = None
) -> ActorMention | None:
    """Return who did it in the words of one sentence; `side` is the victims' own, which never attacks itself."""
    actors = [a for a in reading.actors(index) if _may_do(reading, a, victims, side)]
    armed = [a for a in actors if not a.is_people]
    tests: tuple[tuple[list[ActorMention], Callable[[Reading, int, ActorMention], bool]], ...] = (
        ([a for a in actors if not a.is_people or a.country], _is_named_doer),
        (armed, _is_means_owner),
        (armed, _acts),
        (armed, _tells_own_deed),
    )
    told = [[a for a in among if test(reading, index, a)] for among, test in tests]
    if named := [*told[0], *told[1]]:
        return min(named, key=lambda a: abs(a.start - at))
    if told[2]:
        return min(told[2], key=lambda a: abs(a.start - at))
    subject = _subject(reading, index, at, actors) if victims[0] > at else None
    return subject or next(iter(told[3]), None) or _opponent(reading, index, victims, armed)


def is_object(reading: Reading, index: int, actor: ActorMention) -> bool:
    """Tell whether an actor suffers the verb before it, or only stands behind a preposition; "X and Y" are alike."""
    before = _before(reading, index, actor)
    if _OBJECT.search(before):
        return True
    mate = next((a for a in reading.actors(index) if a.end < actor.start and a.end + len(_JOINED) >= actor.start), None)
    joined = mate is not None and reading.article.text[mate.end : actor.start].strip() == "and"
    return joined and mate is not None and is_object(reading, index, mate)


def _may_do(reading: Reading, actor: ActorMention, victims: tuple[int, int], side: str | None) -> bool:
    apart = actor.end <= victims[0] or actor.start >= victims[1]
    lead = _BY.search(reading.article.text[max(0, actor.start - _LEAD) : actor.start])
    if lead and lead["verb"] and NO_HARM.match(lead["verb"]):
        return False  # "backed by US drones"
    other = side is None or actor.actor_id != side
    return apart and other and not _WORN.match(reading.article.text[actor.end : actor.end + 40])


def _before(reading: Reading, index: int, actor: ActorMention) -> str:
    return reading.article.text[max(reading.sentences[index].start, actor.start - _LEAD) : actor.start]


def _is_named_doer(reading: Reading, index: int, actor: ActorMention) -> bool:
    """Tell "by X" and "blamed on X"."""
    return bool(_BY.search(_before(reading, index, actor)))


def _is_means_owner(reading: Reading, index: int, actor: ActorMention) -> bool:
    """Tell "an X airstrike"."""
    text = reading.article.text
    return any(
        cause.end > actor.start and _ADJACENT.match(text[actor.end : max(actor.end, cause.start)])
        for cause in reading.causes(index)
    )


def _acts(reading: Reading, index: int, actor: ActorMention) -> bool:
    """Tell whether an actor is the subject of a verb of attack or harm; of "a battle between A and B" neither is."""
    if _BETWEEN.search(_before(reading, index, actor)):
        return False
    after = reading.article.text[actor.end : actor.end + 100]
    deed = _DEED.match(after)
    return deed is not None and not _SUFFERED.match(after, deed.start("verb"))


def _tells_own_deed(reading: Reading, _: int, actor: ActorMention) -> bool:
    """Tell "X say they have killed" and "X claims to have captured"."""
    return bool(_OWN_DEED.match(reading.article.text[actor.end : actor.end + 140]))


def _subject(reading: Reading, index: int, at: int, actors: list[ActorMention]) -> ActorMention | None:
    """Return the subject of a verb of harm that its victims follow: "X pushed into the town, killing two"."""
    saying = reading.saying(index)
    for actor in reversed(actors):
        speaks = saying is not None and saying.start <= actor.start < saying.end
        if actor.end > at or speaks or (actor.is_people and not actor.country):
            continue
        if is_object(reading, index, actor) or _BETWEEN.search(_before(reading, index, actor)):
            continue
        if _SUFFERED.match(reading.article.text[actor.end : actor.end + 30]):
            continue
        if not _CLAUSE.search(reading.article.text, actor.end, at) or _acts(reading, index, actor):
            return actor
    return None


def _opponent(
    reading: Reading, index: int, victims: tuple[int, int], actors: list[ActorMention]
) -> ActorMention | None:
    """Return whom the victims fought: behind "clashes with", or the other of "clashes between them and X"."""
    words = reading.article.text[victims[0] : victims[1]].lower()
    fought = [a for a in actors if _FOUGHT.search(_before(reading, index, a))]
    others = [
        b
        for a in reading.actors(index)
        if _FOUGHT.search(_before(reading, index, a))
        for b in actors
        if b.start > a.end and _AND.fullmatch(reading.article.text[a.end : b.start])
    ]
    return next((a for a in (*fought, *others) if a.text.split()[-1].lower().rstrip("s") not in words), None)
