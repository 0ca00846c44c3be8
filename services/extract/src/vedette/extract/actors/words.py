"""Words that make an actor of what stands before them: "Turkish soldiers", "Palestinian farmers", "the army"."""

import re

from vedette.schemas import ActorKind

__all__ = [
    "AFTER_COUNTRY",
    "AFTER_DEMONYM",
    "AFTER_GROUP",
    "BARE",
    "BARE_PAIRS",
    "BEFORE_POST",
    "BEHIND_COMMA",
    "CAPITAL_ACTS",
    "NO_PARTY_BEFORE",
    "OF_GROUP",
    "OF_STATE",
    "OWNS_FORCE",
    "PARTY_BEFORE",
    "STATE_ACTS",
    "STATE_FORCE",
    "UNKNOWN_GROUP",
    "Sense",
]

Sense = tuple[str, ActorKind]
"""What a word makes: the ending of the id, and the kind. The ending `*` marks people without arms."""

_MODIFIER = (
    r"(?:(?:\w+ly|armed|regular|special|elite|ground|naval|air|joint|military|federal|state|national|army"
    r"|border|paramilitary|masked"
    r"|unidentified|off-duty|retired|former|young|local|civilian|foreign|female|male|Army|Navy|Air Force"
    r"|government|regime|security"
    r"|infantry|armou?red|reserve|undercover|two|three|four|five|six|seven|eight|nine|ten|\d+)[ -])"
)
_FORCE = (
    r"(?:armed forces|security forces|special forces|government forces|government troops|regime forces"
    r"|occupation forces|forces?|troops"
    r"|soldiers?|army|military|servicem[ae]n|service members?|servicewom[ae]n|conscripts?|marines?"
    r"|paratroopers?|commandos?|infantry"
    r"|air force|navy|warplanes?|jets?|fighter jets?|aircraft|helicopters?|gunships?|drones?|artillery"
    r"|tanks?|air\s?strikes?"
    r"|air raids?|gendarmes?|gendarmerie|border guards?|coast guard|guards|peacekeepers?|convoys?"
    r"|patrols?|army officers?|reservists?"
    r"|national guard|missiles?|rockets?|shelling|bombardment|fire(?!\s(?:at|on|into)\b)"
    r"|(?:strikes?|raids?)(?!\s(?:an?|the)\b)|bomb strikes?|sailors|pilots?"
    r"|generals?|colonel|commanders?"
    r"|personnel|units?|vehicles|ambush|government|authorities|regime|snipers?|air\s?force|rifles|attacks?|assaults?"
    r"|gunfire|incursions?|offensives?|bombings?|bombs|shells|crackdown|sergeants?|corporals?|lieutenants?|captains?"
    r"|privates?|officers?|majors?)"
)
_POST = (
    r"(?:(?:military|observation|monitoring|army|new|control|security|border|forward|operating|main|small"
    r"|temporary|so-called)\s){0,3}"
    r"(?:points?|posts?|bases?|outposts?|checkpoints?|barracks|positions?|garrisons?|headquarters"
    r"|airbases?|camps?|airfields?)"
)
_POLICE = (
    r"(?:police|police officers?|police forces?|policem[ae]n|policewom[ae]n|security services?"
    r"|intelligence(?: officers?)?)"
)
_REBELS = (
    r"(?:militants?|rebels?|insurgents?|fighters?|gunm[ae]n|militias?|militiam[ae]n|separatists?"
    r"|guerrillas?|jihadists?|extremists?"
    r"|factions|armed groups?|mercenaries|terrorists?|paramilitaries|suicide bombers?|attackers?"
    r"|assailants?|rebel groups?|suicide bombings?)"
)
_PEOPLE = (
    r"(?:civilians?|people|citizens?|nationals?|children|child|wom[ae]n|m[ae]n|boys?|girls?|teenagers?"
    r"|youths?|toddler|infants?|bab(?:y|ies)"
    r"|residents?|villagers?|farmers?|workers?|labou?rers?|journalists?|reporters?|photographers?|medics?"
    r"|paramedics?|doctors?|nurses?"
    r"|aid workers?|refugees?|students?|pupils?|schoolchildren|teachers?|pilgrims?|tourists?|worshippers?"
    r"|passengers?|prisoners?"
    r"|detainees?|protesters?|demonstrators?|migrants?|shepherds?|fishermen|drivers?|families|family"
    r"|mothers?|fathers?|elders?"
    r"|politicians?|officials?|lawmakers?|activists?|engineers?|miners?|contractors?|volunteers?"
    r"|mourners?|shoppers?|bystanders?)"
)
_END = r"(?![\w-])"


# One word more, of any kind that cannot begin something new: "Russian cruise missiles".
_ANY = r"(?:(?!(?:of|in|and|or|by|to|at|on|for|from|with|near|was|is|are|were|has|had|said|but|that|who)\s)[a-z-]+\s)"


def _after(words: str) -> re.Pattern[str]:
    return re.compile(rf"\s{_MODIFIER}{{0,2}}{_ANY}?{words}{_END}", re.IGNORECASE)


AFTER_DEMONYM: tuple[tuple[re.Pattern[str], Sense], ...] = (
    (_after(_POLICE), ("-POL", ActorKind.STATE_FORCE)),
    (_after(_REBELS), ("-REB", ActorKind.ARMED_GROUP)),
    (_after(_FORCE), ("", ActorKind.STATE_FORCE)),
    (_after(_PEOPLE), ("*", ActorKind.CIVILIANS)),
)
"""What follows a nationality; the first that fits decides."""

AFTER_COUNTRY = re.compile(rf"\s{_POST}{_END}", re.IGNORECASE)
"""A nationality before a facility is its holder: "Turkish observation posts"; the holder's words end before these."""

_OF_GROUP = (
    r"(?:fighters?|militants?|forces|rebels?|troops|insurgents?|soldiers?|members?|militias?|militiam[ae]n|gunm[ae]n"
    r"|terrorists?|group|movement|guerrillas?|commanders?|elements|cells?|separatists?|helicopters?|warplanes?|aircraft"
    r"|jets?|drones?|air\s?strikes?|convoys?|rockets?|tanks?|(?:suicide|car|truck) bombers?|bombers?|suspects"
    r"|operatives|attackers?|snipers?|units?|artillery|strikes?|recruits|jihadists?)"
)
AFTER_GROUP = re.compile(
    rf"\s(?:(?:militant|militia|terror|terrorist|rebel|insurgent|Islamist|jihadist|armed|extremist|fighter)\s)?"
    rf"{_OF_GROUP}(?![\w-])",
    re.IGNORECASE,
)
"""Words that belong to a group's name in the text: "Hamas fighters"."""

_STATE_WORDS = (
    "soldier soldiers troops serviceman servicemen servicemember servicemembers conscript conscripts"
    " paratrooper paratroopers"
    " gendarme gendarmes marines army"
)
_POLICE_WORDS = "police policeman policemen policewoman policewomen"
_ARMED_WORDS = (
    "rebel rebels militant militants insurgent insurgents gunman gunmen guerrilla guerrillas separatist"
    " separatists jihadist"
    " jihadists extremist extremists fighter fighters terrorist terrorists assailant assailants attacker"
    " attackers opposition sniper snipers raiders kidnappers hijackers infiltrators"
)
_MILITIA_WORDS = "militia militias militiaman militiamen paramilitaries tribesmen vigilante vigilantes"
_CIVILIAN_WORDS = (
    "civilian civilians child children woman women resident residents villager villagers farmer farmers"
    " journalist journalists"
    " medic medics paramedic paramedics doctor doctors refugee refugees student students pilgrim pilgrims"
    " tourist tourists"
    " worshipper worshippers worshipers protester protesters protestors demonstrator demonstrators migrant"
    " migrants shepherd"
    " shepherds bystander bystanders schoolchildren labourer labourers laborers teacher teachers nurse nurses"
    " mourners shoppers"
)
_PERSON_WORDS = (
    "people person persons passenger passengers victim victims man men bodies worker workers official officials"
)

BARE: dict[str, Sense] = {
    word: sense
    for words, sense in (
        (_STATE_WORDS, ("", ActorKind.STATE_FORCE)),
        (_POLICE_WORDS, ("-POL", ActorKind.STATE_FORCE)),
        (_ARMED_WORDS, ("?", ActorKind.ARMED_GROUP)),
        (_MILITIA_WORDS, ("?", ActorKind.MILITIA)),
        (_CIVILIAN_WORDS, ("*", ActorKind.CIVILIANS)),
        (_PERSON_WORDS, ("*", ActorKind.UNKNOWN)),
    )
    for word in words.split()
}
"""Words that name a party without saying whose; the country of the article decides about its army and police."""

BARE_PAIRS: dict[str, tuple[frozenset[str], Sense]] = {
    "forces": (
        frozenset(["government", "army", "security", "regime", "state", "loyalist", "federal", "armed"]),
        ("", ActorKind.STATE_FORCE),
    ),
    "personnel": (frozenset(["security", "army", "military"]), ("", ActorKind.STATE_FORCE)),
    "military": (frozenset(["the"]), ("", ActorKind.STATE_FORCE)),
    "force": (frozenset(["air"]), ("", ActorKind.STATE_FORCE)),
    "navy": (frozenset(["the"]), ("", ActorKind.STATE_FORCE)),
    "regime": (frozenset(["the"]), ("", ActorKind.STATE_FORCE)),
    "coalition": (frozenset(["the"]), ("?", ActorKind.FOREIGN_FORCE)),
    "guards": (frozenset(["border", "prison", "security"]), ("", ActorKind.STATE_FORCE)),
    "guard": (frozenset(["border", "prison", "security"]), ("", ActorKind.STATE_FORCE)),
    "members": (frozenset(["service"]), ("", ActorKind.STATE_FORCE)),
    "bomber": (frozenset(["suicide", "car", "truck", "motorcycle", "vest"]), ("?", ActorKind.ARMED_GROUP)),
    "bombers": (frozenset(["suicide", "car", "truck", "motorcycle", "vest"]), ("?", ActorKind.ARMED_GROUP)),
    "men": (frozenset(["masked", "armed", "hooded", "uniformed"]), ("?", ActorKind.ARMED_GROUP)),
    "man": (frozenset(["masked", "armed", "hooded"]), ("?", ActorKind.ARMED_GROUP)),
    "bandits": (frozenset(["armed", "suspected"]), ("?", ActorKind.MILITIA)),
    "groups": (frozenset(["armed", "rebel", "militant"]), ("?", ActorKind.ARMED_GROUP)),
    **dict.fromkeys(
        [
            "shelling",
            "warplanes",
            "airstrikes",
            "airstrike",
            "jets",
            "helicopters",
            "artillery",
            "bombardment",
            "aircraft",
            "bombing",
            "bombings",
            "raid",
            "raids",
            "gunships",
            "drones",
            "barrel",
            "air",
        ],
        (frozenset(["government", "regime", "army", "military"]), ("", ActorKind.STATE_FORCE)),
    ),
}
"""The same for words that need another before them."""

AIR = re.compile(r"\s(?:strikes?|raids?|attacks?|force|bombardment)\b", re.IGNORECASE)
"""What goes on after "government air"."""

OTHERS = re.compile(
    r"(?:[A-Z][\w.]*(?:\s[A-Z][\w.]*)?-(?:led|backed|allied)|[Cc]oalition|[Aa]llied|[Ff]oreign|[Ii]nternational"
    r"|[Ee]nemy|[Ii]nvading|[Oo]ccupying|[Oo]ccupation|[Rr]ebel|[Oo]pposition|[Ss]eparatist|[Pp]eacekeeping"
    r"|African Union|NATO)\s$"
)
"""Words before "troops" by which they are not the country's own: "Coalition troops", "United States-led troops"."""

OF_COUNTRY = re.compile(r"\sof\s(?P<country>[A-Z]\w+(?:\s[A-Z]\w+)?)")
"""Whose an army is, behind it: "the military of Somalia"."""

AS_ADJECTIVE = frozenset(["terrorist", "extremist", "opposition"])
"""Singular words that before a deed say of what kind it is, not who did it: "the deadliest terrorist attack"."""

DEED_NOUN = re.compile(
    r"\s(?:attacks?|acts?|incidents?|strikes?|violence|threats?|operations?|plots?|bombings?|organi[sz]ations?|groups?|"
    r"suspects?|activit\w+|leaders?|media|parties|party|politicians?)\b",
    re.IGNORECASE,
)

OF_GROUP = re.compile(
    r"\s(?:from|of|belonging to|loyal to|linked to|affiliated with|with ties to|allied with|with)\s(?:the\s|an?\s)?"
    r"(?:[\w-]+\s){0,3}$",
    re.IGNORECASE,
)
"""Between men and the group they are of: "gunmen from the Islamist group Boko Haram"."""

OF_STATE = re.compile(
    r"\b(?:ministr\w+|army|military|governments?|defen[cs]e|president\w*|officials?|state|police|forces"
    r"|spokes\w+|premier"
    r"|prime|authorities|navy|intelligence|embassy|administration|chancellor|parliament|interior)\b",
    re.IGNORECASE,
)
"""Words that make a nationality speak for its state: "Turkish defence ministry"; not "Syrian Observatory"."""

UNKNOWN_GROUP = re.compile(
    r"(?!(?:The|An?|In|On|At|By|After|When|As|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve"
    r"|\w+teen|\w+ty)\s)"
    r"(?:[A-Z][\w'-]+\s)(?:(?:[A-Z][\w'-]+|of|for|the)\s){0,4}"
    r"(?:Army|Front|Brigades?|Militia|Resistance|Movement|Battalions?|Regiment|Guards?|Organi[sz]ation)(?![\w-])"
)
"""A name no table knows that ends like an armed group's: "Sands Liberation Army"."""

NO_PARTY_BEFORE = re.compile(
    r"(?:\b(?:in|inside|into|near|across|throughout|outside|within|from|to|at|around|over|north|south"
    r"|east|west|northern|southern|eastern"
    r"|western|central|north-?eastern|north-?western|south-?eastern|south-?western|neighbou?ring"
    r"|border with|borders? of|of|entered|left"
    r"|leave|leaving|reached|on)\s(?:the\s)?)$",
    re.IGNORECASE,
)
"""Words before a country's name that make a place of it, not a party."""

BEHIND_COMMA = re.compile(r"\w,\s$")
PARTY_BEFORE = re.compile(
    r"\b(?:by|between|against|with|allows?|told|urged|accused|accuses)\s(?:the\s)?(?:[A-Z]\w+\sand\s)?$"
)
"""Words before a country's name that make a party of it whatever follows."""

STATE_ACTS = re.compile(
    r"^(?:\s(?:\w+ly|also|then|later))?\s(?:and\s[A-Z]|has\b|have\b|had\b|is\b|was\b|will\b|would\b|may\b"
    r"|could\b|must\b|say\b|set\b"
    r"|built\b|sent\b|withdrew\b|began\b|struck\b|shot\b|left\b|told\b|hit\b"
    r"|(?!(?:airstrikes|attacks|clashes|protests|elections|talks|residents|authorities|militants|rebels"
    r"|insurgents|officials)\b)"
    r"[a-z]+(?:s|ed)\b)"
)
"""What a state does, behind its name: "Israel launches", "Turkey and Russia agreed"."""

OWNS_FORCE = re.compile(
    r"^'s\s(?:\w+\s)?(?:army|military|forces|troops|air force|security|armed|border|defen[cs]e|airstrikes?"
    r"|air strikes?|strikes?"
    r"|missiles?|drones?|warplanes|jets|artillery|shelling|bombardment|navy|soldiers|police|government)\b"
)
CAPITAL_ACTS = re.compile(
    r"^\s(?:has\s|had\s|also\s)?(?:said|says|announced|confirmed|claimed|denied|agreed|accused|blamed|warned"
    r"|deployed)\b"
)
STATE_FORCE = re.compile(
    r"\s(?:Air\s?[Ff]orce|Army|Navy|Rifles|Marine Corps|Armed Forces|Defen[cs]e Forces|Coast Guard"
    r"|National Guard|Rangers)(?![\w-])"
)
"""The forces of a country named by its noun: "Pakistan Air Force"."""

BEFORE_POST: dict[str, Sense] = {
    "government": ("", ActorKind.STATE_FORCE),
    "regime": ("", ActorKind.STATE_FORCE),
    "junta": ("", ActorKind.STATE_FORCE),
    "rebel": ("?", ActorKind.ARMED_GROUP),
}
"""Words that name the holder before a facility: "a government checkpoint"."""
