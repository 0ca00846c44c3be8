"""What one passage tells of several numbers: two groups of one happening, two happenings, one group twice."""

from datetime import timedelta

from claims import DAY, DORVA, KALEM, casualty, on, site

from vedette.extract.merge.wording import wording_of
from vedette.extract.state import merge_all
from vedette.schemas import Cause, ClaimantRole, DateCode, EventStatus, FieldSpan, VictimGroup

CLASH = {"cause": Cause.CLASHES, "group": VictimGroup.COMBATANT}
ARMY = {"claimant": "the army", "role": ClaimantRole.PARTY}


def active(*claims):
    return [e for e in merge_all(claims) if e.status is EventStatus.ACTIVE]


def dead(*claims):
    return sorted(e.toll.killed.best for e in active(*claims))


def counted(killed, words, quote, **fields):
    """Return a claim that knows where in its passage the number stands."""
    start = quote.index(words)
    spans = [FieldSpan(field="toll.killed", start=start, end=start + len(words), quote=words)]
    return casualty(killed, words=words, quote=quote, spans=spans, **fields)


def test_a_number_without_a_noun_is_bare_and_children_are_a_part():
    sentence = "Three soldiers were killed in Kalem and two in Dorva; six students and four rebel guards died."
    told = {words: wording_of(counted(3, words, sentence)) for words in ("Three", "two", "six students", "four")}
    assert [w.bare for w in told.values()] == [False, True, False, False]
    assert [w.elsewhere for w in told.values()] == [False, True, False, False]
    assert [w.part for w in told.values()] == [False, False, True, False]


def test_both_sides_dead_of_one_sentence_are_one_happening():
    quote = "Three militants and two soldiers were killed in a gunfight on Tuesday."
    told = {"quote": quote, "article": "one", **CLASH, **ARMY}
    assert len(active(casualty(3, side="REBELS", **told), casualty(2, side="SYR", **told))) == 1


def test_one_sentence_about_two_days_tells_two_happenings():
    quote = "The army killed 14 militants on Wednesday, a day after 16 soldiers had been killed in Kalem."
    told = {"quote": quote, "article": "one", "hour": 30, **CLASH, **ARMY}
    raid = casualty(14, date=on(DAY + timedelta(days=1)), **told)
    loss = casualty(16, side="SYR", **told)
    assert dead(casualty(13, side="SYR", hour=9, **CLASH), raid, loss) == [14, 16]


def test_two_numbers_of_one_voice_in_one_sentence_are_two_happenings():
    """ "Twelve people were killed in Kalem and ten in Dorva": the reader may give both sites to both."""
    both = {"places": [site(KALEM), site(DORVA)], "article": "one", "cause": Cause.AIRSTRIKE}
    told = {"quote": "Twelve people were killed in Kalem and ten in Dorva.", **both}
    assert dead(counted(12, "Twelve people", **told), counted(10, "ten", **told)) == [10, 12]


def test_a_bare_number_beside_a_named_group_is_of_that_group():
    told = {"quote": "Three soldiers were killed in Kalem and two in Dorva.", "article": "one", "cause": Cause.IED}
    soldiers = casualty(3, group=VictimGroup.COMBATANT, side="SYR", words="Three soldiers", **told, **ARMY)
    assert dead(soldiers, counted(2, "two", **told, **ARMY)) == [2, 3]


def test_two_groups_of_one_sentence_are_one_happening_though_the_reader_lost_a_noun():
    quote = "Six soldiers and four Coalition rebels were killed in a shootout in Kalem."
    told = {"quote": quote, "article": "one", "cause": Cause.CLASHES}
    soldiers = counted(6, "Six soldiers", group=VictimGroup.COMBATANT, side="CAF", **told)
    assert len(active(soldiers, counted(4, "four", **told))) == 1


def test_two_voices_of_one_sentence_count_one_happening():
    told = {"quote": "Medics counted 9 dead, the governor 14.", "article": "one"}
    medics = casualty(9, claimant="medics", role=ClaimantRole.MEDIC, **told)
    governor = casualty(14, words="14", claimant="governor", role=ClaimantRole.PARTY, **told)
    assert dead(medics, governor) == [9]


def test_a_rival_number_without_a_noun_is_weighed_as_a_count_of_the_same_men():
    """The army's word on its own dead stands above the rebels', however the text words theirs."""
    own = casualty(9, group=VictimGroup.COMBATANT, side="SYR", words="nine of its soldiers", claimant="Syrian army",
                   role=ClaimantRole.PARTY, article="one", cause=Cause.CLASHES)  # fmt: skip
    rebels = {"claimant": "the rebels", "role": ClaimantRole.PARTY, "cause": Cause.CLASHES}
    first = casualty(40, group=VictimGroup.COMBATANT, side="SYR", words="Forty soldiers", hour=9, **rebels)
    again = counted(40, "40", "The rebels put it at 40.", article="one", **rebels)
    (event,) = active(first, own, again)
    assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (9, 9, 40)


def test_soldiers_and_rebels_of_no_known_side_are_two_groups_of_one_fight():
    quote = "At least 25 commandos and 30 insurgents were killed in the fighting."
    told = {"quote": quote, "article": "one", **CLASH}
    commandos, insurgents = casualty(25, words="25 commandos", **told), casualty(30, words="30 insurgents", **told)
    (event,) = active(commandos, insurgents)
    assert event.toll.killed.best == 55
    assert sorted((row.killed, row.side) for row in event.victims) == [(25, None), (30, None)]


def test_rebels_are_never_counted_as_men_of_the_army_that_killed_them():
    told = {"article": "one", **CLASH, **ARMY}
    soldiers = casualty(7, side="COD", words="seven of its soldiers", **told)
    rebels = casualty(25, words="25 rebels", start=80, **told)
    later = casualty(9, words="nine soldiers", hour=20, publisher="Ridge Wire", **CLASH, **ARMY)
    (event,) = active(soldiers, rebels, later)
    assert {(row.side, row.killed) for row in event.victims} == {("COD", 9), (None, 25)}


def test_fighters_of_two_reports_are_one_group_whatever_their_noun():
    gunmen = casualty(12, words="12 gunmen", **CLASH)
    fighters = casualty(14, words="14 fighters", hour=20, publisher="Ridge Wire", **CLASH)
    (event,) = active(gunmen, fighters)
    assert [row.killed for row in event.victims] == [14]


def test_the_words_for_the_victims_are_those_of_the_number_shown_and_never_a_number_alone():
    first = counted(12, "12 villagers", "12 villagers were killed in Kalem.", hour=9)
    second = counted(19, "19", "The toll rose to 19.", hour=15, publisher="Ridge Wire")
    (event,) = active(first, second)
    assert [(row.text, row.killed) for row in event.victims] == [("12 villagers", 19)]


def test_attackers_killed_are_not_men_of_the_side_they_attacked():
    told = {"article": "one", **CLASH, **ARMY}
    soldiers = casualty(7, side="MLI", words="Seven soldiers", **told)
    attackers = casualty(12, words="12 attackers", start=80, quote="It said 12 attackers were killed.", **told)
    (event,) = active(soldiers, attackers)
    assert {(row.side, row.killed) for row in event.victims} == {("MLI", 7), (None, 12)}
    assert event.toll.killed.best == 19


def test_what_a_party_says_of_its_enemys_dead_does_not_outdo_those_who_counted_the_bodies():
    hotel = {"cause": Cause.MISSILE, "quote": "A missile hit a hotel."}
    governor = casualty(6, hour=9, claimant="regional governor", role=ClaimantRole.PARTY, **hotel)
    told = {"claimant": "Russia's defence ministry", "role": ClaimantRole.PARTY, "publisher": "Ridge Wire"}
    boast = casualty(40, hour=14, group=VictimGroup.COMBATANT, side="UKR", words="40 officers", **told, **hotel)
    (event,) = active(governor, boast)
    assert (event.toll.killed.low, event.toll.killed.best, event.toll.killed.high) == (6, 6, 40)


def test_a_sum_of_three_days_is_no_days_toll_that_grew():
    days = {"cause": Cause.CLASHES, "group": VictimGroup.CIVILIAN}
    saturday = casualty(32, hour=9, **days)
    offensive = casualty(67, hour=60, publisher="Ridge Wire", **days,
                         date=on(DAY - timedelta(days=1), DateCode.DAYS, days=2))  # fmt: skip
    wide = [site(KALEM).model_copy(update={"radius_km": 9.0})]
    assert dead(*(c.model_copy(update={"places": wide}) for c in (saturday, offensive))) == [32, 67]


def test_children_among_the_dead_of_a_town_are_no_other_happening():
    quote = "A raid on Tuesday killed 12 in Kalem, three of them children, medics said."
    told = {
        "quote": quote,
        "article": "one",
        "claimant": "medics",
        "role": ClaimantRole.MEDIC,
        "cause": Cause.AIRSTRIKE,
    }
    children = counted(3, "three of them children", group=VictimGroup.CIVILIAN, **told)
    assert dead(counted(12, "12", **told), children) == [12]
