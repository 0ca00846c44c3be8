"""Forces, groups and people are found, named and given their codes."""

from datetime import date

import pytest

from vedette.extract.actors.finder import ActorCodes, ActorTable
from vedette.schemas import ActorKind

K = ActorKind
DAY = date(2020, 5, 4)


@pytest.fixture(scope="module")
def table():
    return ActorTable.load()


def read(table, sentence, home=None, day=DAY):
    return [(m.text, m.actor_id, m.kind) for m in table.find_actors(sentence, 0, day, home_country=home)]


@pytest.mark.parametrize(
    ("sentence", "home", "expected"),
    [
        ("The Turkish forces set up a point.", "SY", [("Turkish forces", "TUR", K.FOREIGN_FORCE)]),
        ("Three Turkish soldiers died.", "TR", [("Turkish soldiers", "TUR", K.STATE_FORCE)]),
        ("A new Turkish observation post stands there.", "SY", [("Turkish", "TUR", K.FOREIGN_FORCE)]),
        ("Clashes killed four members of the regime forces.", "SY", [("regime forces", "SYR-GOV", K.STATE_FORCE)]),
        ("Al-Shabaab fighters overran the base.", "SO", [("Al-Shabaab fighters", "SHABAAB", K.ARMED_GROUP)]),
        ("Boko Haram raided the village.", "NG", [("Boko Haram", "BOKO", K.ARMED_GROUP)]),
        ("Gunmen shot dead a Pakistani policeman.", "PK",
         [("Gunmen", None, K.ARMED_GROUP), ("Pakistani policeman", "PAK-POL", K.STATE_FORCE)]),
        ("The army buried eight soldiers.", "ML",
         [("army", "MLI", K.STATE_FORCE), ("soldiers", "MLI", K.STATE_FORCE)]),
        ("Kurdish-led Syrian Democratic Forces handed over the hill.", "SY",
         [("Kurdish-led Syrian Democratic Forces", "SDF", K.ARMED_GROUP)]),
        ("A strike by the Saudi-led coalition hit the market.", "YE",
         [("Saudi-led coalition", "SAUDCOAL", K.FOREIGN_FORCE)]),
        ("FARC dissidents ambushed a patrol.", "CO", [("FARC dissidents", "FARC", K.ARMED_GROUP)]),
        ("M23 rebels took the ridge.", "CD", [("M23 rebels", "M23", K.ARMED_GROUP)]),
    ],
)  # fmt: skip
def test_actors_are_found(table, sentence, home, expected):
    assert read(table, sentence, home) == expected


def test_countries_that_act_are_parties_and_countries_that_lie_there_are_not(table):
    assert read(table, "Turkey and Russia agreed to set up twelve posts in Syria.", "SY") == [
        ("Turkey", "TUR", K.FOREIGN_FORCE),
        ("Russia", "RUS", K.FOREIGN_FORCE),
    ]
    assert read(table, "The market lies in Quetta, Pakistan.", "PK") == []


def test_people_are_people_and_no_party(table):
    found = table.find_actors("Shelling killed nine civilians, among them two Palestinian farmers.", 0, DAY)
    assert [(m.text, m.is_people, m.actor_id) for m in found] == [
        ("civilians", True, None),
        ("Palestinian farmers", True, None),
    ]
    assert found[1].country == "PS"


def test_a_held_town_names_no_party(table):
    assert read(table, "The Houthi-held port and the ISIS-controlled hills are quiet.", "YE") == []


def test_backed_fighters_are_not_the_backer(table):
    assert read(table, "Turkish-backed fighters entered the town.", "SY")[0][1] == "SNA"


def test_names_change_hands_with_time(table):
    assert read(table, "Syrian soldiers manned the post.", "SY", date(2019, 1, 1))[0][1] == "SYR-GOV"
    assert read(table, "Syrian soldiers manned the post.", "SY", date(2025, 3, 1))[0][1] == "SYR-NEW"
    assert read(table, "Afghan soldiers fled.", "AF", date(2021, 7, 1))[0][1] == "AFG-GOV"


def test_a_group_that_is_gone_is_still_that_group(table):
    assert read(table, "The Tamil Tigers once held the lagoon.", "LK")[0][1] == "LTTE"


def test_capitals_of_agency_copy_are_read(table):
    assert read(table, "FMLN GUERRILLAS ATTACKED AN ARMY POST.", "SV", date(1989, 1, 1)) == [
        ("FMLN GUERRILLAS", "FMLN", K.ARMED_GROUP),
        ("ARMY", "SLV", K.STATE_FORCE),
    ]


def test_an_army_its_police_and_its_state_are_one_family(table):
    assert table.family("TUR-POL") == table.family("TUR") == "TUR"
    assert table.family("NUSRA") == table.family("HTS")
    assert table.family("YPG") != table.family("HTS")


def test_codes_of_other_data_sets(table):
    assert table.codes("TUR") == ActorCodes(1, "MIL")
    assert table.codes("HTS").acled_inter == 2
    assert table.codes("nobody") == ActorCodes(None, None)


def test_claimants_are_identified(table):
    assert table.identify("Ankara") == "TUR"
    assert table.identify("Russian Ministry of Defence") == "RUS"
    assert table.identify("Syrian Observatory for Human Rights") is None


def test_offsets_count_in_the_whole_article(table):
    [mention] = table.find_actors("By Hezbollah.", 50, DAY)
    assert (mention.start, mention.end) == (53, 62)


def test_every_row_has_a_kind_and_dates_in_order(table):
    assert len({row.id for row in table._rows.values()}) >= 200
    assert all(row.first is None or row.last is None or row.first < row.last for row in table._rows.values())


def test_a_group_no_table_knows_keeps_its_words_and_gets_no_id(table):
    assert read(table, "Nine Sand Valley Liberation Army rebels died.", "ML") == [
        ("Sand Valley Liberation Army rebels", None, K.ARMED_GROUP)
    ]


def test_arms_speak_for_their_owner(table):
    assert read(table, "Several Russian cruise missiles hit the port.", "UA") == [
        ("Russian cruise missiles", "RUS", K.FOREIGN_FORCE)
    ]
    assert read(table, "Heavy government shelling went on.", "MM")[0][1] == "MMR"


@pytest.mark.parametrize(
    ("sentence", "home", "text", "actor_id"),
    [
        (
            "Gunmen from the Islamist group Boko Haram raided a farm.",
            "NG",
            "Gunmen from the Islamist group Boko Haram",
            "BOKO",
        ),
        ("Fighters of the Arakan Army took the hill.", "MM", "Fighters of the Arakan Army", "ARAKAN-ARMY"),
        ("Two soldiers of the Syrian Democratic Forces died.", "SY", "soldiers of the Syrian Democratic Forces", "SDF"),
        ("Militants linked to al-Shabaab mined the road.", "SO", "Militants linked to al-Shabaab", "SHABAAB"),
    ],
)
def test_men_of_a_group_are_that_group(table, sentence, home, text, actor_id):
    assert read(table, sentence, home)[0][:2] == (text, actor_id)


def test_men_who_fight_a_group_are_not_of_it(table):
    found = read(table, "Gunmen clashed with the Taliban.", "AF")
    assert [actor_id for _, actor_id, _ in found] == [None, "TALIBAN"]


@pytest.mark.parametrize(("home", "actor_id"), [("SY", "SDF"), ("IQ", "PESHMERGA"), ("TR", "PKK"), ("IR", "PJAK")])
def test_a_people_in_arms_is_another_force_in_each_country(table, home, actor_id):
    assert read(table, "Kurdish fighters held the ridge.", home)[0][1] == actor_id


@pytest.mark.parametrize(
    ("sentence", "home", "expected"),
    [
        ("Malian soldiers were killed by masked men.", "ML", [("Malian soldiers", "MLI"), ("masked men", None)]),
        ("Two men bled to death after regime bombing.", "SY", [("men", None), ("regime bombing", "SYR-GOV")]),
        ("The army lost nine men in Borno.", "NG", [("army", "NGA"), ("men", None)]),
        ("Junta forces shelled the village.", "MM", [("Junta forces", "MMR")]),
        ("Wagner fighters left the base.", "ML", [("Wagner fighters", "WAGNER")]),
        ("CODECO fighters burned huts; FARDC troops fled.", "CD",
         [("CODECO fighters", "CODECO"), ("FARDC troops", "COD")]),
        ("An RSF drone struck the camp.", "SD", [("RSF drone", "RSF")]),
        ("ELN guerrillas ambushed Colombian marines.", "CO", [("ELN guerrillas", "ELN"), ("Colombian marines", "COL")]),
        ("Ukrainian drones hit a fuel depot.", "RU", [("Ukrainian drones", "UKR")]),
        ("North Korean troops crossed the line.", "KR", [("North Korean troops", "PRK")]),
        ("Azerbaijani forces opened fire on Armenian positions.", "AM",
         [("Azerbaijani forces", "AZE"), ("Armenian", "ARM")]),
    ],
)  # fmt: skip
def test_parties_of_many_conflicts(table, sentence, home, expected):
    assert [(text, actor_id) for text, actor_id, _ in read(table, sentence, home)] == expected


def test_ids_of_conflict_data_sets_stand_where_they_are_certain(table):
    assert table.codes("IS").ucdp_actor == 234
    assert table.codes("TALIBAN") == ActorCodes(2, "REB", 303)
    assert table.codes("HTS").ucdp_actor is None
