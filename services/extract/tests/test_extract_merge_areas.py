"""Claims of different areas, or of none, end in one event: borders, unknown villages, countries, better places."""

from datetime import timedelta

from claims import DAY, DORVA, ISTRA, KALEM, area, casualty, on, site

from vedette.extract.state import merge_all
from vedette.schemas import Cause, EventStatus, PlaceCode

RAID = {"cause": Cause.AIRSTRIKE}
OVER_BORDER = {**KALEM, "name": "Selim", "country": "TR", "admin1": "Kilis", "place_id": "own:selim", "lat": 35.91}
NO_POINT = {"lat": None, "lon": None, "place_id": None}


def active(*claims):
    return [e for e in merge_all(claims) if e.status is EventStatus.ACTIVE]


def only(*claims):
    (event,) = active(*claims)
    return event


def by(paper, hour, killed=12, **more):
    return casualty(killed, hour=hour, publisher=paper, **{**RAID, **more})


def test_a_raid_on_a_border_told_for_either_country_is_one_event():
    syrian = by("Harbour Daily", 9)
    turkish = by("Ridge Wire", 10, places=[site(OVER_BORDER)], area="tr")
    event = only(syrian, turkish)
    assert {s.publisher for s in event.sources} == {"Harbour Daily", "Ridge Wire"}


def test_a_claim_of_no_known_area_joins_the_event_of_its_village():
    village = {**KALEM, **NO_POINT, "name": "Tell Sirin"}
    known = by("Harbour Daily", 9, places=[site(village)])
    nowhere = by("Ridge Wire", 10, places=[site({**village, "admin1": None, "country": None})], area="xx")
    assert only(known, nowhere).place.name == "Tell Sirin"


def test_a_spelling_of_an_unknown_village_is_no_second_event():
    one = by("Harbour Daily", 9, places=[site({**KALEM, **NO_POINT, "name": "Tasiraogo"})])
    other = by("Ridge Wire", 10, places=[site({**KALEM, **NO_POINT, "name": "Tassiraogo", "admin1": None})])
    assert len(active(one, other)) == 1


def test_a_claim_that_names_only_a_country_joins_what_its_number_speaks_for():
    village = by("Harbour Daily", 9, 58)
    country = by("Ridge Wire", 10, 58, places=[area("Syria", PlaceCode.COUNTRY)])
    assert only(village, country).place.name == "Kalem"
    small = by("Ridge Wire", 10, 2, places=[area("Syria", PlaceCode.COUNTRY)])
    assert len(active(by("Harbour Daily", 9, 2), small)) == 2


def test_an_event_gains_the_better_place_and_says_so():
    vague = by("Harbour Daily", 9, places=[area("Northern")])
    exact = by("Ridge Wire", 14)
    event = only(vague, exact)
    assert event.place.name == "Kalem"
    change = next(c for c in event.changes if c.field == "place" and c.old is not None)
    assert (change.reason.value, change.new) == ("detail", "Kalem (G1)")
    assert len({e.event_id for e in merge_all([vague, exact]) if e.status is EventStatus.ACTIVE}) == 1


def test_a_later_revision_with_a_better_place_moves_the_claim_to_the_right_event():
    there = by("Harbour Daily", 9, places=[site(ISTRA)])
    first = by("Ridge Wire", 10, places=[area("Syria", PlaceCode.COUNTRY)])
    place = {"places": [site(ISTRA)], "article_revision": 2}
    again = first.model_copy(update=place)
    event = only(there, first, again)
    assert event.place.name == "Istra"
    assert event.claims.count(first.claim_id) == 1


def test_an_equal_small_toll_in_another_governorate_is_another_raid():
    first = by("Harbour Daily", 9, 4, places=[site(DORVA)])
    later = by("Ridge Wire", 40, 4, places=[site(ISTRA)], date=on(DAY + timedelta(days=1)))
    assert len(active(first, later)) == 2
