"""The demo's pages, read without a broker: what the manifest says of each must come out, and nothing else."""

from datetime import UTC, datetime

import pytest

from vedette.alert.notices.novelty import HISTORY_DAYS
from vedette.cli.documents import Published, raw_of_file
from vedette.cli.reading import Result, read_raw
from vedette.cli.storybook import FOLDER, ExpectedReading, Story, load_storybook
from vedette.schemas import CasualtyClaim, Claim, PostClaim

NOW = datetime(2023, 6, 18, tzinfo=UTC)
STORIES = load_storybook().stories
NEWS = {"actual", "attempted"}


def read(story: Story) -> Result:
    published = Published(story.published_at)
    return read_raw(raw_of_file(FOLDER / "pages" / story.page, now=NOW, published=published, url=None))


def holds(claim: Claim, wanted: ExpectedReading) -> bool:
    named = {place.name for place in claim.places} | {place.text for place in claim.places}
    if claim.kind != wanted.kind or not set(wanted.places) <= named:
        return False
    if wanted.claimant is not None and claim.attribution.claimant != wanted.claimant:
        return False
    if isinstance(claim, PostClaim):
        numbers = {number.role.value: number.best for number in claim.numbers}
        told = (claim.action, *(numbers.get(r) for r in ("delta", "stock")))
        return wanted.action in {None, told[0]} and all(
            want in {None, found} for want, found in zip((wanted.delta, wanted.stock), told[1:], strict=True)
        )
    return _holds_toll(claim, wanted)


def _holds_toll(claim: CasualtyClaim, wanted: ExpectedReading) -> bool:
    for counter in ("killed", "injured"):
        want, found = getattr(wanted, counter), getattr(claim.toll, counter)
        if want is not None and (found is None or found.best != want):
            return False
    return claim.scope == wanted.scope and wanted.cause in {None, claim.cause}


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.id)
def test_a_page_is_read_as_its_story_says(story: Story) -> None:
    claims = read(story).claims
    for wanted in story.expect.reads:
        assert any(holds(claim, wanted) for claim in claims), f"nothing like {wanted}"


def is_news(claim: Claim, story: Story) -> bool:
    """Return True for what an alert could start from: it happened, lately, and is no running sum."""
    past = claim.date.end is not None and (story.published_at.date() - claim.date.end).days > HISTORY_DAYS
    running = isinstance(claim, CasualtyClaim) and claim.scope == "cumulative"
    return claim.realis in NEWS and not past and not running


@pytest.mark.parametrize("story", [s for s in STORIES if not s.expect.reads], ids=lambda s: s.id)
def test_a_page_without_news_makes_no_claim_of_news(story: Story) -> None:
    assert not [claim for claim in read(story).claims if is_news(claim, story)]


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.id)
def test_no_word_of_comments_bars_and_banners_is_left(story: Story) -> None:
    text = read(story).article.text.lower()
    assert not [words for words in story.expect.never if words.lower() in text]
