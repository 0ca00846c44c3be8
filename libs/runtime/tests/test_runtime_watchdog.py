"""Promises of the watchdog: standing still with work waiting is seen; being idle is not a fault."""

import pytest

from vedette.runtime.errors import StoppedError
from vedette.runtime.metrics import Metrics
from vedette.runtime.settings import ServiceSettings
from vedette.runtime.watchdog import Position, Progress, Standing, Watchdog
from vedette.schemas.topics import RAW

MINE: Position = (RAW.name, 0)
THEIRS: Position = (RAW.name, 1)


class Holder:
    """Holds the partitions it is told to."""

    def __init__(self, *held: Position, restoring: bool = False) -> None:
        self.held = set(held)
        self.restoring = restoring

    def assigned(self) -> set[Position]:
        return self.held


def watch(*held: Position, restoring: bool = False) -> Watchdog:
    settings = ServiceSettings(watchdog_s=60, restore_patience_s=300)
    return Watchdog("vedette-clean", settings, [RAW], Holder(*held, restoring=restoring), Metrics("clean"))


def test_messages_that_wait_while_nothing_moves_are_a_stall() -> None:
    progress = Progress(60)
    progress.observe({MINE: Standing(5, 9)}, now=0)
    progress.observe({MINE: Standing(5, 12)}, now=61)
    assert progress.stalled(now=61) == [MINE]


def test_an_idle_partition_is_no_stall() -> None:
    progress = Progress(60)
    for now in (0, 100, 200):
        progress.observe({MINE: Standing(9, 9)}, now=now)
    assert progress.stalled(now=200) == []


def test_slow_progress_is_progress() -> None:
    progress = Progress(60)
    for minute in range(5):
        progress.observe({MINE: Standing(minute, 1000)}, now=minute * 55)
    assert progress.stalled(now=4 * 55) == []


def test_a_stalled_partition_of_this_worker_stops_it() -> None:
    dog = watch(MINE)
    dog.judge({MINE: Standing(5, 9)}, now=0)
    assert dog.problems() == []
    with pytest.raises(StoppedError, match="no progress"):
        dog.judge({MINE: Standing(5, 9)}, now=61)
    assert "vedette.articles.raw.v1[0]" in dog.problems()[0]


def test_a_stalled_partition_of_another_worker_is_not_ours_to_answer_for() -> None:
    dog = watch(MINE)
    for now in (0, 61):
        dog.judge({MINE: Standing(9, 9), THEIRS: Standing(5, 9)}, now=now)
    assert dog.problems() == []


def test_a_topic_that_nobody_reads_stops_a_worker_that_holds_nothing_of_it() -> None:
    dog = watch()
    dog.judge({MINE: Standing(0, 3), THEIRS: Standing(0, 0)}, now=0)
    with pytest.raises(StoppedError, match="not assigned"):
        dog.judge({MINE: Standing(0, 3), THEIRS: Standing(0, 0)}, now=61)


def test_a_spare_worker_beside_a_busy_one_lives_on() -> None:
    dog = watch()
    for now in (0, 61, 122):
        dog.judge({MINE: Standing(now, 1000)}, now=now)
    assert dog.problems() == []


def test_messages_may_wait_while_tables_are_restored_but_not_for_ever() -> None:
    dog = watch(MINE, restoring=True)
    for now in range(0, 300, 50):
        dog.judge({MINE: Standing(5, 9)}, now=now)
    assert dog.problems() == []
    with pytest.raises(StoppedError, match="not restored"):
        dog.judge({MINE: Standing(5, 9)}, now=301)
