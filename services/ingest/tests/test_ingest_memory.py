"""Memory: the newest word counts, failures are kept apart, and nothing grows without bound."""

from datetime import UTC, datetime, timedelta

from vedette.ingest.memory import MAX_FAILURES, Memory
from vedette.schemas import SeenArticle

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def seen(key: str = "a", *, revision: int = 1, at: datetime = MONDAY, leads_to: str | None = None) -> SeenArticle:
    return SeenArticle(
        article_id=key, revision=revision, fingerprint="0" * 64, first_seen_at=MONDAY, seen_at=at, leads_to=leads_to
    )


def test_what_the_topic_gives_back_late_does_not_undo_what_we_wrote():
    memory = Memory()
    memory.note(seen(revision=3))
    memory.learn("a", seen(revision=2))
    assert memory.find("a") == seen(revision=3)
    memory.learn("a", seen(revision=4))
    assert memory.find("a") == seen(revision=4)


def test_a_tombstone_forgets():
    memory = Memory()
    memory.note(seen())
    memory.learn("a", None)
    assert memory.find("a") is None
    assert len(memory) == 0


def test_an_address_that_redirects_leads_to_the_article():
    memory = Memory()
    memory.note(seen("story"))
    memory.note(seen("short", leads_to="story"))
    assert memory.find("short") == seen("story")


def test_pauses_between_tries_double_up_to_six_hours():
    memory, now, pauses = Memory(), MONDAY, []
    for _ in range(12):
        failure = memory.failed("a", now, told=False)
        pauses.append((failure.next_at - now).total_seconds() / 60)
        now = failure.next_at
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert pauses[-1] == 360


def test_a_page_that_works_again_begins_anew():
    memory = Memory()
    memory.failed("a", MONDAY, told=True)
    memory.note(seen())
    assert memory.failure("a") is None
    assert memory.failed("a", MONDAY, told=False).tries == 1


def test_failures_are_bounded():
    memory = Memory()
    for number in range(MAX_FAILURES + 10):
        memory.failed(str(number), MONDAY, told=False)
    assert memory.failure("0") is None
    assert memory.failure(str(MAX_FAILURES + 9)) is not None


def test_only_what_nobody_listed_for_long_is_stale():
    memory = Memory()
    for key in ("old", "looked-at", "new"):
        memory.note(seen(key, at=MONDAY if key != "new" else MONDAY + timedelta(days=100)))
    memory.looked(seen("looked-at"), MONDAY + timedelta(days=99))
    before = MONDAY + timedelta(days=90)
    assert [key for key in memory.ids() if memory.is_stale(key, before)] == ["old"]
