"""The stories on their stage: each is published when what the one before causes has arrived."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from vedette.cli.lookout import Lookout
from vedette.cli.stage import Stage
from vedette.cli.storybook import ExpectedNotice, Story, Storybook
from vedette.cli.told import Told, pair_up

__all__ = ["Play", "Verdict"]

NOTICE_LIMIT_S = 30.0
"""Longest wait for the notices of one story; they take about a second, most of it until the next poll."""

QUIET_S = 1.0
"""Silence on every topic after which nothing more is to come."""


@dataclass(frozen=True)
class Verdict:
    """How the play went."""

    missing: list[ExpectedNotice]
    unexpected: list[Told]
    sent_twice: list[str]
    unsigned: list[str]
    set_aside: list[str]

    @property
    def good(self) -> bool:
        """Return True if exactly the expected notices came, once each, rightly signed."""
        return not (self.missing or self.unexpected or self.sent_twice or self.unsigned or self.set_aside)


@dataclass
class Play:
    """A storybook on a stage. `before` is called with each story as it comes out."""

    stage: Stage
    lookout: Lookout
    book: Storybook
    before: Callable[[Story], None] = lambda _: None
    published_at: float = 0.0
    """Monotonic time of the latest publication."""
    _expected: list[ExpectedNotice] = field(default_factory=list)
    _revisions: dict[str, int] = field(default_factory=dict)

    async def run(self) -> Verdict:
        """Tell every story, wait until all is quiet, and return how it went."""
        for story in self.book.stories:
            await self.tell(story)
        await self.lookout.quiet(QUIET_S)
        return self.verdict()

    async def tell(self, story: Story) -> list[Told]:
        """Publish one story, wait until it is cleaned and told, and return the notices that came meanwhile."""
        before = len(self.stage.inbox.arrivals)
        self.before(story)
        address = self.stage.newsstand.publish(story)
        self.published_at = time.monotonic()
        self._revisions[address] = self._revisions.get(address, 0) + 1
        self._expected += story.expect.notices
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(NOTICE_LIMIT_S):
                await self.lookout.cleaned(address, self._revisions[address])
                while story.expect.notices and pair_up(self._expected, self.stage.inbox.told())[0]:
                    await self.lookout.anything()
        return [arrival.told for arrival in self.stage.inbox.arrivals[before:]]

    def verdict(self) -> Verdict:
        """Return how it went so far."""
        inbox = self.stage.inbox
        missing, unexpected = pair_up(self._expected, inbox.told())
        return Verdict(missing, unexpected, inbox.sent_twice(), inbox.unsigned(), self.lookout.rejections)
