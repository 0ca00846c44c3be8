"""State stays bounded: what nobody has told of for its window is forgotten, and nothing younger is."""

from datetime import UTC, datetime, timedelta

import pytest
from claims import DAY, DORVA, KALEM, area, at, casualty, on, post, site, withdrawn
from tables import MemoryTable

from vedette.extract.actors.finder import ActorTable
from vedette.extract.app_forget import MemoryWalk
from vedette.extract.app_merge import Merger
from vedette.extract.memory import known_at, read_memory, write_memory
from vedette.extract.merge.context import Context
from vedette.extract.merge.expiry import Windows
from vedette.extract.packed import pack
from vedette.runtime.messages import Message
from vedette.schemas import EventStatus, Scope

CONTEXT = Context(actors=ActorTable.load())
WINDOWS = Windows(
    incident=timedelta(days=30), total=timedelta(days=60), report=timedelta(days=30), post=timedelta(days=300)
)


def message_of(claim):
    return Message(value=claim, key="world", topic="claims", partition=0, offset=0, timestamp=claim.read_at)


class Desk:
    def __init__(self):
        self.table = MemoryTable()
        self.merger = Merger(self.table, CONTEXT, WINDOWS)

    async def take(self, *claims, at_once=1):
        events = []
        for first in range(0, len(claims), at_once):
            outcome = await self.merger.claims([message_of(claim) for claim in claims[first : first + at_once]])
            self.table.write(outcome.puts)
            events += [m.value for m in outcome.messages]
        return events

    def of(self, claim):
        return [key for key in self.table.rows if claim.claim_id in key]


def told(days, **more):
    """Return a claim of that day, in a village and at an hour of its own."""
    day = DAY + timedelta(days=days)
    name = f"Village {days}"
    row = {**DORVA, "name": name, "place_id": f"own:{name}", "lat": 30 + days / 50}
    more = {"places": [site(row)], "date": on(day), "publisher": f"Paper {days}", "published_at": at(12, day)} | more
    return casualty(3, **more)


def days_of(count, start=0):
    return [told(start + n) for n in range(count)]


@pytest.mark.parametrize("at_once", [1, 8])
async def test_state_does_not_grow_beyond_about_two_windows(at_once):
    desk = Desk()
    sizes, story = [], days_of(200)
    for first in range(0, 200, at_once):
        await desk.take(*story[first : first + at_once], at_once=at_once)
        sizes += [len(desk.table.rows)] * at_once
    per_claim = sizes[15] / 16
    assert max(sizes[100:]) < 2 * 30 * per_claim
    assert sizes[-1] < sizes[60] * 1.5


@pytest.mark.parametrize("at_once", [1, 8])
async def test_nothing_of_a_forgotten_claim_is_left(at_once):
    desk = Desk()
    first, *more = days_of(120)
    await desk.take(first, *more, at_once=at_once)
    assert desk.of(first) == []
    value = b"".join(v for k, v in desk.table.rows.items() if "|block|" in k)
    assert first.claim_id.encode() not in value


async def test_an_old_happening_that_is_told_again_is_kept_whole():
    desk = Desk()
    post_of_old = post(hour=9)
    await desk.take(post_of_old, *days_of(120, start=1))
    assert desk.of(post_of_old), "a post is known for its own, longer window"
    (event,) = [e for e in await desk.take(post(hour=24 * 125, publisher="Ridge Wire", date=on(DAY))) if e.is_site]
    assert len(event.claims) == 2


async def test_totals_have_a_window_of_their_own():
    desk = Desk()
    total = casualty(500, scope=Scope.CUMULATIVE, places=[area("Northern")])
    incident = casualty(4, hour=13)
    await desk.take(total, incident, *days_of(58, start=1))
    assert desk.of(total)
    assert not desk.of(incident)


async def test_a_claim_of_several_sites_stays_while_one_of_them_does():
    desk = Desk()
    both = post(hour=9, delta=2, places=[site(KALEM), site(DORVA)])
    await desk.take(both, *days_of(250, start=1))
    await desk.take(post(hour=24 * 250, publisher="Ridge Wire", date=on(DAY), places=[site(DORVA)]))
    await desk.take(*days_of(150, start=251))
    assert f"world|claim|{both.claim_id}" in desk.table.rows


@pytest.mark.parametrize("at_once", [1, 3])
async def test_a_replay_of_what_was_forgotten_begins_no_event_anew(at_once):
    desk = Desk()
    first, *more = days_of(120)
    await desk.take(first, *more)
    before = dict(desk.table.rows)
    replay = first, withdrawn(first), withdrawn(first, later_h=24 * 130)
    assert await desk.take(*replay, at_once=at_once) == []
    assert {k: v for k, v in desk.table.rows.items() if first.claim_id in k} == {}
    assert before.keys() == desk.table.rows.keys()


async def test_claims_that_make_no_event_are_forgotten_too():
    desk = Desk()
    supposed = told(0, realis="hypothetical")
    await desk.take(supposed, *days_of(90, start=1))
    assert desk.of(supposed) == []


async def test_what_was_forgotten_does_not_change_what_is_younger():
    desk, other = Desk(), Desk()
    story = days_of(100)
    echo = [told(99, publisher="Ridge Wire"), told(98, publisher="Valley Post")]
    events = await desk.take(*story, *echo)
    younger = await other.take(*story[80:], *echo)
    stand = lambda found: {e.event_id: (e.status, e.claims) for e in found}  # noqa: E731
    assert stand(younger).items() <= stand(events).items()
    assert {e.status for e in events} == {EventStatus.ACTIVE}


@pytest.mark.parametrize("packed", [True, False])
def test_the_age_of_a_memory_is_read_without_parsing_it(packed):
    value = write_memory([casualty(3, hour=9), casualty(4, hour=15, publisher="Ridge Wire")])
    newest = max(c.read_at for c in read_memory(value))
    assert known_at(pack(value) if packed else value) == newest
    assert known_at(b"[]") is None


def test_memories_of_articles_go_round_by_round_but_not_those_under_way():
    table = MemoryTable()
    now = datetime(2032, 1, 1, tzinfo=UTC)
    for n in range(6):
        table.rows[f"a{n}"] = write_memory([casualty(3, hour=9 + (8000 if n == 3 else 0), publisher=str(n))])
    walk = MemoryWalk(table, timedelta(days=90), known_at)
    walk.under_way.add("a1")
    gone = [key for _ in range(4) for key in walk.gone(0, now)]
    assert gone[:4] == ["a0", "a2", "a4", "a5"]
    assert "a1" not in gone
    assert "a3" not in gone
