"""`vedette demo`: the whole pipeline on this machine, with stories that show what it tells and what it does not."""

import asyncio
import contextlib
import secrets
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from vedette.cli.broker import EmbeddedBroker
from vedette.cli.failures import FOUND_WANTING
from vedette.cli.inbox import Arrival
from vedette.cli.lookout import Lookout
from vedette.cli.play import Play, Verdict
from vedette.cli.stage import Stage, open_stage
from vedette.cli.storybook import Story, Storybook, load_storybook
from vedette.cli.telling import tell_arrival, tell_faults, tell_silence, tell_story
from vedette.runtime.settings import ServiceSettings

__all__ = ["command"]

LOOKS = (
    "vedette events list",
    "vedette events show ID          # an event with every source and change",
    "vedette tail claims --from-start",
    "vedette tail deliveries --from-start",
    "vedette rules list",
    "vedette rejections list",
)


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
        with _broker(broker, folder) as settings:
            good = asyncio.run(_interruptible(folder, settings, keep=keep))
    if not good:
        raise typer.Exit(FOUND_WANTING)


@contextlib.contextmanager
def _broker(address: str | None, folder: Path) -> Iterator[ServiceSettings]:
    """Yield settings for the broker at this address, or for an embedded one that lives as long as the block."""
    if address is not None:
        # a prefix of its own: the demo leaves alone what stands on the broker
        yield ServiceSettings.load(broker=address, topic_prefix=f"demo-{secrets.token_hex(3)}-")
        return
    with EmbeddedBroker(log=folder / "broker.log") as embedded:
        yield ServiceSettings.load(broker=embedded.address, embedded_broker=True)


async def _interruptible(folder: Path, settings: ServiceSettings, *, keep: bool) -> bool:
    """Run the demo; SIGTERM ends it as Ctrl-C does, with everything stopped in order."""
    task = asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await _demo(Console(highlight=False), folder, settings, keep=keep)
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error


async def _demo(console: Console, folder: Path, settings: ServiceSettings, *, keep: bool) -> bool:
    began = time.monotonic()
    book = load_storybook()

    def note(what: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:5.1f} s  {escape(what)}[/]")

    async with open_stage(folder, book, settings, note=note) as stage:
        async with Lookout(settings) as lookout:
            verdict = await _perform(console, stage, lookout, book)
        _tell_end(console, verdict, book, stage, seconds=time.monotonic() - began)
        if keep:
            await _keep(console, stage)
    if not keep:
        console.print("\nTo look inside: [bold]vedette demo --keep[/], then the commands it names.")
    return verdict.good


async def _perform(console: Console, stage: Stage, lookout: Lookout, book: Storybook) -> Verdict:
    def before(story: Story) -> None:
        tell_story(console, story, book.newsrooms[story.newsroom])

    def arrived(arrival: Arrival) -> None:
        tell_arrival(console, arrival, seconds=arrival.at - play.published_at)

    play = Play(stage, lookout, book, before=before)
    stage.inbox.on_arrival = arrived
    return await play.run()


def _tell_end(console: Console, verdict: Verdict, book: Storybook, stage: Stage, *, seconds: float) -> None:
    tell_silence(console, book.stories)
    expected = len(book.expected())
    came = expected - len(verdict.missing)
    console.print(f"\n[bold]{came} of {expected} expected notices came[/], {seconds:.0f} s from the start.")
    if all(told.to != "charlie" for told in stage.inbox.told()):
        console.print("Charlie heard nothing: his posts are in Hama, his incidents have a hundred dead.")
    tell_faults(console, verdict)


async def _keep(console: Console, stage: Stage) -> None:
    exports = " ".join(f"{name}={value}" for name, value in stage.environment.items())
    console.print("\n[bold]Everything is still running.[/] In another terminal:\n")
    console.print(f"  export {exports}", soft_wrap=True)
    for line in LOOKS:
        console.print(f"  {escape(line)}")
    console.print(f"\nLogs are in {stage.folder}. Ctrl-C stops everything.")
    await asyncio.Event().wait()
