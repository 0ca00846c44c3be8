"""Texts that came by mail, and titles and datelines that stand by themselves."""

import textwrap

import pytest

from vedette.clean.letters import open_letter, strip_mail_prefix
from vedette.clean.steps import clean_article
from vedette.schemas import ParagraphRole

FIELDS = (
    "From: Press Desk <press@teral.example>\nTo: Lake List <list@lake.example>\nDate: Tue, 14 May 2024 08:12:00 +0000\n"
)
TITLES = [
    "Northern army pulls out of two camps near Orlen",
    "Marines set up post on east bank of Orlen, Teral says",
    "Observatory: six killed in attack on headquarters near Kasra",
    "Kasra shelled again; governor reports two dead and a third post",
    "Police barracks burnt in Meren as gangs block the lake road after a night of firing",
]


def read(raw, text):
    return clean_article(raw(text, content_type="text/plain"))


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Subject: Fwd: Two posts built above Orlen", "Two posts built above Orlen"),
        ("RE: Fw: Two posts built above Orlen", "Two posts built above Orlen"),
        ("Betreff: WG: Two posts built above Orlen", "Two posts built above Orlen"),
        ("Reopened: the road to Orlen", "Reopened: the road to Orlen"),
        ("Trial: five guards of the Orlen post heard", "Trial: five guards of the Orlen post heard"),
        ("Subject:", "Subject:"),
    ],
)
def test_a_forwarded_letter_has_the_headline_as_its_title(title, plain):
    assert strip_mail_prefix(title) == plain


def test_a_quoted_letter_reads_as_it_was_sent(raw):
    letter = (
        "On Tue, 14 May 2024 at 08:12, Press Desk <press@teral.example> wrote:\n\n"
        "> Northern army closes two posts above Orlen\n>\n"
        "> The northern army closed two observation posts on the ridge\n"
        "> above Orlen on Monday, the governor said, and fourteen men\n"
        "> left with three vehicles.\n>\n"
        "> Two policemen were wounded when a mine went off on the road\n"
        "> to the mill near Kasra, the office of the governor said.\n>\n"
        "> You receive this letter because you signed up for it.\n"
    )
    article = read(raw, letter)
    assert article.title == "Northern army closes two posts above Orlen"
    assert [p.text for p in article.paragraphs[1:]] == [
        "The northern army closed two observation posts on the ridge above Orlen on Monday, the governor said, and "
        "fourteen men left with three vehicles.",
        "Two policemen were wounded when a mine went off on the road to the mill near Kasra, the office of the "
        "governor said.",
    ]


def test_a_line_with_a_quote_sign_keeps_it_where_most_lines_have_none():
    text = "The toll is 5 > 4.\n> A remark\nA line below it."
    assert open_letter(text).text == text


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("width", [None, 72], ids=["long lines", "wrapped"])
def test_the_subject_of_a_letter_is_its_title_and_its_fields_are_no_article(raw, story, title, width):
    paragraphs = [textwrap.fill(text, width) if width else text for text in story]
    article = read(raw, f"{FIELDS}Subject: Fwd: {title}\n\n" + "\n\n".join(paragraphs) + "\n\n--\nSent from my phone\n")
    assert article.title == title
    assert [p.text for p in article.paragraphs[1:]] == story
    assert (article.published_at.date().isoformat(), article.cut[0].line) == ("2024-05-14", 0)


def test_a_forwarded_letter_is_read_and_not_the_note_above_it(raw, story):
    note = "FYI, see below.\n\n---------- Forwarded message ---------\n"
    inner = f"{FIELDS}Subject: Army builds two observation posts above the\n Orlen valley\nCc:\n\n"
    article = read(raw, f"{FIELDS}Subject: one for the desk\n\n{note}{inner}" + "\n\n".join(story))
    assert article.title == "Army builds two observation posts above the Orlen valley"
    assert [p.text for p in article.paragraphs[1:]] == story


def test_a_letter_that_answers_another_keeps_its_own_words(raw, story):
    answer = "\n\n".join(story)
    letter = f"{answer}\n\nFrom: Ana Reis\nSubject: Posts above Orlen\n\nIs it true that two posts went up above Orlen?"
    assert open_letter(letter).text == letter
    assert all(text in read(raw, letter).text for text in story)


def test_lines_with_a_colon_are_no_head_of_a_letter():
    text = "Kasra: two killed\nTo: the governor\n\nOrlen: three wounded"
    assert open_letter(text).head == ()


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(
    "form", ["{}", "\n{}", "{}\n \n* Two posts above Orlen\n\n* Road to the mill closed", "{}\n\nTERAL"]
)
def test_a_line_by_itself_above_the_first_paragraph_is_the_title(raw, story, title, form):
    article = read(raw, form.format(title) + "\n\n" + "\n\n".join(story))
    assert article.title == title
    assert [p.text for p in article.paragraphs[-len(story) :]] == story


def test_a_title_of_a_wrapped_text_may_be_wrapped_too(raw, story):
    title = "Police barracks burnt in Meren as gangs block the lake road after a night of firing, the governor says"
    blocks = [textwrap.fill(text, 72) for text in (title, *story)]
    article = read(raw, "\n\n".join(blocks))
    assert article.title == title
    assert [p.text for p in article.paragraphs[1:]] == story


@pytest.mark.parametrize(
    "first", ["Lake Herald", "By Ana Reis of the Lake Herald", "14 May 2024", "TERAL", "Dear readers,"]
)
def test_a_site_a_byline_a_date_and_a_greeting_are_no_title(raw, story, first):
    assert read(raw, f"{first}\n\n" + "\n\n".join(story)).title is None


def test_short_wrapped_paragraphs_are_put_together(raw):
    story = [
        "TERAL - A sergeant who died above Orlen had complained about his radio the night before, a court heard.",
        "The judge recorded that he was killed by a mine near the quarry in June. Two of his comrades were hurt.",
    ]
    text = "\n\n".join(textwrap.fill(paragraph, 72) for paragraph in story)
    article = read(raw, f"Court hears of last patrol\n\n{text}")
    assert [p.text for p in article.paragraphs] == ["Court hears of last patrol", *story]


@pytest.mark.parametrize("dateline", ["TERAL", "MEREN, Teral Province", "TERAL CITY (Lake News) —"])
def test_a_dateline_on_a_line_of_its_own_stays_with_the_article(raw, headline, story, dateline):
    lines = [
        "Home",
        "World",
        headline,
        "By Ana Reis",
        "Share on Facebook",
        dateline,
        *story,
        "Related articles",
        "© Lake Herald",
    ]
    article = read(raw, "\n".join(lines))
    assert [p.text for p in article.paragraphs] == [headline, dateline, *story]
    assert article.paragraphs[1].role is ParagraphRole.DATELINE


def test_a_button_in_capitals_above_the_article_is_no_dateline(raw, headline, story):
    article = read(raw, "\n".join(["LAKE HERALD", headline, "SUBSCRIBE", *story]))
    assert [p.text for p in article.paragraphs] == [headline, *story]
