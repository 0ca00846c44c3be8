"""The words around place names, as patterns: prepositions, kinds, sides, what is done to places and in them."""

import re

__all__ = [
    "ACTS_ON",
    "AFTER_KIND",
    "AFTER_SITE",
    "AFTER_SUFFERED",
    "AFTER_TALKS",
    "AFTER_VENUE",
    "BETWEEN",
    "BODIES",
    "BORDER",
    "CAPITAL_PREPOSITION",
    "DIRECTION",
    "DIRECTION_OF",
    "DISTANCE_FROM",
    "FILLER",
    "HEIGHT",
    "HELD",
    "IN_THE_SECTOR_OF",
    "KIND",
    "KIND_OF",
    "LEFT",
    "LISTED_LEFT",
    "NEAR",
    "NEVER",
    "NEVER_ALONE",
    "NOUNS_OF_LEFT",
    "OWNED_LEFT",
    "OWN_POST",
    "PAIR",
    "PREPOSITION",
    "SAYS",
    "SECTOR",
    "SECTOR_AFTER",
    "SECTOR_BEFORE",
    "STRONG_PREPOSITIONS",
    "STRUCK",
    "UNIT_OF",
    "WATER_LEFT",
]


def _any(*words: str) -> str:
    """Return a pattern for any of the words; `_` stands for a space inside one, `(s)` for an optional letter."""
    listed = [word for row in words for word in row.split()]
    return "(?:" + "|".join(word.replace("_", r"\s").replace("(s)", "s?") for word in listed) + ")"


_POSSESSIVE = r"(?:'s|’s)"

NEVER = frozenset(
    word
    for row in (
        "jan feb mar apr jun jul aug sep sept oct nov dec",
        "january february march april may june july august september october november december",
        "monday tuesday wednesday thursday friday saturday sunday ramadan christmas easter eid muharram ashura",
        "arabic english kurdish pashto islam muslim muslims christian christians sunni sunnis shia shiite shiites",
        "alawite alawites druze yazidi yazidis jewish jews hindu hindus sikh kurd kurds arab arabs islamist islamists",
        "congress parliament senate covid ied ieds rpg tv twitter facebook telegram reuters afp ap dpa interfax tass",
        "anadolu sana monitor monitors god allah i he she it they we the this that these those a an in on at after",
        "before when while as forward operating",
        "if but and or for from to by with since during until more some many also he her his their our no not one two",
        "three four five six seven eight nine ten there here who what why how mondays tuesdays wednesdays thursdays",
        "fridays",
        "saturdays sundays",
    )
    for word in row.split()
)
"""Capitalised words that hold no place: time words, faiths, agencies, sentence beginnings."""

NEVER_ALONE = frozenset(
    word
    for row in (
        "shi'ite shi'ites shi'a shi’ite shi’a shiites kurdish coptic copts copt buddhist buddhists catholic",
        "catholics protestant protestants orthodox baptist maoist maoists naxalite marxist communist communists",
        "hazara hazaras pashtun pashtuns tajiks uzbeks turkmen tamil tamils sinhalese rohingya rohingyas tuareg",
        "tuaregs fulani fulanis hausa oromo tigrayan tigrayans chechen chechens ingush dagestani karens",
        "uyghur uyghurs uighur uighurs european europeans asian asians african africans latin western eastern",
        "northern southern himalayan balkan caucasian palestenian somalian baloch",
        "balochi kashmiri roman romans royal bush earth game category presidential internet christmas republican",
        "republicans democrat democrats liberal liberals conservative conservatives labour speech people kashmiris",
        "punjabi sindhi bedouin bedouins ahmadi ahmadis hispanic black blacks white whites halloween new street road",
        "city town village capital state border hospital house home central islam congress base camp command barracks",
    )
    for word in row.split()
)
"""Words that are part of many names and none by themselves: kinds, peoples, faiths, sides."""

BODIES = re.compile(
    r"\b"
    + _any(
        "Army Force(s) Ministry Minister Party Front Brigade(s) Movement Council Committee Commission Command",
        "Observatory Organi[sz]ation Union Group Association Government(?!\\sArea) Police Guard(s) Battalion",
        "Regiment Corps",
        "Authority President Sultan Operation Agreement Accord(s) Court Department_of News Times Post Watch Rights",
        "Service Administration Assembly Congress Parliament Office Spokes\\w+ Resolution State_Department Pentagon",
        "NATO Embassy White_House Kremlin Google Taliban Qaeda Shabaab Hezbollah Hamas ISIS ISIL Daesh PKK YPG SDF HTS",
        "Boko_Haram Islamic_State Houthi(s) Liberation Democratic_Forces Jihad Resistance Coalition Alliance Emirate",
        "Caliphate Mr Mrs Dr Gen Col Lt Sgt Capt War Summit Treaty Conference Process Foundation World_Bank",
        "Central_Bank",
    )
    + r"\b"
)
"""Words that make a body, a rank or an occasion of a name."""

KIND_WORDS = {
    "province": "province(s) governorate(s) oblast(s) state department region prefecture wilayat wilaya krai",
    "district": "district(s) county raion sub-?district sub-?prefecture tehsil agency division township commune canton"
    " territory",
    "town": "city town village(s) hamlet settlement suburb neighbou?rhood quarter municipality",
    "site": "airport airbase air_base military_base base refugee_camp camp crossing checkpoint barracks prison"
    " dam bridge valley island(s) forest field garrison outpost airfield grain_silos",
    "nature": "mountain(s) hill(s) range ridge heights pass plateau peak spur islet shoal reef hilltop",
    "water": "river lake",
    "road": "highway motorway road junction expressway",
}
_KIND_PATTERNS = {kind: re.compile(_any(words), re.IGNORECASE) for kind, words in KIND_WORDS.items()}
KIND = _any(*KIND_WORDS.values())


def KIND_OF(word: str) -> str:  # noqa: N802  reads as the table it is
    """Return the kind a kind word stands for; empty if it is none."""
    return next((kind for kind, pattern in _KIND_PATTERNS.items() if pattern.fullmatch(word)), "")


PAIR = re.compile(
    r"\b(?:Jammu and Kashmir|Sistan and Bal[ou]+chestan|Bosnia and Herzegovina|Trinidad and Tobago"
    r"|Ramallah and al-Bireh|Antigua and Barbuda|Newfoundland and Labrador|Andaman and Nicobar Islands"
    r"|Chaharmahal and Bakhtiari|Kohgiluyeh and Boyer-Ahmad|S[aã]o Tom[eé] and Pr[ií]ncipe)\b"
)
"""Names with an "and" inside."""

UNIT_OF = re.compile(
    r"(?<=\w)\s(?:[Pp]rovince|[Dd]istrict|Governorate|County|Region|Oblast|Raion|Valley|State|Canton|Agency|Area)"
    r"(?P<of>\sof\s(?:the\s)?)"
)
"""Between a unit and what holds it, inside one run of capitals."""

AFTER_KIND = re.compile(
    rf"^\s(?:[a-z]+ern\s)?(?P<kind>{KIND}|countryside|front|frontline|coast|border)\b"
    r"(?!\s(?:television|tv|media|news|radio|agency|run|council))",
    re.IGNORECASE,
)
AFTER_SITE = re.compile(
    r"^\s(?P<site>(?:military |international |air ?|refugee |border |naval |army )?"
    + _any(
        "airport base camp airbase airfield crossing dam bridge prison valley mountain(s) island(s) highway motorway"
    )
    + r"|oil field|gas field|camp)\b",
    re.IGNORECASE,
)
"""Small words that belong to the name of a site: "Tabqa air base", "Kabul-Kandahar highway"."""

AFTER_VENUE = re.compile(
    rf"^{_POSSESSIVE}?\s(?:\w+\s)?"
    + _any(
        "blast(s) bombing(s) bombardment attack(s) air\\s?strike(s) strike(s) raid(s) clash(es)? explosion(s)",
        "offensive",
        "massacre shelling siege battle fighting ambush shooting suicide car twin operation violence killing(s)",
        "assault mosque market hospital school checkpoint outpost restaurant hotel cafe church temple university",
        "stadium embassy consulate police district suburb street square headquarters airport neighbou?rhood",
        "bus_station shrine cinema outskirts suburbs",
    )
    + r"\b",
    re.IGNORECASE,
)
WATER_LEFT = re.compile(
    r"\b(?:(?:banks?|bend|mouth|course)\sof|bridges?\s(?:over|across)|river)\s(?:the\s)?$", re.IGNORECASE
)
"""Before a river or lake: "on the eastern bank of the Zarbuk"."""

OWN_POST = re.compile(
    r"^\s(?:observation |military |army |police |border |guard |security )?"
    + _any("post(s)? base(s)? outpost(s)? checkpoint(s)? barracks garrison")
    + r"\b",
    re.IGNORECASE,
)
OWNED_LEFT = re.compile(r"\b(?:its|their|his|the|a|an)\s$", re.IGNORECASE)
"""Both sides of a place that a post is called by: "reopened its Sarmin observation post"."""

LISTED_LEFT = re.compile(
    r"\b"
    + _any(
        "villages towns cities districts areas localities quarters neighbou?rhoods provinces outposts posts bases",
        "camps checkpoints sites places",
    )
    + r"\b[^.;:,A-Z]{0,50}(?:,|:|\s[–—-])\s(?P<named>among\sthem\s|namely\s|including\s|such\sas\s)?(?:the\s)?$"
)
"""Before the first of a list: "in two villages of the district, Sarmin and Hass", "six bases, among them Sarmin"."""

AFTER_SUFFERED = re.compile(
    r"^,?\s(?:was|were|has been|have been|had been|came|comes|has come|is|are)\s"
    r"(?:again\s|also\s|repeatedly\s|heavily\s)?"
    + _any(
        "the_scene_of hit struck shelled bombed bombarded attacked rocked targeted raided stormed besieged pounded",
        "overrun retaken recaptured under_(?:heavy\\s)?(?:fire|attack|shelling|bombardment|siege)",
    )
    + r"\b",
    re.IGNORECASE,
)
"""What is said of a place that is the subject: "Sarmin was shelled", "Sarmin was the scene of"."""

AFTER_TALKS = re.compile(
    rf"^{_POSSESSIVE}?\s(?:peace\s)?"
    + _any("process talks agreement(s) deal(s) accord(s) summit conference declaration protocol format declared")
    + r"\b"
)
SAYS = re.compile(
    rf"^{_POSSESSIVE}?\s(?:has\s|have\s|had\s|also\s|and\s\w+\s(?:have\s)?)?"
    + _any(
        "said says announced confirmed reported claimed denied told agreed condemned accused warned blamed vowed",
        "threatened insisted responded demanded called",
    )
    + r"\b"
)
DIRECTION = r"(?:north|south|east|west)(?:[- ]?(?:east|west))?"
SECTOR = rf"(?:{DIRECTION}(?:ern)?(?:most)?|central|upper|lower|rural|far {DIRECTION}(?:ern)?)"
_HELD = r"[a-z]+-(?:held|controlled|dominated|majority|ruled|run|administered|occupied|besieged|torn|hit|led|backed)"
HELD = re.compile(_HELD, re.IGNORECASE)
"""Who holds a place is no part of its name: "the Kurdish-held town of"."""

_ADJECTIVES = _any(
    "besieged restive volatile coastal border strategic nearby neighbou?ring embattled disputed occupied historic",
    "ancient old main regional provincial predominantly mostly mainly largest second third biggest key remote busy",
    "crowded small whole entire country's country’s port capital frontline desert mountainous adjacent tribal",
    "lawless federal oil-rich northernmost southernmost besieged packed populous flashpoint contested",
)
_OF_NOUNS = _any(
    "countryside outskirts suburb(s) area(s) vicinity edge(s) environs cent(?:er|re) parts heart capital port towns",
    "cities neighbou?rhoods front(s) frontline(s) axis hills coast surroundings entrance gate(s) direction streets",
    "border(s) administrative_border(s) settlements hamlets stronghold seat enclave pocket square headquarters",
    "airport campus side(s) villagers residents inhabitants police_station(s) market hospital",
    "sector(s) plain(s) communit(?:y|ies) slopes reaches approaches bank(s) shore(s) foothills parish ward",
)
_NOUNS_OF = rf"(?:(?:{KIND}|{_OF_NOUNS})(?:\s(?:called|named))?(?:\sof|\swith)?)"
_DEMONYM = r"(?:[A-Z][a-z]+(?:ian|ean|an|i|ish|ese|ch|k|aeli|enian|ic)(?:-\w+)?)"
_SMALL = r"(?:the|a|an|its|their|of|both|also|and)"
FILLER = (
    rf"(?:{_SMALL}|{SECTOR}|{_HELD}|{_ADJECTIVES}|{_NOUNS_OF}|{_DEMONYM}|[A-Z]\w+(?:\s[A-Z]\w+)?{_POSSESSIVE})[\s,]+"
)
"""One word that may stand between a preposition and the name."""

STRONG_PREPOSITIONS = frozenset(
    [
        *("in", "at", "near", "around", "outside", "inside", "within", "throughout", "across", "close to", "next to"),
        *("above", "beside", "between", "opposite", "behind", "below", "astride"),
    ]
)
PREPOSITION = "(?P<prep>" + _any(
    "in at near around outside inside within across throughout into to toward(s) from over along on off through via",
    "above beside opposite behind below astride abandoned evacuated between entered entering reached hit struck",
    "rocked shook captured seized stormed besieged bombed shelled targeted targeting against by south north east",
    "strike shell bomb attack target pound raid storm capture seize west close_to next_to raid(s) raided linking",
    "pounded overran retook retaking entering capturing seizing storming striking hitting shelling bombing raiding",
    "recaptured liberated entered hits enters captures attacked",
) + ")"  # fmt: skip
CAPITAL_PREPOSITION = _any(
    "in at near around outside inside within across throughout toward(s) from to on of off between rocked shook hit",
    "struck entered reached seized captured attacked bombed stormed",
)
"""Before a place in copy that is all capitals, where "BOMB" and "ATTACK" are no clue to what follows."""

HEIGHT = re.compile(r"(?:Mount|Mt|Jabal|Jebel|Tal|Tell|Tall|Camp|Hill|Point|Fort|Alto)\b")
"""Words that begin the name of a height or camp: "on Mount Kesta" is as good as "at"."""

MOVED_LEFT = re.compile(
    r"\b(?:mov|relocat|shift|transferr?)(?:e|ed|es|ing|s)?\s(?:[\w-]+\s){1,4}?"
    + _any("post(s)? base(s)? outpost(s)? checkpoint(s)? barracks garrison headquarters position(s) camp(s)")
    + rf"\s(?:(?:from|out of)\s(?:{FILLER}){{0,4}}(?:[A-Z][\w’'-]+[\s,]+){{1,3}})?"
    + rf"(?:from|out of|to|into)\s(?:{FILLER}){{0,4}}$"
)
"""Before both sites of what was moved: "moved its base from Sarmin to Hass"."""

LEFT = re.compile(rf"(?:^|[\s(“\"‘—–-]){PREPOSITION}\s(?:{FILLER}){{0,7}}[“\"‘']?$", re.IGNORECASE)
NOUNS_OF_LEFT = re.compile(rf"(?:^|\s)(?:{FILLER})?{_NOUNS_OF}\s(?:the\s)?$", re.IGNORECASE)
ACTS_ON = re.compile(
    r"\b"
    + _any(
        "bombing shelling siege capture attack(s) raid(s) air\\s?strike(s) strike(s) assault(s) offensive battle",
        "fall recapture seizure liberation bombardment evacuation massacre blockade invasion occupation",
    )
    + rf"\s(?:of|on|against|for|in)\s(?:the\s)?(?:[a-z]+\sof\s)?(?:{FILLER}){{0,3}}$",
    re.IGNORECASE,
)
STRUCK = re.compile(
    r"(?:^|\s)"
    + _any(
        "bomb(?:ed|ing|s)? shell(?:ed|ing|s)? bombard(?:ed|ing|s)? pound(?:ed|ing|s)? storm(?:ed|ing|s)?",
        "raid(?:ed|ing|s)? overran overrunning besieg(?:ed|ing|es?) struck strik(?:es?|ing) hit(?:s|ting)?",
        "target(?:ed|ing|s)? attack(?:ed|ing|s)? invad(?:ed|ing|es?) retook retaking recaptur(?:ed|ing|es?)",
    )
    + rf"\s(?:the\s)?(?:{FILLER}){{0,3}}$",
    re.IGNORECASE,
)
"""Deeds done to places as to people: "shelled Sarmin"."""

_N = r"(?P<n>\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|a few|several)"
_UNIT = r"(?P<unit>km|kilomet(?:er|re)s?|miles?|mi)"
DIRECTION_OF = re.compile(
    rf"(?:{_N}\s?(?:-\s?)?{_UNIT}\s(?:\(.*?\)\s)?(?:to the\s)?)?(?:just\s|the\s)?(?P<dir>{DIRECTION})(?:ern)?"
    rf"(?:\s(?:outskirts|edge))?\s(?:of|from)\s(?:{FILLER}){{0,4}}$",
    re.IGNORECASE,
)
DISTANCE_FROM = re.compile(
    rf"{_N}\s?{_UNIT}\s(?:\(.*?\)\s)?(?:away\s)?(?:from|outside|off)\s(?:{FILLER}){{0,4}}$", re.IGNORECASE
)
NEAR = re.compile(
    r"\b(?:near|around|outside|close to|next to|adjacent to|vicinity of|outskirts of|just off|surrounding|bordering"
    rf"|not far from)\s(?:{FILLER}){{0,5}}$",
    re.IGNORECASE,
)
BETWEEN = re.compile(
    rf"\bbetween\s(?:{FILLER}){{0,4}}(?:\S+(?:\s\S+){{0,4}}\sand\s(?:{FILLER}){{0,3}})?$", re.IGNORECASE
)
BORDER = re.compile(r"\b(?:borders?|frontier|boundary)\s(?:with|between|of)\s(?:the\s)?(?:\w+\sand\s)?$", re.IGNORECASE)
_PARTS_OF = r"(?:(?:part|parts|side|suburbs?|outskirts|sector|countryside|areas?)\sof\s)?"
SECTOR_BEFORE = re.compile(
    rf"(?P<sector>(?:{SECTOR}(?:\sand\s)?)+)\s{_PARTS_OF}(?:the\s)?(?:{_DEMONYM}\s)?$", re.IGNORECASE
)
SECTOR_AFTER = re.compile(
    rf"^{_POSSESSIVE}?\s(?P<sector>{SECTOR})\s(?:countryside|suburbs?|outskirts|district|region|province)",
    re.IGNORECASE,
)
IN_THE_SECTOR_OF = re.compile(
    rf"\bin\sthe\s(?P<sector>{DIRECTION})\sof\s(?:the\s)?(?:{_DEMONYM}\s)?(?:{KIND}\sof\s)?$", re.IGNORECASE
)
