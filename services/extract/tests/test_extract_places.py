"""Places are found where a place can stand, resolved by what stands around, and left open where nothing decides."""

import pytest

from vedette.extract.places.finder import PlaceContext, article_countries, find_places
from vedette.extract.places.gazetteer import Gazetteer
from vedette.schemas import PlaceCode, PlaceRelation

C, R = PlaceCode, PlaceRelation


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.fixture(scope="module")
def read(gazetteer):
    def _read(sentence, *countries):
        shares = {code: 1 / len(countries) for code in countries} or article_countries(sentence, gazetteer)
        return find_places(sentence, 0, PlaceContext(gazetteer, shares))

    return _read


def sites(mentions):
    return [(m.text, m.place.name, m.place.precision) for m in mentions if not m.is_container]


def named(mentions, text):
    return next(m for m in mentions if m.text == text)


def test_a_list_ends_before_what_it_lies_near(read):
    found = read("Troops hold points in the villages of Ablin and Tal Orlo near the border with Iraq.", "SY")
    assert [m.text for m in found][:2] == ["Ablin", "Tal Orlo"]


def test_a_list_of_villages_gives_one_mention_each(read):
    found = read("Soldiers set up points in Sarmin, Binnish and Taftanaz, residents said.", "SY")
    assert sites(found) == [
        ("Sarmin", "Sarmin", C.SITE),
        ("Binnish", "Binnish", C.SITE),
        ("Taftanaz", "Taftanaz", C.SITE),
    ]


def test_a_governorate_that_holds_a_village_is_a_container(read):
    found = read("A shell hit the village of Hass in Idlib governorate.", "SY")
    assert sites(found) == [("Hass", "Hass", C.SITE)]
    idlib = named(found, "Idlib")
    assert (idlib.is_container, idlib.place.precision, idlib.place.radius_km) == (True, C.GOVERNORATE, 55.0)


def test_a_sector_of_a_governorate_keeps_its_words(read):
    [mention] = read("A convoy entered the southeastern Idlib countryside at dawn.", "SY")
    assert (mention.place.precision, mention.place.hint) == (C.GOVERNORATE, "southeastern Idlib")
    assert mention.place.radius_km > 30


def test_an_anchor_gives_its_side_and_is_no_site(read):
    found = read("They dug in at Badama and Al-Najiya, west of Jisr al-Shughour.", "SY")
    anchor = named(found, "Jisr al-Shughour")
    assert (anchor.is_container, anchor.place.relation) == (True, R.WEST_OF)
    assert named(found, "Badama").place.hint == "west of Jisr al-Shughour"


def test_a_distance_widens_the_radius_and_moves_no_point(read):
    [mention] = read("A mine went off 12 km north-east of Tillabéri.", "NE")
    place = mention.place
    assert (place.relation, place.precision) == (R.NORTH_EAST_OF, C.NEAR)
    assert abs(place.lat - 14.21) < 0.05
    assert place.radius_km >= 12
    assert place.hint.startswith("12 km north-east of")


def test_near_is_near_and_between_is_between(read):
    assert named(read("Gunmen struck near Djibo.", "BF"), "Djibo").place.relation is R.NEAR
    found = read("A bus burned on the road between Kaduna and Zaria.", "NG")
    assert [m.place.relation for m in found] == [R.BETWEEN, R.BETWEEN]


def test_a_road_is_a_line(read):
    [mention] = read("Two devices exploded on the M4 highway.", "SY")
    assert (mention.place.name, mention.place.precision, mention.place.relation) == ("M4 highway", C.REGION, R.ALONG)


def test_the_same_road_number_elsewhere_is_not_that_road(read):
    assert all(m.place.gazetteer_id is None for m in read("A lorry overturned on the M4 motorway.", "GB"))


def test_a_country_in_a_place_slot_is_a_place_and_a_country_that_acts_is_not(read):
    assert sites(read("Six soldiers died in Mali.")) == [("Mali", "Mali", C.COUNTRY)]
    assert read("Turkey and Russia agreed on a patrol.") == []


def test_part_of_a_country_is_coarser_than_a_province(read):
    [mention] = read("Fighting went on in northern Syria.")
    assert (mention.place.precision, mention.place.hint) == (C.REGION, "northern Syria")


@pytest.mark.parametrize(
    ("sentence", "name", "country"),
    [
        ("A drone hit a depot in Tripoli, Lebanon.", "Tripoli", "LB"),
        ("Militias fought in Tripoli, Libya.", "Tripoli", "LY"),
        ("A bomb went off in Hyderabad, in Pakistan's Sindh province.", "Hyderabad", "PK"),
        ("Police in Hyderabad, India, held two men.", "Hyderabad", "IN"),
        ("The post at Kandahar, Afghanistan, was stormed.", "Kandahar", "AF"),
        ("A rocket fell on Donetsk in eastern Ukraine.", "Donetsk", "UA"),
    ],
)
def test_namesakes_are_told_apart_by_what_stands_beside(read, sentence, name, country):
    assert named(read(sentence), name).place.country == country


def test_a_village_no_table_knows_keeps_its_name_and_no_coordinates(read):
    found = read("Soldiers dug in at the village of Umm Zarbuk in Hama province.", "SY")
    place = named(found, "Umm Zarbuk").place
    assert (place.gazetteer_id, place.lat, place.lon, place.score) == (None, None, None, 0.0)
    assert (place.country, place.admin1, place.hint) == ("SY", "Hama", "in Hama")


def test_a_border_holds_nothing(read):
    found = read("A post opened in the village of Umm Zarbuk near the borders with Hama governorate.", "SY")
    assert named(found, "Umm Zarbuk").place.admin1 is None
    assert named(found, "Hama").is_container


def test_a_namesake_on_the_wrong_side_of_the_anchor_is_not_taken(read):
    found = read("Two points stand in Kafr Lusin, south of Khan Shaykhun.", "SY")
    assert named(found, "Kafr Lusin").place.lat is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Said Karimi, the spokesman, said in a statement that talks went on in March.",
        "He was reading in English on Friday.",
        "According to the White House, the deal holds.",
        "The Astana process goes on and the Geneva talks stall.",
        "Islamic State in Iraq and the Levant claimed it.",
        "President Hama Amadou spoke to Reuters.",
        "Colonel Homs was promoted.",
    ],
)
def test_names_that_are_no_places_are_left_alone(read, sentence):
    assert [m for m in read(sentence, "SY") if m.place.gazetteer_id] == []


def test_an_air_base_is_not_the_town_it_is_named_for(read):
    [mention] = read("Rebels stormed the Menagh air base.", "SY")
    assert mention.place.name == "Menagh Air Base"


def test_a_city_is_a_point_and_a_small_capital_of_a_province_is_its_province(read):
    assert sites(read("A blast killed nine in Aleppo.", "SY")) == [("Aleppo", "Aleppo", C.SITE)]
    assert sites(read("A blast killed nine in Idlib.", "SY")) == [("Idlib", "Idlib", C.GOVERNORATE)]
    assert sites(read("A blast killed nine in Idlib city.", "SY")) == [("Idlib", "Idlib", C.SITE)]


def test_the_sea_is_no_ground(read):
    [mention] = read("A tanker burned in the Red Sea.")
    assert mention.place.precision is C.SEA_OR_AIR


def test_a_dateline_is_where_it_was_filed(read):
    assert sites(read("BEIRUT (Levant Wire) - A shell killed two in Daraa city.", "SY"))[0][0] == "Daraa"


def test_capitals_of_agency_copy_are_read(read):
    found = read("GUERRILLAS KILLED FOUR SOLDIERS IN SAN SALVADOR ON MONDAY NIGHT.")
    assert named(found, "SAN SALVADOR").place.country == "SV"


def test_countries_of_an_article_sum_to_one(gazetteer):
    shares = article_countries("Ukrainian troops left Bakhmut. Russian shells fell on Kharkiv in Ukraine.", gazetteer)
    assert max(shares, key=shares.get) == "UA"
    assert sum(shares.values()) == pytest.approx(1.0)
    assert article_countries("Nothing to see.", gazetteer) == {}


def test_offsets_count_in_the_whole_article(gazetteer):
    text = "It rained. A bomb killed two in Kabul."
    [mention] = find_places(text[11:], 11, PlaceContext(gazetteer, {"AF": 1.0}))
    assert text[mention.start : mention.end] == "Kabul"


@pytest.mark.parametrize(
    ("sentence", "home", "text", "name"),
    [
        (
            "Three guards died on the Afghanistan–Iran border.",
            None,
            "Afghanistan–Iran border",
            "Afghanistan–Iran border",
        ),
        ("Tanks shelled a post near the Syrian border.", "TR", "Syrian border", "Syria–Turkey border"),
        ("A patrol was ambushed near the Malian border.", "BF", "Malian border", "Burkina Faso–Mali border"),
        (
            "Shots were heard along the border with Azerbaijan.",
            "AM",
            "border with Azerbaijan",
            "Armenia–Azerbaijan border",
        ),
        ("Rockets fell on the Gaza border.", "IL", "Gaza border", "Gaza–Israel border"),
    ],
)
def test_a_border_is_a_line_between_two_countries(read, sentence, home, text, name):
    [mention] = read(sentence, home)
    assert (mention.text, mention.place.name, mention.place.precision) == (text, name, C.REGION)
    assert mention.place.radius_km


def test_a_border_no_table_knows_keeps_its_words_and_a_country(read):
    [mention] = read("Two guards died on the Portugal-Spain border.")
    assert (mention.place.lat, mention.place.gazetteer_id) == (None, None)
    assert mention.place.country == "PT"


@pytest.mark.parametrize(
    ("sentence", "home", "name"),
    [
        ("Turkey now holds 49 posts in the de-escalation zone in Idlib.", "SY", "Idlib de-escalation zone"),
        ("Shots rang out along the contact line.", "UA", "Donbas contact line"),
        ("Two soldiers crossed into the demilitarised zone.", "KR", "Korean Demilitarized Zone"),
    ],
)
def test_a_zone_without_capitals_is_the_one_near_by(read, sentence, home, name):
    zones = [m.place for m in read(sentence, home) if m.place.precision is C.REGION]
    assert [(zone.name, zone.lat is not None) for zone in zones] == [(name, True)]


def test_one_of_several_buffer_zones_stays_open(read):
    assert sites(read("Two soldiers entered the buffer zone.", "SY")) == []


def test_a_name_may_have_an_and_inside(read):
    found = read("A policeman was shot dead in Srinagar, Jammu and Kashmir.", "IN")
    assert [(m.text, m.is_container) for m in found] == [("Srinagar", False), ("Jammu and Kashmir", True)]


def test_words_of_a_headline_are_no_places(read):
    assert sites(read("Monitor Says Rocket Strike Near Busy Market Square Leaves Nine Dead", "SY")) == []


def test_a_page_that_lost_its_marks_still_names_its_towns(read):
    found = read("Airstrikes hit houses near Deir ez-Zor Syria on Monday.", "SY")
    assert ("Deir ez-Zor", "Deir ez-Zor") in [(m.text, m.place.name) for m in found]
    assert [m.place.name for m in read("Nine died in raids in Syrias city of Homs.", "SY")] == ["Homs"]


def test_guards_and_towns_of_a_border_are_no_border(read):
    assert sites(read("Six Tajik border guards died.", "TJ")) == []


def test_a_border_behind_a_town_only_says_where_the_town_lies(read):
    mentions = read("A bomb went off in Suruc near the Syrian border.", "TR")
    assert [(m.text, m.is_container) for m in mentions] == [("Suruc", False), ("Syrian border", True)]


@pytest.mark.parametrize(
    ("sentence", "home", "name", "country"),
    [
        ("Two soldiers died in the Alingar District of Laghman Province.", "AF", "Alingar", "AF"),
        ("A car bomb went off in Bristol.", "GB", "Bristol", "GB"),
        ("Gunmen attacked a post in Bint Jbeil.", "LB", "Bent Jbail", "LB"),
        ("Rockets landed at the Bagram Air Base.", "US", "Bagram Air Base", "AF"),
        ("Fighting went on in Parachinar.", "PK", "Parachinar", "PK"),
        ("Shells fell on Sloviansk.", "UA", "Slovyansk", "UA"),
        ("Two men died in the United States.", "US", "United States", "US"),
        ("Shells fell on houses in Tal Tamr.", "SY", "Tal Tamr", "SY"),
    ],
)
def test_towns_of_the_news_resolve(read, sentence, home, name, country):
    places = [m.place for m in read(sentence, home)]
    assert (name, country) in [(place.name, place.country) for place in places]


@pytest.mark.parametrize(
    "sentence",
    ["Gunmen in Coptic villages fired.", "He was born in Republican circles.", "It happened near Shi'ite shrines."],
)
def test_faiths_and_sides_are_no_places(read, sentence):
    assert sites(read(sentence, "EG")) == []


def test_a_small_place_far_from_the_province_named_stays_open(read):
    [district, _] = read("A market in Sahar District in Saada Governorate was hit.", "YE")
    assert (district.place.lat, district.place.admin1, district.place.precision) == (None, "Saada", C.DISTRICT)


def test_a_neighbouring_country_is_a_place(read):
    assert sites(read("The soldiers fled into neighbouring Pakistan.")) == [("Pakistan", "Pakistan", C.COUNTRY)]


def test_who_holds_a_town_is_no_place(read):
    assert sites(read("A blast in the Kurdish-held town of Kobani killed five.", "SY"))[0][0] == "Kobani"


def test_a_city_holds_its_suburb(read):
    found = read("Shells fell on the Damascus suburb of Douma.", "SY")
    assert [m.text for m in found if not m.is_container] == ["Douma"]


def test_a_sector_with_a_name_of_its_own_is_that_region(read):
    assert sites(read("A strike hit a van in southern Lebanon.", "LB")) == [("Lebanon", "South Lebanon", C.GOVERNORATE)]
    assert sites(read("Two died in rural Damascus.", "SY")) == [("Damascus", "Rif Dimashq", C.GOVERNORATE)]


def test_a_lost_apostrophe_does_not_hide_the_place(read):
    assert sites(read("Nine died in Syrias Idlib province.", "SY")) == [("Idlib", "Idlib", C.GOVERNORATE)]


def test_common_words_in_capitals_are_no_towns(read):
    found = read("THE SOLDIERS WERE KILLED IN THE CAR AT THE TIME OF THE BLAST IN BOGOTA YESTERDAY.", "CO")
    assert [m.text for m in found] == ["BOGOTA"]


def test_a_village_elsewhere_speaks_for_no_country_where_one_is_named(gazetteer):
    text = "Four Iraqi policemen died in an attack on a checkpoint in the Rashad area near Kirkuk, Iraq."
    assert set(article_countries(text, gazetteer)) == {"IQ"}


def test_a_village_at_home_that_no_table_knows_is_not_its_namesake_abroad(read):
    found = named(read("Two men were shot dead in the village of Jezzine in Daraa in Syria.", "SY", "LB"), "Jezzine")
    assert (found.place.gazetteer_id, found.place.country) == (None, "SY")
    assert named(read("Two men were shot dead in the Lebanese town of Jezzine.", "SY", "LB"), "Jezzine").place.lat


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        ("Jets bombed Sarmin on Sunday.", "Sarmin"),
        ("Sarmin was shelled on Sunday.", "Sarmin"),
        ("The strikes on rebel-held Sarmin went on.", "Sarmin"),
        ("Guerrillas burst into the police station of Sarmin.", "Sarmin"),
        ("Two posts stand on the Zarbuk Road.", "Zarbuk Road"),
        ("The army reopened its Sarmin observation post.", "Sarmin"),
        ("Four outposts on one road, among them Sarmin, were left.", "Sarmin"),
        ("Gunmen attacked the Forward Operating Base at Sarmin.", "Sarmin"),
        ("Umm Zarbuk was the scene of a massacre.", "Umm Zarbuk"),
        ("Six posts on the Zarbuk range were left.", "Zarbuk"),
        ("Fortified posts are built along the Zarbuk Highway.", "Zarbuk Highway"),
        ("Gunmen invaded Sarmin at night.", "Sarmin"),
        ("SARMIN: The army has left the post in Binnish.", "Binnish"),
    ],
)
def test_deeds_done_to_a_place_name_it(read, sentence, text):
    assert [m.text for m in read(sentence, "SY")] == [text]


@pytest.mark.parametrize(
    "sentence",
    [
        "Gunmen attacked Omar Feldani on Sunday.",
        "Zarbuk Feldani was shot at and was hit twice.",
        "A bomber struck on a Zarbuki gathering.",
        "Strikes in north Syria town Monitor",
        "Air raids hit Syrias war economy.",
    ],
)
def test_people_and_things_that_are_struck_are_no_places(read, sentence):
    assert [m.text for m in read(sentence, "SY") if m.text != "Syria"] == []


def test_the_eastern_part_of_a_country_is_not_east_of_it(read):
    [mention] = read("Shells fell in the eastern part of Syria.", "SY")
    assert (mention.place.relation, mention.place.precision) == (R.AT, C.REGION)


@pytest.mark.parametrize(
    "sentence",
    [
        "A post stands on the eastern bank of the Hakari.",
        "A post was set up beside the bridge over the Hakari.",
        "The army opened pickets on the Hakari ridge.",
    ],
)
def test_a_river_or_ridge_is_not_the_city_of_its_name(read, sentence):
    [mention] = read(sentence, "TR")
    assert mention.place.lat is None
