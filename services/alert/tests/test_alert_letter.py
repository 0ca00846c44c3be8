"""The lines of a mail: what a person reads first, and what must not mislead them."""

from datetime import timedelta

import pytest
from alert_builders import NOON, bob, post_event, rule, source, toll_event

from vedette.alert.channels.mail import Sender, compose
from vedette.alert.matching.facts import facts_of
from vedette.alert.notices.letter import short_url, who_says, write_letter
from vedette.alert.notices.notice import make_notice
from vedette.alert.notices.novelty import Judgement, News
from vedette.alert.rehearsal import rehearse
from vedette.schemas import EventStatus

SENDER = Sender("watch@vedette.example")
READER = bob().model_copy(update={"zone": "Asia/Damascus"})


def notice_of(event, news=News.NEW, **over):
    made = rule(when={"kind": ["post", "casualty"]}, subscriber_id="bob", **over)
    return make_notice(made, facts_of(event), Judgement(news), endpoint_id="bob-mail", told=None, now=NOON)


def lines_of(notice):
    raw = compose(notice, READER.endpoints[0], READER, sender=SENDER, now=NOON)
    return raw.decode()


def test_how_sure_stands_with_the_facts_before_anybody_is_quoted():
    event = post_event(independent_claims=2, confidence_parts={"reading": 0.9, "claimant": 0.7, "independent": 0.75})
    letter = write_letter(notice_of(event), READER)
    assert letter.facts[-1] == ("How sure", "sources fair (2 independent); reading high")


def test_what_is_taken_back_is_never_stated_as_a_fact():
    event = toll_event(killed=3, status=EventStatus.RETRACTED, revision=2)
    text = lines_of(notice_of(event, News.CANCEL))
    assert "This no longer stands. You were told: Shelling killed 3" in text
    assert "Who says so" not in text
    assert "Who said so" in text


def test_times_are_the_readers_and_utc():
    late = post_event(sources=[source(published_at=NOON.replace(hour=22))])
    letter = write_letter(notice_of(late), READER)
    assert letter.sources[0].published == "5 March 2025, 01:00 (4 March, 22:00 UTC)"
    assert letter.made == "4 March 2025, 15:00 (12:00 UTC)"
    assert write_letter(notice_of(late), bob()).made == "4 March 2025, 12:00 UTC"


def test_a_name_from_right_to_left_turns_nothing_beside_it():
    said = who_says(source(claimant="مرصد التلال", publisher="صحيفة العاصي"))
    assert said == "\u2068مرصد التلال\u2069 (monitor), in \u2068صحيفة العاصي\u2069"


def test_a_name_cannot_bring_marks_of_its_own():
    assert who_says(source(claimant="\u202egnitide\nX")) == "gnitide X (monitor), in Orontes Courier"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://www.orontes-courier.example/news/", "orontes-courier.example/news"),
        ("https://a.example/" + "x" * 90, "a.example/" + "x" * 53 + "…"),
        ("javascript:alert(1)", ""),
        (None, ""),
    ],
)
def test_addresses_are_short_enough_to_read(url, shown):
    assert short_url(url) == shown


def test_items_of_a_digest_say_once_what_kind_of_news_they_are():
    daily = rule(when={"kind": ["post", "casualty"]}, subscriber_id="bob", digest={"every": "day"}, follow_up="every")
    first = toll_event(killed=3)
    later = toll_event(killed=9, revision=2, updated_at=first.updated_at + timedelta(hours=1))
    post = post_event(updated_at=first.updated_at + timedelta(hours=2))
    (sent,) = rehearse(daily, [first, later, post], reader=READER, until=NOON + timedelta(days=2)).sent
    letter = write_letter(sent.notice, READER)
    assert [item.headline.split(":")[0] for item in letter.items] == ["New observation post", "Update", "New"]
