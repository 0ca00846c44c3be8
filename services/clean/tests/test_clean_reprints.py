"""Promises about reprints: copies of one text share a group, distinct reports of one event do not."""

from datetime import UTC, datetime, timedelta

import pytest

from vedette.clean.duplicates import Known, likeness, sketch_of
from vedette.clean.reprints import Reprints, body_text
from vedette.clean.steps import clean_article

OTHER_REPORT = [
    "Two new army positions have gone up over the Orlen valley in Teral province, local officials and "
    "witnesses told our reporter on Tuesday.",
    "Villagers in Kasra described lorries and diggers working through the night, and said the mill road was "
    "shut for most of the morning.",
    "The provincial governor put the garrison at forty men. He added that a third position, by the quarry, "
    "would follow at some point.",
    "The southern command protested and spoke of a violation. The commanders are due to meet again in Meren "
    "within a week.",
]


@pytest.fixture
def known():
    return Reprints(keep=timedelta(days=3), limit=1000)


@pytest.fixture
def publish(raw, known):
    def add(name, lines, *, title=None, days=0):
        text = "\n\n".join([title or f"Title of {name}", *lines])
        at = datetime(2024, 5, 16, tzinfo=UTC) + timedelta(days=days)
        article = clean_article(raw(text, content_type="text/plain", article_id=name, fetched_at=at))
        return known.group(article, sketch_of(body_text(article)))

    return add


def test_a_copy_under_another_title_shares_the_group(publish, story):
    assert publish("courier", story) == publish("herald", story, title="Outposts rise over the valley, officials say")


def test_a_copy_with_a_paragraph_added_or_cut_shares_the_group(publish, story):
    group = publish("courier", story)
    assert (
        publish(
            "herald",
            [
                *story,
                "The Herald's own correspondent in Meren says that the lakeside hotel has been booked for "
                "the delegations.",
            ],
        )
        == group
    )
    assert publish("gazette", story[:-1]) == group


def test_a_copy_with_edited_words_and_another_byline_shares_the_group(publish, story):
    group = publish("courier", ["Von Tomas Velling, Kasra", *story])
    edited = [
        line.replace("bulldozers", "diggers").replace("forty", "40").replace("said on Tuesday", "told reporters")
        for line in story
    ]
    assert publish("herald", ["Par Ana Reis, à Meren", *edited]) == group


def test_another_newsrooms_own_report_of_the_event_stays_apart(publish, story):
    assert publish("courier", story) != publish("observer", OTHER_REPORT)


def test_the_same_article_again_keeps_its_group(publish, story):
    assert publish("courier", story) == publish("courier", story)


def test_old_texts_are_forgotten_by_age_and_by_number(publish, known, story):
    first = publish("courier", story)
    assert publish("herald", story, days=9) != first
    assert len(known) == 1
    small = Reprints(keep=timedelta(days=3), limit=2)
    for name in "abcde":
        small._remember(name, datetime(2024, 5, 16, tzinfo=UTC), Known(name, sketch_of(f"{name} " * 40)))
    assert len(small) == 2
    assert len(small._bands) <= 32


def test_a_text_survives_packing(story):
    known = Known("abc", sketch_of(" ".join(story)))
    assert likeness(Known.unpack(known.pack()).sketch, known.sketch) == 1.0
    assert Known.unpack(known.pack()).syndication_id == "abc"
