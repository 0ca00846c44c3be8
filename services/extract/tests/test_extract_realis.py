import pytest

from vedette.extract.saying.realis import is_hedged, realis_at
from vedette.schemas import Realis


@pytest.mark.parametrize(
    ("text", "word", "realis"),
    [
        ("The blast killed nine people.", "killed", Realis.ACTUAL),
        ("The blast could kill nine people.", "kill", Realis.HYPOTHETICAL),
        ("They plotted to kill nine people.", "kill", Realis.HYPOTHETICAL),
        ("The ministry fears that nine people were killed.", "killed", Realis.HYPOTHETICAL),
        ("If two soldiers are killed, the truce ends.", "killed", Realis.HYPOTHETICAL),
        ("The army denied that nine soldiers were killed.", "killed", Realis.DENIED),
        ("Reports that nine died were false.", "died", Realis.DENIED),
        ("The group denied involvement in the blast that killed nine.", "killed", Realis.ACTUAL),
        ("The rebels claim to have killed nine soldiers.", "killed", Realis.ACTUAL),
    ],
)
def test_the_words_before_tell_the_sense(text, word, realis):
    assert realis_at(text, text.index(word)) is realis


def test_reportedly_is_a_hedge():
    assert is_hedged("Nine people were reportedly killed.")
    assert not is_hedged("Nine people were killed.")
