"""Stories of posts: one record per site, a life in steps, and numbers that are never added to each other."""

from datetime import timedelta

from claims import DAY, DORVA, ISTRA, KALEM, KALEM_MILL, actor, area, casualty, on, post, site, withdrawn

from vedette.extract.state import MergeStore, merge_all
from vedette.schemas import (
    ActorRole,
    Cause,
    ChangeReason,
    ClaimantRole,
    EventStatus,
    Facility,
    PlaceCode,
    PlaceRelation,
    PostAction,
    Realis,
)

IDLE = {"places": [area("Northern")]}


def later(days):
    return on(DAY + timedelta(days=days))


def sites(claims):
    return [e for e in merge_all(claims) if e.is_site]


def series(claims):
    found = [e for e in merge_all(claims) if not e.is_site]
    assert len(found) == 1, [e.summary for e in found]
    return found[0]


def test_three_new_points_in_three_villages_are_three_posts():
    claim = post(delta=3, places=[site(KALEM), site(DORVA), site(ISTRA), area("Northern")])
    events = merge_all([claim])
    assert sorted(e.place.name for e in events) == ["Dorva", "Istra", "Kalem"]
    assert {e.state for e in events} == {PostAction.ESTABLISHED}
    assert all(e.is_site and e.claims == [claim.claim_id] for e in events)


def test_a_known_planned_site_turning_established_keeps_its_event_and_history():
    planned = post(PostAction.PLANNED, realis=Realis.PLANNED, hour=9)
    begun = post(PostAction.UNDER_WAY, hour=60, date=later(2), publisher="Ridge Wire")
    built = post(hour=130, date=later(5))
    store = MergeStore.in_memory()
    folds = [store.fold(c) for c in (planned, begun, built)]
    assert len({f[0].event_id for f in folds}) == 1
    assert [f[0].state for f in folds] == [PostAction.PLANNED, PostAction.UNDER_WAY, PostAction.ESTABLISHED]
    assert [s.action for s in folds[-1][0].history] == [f[0].state for f in folds]
    states = [(c.old, c.new) for c in folds[-1][0].changes if c.field == "state"]
    assert states == [(None, "planned"), ("planned", "under_way"), ("under_way", "established")]


def test_a_post_is_reinforced_attacked_and_left():
    steps = [PostAction.ESTABLISHED, PostAction.REINFORCED, PostAction.ATTACKED, PostAction.WITHDRAWN]
    claims = [post(a, hour=12 + 24 * n, date=later(n)) for n, a in enumerate(steps)]
    events = sites(claims)
    assert len(events) == 1
    assert events[0].state is PostAction.WITHDRAWN
    assert [s.action for s in events[0].history] == steps


def test_a_report_that_comes_late_does_not_take_a_post_back():
    claims = [
        post(),
        post(PostAction.REINFORCED, hour=40, date=later(1)),
        post(hour=60, date=later(2), publisher="Ridge Wire"),
    ]
    assert sites(claims)[0].state is PostAction.REINFORCED


def test_a_post_set_up_again_after_it_was_left_is_a_new_post():
    claims = [post(), post(PostAction.WITHDRAWN, hour=40, date=later(1)), post(hour=24 * 30, date=later(30))]
    assert [e.state for e in sites(claims)] == [PostAction.WITHDRAWN, PostAction.ESTABLISHED]


def test_one_site_told_under_two_names_of_its_kind_is_one_post():
    events = sites([post(), post(facility=Facility.BASE, publisher="Ridge Wire", hour=14)])
    assert len(events) == 1
    assert events[0].independent_claims == 2


def test_a_post_keeps_its_life_under_every_spelling_of_an_unknown_village():
    """Planned, set up and left under three spellings, one of them known to the gazetteer."""
    unknown = {"lat": None, "lon": None, "place_id": None, "admin1": None, "country": None}
    told = [
        post(PostAction.PLANNED, hour=9, places=[site({**KALEM, "name": "Tell Touqan"})], date=on(DAY)),
        post(hour=60, publisher="Ridge Wire", places=[site({**KALEM, **unknown, "name": "Tal Tuqan"})], date=later(2)),
        post(
            PostAction.WITHDRAWN, hour=500, publisher="Valley Post", date=later(20),
            places=[site({**KALEM, **unknown, "name": "Tell Tuqan"})],
        ),
    ]  # fmt: skip
    (event,) = sites(told)
    assert [s.action.value for s in event.history] == ["planned", "established", "withdrawn"]


def test_sites_within_three_kilometres_are_one_and_further_ones_are_not():
    near = post(publisher="Ridge Wire", places=[site(KALEM_MILL)])
    far = post(publisher="Valley Post", places=[site(DORVA)])
    assert len(sites([post(), near, far])) == 2


def test_two_named_sites_of_one_claim_are_two_posts_however_near():
    assert len(sites([post(delta=2, places=[site(KALEM), site(KALEM_MILL)])])) == 2


def test_a_post_between_two_places_is_one_post():
    between = [p.model_copy(update={"relation": PlaceRelation.BETWEEN}) for p in (site(KALEM), site(DORVA))]
    assert len(sites([post(places=between)])) == 1


def test_posts_of_two_holders_in_one_town_are_two():
    assert len(sites([post(), post(actor=actor("RUS"), publisher="Ridge Wire")])) == 2


def test_a_checkpoint_and_a_base_in_one_town_are_two():
    assert len(sites([post(), post(facility=Facility.CHECKPOINT, publisher="Ridge Wire")])) == 2


def test_a_running_total_makes_no_post():
    event = series([post(stock=49, **IDLE)])
    assert (event.stock, event.delta, event.is_site) == (49, None, False)


def test_a_total_that_outgrows_the_new_posts_told_is_an_unsited_increase():
    claims = [
        post(stock=44, hour=9, **IDLE),
        post(delta=2, places=[site(KALEM), site(DORVA)], hour=30, date=later(1)),
        post(stock=49, hour=60, date=later(2), **IDLE),
    ]
    event = series(claims)
    assert event.stock == 49
    assert [(c.field, c.new) for c in event.changes if c.field == "unsited_increase"] == [("unsited_increase", "3")]


def test_a_total_that_falls_is_a_contradiction_and_no_withdrawal():
    event = series([post(stock=49, **IDLE), post(stock=45, hour=60, date=later(2), **IDLE)])
    assert [c.field for c in event.contradictions] == ["stock"]
    assert event.state is not PostAction.WITHDRAWN


def test_agreed_target_total_and_ordinal_are_kept_apart_in_one_series():
    claims = [
        post(PostAction.AGREED, target=12, article="one", **IDLE),
        post(stock=5, article="one", **IDLE),
        post(PostAction.UNDER_WAY, ordinal=6, article="one", **IDLE),
    ]
    event = series(claims)
    assert (event.target, event.stock, event.ordinal) == (12, 5, 6)
    assert event.state in {PostAction.AGREED, PostAction.UNDER_WAY}
    assert sites(claims) == []


def test_fewer_names_than_posts_leave_placeholders_that_a_later_site_fills():
    told = post(delta=3, places=[site(KALEM), site(DORVA)])
    assert series([told]).delta == 1
    filled = post(places=[site(ISTRA)], hour=40, date=later(1), publisher="Ridge Wire")
    assert series([told, filled]).delta == 0


def test_a_new_base_without_a_named_site_is_told_once_by_two_newsrooms():
    claims = [post(delta=1, **IDLE), post(delta=1, publisher="Ridge Wire", hour=20, **IDLE)]
    event = series(claims)
    assert (event.state, event.delta, event.independent_claims) == (PostAction.ESTABLISHED, 1, 2)
    assert event.place.precision is PlaceCode.GOVERNORATE


def test_a_denied_post_is_a_contradiction():
    denial = post(realis=Realis.DENIED, hour=20, publisher="Ridge Wire", claimant="the army", role=ClaimantRole.PARTY)
    assert merge_all([denial]) == []
    event = sites([post(), denial])[0]
    assert event.state is PostAction.ESTABLISHED
    assert [c.field for c in event.contradictions] == ["state"]


def test_what_is_mentioned_as_known_makes_no_post():
    assert merge_all([post(realis=Realis.BACKGROUND)]) == []
    assert merge_all([post(realis=Realis.HYPOTHETICAL)]) == []


def test_a_planned_withdrawal_leaves_the_post_standing():
    claims = [post(), post(PostAction.WITHDRAWN, realis=Realis.PLANNED, hour=40)]
    assert sites(claims)[0].state is PostAction.ESTABLISHED


def test_a_repeated_report_adds_a_source_and_no_step():
    store = MergeStore.in_memory()
    store.fold(post())
    (again,) = store.fold(post(publisher="Ridge Wire", hour=20))
    assert again.state is PostAction.ESTABLISHED
    assert len(again.sources) == 2
    assert {c.reason for c in again.changes if c.revision == 2} == {ChangeReason.CORROBORATION}


def test_a_withdrawn_claim_of_three_sites_retracts_three_posts():
    claim = post(delta=3, places=[site(KALEM), site(DORVA), site(ISTRA)])
    store = MergeStore.in_memory()
    store.fold(claim)
    gone = store.fold(withdrawn(claim))
    assert [e.status for e in gone] == [EventStatus.RETRACTED] * 3


def test_the_summary_of_a_new_post_reads_plainly():
    claim = post(actor=actor("TUR", "Turkey"), claimant="Example Observatory", role=ClaimantRole.MONITOR)
    assert merge_all([claim])[0].summary == (
        "Turkey established a new military point at Kalem (Northern, Syria), 6 May 2031, per Example Observatory; "
        "1 source."
    )


def test_a_withdrawal_goes_to_the_post_of_that_village_though_another_lies_as_near():
    built = post(delta=2, places=[site(KALEM), site(KALEM_MILL)])
    for place in (KALEM, KALEM_MILL):
        left = post(PostAction.WITHDRAWN, places=[site(place)], hour=60, date=later(2))
        states = {e.place.name: e.state for e in sites([built, left])}
        assert states.pop(place["name"]) is PostAction.WITHDRAWN
        assert set(states.values()) == {PostAction.ESTABLISHED}


def test_an_attack_on_a_post_is_linked_to_the_dead_it_is_told_with():
    attack = post(PostAction.ATTACKED, article="raid")
    dead = casualty(3, article="raid", cause=Cause.GUNFIRE)
    elsewhere = casualty(5, article="raid", start=900, places=[site(ISTRA)])
    for claims in ([attack, dead, elsewhere], [elsewhere, dead, attack]):
        store = MergeStore.in_memory()
        for claim in claims:
            store.fold(claim)
        (struck,) = [e for e in store.events() if e.kind == "post"]
        harm = next(e for e in store.events() if e.kind == "casualty" and e.claims == [dead.claim_id])
        assert struck.linked_events == [harm.event_id]


def test_a_base_two_states_agree_on_is_the_base_one_of_them_builds():
    parties = [actor("SYR", "Syria", ActorRole.PARTY), actor("RUS", "Russia", ActorRole.PARTY)]
    agreed = post(PostAction.AGREED, actor=actor("SYR", "Syria"), actors=parties, facility=Facility.BASE)
    russian = {"actor": actor("RUS", "Russian engineers"), "facility": Facility.BASE}
    begun = post(PostAction.UNDER_WAY, hour=60, date=later(2), **russian)
    (event,) = sites([agreed, begun])
    assert event.state is PostAction.UNDER_WAY
    assert event.actor.actor_id == "RUS"
    assert len(sites([agreed, begun, post(hour=90, date=later(3), actor=actor("SYR"), facility=Facility.BASE)])) == 2


def test_a_new_post_told_by_its_province_and_then_by_its_village_is_one_post():
    somewhere = post(hour=9, delta=1, **IDLE)
    named = post(hour=18, publisher="Ridge Wire", places=[site(KALEM), area("Northern")])
    for order in ([somewhere, named], [named, somewhere]):
        (event,) = [e for e in merge_all(order) if e.status is EventStatus.ACTIVE]
        assert (event.is_site, event.place.name, event.delta) == (True, "Kalem", None)
        assert event.independent_claims == 2


def test_the_next_village_is_another_post_and_so_is_another_holders():
    somewhere, first = post(hour=9, **IDLE), post(hour=18, publisher="Ridge Wire")
    second = post(hour=20, publisher="Valley Post", places=[site(DORVA)])
    russian = post(hour=21, publisher="Coast Herald", actor=actor("RUS"), places=[site(KALEM_MILL)])
    events = merge_all([somewhere, first, second, russian])
    assert sorted(e.place.name for e in events) == ["Dorva", "Kalem", "Kalem Mill"]


def test_a_report_of_two_new_posts_or_of_another_week_or_province_stays_by_itself():
    named = post(hour=18, publisher="Ridge Wire")
    for other in ({"delta": 2, **IDLE}, {"date": later(-9), **IDLE}, {"places": [area("Eastern")]}):
        assert len(merge_all([post(hour=9, **other), named])) == 2


def test_later_steps_find_a_post_that_was_first_told_without_its_site():
    somewhere, named = post(hour=9, **IDLE), post(hour=18, publisher="Ridge Wire")
    struck = post(PostAction.ATTACKED, hour=900, date=later(37), publisher="Valley Post")
    left = post(PostAction.WITHDRAWN, hour=1900, date=later(78), publisher="Valley Post")
    (event,) = merge_all([somewhere, named, struck, left])
    assert event.state is PostAction.WITHDRAWN
    assert [s.action for s in event.history][-2:] == [PostAction.ATTACKED, PostAction.WITHDRAWN]
