"""A name put in a province or district lies there; its namesake of another province is never the place."""

import pytest

from vedette.extract.places.finder import PlaceContext, article_countries, find_places
from vedette.extract.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def place():
    gazetteer = Gazetteer.load()

    def _place(sentence, name):
        context = PlaceContext(gazetteer, article_countries(sentence, gazetteer))
        return next(m.place for m in find_places(sentence, 0, context) if m.text == name)

    return _place


@pytest.mark.parametrize(
    ("sentence", "name", "country", "admin1"),
    [
        ("A mine went off in Al-Mansoura in Aleppo province on Monday.", "Al-Mansoura", "SY", "Aleppo"),
        ("Five soldiers died in Boni in Mopti region, the Malian army said.", "Boni", "ML", "Mopti"),
    ],
)
def test_a_namesake_of_another_province_gives_no_point(place, sentence, name, country, admin1):
    found = place(sentence, name)
    assert (found.lat, found.country, found.admin1) == (None, country, admin1)


@pytest.mark.parametrize(
    ("sentence", "name", "admin1"),
    [
        ("A mine went off in Al-Mansoura in the countryside of Raqqa province.", "Al-Mansoura", "Raqqa"),
        ("Gunmen raided a village in Kajuru in Nigeria's Kaduna state on Sunday.", "Kajuru", "Kaduna"),
    ],
)
def test_a_town_of_the_province_named_keeps_its_point(place, sentence, name, admin1):
    found = place(sentence, name)
    assert (found.lat is not None, found.admin1) == (True, admin1)
