"""The day of a toll: the happening's own, not that of the report, of what came before or of what is to come."""

from datetime import date

import pytest
from articles import casualties, killed, posts

from vedette.schemas import DateBasis, Scope

THURSDAY = "2024-05-16"  # the day of publication of all texts here


def day_of(text, **over):
    (claim,) = casualties(text, **over)
    return claim.date.start, claim.date.end, claim.date.basis


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Nine soldiers were killed in Orlo on Tuesday.", "2024-05-14", "2024-05-14"),
        ("Nine soldiers were killed overnight in shelling of Orlo.", "2024-05-15", "2024-05-16"),
        ("Nine soldiers were killed overnight from Monday to Tuesday.", "2024-05-13", "2024-05-14"),
        ("Gunmen killed nine soldiers in Orlo at the weekend.", "2024-05-11", "2024-05-12"),
        ("Women marched in Dravec on Monday after a bomb in Orlo killed nine soldiers.", "2024-05-12", "2024-05-13"),
        ("A day after shells killed nine soldiers, rockets hit Orlo on Tuesday.", "2024-05-13", "2024-05-13"),
        ("Shelling of Orlo from Friday to Sunday killed nine soldiers.", "2024-05-10", "2024-05-12"),
        ("ORLO, May 13 (SLA) - Nine soldiers were killed in an ambush.", "2024-05-12", "2024-05-13"),
        ("On the night between May 13 and 14, 21 rebels were killed in Orlo.", "2024-05-13", "2024-05-14"),
        ("Shelling killed nine soldiers in Orlo in March.", "2024-03-01", "2024-03-31"),
        ("Troops came back three days after nine soldiers were killed in Orlo.", "2024-05-13", "2024-05-13"),
        ("The widow of a soldier who was killed in the 2003 bombing of Orlo spoke.", "2003-01-01", "2003-12-31"),
        ("Rebels killed nine soldiers who had survived a raid two days ago.", "2024-05-15", "2024-05-16"),
        ("Bombs killed nine soldiers at a station for the vote to be held on 20 May.", "2024-05-15", "2024-05-16"),
        ("Nine soldiers died in shelling of Orlo, the worst day since the truce of 1989.", "2024-05-15", "2024-05-16"),
        ("A similar bombing in 2015 killed 40 soldiers in Orlo.", "2015-01-01", "2015-12-31"),
    ],
)  # fmt: skip
def test_the_day_of_a_toll_is_that_of_its_own_happening(text, first, last):
    assert day_of(text)[:2] == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "text",
    [
        "The ministry announced on Wednesday that nine soldiers had been killed in Orlo.",
        "On Wednesday, the ministry said nine soldiers had been killed in Orlo.",
        "NINE SOLDIERS HAVE BEEN KILLED IN ORLO, THE LOCAL POLICE REPORTED YESTERDAY.",
    ],
)
def test_a_day_on_a_verb_of_saying_dates_the_report(text):
    assert day_of(text) == (date(2024, 5, 14), date(2024, 5, 15), DateBasis.REPORT)


@pytest.mark.parametrize(
    ("text", "number", "first"),
    [
        (
            "Rockets hit a barracks in Orlo on 2 May and killed 40 soldiers. By Tuesday they had updated the number of "
            "dead to 63.",
            63,
            "2024-05-02",
        ),
        (
            "Rockets hit a barracks in Orlo on 2 May. The mayor thanked the firemen.\n\nOn Monday, the head of the "
            "district hospital reported that 63 soldiers had died in the attack.",
            63,
            "2024-05-02",
        ),
        (
            "A bomb killed two guards at the gate of Sarmin in Syria in March. Schools opened again.\n\n"
            "The army says that it has killed nine rebels in Sarmin.",
            9,
            "2024-03-01",
        ),
        (
            "Shells killed two men in Orlo on Sunday. Six soldiers were killed the same night in Dravec.",
            6,
            "2024-05-12",
        ),
        ("In December 2022 mines killed two men. A month later shells killed nine soldiers.", 9, "2023-01-01"),
    ],
)
def test_a_toll_told_again_has_the_day_of_its_happening(text, number, first):
    days = {killed(c): c.date.start for c in casualties(text)}
    assert days[number] == date.fromisoformat(first)


@pytest.mark.parametrize(
    "built", ["built in 1951", "which was set up in March", "first opened in the 1950s", "established in 2006"]
)
def test_the_year_a_post_was_built_is_not_the_day_it_is_attacked(built):
    (claim,) = posts(f"The Vardan army base in Orlo, {built}, was attacked by rebels on Tuesday.")
    assert (claim.action, claim.date.start) == ("attacked", date(2024, 5, 14))


def test_a_date_printed_over_the_text_dates_no_happening():
    text = "12.05.2024\nA mine killed nine soldiers near Orlo on Wednesday."
    assert day_of(text)[0] == date(2024, 5, 15)


def test_a_sum_counts_from_the_day_its_clause_names():
    text = "At least 350 people have been killed since the protests began on October 1, doctors count."
    (claim,) = casualties(text)
    assert (claim.date.start, claim.date.end) == (date(2023, 10, 1), date(2024, 5, 16))


def test_a_chronicle_knows_no_yesterday():
    text = "On 3 August 2019 shells killed six soldiers in Orlo. Last year rebels killed nine soldiers in Dravec."
    days = {killed(c): c.date.start for c in casualties(text, published=None)}
    assert days[6] == date(2019, 8, 3)
    assert days[9] != date(2018, 1, 1)


def test_a_chronicle_without_a_day_of_publication_stays_in_its_year():
    text = "On 31 December 2022 rockets killed 90 soldiers in Orlo. On 3 January 2023 shells killed six soldiers."
    assert [c.date.start for c in casualties(text, published=None)] == [date(2022, 12, 31), date(2023, 1, 3)]


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("Three soldiers were killed in Orlo, bringing the total killed since the coup to 14.", {3: "incident"}),
        ("Shells have killed 21 soldiers in Orlo since dawn.", {21: "incident"}),
        ("Seven soldiers were killed in Orlo as they marched against years of war.", {7: "incident"}),
        ("Since March shells have killed 21 soldiers in Orlo.", {21: "cumulative"}),
        ("About 450 soldiers were killed in the battle, the rebels said.", {450: "incident"}),
        ("In two years of war 210 soldiers have been killed in Orlo.", {210: "cumulative"}),
    ],
)
def test_a_sum_is_told_by_the_words_of_its_own_clause(text, scopes):
    found = {killed(c): c.scope for c in casualties(text)}
    assert {n: found[n] for n in scopes} == {n: Scope(s) for n, s in scopes.items()}
