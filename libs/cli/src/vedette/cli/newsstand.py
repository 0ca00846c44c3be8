"""The demo's newsrooms on one local site: pages and feeds that grow story by story."""

from pathlib import Path

import yaml

from vedette.cli.site import Site
from vedette.cli.site import Story as FeedEntry
from vedette.cli.storybook import Story, Storybook

__all__ = ["Newsstand"]


class Newsstand:
    """Publishes stories the way newsrooms do: the page first, then the entry of the feed."""

    def __init__(self, site: Site, book: Storybook) -> None:
        self._site = site
        self._book = book
        self._entries: dict[str, dict[str, FeedEntry]] = {room: {} for room in book.newsrooms}

    def open(self) -> None:
        """Put up the feeds, all empty."""
        for room in self._book.newsrooms:
            self._put_feed(room)

    def publish(self, story: Story) -> str:
        """Publish a story and return its address."""
        path = f"/{story.newsroom}{story.path}"
        self._site.put(path, story.html())
        self._entries[story.newsroom][path] = FeedEntry(path, story.title, story.published_at)
        self._put_feed(story.newsroom)
        return self._site.url(path)

    def write_sources(self, file: Path, *, every_s: float) -> None:
        """Write the source list ingest polls."""
        sources = [
            {"id": room, "publisher": newsroom.name, "feed": self._site.url(f"/{room}/feed.xml"), "every": every_s}
            for room, newsroom in self._book.newsrooms.items()
        ]
        file.write_text(yaml.safe_dump({"sources": sources}, sort_keys=False), encoding="utf-8")

    def _put_feed(self, room: str) -> None:
        newsroom = self._book.newsrooms[room]
        newest_first = list(self._entries[room].values())[::-1]
        self._site.put_feed(f"/{room}/feed.xml", newest_first, kind=newsroom.feed, title=newsroom.name)
