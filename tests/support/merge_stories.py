"""Stories of invented newsrooms for measuring the merge: which claims tell one happening, which only look like it.

Each story is a list of (happening, claim); claims of one name belong together, all others must stay apart.
Stories happen weeks apart, so that they meet only by mistake.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from claims import DAY, DORVA, ISTRA, KALEM, KALEM_MILL, actor, area, at, casualty, count, on, post, site, withdrawn

from vedette.schemas import (
    Cause,
    Claim,
    ClaimantRole,
    ClaimPlace,
    CountOp,
    DateBasis,
    DateCode,
    Facility,
    PlaceCode,
    PostAction,
    Realis,
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
        article = f"{more.pop('article', f'{publisher} {hour}')} {self.day}"
        when = on(self.day + timedelta(days=days), code, basis, days=more_days)
        return make(
            *args, hour=hour, publisher=publisher, article=article, date=more.pop("date", when),
            published_at=at(hour, self.day), **more,
        )  # fmt: skip

    def harm(self, *args: Any, **more: Any) -> Claim:
        return self._told(casualty, args, more)

    def built(self, *args: Any, **more: Any) -> Claim:
        """Posts stay for years: each story has its own stretch of land."""
        more["places"] = [self._moved(place) for place in more.get("places", [site(KALEM)])]
        return self._told(post, args, more)

    def _moved(self, place: ClaimPlace) -> ClaimPlace:
        ours = f"{place.gazetteer_id} {self.day}" if place.gazetteer_id else None
        further = place.lon + 0.5 * ((self.day - DAY).days // 21) if place.lon else None
        name = f"{place.name} {self.day:%B}" if place.precision is PlaceCode.SITE else place.name
        return place.model_copy(update={"gazetteer_id": ours, "lon": further, "name": name})


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


def border_town(t: Teller) -> Told:
    """Shells over a border: told for the town on one side, for a camp on the other, and for the country alone."""
    town = {"name": "Selim", "lat": 36.71, "lon": 37.11, "admin1": "Kilis", "country": "TR", "place_id": "own:selim"}
    camp = {**KALEM, "name": "Selim Gate", "lat": 36.69, "lon": 37.10, "place_id": "own:gate"}
    shells = {"cause": Cause.SHELLING, **CIVIL}
    return [
        ("border", t.harm(5, 11, hour=9, places=[site(town)], area="tr", **shells)),
        ("border", t.harm(5, 12, hour=11, by="Ridge Wire", places=[site(camp, PlaceCode.NEAR)], **shells)),
        ("border", t.harm(6, 12, hour=15, by="Valley Post", places=[site(town)], area="tr", **shells)),
        ("inland", t.harm(6, hour=16, by="Coast Herald", places=[site(KALEM)], **shells)),
    ]


def place_known_later(t: Teller) -> Told:
    """A village that no gazetteer knows, an article without a country, then the village found."""
    farm = {"name": "Wadi Sirin", "lat": None, "lon": None, "place_id": None, "admin1": None, "country": None}
    found = {**KALEM, "name": "Wadi Serin", "lat": 35.2, "lon": 37.3, "place_id": "own:wadi"}
    raid = {"cause": Cause.AIRSTRIKE, **CIVIL}
    return [
        ("wadi", t.harm(12, hour=8, places=[site(farm)], area="xx", **raid)),
        ("wadi", t.harm(12, hour=10, by="Ridge Wire", places=[site(farm), area("Northern")], **raid)),
        ("wadi", t.harm(14, hour=14, by="Valley Post", places=[site(found)], **raid)),
        ("other", t.harm(3, hour=14, by="Valley Post", start=600, places=[site(ISTRA)], **raid)),
    ]


def country_alone(t: Teller) -> Told:
    """A toll great enough to be known by itself, told once for the country; a small one that is not."""
    quake = {"cause": Cause.CAR_BOMB}
    land = [area("Syria", PlaceCode.COUNTRY)]
    return [
        ("great", t.harm(63, 140, hour=8, **quake)),
        ("great", t.harm(63, 140, hour=10, by="Ridge Wire", places=land, **quake)),
        ("small", t.harm(2, hour=11, by="Valley Post", places=land, cause=Cause.GUNFIRE)),
        ("great", t.harm(66, hour=16, by="Coast Herald", **quake)),
    ]


def one_speaks_for_both(t: Teller) -> Told:
    """Two first reports too thin to meet; a third names both place and number."""
    gas = {"cause": Cause.CHEMICAL}
    return [
        ("gas", t.harm(58, hour=8, places=[area("Northern")], **gas)),
        ("gas", t.harm(None, 300, hour=8.5, by="Ridge Wire", places=[site(KALEM)], **gas)),
        ("gas", t.harm(58, 300, hour=12, by="Valley Post", places=[site(KALEM)], **gas)),
        ("gas", t.harm(72, hour=30, by="Coast Herald", places=[area("Northern")], **gas)),
        ("clash", t.harm(4, hour=13, by="Valley Post", cause=Cause.CLASHES, places=[site(DORVA)], **ARMY)),
    ]


def hospital_and_market(t: Teller) -> Told:
    """Two raids on one town on one day, told apart by what was hit."""
    raid = {"cause": Cause.AIRSTRIKE, **CIVIL}
    return [
        ("hospital", t.harm(10, hour=9, article="both raids", quote="Ten died in a raid on the hospital.", **raid)),
        (
            "market",
            t.harm(25, hour=9, article="both raids", start=300, quote="Another raid killed 25 at the market.", **raid),
        ),
        ("hospital", t.harm(10, hour=12, by="Ridge Wire", quote="The raid on a hospital killed ten.", **raid)),
        ("market", t.harm(26, hour=13, by="Valley Post", quote="A market was hit, 26 people died.", **raid)),
    ]


def children_among_them(t: Teller) -> Told:
    """A part of the dead is told alone by an agency that counts only children."""
    raid = {"cause": Cause.AIRSTRIKE}
    return [
        ("school", t.harm(35, hour=9, **raid, **CIVIL)),
        (
            "school",
            t.harm(22, hour=14, by="Ridge Wire", claimant="the UN", role=ClaimantRole.UN, group=VictimGroup.CIVILIAN,
                   words="22 children", **raid),
        ),
        ("school", t.harm(36, hour=30, by="Valley Post", **raid, **CIVIL)),
    ]  # fmt: skip


def taken_hostage(t: Teller) -> Told:
    """The captured of a raid, some freed later; another village's captured."""
    seized = {"cause": Cause.ABDUCTION, **CIVIL}
    return [
        ("raid", t.harm(toll=Toll(captured=count(30)), hour=9, **seized)),
        ("raid", t.harm(toll=Toll(captured=count(34)), hour=20, by="Ridge Wire", **seized)),
        ("other", t.harm(toll=Toll(captured=count(34)), hour=21, by="Valley Post", places=[site(ISTRA)], **seized)),
    ]


def edited_article(t: Teller) -> Told:
    """An editor moves the blast to the next town: the old claim is withdrawn, the new one finds its happening."""
    wrong = t.harm(17, hour=9, article="slow", by="Slow Gazette", places=[site(ISTRA)])
    right = t.harm(17, hour=9, article="slow", by="Slow Gazette", article_revision=2)
    return [
        ("blast", t.harm(15, hour=8)),
        ("wrong", wrong),
        ("blast", right),
        ("wrong", withdrawn(wrong)),
        ("blast", t.harm(17, hour=15, by="Ridge Wire")),
    ]


def two_holders_of_one_hill(t: Teller) -> Told:
    """Rival forces with posts two kilometres apart; a checkpoint on the road below."""
    return [
        ("turkish", t.built(hour=9)),
        ("russian", t.built(hour=11, by="Ridge Wire", places=[site(KALEM_MILL)], actor=actor("RUS", "Russian forces"))),
        ("turkish", t.built(hour=14, by="Valley Post", facility=Facility.BASE, places=[site(KALEM_MILL)])),
        ("checkpoint", t.built(hour=15, by="Coast Herald", facility=Facility.CHECKPOINT)),
        ("russian", t.built(PostAction.REINFORCED, days=3, hour=80, places=[site(KALEM_MILL)], actor=actor("RUS"))),
    ]


def doubled_village(t: Teller) -> Told:
    """Two villages of one name in two governorates, and a post in each."""
    north = {**KALEM, "name": "Ain Dara", "place_id": "own:dara1"}
    east = {**ISTRA, "name": "Ain Dara", "place_id": "own:dara2"}
    bare = {"name": "Ain Dara", "lat": None, "lon": None, "place_id": None, "admin1": "Eastern", "country": "SY"}
    return [
        ("north", t.built(hour=9, places=[site(north)])),
        ("east", t.built(hour=10, by="Ridge Wire", places=[site(east)])),
        ("north", t.built(hour=14, by="Valley Post", places=[site(north)])),
        ("east", t.built(hour=16, by="Coast Herald", places=[site(bare)])),
    ]


def post_left_and_set_up_again(t: Teller) -> Told:
    """A post is left; months later another stands in its place."""
    return [
        ("first", t.built(hour=9)),
        ("first", t.built(PostAction.WITHDRAWN, days=4, hour=100, by="Ridge Wire")),
        ("second", t.built(days=9, hour=220, by="Valley Post")),
        ("second", t.built(PostAction.REINFORCED, days=12, hour=290, by="Coast Herald")),
    ]


def denied_raid(t: Teller) -> Told:
    """The accused deny it; their denial stands on the event and makes none of its own."""
    raid = {"cause": Cause.AIRSTRIKE, **CIVIL}
    return [
        ("raid", t.harm(7, hour=9, **raid)),
        (
            "raid",
            t.harm(7, hour=15, by="Ridge Wire", realis=Realis.DENIED, claimant="the army", **raid),
        ),
        ("raid", t.harm(8, hour=18, by="Valley Post", **raid)),
    ]


def twin_bombs(t: Teller) -> Told:
    """Two bombs minutes apart told as one attack; a third in another quarter by the evening."""
    far_quarter = {**KALEM, "name": "Kalem Heights", "lat": 35.95, "lon": 36.34, "place_id": "own:heights"}
    return [
        ("twin", t.harm(9, hour=8, cause=Cause.SUICIDE_ATTACK)),
        ("twin", t.harm(13, 40, hour=9, by="Ridge Wire", cause=Cause.EXPLOSION)),
        ("twin", t.harm(15, 44, hour=12, by="Valley Post", cause=Cause.SUICIDE_ATTACK)),
        ("evening", t.harm(3, hour=20, by="Coast Herald", cause=Cause.GUNFIRE, places=[site(far_quarter)], **ARMY)),
    ]


def retreat_told_by_both(t: Teller) -> Told:
    """An army hands a base over; the new holder settles in the same walls."""
    return [
        ("army", t.built(hour=8, actor=actor("SYR-GOV", "the army"), facility=Facility.BASE)),
        ("army", t.built(PostAction.HANDED_OVER, days=3, hour=80, by="Ridge Wire", actor=actor("SYR-GOV"))),
        ("russian", t.built(days=4, hour=100, by="Valley Post", actor=actor("RUS", "Russian forces"))),
        ("russian", t.built(days=4, hour=110, by="Coast Herald", actor=actor("RUS"), facility=Facility.BASE)),
    ]


def week_without_a_day(t: Teller) -> Told:
    """A massacre told first for "last week", then for its day; another village's in the same week."""
    dead = {"cause": Cause.EXECUTION, **CIVIL}
    return [
        ("massacre", t.harm(31, hour=9, code=DateCode.WEEK, span=6, **dead)),
        ("massacre", t.harm(31, days=2, hour=60, by="Ridge Wire", **dead)),
        ("massacre", t.harm(34, days=2, hour=80, by="Valley Post", **dead)),
        ("village", t.harm(12, days=2, hour=82, by="Valley Post", places=[site(DORVA)], **dead)),
    ]


def flood_of_copies(t: Teller) -> Told:
    """Two wires on one raid, each copied; a paper that mixes them."""
    raid = {"cause": Cause.AIRSTRIKE, **CIVIL}
    first = [t.harm(6, hour=9 + n / 3, by=f"Paper {n}", syndication_id="one", **raid) for n in range(4)]
    second = [t.harm(9, hour=12 + n / 3, by=f"Sheet {n}", syndication_id="two", **raid) for n in range(4)]
    return [*(("raid", c) for c in [*first, *second]), ("raid", t.harm(9, 20, hour=18, by="Coast Herald", **raid))]


def same_number_next_day(t: Teller) -> Told:
    """Fights on two days running at two places of one province, with the same number of dead."""
    fight = {"cause": Cause.CLASHES, **ARMY}
    return [
        ("first", t.harm(11, hour=10, places=[site(KALEM)], **fight)),
        ("first", t.harm(11, hour=14, by="Ridge Wire", places=[site(KALEM)], **fight)),
        ("second", t.harm(11, days=1, hour=34, by="Valley Post", places=[site(DORVA)], **fight)),
        ("second", t.harm(12, days=1, hour=39, by="Coast Herald", places=[site(DORVA)], **fight)),
    ]


STORIES: tuple[Callable[[Teller], Told], ...] = (
    market_blast, rival_armies, night_shelling, convoy_on_the_road, war_in_numbers, two_raids_in_one_report, both_sides,
    corrected_number, post_from_plan_to_leaving, three_points_and_a_total, names_spelled_apart, quiet_week,
    market_towns, wire_and_ten_papers, border_town, place_known_later, country_alone, one_speaks_for_both,
    hospital_and_market, children_among_them, taken_hostage, edited_article, two_holders_of_one_hill, doubled_village,
    post_left_and_set_up_again, denied_raid,
)  # fmt: skip


LAST: tuple[Callable[[Teller], Told], ...] = (
    twin_bombs, retreat_told_by_both, week_without_a_day, flood_of_copies, same_number_next_day,
)  # fmt: skip
"""Stories written when the rules stood, and scored as they fell."""


def all_stories() -> dict[str, Told]:
    """Return every story by name; happenings carry the story's name."""
    return _told(STORIES, first_week=0)


def last_stories() -> dict[str, Told]:
    """Return the stories written last."""
    return _told(LAST, first_week=100)


def _told(stories: Sequence[Callable[[Teller], Told]], first_week: int) -> dict[str, Told]:
    return {
        tell.__name__: [(f"{tell.__name__}: {name}", claim) for name, claim in tell(Teller(week))]
        for week, tell in enumerate(stories, start=first_week)
    }
