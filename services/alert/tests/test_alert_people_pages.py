"""Links in mails and endpoints owners enter, through the API, with receivers in memory."""

import json
from base64 import b64decode
from datetime import timedelta

import pytest
from alert_builders import ALICE_RULE, NOON, alice, bob, post_event
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi.testclient import TestClient

from vedette.alert.api.app import create_api
from vedette.alert.api.store import RecentDeliveries, Store
from vedette.alert.audit import Chain
from vedette.alert.channels.introduce import Introductions, bounce_path, news_links, unsubscribe_links
from vedette.alert.channels.signing import sign
from vedette.alert.consent import may_be_told
from vedette.alert.delivery.schedule import Attempt, Verdict
from vedette.alert.history import History
from vedette.alert.keyring import Keyring
from vedette.alert.matching.index import RuleIndex
from vedette.schemas import Delivery, EndpointState
from vedette.schemas.topics import ADDRESSES, SUBSCRIBERS

KEY = "a key of at least thirty-two characters"
BASE = "https://alerts.vedette.example"


class Outside:
    """A webhook and a mailbox, in memory."""

    def __init__(self):
        self.questions, self.links, self.answer = [], [], Attempt(Verdict.TAKEN, status=200)

    domain = "vedette.example"

    async def verify(self, endpoint, question):
        self.questions.append(question)
        return self.answer

    async def ask(self, endpoint, *, link, message_id, language):
        self.links.append(link)
        return Attempt(Verdict.TAKEN)


class World:
    def __init__(self, key=KEY):
        self.subscribers = {"alice": alice(), "bob": bob()}
        self.outside, self.ring = Outside(), Keyring(key, str)
        self.deliveries, self.addresses, self.now = RecentDeliveries(), {}, NOON
        self.history = History()
        store = Store(
            RuleIndex([ALICE_RULE]), self.subscribers, self.deliveries, send=self.send, clock=lambda: self.now,
            chain=Chain("run", {}), addresses=self.addresses, history=self.history,
        )  # fmt: skip
        introductions = Introductions(self.outside, self.outside, self.ring, base_url=BASE, clock=lambda: self.now)
        self.http = TestClient(
            create_api(store, token="let-me-in", clock=lambda: self.now, introductions=introductions),
            follow_redirects=False,
        )

    async def send(self, message):
        if message.topic is SUBSCRIBERS:
            self.subscribers[message.key] = message.value
        elif message.topic is ADDRESSES:
            self.addresses[message.key] = message.value

    def ask(self, method, path, **more):
        headers = {"Authorization": "Bearer let-me-in"}
        return self.http.request(method, f"/subscribers/alice/endpoints{path}", headers=headers, **more)

    def endpoint(self, name, whose="alice"):
        return next(e for e in self.subscribers[whose].endpoints if e.endpoint_id == name)

    def unsubscribe_path(self, rule_id):
        return unsubscribe_links(self.ring, "")("alice", "alice-hook", rule_id)


@pytest.fixture
def world():
    return World()


def test_a_webhook_an_owner_enters_is_told_nothing_until_it_answered_the_challenge(world):
    made = world.ask("PUT", "/desk", json={"channel": "webhook", "target": "https://desk.example/in"}).json()
    assert made["secret"].startswith("whsec_")
    assert made["secret"] not in json.dumps(made["endpoint"])
    assert world.ring.secret(made["endpoint"]["secret_ref"]) == made["secret"]
    assert not may_be_told(world.endpoint("desk"))
    world.outside.answer = Attempt(Verdict.FAILED, "the receiver did not send the challenge back")
    assert world.ask("POST", "/desk/verify").status_code == 422
    assert not may_be_told(world.endpoint("desk"))
    world.outside.answer = Attempt(Verdict.TAKEN, status=200)
    assert world.ask("POST", "/desk/verify").status_code == 200
    assert world.endpoint("desk").consent.how == "handshake"
    challenges = {q.data.challenge for q in world.outside.questions}
    assert len(challenges) == 2, "each asking has a challenge of its own"
    again = world.ask("PUT", "/desk", json={"channel": "webhook", "target": "https://else.example/in"}).json()
    assert again["secret"] is None
    assert not may_be_told(world.endpoint("desk")), "another address has to answer for itself"


def test_a_webhook_is_asked_five_times_a_day_at_most(world):
    world.ask("PUT", "/desk", json={"channel": "webhook", "target": "https://desk.example/in"})
    world.outside.answer = Attempt(Verdict.FAILED, "the address could not be reached")
    assert [world.ask("POST", "/desk/verify").status_code for _ in range(6)] == [422] * 5 + [429]
    assert len(world.outside.questions) == 5


def test_a_mailbox_is_told_nothing_until_its_link_was_pressed_and_opening_it_is_harmless(world):
    world.ask("PUT", "/box", json={"channel": "email", "target": "reader@mail.example"})
    world.ask("POST", "/box/verify")
    (link,) = world.outside.links
    path = link.removeprefix(BASE)
    for _ in range(3):
        shown = world.http.get(path)
        assert shown.status_code == 200
        assert '<form method="post">' in shown.text
    assert not may_be_told(world.endpoint("box"))
    assert world.http.post(path, data={"what": "yes"}).status_code == 200
    assert world.endpoint("box").consent.how == "opt_in"
    assert world.http.post(path).status_code == 404, "a link works once"
    assert world.http.get("/confirm/alice/box/made-up").status_code == 404


def test_an_owner_may_have_mails_tell_nothing_of_the_event(world):
    world.ask("PUT", "/box", json={"channel": "email", "target": "reader@mail.example", "minimal": True})
    world.ask("POST", "/box/verify")
    world.http.post(world.outside.links[0].removeprefix(BASE))
    assert world.endpoint("box").minimal
    world.ask("PUT", "/box", json={"channel": "email", "target": "reader@mail.example"})
    assert not world.endpoint("box").minimal
    assert may_be_told(world.endpoint("box")), "the same address need not be confirmed anew"


def test_one_post_unsubscribes_without_cookie_or_redirect_and_a_get_does_not(world):
    path = world.unsubscribe_path("idlib-posts")
    assert "Stop “New posts in Idlib”" in world.http.get(path).text
    assert world.endpoint("alice-hook").muted_rules == []
    done = world.http.post(path, content="List-Unsubscribe=One-Click")
    assert (done.status_code, "set-cookie" in done.headers) == (200, False)
    assert world.endpoint("alice-hook").muted_rules == ["idlib-posts"]
    assert may_be_told(world.endpoint("alice-hook")), "other rules go on"
    assert world.http.post(path, content="List-Unsubscribe=One-Click").status_code == 200, "twice is once"
    world.http.post(path, data={"what": "all"})
    assert world.endpoint("alice-hook").state is EndpointState.UNSUBSCRIBED
    assert world.http.post(path[:-2]).status_code == 404


def test_pages_load_nothing_and_run_nothing(world):
    shown = world.http.get(world.unsubscribe_path(None))
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert "<script" not in shown.text
    assert '<html lang="en" dir="ltr">' in shown.text


def test_a_new_secret_is_shown_once_and_the_old_one_signs_on_for_a_day(world):
    world.ask("PUT", "/desk", json={"channel": "webhook", "target": "https://desk.example/in"})
    old = world.endpoint("desk").secret_ref
    made = world.ask("POST", "/desk/secret").json()
    assert made["secret"] != world.ring.secret(old)
    assert world.endpoint("desk").previous_secret_ref == old
    assert len(world.ring.signing_keys(world.endpoint("desk"), NOON)) == 2


def test_a_mailbox_that_is_gone_is_not_asked_again_whoever_enters_it(world):
    box = world.subscribers["bob"].endpoints[0].model_copy(update={"state": EndpointState.GONE})
    world.subscribers["bob"] = world.subscribers["bob"].model_copy(update={"endpoints": [box]})
    world.ask("PUT", "/box", json={"channel": "email", "target": "BOB@mail.example"})
    assert world.ask("POST", "/box/verify").status_code == 422
    assert world.outside.links == []


BOUNCE = """Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.mail.example

Final-Recipient: rfc822; bob@mail.example
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

Message-ID: <msg_ABCDEFGHIJKLMNOPQRSTUVWX23@vedette.example>

--b--
"""


def test_a_bounce_of_a_notice_we_sent_suppresses_the_mailbox_and_a_made_up_one_does_not(world):
    def hand_in():
        headers = {"Authorization": "Bearer let-me-in"}
        return world.http.post("/bounces", content=BOUNCE, headers=headers).json()["suppressed"]

    assert hand_in() == [], "nobody sent this notice"
    sent = Delivery(
        delivery_id="msg_ABCDEFGHIJKLMNOPQRSTUVWX23", endpoint_id="bob-mail", subscriber_id="bob", rule_id="tolls",
        event_id="e:1", revision=1, channel="email", state="delivered", attempt=1, at=NOON,
    )  # fmt: skip
    world.deliveries.take("bob-mail", sent)
    assert hand_in() == ["bob-mail"]
    assert world.endpoint("bob-mail", "bob").state is EndpointState.GONE


def hand_in(world, mail):
    return world.http.post("/bounces", content=mail, headers={"Authorization": "Bearer let-me-in"}).json()


def test_entering_an_address_again_does_not_allow_asking_it_again(world):
    asked = []
    for _ in range(3):
        world.ask("PUT", "/box", json={"channel": "email", "target": "victim@mail.example"})
        asked += [world.ask("POST", "/box/verify").status_code for _ in range(2)]
        world.ask("DELETE", "/box")
    assert asked == [200] * 3 + [429] * 3
    assert "victim" not in str(world.addresses), "only a keyed hash is kept"
    world.now += timedelta(hours=25)
    world.ask("PUT", "/box", json={"channel": "email", "target": "Victim@mail.example"})
    assert world.ask("POST", "/box/verify").status_code == 200


def bob_told(world, number=1):
    """Say that Bob was sent a notice; return the return path of its mail."""
    path = bounce_path(world.ring, "back@vedette.example")("msg_ABCDEFGHIJKLMNOPQRSTUVWX23", "bob@mail.example")
    return path, BOUNCE.replace("Content-Type", f"To: {path}\nContent-Type", 1).split("--b\nContent-Type: text/rfc822")[
        0
    ]


def test_a_bounce_to_a_return_path_of_ours_is_believed_without_memory_and_a_made_up_path_is_not(world):
    path, report = bob_told(world)
    assert len(path.partition("@")[0]) <= 64, "RFC 5321, section 4.5.3.1.1"
    forged = report.replace(path, path.replace(path.partition("@")[0][-4:], "0000"))
    assert hand_in(world, forged)["suppressed"] == []
    assert hand_in(world, report)["suppressed"] == ["bob-mail"]
    assert world.endpoint("bob-mail", "bob").state is EndpointState.GONE
    world.subscribers["bob"] = world.subscribers["bob"].model_copy(update={"endpoints": []})
    world.ask("PUT", "/box", json={"channel": "email", "target": "bob@mail.example"})
    assert world.ask("POST", "/box/verify").status_code == 422, "suppressed though nobody holds the endpoint any more"


def test_three_soft_bounces_in_a_week_pause_a_mailbox(world):
    _, report = bob_told(world)
    soft = report.replace("5.1.1", "4.2.2")
    for days, state in ((0, "active"), (1, "active"), (9, "active"), (3, "active"), (1, "suspended")):
        world.now += timedelta(days=days)
        assert hand_in(world, soft)["paused"] == ["bob-mail"]
        assert world.endpoint("bob-mail", "bob").state == state


def test_a_complaint_unsubscribes_and_the_mailbox_is_not_asked_again(world):
    path, _ = bob_told(world)
    complaint = f"""To: {path}
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Original-Rcpt-To: bob@mail.example

--b--
"""
    assert hand_in(world, complaint)["unsubscribed"] == ["bob-mail"]
    assert world.endpoint("bob-mail", "bob").state is EndpointState.UNSUBSCRIBED
    world.ask("PUT", "/box", json={"channel": "email", "target": "bob@mail.example"})
    assert world.ask("POST", "/box/verify").status_code == 422


def test_a_mail_unsubscribes_as_its_link_would_and_a_made_up_one_does_not(world):
    token = world.unsubscribe_path("idlib-posts").rpartition("/")[2]
    assert hand_in(world, f"Subject: {token[:-3]}abc\n\n")["unsubscribed"] == []
    assert hand_in(world, f"Subject: {token}\n\n")["unsubscribed"] == ["alice-hook"]
    assert world.endpoint("alice-hook").muted_rules == ["idlib-posts"]


def test_a_page_of_news_is_shown_to_whom_it_was_mailed_while_they_want_notices(world):
    event = post_event()
    world.history.take(event.event_id, event)
    path = news_links(world.ring, "")("bob", "bob-mail", event.event_id)
    shown = world.http.get(path)
    assert (shown.status_code, "Hillside Watch" in shown.text) == (200, True)
    assert world.http.get(path[:-2] + "xx").status_code == 404
    world.subscribers.pop("bob")
    assert world.http.get(path).status_code == 404


def test_everybody_may_have_the_key_that_checks_v1a_signatures(world):
    shown = world.http.get("/webhook-key").json()["v1a"]
    signed = sign(b"{}", keys=[], message_id="msg_1", timestamp=7, private=world.ring.private_key())
    public = Ed25519PublicKey.from_public_bytes(b64decode(shown.removeprefix("whpk_")))
    public.verify(b64decode(signed["webhook-signature"].removeprefix("v1a,")), b"msg_1.7.{}")
    with pytest.raises(InvalidSignature):
        public.verify(b64decode(signed["webhook-signature"].removeprefix("v1a,")), b"msg_1.8.{}")
    assert World(key=None).http.get("/webhook-key").status_code == 404


def test_without_a_key_owners_enter_nothing():
    world = World(key=None)
    assert world.ask("PUT", "/desk", json={"channel": "email", "target": "a@b.example"}).status_code == 503
    assert world.http.post("/unsubscribe/abc.def").status_code == 404
