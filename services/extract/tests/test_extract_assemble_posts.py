from datetime import date

from articles import posts

from vedette.schemas import DateBasis, Facility, NumberRole, PostAction, Realis


def roles(claim):
    return {n.role: n.best for n in claim.numbers}


def test_new_posts_in_named_villages_are_one_claim_with_a_delta():
    (claim,) = posts("On Sunday, Turkish forces set up three observation posts in Saraqib, Binnish and Sarmin.")
    assert claim.action is PostAction.ESTABLISHED
    assert claim.facility is Facility.OBSERVATION_POST
    assert roles(claim) == {NumberRole.DELTA: 3}
    assert {"Saraqib", "Binnish", "Sarmin"} <= {p.text for p in claim.places}
    assert claim.date.start == claim.date.end == date(2024, 5, 12)
    assert claim.actor.actor_id == "TUR"


def test_a_running_total_is_a_stock_and_never_a_delta():
    text = (
        "Turkish forces set up two observation posts in Binnish. "
        "This brings the number of Turkish posts in the province to 23."
    )
    first, total = posts(text)
    assert roles(first) == {NumberRole.DELTA: 2}
    assert roles(total) == {NumberRole.STOCK: 23}


def test_a_total_told_after_posts_without_number_stays_apart():
    text = (
        "Turkish forces set up new military points on Tuesday in Saraqib and Binnish in Syria’s Idlib province. "
        "This brings the number of Turkish points to 68."
    )
    first, total = posts(text)
    assert (roles(first), roles(total)) == ({}, {NumberRole.STOCK: 68})


def test_agreed_standing_and_coming_posts_keep_their_roles():
    text = (
        "Russia and Turkey agreed to establish nine observation posts, the spokesman Dar Hemin said. "
        "He added that the army had established four posts and is working to establish the fifth post in Idlib."
    )
    found = {c.action: roles(c) for c in posts(text)}
    assert found == {
        PostAction.AGREED: {NumberRole.TARGET: 9},
        PostAction.ESTABLISHED: {NumberRole.STOCK: 4},
        PostAction.UNDER_WAY: {NumberRole.ORDINAL: 5},
    }


def test_a_quotation_that_repeats_the_facts_is_more_evidence_and_no_new_claim():
    told = (
        "Russia and Turkey agreed to establish nine observation posts, the spokesman Dar Hemin said. "
        "He added that the army had established four posts and is working to establish the fifth post in Idlib."
    )
    quoted = "“We are establishing nine posts. We have established four. We are working on the fifth one,” Hemin said."
    found = posts(f"{told}\n\n{quoted}")
    assert len(found) == 3
    assert all(len(c.evidence) == 2 for c in found)


def test_the_title_is_evidence_for_what_the_body_tells():
    (claim,) = posts(
        "Turkish forces set up two observation posts in Binnish on Sunday.",
        title="Turkish forces set up two observation posts",
    )
    assert len(claim.evidence) == 2
    assert [p.text for p in claim.places][:1] == ["Binnish"]


def test_a_convoy_that_turned_back_only_attempted_the_post():
    text = (
        "On May 13, a convoy of the Turkish Army entered the countryside of Idlib in order to set up an observation "
        "post. "
        "But the convoy withdrew after it had been hit by a roadside bomb."
    )
    (claim,) = posts(text)
    assert (claim.action, claim.realis) == (PostAction.ATTEMPTED, Realis.ATTEMPTED)
    assert len(claim.evidence) == 2


def test_intent_is_planned_and_not_established():
    (claim,) = posts("Kenya plans to build a military base near Garissa, the minister said.")
    assert (claim.action, claim.realis) == (PostAction.PLANNED, Realis.PLANNED)


def test_the_day_of_saying_is_no_day_of_building():
    (claim,) = posts("The governor said on Tuesday that troops had opened two checkpoints in Kandahar.")
    assert claim.date.basis is DateBasis.REPORT
    assert claim.date.end == date(2024, 5, 14)
    assert claim.date.start < claim.date.end


def test_a_stormed_base_is_attacked_with_holder_and_attacker():
    (claim,) = posts("Al-Shabaab militants stormed a Kenyan army base near Mandera on Monday.")
    assert claim.action is PostAction.ATTACKED
    assert claim.perpetrator.actor_id == "SHABAAB"
    assert "Kenya" in claim.actor.text


def test_leaving_handing_over_and_taking_down_are_told_apart():
    actions = [
        posts(text)[0].action
        for text in (
            "French troops withdrew from their base in Gao on Monday.",
            "The garrison handed over the outpost to the police on Monday.",
            "The army dismantled two checkpoints in Juba on Monday.",
            "The ministry sent 200 more soldiers to its outpost near Gao on Monday.",
        )
    ]
    assert actions == [PostAction.WITHDRAWN, PostAction.HANDED_OVER, PostAction.DISMANTLED, PostAction.REINFORCED]


def test_posts_without_number_place_or_day_are_a_mere_mention():
    assert posts("The deal was kept under the eyes of Turkish control posts.") == []
