"""The closed sets of words that claims, events and rules share."""

from enum import StrEnum

__all__ = [
    "ActorKind",
    "ActorRole",
    "Cause",
    "ClaimantRole",
    "CountOp",
    "DateBasis",
    "DateCode",
    "Facility",
    "NumberRole",
    "PlaceCode",
    "PlaceRelation",
    "PostAction",
    "Realis",
    "Scope",
    "VictimGroup",
]


class Realis(StrEnum):
    """In what sense the article says it. Source: EVENTS definitions, section 1."""

    ACTUAL = "actual"
    PLANNED = "planned"
    ATTEMPTED = "attempted"
    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    BACKGROUND = "background"


class PlaceCode(StrEnum):
    """How finely a place is known (UCDP and ACLED precision codes map onto these)."""

    SITE = "G1"
    NEAR = "G2"
    DISTRICT = "G3"
    GOVERNORATE = "G4"
    REGION = "G5"
    COUNTRY = "G6"
    SEA_OR_AIR = "G7"


class DateCode(StrEnum):
    """How finely a day is known: exact day, 2-6 days, one week, month, longer."""

    DAY = "D1"
    DAYS = "D2"
    WEEK = "D3"
    MONTH = "D4"
    LONGER = "D5"


class DateBasis(StrEnum):
    """Whether the time words date the happening or only the saying of it."""

    EVENT = "event"
    REPORT = "report"


class PlaceRelation(StrEnum):
    """How the happening lies to the named place."""

    AT = "at"
    NEAR = "near"
    BETWEEN = "between"
    NORTH_OF = "north_of"
    SOUTH_OF = "south_of"
    EAST_OF = "east_of"
    WEST_OF = "west_of"
    NORTH_EAST_OF = "north_east_of"
    NORTH_WEST_OF = "north_west_of"
    SOUTH_EAST_OF = "south_east_of"
    SOUTH_WEST_OF = "south_west_of"
    ALONG = "along"


class CountOp(StrEnum):
    """How the text qualifies a number."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    VAGUE = "vague"


class Scope(StrEnum):
    """One incident, several told together, or a sum over a period or campaign."""

    INCIDENT = "incident"
    MULTI = "multi"
    CUMULATIVE = "cumulative"


class PostAction(StrEnum):
    """The step in a post's life cycle."""

    AGREED = "agreed"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    ESTABLISHED = "established"
    ATTEMPTED = "attempted"
    REINFORCED = "reinforced"
    RELOCATED = "relocated"
    HANDED_OVER = "handed_over"
    ATTACKED = "attacked"
    WITHDRAWN = "withdrawn"
    DISMANTLED = "dismantled"
    DENIED = "denied"


class Facility(StrEnum):
    """What kind of installation."""

    OBSERVATION_POST = "observation_post"
    MILITARY_POINT = "military_point"
    BASE = "base"
    OUTPOST = "outpost"
    CHECKPOINT = "checkpoint"
    HEADQUARTERS = "headquarters"
    OTHER = "other"


class NumberRole(StrEnum):
    """What a number of posts means; roles are never added to each other."""

    DELTA = "delta"
    STOCK = "stock"
    TARGET = "target"
    ORDINAL = "ordinal"


class Cause(StrEnum):
    """The means by which people came to harm."""

    AIRSTRIKE = "airstrike"
    DRONE_STRIKE = "drone_strike"
    SHELLING = "shelling"
    MISSILE = "missile"
    GUNFIRE = "gunfire"
    CLASHES = "clashes"
    IED = "ied"
    CAR_BOMB = "car_bomb"
    SUICIDE_ATTACK = "suicide_attack"
    MINE = "mine"
    EXECUTION = "execution"
    TORTURE = "torture"
    SIEGE = "siege"
    CHEMICAL = "chemical"
    STABBING = "stabbing"
    ABDUCTION = "abduction"
    EXPLOSION = "explosion"
    UNKNOWN = "unknown"


class VictimGroup(StrEnum):
    """Who was harmed."""

    COMBATANT = "combatant"
    CIVILIAN = "civilian"
    UNKNOWN = "unknown"


class ActorKind(StrEnum):
    """Kinds of actors."""

    STATE_FORCE = "state_force"
    ARMED_GROUP = "armed_group"
    MILITIA = "militia"
    FOREIGN_FORCE = "foreign_force"
    CIVILIANS = "civilians"
    UNKNOWN = "unknown"


class ActorRole(StrEnum):
    """What an actor does in the claim."""

    HOLDER = "holder"
    PERPETRATOR = "perpetrator"
    VICTIM = "victim"
    PARTY = "party"


class ClaimantRole(StrEnum):
    """Ways a claimant stands to the happening."""

    PARTY = "party"
    OTHER_STATE = "other_state"
    MONITOR = "monitor"
    UN = "un"
    MEDIC = "medic"
    RESIDENT = "resident"
    MEDIA = "media"
    UNKNOWN = "unknown"
