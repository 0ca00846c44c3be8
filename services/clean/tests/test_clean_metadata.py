"""Promises about title, authors and publication time."""

import json
from datetime import UTC, date, datetime

import pytest

from vedette.clean.dates import find_published, read_day, read_stamp
from vedette.clean.language import find_language
from vedette.clean.metadata import DateFound, read_facts, split_authors, strip_tail
from vedette.clean.steps import clean_article
from vedette.schemas import DatePrecision, DateSource, Hints

LATEST = datetime(2024, 5, 16, tzinfo=UTC)


def published(dates=(), hints=None, url=None, head=()):
    return find_published(
        hints or Hints(), [DateFound(*d) for d in dates], url=url, html=None, head=list(head), latest=LATEST
    )


@pytest.mark.parametrize(
    ("title", "publisher", "plain"),
    [
        ("Two posts built above Orlen | Teral Courier", "Teral Courier", "Two posts built above Orlen"),
        ("Two posts built above Orlen - Teral Courier", "The Teral Courier", "Two posts built above Orlen"),
        ("Two posts built above Orlen | World News | Teral Courier", "Teral Courier", "Two posts built above Orlen"),
        (
            "Kasra shelled again – six dead in the market, governor says",
            "Teral Courier",
            "Kasra shelled again – six dead in the market, governor says",
        ),
        ("The ridge war: a diary", None, "The ridge war: a diary"),
        ("LIVE: siege of the Orlen post - what we know", None, "LIVE: siege of the Orlen post - what we know"),
        ("Two posts built above Orlen - Lake Herald", None, "Two posts built above Orlen"),
    ],
)
def test_the_site_is_not_part_of_the_title(title, publisher, plain):
    assert strip_tail(title, publisher) == plain


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ana Reis and Tomas Velling", ["Ana Reis", "Tomas Velling"]),
        ("Ana Reis, Tomas Velling & Jo Park", ["Ana Reis", "Tomas Velling", "Jo Park"]),
        ("https://courier.example/staff/ana", []),
        ("desk@courier.example", []),
    ],
)
def test_a_byline_gives_its_names(byline, names):
    assert split_authors(byline) == names


def test_a_commenter_is_no_author(page):
    assert read_facts(page(), ()).authors == []


def test_two_statements_that_agree_make_a_sure_time():
    found = published([("2024-05-14T06:20:00Z", "json_ld"), ("2024-05-14", "meta")])
    assert (found.at, found.precision, found.source) == (
        datetime(2024, 5, 14, 6, 20, tzinfo=UTC),
        DatePrecision.SECOND,
        DateSource.JSON_LD,
    )
    assert found.confidence > 0.95


def test_statements_that_contradict_make_an_unsure_time():
    assert published([("2024-05-14", "meta")], url="https://courier.example/2023/01/02/posts").confidence <= 0.6


def test_a_time_after_the_fetch_or_before_the_web_is_not_believed():
    assert published([("2031-01-01", "json_ld"), ("1970-01-01T00:00:00Z", "meta")]).source is DateSource.NONE


def test_the_hint_counts_where_the_page_says_nothing():
    hint = Hints(published_at=datetime(2024, 5, 13, tzinfo=UTC), published_day_only=True)
    found = published(hints=hint)
    assert (found.at, found.precision, found.source) == (hint.published_at, DatePrecision.DAY, DateSource.HINT)


def test_the_address_gives_the_day():
    found = published(url="https://courier.example/2024/05/14/two-posts-above-orlen")
    assert (found.at, found.source) == (datetime(2024, 5, 14, tzinfo=UTC), DateSource.URL)


def test_a_date_line_near_the_headline_counts_and_one_in_the_story_does_not():
    assert published(head=["14 May 2024"]).source is DateSource.DATELINE
    assert (
        published(
            head=["On 30 January 2019 a convoy was hit by a car bomb on the road to Meren and turned back."]
        ).source
        is DateSource.NONE
    )


@pytest.mark.parametrize(
    "text",
    [
        *("14 May 2024", "May 14, 2024", "14 de mayo de 2024", "14 мая 2024", "14. Mai 2024", "2024-05-14"),
        *("14 مايو 2024", "14.05.2024", "14.5.2024 - 10:22", "14/05/2024", "05/14/2024"),
    ],
)
def test_days_are_read_in_many_languages(text):
    assert read_day(text) == datetime(2024, 5, 14, tzinfo=UTC)


def test_impossible_days_are_no_days():
    assert read_day("31 February 2024") is None
    assert read_day("31.02.2024") is None


def test_a_day_that_may_be_another_day_is_none():
    assert read_day("03/04/2024") is None


def test_broken_stamps_are_none():
    assert read_stamp("2024-13-40T99:99:99Z") is None


def test_language_is_unknown_for_a_few_letters():
    assert find_language("Kasra 12") == "und"
    assert find_language("Las tropas levantaron dos puestos de observación sobre el valle el martes.") == "es"


def test_a_time_tag_that_contradicts_the_address_may_be_another_storys():
    found = published([("2022-02-11", "time_tag")], url="https://courier.example/2024/05/08/posts")
    assert (found.at, found.source) == (datetime(2024, 5, 8, tzinfo=UTC), DateSource.URL)
    assert found.confidence <= 0.6


def test_an_evening_counts_as_the_day_it_was_there(raw, page):
    told = {"@type": "NewsArticle", "datePublished": "2024-05-14T20:30:00-07:00"}
    article = clean_article(raw(page(head=f'<script type="application/ld+json">{json.dumps(told)}</script>')))
    assert article.published_at == datetime(2024, 5, 15, 3, 30, tzinfo=UTC)
    assert article.published_offset_minutes == -420
    assert article.published_day() == date(2024, 5, 14)


def test_the_same_time_told_without_a_zone_tells_the_zone(raw, page):
    told = {"@type": "NewsArticle", "datePublished": "2024-05-15T01:30:00+00:00"}
    head = (
        f'<script type="application/ld+json">{json.dumps(told)}</script>'
        '<meta name="pubdate" content="2024-05-14T17:30:00">'
    )
    assert clean_article(raw(page(head=head))).published_day() == date(2024, 5, 14)
