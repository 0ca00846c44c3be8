"""What makes two claims of people harmed alike beyond place and day: targets, parts, names, what bridges them."""

from datetime import timedelta

from claims import DAY, DORVA, ISTRA, KALEM, KALEM_MILL, actor, area, at, casualty, on, site

from vedette.extract.merge.names import share_a_name
from vedette.extract.merge.targets import Targets
from vedette.extract.state import merge_all
from vedette.schemas import (
    ActorRole,
    Cause,
    ClaimantRole,
    DateBasis,
    DateCode,
    EventStatus,
    PlaceCode,
    Scope,
    VictimGroup,
)

UNKNOWN = {"lat": None, "lon": None, "place_id": None, "admin1": None, "country": "SY"}
RAID = {"cause": Cause.AIRSTRIKE}


def active(*claims):
    return [e for e in merge_all(claims) if e.status is EventStatus.ACTIVE]


def test_targets_are_found_in_any_number_and_case():
    assert Targets.load().named_in("Shells hit two Hospitals and a crowded bazaar.") == {"hospital", "market"}
    assert Targets.load().named_in("A marketing firm was hospitable.") == frozenset()


def test_a_name_within_a_longer_name_is_shared_whatever_the_spelling():
    assert share_a_name("Kalem market", "Kalem")
    assert share_a_name("Wadi Sirin", "Wadi Serin")
    assert not share_a_name("Kalem", "Dorva")


def test_a_shared_target_joins_what_place_and_number_leave_open():
    vague = {"places": [area("Northern")], "cause": Cause.EXPLOSION}
    later = {"hour": 15, "publisher": "Ridge Wire", "date": on(DAY, basis=DateBasis.REPORT), **vague}
    assert len(active(casualty(8, hour=9, **vague), casualty(17, **later))) == 2
    first = casualty(8, hour=9, quote="The blast hit a meeting of commanders.", **vague)
    assert len(active(first, casualty(17, quote="17 died at the meeting.", **later))) == 1


def test_the_greater_a_growing_toll_the_less_it_is_chance():
    """Two raids of one day in one governorate are common, two with dozens of dead are not."""
    vague = {"places": [area("Northern")], **RAID}
    later = {"hour": 15, "publisher": "Ridge Wire", "date": on(DAY, basis=DateBasis.REPORT), **vague}
    assert len(active(casualty(4, hour=9, **vague), casualty(7, **later))) == 2
    assert len(active(casualty(40, hour=9, **vague), casualty(61, **later))) == 1


def test_a_report_without_a_day_may_come_days_after():
    """Only the rest of the evidence can say so: the next village's raid stays another happening."""
    first = casualty(19, hour=9, cause=Cause.DRONE_STRIKE)
    late = {"hour": 100, "publisher": "Ridge Wire", "date": on(DAY + timedelta(days=4), basis=DateBasis.REPORT)}
    assert len(active(first, casualty(19, cause=Cause.DRONE_STRIKE, **late))) == 1
    assert len(active(first, casualty(34, cause=Cause.DRONE_STRIKE, **late))) == 2
    far_later = {**late, "date": on(DAY + timedelta(days=12), basis=DateBasis.REPORT), "hour": 300}
    assert len(active(first, casualty(19, cause=Cause.DRONE_STRIKE, **far_later))) == 2


def test_a_report_of_no_day_at_all_is_known_by_a_great_equal_toll():
    church = {"cause": Cause.IED, "quote": "Bombs at the cathedral."}
    told = casualty(21, 71, hour=9, **church)
    undated = {"hour": 24 * 60, "publisher": "Slow Gazette", "date": on(None), "published_at": None, **church}
    read_later = {"read_at": at(24 * 60)}
    (event,) = active(told, casualty(21, 71, **undated, **read_later))
    assert event.date.start == DAY
    assert len(active(told, casualty(22, 70, **undated, **read_later))) == 2


def test_a_quarter_within_the_reach_of_its_city_is_part_of_it():
    city = {**KALEM, "name": "Great Kalem"}
    quarter = {**KALEM, "name": "Airport", "lat": KALEM["lat"] + 0.07, "place_id": "own:airport"}
    wide = site(city).model_copy(update={"radius_km": 10.0})
    far = casualty(16, hour=9, places=[wide], **RAID)
    near = casualty(22, hour=12, publisher="Ridge Wire", places=[site(quarter)], **RAID)
    assert len(active(far, near)) == 1
    village = casualty(16, hour=9, **RAID)
    assert len(active(village, near)) == 2


def test_from_day_to_day_a_greater_toll_is_another_raid():
    """Two reports that name no day and come two days apart: only an equal number can be the same news."""
    ambush = {"cause": Cause.CLASHES, "group": VictimGroup.COMBATANT, "side": "USA", "words": "marines"}
    first = casualty(6, hour=9, date=on(DAY, basis=DateBasis.REPORT), **ambush)
    late = {"hour": 81, "publisher": "Ridge Wire", "date": on(DAY + timedelta(days=3), basis=DateBasis.REPORT)}
    assert len(active(first, casualty(14, **late, **ambush))) == 2


def test_a_list_of_towns_two_reports_share_is_more_than_one_town():
    def reach(row):
        return site(row).model_copy(update={"radius_km": 8.0})

    both = {"cause": Cause.EXPLOSION, "places": [reach(KALEM), reach(ISTRA)]}
    one = {"cause": Cause.EXPLOSION, "places": [reach(KALEM)]}
    dates = [on(DAY + timedelta(days=n), basis=DateBasis.REPORT) for n in (0, 1)]
    later = {"hour": 33, "publisher": "Ridge Wire", "date": dates[1]}
    assert len(active(casualty(26, hour=9, date=dates[0], **both), casualty(37, **later, **both))) == 1
    assert len(active(casualty(26, hour=9, date=dates[0], **one), casualty(37, **later, **one))) == 2


def test_what_is_rare_elsewhere_is_common_in_the_capital_of_a_war():
    city = [site(KALEM).model_copy(update={"radius_km": 12.0})]
    dates = [on(DAY + timedelta(days=n), basis=DateBasis.REPORT) for n in (0, 1)]
    bomb = {"cause": Cause.SUICIDE_ATTACK}
    told = [{"hour": 9, "date": dates[0], **bomb}, {"hour": 33, "publisher": "Ridge Wire", "date": dates[1], **bomb}]
    in_city = [casualty(n, places=city, **more) for n, more in zip((12, 25), told, strict=True)]
    in_village = [casualty(n, **more) for n, more in zip((12, 25), told, strict=True)]
    assert (len(active(*in_city)), len(active(*in_village))) == (2, 1)


def test_a_report_without_a_place_is_not_of_another_country():
    raid = casualty(25, 90, hour=9, cause=Cause.EXPLOSION)
    riot = {"publisher": "Ridge Wire", "hour": 12, "places": [], "cause": Cause.UNKNOWN}
    assert len(active(raid, casualty(25, 90, area="sy", **riot))) == 1
    assert len(active(raid, casualty(25, 90, area="ua", **riot))) == 2


def test_an_area_across_governorates_holds_the_villages_of_each():
    north_west = area("North-west").model_copy(
        update={"admin1": None, "lat": KALEM["lat"] + 0.3, "lon": KALEM["lon"], "radius_km": 80.0}
    )
    vague = casualty(13, hour=9, places=[north_west], **RAID)
    assert len(active(vague, casualty(13, hour=12, publisher="Ridge Wire", **RAID))) == 1
    assert len(active(vague, casualty(13, hour=12, publisher="Ridge Wire", places=[site(ISTRA)], **RAID))) == 2


def test_two_sides_blamed_speak_against_one_happening_but_do_not_rule_it_out():
    def blamed(who):
        return {"perpetrator": actor(who, role=ActorRole.PERPETRATOR), "cause": Cause.SHELLING}

    near = site({**KALEM_MILL, "admin1": "Northern", "lat": 35.935})
    one = casualty(4, hour=9, **blamed("SYR"))
    assert len(active(one, casualty(4, hour=12, publisher="Ridge Wire", **blamed("HTS")))) == 1
    other = casualty(5, hour=12, publisher="Ridge Wire", places=[near], **blamed("HTS"))
    same = casualty(5, hour=12, publisher="Ridge Wire", places=[near], **blamed("SYR"))
    assert (len(active(one, other)), len(active(one, same))) == (2, 1)


def test_sums_of_two_weeks_are_two_sums():
    def week(n, dead):
        return casualty(
            dead, hour=24 * 7 * n, scope=Scope.CUMULATIVE, claimant="UN office", cause=Cause.UNKNOWN,
            date=on(DAY + timedelta(days=7 * (n - 1)), DateCode.WEEK, days=7), published_at=at(24 * 7 * n),
        )  # fmt: skip

    assert len(active(week(1, 214), week(2, 387))) == 2
    assert len(active(week(1, 214), week(1, 220))) == 1


def test_two_thin_reports_are_one_event_once_a_third_speaks_for_both():
    number = casualty(58, hour=8, places=[area("Northern")], **RAID)
    place = casualty(None, 300, hour=9, publisher="Ridge Wire", **RAID)
    both = casualty(58, 300, hour=12, publisher="Valley Post", **RAID)
    assert len(active(number, place)) == 2
    (event,) = active(number, place, both)
    assert sorted(event.claims) == sorted(c.claim_id for c in (number, place, both))
    superseded = [e for e in merge_all([number, place, both]) if e.status is EventStatus.SUPERSEDED]
    assert {e.superseded_by for e in superseded} <= {event.event_id}


def test_a_bridge_never_joins_what_cannot_be_one():
    """A road through both villages is near each of them; the villages stay two happenings."""
    one, other = casualty(6, hour=8, **RAID), casualty(6, hour=9, publisher="Ridge Wire", places=[site(ISTRA)], **RAID)
    road = casualty(6, hour=12, publisher="Valley Post", places=[area("Syria", PlaceCode.COUNTRY)], **RAID)
    assert len(active(one, other, road)) >= 2


def test_children_counted_alone_are_no_rival_toll():
    all_dead = casualty(35, hour=9, group=VictimGroup.CIVILIAN, words="civilians", **RAID)
    children = casualty(22, hour=12, publisher="Ridge Wire", group=VictimGroup.CIVILIAN, words="children", **RAID)
    assert len(active(all_dead, children)) == 1


def test_a_headline_is_no_village():
    slip = [site({**UNKNOWN, "name": "Syria Monitor"})]
    assert (
        len(active(casualty(56, hour=9, **RAID), casualty(56, hour=12, publisher="Ridge Wire", places=slip, **RAID)))
        == 1
    )


def test_two_days_of_reporting_without_a_common_day_are_two_happenings_unless_the_rest_is_equal():
    first = casualty(9, hour=9, date=on(DAY, basis=DateBasis.REPORT))
    later = casualty(4, hour=90, publisher="Ridge Wire", date=on(DAY + timedelta(days=3), basis=DateBasis.REPORT))
    assert len(active(first, later)) == 2


def test_a_state_and_its_police_are_one_side():
    army = {"group": VictimGroup.COMBATANT, "words": "soldiers"}
    told = [
        casualty(4, hour=9, side="AFG-GOV", **army),
        casualty(4, hour=11, publisher="Ridge Wire", side="AFG", **army),
    ]
    assert len(active(*told)) == 1


def test_an_event_over_a_border_is_one_whatever_its_country():
    town = {**KALEM, "name": "Selim", "country": "TR", "admin1": "Kilis", "place_id": "own:selim", "lat": 35.91}
    both = active(
        casualty(5, hour=9, **RAID),
        casualty(5, hour=11, publisher="Ridge Wire", places=[site(town)], area="tr", **RAID),
        casualty(5, hour=12, publisher="Valley Post", places=[site(DORVA)], **RAID),
    )
    assert len(both) == 2


def test_a_small_toll_that_grew_a_little_is_likelier_one_happening_than_one_that_doubled():
    """First placed by its province overnight, then by its village: nothing but the number speaks for more."""
    night = {"cause": Cause.GUNFIRE, "places": [area("Northern")], "date": on(DAY, DateCode.DAYS, days=1)}
    village = {"cause": Cause.GUNFIRE, "hour": 20, "publisher": "Ridge Wire"}
    assert len(active(casualty(8, hour=9, **night), casualty(10, **village))) == 1
    assert len(active(casualty(8, hour=9, **night), casualty(17, **village))) == 2


def test_men_killed_by_a_party_are_not_counted_with_its_own():
    """The dead of both sides may be of one fight, but neither number is a count of the other's men."""
    militants = {"group": VictimGroup.COMBATANT, "cause": Cause.CLASHES, "words": "militants"}
    army = actor("PAK", "Pakistan's army", ActorRole.PERPETRATOR)
    soldiers = casualty(16, group=VictimGroup.COMBATANT, side="PAK", hour=9, places=[area("Northern")])
    raid = casualty(14, perpetrator=army, hour=20, publisher="Ridge Wire", **militants)
    assert len(active(soldiers.model_copy(update={"cause": Cause.CLASHES}), raid)) == 2


def test_a_city_sees_two_attacks_by_one_means_a_day_where_a_village_does_not():
    drone = {"cause": Cause.DRONE_STRIKE}
    later = {"hour": 22, "publisher": "Ridge Wire", **drone}
    for radius_km, happenings in ((2.0, 1), (5.2, 2)):
        where = [site(KALEM).model_copy(update={"radius_km": radius_km})]
        night, bus = casualty(6, hour=9, places=where, **drone), casualty(1, places=where, **later)
        assert len(active(night, bus)) == happenings


def test_what_a_party_admits_and_what_its_enemy_says_may_lie_far_apart():
    """Five or thirty dead: no two newsrooms count so, two enemies do."""
    men = {"group": VictimGroup.COMBATANT, "side": "MMR", "cause": Cause.CLASHES}
    near = {"places": [site({**KALEM, **UNKNOWN}, PlaceCode.NEAR)], **men}
    rebels = casualty(
        30, hour=9, claimant="Kachin rebels", role=ClaimantRole.PARTY, **(near | {"cause": Cause.UNKNOWN})
    )
    admitted = {"claimant": "Myanmar's military", "role": ClaimantRole.PARTY}
    assert len(active(rebels, casualty(5, hour=14, publisher="Ridge Wire", **admitted, **near))) == 1
    assert len(active(rebels, casualty(5, hour=14, publisher="Ridge Wire", **near))) == 2
