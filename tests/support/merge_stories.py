"""Stories of invented newsrooms for measuring the merge: which claims tell one happening, which only look like it.

Each story is a list of (happening, claim); claims of one name belong together, all others must stay apart.
Stories happen weeks apart, so that they meet only by mistake.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from claims import DAY, DORVA, ISTRA, actor, area, at, casualty, count, on, post, site, withdrawn

from vedette.schemas import (
    Cause,
    Claim,
    ClaimantRole,
    CountOp,
    DateBasis,
    DateCode,
    Facility,
    PlaceCode,
    PostAction,
    Scope,
    Toll,
    VictimGroup,
)

Told = list[tuple[str, Claim]]
MONITOR: dict[str, Any] = {"claimant": "Example Observatory", "role": ClaimantRole.MONITOR}
ARMY: dict[str, Any] = {"group": VictimGroup.COMBATANT, "side": "SYR-GOV", "words": "soldiers"}
CIVIL: dict[str, Any] = {"group": VictimGroup.CIVILIAN, "words": "civilians"}


class Teller:
    """Tells one story: its first day is `week` weeks after all stories begin."""

    def __init__(self, week: int) -> None:
        self.day = DAY + timedelta(weeks=3 * week)

    def _told(self, make: Callable[..., Claim], args: tuple[Any, ...], more: dict[str, Any]) -> Claim:
        hour, publisher = more.pop("hour", 12.0), more.pop("by", "Harbour Daily")
        days, more_days, code = more.pop("days", 0), more.pop("span", 0), more.pop("code", DateCode.DAY)
        basis = more.pop("basis", DateBasis.EVENT)
        article = more.pop("article", f"{publisher} {self.day} {hour}")
        when = on(self.day + timedelta(days=days), code, basis, days=more_days)
        return make(
            *args, hour=hour, publisher=publisher, article=article, date=more.pop("date", when),
            published_at=at(hour, self.day), **more,
        )  # fmt: skip

    def harm(self, *args: Any, **more: Any) -> Claim:
        return self._told(casualty, args, more)

    def built(self, *args: Any, **more: Any) -> Claim:
        return self._told(post, args, more)


def market_blast(t: Teller) -> Told:
    """A toll that rises through the day, means told more and more exactly, a copy, and the town's other blast."""
    return [
        ("market", t.harm(3, cause=Cause.EXPLOSION, hour=8)),
        ("market", t.harm(7, 20, hour=10, by="Ridge Wire")),
        ("market", t.harm(7, 20, hour=11, by="Valley Post", syndication_id="market-wire")),
        ("market", t.harm(11, 31, hour=18, by="Coast Herald", claimant="the hospital", role=ClaimantRole.MEDIC)),
        ("market", t.harm(12, hour=30, by="Harbour Daily", cause=Cause.UNKNOWN)),
        ("checkpoint", t.harm(2, hour=19, by="Ridge Wire", cause=Cause.GUNFIRE, **ARMY)),
    ]


def rival_armies(t: Teller) -> Told:
    """Two parties count the same dead of one clash; a village further on has its own."""
    clash = {"cause": Cause.CLASHES, "places": [site(DORVA)]}
    return [
        ("clash", t.harm(40, hour=9, claimant="Northern Front", role=ClaimantRole.PARTY, **clash, **ARMY)),
        ("clash", t.harm(12, hour=13, by="Ridge Wire", claimant="the army", role=ClaimantRole.PARTY, **clash, **ARMY)),
        ("clash", t.harm(15, hour=20, by="Valley Post", **MONITOR, **clash, **ARMY)),
        ("other", t.harm(5, hour=14, by="Ridge Wire", cause=Cause.CLASHES, places=[site(ISTRA)], **ARMY)),
    ]


def night_shelling(t: Teller) -> Told:
    """Shells over midnight: yesterday for one newsroom, today for the other; another night is another happening."""
    shells = {"cause": Cause.SHELLING, **CIVIL}
    return [
        ("night", t.harm(4, hour=23.5, **shells)),
        ("night", t.harm(6, days=1, hour=31, by="Ridge Wire", **shells)),
        ("night", t.harm(6, span=1, code=DateCode.DAYS, hour=33, by="Valley Post", **shells)),
        ("later", t.harm(6, days=4, hour=130, by="Ridge Wire", **shells)),
    ]


def convoy_on_the_road(t: Teller) -> Told:
    """A road in a governorate, then a village on it: the place is known better with every report."""
    own = {"cause": Cause.IED, "group": VictimGroup.COMBATANT, "side": "TUR", "words": "Turkish soldiers"}
    road = [area("Northern"), area("M4", PlaceCode.REGION)]
    return [
        ("convoy", t.harm(2, hour=10, places=road, claimant="Ankara", role=ClaimantRole.PARTY, **own)),
        ("convoy", t.harm(2, hour=12, by="Ridge Wire", places=[area("Northern")], **MONITOR, **own)),
        ("convoy", t.harm(2, hour=15, by="Valley Post", **own)),
        ("convoy", t.harm(3, hour=26, by="Coast Herald", places=road, **own)),
        ("east", t.harm(2, hour=20, by="Ridge Wire", places=[area("Eastern")], **own)),
    ]


def war_in_numbers(t: Teller) -> Told:
    """Running totals of two counters beside an incident with the same number."""
    war = {"scope": Scope.CUMULATIVE, "places": [area("Northern")], "cause": Cause.UNKNOWN}
    since = {"date": on(t.day - timedelta(days=60), DateCode.LONGER, days=60)}
    return [
        ("dead", t.harm(500, hour=9, **war, **since, **MONITOR, **CIVIL)),
        ("dead", t.harm(510, hour=60, by="Ridge Wire", **war, **since, **MONITOR, **CIVIL)),
        (
            "fled",
            t.harm(toll=Toll(displaced=count(900_000, CountOp.ABOUT)), hour=9.5, claimant="the UN", **war, **since),
        ),
        ("raid", t.harm(5, hour=10, cause=Cause.AIRSTRIKE, by="Valley Post", **CIVIL)),
    ]


def two_raids_in_one_report(t: Teller) -> Told:
    """One article tells two raids on one town; each has its own echo."""
    raid = {"cause": Cause.AIRSTRIKE, **CIVIL}
    return [
        ("kalem", t.harm(8, article="two raids", **raid)),
        ("dorva", t.harm(3, article="two raids", start=400, places=[site(DORVA)], **raid)),
        ("kalem", t.harm(8, hour=14, by="Ridge Wire", **raid)),
        ("dorva", t.harm(4, hour=15, by="Valley Post", places=[site(DORVA)], **raid)),
    ]


def both_sides(t: Teller) -> Told:
    """Dead of both sides in one sentence; a later report counts one side alone."""
    clash = {"cause": Cause.CLASHES, "places": [area("Northern")]}
    rebels = {"group": VictimGroup.COMBATANT, "side": "SYR-OPP", "words": "opposition fighters"}
    return [
        ("clash", t.harm(14, article="both", **clash, **ARMY, **MONITOR)),
        ("clash", t.harm(11, article="both", **clash, **rebels, **MONITOR)),
        ("clash", t.harm(14, hour=15, by="Ridge Wire", **clash, **ARMY)),
        ("clash", t.harm(11, hour=18, by="Valley Post", **clash, **rebels)),
    ]


def corrected_number(t: Teller) -> Told:
    """A ministry takes a number back; the first article is edited and withdraws its claim."""
    first = t.harm(21, hour=9, by="Slow Gazette")
    return [
        ("blast", t.harm(19, hour=8, claimant="the ministry", role=ClaimantRole.PARTY)),
        ("blast", first),
        (
            "blast",
            t.harm(13, hour=20, claimant="the ministry", role=ClaimantRole.PARTY, quote="It revised the toll down."),
        ),
        ("blast", withdrawn(first)),
    ]


def post_from_plan_to_leaving(t: Teller) -> Told:
    """One post through its life, told under two names of its kind; another holder's post in the same town."""
    return [
        ("post", t.built(PostAction.PLANNED, hour=9)),
        ("post", t.built(PostAction.UNDER_WAY, days=2, hour=60, by="Ridge Wire", facility=Facility.BASE)),
        ("post", t.built(days=5, hour=130, by="Valley Post")),
        ("post", t.built(PostAction.REINFORCED, days=8, hour=200, by="Ridge Wire")),
        ("post", t.built(PostAction.ATTACKED, days=10, hour=250, by="Coast Herald")),
        ("post", t.built(PostAction.WITHDRAWN, days=15, hour=370)),
        ("rival", t.built(days=11, hour=270, by="Ridge Wire", actor=actor("RUS", "Russian forces"))),
    ]


def three_points_and_a_total(t: Teller) -> Told:
    """Two newsrooms name the sites, a third only counts them, a fourth gives the running total."""
    return [
        ("kalem", t.built(hour=9)),
        ("dorva", t.built(hour=9.5, places=[site(DORVA)])),
        ("istra", t.built(hour=10, places=[site(ISTRA)])),
        ("kalem", t.built(hour=13, by="Ridge Wire", claimant="Example Observatory")),
        ("dorva", t.built(hour=14, by="Ridge Wire", places=[site(DORVA)])),
        ("count", t.built(hour=15, by="Valley Post", delta=3, places=[area("Northern")])),
        ("count", t.built(hour=17, by="Coast Herald", delta=3, places=[area("Northern")])),
        ("total", t.built(hour=18, by="Coast Herald", stock=49, places=[area("Northern")])),
    ]


def names_spelled_apart(t: Teller) -> Told:
    """A village that no gazetteer knows, under three spellings, and its neighbour."""
    farm = {"lat": None, "lon": None, "place_id": None, "admin1": "Northern", "country": "SY"}
    raid = {"cause": Cause.AIRSTRIKE, **CIVIL}
    return [
        ("tell", t.harm(6, places=[site({**farm, "name": "Tell Qasbiya"})], **raid)),
        ("tell", t.harm(6, hour=14, by="Ridge Wire", places=[site({**farm, "name": "Tel Qasbiyah"})], **raid)),
        ("tell", t.harm(9, hour=16, by="Valley Post", places=[site({**farm, "name": "Tall Qasbiyeh"})], **raid)),
        ("neighbour", t.harm(2, hour=15, by="Ridge Wire", places=[site({**farm, "name": "Umm Jurn"})], **raid)),
    ]


def quiet_week(t: Teller) -> Told:
    """One shot soldier a day at one front: small numbers in one place that are not one happening."""
    shot = {"cause": Cause.GUNFIRE, "places": [site(DORVA)], **ARMY}
    return [(f"day {n}", t.harm(1, days=2 * n, hour=24 * 2 * n + 12, **shot)) for n in range(4)]


def market_towns(t: Teller) -> Told:
    """The same means and number in two towns on one day."""
    bomb = {"cause": Cause.SUICIDE_ATTACK}
    return [
        ("kalem", t.harm(9, hour=9, **bomb)),
        ("istra", t.harm(9, hour=11, by="Ridge Wire", places=[site(ISTRA)], **bomb)),
        ("kalem", t.harm(10, hour=15, by="Valley Post", **bomb)),
        ("istra", t.harm(12, hour=16, by="Coast Herald", places=[site(ISTRA)], **bomb)),
    ]


def wire_and_ten_papers(t: Teller) -> Told:
    """One wire, many papers: one happening, one voice."""
    wire = {"syndication_id": "wire-9", "claimant": "Example Observatory", "cause": Cause.AIRSTRIKE, **CIVIL}
    return [("raid", t.harm(17, hour=9 + n / 4, by=f"Paper {n}", **wire)) for n in range(10)]


STORIES: tuple[Callable[[Teller], Told], ...] = (
    market_blast, rival_armies, night_shelling, convoy_on_the_road, war_in_numbers, two_raids_in_one_report, both_sides,
    corrected_number, post_from_plan_to_leaving, three_points_and_a_total, names_spelled_apart, quiet_week,
    market_towns, wire_and_ten_papers,
)  # fmt: skip


def all_stories() -> dict[str, Told]:
    """Return every story by name; happenings carry the story's name."""
    return {
        tell.__name__: [(f"{tell.__name__}: {name}", claim) for name, claim in tell(Teller(week))]
        for week, tell in enumerate(STORIES)
    }
