"""What is done near a post and not to it, and what only sounds like a leaving, gives no claim."""

import pytest
from articles import posts

NOTHING = {
    "demanded": "Washington told Ankara that it must remove three bases from the north of Syria.",
    "a promise broken": "The president broke his promise to close the army base at Gao.",
    "boats that sail": "Two missile boats left the naval base at Tartus on Monday.",
    "what would have been": "Had the army set up a post at Orlo, the villagers would be alive, the mayor said.",
    "a part of it": "A strike of cooks has closed the canteens of three army barracks in Gao.",
    "medical camp": "The army set up a medical camp at Doda on Monday; soldiers carried the sick.",
    "traffic police": (
        "Police set up nine checkpoints on the roads around Leeds at the weekend. Drivers blew into a tube. Some 140"
        " were over the limit, the force said. A magistrate will see them in March. The campaign goes on until Easter."
    ),
}
LEFT = {
    "by all": "The last two boats left the naval base at Tartus on Monday and the army closed it.",
    "the post": "The army withdrew from its observation post near Morek on Monday.",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_is_no_deed_to_a_post_gives_none(text):
    assert posts(text) == []


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_a_post_that_is_left_is_told(text):
    assert [claim.action.value for claim in posts(text)] in (["withdrawn"], ["dismantled"])


def test_police_beside_soldiers_in_a_war_are_no_traffic_police():
    text = (
        "Police set up two checkpoints at Gao on Monday. Gunmen had ambushed a patrol of soldiers the day before."
        " Three militants were killed, the army said. A rebel group claimed the attack. Troops searched the villages."
    )
    assert [claim.action.value for claim in posts(text)][:1] == ["established"]
