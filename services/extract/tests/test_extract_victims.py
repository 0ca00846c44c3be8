"""Single victims told by name or role, captives by name, and texts written in capitals throughout."""

from functools import lru_cache

import pytest

from vedette.extract.sentences import Sentence, split_text
from vedette.extract.tagger.lexicon import LexiconTagger
from vedette.schemas import ParagraphRole


@lru_cache(maxsize=1)
def tagger():
    return LexiconTagger.load()


def marked(text):
    sentences = [Sentence(a, b, text[a:b], 0, ParagraphRole.BODY) for a, b in split_text(text)]
    return [(s.label.value, text[s.start : s.end]) for spans in tagger().tag(sentences) for s in spans]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gunmen kidnapped Harun Vasti, an engineer, on the road to Orlo.", [("captured", "Harun Vasti")]),
        ("Rebels captured Orlo Heights, a suburb of the capital.", []),
        ("The rebels captured a tanker off the coast.", []),
        ("Mayor Tomas Ruvel was gunned down outside his home.", [("killed", "Mayor")]),
        (
            "The party mourned the assassination of senator Tomas Ruvel and of lawyer Ana Deltoro.",
            [("killed", "senator Tomas Ruvel"), ("killed", "lawyer Ana Deltoro")],
        ),
        (
            "Colonel Iko Bandele and three other officers were killed in an ambush.",
            [("killed", "Colonel Iko Bandele"), ("killed", "three other officers")],
        ),
        ("Two gunmen and a shepherd were killed near Orlo.", [("killed", "Two gunmen"), ("killed", "a shepherd")]),
    ],
)
def test_single_victims_are_marked_by_name_or_role(text, found):
    assert marked(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "THE BISHOP TODAY CONDEMNED THE MURDER OF LAWYER TOMAS RUVEL AND CALLED FOR AN INQUIRY.",
            [("killed", "LAWYER")],
        ),
        ("JUDGES CONTINUE THEIR STRIKE OVER TOMAS RUVEL'S MURDER IN ORLO.", [("killed", "TOMAS RUVEL'S")]),
        ("THE COUNTRY IS STILL MOURNING FOUR PEASANTS MURDERED LAST WEEK.", [("killed", "FOUR PEASANTS")]),
        ("THE TROOPS KILLED HOPE AND LEFT ONLY HATRED BEHIND.", []),
        (
            "TWO NUNS -- AGED 20 AND 24 -- WERE SHOT TO DEATH AT 2130 LAST NIGHT.",
            [("killed", "TWO NUNS")],
        ),
    ],
)
def test_capitals_throughout_tell_no_names(text, found):
    assert marked(text) == found
