"""Time words become days by the rules of the event definitions."""

from datetime import date

import pytest

from vedette.extract.dates.finder import DateMention, find_dates
from vedette.schemas import DateCode

TUESDAY = date(2021, 6, 15)
D = DateCode


def on(day, code=D.DAY):
    return DateMention(0, 8, "that day", day, day, code, is_period_start=False)


def read(sentence, anchor=TUESDAY, **options):
    return [(m.text, m.first, m.last, m.precision) for m in find_dates(sentence, 0, anchor, **options)]


@pytest.mark.parametrize(
    ("sentence", "words", "first", "last", "code"),
    [
        ("A mine killed two shepherds on Sunday.", "Sunday", (2021, 6, 13), (2021, 6, 13), D.DAY),
        ("The army said last Thursday it had left.", "last Thursday", (2021, 6, 10), (2021, 6, 10), D.DAY),
        ("The post was shelled last Tuesday.", "last Tuesday", (2021, 6, 8), (2021, 6, 8), D.DAY),
        ("The blast happened on Tuesday.", "Tuesday", (2021, 6, 15), (2021, 6, 15), D.DAY),
        ("It opened fire on February 4.", "February 4", (2021, 2, 4), (2021, 2, 4), D.DAY),
        ("The raid of 30 November left four dead.", "30 November", (2020, 11, 30), (2020, 11, 30), D.DAY),
        ("Built on 30 January 2018, it fell.", "30 January 2018", (2018, 1, 30), (2018, 1, 30), D.DAY),
        ("Updated 2019-03-02 at noon.", "2019-03-02", (2019, 3, 2), (2019, 3, 2), D.DAY),
        ("Filed 02.03.2019 by phone.", "02.03.2019", (2019, 3, 2), (2019, 3, 2), D.DAY),
        ("Two men died yesterday.", "yesterday", (2021, 6, 14), (2021, 6, 14), D.DAY),
        ("Shells fell overnight.", "overnight", (2021, 6, 14), (2021, 6, 15), D.DAYS),
        ("They left on the night of 3 June.", "night of 3 June", (2021, 6, 3), (2021, 6, 4), D.DAYS),
        ("Clashes from 3 to 5 June went on.", "from 3 to 5 June", (2021, 6, 3), (2021, 6, 5), D.DAYS),
        ("Fighting between Friday and Sunday.", "between Friday and Sunday", (2021, 6, 11), (2021, 6, 13), D.DAYS),
        ("In the past 24 hours six died.", "past 24 hours", (2021, 6, 14), (2021, 6, 15), D.DAYS),
        ("Three posts opened last week.", "last week", (2021, 6, 7), (2021, 6, 13), D.WEEK),
        ("The base closed in March.", "March", (2021, 3, 1), (2021, 3, 31), D.MONTH),
        ("It was cut short earlier this month.", "earlier this month", (2021, 6, 1), (2021, 6, 15), D.MONTH),
        ("Signed in mid-May 2019 in Baku.", "mid-May 2019", (2019, 5, 11), (2019, 5, 21), D.MONTH),
        ("The war began in 2015.", "2015", (2015, 1, 1), (2015, 12, 31), D.LONGER),
        ("The base was opened in the 1950s.", "1950s", (1950, 1, 1), (1959, 12, 31), D.LONGER),
        ("It was dug in the early 2020s.", "early 2020s", (2020, 1, 1), (2021, 6, 15), D.LONGER),
        ("Two days ago a car blew up.", "Two days ago", (2021, 6, 13), (2021, 6, 13), D.DAY),
    ],
)
def test_time_words_give_days(sentence, words, first, last, code):
    assert read(sentence) == [(words, date(*first), date(*last), code)]


def test_last_weekday_is_less_sure_when_this_weeks_has_passed():
    saturday = date(2021, 6, 19)
    [(_, first, _, code)] = read("The troops withdrew last Thursday.", saturday)
    assert (first, code) == (date(2021, 6, 17), D.DAYS)


def test_since_begins_a_period():
    [mention] = find_dates("About 900 have died since the beginning of last December.", 0, TUESDAY)
    assert mention.is_period_start
    assert (mention.first, mention.precision) == (date(2020, 12, 1), D.MONTH)
    assert not find_dates("It opened in December.", 0, TUESDAY)[0].is_period_start


def test_without_an_anchor_words_are_kept_and_no_day_is_made_up():
    assert read("Gunmen struck on Friday.", None) == [("Friday", None, None, D.DAY)]
    assert read("Gunmen struck on 5 May 2017.", None) == [("5 May 2017", date(2017, 5, 5), date(2017, 5, 5), D.DAY)]


def test_the_next_day_counts_from_the_day_named_before():
    found = read("A bomb went off on 3 June and two days later the post was left.")
    assert found[1] == ("two days later", date(2021, 6, 5), date(2021, 6, 5), D.DAY)
    [(_, first, _, _)] = read("The next day the convoy came back.", previous=on(date(2021, 6, 3)))
    assert first == date(2021, 6, 4)
    [(_, first, last, _)] = read("In March of that year it was closed.", previous=on(date(2010, 11, 1), D.MONTH))
    assert (first, last) == (date(2010, 3, 1), date(2010, 3, 31))
    [(_, first, last, _)] = read("In the year before, it was closed.", previous=on(date(2010, 11, 1), D.MONTH))
    assert (first, last) == (date(2009, 1, 1), date(2009, 12, 31))


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("The post will be ready in August.", (2021, 8, 1), (2021, 8, 31)),
        ("Two more should follow in March if the road is mended.", (2022, 3, 1), (2022, 3, 31)),
        ("The last base will be left before the end of June.", (2021, 6, 21), (2021, 6, 30)),
        ("A second one is contemplated for the first days of December.", (2021, 12, 1), (2021, 12, 10)),
        ("A base is to be opened next month.", (2021, 7, 1), (2021, 7, 31)),
        ("The post was set up in August.", (2020, 8, 1), (2020, 8, 31)),
        ("The base should have been ready in August.", (2020, 8, 1), (2020, 8, 31)),
        ("Experts are to visit the town where shells fell in August.", (2020, 8, 1), (2020, 8, 31)),
        ("Fighting between February and April killed 90.", (2021, 2, 1), (2021, 4, 30)),
        ("From March 2019 to February, 1,100 died.", (2019, 3, 1), (2020, 2, 29)),
        ("From 2006 to 2013 the base was closed.", (2006, 1, 1), (2013, 12, 31)),
    ],
)
def test_months_look_ahead_or_back_as_the_clause_does(sentence, first, last):
    [(_, found_first, found_last, _)] = read(sentence)
    assert (found_first, found_last) == (date(*first), date(*last))


def test_where_only_the_year_is_known_nothing_counts_from_the_day():
    assert read("Gunmen struck last year.", date(2019, 12, 31), knows_day=False)[0][1] is None
    assert read("Gunmen struck in March.", date(2019, 12, 31), knows_day=False)[0][1] == date(2019, 3, 1)


def test_verbs_and_names_are_no_months():
    assert read("The rebels march on the capital and may attack.") == []
    assert read("Troops were told to march at dawn.") == []
    assert read("The 14 March Alliance protested.") == []
    assert read("Marchers remembered Bloody Sunday.") == []


def test_a_number_behind_a_month_day_is_not_its_year():
    assert read("On 5 May 1,200 people fled.") == [("5 May", date(2021, 5, 5), date(2021, 5, 5), D.DAY)]


def test_a_slash_date_that_two_countries_read_differently_is_not_read():
    assert read("Filed 3/4/2019.") == []
    assert read("Filed 23/4/2019.")[0][1] == date(2019, 4, 23)


def test_a_day_of_the_coming_week_is_this_years_and_any_later_one_last_years():
    assert read("The hand-over is due by 20 June.")[0][1] == date(2021, 6, 20)
    assert read("The post fell on 30 June.")[0][1] == date(2020, 6, 30)


def test_agency_copy_in_capitals_is_read():
    assert read("ON 12 NOV 89 GUERRILLAS STRUCK.", date(1989, 11, 14))[0][1] == date(1989, 11, 12)


def test_offsets_count_in_the_whole_article():
    [mention] = find_dates("He died on Monday.", 100, TUESDAY)
    assert (mention.start, mention.end) == (111, 117)
