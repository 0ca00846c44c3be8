"""Find who says so: the claimant, the agency that carries it and the verb of saying, sentence by sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vedette.extract.saying.speaker_phrase import PRONOUN, SOURCE, speaker_in
from vedette.extract.saying.speakers import uncapped
from vedette.extract.sentences import Sentence
from vedette.schemas import Attribution, ClaimantRole

__all__ = ["Saying", "find_sayings", "role_of"]

# "has 7,002 dead", "list 40": numbers of people, not of anything else
_SO_MANY = (
    r"(?:only\s|about\s|some\s|at least\s)?(?:[\d,]{1,9}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|[a-z]+teen|[a-z]+ty(?:-[a-z]+)?|dozens)"
    r"(?:\s(?:dead|killed|names|wounded|injured|missing|bodies|deaths|soldiers wounded)\b|[.;,]|$)"
)
_VERBS = (
    r"said|says|say|claim(?:s|ed)?(?!\s(?:\w+\s)?(?:responsib|lives|\w+ lives|the lives))|report|estimate|told|tells|"
    r"confirmed|confirms|announce[sd]?(?!\splans)|reported|reports|"
    r"stated|(?<!united\s)(?<!United\s)(?<!UNITED\s)states|revealed|reveals|"
    r"added|adds|acknowledged|acknowledges|admitted|admits|declared|declares|denied|denies|alleged|"
    r"alleges|insisted|insists|"
    r"estimated|estimates|warn(?:s|ed)(?=\sthat)|found(?=\sthat)|finds(?=\sthat)|discover(?:s|ed)(?=\sthat)|mentioned|"
    r"relayed|verified|tallied|listed|informed|informs|observed(?=\sthat)|lamented|assures?(?=\sthat)|reckons?|posted|counts|puts(?=\sthe\s)|showed(?=$|[.,])|"
    r"g(?:ave|ives)(?=\s(?:a\s(?:death\s)?toll|[\w-]+ dead|[\d,]+ dead))|"
    r"sp(?:eaks|eak|oke)(?=\sof\s)|explained|noted|notes|tweeted|wrote|disclosed|quoted|indicated|"
    r"stressed|affirmed|counted|documented|recorded|(?:puts?|placed|has put) the (?:\w+ )?(?:death )?toll|"
    r"accus(?:es|ed)(?=\s[^,.;]{2,60}\sof\s)|blam(?:es|ed)(?=\s[^,.;]{2,60}\s(?:for|over)\s)|"
    r"(?:issue[sd]|release[sd]|publishe[sd]|broadcasts?)"
    r"(?=\s(?:an?|its|the)\s(?:statement|communiqu|bulletin|list|report|video))|"
    r"puts?(?=\s(?:it|(?:the|its|their|his|her)\s[\w’' -]{3,60})\s(?:at|as)\s)|"
    r"recall(?:s|ed)|recounted|testified|concede[sd]|maintain(?:s|ed)(?=\sthat)|"
    r"g(?:ave|ives)(?=\s(?:an?|the)\s(?:[\w-]+\s){0,2}(?:figure|number|count|estimate)\b)|"
    rf"(?:lists?|gives|gave|has|have|counts?|names|(?:was|were|is|are) aware of|kn[eo]ws? of|heard of)(?=\s{_SO_MANY})"
)
_SUBJECT = re.compile(
    rf"(?:^|[,;:.\"“”(]\s*|[—–]\s*|\b(?:and|but|while|as|that)\s|\s(?=(?:the|an?|he|she|they|it|activists?)\s))"
    rf"(?P<who>[^,;:\"“”()]{{2,90}}?)(?:\s\([A-Z][\w.-]+\))?(?:,(?P<also>[^,:;]{{2,60}}),)?\s(?:has\s|have\s|had\s|also\s|later\s|"
    rf"earlier\s|further\s)*"
    rf"(?P<verb>{_VERBS})\b"
)
_INVERTED = re.compile(
    r"[,”\"]\s?(?P<verb>said|says|reported|reports|added|announced)\s"
    r"(?P<who>(?:the\s)?[A-Z][^,;:\"“”.()]{2,70}|(?:an?|the)\s[^,;.()]{3,60})"
    r"(?:,\s(?P<also>[A-Z][\w.'’-]+(?:\s[A-Z][\w.'’-]+){1,3}))?"
)
_ACCORDING = re.compile(
    r"\b(?P<verb>[Aa]ccording to|quoted by|cited by|as reported by|as told by|quoting|citing|"
    r"given by|compiled by|by the count of)\s(?P<who>[^,;:\"“”()]{2,90})"
)
_REPORTED_BY = re.compile(
    r"\b(?P<verb>(?:reported|confirmed|announced|documented|recorded) by|"
    r"(?:claimed|alleged|said|estimated) by(?=\s[^,.;]{2,50}\sto\s(?:be|have)\s)|"
    r"(?:quoted|cited|quotes|cites)(?=\s[^,.;]{2,60}\s(?:as )?saying))"
    r"\s(?P<who>(?:the\s)?[\w(][^,;:\"“”]{2,80})"
)
# without a comma before the speaker: "in the city of Orlo on Tuesday state media said"; looked for backwards
_SAID = re.compile(
    r"\s(?P<verb>said|says|told|added|adds|(?<=\bhas\s)(?:reported|confirmed|announced|claimed)|"
    r"(?<=\bhave\s)(?:reported|confirmed|announced|claimed)|"
    r"(?:reporting|saying|claiming)(?=\s(?:that|at least|it|\d)))\b"
)
_CLOSING = 40  # characters in which "…, Captain Santos said on Monday." closes a sentence
_OPENED = 25  # characters that stand before it then
_AUXILIARY = re.compile(r"\s(?:has|have|had|also|later)$")
_FAR = 90  # characters before its verb in which a speaker stands
_HINT = re.compile(rf"\b(?:{_VERBS}|report\w*|say\w*|claim\w*|[Aa]ccording|quot\w+|cit(?:ed|es|ing))\b")
_MONITOR_HEAD = re.compile(r"(?P<body>[\w\s-]*(?:observatory|monitor|network|watch)\b)[\w\s]*$", re.IGNORECASE)
_MONITOR_NAME = re.compile(
    r"(?:[A-Z][\w-]+\s){1,3}(?:Observatory|Network|Centre|Center|Committee|Monitor)\s(?:for|of|on)(?:\s[A-Z]\w+|\sof|\sand){1,5}"
    r"|Human Rights Watch|Amnesty International"
)
_AGENCY = re.compile(
    r"\b(?:Reuters|AFP|Agence France-Presse|Associated Press|AP|Anadolu(?: Agency)?|SANA|Xinhua|TASS|"
    r"Interfax|RIA(?: Novosti)?|DPA|EFE|ANSA|Kyodo|Yonhap|IRNA|Fars|Tasnim|Petra|WAFA|MENA|PTI|ANI|"
    r"BBC|CNN|Al[ -]Jazeera|Al[ -]Arabiya|Sky News|Rudaw|Kurdistan 24|Enab Baladi|The New York Times|"
    r"The Guardian|Washington Post|Haaretz|Times of Israel|Dawn|Voice of America|VOA|"
    r"Radio Free Europe|Deutsche Welle|"
    r"NPR|NBC|CBS|ABC News|Fox News|RT|Sputnik|Novosti|Khaama Press|TOLO ?[Nn]ews|Pajhwok|"
    r"state (?:television|TV|media|radio|news agency)|local media|media reports|news agency)\b"
)
_LINK = 9  # characters of a subject that may link its clause to the one before
_NEXT_CLAUSE = re.compile(r"(?:;|[,;]\s(?:but|while|whereas|and)|\s(?:but|while|whereas))\s[^,;]{0,9}$")
_NAMED = re.compile(r"\s(?:the\s)?[A-Z]")
_NAME = re.compile(
    r"(?:[A-Z][\w.'’-]+|al-[A-Z]\w+|bin|al|el|van|von|de|der)(?:\s(?:[A-Z][\w.'’-]+|al-[A-Z]\w+|bin|"
    r"al|el|van|von|de|der))+$"
)
_SOME_MONITOR = re.compile(
    r"(?:the |war |human rights |monitoring |monitor |activist |rights |\S+-based )*"
    r"(?:monitor|monitoring group|observatory|ngo|group|monitors|watchdog)",
    re.IGNORECASE,
)
_ROLE_BEFORE = re.compile(
    r"\b(?:spokes\w+|president|minister|governor|general|colonel|major|captain|director|chief|"
    r"commander|official|secretary|head|leader|mayor|ambassador)\b",
    re.IGNORECASE,
)
_MATE = re.compile(r"(?:^|[,;:]\s)(?P<who>[\w'’-]+(?:\s[\w'’-]+){0,3})\sand\s$")
# "…, a fisherman told us": whoever speaks at the end of a sentence is a source
_SOMEBODY = re.compile(
    r",\s(?P<who>an?\s(?:[\w'’-]+\s){1,4}?)(?P<verb>said|says|told|reported|confirmed)\b[^,;]{0,40}[.]?$"
)
_PERSON = re.compile(r"(?:[A-Z][\w.'’-]+\s){1,3}[A-Z][\w.'’-]+")
_OFFICE = re.compile(
    r"\b(?:spokes(?:man|woman|person)|mayor|governor|minister|director|head|chief|commander|secretary|president|chairman|"
    r"administrator|prefect|doctor|nurse|leader)\b",
    re.IGNORECASE,
)
# "The General Staff informs of the following": all that comes is its word
_FOLLOWING = re.compile(r"\b(?:the following|as follows)\b[^.:]{0,40}[.:]?$", re.IGNORECASE)
_COUNTS_ON = re.compile(
    r"(?:another|a further|\w+ (?:more|others?|further)\b|among (?:them|the dead)|thus|in (?:all|total)\b)",
    re.IGNORECASE,
)
_PHOTO = re.compile(
    r"\((?:photo|image|picture|file|credit|courtesy)[^()]{0,60}\)|"
    r"\b(?:photo|image|picture|photograph)s?(?:\s(?:by|credit|courtesy of))?\s?[:/]\s?[\w/’' -]{2,40}|"
    r"\[(?:File|Photo)[^\[\]]{0,60}\]",
    re.IGNORECASE,
)
_ROLES: tuple[tuple[ClaimantRole, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in (
        (
            ClaimantRole.UN,
            r"\bunited nations\b|\bu\.?n\.?\b|\bun(?:hcr|icef|ifil|ama|mission)\b|\bocha\b|security council",
        ),
        (
            ClaimantRole.MONITOR,
            r"observator|monitor|watchdog|human rights|network|activist|amnesty|watch\b|ngo\b|white helmets|"
            r"syrian civil defen[cs]e|red cross|red crescent|charity|relief|acled",
        ),
        (ClaimantRole.MEDIC, r"hospital|medic|doctor|health|ambulance|paramedic|morgue|rescue"),
        (ClaimantRole.RESIDENT, r"\bresidents?\b|witness|villager|survivor|local (?:people|source)|relative|family"),
        (ClaimantRole.MEDIA, r"media|newspaper|television|\btv\b|radio|news\b|agency|journalist|correspondent"),
    )
)


@dataclass(frozen=True, slots=True)
class Saying:
    """Who says a sentence; `verb_at` is where the verb of saying stands, null where it was carried over."""

    attribution: Attribution
    start: int
    end: int
    verb_at: int | None
    others: tuple["Saying", ...] = ()

    def heard_at(self, at: int) -> "Saying":
        """Return who says the clause at this place: "the army counted nine, but the mayor said six"."""
        return next((other for other in reversed(self.others) if other.start <= at), self)


@dataclass(frozen=True, slots=True)
class _Hit:
    who: str
    verb: str
    start: int
    end: int
    verb_at: int
    before: bool
    sure: bool = False


def find_sayings(sentences: Sequence[Sentence]) -> list[Saying | None]:
    """Return who says each sentence, null where the text itself speaks; quotations and "he added" are carried."""
    found: list[Saying | None] = []
    known: list[str] = []
    for sentence in sentences:
        saying = _in_sentence(sentence, known)
        if saying and saying.attribution.claimant and saying.attribution.claimant not in known:
            known.append(saying.attribution.claimant)
        found.append(saying)
    return _name_monitor(sentences, _carry(sentences, found))


def role_of(claimant: str | None) -> ClaimantRole:
    """Return how a claimant stands to the happening as far as its name tells."""
    if not claimant:
        return ClaimantRole.UNKNOWN
    return next((role for role, words in _ROLES if words.search(claimant)), ClaimantRole.PARTY)


def _name_monitor(sentences: Sequence[Sentence], found: list[Saying | None]) -> list[Saying | None]:
    """Give "a monitor" and "the Observatory" the name of the one monitor the article names."""
    short = [s.attribution.claimant for s in found if s and _SOME_MONITOR.fullmatch(s.attribution.claimant or "")]
    names = {m[0].removeprefix("The ") for s in sentences for m in _MONITOR_NAME.finditer(s.text)} if short else set()
    if len(names) != 1:
        return found
    name = names.pop()
    return [
        replace(s, attribution=s.attribution.model_copy(update={"claimant": name}))
        if s and s.attribution.claimant in short
        else s
        for s in found
    ]


def _carry(sentences: Sequence[Sentence], found: list[Saying | None]) -> list[Saying | None]:
    """Give every sentence of one quotation the saying of the one that names the speaker, and one that counts on, too.

    "Another three died in shelling, …" goes on with the sum of whoever spoke right before in its paragraph.
    """
    heading: Saying | None = None
    speakers = {s.quoted: saying for s, saying in zip(sentences, found, strict=True) if s.quoted and saying}
    carried: list[Saying | None] = []
    for index, (sentence, saying) in enumerate(zip(sentences, found, strict=True)):
        before = carried[-1] if index and sentences[index - 1].paragraph == sentence.paragraph else None
        told = speakers.get(sentence.quoted) or (before if _COUNTS_ON.match(sentence.text) else None) or heading
        carried.append(saying or (replace(told, verb_at=None) if told else None))
        if saying and _FOLLOWING.search(sentence.text):
            heading = saying
    return _carry_back(sentences, carried)


def _carry_back(sentences: Sequence[Sentence], carried: list[Saying | None]) -> list[Saying | None]:
    """Give a sentence that nobody says the speaker with whom the next one of its paragraph ends: "…, Santos said."."""
    for index in range(len(carried) - 2, -1, -1):
        sentence, after, told = sentences[index], sentences[index + 1], carried[index + 1]
        if carried[index] or told is None or told.verb_at is None or sentence.paragraph != after.paragraph:
            continue
        closing = after.text[told.verb_at - after.start :]
        if told.attribution.claimant and len(closing) <= _CLOSING and told.verb_at > after.start + _OPENED:
            carried[index] = replace(told, verb_at=None)
    return carried


def _in_sentence(sentence: Sentence, known: Sequence[str]) -> Saying | None:
    text = _PHOTO.sub(lambda credit: " " * len(credit[0]), uncapped(sentence.text))
    if not _HINT.search(text):
        return None
    claimant, relay, best = None, None, None
    others: list[Saying] = []
    for hit in _hits(text):
        who = speaker_in(hit.who, before=hit.before) or (re.sub(r"^an?\s", "", hit.who) if hit.sure else None)
        if who is None:
            continue
        if agency := _AGENCY.search(who):
            relay = agency[0].removeprefix("the ")
            best = best or hit
            continue
        name = _resolve(who, known)
        if name and _NEXT_CLAUSE.search(text[: hit.start] + hit.who[:_LINK]):
            others.append(_saying(sentence, name, None, hit))
        elif claimant is None:  # "it said" with nobody named before still dates the saying
            claimant, best = name, hit if name else best or hit
    if best is None:
        return others[0] if others else None
    if relay is None and (told := re.search(rf"\btold\s(?:the\s)?(?P<relay>{_AGENCY.pattern})", text)):
        relay = told["relay"]
    return replace(_saying(sentence, claimant, relay, best), others=tuple(others))


def _saying(sentence: Sentence, claimant: str | None, relay: str | None, hit: _Hit) -> Saying:
    role = role_of(claimant) if claimant else ClaimantRole.MEDIA if relay else ClaimantRole.UNKNOWN
    attribution = Attribution(claimant=claimant, claimant_role=role, relay=relay, verb=hit.verb)
    at = sentence.start
    return Saying(attribution, at + hit.start, at + hit.end, at + hit.verb_at)


def _hits(text: str) -> Iterator[_Hit]:
    """Yield what may be speakers with their verbs, the surest kinds first."""
    for pattern in (_REPORTED_BY, _SUBJECT, _ACCORDING, _INVERTED):
        for match in pattern.finditer(text):
            also = match.groupdict().get("also") or ""
            who = _with_mate(text, match) if pattern is _SUBJECT else match["who"]
            of_all = pattern is _INVERTED  # "said the nurse, Mona Kader"
            person = bool(_PERSON.fullmatch(also.strip()) and _OFFICE.search(match["who"]))
            named = of_all or person or (bool(_NAMED.match(also)) and bool(re.match(r"(?:An?|a) ", match["who"])))
            who = also.strip() if named and also else who
            before = pattern not in _SPEAKER_AFTER
            yield _Hit(who, match["verb"], match.start("who"), match.end("who"), match.start("verb"), before)
    if closing := _SOMEBODY.search(text):
        verb_at = closing.start("verb")
        yield _Hit(closing["who"].strip(), closing["verb"], closing.start("who"), verb_at - 1, verb_at, True, sure=True)
    for match in _SAID.finditer(text):
        low = max(0, match.start() - _FAR)
        near = text[low : match.start()]
        near = near.partition(" ")[2] if low else near  # no half words
        words = _AUXILIARY.sub("", re.split(r"[,;:\"“”()]", near)[-1])
        if len(words.split()) > 1:
            end = match.start()
            yield _Hit(words, match["verb"], end - len(words), end, match.start("verb"), before=True)


def _with_mate(text: str, match: re.Match[str]) -> str:
    """Return a subject with who speaks beside it: "residents and a local chief"."""
    mate = _MATE.search(text, max(0, match.start("who") - _FAR), match.start("who"))
    return f"{mate['who']} and {match['who']}" if mate and SOURCE.search(mate["who"]) else match["who"]


_SPEAKER_AFTER = frozenset({_ACCORDING, _REPORTED_BY})


def _resolve(who: str, known: Sequence[str]) -> str | None:
    """Return the full name a short one or a pronoun stands for; null for a pronoun without a person before it."""
    if PRONOUN.match(who):
        if who.lower() == "it":  # no man is
            known = [name for name in known if SOURCE.search(name) or not _PERSON.fullmatch(name)]
        return known[-1] if known else re.sub(r"^the\s", "", who) if who.lower().startswith("the ") else None
    roles = list(_ROLE_BEFORE.finditer(who))
    if roles and (person := _NAME.match(who, roles[-1].end() + 1)):
        body = _MONITOR_HEAD.fullmatch(who[: roles[-1].start()].strip())  # a monitor speaks through whoever heads it
        return re.sub(r"^(?:the|a)\s", "", body["body"].strip(), flags=re.IGNORECASE) if body else person[0]
    bare = re.sub(r"^(?:the|a|an)\s", "", who, flags=re.IGNORECASE)
    word = bare.split()[-1].lower()
    for name in reversed(known):
        if len(bare.split()) == 1 and word in re.findall(r"\w+", name.lower()) and len(name) > len(bare):
            return name
    return bare
