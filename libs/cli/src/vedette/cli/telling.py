"""The demo on the terminal: what was published, what was told, what was not and why."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from vedette.cli.inbox import Arrival
from vedette.cli.play import Verdict
from vedette.cli.storybook import Newsroom, Story
from vedette.cli.told import Told
from vedette.schemas import MsgType

__all__ = ["tell_arrival", "tell_faults", "tell_silence", "tell_story"]

STYLES = {
    MsgType.ALERT: "bold white on red",
    MsgType.UPDATE: "bold black on yellow",
    MsgType.CANCEL: "bold white on blue",
}
WORDS = {MsgType.ALERT: " NEW ", MsgType.UPDATE: " UPDATE ", MsgType.CANCEL: " TAKEN BACK "}
SHOWN_FACTS = ("Where", "When", "State", "Held by", "Killed", "Injured", "By what means", "By whom")


def tell_story(console: Console, story: Story, newsroom: Newsroom) -> None:
    """Print that a story came out."""
    at = story.known_at
    verb = "changes its story" if story.revises else "publishes"
    console.print()
    console.print(
        f"[dim]{at:%a} {at.day} {at:%b %H:%M}[/]  [bold]{escape(newsroom.name)}[/] {verb} “{escape(story.title)}”",
    )
    console.print(f"                  [dim]{escape(story.shows)}[/]")


def tell_arrival(console: Console, arrival: Arrival, *, seconds: float | None) -> None:
    """Print a notice the way its reader would like to read it."""
    told = arrival.told
    signature = {True: ", signature good", False: ", [bold red]SIGNATURE WRONG[/]", None: ""}[arrival.signed]
    after = f", {seconds:.1f} s" if seconds is not None else ""
    badge = f"[{STYLES[told.type]}]{WORDS[told.type]}[/]"
    head = f"{badge} to [bold]{told.to.capitalize()}[/] by {told.channel}{signature}{after}"
    console.print(Padding(head, (1, 0, 0, 4), expand=False))
    for line in _lines(told):
        console.print(Padding(line, (0, 0, 0, 6), expand=False))


def _lines(told: Told) -> list[str]:
    lines = [f"[bold]{escape(told.headline)}[/]", escape(told.summary)]
    lines += [f"[yellow]{escape(_was_now(change))}[/]" for change in told.changed]
    facts = [f"[dim]{name}:[/] {escape(value)}" for name, value in told.facts if name in SHOWN_FACTS]
    lines += ["  ".join(facts[:3]), "  ".join(facts[3:])]
    for quoted in told.quotes[:1]:
        lines.append(f"[dim]Who says so:[/] {escape(quoted.who)}")
        lines.append(f"[italic]“{escape(quoted.words)}”[/]")
        lines.append(f"[dim]{escape(quoted.url)}[/]")
    return [line for line in lines if line]


def _was_now(change: str) -> str:
    """Return `killed: 2 -> 6` as `killed: was 2, now 6`."""
    field, arrow, new = change.partition(" -> ")
    name, colon, old = field.partition(": ")
    return f"{name}: was {old}, now {new}" if arrow and colon else change


def tell_silence(console: Console, stories: Sequence[Story]) -> None:
    """Print what was not sent, and why."""
    console.print("\n[bold]Not sent, and why[/]")
    for story in stories:
        if story.expect.because:
            console.print(f"  “{escape(story.title)}”")
            console.print(f"      [dim]{escape(story.expect.because)}[/]")


def tell_faults(console: Console, verdict: Verdict) -> None:
    """Print everything that did not go as it should."""
    faults = [
        *(("did not come", expected.in_words()) for expected in verdict.missing),
        *(("should not have come", f"{t.type.value} to {t.to}: {t.headline}") for t in verdict.unexpected),
        *(("sent twice", each) for each in verdict.sent_twice),
        *(("signature wrong", each) for each in verdict.unsigned),
        *(("set aside", each) for each in verdict.set_aside),
    ]
    for what, which in faults:
        console.print(f"[bold red]{what}:[/] {escape(which)}")
