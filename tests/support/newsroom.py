"""A newsroom with a feed and the ingest that polls it every second, for tests."""

import json
from collections.abc import Iterable
from pathlib import Path

import httpx
from brokers import Broker, wait_until
from processes import ServiceProcess, environment

from vedette.cli.site import Site, Story

TOKEN = "correct-horse-battery"


class Newsroom:
    """What it publishes on its site, and what is handed to the ingest that watches it."""

    def __init__(self, site: Site, broker: Broker, topic_prefix: str, folder: Path, *, patience_s: float = 5) -> None:
        self.site = site
        self._folder = folder
        sources = folder / "sources.yaml"
        source = {
            "id": "courier",
            "publisher": "Orontes Courier",
            "feed": site.url("/rss"),
            "every": 1,
            "allow_private": True,
        }
        sources.write_text(json.dumps({"sources": [source]}), encoding="utf-8")
        self._env = environment(
            broker,
            topic_prefix,
            folder,
            ingest_sources=str(sources),
            ingest_api_port="0",
            ingest_token=TOKEN,
            ingest_host_pause_s="0",
            ingest_recheck_s="0",
            ingest_push_patience_s=f"{patience_s:g}",
        )

    def start(self) -> ServiceProcess:
        """Start ingest and wait until it is ready."""
        self.ingest = ServiceProcess(["-m", "vedette.ingest"], self._env, self._folder / "ingest.log").wait_ready()
        return self.ingest

    def put(self, town: str, dead: str = "Two") -> None:
        """Publish a story of a town at its address."""
        self.site.put(f"/{town}", f"<h1>{town.title()}</h1><p>{dead} people were killed near {town} on Monday.</p>")

    def list_stories(self, *towns: str) -> None:
        """Name these stories, and no others, in the feed."""
        self.site.put_feed("/rss", [Story(f"/{town}", town.title()) for town in towns])

    def publish(self, towns: Iterable[str], dead: str = "Two") -> None:
        """Publish stories and name them in the feed."""
        names = list(towns)
        for town in names:
            self.put(town, dead)
        self.list_stories(*names)

    def polls(self, more: int) -> None:
        """Wait until the feed was asked for so many times more."""
        wanted = len(self.site.asked("/rss")) + more
        wait_until(lambda: len(self.site.asked("/rss")) >= wanted, seconds=20, what=f"{more} polls")

    def push(self, **fields: object) -> httpx.Response:
        """Hand a document to ingest as JSON."""
        wait_until(lambda: self.ingest.said("API listens"), seconds=20, what="API listens")
        url = f"http://127.0.0.1:{self.ingest.said('API listens')['port']}/articles"
        return httpx.post(url, json=fields, headers={"authorization": f"Bearer {TOKEN}"}, timeout=30)
