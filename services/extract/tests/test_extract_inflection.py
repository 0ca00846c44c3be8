"""A verb named once in the lexicon is read in all its forms."""

import pytest

from vedette.extract.inflection import inflect
from vedette.extract.phrasebook import read_lexicon

IRREGULAR = {"blow": ["blew", "blown"], "set": ["set", "set"]}


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("vacate", ["vacate", "vacates", "vacated", "vacating"]),
        ("occupy", ["occupy", "occupies", "occupied", "occupying"]),
        ("scrap", ["scrap", "scraps", "scrapped", "scrapping"]),
        ("besiege", ["besiege", "besieges", "besieged", "besieging"]),
        ("torch", ["torch", "torches", "torched", "torching"]),
        ("blow up", ["blow up", "blows up", "blew up", "blown up", "blowing up"]),
        ("set fire to", ["set fire to", "sets fire to", "setting fire to"]),
    ],
)
def test_a_verb_has_the_forms_newsrooms_write(verb, forms):
    assert sorted(inflect(verb, IRREGULAR)) == sorted(forms)


def test_forms_of_the_past_leave_out_what_may_be_a_noun():
    assert list(inflect("mortar", {}).of_the_past()) == ["mortared", "mortaring"]


def test_a_verb_of_the_lexicon_stands_there_in_each_form_and_under_its_attribute():
    posts = read_lexicon("phrases")["posts"]
    assert {"vacate", "vacates", "vacating", "vacated"} <= set(posts["W"]["withdrawn"])
    assert "erects" in posts["E"]["third"]
    assert "erected" in posts["E"]["past"]
    assert not any(
        form.endswith(("~", "~ed")) for table in posts.values() for forms in table.values() for form in forms
    )
