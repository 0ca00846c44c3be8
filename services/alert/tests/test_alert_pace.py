"""How fast an endpoint is told, and that nobody waits for somebody else's endpoint."""

from datetime import timedelta

from alert_builders import NOON, alice, bob
from alert_dues import due, tried
from hypothesis import given
from hypothesis import strategies as st

from vedette.alert.channels.domains import Domains, domain_of
from vedette.alert.delivery.pace import Paces
from vedette.alert.delivery.queue import DueQueue
from vedette.alert.delivery.schedule import Attempt, Verdict

KEY = ("alice", "alice-hook")
SECOND = timedelta(seconds=1)
TAKEN, BUSY = Attempt(Verdict.TAKEN, status=200), Attempt(Verdict.FAILED, "the receiver answered 503", 503)


def drained(queue, now):
    """Take all that may be taken now, each being answered at once; return the endpoints."""
    taken = []
    while (one := queue.take(now)) is not None:
        queue.note(one, TAKEN, now)
        queue.settled(tried(one, TAKEN, now=now))
        taken.append(one.endpoint_id)
    return taken


def test_after_a_burst_an_endpoint_is_told_ten_times_a_second_and_others_do_not_wait():
    queue = DueQueue(paces=Paces(per_s=10, burst=20))
    for number in range(100):
        queue.put(due(number))
    queue.put(due("other", endpoint_id="other"))
    taken = drained(queue, NOON)
    assert (taken.count("alice-hook"), taken.count("other")) == (20, 1)
    assert NOON < queue.next_at() <= NOON + SECOND / 10 + SECOND / 1000
    now, told = NOON, 0
    for _ in range(30):
        now += SECOND / 10
        told += len(drained(queue, now))
    assert told in {29, 30}, "10 a second for 3 seconds"


def test_a_busy_receiver_is_told_half_as_fast_each_time_and_gets_its_pace_back():
    paces = Paces(per_s=8, burst=1)

    def pause():
        return (paces.ready_at(KEY, now) - now).total_seconds()

    now = NOON
    paces.spend(KEY, now)
    assert 0.124 < pause() < 0.126
    for expected in (0.25, 0.5, 1.0):
        paces.note(KEY, status=429, taken=False)
        assert abs(pause() - expected) < 0.001
    for _ in range(40):
        paces.note(KEY, status=200, taken=True)
    assert 0.124 < pause() < 0.126
    for _ in range(40):
        paces.note(KEY, status=503, taken=False)
    assert pause() < 10, "nobody is slowed to a stop"


@given(st.lists(st.tuples(st.floats(0, 2), st.booleans()), max_size=80))
def test_in_no_span_more_is_spent_than_the_bucket_holds_and_gets(steps):
    paces, now, spent = Paces(per_s=5, burst=3), NOON, []
    for pause, want in steps:
        now += SECOND * pause
        if want and paces.ready_at(KEY, now) <= now:
            paces.spend(KEY, now)
            spent.append(now)
    for start in range(len(spent)):
        for end in range(start, len(spent)):
            assert end - start + 1 <= 3 + 5 * (spent[end] - spent[start]).total_seconds() + 1e-3


def test_endpoints_of_one_domain_leave_room_for_others_and_take_turns_among_themselves():
    queue = DueQueue(per_domain=3, domain_of=lambda key: "big" if key[1].startswith("big") else key[1])
    for number in range(20):
        queue.put(due(number, endpoint_id=f"big-{number}"))
    queue.put(due("small", endpoint_id="small"))
    first = [queue.take(NOON) for _ in range(5)]
    assert sorted(d.endpoint_id for d in first if d) == ["big-0", "big-1", "big-2", "small"]
    seen = {d.endpoint_id for d in first if d}
    busy = [d for d in first if d]
    while busy:
        one = busy.pop(0)
        queue.settled(tried(one, TAKEN))
        while (more := queue.take(NOON)) is not None:
            assert sum(d.endpoint_id.startswith("big") for d in [*busy, more]) <= 3
            busy.append(more)
            seen.add(more.endpoint_id)
    assert len(seen) == 21, "nobody is forgotten"


def test_the_last_free_slots_are_for_what_was_never_tried():
    queue = DueQueue()
    queue.put(due(1, endpoint_id="failed", attempt=3))
    queue.put(due(2, endpoint_id="fresh"))
    assert queue.take(NOON, first_only=True).endpoint_id == "fresh"
    assert queue.take(NOON, first_only=True) is None
    assert queue.take(NOON).endpoint_id == "failed"


def test_the_domain_is_the_one_somebody_registered():
    assert domain_of("https://a.b.desk.example.co.uk/in") == "example.co.uk"
    assert domain_of("https://hooks.newsroom.example:8443/x") == "newsroom.example"
    assert domain_of("http://[::1]:80/") == "::1"
    assert domain_of("http://10.0.0.7/") == "10.0.0.7"
    domains = Domains({"alice": alice("https://x.desk.example/in"), "bob": bob()})
    assert (domains(KEY), domains(("bob", "bob-mail")), domains(("bob", "none"))) == ("desk.example", "mail", None)
