"""One claimant under many names: what counts as independent, whose newer word replaces the older, who knows most."""

from collections import Counter
from importlib.resources import files

import pytest
import yaml
from claims import casualty

from vedette.extract.actors.finder import ActorTable
from vedette.extract.merge.claimants import Claimants, claimant_of
from vedette.extract.merge.names import fold
from vedette.extract.merge.publishers import Publishers
from vedette.extract.state import merge_all
from vedette.schemas import Cause, ClaimantRole, VictimGroup

PARTY, MONITOR = ClaimantRole.PARTY, ClaimantRole.MONITOR
SOLDIERS = {"group": VictimGroup.COMBATANT, "side": "UKR", "words": "soldiers", "cause": Cause.SHELLING}


def key_of(said, role=ClaimantRole.UNKNOWN, **more):
    claim = casualty(3, claimant=said, role=role, **more)
    found = claimant_of(claim, ActorTable.load(), Publishers.load(), Claimants.load())
    return found and found.key


def only(*claims):
    (event,) = merge_all(claims)
    return event


@pytest.mark.parametrize(
    "said",
    [
        "Syrian Observatory for Human Rights", "the Britain-based Syrian Observatory for Human Rights monitor", "SOHR",
        "Observatory director Rami Abdel Rahman", "UK-based Syrian Observatory",
    ],
)  # fmt: skip
def test_an_observatory_is_one_claimant_under_all_its_names(said):
    assert key_of(said, PARTY) == "sohr"


def test_an_acronym_is_no_word_and_a_name_is_no_part_of_another():
    assert key_of("the residents who fled") == key_of("residents who fled")
    assert key_of("a man from Unaman") != "un"
    assert key_of("UN officials") == key_of("the United Nations") == "un"


def test_all_who_speak_for_one_party_are_one_claimant():
    assert key_of("the Ukrainian army", PARTY) == key_of("Ukraine's defence ministry", PARTY)
    assert key_of("the Ukrainian army", PARTY) != key_of("the Russian army", PARTY)


def test_an_agency_that_carries_what_nobody_is_named_for_is_the_claimant():
    assert key_of(None, relay="Agence France-Presse") == key_of("AFP") == "afp"
    assert key_of(None) is None


def test_papers_that_name_one_observatory_in_two_ways_are_one_independent_claim():
    first = casualty(14, hour=9, claimant="Syrian Observatory for Human Rights", role=MONITOR)
    again = casualty(17, hour=12, publisher="Ridge Wire", claimant="SOHR", role=PARTY)
    event = only(first, again)
    assert event.independent_claims == 1
    assert event.toll.killed.best == 17
    assert [f.live for f in event.toll.killed.figures] == [False, True]
    assert not event.contradictions


def test_a_party_admitting_its_own_loss_knows_more_than_its_enemy():
    enemy = casualty(20, hour=9, claimant="the Russian defence ministry", role=PARTY, **SOLDIERS)
    own = casualty(4, hour=12, publisher="Ridge Wire", claimant="the Ukrainian general staff", role=PARTY, **SOLDIERS)
    later = casualty(25, hour=15, publisher="Valley Post", claimant="Moscow", role=PARTY, **SOLDIERS)
    event = only(enemy, own, later)
    assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (4, 4, 25)
    assert event.independent_claims == 2
    (rivals,) = event.contradictions
    assert rivals.field == "toll.killed"
    assert event.confidence_parts["claimant"] == 1.0


def test_no_name_and_no_address_belongs_to_two_families():
    rows = yaml.safe_load(files("vedette.extract.lexicon").joinpath("publishers.yaml").read_text(encoding="utf-8"))
    named = Counter(fold(n) for key, row in rows["families"].items() for n in {fold(x) for x in [key, *row["names"]]})
    housed = Counter(domain for row in rows["families"].values() for domain in row["domains"])
    assert [name for name, times in (named + housed).items() if times > 1] == []


def test_titles_of_one_owner_are_one_family_and_an_agency_is_none_of_them():
    families = Publishers.load()
    jordan = casualty(1, publisher="Jordan Times"), casualty(1, publisher="Al Rai")
    assert len({families.family_of(claim) for claim in jordan}) == 1
    state, paper = casualty(1, publisher="Petra"), casualty(1, publisher="Jordan Times")
    assert families.family_of(state) != families.family_of(paper)
    housed = casualty(1, publisher=None).model_copy(update={"url": "https://english.ahram.org.eg/News/1.aspx"})
    assert families.family_of(housed) == "ahram"


def test_an_unnamed_officer_does_not_speak_for_his_army():
    """His greater number stands beside the army's own count and never replaces it, whoever comes last."""
    officer = {"claimant": "Ukrainian officer", "role": PARTY, "publisher": "Ridge Wire", **SOLDIERS}
    army = {"claimant": "Ukrainian army", "role": PARTY, "publisher": "Valley Post", **SOLDIERS}
    for first, second in ((9, 15), (15, 9)):
        event = only(casualty(30, hour=first, **officer), casualty(13, hour=second, **army))
        assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (13, 13, 30)
        assert event.independent_claims == 1


def test_rescue_services_know_as_much_as_medics_whoever_the_reader_takes_them_for():
    """Their count of bodies stands above what the police said the day before."""
    blast = {"cause": Cause.SUICIDE_ATTACK, "quote": "A suicide bomber struck a mosque."}
    police = casualty(17, hour=9, claimant="police", role=PARTY, **blast)
    later = {"hour": 30, "publisher": "Coast Herald", **blast}
    for body, role in (("state emergency agency", ClaimantRole.MEDIA), ("the civil defence", PARTY)):
        assert only(police, casualty(24, claimant=body, role=role, **later)).toll.killed.best == 24
