"""Garbage collection of a process that lives long: what was loaded at the start is not looked at again.

Python's collector walks everything that lives, again and again, in search of cycles. A service holds tables, indexes
and models by the million objects, makes no cycles in its steps, and stalls while they are walked.
Source: measured, a quarter of the CPU time of merging (tests/perf/merge_bench.py), full walks of up to a second.
"""

import gc

__all__ = ["collect_no_more", "collect_seldom", "set_aside"]

YOUNG, MIDDLE, OLD = 50_000, 20, 50
"""Objects made before the youngest are walked (Python's own: 700), and how many walks before older ones are."""


def set_aside() -> None:
    """Leave what lives now out of all walks. Call it when all is imported: faust walks once a table at each rebalance.

    Source: measured, a fifth of a CPU second of the start of alert.
    """
    gc.freeze()


def collect_seldom() -> None:
    """Set what lives now aside from all later walks, and walk the rest seldom. Call it when all is loaded."""
    gc.collect()
    set_aside()
    gc.set_threshold(YOUNG, MIDDLE, OLD)


def collect_no_more() -> None:
    """Leave everything out of all walks. Call it before a stop: faust walks once a table when it closes.

    Source: measured, four seconds on a busy machine with 6,000 claims in memory.
    """
    set_aside()
    gc.disable()
