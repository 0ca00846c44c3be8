"""`vedette read --explain`: what was read is coloured in the text on a terminal, and nowhere else."""

import io

from articles import clean, read, reader
from rich.console import Console

from vedette.cli.marking import legend, marked_paragraphs
from vedette.cli.show import show_document

TITLE = "Rockets hit a market"
TEXT = (
    "Nine people were killed in Aleppo on Tuesday, police said.\n\nTurkish forces set up an observation post in Idlib."
)
PLAY = (
    "The marionettes of Ostrelle are on stage again from Saturday.\n\n"
    "Mice attacked an outpost on Saturday and killed nine soldiers; the audience of children threw cheese.\n\n"
    "The theatre bar sells lemonade. Tickets are six euros. The orchestra plays waltzes. Curtain at four."
)


def styled(text):
    return {(text.plain[span.start : span.end], str(span.style)) for span in text.spans}


def shown(*, terminal, explain):
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=100, color_system="standard" if terminal else None)
    show_document(console, clean(TEXT, title=TITLE), read(TEXT, title=TITLE), explain=explain)
    return out.getvalue()


def test_each_field_has_its_colour_in_the_text():
    _, first, second = marked_paragraphs(clean(TEXT, title=TITLE), read(TEXT, title=TITLE))
    assert {("Nine", "bold red"), ("Aleppo", "green"), ("Tuesday", "blue"), ("police", "magenta")} <= styled(first)
    assert ("an observation post", "bold cyan") in styled(second)


def test_the_number_of_its_claim_stands_behind_what_was_read():
    _, first, second = marked_paragraphs(clean(TEXT, title=TITLE), read(TEXT, title=TITLE))
    assert first.plain.startswith("Nine¹ people")
    assert "an observation post² in Idlib" in second.plain


def test_the_words_of_the_text_stay_as_they_are():
    article = clean(TEXT, title=TITLE)
    plain = [text.plain for text in marked_paragraphs(article, ())]
    assert plain == [paragraph.text for paragraph in article.paragraphs]


def test_the_legend_names_the_fields_that_were_read():
    told = legend(read(TEXT, title=TITLE)).plain.split()
    assert told[:3] == ["toll", "victims", "facility"]


def test_colours_are_for_terminals_and_explanations():
    assert "\x1b[32mAleppo" in shown(terminal=True, explain=True)
    assert "\x1b[32mAleppo" not in shown(terminal=True, explain=False)
    piped = shown(terminal=False, explain=True)
    assert "\x1b" not in piped
    assert "Nine people were killed in Aleppo on Tuesday, police said." in piped


def test_what_only_sounds_like_war_is_explained_and_not_told():
    title = "The cheese war, a play for children"
    article = clean(PLAY, title=title)
    out = io.StringIO()
    console = Console(file=out, width=100)
    show_document(console, article, read(PLAY, title=title), explain=True, left_out=reader().left_out(article))
    assert "no claims" in out.getvalue()
    assert "left out: hardly of armed force" in out.getvalue()
    assert "against it: " in out.getvalue()
