"""A country that only its army or its fire names does not keep out the towns of its neighbours."""

import pytest

from vedette.extract.places.finder import PlaceContext, article_countries, find_places
from vedette.extract.places.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def read():
    gazetteer = Gazetteer.load()

    def _read(sentence):
        context = PlaceContext(gazetteer, article_countries(sentence, gazetteer))
        return [(m.text, m.place.country) for m in find_places(sentence, 0, context) if m.place.lat is not None]

    return _read


@pytest.mark.parametrize(
    ("sentence", "town", "country"),
    [
        ("An Israeli strike killed three people in Aitaroun on Monday.", "Aitaroun", "LB"),
        ("A Turkish drone killed three fighters in Taftanaz at dawn.", "Taftanaz", "SY"),
        ("Russian forces withdrew from their base in Lyptsi on Monday.", "Lyptsi", "UA"),
        ("An Israeli air strike killed three people in Blida on Monday.", "Blida", "LB"),
        ("Nigerian troops killed three gunmen in Gwoza on Monday.", "Gwoza", "NG"),
    ],
)
def test_an_army_abroad_is_read_where_it_fights(read, sentence, town, country):
    assert (town, country) in read(sentence)


def test_a_country_named_by_itself_keeps_towns_abroad_out(read):
    assert read("Turkey buried two men on Monday; a Turkish drone had crashed in Taftanaz.") == []


@pytest.mark.parametrize(
    ("sentence", "towns"),
    [
        ("Turkish forces moved their base from Taftanaz to Sarmin on Monday.", ["Taftanaz", "Sarmin"]),
        ("The Israeli army moved its observation post from Aitaroun to Blida.", ["Aitaroun", "Blida"]),
    ],
)
def test_what_moved_has_both_of_its_sites(read, sentence, towns):
    assert [town for town, _ in read(sentence)] == towns
