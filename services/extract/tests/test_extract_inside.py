"""One article tells its story in the title, the lead and the body: one claim. All texts are invented."""

from articles import read

from vedette.schemas import CasualtyClaim, PostClaim


def told(title, body):
    return read(body, title=title, published="2022-11-30")


def test_a_title_that_names_the_province_and_a_body_that_names_the_town_tell_one_toll():
    claims = told(
        "NPA guerrilla slain in Samar clash",
        "A suspected New People's Army rebel was killed in a firefight in Catbalogan on Tuesday, the army said.",
    )
    assert [(c.toll.killed.best, c.places[0].name) for c in claims] == [(1, "Catbalogan")]


def test_a_title_that_names_the_nearest_town_and_a_body_that_names_a_place_on_no_map_tell_one_toll():
    (claim,) = told(
        "Roadside bomb kills three Iraqi soldiers near Kirkuk",
        "Three Iraqi soldiers were killed on Sunday when a roadside bomb hit their patrol in Wadi Vasti, police said.",
    )
    assert claim.places[0].name == "Wadi Vasti"
    assert "Kirkuk" in [p.name for p in claim.places if p.lat is not None]


def test_a_title_that_names_the_district_and_a_body_that_names_the_sector_tell_one_post():
    claims = told(
        "Army sets up new forward post in Kupwara",
        "The Indian Army has set up a new forward post in the Keran sector of Kupwara district, officials said.",
    )
    assert len([c for c in claims if isinstance(c, PostClaim)]) == 1


def test_equal_tolls_of_towns_far_apart_stay_two():
    claims = told(
        "Two killed in Kharkiv",
        "Two people were killed by shelling in Kharkiv on Monday. "
        "Two people were killed by shelling in Kherson on Monday.",
    )
    names = sorted(c.places[0].name for c in claims if isinstance(c, CasualtyClaim))
    assert names == ["Kharkiv", "Kherson"]
