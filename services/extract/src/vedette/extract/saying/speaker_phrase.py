"""From the words before or after a verb of saying to the noun phrase of who speaks, or nobody."""

import re

from vedette.extract.saying.speakers import first_phrase, last_phrase

__all__ = ["PRONOUN", "SOURCE", "speaker_in"]

_LONG = 4  # words from which a subject holds more than the speaker
PRONOUN = re.compile(
    r"(?:he|she|it|they|the (?:group|statement|spokesman|spokeswoman|official|report|monitor|minister|agency|"
    r"sources?|ministry))$",
    re.IGNORECASE,
)
_PRONOUN_LAST = re.compile(rf"\s({PRONOUN.pattern})", re.IGNORECASE)
# Words that make a subject a source; else it needs a capital letter.
SOURCE = re.compile(
    r"\b(?:police|official|officials|authorit|spokes|resident|witness|medic|doctor|activist|source|"
    r"monitor|watchdog|observator|ministr|army|military|government|hospital|"
    r"governor|president|commander|minister|general|officer|group|network|statement|report|agency|"
    r"media|television|tv|radio|coalition|command|mayor|chief|un\b|u\.n\.|"
    r"rebels|militants|militia|survivor|local|villager|relief|rescue|charity|organi[sz]ation|union|"
    r"committee|council|embassy|forces|director|head|administrator|prefect|ombuds|coroner|nurse|priest|bishop|teacher|elder|"
    r"leader|lawmaker|deputy|senator|secretary|lawyer|prosecutor|sheikh|imam|pastor|neighbou?r|inspector|brigade|movement|party|"
    r"colonel|captain|data|figures|count|institute|centre|office|observers?|farmers?|civil defen[cs]e|service|"
    r"emergency|crescent|red cross|junta|regime|staff|mission|bureau|department|channel|wing\b)",
    re.IGNORECASE,
)
_AT_PLACE = re.compile(
    r"\s(?:in|of|at|from|with|inside)(?:\sthe)?(?:\s[A-Z][\w-]+){1,4}(?:\s(?:hospital|province|command))?"
)
_GOES_ON = re.compile(r"\s(?:from|in|at|near|who|based|close to|inside|with)\s")
_LEAD_IN = re.compile(
    r"^(?:(?:On|In|At|By|From|Late|Early|Earlier|Later|Meanwhile|However|But|And|Yet|Also|Still|Then|"
    r"While|As|After|Before|Since|Elsewhere|Separately|Although|Though)\b[^A-Z]*(?:\b(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b[\s\d]*(?:night|morning|evening|afternoon)?)?,?\s)",
)
# "raids on Kandor a monitor": without a comma, the speaker is the last noun phrase.
_MIDDLE = re.compile(
    r"(?<!\bof)(?<!\bfor)(?<!\band)(?<!\bfrom)(?<!\bat)(?<!\bin)(?<!\bwith)(?<!\binside)\s(?=(?:the|an?)\s)"
)
_LINK = re.compile(r"^(?:while|whereas|though|although|but|and|as|that)\s(?=\S)")  # "while rebels said"
# "The committee corrected its toll on Thursday and said": who did the one did the other
_DEED_BEFORE = re.compile(
    r"(?P<who>(?:[\w'’.-]+\s){1,6}?)(?:\w+ed|cut|put|gave|took)\s(?:its|their|his|her|the|an?)\s.*\sand"
)
_ADVERB = re.compile(r"\s(?:first|initially|previously|now|only|once|since|just|still)$")
# "a report by the governor", "figures compiled by a monitor": the speaker stands behind
_PAPER = re.compile(
    r"^(?:an?\s|the\s|provisional\s|first\s|initial\s|early\s|preliminary\s|latest\s|new\s|official\s|joint\s)*(?:reports?|statements?|tally|count|figures|"
    r"data|estimates?|records?|information|list|tolls?|post|message)\s(?:\w+\s)?(?:by|from|of)\s",
    re.IGNORECASE,
)
_PAIR = re.compile(r"(?P<who>[\w'’-]+(?:\s[\w'’-]+){0,3})\sand\s(?:an?|the|two|several)(?:\s[\w'’-]+){1,4}")
_AT_SOME = re.compile(r"(?:At|In|Near|From|Around|Outside)\s[A-Z]")  # "At Spin Boldak, a shell fell"
# "the coroner's office in Gao": the town is no speaker; "an official from the forces": who he is of tells who he is
_ELSEWHERE = re.compile(
    r"(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ne|[Tt]wo)\s)?(?P<who>(?:[\w'’.-]+\s){0,4}?[\w'’.-]+)\s"
    r"(?:in|at|near|inside)\s(?P<where>(?:the\s)?[A-Z][\w' -]+)"
)
_OF_A_BODY = re.compile(
    r"(?:(?:the|an?|one|two|some)\s)?(?P<who>(?:[\w'’-]+\s){0,2}(?:sources?|officials?|officers?|commanders?|members?|doctors?)\s"
    r"(?:in|at|from|of|with|close to|inside)\s(?:the|a|its)\s(?:[\w'’-]+\s){0,3}"
    r"(?:forces|ministry|army|police|military|government|hospital|command|office|council|administration|service|group|movement))"
)
_REGION = re.compile(
    r"^(?:in|at|of|by|to)\s|^as saying|"
    r"\b(?:province|district|city|town|village|governorate|region|county|area|neighbou?rhood|border)(?:\sof\s[\w-]+)?$"
)
_FIRST_WORD = re.compile(r"^(?:initial|early|preliminary|latest|unconfirmed)\s", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:(?:some|initial|early|other|several|various|unconfirmed|conflicting|many|few)\s)*(?:reports?|sources|estimates?|accounts?|people)|"
    r"(?:\d+\s)?(?:we|i|you)|(?:it|this|that|there)\s(?:is|was|has)\b.*|.*\s(?:is|are|was|were)\s\w+.*",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s(?:on|in a|at a|to|late|early|last|yesterday|today|earlier|later|who|which|that|as|told)\b.*$")


def speaker_in(who: str, *, before: bool) -> str | None:
    """Return the name in a subject, or null if it is no source; `before` if it stands before its verb."""
    if _AT_SOME.match(who.strip()) and not SOURCE.search(who):
        return None
    who = _FIRST_WORD.sub("", _PAPER.sub("", _LINK.sub("", who.strip())))
    if before and (deed := _DEED_BEFORE.fullmatch(_LEAD_IN.sub("", who))):
        who = deed["who"].strip()
    if not before:
        who = first_phrase(who)
    elif body := _OF_A_BODY.fullmatch(_LEAD_IN.sub("", who)):
        return body["who"]
    elif (there := _ELSEWHERE.fullmatch(_LEAD_IN.sub("", who))) and _is_office(there["who"], there["where"]):
        who = there[0][there.start("who") - there.start() :]
    elif len(who.split()) > _LONG and not ((pair := _PAIR.fullmatch(who)) and SOURCE.search(pair["who"])):
        pronoun = _PRONOUN_LAST.search(who)
        who = pronoun[1] if pronoun else _subject(who)
    who = _MIDDLE.split(_LEAD_IN.sub("", who.strip()))[-1] if before else who
    who = _TRAIL.sub("", _ADVERB.sub("", who)).strip(" ,.'’\"")
    if (
        not who
        or len(who.split()) > 12
        or re.search(
            r"\b(?:[Kk]illed|wounded|injured|died|dead|fled|attack|blast|bomb|shelling|which|where|when)\b", who
        )
        or (_REGION.search(who) and not SOURCE.search(who))
    ):
        return None
    if re.fullmatch(
        r"(?:this|that|these|which|who|an?|the|some|about)|.*\s(?:an?|the|was|were|is|are|been|be|not)",
        who,
        re.IGNORECASE,
    ):
        return None
    if PRONOUN.match(who):
        return who
    if _NOBODY.fullmatch(who):
        return None
    if not SOURCE.search(who) and not re.search(r"\b[A-Z]", who):
        return None
    return who


def _is_office(who: str, where: str) -> bool:
    """Tell whether these words name somebody by office or body, not a deed: "coroner's office", not "the attack"."""
    return bool(SOURCE.search(who.rsplit(maxsplit=1)[-1])) and who[:1].islower() and not SOURCE.search(where)


def _subject(who: str) -> str:
    """Return the speaker in a long subject: its first words if a preposition goes on about them, else its last."""
    bare = _LEAD_IN.sub("", who.strip())
    first = first_phrase(bare)
    if first == bare.partition(" ")[2]:  # all but its article: "the head of the agency"
        return first
    if _AT_PLACE.fullmatch(bare, bare.find(first) + len(first)):
        return bare
    return first if _GOES_ON.match(bare, bare.find(first) + len(first)) else last_phrase(who) or who
