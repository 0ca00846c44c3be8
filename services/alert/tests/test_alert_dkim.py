"""Signed mails, checked by another implementation of DKIM."""

import base64

import dkim
import pytest
from alert_builders import BOB_RULE, NOON, bob, everyone, toll_event
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from vedette.alert.channels.dkim import Key, Seal, read_key
from vedette.alert.channels.mail import Sender, compose
from vedette.alert.channels.mime import encoded, write_mail
from vedette.alert.ledger import EventLedger
from vedette.alert.matching.index import RuleIndex
from vedette.alert.steps import notify
from vedette.runtime.errors import ConfigError

RSA, ED = generate_private_key(65537, 2048), Ed25519PrivateKey.generate()
SEAL = Seal("vedette.example", [Key("rsa1", RSA), Key("ed1", ED)])


def records(name, timeout=5):
    """The DNS, as far as it is needed."""
    public = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    short = ED.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        b"rsa1._domainkey.vedette.example.": b"v=DKIM1; k=rsa; p=" + base64.b64encode(public),
        b"ed1._domainkey.vedette.example.": b"v=DKIM1; k=ed25519; p=" + base64.b64encode(short),
    }[name]


def holds(mail: bytes) -> list[bool]:
    return [dkim.DKIM(mail).verify(idx=number, dnsfunc=records) for number in range(2)]


def pem(key) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def mail() -> bytes:
    owed = notify(
        toll_event(killed=3), index=RuleIndex([BOB_RULE]), subscribers=everyone(), ledger=EventLedger(), now=NOON
    )
    sender = Sender(
        "alerts@vedette.example", unsubscribe=lambda *_: "https://alerts.vedette.example/unsubscribe/abc.def",
        unsubscribe_mailbox="stop@vedette.example", seal=SEAL.sign,
    )  # fmt: skip
    return compose(owed.dues[0].notice, bob().endpoints[0], bob(), sender=sender, now=NOON)


def test_both_signatures_of_a_mail_hold(mail):
    assert holds(mail) == [True, True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"3 killed", b"9 killed"),
        (b"unsubscribe/abc.def>", b"unsubscribe/zzz.def>"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe-Post: no"),
        (b"From: Vedette", b"From: Somebody <a@b.example>\r\nFrom: Vedette"),
        (b"\r\nDate:", b"\r\nList-Unsubscribe: <https://elsewhere.example>\r\nDate:"),
    ],
)
def test_a_changed_or_added_header_or_word_breaks_them(mail, old, new):
    assert old in mail
    assert holds(mail.replace(old, new, 1)) == [False, False]


def test_spaces_that_servers_change_on_the_way_break_nothing(mail):
    head, _, body = mail.partition(b"\r\n\r\n")
    changed = head.replace(b"From: ", b"From:   ") + b"\r\n\r\n" + body.replace(b"\r\n--", b"  \r\n--") + b"\r\n\r\n"
    assert holds(changed) == [True, True]


@pytest.mark.parametrize("text", ["", "one line", "two\n\n\n", "tab\tand  spaces \n", "مرحبا بالعالم"])
def test_any_body_and_subject_is_signed_as_the_other_implementation_reads_it(text):
    headers = [("From", "a@vedette.example"), ("Subject", encoded("عاجل: قصف " * 12)), ("To", "b@mail.example")]
    assert holds(SEAL.sign(write_mail(headers, text=text, html=f"<p>{text}</p>"))) == [True, True]


def test_keys_are_read_from_where_they_are_and_weak_ones_are_refused_without_repeating_them():
    assert read_key("a", "file:x", read=lambda _: pem(RSA)).algorithm == "rsa-sha256"
    assert read_key("a", "file:x", read=lambda _: pem(ED)).algorithm == "ed25519-sha256"
    weak = pem(generate_private_key(65537, 1024))
    for text in (weak, "no key", "", weak[: len(weak) // 2]):
        with pytest.raises(ConfigError) as caught:
            read_key("a", "file:x", read=lambda _, text=text: text)
        assert not text or text not in str(caught.value)
