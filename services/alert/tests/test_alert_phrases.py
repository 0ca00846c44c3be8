"""Mails in the reader's language: every fixed phrase is translated, and what others wrote is left as it is."""

import re
import string
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from alert_builders import NOON, bob, post_event, rule, source, toll_event

from vedette.alert.channels.mail import MINIMAL_SUBJECT, Sender, compose, compose_question
from vedette.alert.matching.facts import facts_of
from vedette.alert.notices import letter, wording
from vedette.alert.notices.notice import make_notice
from vedette.alert.notices.novelty import Judgement, News
from vedette.alert.notices.phrases import ENGLISH, languages, phrases_of
from vedette.schemas import Cause, ClaimantRole, Facility, PostAction, VictimGroup

SENDER = Sender("watch@vedette.example", unsubscribe=lambda *_: "https://vedette.example/unsubscribe/x")
SOURCE = Path(letter.__file__).parents[1]
ALWAYS_AS_IT_IS = {"{place}"}
NAMES = {
    "Where", "When", "How sure", "Killed", "Injured", "Missing", "Captured", "Displaced", "By what means", "By whom",
    "Victims", "What", "State", "Held by", "History", "low", "fair", "high", "UN", MINIMAL_SUBJECT,
}  # fmt: skip


def used() -> set[str]:
    """Every phrase that is looked up: as written at the call, or in one of the tables of phrases."""
    files = [p for f in ("notices/*.py", "channels/mail.py", "templates/*") for p in SOURCE.glob(f)]
    text = "\n".join(p.read_text(encoding="utf-8") for p in files)
    called = {found for _, found in re.findall(r"\bt\(\s*(['\"])(.+?)\1", text)}
    filtered = set(re.findall(r'"([^"]+)" \| t\b', text))
    tables = (letter.LEADS, letter.GATHERED, letter.PART_WORDS, wording.PLACE_WORDS, wording.COUNT_WORDS)
    values = {v.value.replace("_", " ") for kind in (PostAction, Facility, Cause, VictimGroup) for v in kind}
    roles = {r.value.replace("_", " ") for r in ClaimantRole} - {"un", "media"}
    constants = {word for table in tables for word in table.values()} | {*wording.MONTHS} | values | roles | NAMES
    return (called | filtered | constants) - ALWAYS_AS_IT_IS


def mail_in(language, event, news=News.NEW, **over):
    reader = bob().model_copy(update={"language": language, "zone": "Europe/Istanbul"})
    box = reader.endpoints[0].model_copy(update=over)
    made = rule(when={"kind": ["post", "casualty"]}, subscriber_id="bob")
    notice = make_notice(made, facts_of(event), Judgement(news), endpoint_id="bob-mail", told=None, now=NOON)
    return parts_of(compose(notice, box, reader, sender=SENDER, now=NOON))


def parts_of(raw):
    mail = BytesParser(policy=default).parsebytes(raw)
    return mail, *(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_catalogue_has_every_phrase_that_is_used_and_no_other(language):
    known = phrases_of(language).known
    assert set(known) == used()
    assert all(isinstance(word, str) and word.strip() == word and word for word in known.values())


@pytest.mark.parametrize("language", sorted(languages()))
def test_a_translation_has_the_gaps_of_its_phrase(language):
    def gaps(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    assert [e for e, word in phrases_of(language).known.items() if gaps(e) != gaps(word)] == []


def test_the_language_is_found_by_its_tag_and_english_stands_in_for_what_is_not_there():
    assert languages() >= {"ar", "tr"}
    assert [phrases_of(tag).language for tag in ("tr-TR", "AR", "ar_SY", "sv", "../etc", "")] == [
        "tr", "ar", "ar", "en", "en", "en",
    ]  # fmt: skip
    assert ENGLISH("Where") == "Where"


def test_an_arabic_mail_reads_from_right_to_left_and_quotes_as_they_were_said():
    mail, text, html = mail_in("ar", toll_event(killed=3))
    assert '<html lang="ar" dir="rtl">' in html
    assert '<h1 dir="auto">' in html
    for part in (text, html):
        for words in ("حدث جديد", "المكان", "القتلى", "4 آذار/مارس 2025", "لماذا تصلك هذه الرسالة", "إلغاء الاشتراك"):
            assert words in part
        assert "Shelling killed 3 people in Kafr Sindiyan, a medic said." in part
        assert not [english for english in ("Who says so", "What is known", "How sure") if english in part]
    assert mail["List-Unsubscribe"] == "<https://vedette.example/unsubscribe/x>"


def test_a_turkish_mail_says_what_became_of_a_post():
    _, text, html = mail_in("tr-TR", post_event(sources=[source(hedged=True)]), News.CANCEL)
    for words in ("Size bildirilen bir olay geri çekildi", "gözlem noktası", "kuruldu", "4 Mart 2025, 15:00"):
        assert words in text
        assert words in html
    assert "Bu artık geçerli değil." in text
    assert "metnin kendisi kuşkulu" in text


def test_a_phrase_cannot_be_used_to_write_markup():
    event = post_event(sources=[source(claimant="{rule.__class__} <b>x</b>")])
    _, text, html = mail_in("ar", event)
    assert "{rule.__class__} <b>x</b>" in text
    assert "<b>" not in html


def test_a_minimal_mail_and_the_question_come_in_the_readers_language():
    mail, text, _ = mail_in("tr", toll_event(killed=3), minimal=True)
    assert mail["Subject"] == "Vedette'ten haber var"
    assert "Kafr" not in text
    box = bob().endpoints[0]
    raw = compose_question(
        box, link="https://vedette.example/confirm/a", sender=SENDER, now=NOON, message_id="ask_1", t=phrases_of("ar")
    )
    mail, text, html = parts_of(raw)
    assert mail["Subject"] == "يُرجى التأكيد: إشعارات Vedette"
    assert '<html lang="ar" dir="rtl">' in html
    assert "https://vedette.example/confirm/a" in text
    assert box.address in text
