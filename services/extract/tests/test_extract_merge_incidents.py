"""Stories of people harmed: what becomes one event, and what stays apart."""

from datetime import timedelta

from claims import DAY, DORVA, ISTRA, KALEM, area, at, casualty, count, on, site, withdrawn

from vedette.extract.state import MergeStore, merge_all
from vedette.schemas import (
    Cause,
    ChangeReason,
    ClaimantRole,
    CountOp,
    EventStatus,
    PlaceCode,
    Realis,
    Scope,
    Toll,
    VictimGroup,
)


def told(*claims):
    """Fold the claims in the order given; return the store and the events of each fold."""
    store = MergeStore.in_memory()
    return store, [store.fold(c) for c in claims]


def only(claims):
    events = [e for e in merge_all(claims) if e.status is EventStatus.ACTIVE]
    assert len(events) == 1, [e.summary for e in events]
    return events[0]


def test_two_newsrooms_on_one_blast_are_one_event_with_two_sources():
    event = only([casualty(4, hour=9), casualty(4, publisher="Ridge Wire", hour=11, cause=Cause.EXPLOSION)])
    assert len(event.sources) == 2
    assert event.independent_claims == 2
    assert event.toll.killed.best == 4
    assert event.cause is Cause.CAR_BOMB


def test_a_rising_toll_is_a_new_revision_of_the_same_event():
    store, (first, second) = told(casualty(4, hour=9), casualty(9, hour=15))
    assert [e.revision for e in first + second] == [1, 2]
    assert first[0].event_id == second[0].event_id
    rise = [c for c in second[0].changes if c.field == "toll.killed" and c.revision == 2]
    assert [(c.old, c.new, c.reason) for c in rise] == [("4", "9", ChangeReason.RISE)]
    assert len(list(store.events())) == 1


def test_a_repeated_claim_changes_nothing():
    claim = casualty(4)
    _, folds = told(claim, claim, claim)
    assert [len(f) for f in folds] == [1, 0, 0]


def test_copies_of_one_text_count_once():
    copies = [
        casualty(4, publisher=name, hour=9 + n, syndication_id="copy-1")
        for n, name in enumerate(["Harbour Daily", "Ridge Wire", "Valley Post"])
    ]
    event = only(copies)
    assert len(event.sources) == 3
    assert event.independent_claims == 1


def test_ten_papers_quoting_one_observatory_are_one_independent_claim():
    papers = [
        casualty(4, publisher=f"Paper {n}", hour=9 + n, claimant="Example Observatory", role=ClaimantRole.MONITOR)
        for n in range(10)
    ]
    assert only(papers).independent_claims == 1


def test_one_paper_quoting_two_voices_is_one_independent_claim():
    voices = [
        casualty(4, article="one", claimant="the governor", role=ClaimantRole.PARTY),
        casualty(4, article="one", claimant="a hospital", role=ClaimantRole.MEDIC, quote="Another sentence of it."),
    ]
    assert only(voices).independent_claims == 1


def test_rival_tolls_are_kept_and_stated():
    army = {"role": ClaimantRole.PARTY, "side": "SYR-GOV", "group": VictimGroup.COMBATANT}
    event = only([
        casualty(30, hour=9, claimant="Northern Front", **army),
        casualty(11, hour=10, publisher="Ridge Wire", claimant="the army", **army),
    ])  # fmt: skip
    assert (event.toll.killed.low, event.toll.killed.high) == (11, 30)
    assert {f.claimant for f in event.toll.killed.figures} == {"Northern Front", "the army"}
    assert event.contradictions[0].field == "toll.killed"
    assert len(event.contradictions[0].claim_ids) == 2


def test_a_source_that_lowers_its_own_figure_corrects_the_toll():
    event = only([
        casualty(12, hour=9, claimant="Example Observatory", role=ClaimantRole.MONITOR),
        casualty(8, hour=18, claimant="Example Observatory", role=ClaimantRole.MONITOR),
    ])  # fmt: skip
    assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (8, 8, 8)
    assert [f.live for f in event.toll.killed.figures] == [False, True]
    assert event.changes[-1].reason is ChangeReason.CORRECTION


def test_a_text_that_revises_down_corrects_the_toll_of_another_source():
    event = only([
        casualty(12, hour=9, claimant="the governor", role=ClaimantRole.PARTY),
        casualty(8, hour=18, claimant="the ministry", role=ClaimantRole.PARTY, publisher="Ridge Wire",
                 quote="Officials revised the toll down to eight dead."),
    ])  # fmt: skip
    assert event.toll.killed.best == 8
    assert any(c.reason is ChangeReason.CORRECTION for c in event.changes if c.field == "toll.killed")


def test_a_number_its_source_took_back_falls_where_others_printed_it_too():
    """The other newsroom told "people", the official "passengers": two groups, one number from one hand."""
    official = {"claimant": "a local official", "role": ClaimantRole.PARTY}
    riders = {"group": VictimGroup.CIVILIAN, "words": "passengers", **official}
    told = [
        casualty(11, hour=9, **riders),
        casualty(11, hour=12, publisher="Ridge Wire", claimant="officials", role=ClaimantRole.PARTY),
        casualty(8, hour=30, quote="eight passengers, not 11 as earlier reported", **riders),
    ]
    event = only(told)
    assert event.toll.killed.best == event.toll.killed.high == 8
    assert [f.live for f in event.toll.killed.figures] == [False, False, True]
    assert [c.reason.value for c in event.changes if c.field == "toll.killed"] == ["new", "correction"]
    # whoever tells it again after the correction says it on its own account
    again = casualty(11, hour=40, publisher="Coast Herald", claimant="the hospital", role=ClaimantRole.MEDIC)
    assert only([*told, again]).toll.killed.best == 11


def test_a_stale_copy_of_an_old_figure_is_no_correction():
    monitor = {"claimant": "Example Observatory", "role": ClaimantRole.MONITOR}
    event = only([
        casualty(8, hour=9, **monitor), casualty(12, hour=15, **monitor),
        casualty(8, hour=17, publisher="Slow Gazette", **monitor),
    ])  # fmt: skip
    assert event.toll.killed.best == 12
    assert event.independent_claims == 1


def test_the_dead_do_not_rise_again_when_another_source_counts_fewer():
    event = only([casualty(12, hour=9), casualty(9, hour=15, publisher="Ridge Wire")])
    assert event.toll.killed.best == 12
    assert event.toll.killed.low == 9
    assert event.contradictions


def test_the_injured_may_fall_as_the_dead_rise():
    event = only([casualty(4, 20, hour=9), casualty(7, 17, hour=15, publisher="Ridge Wire")])
    assert (event.toll.killed.best, event.toll.injured.best) == (7, 17)


def test_medics_outrank_unnamed_voices():
    event = only([
        casualty(7, hour=9, claimant="the hospital", role=ClaimantRole.MEDIC),
        casualty(9, hour=12, publisher="Ridge Wire"),
    ])  # fmt: skip
    assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (7, 7, 9)


def test_same_day_neighbours_with_other_means_stay_apart():
    events = merge_all([casualty(4), casualty(3, cause=Cause.AIRSTRIKE, publisher="Ridge Wire")])
    assert len(events) == 2


def test_blasts_in_two_towns_on_one_day_stay_apart():
    events = merge_all([casualty(4), casualty(4, places=[site(DORVA)], publisher="Ridge Wire")])
    assert len(events) == 2


def test_an_attack_over_midnight_is_one_event():
    night = casualty(4, cause=Cause.SHELLING, date=on(DAY))
    morning = casualty(5, cause=Cause.SHELLING, date=on(DAY + timedelta(days=1)), publisher="Ridge Wire", hour=30)
    assert len(only([night, morning]).sources) == 2


def test_the_same_town_two_days_later_is_another_event():
    assert len(merge_all([casualty(4), casualty(4, date=on(DAY + timedelta(days=2)), hour=60)])) == 2


def test_a_governorate_and_a_village_in_it_agree_at_the_coarser():
    coarse = casualty(6, places=[area("Northern")], hour=9)
    fine = casualty(6, publisher="Ridge Wire", hour=12)
    event = only([coarse, fine])
    assert event.place.name == "Kalem"
    assert event.place.precision is PlaceCode.SITE


def test_a_governorate_and_a_village_elsewhere_stay_apart():
    assert len(merge_all([casualty(6, places=[area("Northern")]), casualty(6, places=[site(ISTRA)], hour=13)])) == 2


def test_doubt_becomes_a_link_and_not_a_merge():
    events = merge_all([
        casualty(2, cause=Cause.UNKNOWN, hour=9),
        casualty(40, cause=Cause.UNKNOWN, hour=11, publisher="Ridge Wire"),
    ])  # fmt: skip
    assert len(events) == 2
    assert events[1].possible_duplicates == [events[0].event_id]


def test_a_running_total_never_merges_with_an_incident():
    total = casualty(500, scope=Scope.CUMULATIVE, places=[area("Northern")], date=on(DAY), publisher="Ridge Wire")
    incident = casualty(500, places=[area("Northern")])
    events = merge_all([incident, total])
    assert sorted(e.scope for e in events) == [Scope.CUMULATIVE, Scope.INCIDENT]


def test_a_running_total_that_grows_is_one_event():
    totals = [
        casualty(n, scope=Scope.CUMULATIVE, places=[area("Northern")], hour=24 * 7 * week, group=VictimGroup.CIVILIAN,
                 claimant="Example Observatory", role=ClaimantRole.MONITOR, date=on(DAY - timedelta(days=90)))
        for week, n in enumerate([500, 540, 600])
    ]  # fmt: skip
    event = only(totals)
    assert event.toll.killed.best == 600
    assert event.scope is Scope.CUMULATIVE


def test_both_sides_of_one_clash_are_one_event_and_their_dead_are_added():
    clash = {"article": "clash", "cause": Cause.CLASHES, "group": VictimGroup.COMBATANT}
    event = only([casualty(4, side="SYR-GOV", **clash), casualty(1, side="SYR-OPP", **clash)])
    assert event.toll.killed.best == 5
    assert {(v.side, v.killed) for v in event.victims} == {("SYR-GOV", 4), ("SYR-OPP", 1)}


def test_dead_of_the_other_side_alone_stay_apart():
    events = merge_all([
        casualty(4, side="SYR-GOV", group=VictimGroup.COMBATANT),
        casualty(4, side="SYR-OPP", group=VictimGroup.COMBATANT, publisher="Ridge Wire"),
    ])  # fmt: skip
    assert len(events) == 2


def test_a_total_is_not_added_to_its_part():
    event = only([
        casualty(5, hour=9), casualty(3, group=VictimGroup.CIVILIAN, hour=10, publisher="Ridge Wire"),
        casualty(3, group=VictimGroup.CIVILIAN, hour=12, publisher="Valley Post", article="both"),
        casualty(2, group=VictimGroup.COMBATANT, hour=12, publisher="Valley Post", article="both"),
    ])  # fmt: skip
    assert event.toll.killed.best == 5


def test_two_blasts_of_one_article_stay_two():
    blasts = [casualty(4, article="two"), casualty(9, article="two", start=200, quote="A second car bomb killed nine.")]
    assert len(merge_all(blasts)) == 2


def test_a_withdrawn_claim_lowers_the_toll():
    early, late = casualty(4, hour=9), casualty(9, hour=15, publisher="Ridge Wire")
    _, (_, _, gone) = told(early, late, withdrawn(late))
    assert gone[0].status is EventStatus.ACTIVE
    assert gone[0].toll.killed.best == 4
    assert gone[0].claims == [early.claim_id]
    assert gone[0].changes[-1].reason is ChangeReason.RETRACTION
    assert gone[0].revision == 3


def test_an_event_without_live_claims_is_retracted_and_a_replay_does_not_revive_it():
    claim = casualty(4)
    _, (first, gone, again) = told(claim, withdrawn(claim), claim)
    assert gone[0].status is EventStatus.RETRACTED
    assert gone[0].event_id == first[0].event_id
    assert gone[0].toll.killed.best == 4  # what is taken back
    assert again == []


def test_a_claim_made_again_revives_the_event():
    claim = casualty(4)
    third = claim.model_copy(update={"article_revision": 3, "read_at": claim.read_at + timedelta(hours=9)})
    store, _ = told(claim, withdrawn(claim), third)
    assert [e.status for e in store.events()] == [EventStatus.ACTIVE]


def test_a_denial_is_a_contradiction_and_no_event_of_its_own():
    denial = casualty(None, realis=Realis.DENIED, hour=20, publisher="Ridge Wire", claimant="the army")
    assert merge_all([denial]) == []
    event = only([casualty(4), denial])
    assert [c.field for c in event.contradictions] == ["realis"]
    assert event.toll.killed.best == 4


def test_what_is_supposed_or_known_before_makes_no_event():
    for realis in (Realis.BACKGROUND, Realis.HYPOTHETICAL, Realis.PLANNED):
        assert merge_all([casualty(4, realis=realis)]) == []


def test_at_least_stays_open_upwards():
    event = only([casualty(count(20, CountOp.AT_LEAST))])
    assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (20, 20, None)


def test_vague_numbers_keep_their_bound():
    event = only([casualty(toll=Toll(killed=count(None, CountOp.VAGUE, low=12)))])
    assert event.toll.killed.best == 12


def test_an_older_article_that_comes_late_takes_the_lead_and_says_so():
    late, early = casualty(6, hour=15), casualty(4, hour=9, publisher="Ridge Wire")
    store, (first, second) = told(late, early)
    by_status = {e.status: e for e in store.events()}
    assert by_status[EventStatus.SUPERSEDED].event_id == first[0].event_id
    assert by_status[EventStatus.SUPERSEDED].superseded_by == by_status[EventStatus.ACTIVE].event_id
    assert len(second) == 2
    assert by_status[EventStatus.ACTIVE].event_id == merge_all([late, early])[0].event_id


def test_the_summary_says_what_who_and_where():
    claim = casualty(
        2, cause=Cause.IED, side="TUR", group=VictimGroup.COMBATANT, words="two Turkish soldiers",
        claimant="Ankara", role=ClaimantRole.PARTY,
    )  # fmt: skip
    assert merge_all([claim])[0].summary == (
        "2 Turkish soldiers killed by an IED at Kalem (Northern, Syria), 6 May 2031, per Ankara; 1 source."
    )


def test_unpublished_articles_stand_by_the_time_they_became_known():
    event = only([casualty(4, published_at=None), casualty(4, publisher="Ridge Wire", published_at=at(14))])
    assert event.first_reported_at == at(12.0) + timedelta(minutes=5)


def test_unresolved_names_spelled_alike_are_one_place():
    one = {**KALEM, "name": "Tell Qasbiya", "lat": None, "lon": None, "place_id": None}
    other = {**one, "name": "Tel Qasbiyah"}
    assert (
        len(merge_all([casualty(5, places=[site(one)]), casualty(5, places=[site(other)], publisher="Ridge Wire")]))
        == 1
    )


def test_a_number_corrected_in_a_later_revision_stays_one_event():
    first = casualty(9, article="harbour/1", quote="nine people were killed")
    known = {"article_revision": 2, "read_at": first.read_at + timedelta(hours=5)}
    second = casualty(6, article="harbour/1", quote="six people were killed").model_copy(update=known)
    store, _ = told(first, second, first.model_copy(update={"withdrawn": True}))
    (event,) = store.events()
    assert event.status is EventStatus.ACTIVE
    assert event.toll.killed.best == 6
    assert event.contradictions == []


def test_claims_of_one_article_keep_their_event_in_text_order():
    for words in ("four soldiers died", "also four soldiers died", "it was four soldiers"):
        clash = {"article": "clash", "cause": Cause.CLASHES, "group": VictimGroup.COMBATANT}
        first = casualty(4, side="SYR-GOV", quote=f"On that day {words} there.", **clash)
        second = casualty(1, side="SYR-OPP", start=5, quote=f"{words} there.", **clash)
        store, _ = told(first, second)
        assert [e.status for e in store.events()] == [EventStatus.ACTIVE]


def test_a_hint_that_says_less_than_another_is_left_out():
    village = site(KALEM).model_copy(update={"hint": "in Syria"})
    region = area("Syria", PlaceCode.REGION).model_copy(update={"name": "Central Syria", "hint": "central Syria"})
    (event,) = merge_all([casualty(9, places=[village, region])])
    assert event.place.hint == "central Syria"


def test_a_span_that_moves_with_a_rising_toll_is_no_conflict():
    (event,) = merge_all([casualty(21, hour=9), casualty(37, hour=20, publisher="Ridge Wire")])
    assert [(c.field, c.reason) for c in event.changes if c.field.startswith("toll") and c.old] == [
        ("toll.killed", ChangeReason.RISE)
    ]
    spans = [c.reason for c in event.changes if c.field == "toll.killed.span"]
    assert spans == [ChangeReason.RISE]
    rival = casualty(12, hour=30, publisher="Valley Post", claimant="a resident")
    (event,) = merge_all([casualty(21, hour=9), casualty(37, hour=20, publisher="Ridge Wire"), rival])
    assert [c.reason for c in event.changes if c.field == "toll.killed.span"][-1] is ChangeReason.CONFLICT


def test_a_summary_gives_a_number_once_however_it_is_spelled():
    for words in ("Thirty-two civilians", "at least thirty civilians", "Fifteen civilians", "one hundred civilians"):
        (event,) = merge_all([casualty(32, words=words, group=VictimGroup.CIVILIAN)])
        assert event.summary.startswith("32 civilians killed"), event.summary
