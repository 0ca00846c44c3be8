"""The HTTP API, in memory: who may see and touch what, and what is written down of it."""

from datetime import timedelta

import pytest
from alert_builders import ALICE_RULE, NOON, alice, bob, post_event, rule, toll_event
from fastapi.testclient import TestClient

from vedette.alert.api.app import create_api
from vedette.alert.api.store import RecentDeliveries, Store
from vedette.alert.audit import Chain, verify
from vedette.alert.history import History
from vedette.alert.matching.facts import facts_of
from vedette.alert.matching.index import RuleIndex
from vedette.schemas import Delivery, DeliveryState, Digest
from vedette.schemas.topics import AUDIT, RULES

HEADERS = {"Authorization": "Bearer let-me-in"}


class Topics:
    """What the API sends, applied at once, as the topics' readers do a moment later."""

    def __init__(self):
        self.rules, self.subscribers, self.audit, self.clock = RuleIndex(), {}, [], NOON

    async def send(self, message):
        if message.topic is AUDIT:
            self.audit.append(message.value)
        elif message.topic is RULES:
            self.rules.remove(message.key) if message.value is None else self.rules.put(message.value)
        elif message.value is None:
            self.subscribers.pop(message.key)
        else:
            self.subscribers[message.key] = message.value
            self.rules.put_areas(message.key, message.value.areas)


@pytest.fixture
def topics():
    made = Topics()
    made.subscribers |= {"alice": alice(), "bob": bob()}
    return made


@pytest.fixture
def history():
    kept = History()
    for event in (post_event(), toll_event(killed=3)):
        kept.take(event.event_id, event)
    return kept


@pytest.fixture
def api(topics, history):
    recent = RecentDeliveries()
    for owner in ("alice", "bob"):
        for number, state in enumerate((DeliveryState.RETRY_WAIT, DeliveryState.DELIVERED)):
            recent.take(
                f"{owner}-hook",
                Delivery(
                    delivery_id=f"msg_{owner}", endpoint_id=f"{owner}-hook", subscriber_id=owner, rule_id="r1",
                    event_id="e:1", revision=1, channel="webhook", state=state, attempt=number + 1, at=NOON,
                ),
            )  # fmt: skip
    store = Store(
        topics.rules, topics.subscribers, recent, send=topics.send, clock=lambda: topics.clock,
        chain=Chain("run-1", {}), history=history,
    )  # fmt: skip
    return create_api(store, token="let-me-in", clock=lambda: topics.clock, base_url="https://watch.example")


@pytest.fixture
def client(api):
    return TestClient(api, headers=HEADERS)


@pytest.fixture
def as_owner(api, client):
    def make(name, use="api"):
        token = client.post(f"/subscribers/{name}/tokens", json={"use": use}).json()["token"]
        return TestClient(api, headers={"Authorization": f"Bearer {token}"})

    return make


def body(thing):
    return thing.model_dump(mode="json", by_alias=True)


PATHS = ("/rules", "/subscribers", "/deliveries", "/rules/r1", "/rules/r1/why/e:1", "/feeds/alice/events.atom")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic bGV0"}])
def test_nothing_is_told_without_a_token(client, headers):
    client.headers.pop("Authorization")
    for path in PATHS:
        assert client.get(path, headers=headers).status_code == 401


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
    assert "there is no subscriber 'alise'" in nobody.text
    assert client.put("/rules/other", json=body(ALICE_RULE)).status_code == 422
    many = {"all": [{"any": [{"killed": n}, {"injured": n}]} for n in range(1, 8)]}
    refused = client.put("/rules/r1", json=body(rule("r1", many)))
    assert "more than 32 alternatives" in refused.text
    assert dict(topics.rules) == {}


def test_a_subscriber_is_written_and_deleted_with_their_rules(client, topics):
    saved = client.put("/subscribers/carol", json=body(bob().model_copy(update={"subscriber_id": "carol"}))).json()
    assert saved["created_at"] == "2025-03-04T12:00:00Z"
    client.put("/rules/r1", json=body(rule("r1", subscriber_id="carol")))
    assert [s["subscriber_id"] for s in client.get("/subscribers").json()] == ["alice", "bob", "carol"]
    assert client.delete("/subscribers/carol").status_code == 204
    assert set(topics.subscribers) == {"alice", "bob"}
    assert dict(topics.rules) == {}
    assert client.delete("/subscribers/carol").status_code == 404


def test_a_time_zone_nobody_knows_and_a_text_without_letters_are_refused(client):
    wrong = client.put("/subscribers/bob", json=body(bob().model_copy(update={"zone": "Mars/Base"})))
    assert wrong.status_code == 422
    assert "is no time zone" in wrong.text
    mute = client.put("/rules/r1", json=body(rule("r1", {"text": {"any_of": ["?!"]}})))
    assert mute.status_code == 422
    assert "no letter or digit" in mute.text
    assert client.put("/rules/r1", json=body(rule("r1", zone="Mars/Base"))).status_code == 422


def test_outcomes_are_read_newest_first(client):
    found = client.get("/deliveries", params={"subscriber_id": "alice"}).json()
    assert [d["state"] for d in found] == ["delivered", "retry_wait"]
    assert len(client.get("/deliveries", params={"state": "delivered"}).json()) == 2
    assert client.get("/deliveries", params={"limit": 0}).status_code == 422


def test_a_token_is_shown_once_and_kept_as_a_hash(client, topics):
    made = client.post("/subscribers/alice/tokens", json={"use": "api", "label": "laptop"}).json()
    assert made["token"].startswith("vdt_alice_")
    kept = topics.subscribers["alice"].model_dump_json()
    assert made["token"] not in kept
    assert made["token"].rpartition("_")[2] not in kept
    listed = client.get("/subscribers/alice/tokens").json()
    assert [(t["token_id"], "token" in t, "sha256" in t) for t in listed] == [(made["token_id"], False, False)]
    assert client.get("/subscribers/alice").json()["tokens"] == []
    client.put("/subscribers/alice", json=body(alice()))
    assert len(client.get("/subscribers/alice/tokens").json()) == 1, "a write does not lose keys"


def test_an_owner_sees_and_touches_only_what_is_theirs(client, as_owner, topics):
    client.put("/rules/of-bob", json=body(rule("of-bob", {"kind": ["casualty"]}, subscriber_id="bob")))
    owner = as_owner("alice")
    made = owner.post("/rules", json=body(rule("any", {"kind": ["post"]}))).json()
    assert [r["rule_id"] for r in owner.get("/rules").json()] == [made["rule_id"]]
    assert owner.get("/rules", params={"subscriber_id": "bob"}).json() == []
    assert [s["subscriber_id"] for s in owner.get("/subscribers").json()] == ["alice"]
    assert {d["subscriber_id"] for d in owner.get("/deliveries").json()} == {"alice"}
    assert owner.get("/deliveries", params={"subscriber_id": "bob"}).json() == []
    theft = body(rule("of-bob", {"kind": ["post"]}))
    for answer in (
        owner.get("/rules/of-bob"), owner.put("/rules/of-bob", json=theft), owner.delete("/rules/of-bob"),
        owner.get("/rules/of-bob/why/e:post-1"), owner.get("/subscribers/bob"), owner.get("/subscribers/bob/tokens"),
        owner.post("/subscribers/bob/tokens", json={"use": "api"}), owner.put("/subscribers/bob", json=body(bob())),
        owner.post("/rules", json=body(rule("x", subscriber_id="bob"))), owner.get("/feeds/bob/events.atom"),
        owner.post("/rules/test", json=body(rule("x", subscriber_id="bob"))),
        owner.put(f"/rules/{made['rule_id']}", json=made | {"subscriber_id": "bob"}),
        owner.delete("/subscribers/bob/tokens/tok_1"), owner.put("/rules/fresh", json=body(rule("fresh"))),
    ):  # fmt: skip
        assert answer.status_code == 404, answer.request.url
    assert topics.rules["of-bob"].subscriber_id == "bob"


def test_what_is_not_there_and_what_is_not_yours_read_the_same(client, as_owner):
    client.put("/rules/of-bob", json=body(rule("of-bob", subscriber_id="bob")))
    owner = as_owner("alice")
    assert owner.get("/rules/of-bob").text.replace("of-bob", "x") == owner.get("/rules/none").text.replace("none", "x")


def test_an_owner_cannot_point_an_endpoint_at_another_secret(as_owner):
    owner = as_owner("alice")
    theirs = alice(secret_ref="env:BOBS_SECRET")
    assert owner.put("/subscribers/alice", json=body(theirs)).status_code == 403
    assert owner.put("/subscribers/alice", json=body(alice().model_copy(update={"name": "A."}))).status_code == 200
    assert owner.delete("/subscribers/alice").status_code == 403


def test_a_token_for_feeds_opens_feeds_alone(as_owner):
    feeds = as_owner("alice", use="pull")
    assert feeds.get("/feeds/alice/events.atom").status_code == 200
    assert feeds.get("/rules").status_code == 401


def test_a_token_that_is_revoked_or_has_expired_opens_nothing(api, client, topics):
    made = client.post("/subscribers/alice/tokens", json={"use": "api", "expires_at": "2025-03-05T00:00:00Z"}).json()
    owner = TestClient(api, headers={"Authorization": f"Bearer {made['token']}"})
    assert owner.get("/rules").status_code == 200
    topics.clock = NOON + timedelta(days=2)
    assert owner.get("/rules").status_code == 401
    topics.clock = NOON
    assert client.delete(f"/subscribers/alice/tokens/{made['token_id']}").status_code == 204
    assert owner.get("/rules").status_code == 401


def test_who_asks_too_often_waits_and_others_do_not(client, as_owner, topics):
    owner = as_owner("alice")
    answers = [owner.get("/rules") for _ in range(300)]
    assert [a.status_code for a in answers].count(200) == 240
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert client.get("/rules").status_code == 200
    topics.clock += timedelta(minutes=1)
    assert owner.get("/rules").status_code == 200


def test_guessing_tokens_is_slowed_down(api):
    stranger = TestClient(api, headers={"Authorization": "Bearer vdt_alice_guess"})
    assert {stranger.get("/rules").status_code for _ in range(40)} == {401, 429}


def test_every_change_is_written_down_before_it_is_made(client, as_owner, topics):
    as_owner("alice").post("/rules", json=body(rule("any", {"kind": ["post"]})))
    client.put("/subscribers/bob", json=body(bob("robert@mail.example")))
    client.delete("/subscribers/bob")
    assert [(e.actor, e.action) for e in topics.audit] == [
        ("operator", "chain.began"), ("operator", "subscriber.saved"), ("subscriber:alice", "rule.saved"),
        ("operator", "subscriber.saved"), ("operator", "subscriber.deleted"),
    ]  # fmt: skip
    assert verify(topics.audit) == []
    whole = "".join(e.model_dump_json() for e in topics.audit)
    assert "robert@mail.example" not in whole
    assert "alice.example" not in whole


def test_a_dry_run_tells_how_many_a_day_and_saves_nothing(client, topics):
    told = client.post("/rules/test", json=body(ALICE_RULE)).json()
    assert (told["events"], told["messages"], told["advice"]) == (2, 1, None)
    assert told["newest"][0]["headline"] == "New observation post: Kafr Sindiyan (Idlib, Syria)"
    assert dict(topics.rules) == {}


def test_why_and_why_not_leaf_by_leaf(client):
    why = client.post("/rules/why/e:toll-1", json=body(ALICE_RULE)).json()
    assert why["matches"] is False
    assert [(c["condition"], c["holds"]) for c in why["conditions"]] == [
        ("kind: post", False),
        ("place: SY/Idlib", True),
    ]
    client.put("/rules/idlib-posts", json=body(ALICE_RULE))
    assert client.get("/rules/idlib-posts/why/e:post-1").json()["matches"] is True
    assert client.get("/rules/idlib-posts/why/e:none").status_code == 404


VALLEY = {"area_id": "valley", "name": "Our valley", "bbox": [36.0, 35.5, 36.6, 36.1]}
OSLO = {"area_id": "valley", "radius": {"lat": 59.9, "lon": 10.7, "km": 30}}
IN_THE_VALLEY = {**ALICE_RULE.model_dump(mode="json"), "when": {"place": {"area": "valley"}}}


def test_an_owner_saves_areas_and_their_rules_follow(as_owner, topics):
    alice_in, event = as_owner("alice"), post_event()
    assert alice_in.put("/subscribers/alice/areas/valley", json=VALLEY).status_code == 200
    saved = alice_in.post("/rules", json=IN_THE_VALLEY).json()["rule_id"]
    assert saved in topics.rules.found(facts_of(event))
    assert alice_in.put("/subscribers/alice/areas/valley", json=OSLO).status_code == 200
    assert saved not in topics.rules.found(facts_of(event))
    assert alice_in.get(f"/rules/{saved}/why/{event.event_id}").json()["conditions"][0]["holds"] is False


def test_an_area_a_rule_names_is_not_deleted_under_it(as_owner):
    alice_in = as_owner("alice")
    alice_in.put("/subscribers/alice/areas/valley", json=VALLEY)
    saved = alice_in.post("/rules", json=IN_THE_VALLEY).json()["rule_id"]
    refused = alice_in.delete("/subscribers/alice/areas/valley")
    assert refused.status_code == 409
    assert saved in refused.json()["detail"]
    assert alice_in.delete(f"/rules/{saved}").status_code == 204
    assert alice_in.delete("/subscribers/alice/areas/valley").status_code == 204
    assert alice_in.get("/subscribers/alice/areas").json() == []


def test_a_rule_cannot_name_an_area_that_is_not_saved(client):
    answer = client.post("/rules", json=IN_THE_VALLEY)
    assert answer.status_code == 422
    assert "has saved no area 'valley'" in answer.text


def test_nobody_sees_or_draws_another_ones_areas(as_owner):
    bob_in = as_owner("bob")
    assert bob_in.get("/subscribers/alice/areas").status_code == 404
    assert bob_in.put("/subscribers/alice/areas/valley", json=VALLEY).status_code == 404


def busy(history, number):
    for i in range(number):
        event = post_event(event_id=f"e:{i}", updated_at=NOON - timedelta(minutes=i % 1400))
        history.take(event.event_id, event)


def test_a_rule_that_would_send_a_lot_is_saved_with_advice(client, history):
    assert "Vedette-Advice" not in client.post("/rules", json=body(ALICE_RULE)).headers
    busy(history, 1600)  # in thirty days
    saved = client.post("/rules", json=body(ALICE_RULE))
    assert saved.status_code == 201
    assert saved.headers["Vedette-Advice"].endswith("narrow its conditions, or add `digest: day`")
    daily = body(ALICE_RULE.model_copy(update={"digest": Digest(every="day")}))
    assert "Vedette-Advice" not in client.post("/rules", json=daily).headers


def test_only_the_operator_saves_a_rule_that_would_drown_its_reader(client, as_owner, history, monkeypatch):
    monkeypatch.setattr("vedette.alert.api.rule_routes.REFUSED_A_DAY", 60)
    busy(history, 2000)
    assert client.post("/rules", json=body(ALICE_RULE)).status_code == 422
    assert as_owner("alice").post("/rules?broad=true", json=body(ALICE_RULE)).status_code == 422
    assert client.post("/rules?broad=true", json=body(ALICE_RULE)).status_code == 201
