"""The API keeps its own OpenAPI description: whatever is asked, the answer is one it announces."""

from datetime import UTC, datetime

import pytest
import schemathesis
from alert_builders import ALICE_RULE, alice, bob, post_event
from alert_dues import due, tried
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from vedette.alert.api.app import create_api
from vedette.alert.api.store import RecentDeliveries, Store
from vedette.alert.audit import Chain
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.alert.history import History
from vedette.alert.matching.index import RuleIndex
from vedette.schemas.topics import AUDIT, RULES

NOON = datetime(2025, 3, 4, 12, tzinfo=UTC)
TOKEN = "let-me-in"
SENSE = [positive_data_acceptance, ignored_auth]
"""A schema cannot say that a zone exists or that a path and its body name one record; such records get a 422.
That every route wants a token is a unit test of its own: the check sends our header along with its wrong one."""

ALIKE = settings(
    max_examples=15, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
"""The same requests in every run, so that a failure belongs to the change it stands beside; to look for more, drop
`derandomize` and ask for some hundred."""


@pytest.fixture
def described():
    rules, subscribers, history = RuleIndex([ALICE_RULE]), {"alice": alice(), "bob": bob()}, History()
    history.take("e:post-1", post_event())

    async def send(message):
        if message.topic is RULES:
            rules.remove(message.key) if message.value is None else rules.put(message.value)
        elif message.topic is not AUDIT:
            subscribers.pop(message.key, None)
            if message.value is not None:
                subscribers[message.key] = message.value

    store = Store(
        rules, subscribers, RecentDeliveries(), send=send, clock=lambda: NOON, chain=Chain("run", {}), history=history
    )

    async def archive(endpoint_id, *, since):
        for each in (due(), tried(due(), Attempt(Verdict.TAKEN))):
            yield each

    api = create_api(store, token=TOKEN, clock=lambda: NOON, per_minute=1_000_000, archive=archive)
    return schemathesis.openapi.from_asgi("/openapi.json", api)


def test_every_answer_is_one_the_description_announces(described):
    asked = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @ALIKE
        @given(case=operation.as_strategy())
        def ask(case):
            case.call_and_validate(headers={"Authorization": f"Bearer {TOKEN}"}, excluded_checks=SENSE)

        ask()
        asked += 1
    assert asked >= 15
