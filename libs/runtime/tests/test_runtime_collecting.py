"""A service that holds much does not walk it again and again."""

import gc

import pytest

from vedette.runtime.collecting import collect_seldom, set_aside


@pytest.fixture
def collector():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_what_lives_at_the_start_is_set_aside_and_later_garbage_is_still_found():
    held = [{"row": n} for n in range(1000)]
    collect_seldom()
    assert gc.get_freeze_count() >= len(held)
    ring: list[object] = []
    ring.append(ring)
    del ring
    assert gc.collect() >= 1


@pytest.mark.usefixtures("collector")
def test_what_was_imported_is_no_longer_walked():
    imported = [{"row": n} for n in range(1000)]
    set_aside()
    assert gc.get_freeze_count() >= len(imported)
    assert not any(each is imported[0] for each in gc.get_objects())
