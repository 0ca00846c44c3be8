"""One person harmed, told by age, role or kin, as local news does. All texts are invented."""

import pytest
from articles import read

from vedette.schemas import CasualtyClaim

CASES = [
    ("A 54-year-old woman was killed when a drone struck a minibus in Nikopol on Tuesday.", 1, None),
    ("A 71-year-old was killed in shelling of Kherson on Monday, the governor said.", 1, None),
    ("A 60-year-old man died and his wife was injured in Russian shelling of Kherson on Monday.", 1, 1),
    (
        "A 54-year-old woman was killed and three other people, including a teenage boy, were wounded when a drone "
        "struck a minibus in Nikopol on Tuesday morning, the governor said.",
        1,
        3,
    ),
    ("A suspected New People's Army rebel was killed while two soldiers were hurt in a clash in Catbalogan.", 1, 2),
    ("An Israeli drone strike killed a paramedic and his brother in Nabatieh on Friday, the ministry said.", 2, None),
    ("Police constable Harun Vasti was shot dead by militants in Pulwama on Sunday evening.", 1, None),
    ("Rebels overran an army base at Masagaway on Tuesday, killing 15 soldiers, a military officer said.", 15, None),
]


@pytest.mark.parametrize(("text", "killed", "injured"), CASES)
def test_single_victims_are_counted_and_those_who_tell_of_them_are_not(text, killed, injured):
    claims = [claim for claim in read(text) if isinstance(claim, CasualtyClaim)]
    counts = {
        name: sum(count.best or count.low or 0 for claim in claims if (count := getattr(claim.toll, name)))
        for name in ("killed", "injured")
    }
    assert counts == {"killed": killed, "injured": injured or 0}
