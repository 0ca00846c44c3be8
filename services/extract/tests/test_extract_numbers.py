import pytest

from vedette.extract.numbers import find_numbers
from vedette.schemas import CountOp


def values(text):
    return [(n.low, n.best, n.high, n.op) for n in find_numbers(text) if not n.ordinal]


@pytest.mark.parametrize(
    ("text", "low", "best", "high", "op"),
    [
        ("At least 30 villagers", 30, 30, None, CountOp.AT_LEAST),
        ("no fewer than twelve guards", 12, 12, None, CountOp.AT_LEAST),
        ("more than 2,400 people", 2400, 2400, None, CountOp.AT_LEAST),
        ("up to 180 fighters", None, 180, 180, CountOp.AT_MOST),
        ("nearly 50 men", None, 50, 50, CountOp.AT_MOST),
        ("about one million people", None, 1_000_000, None, CountOp.ABOUT),
        ("some 40 rebels", None, 40, None, CountOp.ABOUT),
        ("between 16 and 20 militants", 16, None, 20, CountOp.EXACT),
        ("six or seven people", 6, None, 7, CountOp.EXACT),
        ("twenty-five soldiers", 25, 25, 25, CountOp.EXACT),
        ("three thousand two hundred men", 3200, 3200, 3200, CountOp.EXACT),
        ("a dozen policemen", 12, 12, 12, CountOp.EXACT),
        ("half a million people", 500_000, 500_000, 500_000, CountOp.EXACT),
        ("1.2 million refugees", 1_200_000, 1_200_000, 1_200_000, CountOp.EXACT),
        ("dozens of people", 12, None, None, CountOp.VAGUE),
        ("tens of thousands of people", 10_000, None, None, CountOp.VAGUE),
        ("60 or more people", 60, 60, None, CountOp.AT_LEAST),
    ],
)
def test_bounds_follow_the_words(text, low, best, high, op):
    assert values(text) == [(low, best, high, op)]


@pytest.mark.parametrize(
    "text",
    [
        "in 2015 the road was closed",
        "a 23-year-old man",
        "Orlo Vasti, 35, was a teacher",
        "120 mm mortars",
        "the M4 road and Highway 60",
        "AK-47 rifles and F-16 jets",
        "5 km from the border",
        "at 10:30 or 5 pm",
        "4 February and February 4",
        "a rise of 12 percent",
        "$98 an hour and €44 million",
        "the 46th Brigade and Unit 731",
        "for three days and six hours",
    ],
)
def test_years_ages_measures_and_names_are_no_counts(text):
    assert values(text) == []


def test_two_numbers_joined_by_and_stay_two():
    assert [n.best for n in find_numbers("killed 11 and 25 injured")] == [11, 25]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("BANYO, May 6 - Two herdsmen were shot", [2]),
        ("Banyo, 6 May 2024 – Ten farmers were killed", [10]),
        ("BANYO, May 7 — Twenty-three guards died", [23]),
        ("Since January 61 civilians have been killed", [61]),
        ("In May 1999 it was over", []),
    ],
)
def test_days_and_months_take_no_number_of_people_with_them(text, best):
    assert [n.best for n in find_numbers(text)] == best


def test_a_dash_within_a_sentence_still_joins_two_ends():
    assert values("12 - 15 men") == [(12, None, 15, CountOp.EXACT)]


def test_the_sixth_is_an_ordinal():
    (number,) = find_numbers("the sixth post")
    assert (number.best, number.ordinal) == (6, True)


def test_offsets_count_in_the_article():
    (number,) = find_numbers("nine soldiers", 100)
    assert (number.start, number.end) == (100, 104)
