"""`vedette demo`: the whole pipeline on this machine, with stories that show what it tells and what it does not."""

import asyncio
import signal
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from vedette.cli.failures import FOUND_WANTING
from vedette.cli.inbox import Arrival
from vedette.cli.lookout import Lookout
from vedette.cli.stage import Stage, open_stage
from vedette.cli.storybook import Storybook, load_storybook
from vedette.cli.telling import tell_arrival, tell_missing, tell_silence, tell_story
from vedette.cli.told import pair_up

__all__ = ["command"]

NOTICE_LIMIT_S = 15.0
"""Longest wait for the notices of one story; they take about a second, most of it until the next poll."""

QUIET_S = 1.0
"""Silence on every topic after which nothing more is to come."""


def command(
    keep: Annotated[bool, typer.Option("--keep", help="Leave everything running afterwards, to explore.")] = False,
    broker: Annotated[
        str | None, typer.Option(help="Kafka at this address instead of the embedded broker.", show_default=False)
    ] = None,
    logs: Annotated[Path | None, typer.Option(help="Keep the services' logs in this folder.")] = None,
) -> None:
    """Start broker, newsrooms, services and receivers, publish stories, and show every notice as it arrives.

    Exits 0 if exactly the expected notices came.
    """
    with tempfile.TemporaryDirectory(prefix="vedette-demo-", ignore_cleanup_errors=True) as scratch:
        folder = logs or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        good = asyncio.run(_interruptible(folder, broker=broker, keep=keep))
    if not good:
        raise typer.Exit(FOUND_WANTING)


async def _interruptible(folder: Path, *, broker: str | None, keep: bool) -> bool:
    """Run the demo; SIGTERM ends it as Ctrl-C does, with everything stopped in order."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    try:
        return await _demo(Console(highlight=False), folder, broker=broker, keep=keep)
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error


async def _demo(console: Console, folder: Path, *, broker: str | None, keep: bool) -> bool:
    began = time.monotonic()
    book = load_storybook()

    def note(what: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:5.1f} s  {escape(what)}[/]")

    async with open_stage(folder, book, broker=broker, note=note) as stage:
        async with Lookout(stage.settings) as lookout:
            play = _Play(console, stage, lookout, book)
            await play.run()
            good = play.judge(time.monotonic() - began)
        if keep:
            await _keep(console, stage)
        else:
            console.print("\nTo look inside: [bold]vedette demo --keep[/], then the commands it names.")
    return good


@dataclass
class _Play:
    """The stories on their stage."""

    console: Console
    stage: Stage
    lookout: Lookout
    book: Storybook
    published_at: float | None = None

    async def run(self) -> None:
        """Publish every story, each when the one before has been told."""
        self.stage.inbox.on_arrival = self._arrived
        expected = []
        revisions: dict[str, int] = {}
        for story in self.book.stories:
            tell_story(self.console, story, self.book.newsrooms[story.newsroom])
            address = self.stage.newsstand.publish(story)
            self.published_at = time.monotonic()
            revisions[address] = revisions.get(address, 0) + 1
            expected += story.expect.notices
            try:
                async with asyncio.timeout(NOTICE_LIMIT_S):
                    await self.lookout.cleaned(address, revisions[address])
                    while story.expect.notices and pair_up(expected, self.stage.inbox.told())[0]:
                        await self.lookout.anything()
            except TimeoutError:
                self.console.print("    [red]this took too long; going on[/]")
        await self.lookout.quiet(QUIET_S)

    def _arrived(self, arrival: Arrival) -> None:
        seconds = None if self.published_at is None else arrival.at - self.published_at
        tell_arrival(self.console, arrival, seconds=seconds)

    def judge(self, seconds: float) -> bool:
        """Print what came and what did not; return True if all is as it should be."""
        inbox = self.stage.inbox
        expected = self.book.expected()
        missing, unexpected = pair_up(expected, inbox.told())
        tell_silence(self.console, self.book.stories)
        came = len(expected) - len(missing)
        heard = {told.to for told in inbox.told()}
        self.console.print(
            f"\n[bold]{came} of {len(expected)} expected notices came[/], {seconds:.0f} s from the start"
        )
        if "charlie" not in heard:
            self.console.print("Charlie heard nothing: his posts are in Hama, his incidents have a hundred dead.")
        tell_missing(self.console, missing, unexpected)
        for each in inbox.sent_twice():
            self.console.print(f"[bold red]sent twice:[/] {each}")
        for each in inbox.unsigned():
            self.console.print(f"[bold red]signature wrong:[/] {each}")
        for each in self.lookout.rejections:
            self.console.print(f"[bold red]set aside:[/] {escape(each)}")
        return not (missing or unexpected or inbox.sent_twice() or inbox.unsigned() or self.lookout.rejections)


async def _keep(console: Console, stage: Stage) -> None:
    exports = " ".join(f"{name}={value}" for name, value in stage.environment.items())
    console.print("\n[bold]Everything is still running.[/] In another terminal:\n")
    console.print(f"  export {exports}", soft_wrap=True)
    for line in (
        "vedette events list",
        "vedette events show ID          # an event with every source and change",
        "vedette tail claims --from-start",
        "vedette tail deliveries --from-start",
        "vedette rules list",
        "vedette rejections list",
    ):
        console.print(f"  {escape(line)}")
    console.print(f"\nLogs are in {stage.folder}. Ctrl-C stops everything.")
    await asyncio.Event().wait()
