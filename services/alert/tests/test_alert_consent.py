"""Whose word stands for an endpoint, how often it may be asked for, and what links and secrets are made of."""

from datetime import timedelta

import pytest
from alert_builders import ALICE_RULE, NOON, VOUCHED, alice, bob, post_event

from vedette.alert import consent
from vedette.alert.keyring import Keyring, Link
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.runtime.errors import ConfigError
from vedette.schemas import EmailEndpoint, EndpointState, WebhookEndpoint

KEY = "a key of at least thirty-two characters"
BOX = EmailEndpoint(endpoint_id="box", address="Reader@Mail.example", state=EndpointState.UNVERIFIED)
HOOK = WebhookEndpoint(endpoint_id="hook", url="https://desk.example/in", secret_ref="env:DESK_SECRET")


def owed_to(subscriber):
    index = RuleIndex([ALICE_RULE])
    return notify(
        post_event(), index=index, subscribers={"alice": subscriber}, ledger=EventLedger(), now=NOON
    ).dues  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"consent": None}, {"state": EndpointState.UNVERIFIED},
        {"state": EndpointState.UNSUBSCRIBED}, {"muted_rules": [ALICE_RULE.rule_id]},
    ],
)  # fmt: skip
def test_nothing_is_owed_to_an_endpoint_nobodys_word_stands_for(change):
    one = alice()
    assert len(owed_to(one)) == 1
    assert owed_to(consent.with_endpoint(one, one.endpoints[0].model_copy(update=change))) == ()


def test_another_address_needs_a_consent_of_its_own_and_the_same_one_keeps_its():
    before = HOOK.model_copy(update={"consent": VOUCHED, "asked": [NOON]})
    same = consent.unverified(HOOK, before)
    assert (same.consent, same.state) == (VOUCHED, EndpointState.ACTIVE)
    moved = consent.unverified(HOOK.model_copy(update={"url": "https://else.example/in"}), before)
    assert (moved.consent, moved.state, moved.asked) == (None, EndpointState.UNVERIFIED, [NOON])
    assert consent.unverified(HOOK, None).state is EndpointState.UNVERIFIED


def test_a_mailbox_is_asked_three_times_a_day_whoever_enters_it():
    box, other = BOX, bob("reader@mail.example")
    for number in range(3):
        assert consent.asks_left(box, [other], None, NOON) == 3 - number
        box = consent.asked(box, NOON)
    assert consent.asks_left(box, [other], None, NOON) == 0
    elsewhere = consent.with_endpoint(alice(), box)
    assert consent.asks_left(other.endpoints[0], [elsewhere, other], None, NOON) == 0
    assert consent.asks_left(box, [elsewhere], None, NOON + timedelta(hours=25)) == 3


def test_a_confirmation_link_opens_once_and_for_two_days():
    box = consent.awaiting(BOX, "token-of-the-first-mail", NOON)
    assert not consent.opens(box, "another-token", NOON)
    assert not consent.opens(box, "token-of-the-first-mail", NOON + timedelta(hours=49))
    assert consent.opens(box, "token-of-the-first-mail", NOON + timedelta(hours=47))
    again = consent.awaiting(box, "token-of-the-second-mail", NOON)
    assert not consent.opens(again, "token-of-the-first-mail", NOON)
    done = consent.confirmed(box, now=NOON, source_sha256=None)
    assert consent.may_be_told(done)
    assert (done.consent.how, done.consent.text_version) == ("opt_in", consent.TEXT_VERSION)
    assert not consent.opens(done, "token-of-the-first-mail", NOON)


def test_who_unsubscribes_from_everything_must_be_asked_again_to_be_told():
    box = consent.confirmed(consent.awaiting(BOX, "t", NOON), now=NOON, source_sha256=None)
    muted = consent.unsubscribed(box, "tolls")
    assert consent.may_be_told(muted)
    assert not consent.wants(muted, "tolls")
    assert consent.wants(muted, "posts")
    gone = consent.unsubscribed(box, None)
    assert not consent.may_be_told(gone)
    assert consent.unverified(BOX, gone).state is EndpointState.UNSUBSCRIBED, "entering it again is no consent"


def test_two_secrets_sign_for_a_day_and_then_the_new_one_alone():
    ring = Keyring(KEY, lambda ref: "whsec_" + "b2xkLXNlY3JldC10aGF0LWlzLWxvbmctZW5vdWdoIQ==")
    after = consent.rotated(HOOK, ring.new_reference("desk", "hook", "5f2c"), NOON)
    new, old = ring.signing_keys(after, NOON + timedelta(hours=23))
    assert old == b"old-secret-that-is-long-enough!"
    assert ring.signing_keys(after, NOON + timedelta(hours=24)) == [new]


def test_an_old_secret_that_was_removed_does_not_keep_the_new_one_from_signing():
    def missing(ref):
        msg = "not set"
        raise ConfigError(msg)

    after = consent.rotated(HOOK, "derived:desk/hook/1", NOON)
    assert len(Keyring(KEY, missing).signing_keys(after, NOON)) == 1


def test_derived_secrets_differ_by_endpoint_and_cannot_be_made_without_the_key():
    ring = Keyring(KEY, str)
    secrets = {ring.secret(f"derived:{name}") for name in ("a/hook/1", "a/hook/2", "b/hook/1")}
    assert len(secrets) == 3
    assert all(s.startswith("whsec_") for s in secrets)
    assert Keyring(KEY[::-1], str).secret("derived:a/hook/1") not in secrets
    with pytest.raises(ConfigError):
        Keyring(None, str).secret("derived:a/hook/1")
    with pytest.raises(ConfigError):
        Keyring("short", str)


def test_an_unsubscribe_link_means_what_it_was_made_for_and_cannot_be_made_up():
    ring = Keyring(KEY, str)
    for link in (Link("bob", "bob-mail", "tolls"), Link("bob", "bob-mail", None)):
        token = ring.link_token(link)
        assert ring.read_link(token) == link
        assert Keyring(KEY[::-1], str).read_link(token) is None
        text, _, mac = token.partition(".")
        for wrong in (text, f"{text}.", f".{mac}", f"{text}.{mac[:-1]}", f"A{text}.{mac}", "", "é.é", "a.b.c"):
            assert ring.read_link(wrong) is None
