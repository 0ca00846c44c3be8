"""The stories of June 2023, told by real newsrooms on a local site, heard by real receivers.

Alice watches posts in Idlib by webhook, Bob watches deadly incidents by e-mail, Charlie must hear nothing.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from brokers import Broker

from vedette.cli.lookout import Lookout
from vedette.cli.play import QUIET_S, Play
from vedette.cli.stage import open_stage
from vedette.cli.storybook import load_storybook
from vedette.cli.told import Told, is_expected
from vedette.runtime.settings import ServiceSettings

pytestmark = [pytest.mark.e2e, pytest.mark.broker, pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def play(broker: Broker, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Play]:
    """The whole pipeline, ready; newsrooms, receivers and services are real, only the addresses are local."""
    settings = ServiceSettings.load(broker=broker.address, embedded_broker=broker.embedded, topic_prefix="stories-")
    book = load_storybook()
    async with (
        open_stage(tmp_path_factory.mktemp("stage"), book, settings) as stage,
        Lookout(settings) as lookout,
    ):
        yield Play(stage, lookout, book)


def heard(play: Play, reader: str) -> list[tuple[str, str]]:
    """Return what a reader heard, in order: type, and the first word that tells one place from another."""
    places = ("Kansafra", "Balyun", "Iblin", "Ariha", "Kostyantynivka", "Koro")
    told = [each for each in play.stage.inbox.told() if each.to == reader]
    return [(t.type.value, next((p for p in places if p in t.headline), t.headline)) for t in told]


def of(play: Play, reader: str, place: str) -> list[Told]:
    return [told for told in play.stage.inbox.told() if told.to == reader and place in told.headline]


async def test_each_story_is_told_to_whom_it_concerns_and_to_nobody_else(play: Play) -> None:
    """Publish story after story; each must cause exactly the notices its manifest names."""
    for story in play.book.stories:
        told = await play.tell(story)
        expected = story.expect.notices
        assert len(told) == len(expected), f"{story.id}: {[(t.to, t.type.value, t.headline) for t in told]}"
        for each in expected:
            assert any(is_expected(t, each) for t in told), f"{story.id}: no {each.in_words()}"
    await play.lookout.quiet(QUIET_S)


async def test_alice_hears_of_three_posts_and_of_what_became_of_them(play: Play) -> None:
    new = [("Alert", place) for place in ("Balyun", "Iblin", "Kansafra")]
    assert sorted(heard(play, "alice")[:3]) == new
    assert heard(play, "alice")[3:] == [("Update", "Balyun"), ("Update", "Iblin")]


async def test_bob_follows_each_toll_from_first_report_to_correction_and_retraction(play: Play) -> None:
    assert heard(play, "bob") == [
        ("Alert", "Ariha"),
        ("Update", "Ariha"),
        ("Update", "Ariha"),
        ("Alert", "Kostyantynivka"),
        ("Update", "Kostyantynivka"),
        ("Alert", "Koro"),
        ("Cancel", "Koro"),
    ]


async def test_charlie_hears_nothing_whatever_the_comments_claim(play: Play) -> None:
    assert heard(play, "charlie") == []


async def test_a_notice_says_where_when_who_says_so_and_in_which_words(play: Play) -> None:
    (told,) = [t for t in of(play, "alice", "Kansafra") if t.type.value == "Alert"]
    assert "Idlib" in told.fact("Where")
    assert "13 June 2023" in told.fact("When")
    assert "Idlib Monitoring Centre" in told.quotes[0].who
    assert "Kansafra, Balyun and Ablin" in told.quotes[0].words
    assert told.quotes[0].url.startswith("http")


async def test_a_mail_says_as_much_as_a_webhook(play: Play) -> None:
    told = of(play, "bob", "Ariha")[0]
    assert "Ariha" in told.fact("Where")
    assert "14 June 2023" in told.fact("When")
    assert told.fact("Killed") == "2"
    assert told.fact("Injured") == "5"
    assert "Sham Rescue Service" in told.quotes[0].who


async def test_no_notice_is_sent_twice_and_every_webhook_is_signed(play: Play) -> None:
    verdict = play.verdict()
    assert verdict.sent_twice == []
    assert verdict.unsigned == []


async def test_no_article_of_a_real_newsroom_is_set_aside(play: Play) -> None:
    assert play.verdict().set_aside == []
