import pytest
from articles import casualties, clean

from vedette.extract.saying.attribution import find_sayings
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
        # no comma before the speaker
        ("Nine died in the city of Orlo on Tuesday health officials said.", "health officials", ClaimantRole.MEDIC),
        ("Shells killed nine of them ambulance crew a watchdog said on Monday.", "watchdog", ClaimantRole.MONITOR),
        ("Nine died according to rescue workers and the mayor.", "rescue workers and the mayor", ClaimantRole.MEDIC),
        ("POLICE SOURCES HAVE CONFIRMED THAT NINE PEOPLE DIED TODAY.", "POLICE SOURCES", ClaimantRole.PARTY),
        ("Nine deaths were reported by the Vardan army.", "Vardan army", ClaimantRole.PARTY),
        ("The mayor gave a higher figure, 41.", "mayor", ClaimantRole.PARTY),
        ("The sub-prefect was aware of six dead.", "sub-prefect", ClaimantRole.PARTY),
        ("A hospital put it at 26 dead.", "hospital", ClaimantRole.MEDIC),
        ("Residents list 40.", "Residents", ClaimantRole.RESIDENT),
        ("A rebel group, the Ogar National Front, says it killed nine.", "Ogar National Front", ClaimantRole.PARTY),
        ("Fleeing villagers from the hills of Orlo report that nine died.", "Fleeing villagers", ClaimantRole.RESIDENT),
        ("The Orlo Health Committee (OHC) reports nine deaths.", "Orlo Health Committee", ClaimantRole.MEDIC),
        ("The mayor quoted villagers as saying that nine had died.", "villagers", ClaimantRole.RESIDENT),
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


def test_a_monitor_is_named_where_the_article_names_one():
    said = sayings(
        "Nine people died, a monitor said. The Vardan Observatory for Human Rights counted two children among them. "
        "Observatory head Dar Hemin said a third might die."
    )
    assert {s.claimant for s in said} == {"Vardan Observatory for Human Rights"}


def test_two_sources_of_one_sentence_keep_their_own_tolls():
    claims = casualties(
        "The army said 25 rebels were killed in Orlo, but the mayor said airstrikes killed six farmers."
    )
    assert [(c.toll.killed.best, c.attribution.claimant) for c in claims] == [(25, "army"), (6, "mayor")]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Nine died in Orlo, according to a report by Governor Pavel Ostrin.", "Pavel Ostrin"),
        ("According to the observatory the raids on Orlo killed nine.", "observatory"),
        ("A source at the Orlo Police Command said that nine had died.", "source at the Orlo Police Command"),
        ("Elsewhere in the country the Observatory said nine died.", "Observatory"),
        ("Human Rights Watch found that soldiers had shot nine men.", "Human Rights Watch"),
        ("(Photo AFP) Officials said nine people had died.", "Officials"),
        ("Nine died in Orlo, residents and a local chief said.", "residents and a local chief"),
        ("At Orlo, a shell hit a house: nine died, said the provincial head of health.", "provincial head of health"),
        ("Governor Pavel Ostrin gave nine dead.", "Pavel Ostrin"),
        ("It is believed that nine soldiers were killed.", None),
        ("Reports say nine people were killed.", None),
        ("The Ogar Front claimed responsibility for a raid that killed nine.", None),
    ],
)
def test_a_speaker_is_somebody_and_neither_a_paper_nor_a_photo_credit(text, claimant):
    (saying,) = sayings(text)
    assert (saying.claimant if saying else None) == claimant


def test_a_clause_with_while_has_a_speaker_of_its_own():
    text = "The Orlo Observatory said nine civilians were killed while the mayor said 14 soldiers were killed."
    assert [claim.attribution.claimant for claim in casualties(text)] == ["Orlo Observatory", "mayor"]


def test_a_sentence_that_counts_on_keeps_the_speaker_of_the_one_before():
    first, second = sayings("The Orlo Observatory said nine died in raids. Another three died in shelling nearby.")
    assert first.claimant == second.claimant == "Orlo Observatory"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("The governor's spokesman, Pavel Orlin, said on Monday that rebels had killed 60 people.", "Pavel Orlin"),
        ("The coroner's office in Gao says it has received 41 bodies.", "coroner's office in Gao"),
        ("Two soldiers were killed, its commander in Gao said.", "commander in Gao"),
        ("Shelling killed 16 people in Orlo, the civil defence said on Wednesday.", "civil defence"),
        ("The strike killed seven people, the emergency service said.", "emergency service"),
        ("Vardan accuses the rebels of a drone attack that killed six people in Orlo.", "Vardan"),
        ("Hundreds of soldiers are claimed by Vardan to have been killed in Orlo.", "Vardan"),
        ("A raid killed three members of a militia, an official from the forces said.", "official from the forces"),
        ("The rebels have moved their post inland, a fisherman told us.", "fisherman"),
        ("In January an attack killed about 70 people, the head of the WHO said at the time.", "head of the WHO"),
        # no towns, no places, no halves of names
        ("The front line runs through the east of the province, residents and maps of the United States show.", None),
    ],
)
def test_a_speaker_is_told_by_office_body_or_name(text, claimant):
    (saying,) = sayings(text)
    assert (saying.claimant if saying else None) == claimant


def test_who_closes_the_next_sentence_told_the_one_before():
    first, second = sayings("The army has abandoned its base at Orlo. The last lorries left at noon, Santos said.")
    assert first.claimant == second.claimant == "Santos"
    opening, _ = sayings("The army has abandoned its base at Orlo. Santos said the last lorries left at noon.")
    assert opening is None
