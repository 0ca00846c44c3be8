"""Who holds, leaves, takes over or attacks a post: what stands as subject, never the nearest party."""

from functools import lru_cache

import pytest
from articles import clean

from vedette.extract.settings import ExtractSettings
from vedette.extract.steps import build_reader
from vedette.schemas import ActorRole

UNKNOWN_HOLDERS = {
    "said by the army": ("The army said dissidents had abandoned three checkpoints in Cauca.", "dissidents"),
    "after the army came": ("Dissidents abandoned a checkpoint near Corinto after the army arrived.", "Dissidents"),
    "army in the sentence before": (
        "Nigerian troops arrived in Kaduna. Herders had set up a roadblock on the road to Abuja.",
        "Herders",
    ),
    "a wish before the deed": (
        "The army knew that armed deserters wanted to set up an outpost near Gao.",
        "armed deserters",
    ),
    "named by letters": ("Fighters of the FLAK opened a military base near Gao on Monday.", "Fighters of the FLAK"),
    "of whom it is": ("Rockets hit a command post of the 27th Brigade near Gao.", "27th Brigade"),
}
PEACEFUL = {
    "from peacekeepers": ("Malian troops took over the base at Kidal from UN peacekeepers on Tuesday.", "UN-PK"),
    "when they had gone": ("The Malian army took over the army camp at Ber when the Chadian troops had left.", None),
    "empty": ("Malian soldiers took the empty army post near Gao without a fight.", None),
}
BY_FORCE = (
    "Rebels took over the army base at Ber after a night of fighting.",
    "Gunmen took control of an army checkpoint near Gao on Friday.",
)


@lru_cache(maxsize=1)
def reader():
    return build_reader(ExtractSettings(extract_tagger="lexicon"))


def posts(text):
    return [claim for claim in reader().read_article(clean(text)) if claim.kind == "post"]


@pytest.mark.parametrize(("text", "words"), UNKNOWN_HOLDERS.values(), ids=UNKNOWN_HOLDERS.keys())
def test_a_group_no_table_knows_holds_the_post_and_not_the_nearest_party(text, words):
    (post,) = posts(text)
    assert (post.actor.actor_id, post.actor.text) == (None, words)


@pytest.mark.parametrize(("text", "giver"), PEACEFUL.values(), ids=PEACEFUL.keys())
def test_a_post_taken_over_in_peace_is_handed_over_and_not_attacked(text, giver):
    (post,) = posts(text)
    assert post.action.value == "handed_over"
    assert giver is None or post.actor.actor_id == giver
    assert post.perpetrator is None


def test_who_takes_over_in_peace_is_a_party_to_it():
    (post,) = posts(PEACEFUL["from peacekeepers"][0])
    assert [(a.actor_id, a.role) for a in post.actors] == [("UN-PK", ActorRole.HOLDER), ("MLI", ActorRole.PARTY)]


@pytest.mark.parametrize("text", BY_FORCE)
def test_a_post_taken_by_force_is_attacked_by_who_took_it(text):
    (post,) = posts(text)
    assert post.action.value == "attacked"
    assert post.perpetrator.text in {"Rebels", "Gunmen"}


def test_both_sides_are_whoever_was_spoken_of_before():
    (post,) = posts("The Vardan rebels and the Malian army met at Gao. Both set up a checkpoint near Gao on Monday.")
    assert post.actor is not None


def test_engineers_of_an_army_build_for_it():
    (post,) = posts("Russian engineers set up an observation post near Gao on Monday, the army said.")
    assert post.actor.actor_id == "RUS"


def test_words_around_a_doer_are_no_part_of_its_name():
    (post,) = posts("On Tuesday 19 July the resistance also set up an army checkpoint near Gao.")
    assert post.actor.text in {"army", "resistance"}
    (attack,) = posts("GAO - Members of the Tuna front meanwhile set fire to a military camp near Gao.")
    assert attack.perpetrator.text == "Members of the Tuna front"


def test_the_attackers_of_a_post_did_not_build_it():
    text = "Militants blew up the army checkpoint near Gao on Monday. The army checkpoint was set up in February."
    assert all(p.actor is None or p.actor.text != "Militants" for p in posts(text))


@pytest.mark.parametrize(
    "text",
    [
        "An army patrol left its base near Gao on Monday to buy water.",
        "A fire destroyed the roof of an army barracks near Gao on Monday.",
        "Police held a sobriety checkpoint near Gao on Friday and set up a speed checkpoint on Monday.",
    ],
)
def test_errands_mishaps_and_traffic_are_no_deeds_to_a_post(text):
    assert posts(text) == []
