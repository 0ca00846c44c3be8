"""The operator's API, in memory."""

import pytest
from alert_builders import ALICE_RULE, NOON, alice, bob, rule
from fastapi.testclient import TestClient

from vedette.alert.api.app import create_api
from vedette.alert.api.store import RecentDeliveries, Store
from vedette.schemas import Delivery, DeliveryState
from vedette.schemas.topics import RULES

HEADERS = {"Authorization": "Bearer let-me-in"}


class Topics:
    """What the API sends, applied at once, as the topics' readers do a moment later."""

    def __init__(self):
        self.rules, self.subscribers = {}, {}

    async def send(self, message):
        kept = self.rules if message.topic is RULES else self.subscribers
        if message.value is None:
            kept.pop(message.key)
        else:
            kept[message.key] = message.value


@pytest.fixture
def topics():
    made = Topics()
    made.subscribers["alice"] = alice()
    return made


@pytest.fixture
def client(topics):
    recent = RecentDeliveries()
    for number, state in enumerate((DeliveryState.RETRY_WAIT, DeliveryState.DELIVERED)):
        recent.take(
            "alice-hook",
            Delivery(
                delivery_id="msg_1", endpoint_id="alice-hook", subscriber_id="alice", rule_id="r1", event_id="e:1",
                revision=1, channel="webhook", state=state, attempt=number + 1, at=NOON,
            ),
        )  # fmt: skip
    store = Store(topics.rules, topics.subscribers, recent, send=topics.send)
    return TestClient(create_api(store, token="let-me-in", clock=lambda: NOON), headers=HEADERS)


def body(thing):
    return thing.model_dump(mode="json", by_alias=True)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic bGV0"}])
def test_nothing_is_told_without_the_token(client, headers):
    client.headers.pop("Authorization")
    for path in ("/rules", "/subscribers", "/deliveries", "/rules/r1"):
        assert client.get(path, headers=headers).status_code in {401, 403}


def test_a_rule_is_written_read_changed_and_deleted(client, topics):
    assert client.put("/rules/idlib-posts", json=body(ALICE_RULE)).json()["rule_version"] == 1
    assert client.put("/rules/idlib-posts", json=body(ALICE_RULE)).json()["rule_version"] == 2
    assert topics.rules["idlib-posts"].when == ALICE_RULE.when
    assert client.get("/rules/idlib-posts").json()["name"] == "New posts in Idlib"
    assert len(client.get("/rules", params={"subscriber_id": "alice"}).json()) == 1
    assert client.get("/rules", params={"subscriber_id": "bob"}).json() == []
    assert client.delete("/rules/idlib-posts").status_code == 204
    assert client.get("/rules/idlib-posts").status_code == 404


def test_a_rule_with_a_mistake_is_refused(client, topics):
    wrong = body(ALICE_RULE) | {"when": {"kiled": 3}}
    assert client.put("/rules/idlib-posts", json=wrong).status_code == 422
    nobody = client.put("/rules/r9", json=body(rule("r9", subscriber_id="alise")))
    assert nobody.status_code == 422
    assert "did you mean alice?" in nobody.text
    assert client.put("/rules/other", json=body(ALICE_RULE)).status_code == 422
    assert topics.rules == {}


def test_a_subscriber_is_written_and_deleted_with_their_rules(client, topics):
    saved = client.put("/subscribers/bob", json=body(bob())).json()
    assert saved["created_at"] == "2025-03-04T12:00:00Z"
    client.put("/rules/r1", json=body(rule("r1", subscriber_id="bob")))
    assert [s["subscriber_id"] for s in client.get("/subscribers").json()] == ["alice", "bob"]
    assert client.delete("/subscribers/bob").status_code == 204
    assert set(topics.subscribers) == {"alice"}
    assert topics.rules == {}
    assert client.delete("/subscribers/bob").status_code == 404


def test_a_time_zone_nobody_knows_and_a_text_without_letters_are_refused(client, topics):
    wrong = client.put("/subscribers/bob", json=body(bob().model_copy(update={"zone": "Mars/Base"})))
    assert wrong.status_code == 422
    assert "is no time zone" in wrong.text
    mute = client.put("/rules/r1", json=body(rule("r1", {"text": {"any_of": ["?!"]}})))
    assert mute.status_code == 422
    assert "no letter or digit" in mute.text


def test_outcomes_are_read_newest_first(client):
    found = client.get("/deliveries", params={"subscriber_id": "alice"}).json()
    assert [d["state"] for d in found] == ["delivered", "retry_wait"]
    assert len(client.get("/deliveries", params={"state": "delivered"}).json()) == 1
    assert client.get("/deliveries", params={"limit": 0}).status_code == 422
