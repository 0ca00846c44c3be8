"""Groups of victims named one by one: civilians of one deed are one toll with its parts, two sides stay apart."""

import pytest
from articles import casualties, killed


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("Gunmen murdered six nuns, a cook and her daughter in a convent in Orlo on Monday.", [8]),
        ("The rebels killed the mayor of the small town of Orlo, as well as two peasants, the radio said.", [3]),
        ("THE REBELS HAVE KILLED THE MAYOR OF THE SMALL TOWN OF ORLO, AS WELL AS TWO PEASANTS.", [3]),
        ("A car bomb killed Nela Orsen, 42, Tomas Ruvel, 19, and a teacher in Orlo on Monday.", [3]),
        ("A drone strike on a school in Orlo killed two women and 15 children.", [17]),
        # by place, by side
        ("A drone killed four farmers in Orlo and three teachers in Gao.", [4]),
        ("A suicide bomber killed 13 Palestinians and 3 Israelis at a bus stop in Orlo.", [13, 3]),
        ("Rebels said a soldier and a militant were killed in Orlo.", [1, 1]),
        ("Shelling in Orlo killed two soldiers and three children.", [2, 3]),
    ],
)
def test_groups_of_one_side_are_summed_and_those_of_two_are_not(text, dead):
    assert [killed(c) for c in casualties(text)] == dead


def test_the_groups_of_a_sum_stand_as_its_parts():
    (claim,) = casualties("Gunmen murdered six nuns, a cook and her daughter in a convent in Orlo on Monday.")
    assert [(p.text, p.count.best) for p in claim.victims.of_which] == [
        ("six nuns", 6),
        ("a cook", 1),
        ("her daughter", 1),
    ]


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("The attack took the life of presidential candidate Tomas Ruvel on Monday.", [1]),
        ("The army accused the rebels of murdering Nela Orsen (34), a colonel's daughter, in Orlo on Monday.", [1]),
        ("Rebels said the party whose candidate was murdered on Monday would not give up.", [1]),
        ("The minister will punish eight soldiers accused of assassinating six priests in Orlo.", [6]),
        ("THE BISHOP SAID THE SIX PRIESTS' SLAYING REPRESENTS A BLOW TO THE COUNTRY.", [6]),
        # the deed is planned, told of a judge, of a play
        ("The rebels planned to assassinate six priests in Orlo.", []),
        ("A court sentenced two men convicted of killing six shopkeepers in Orlo.", []),
        ("The role took the life of the singer to another stage.", []),
    ],
)
def test_murders_told_in_passing_are_read_where_they_are_war(text, dead):
    assert [killed(c) for c in casualties(text)] == dead


def test_a_victim_told_by_name_is_public_by_the_office_told_elsewhere():
    told = "Nela Orsen's murder in Orlo has shaken the town. Nela Orsen, 46, a liberal senator, had led the inquiry."
    assert [killed(c) for c in casualties(told)] == [1]
    other = "Nela Orsen's murder in Orlo has shaken the town. Nela Orsen, 46, a florist, had led the choir."
    assert casualties(other) == []
