"""In what sense a sentence says it: done, planned, denied, feared or only supposed."""

import re

from vedette.schemas import Realis

__all__ = ["is_hedged", "is_intended", "realis_at"]

_UNREAL = re.compile(
    r"\b(?:could|(?-i:may)|might|would|should|if|suppose|imagine|assuming|whether|unless|feared|fears?|fearing|risks?|risking|"
    r"threat(?:s|en|ens|ened|ening)?|potential|possible|possibly|"
    r"likely to|in case|were to|plot(?:s|ted|ting)?|plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|"
    r"vow(?:s|ed|ing)?|want(?:s|ed)?|able to|capable of|conspir\w+|will|warn(?:s|ed|ing)? (?:that|of)|"
    r"avoid\w*|simulat\w+|hypothetical\w*|scenario|exercise|drill|pretend\w*|fictional|novel|film|"
    r"movie|supposed|bounty|"
    r"offer(?:s|ed)? to|designed to|aim(?:s|ed|ing)? (?:to|at)|calls? for|called for|urged?|"
    r"refus\w+ to|in order to|allow\w* to|orders? to|ordered to)\b",
    re.IGNORECASE,
)
_TRIED = re.compile(
    r"\b(?:attempt(?:s|ed|ing)?(?: to)?|tr(?:y|ies|ied|ying) to|failed to|prevent(?:s|ed|ing)?|foil(?:s|ed|ing)?|"
    r"thwart(?:s|ed|ing)?|avert\w*|repel(?:s|led|ling)?|repuls\w+)\b",
    re.IGNORECASE,
)
_INTENT = re.compile(
    r"\b(?:will|shall|plan(?:s|ned|ning)? to|intends? to|set to|due to|(?:is|are) to|decid\w+ to|agree\w* to|"
    r"order\w* to|offer\w* to|approv\w+|announc\w+ the|to be)\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)(?!\s(?:any\s|all\s)?"
    r"(?:involve|responsib|role|link|part|connection|accus|charge|being|having|carry))|"
    r"reject(?:s|ed|ing)?|dismiss(?:es|ed)?|disputes?|"
    r"disputed (?:claims?|reports?|that)|refut(?:es|ed)|erroneous(?:ly)?|mistaken(?:ly)?|"
    r"no evidence|false(?:ly)?|untrue|hoax|not true|fake|retract\w*|"
    r"disproved?|contrast(?:ing|s)? (?:early|earlier) reports|"
    # a newsroom's own note of correction
    r"(?:earlier|previous|original) version of (?:this|the|our)|"
    r"(?:incorrect|wrong)ly (?:said|reported|stated|gave|put))\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\b(?:was|were|is|are|been)\s(?:\w+\s)?"
    r"(?:false|untrue|denied|incorrect|fabricated|unfounded|counted twice|double[- ]counted)\b",
    re.IGNORECASE,
)
# "the ministry called reports that 40 had died fake news"
_CALLED_FALSE = re.compile(
    r"\b(?:call(?:s|ed)|describ\w+|brand\w+|label\w+)\s(?:the\s|these\s|an?\s)?(?:\w+\s)?(?:reports?|claims?|rumou?rs?|stories|story)\b"
    r".*\b(?:fake|false|untrue|lies?|baseless|nonsense|propaganda|fabricat\w+|unfounded|invent\w+|hoax)\b",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"\bto\s(?:\w+ly\s)?$")
_BEGUN = re.compile(
    r"\b(?:beg[aiu]n\w*|start\w*|continu\w+|resum\w+|forced|managed|proceed\w*|went on|goes on|had)\sto\s(?:\w+ly\s)?$"
)
# "Had the army set up a post there, they would be alive"
_UNFULFILLED = re.compile(r"^\W*(?:Had|Were|Should)\s.*\bwould\b", re.DOTALL)
_REMEMBERED = re.compile(
    r"\b(?:anniversary of|commemorat\w+|in memory of|in remembrance of|remember\w*|"
    r"years (?:since|after) the|mourn\w* the)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:reportedly|allegedly|apparently|unconfirmed|not (?:yet )?(?:been )?(?:confirmed|verified|"
    r"confirmable)|could not be (?:independently )?(?:confirmed|verified)|"
    r"believed to|thought to|said to have|presumed|purportedly|rumou?r\w*|unverified|suspected of|"
    r"claims? to have|claimed to have)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:]|\b(?:accused|suspected|guilty|convicted) of\b|"
    r",\s(?=(?:and|but|while|which|who|killing|wounding|leaving|injuring)\b)|\b(?:after|when|since)\b",
    re.IGNORECASE,
)


def realis_at(sentence: str, at: int) -> Realis:
    """Return the sense in which the word at this place is said, from the words before it in its clause."""
    before = sentence[:at]
    clause = _CLAUSE.split(before)[-1]
    near = " ".join(clause.split()[-9:])
    if _DENIAL.search(before[-150:]) or _DENIED_AFTER.search(sentence, at) or _CALLED_FALSE.search(sentence):
        return Realis.DENIED
    if _REMEMBERED.search(before):
        return Realis.BACKGROUND
    if _UNFULFILLED.match(sentence):
        return Realis.HYPOTHETICAL
    if _TRIED.search(near):
        return Realis.ATTEMPTED
    if (
        _INFINITIVE.search(clause) and not _BEGUN.search(clause) and not sentence.startswith("have ", at)
    ) or _UNREAL.search(near):
        return Realis.HYPOTHETICAL
    return Realis.ACTUAL


def is_intended(sentence: str, at: int) -> bool:
    """Tell whether somebody announced what the word at this place says: "will close", "agreed to leave"."""
    return bool(_INTENT.search(" ".join(sentence[:at].split()[-9:]) + " "))


def is_hedged(sentence: str) -> bool:
    """Tell whether the sentence itself doubts what it tells."""
    return bool(_HEDGE.search(sentence))
