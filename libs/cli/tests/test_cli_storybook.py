"""The demo's stories hold together."""

from vedette.alert.rules.reader import read_watch_files
from vedette.cli.storybook import FOLDER, load_storybook

PAGES = FOLDER / "pages"


def test_every_story_has_its_page_and_every_page_its_story() -> None:
    told = {story.page for story in load_storybook().stories}
    there = {page.relative_to(PAGES).as_posix() for page in PAGES.rglob("*.html")}
    assert told == there


def test_stories_come_out_in_the_order_they_became_known() -> None:
    known = [story.known_at for story in load_storybook().stories]
    assert known == sorted(known)


def test_a_revision_stands_at_the_address_of_the_story_it_revises() -> None:
    stories = {story.id: story for story in load_storybook().stories}
    revisions = [story for story in stories.values() if story.revises]
    assert revisions
    assert all(story.path == stories[story.revises or ""].path for story in revisions)


def test_what_must_never_be_read_stands_in_the_page() -> None:
    for story in load_storybook().stories:
        for words in story.expect.never:
            assert words.lower() in story.html().lower(), f"{story.id}: {words}"


def test_the_watchers_are_right_and_charlie_expects_nothing() -> None:
    watchers = read_watch_files(FOLDER / "watch.yaml")
    assert {s.subscriber_id for s in watchers.subscribers} == {"alice", "bob", "charlie"}
    assert {rule.subscriber_id for rule in watchers.rules} == {"alice", "bob", "charlie"}
    assert {notice.to for notice in load_storybook().expected()} == {"alice", "bob"}
