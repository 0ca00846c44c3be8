"""Notices owed, with defaults, and what becomes of them."""

import random
from datetime import datetime
from typing import Any

from alert_builders import ALICE_RULE, NOON, everyone, post_event

from vedette.alert.delivery.schedule import STEPS_S, Attempt, settle
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.schemas import Due


def due(number: int | str = 1, at: datetime = NOON, **over: Any) -> Due:
    """A notice of Alice's rule, of an event of its own."""
    event = post_event(event_id=f"e:{number}")
    owed = notify(event, index=RuleIndex([ALICE_RULE]), subscribers=everyone(), ledger=EventLedger(), now=at)
    return owed.dues[0].model_copy(update=over)


def tried(one: Due, attempt: Attempt, *, now: datetime = NOON, steps: tuple[float, ...] = STEPS_S) -> Due:
    """The notice after one more attempt."""
    return settle(one, attempt, now=now, steps_s=steps, rng=random.Random(1))
