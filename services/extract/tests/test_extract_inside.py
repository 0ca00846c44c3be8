"""One article, one telling: what it repeats, adds up, corrects or quotes from two sides."""

from articles import casualties


def tolls(text, **over):
    return [(c.toll.killed.best if c.toll.killed else None, c.attribution.claimant) for c in casualties(text, **over)]


def test_headline_lead_and_body_tell_one_toll():
    text = (
        "At least 12 people were killed on Tuesday when a car bomb exploded in a market in Mosul, police said.\n\n"
        "The bomb also wounded 30 people.\n\nTwelve people were killed in the blast in Mosul, a medic said."
    )
    (claim,) = casualties(text, title="Car bomb kills 12 in Mosul market")
    assert (claim.toll.killed.best, claim.toll.injured.best) == (12, 30)
    assert len(claim.evidence) >= 3


def test_parts_of_a_total_keep_their_own_places():
    text = "Shelling killed 25 people on Tuesday. Fourteen people were killed in Kharkiv. Eleven people died in Izyum."
    assert [[p.name for p in c.places] for c in casualties(text)][1:] == [["Kharkiv"], ["Izyum"]]


def test_groups_of_one_total_are_its_parts():
    (claim,) = casualties("Nine people, six soldiers and three civilians, were killed in an ambush near Gao.")
    assert [(part.text, part.count.best) for part in claim.victims.of_which] == [
        ("six soldiers", 6),
        ("three civilians", 3),
    ]


def test_rival_tolls_are_kept_with_who_tells_them():
    text = (
        "A drone strike on Tuesday killed 19 people in El Fasher, the army said. "
        "The Nile Doctors Network put the death toll at 27."
    )
    assert tolls(text) == [(19, "army"), (27, "Nile Doctors Network")]


def test_an_older_attack_keeps_its_own_day():
    text = "A car bomb killed 9 people in Quetta on Tuesday, police said.\n\nA similar attack in 2015 killed 40 people."
    first, second = casualties(text)
    assert (first.date.start.year, second.date.end.year) == (2024, 2015)
