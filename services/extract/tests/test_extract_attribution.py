import pytest
from articles import clean

from vedette.extract.attribution import find_sayings
from vedette.extract.sentences import split_article
from vedette.schemas import ClaimantRole


def sayings(text):
    return [s.attribution if s else None for s in find_sayings(split_article(clean(text)))]


@pytest.mark.parametrize(
    ("text", "claimant", "role"),
    [
        ("Nine people died, police said on Monday.", "police", ClaimantRole.PARTY),
        ("Nine people died, according to the United Nations.", "United Nations", ClaimantRole.UN),
        ("The Orlo Observatory confirmed today that nine died.", "Orlo Observatory", ClaimantRole.MONITOR),
        ("Nine people died, said a hospital official in Kandor.", "hospital official in Kandor", ClaimantRole.MEDIC),
        ("Residents said soldiers had left the base.", "Residents", ClaimantRole.RESIDENT),
    ],
)  # fmt: skip
def test_who_says_so_is_found_on_either_side_of_the_verb(text, claimant, role):
    (saying,) = sayings(text)
    assert (saying.claimant, saying.claimant_role) == (claimant, role)


def test_an_agency_is_the_relay_and_not_the_claimant():
    (saying,) = sayings("Presidential spokesman Dar Hemin revealed that posts were agreed, according to Reuters.")
    assert (saying.claimant, saying.relay) == ("Dar Hemin", "Reuters")


def test_an_agency_alone_leaves_the_claimant_unnamed():
    (saying,) = sayings("The two leaders agreed on new posts, according to Reuters.")
    assert (saying.claimant, saying.relay) == (None, "Reuters")


def test_a_surname_and_a_pronoun_stand_for_the_full_name():
    said = sayings("Army spokesman Dar Hemin said two men died. Hemin added that a post was lost. He said no more.")
    assert [s.claimant for s in said] == ["Dar Hemin"] * 3


def test_the_speaker_of_a_quotation_says_all_its_sentences():
    said = sayings("“We are building posts. We have five. The sixth is next,” the minister Dar Hemin said.")
    assert [s.claimant for s in said] == ["Dar Hemin"] * 3


def test_nobody_is_named_where_the_text_itself_speaks():
    assert sayings("On Sunday, soldiers set up two posts. They stayed overnight.") == [None, None]
