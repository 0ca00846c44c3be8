"""Find who says so: the claimant, the agency that carries it and the verb of saying, sentence by sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vedette.extract.sentences import Sentence
from vedette.schemas import Attribution, ClaimantRole

__all__ = ["Saying", "find_sayings", "role_of"]

_VERBS = (
    r"said|says|say|claim|report|announce|estimate|told|tells|"
    r"confirmed|confirms|announced|announces|reported|reports|claimed|claims|"
    r"stated|states|revealed|reveals|"
    r"added|adds|acknowledged|acknowledges|admitted|admits|declared|declares|denied|denies|alleged|"
    r"alleges|insisted|insists|"
    r"estimated|estimates|warned|warns|explained|noted|notes|tweeted|wrote|disclosed|quoted|indicated|"
    r"stressed|affirmed|counted|documented|recorded"
)
_SUBJECT = re.compile(
    rf"(?:^|[,;:.\"“”(]\s*|[—–]\s*|\b(?:and|but|while|as|that)\s|\s(?=(?:the|an?|he|she|they|it|activists?)\s))"
    rf"(?P<who>[^,;:\"“”()]{{2,90}}?)(?:,[^,]{{2,60}},)?\s(?:has\s|have\s|had\s|also\s|later\s|"
    rf"earlier\s|further\s)*"
    rf"(?P<verb>{_VERBS})\b"
)
_INVERTED = re.compile(
    r"[,”\"]\s?(?P<verb>said|says|reported|reports|added|announced)\s"
    r"(?P<who>(?:the\s)?[A-Z][^,;:\"“”.()]{2,70}|a\s[^,;.()]{3,60})"
)
_ACCORDING = re.compile(
    r"\b(?P<verb>[Aa]ccording to|quoted by|cited by|as reported by|as told by|quoting|citing|"
    r"by the count of)\s(?P<who>[^,;:\"“”()]{2,90}?)(?=[,;:.()]|\s(?:that|on|in a|who|which|said|"
    r"and at)\b|$)"
)
_PRONOUN = re.compile(
    r"(?:he|she|it|they|the (?:group|statement|spokesman|spokeswoman|official|report|monitor|minister|agency|"
    r"sources?|ministry))$",
    re.IGNORECASE,
)
# Words that make a subject a source; else it needs a capital letter.
_SOURCE = re.compile(
    r"\b(?:police|official|officials|authorit|spokes|resident|witness|medic|doctor|activist|source|"
    r"monitor|observator|ministr|army|military|government|hospital|"
    r"governor|president|commander|minister|general|officer|group|network|statement|report|agency|"
    r"media|television|tv|radio|coalition|command|mayor|chief|un\b|u\.n\.|"
    r"rebels|militants|militia|survivor|local|villager|relief|rescue|charity|organi[sz]ation|union|"
    r"committee|council|embassy|forces|director|director|head)",
    re.IGNORECASE,
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
_LEAD_IN = re.compile(
    r"^(?:(?:On|In|At|By|From|Late|Early|Earlier|Later|Meanwhile|However|But|And|Yet|Also|Still|Then|"
    r"While|As|After|Before|Since)\b[^A-Z]*(?:\b(?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b[\s\d]*(?:night|morning|evening|afternoon)?)?,?\s)",
)
# "raids on Kandor a monitor": without a comma, the speaker is the last noun phrase.
_MIDDLE = re.compile(r"(?<!\bof)(?<!\bfor)(?<!\band)(?<!\bfrom)\s(?=(?:the|an?)\s)")
_NAME = re.compile(
    r"(?:[A-Z][\w.'’-]+|al-[A-Z]\w+|bin|al|el|van|von|de|der)(?:\s(?:[A-Z][\w.'’-]+|al-[A-Z]\w+|bin|"
    r"al|el|van|von|de|der))+$"
)
_SOME_MONITOR = re.compile(
    r"(?:war |human rights |monitoring |activist |rights |\S+-based )*"
    r"(?:monitor|monitoring group|observatory|ngo|group|monitors)",
    re.IGNORECASE,
)
_ROLE_BEFORE = re.compile(
    r"\b(?:spokes\w+|president|minister|governor|general|colonel|major|captain|director|chief|"
    r"commander|official|secretary|head|leader|mayor|ambassador)\b",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s(?:on|in a|at a|to|late|early|last|yesterday|today|earlier|later|who|which|that|as|told)\b.*$")
_ROLES: tuple[tuple[ClaimantRole, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in (
        (
            ClaimantRole.UN,
            r"\bunited nations\b|\bu\.?n\.?\b|\bun(?:hcr|icef|ifil|ama|mission)\b|\bocha\b|security council",
        ),
        (
            ClaimantRole.MONITOR,
            r"observator|monitor|human rights|network|activist|amnesty|watch\b|ngo\b|white helmets|"
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


def find_sayings(sentences: Sequence[Sentence]) -> list[Saying | None]:
    """Return who says each sentence, null where the text itself speaks; quotations and "he added" are carried."""
    found: list[Saying | None] = []
    known: list[str] = []
    for sentence in sentences:
        saying = _in_sentence(sentence, known)
        if saying and saying.attribution.claimant and saying.attribution.claimant not in known:
            known.append(saying.attribution.claimant)
        found.append(saying)
    return _name_monitor(_carry(sentences, found))


def role_of(claimant: str | None) -> ClaimantRole:
    """Return how a claimant stands to the happening as far as its name tells."""
    if not claimant:
        return ClaimantRole.UNKNOWN
    return next((role for role, words in _ROLES if words.search(claimant)), ClaimantRole.PARTY)


def _name_monitor(found: list[Saying | None]) -> list[Saying | None]:
    """Give "a monitor" the name of the one monitor the article names."""
    said = {s.attribution.claimant for s in found if s and s.attribution.claimant_role is ClaimantRole.MONITOR}
    named = {name for name in said if name and re.search(r"[A-Z]", name) and not _SOME_MONITOR.fullmatch(name)}
    if len(named) != 1:
        return found
    name = named.pop()
    return [
        replace(s, attribution=s.attribution.model_copy(update={"claimant": name}))
        if s and _SOME_MONITOR.fullmatch(s.attribution.claimant or "")
        else s
        for s in found
    ]


def _carry(sentences: Sequence[Sentence], found: list[Saying | None]) -> list[Saying | None]:
    """Give every sentence of one quotation the saying of the sentence that names the speaker."""
    speakers = {s.quoted: saying for s, saying in zip(sentences, found, strict=True) if s.quoted and saying}
    return [
        saying or (replace(speakers[s.quoted], verb_at=None) if s.quoted in speakers else None)
        for s, saying in zip(sentences, found, strict=True)
    ]


def _in_sentence(sentence: Sentence, known: Sequence[str]) -> Saying | None:
    text = sentence.text
    hits = [m for pattern in (_SUBJECT, _ACCORDING, _INVERTED) for m in pattern.finditer(text)]
    claimant, relay, best = None, None, None
    for match in hits:
        who = _clean(match["who"])
        if who is None:
            continue
        if agency := _AGENCY.search(who):
            relay = agency[0].removeprefix("the ")
            best = best or match
            continue
        if claimant is None and (name := _resolve(who, known)):
            claimant, best = name, match
    if best is None:
        return None
    if relay is None and (told := re.search(rf"\btold\s(?:the\s)?(?P<relay>{_AGENCY.pattern})", text)):
        relay = told["relay"]
    attribution = Attribution(
        claimant=claimant,
        claimant_role=role_of(claimant) if claimant else ClaimantRole.MEDIA,
        relay=relay,
        verb=best["verb"],
    )
    at = sentence.start
    return Saying(attribution, at + best.start("who"), at + best.end("who"), at + best.start("verb"))


def _clean(who: str) -> str | None:
    """Return the name in a subject, or null if it is no source."""
    who = _MIDDLE.split(_LEAD_IN.sub("", who.strip()))[-1]
    who = _TRAIL.sub("", who).strip(" ,'’\"")
    if (
        not who
        or len(who.split()) > 12
        or re.search(r"\b(?:killed|wounded|injured|attack|blast|bomb|which|where|when)\b", who)
    ):
        return None
    if re.fullmatch(r"(?:this|that|these|which|who)|.*\s(?:an?|the)", who, re.IGNORECASE):
        return None
    if _PRONOUN.match(who):
        return who
    if not _SOURCE.search(who) and not re.search(r"\b[A-Z]", who):
        return None
    return who


def _resolve(who: str, known: Sequence[str]) -> str | None:
    """Return the full name a short one or a pronoun stands for; null for a pronoun without a person before it."""
    if _PRONOUN.match(who):
        return known[-1] if known else None
    roles = list(_ROLE_BEFORE.finditer(who))
    if roles and (person := _NAME.match(who, roles[-1].end() + 1)):
        return person[0]
    bare = re.sub(r"^(?:the|a|an)\s", "", who, flags=re.IGNORECASE)
    word = bare.split()[-1].lower()
    for name in reversed(known):
        if len(bare.split()) == 1 and word in re.findall(r"\w+", name.lower()) and len(name) > len(bare):
            return name
    return bare
