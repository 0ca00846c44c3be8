"""`vedette events`: what Vedette believes happened."""

import asyncio
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.markup import escape

from vedette.alert.match import matches
from vedette.alert.rules import read_watch_text
from vedette.alert.wording import date_words, place_words
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.cli.stored import stored
from vedette.cli.wording import one_line
from vedette.runtime.errors import ConfigError
from vedette.schemas import Event
from vedette.schemas.topics import EVENTS

Kind = Annotated[Literal["post", "casualty"] | None, typer.Option(help="Only this family.")]
Place = Annotated[str | None, typer.Option(help="Only in this country or province: SY or SY/Idlib.")]
EventId = Annotated[str, typer.Argument(help="Event id, or the beginning of one.")]


def list_(broker: Broker = "localhost:9092", kind: Kind = None, place: Place = None, as_json: AsJson = False) -> None:
    """List events as they stand now, latest last."""
    found = [event for event in _events(broker) if kind in {None, event.kind}]
    if place is not None:
        inside = read_watch_text(
            f'{{"rule_id": "place", "subscriber_id": "nobody", "name": "place", "when": {{"place": "{place}"}}}}'
        ).rules[0]
        found = [event for event in found if matches(inside, event)]
    for event in sorted(found, key=lambda e: e.updated_at):
        print(event.model_dump_json() if as_json else f"{event.event_id[:12]} {event.kind:8} {one_line(event)}")


def show(event_id: EventId, broker: Broker = "localhost:9092", as_json: AsJson = False) -> None:
    """Show one event: where, when, how it changed, and every source with its words."""
    found = [event for event in _events(broker) if event.event_id.startswith(event_id)]
    if len(found) != 1:
        msg = f"{len(found)} events begin with {event_id!r}; `vedette events list` shows them"
        raise ConfigError(msg)
    if as_json:
        print(found[0].model_dump_json(indent=2))
    else:
        show_event(Console(highlight=False, soft_wrap=True), found[0])


commands = {"list": list_, "show": show}


def _events(broker: str) -> list[Event]:
    found: list[Event] = asyncio.run(stored(settings_for(broker), EVENTS))
    return found


def show_event(console: Console, event: Event) -> None:
    """Print an event with its history and its sources."""
    console.print(f"[bold]{escape(event.summary)}[/]")
    console.print(f"[dim]{event.event_id} · revision {event.revision} · {event.status.value}[/]")
    console.print(f"  where  {escape(place_words(event.place)) if event.place else 'no place told'}")
    console.print(f"  when   {escape(date_words(event.date))}")
    console.print(f"  sure   {event.confidence:.2f}, {event.independent_claims} independent source(s)")
    for odd in event.contradictions:
        console.print(f"  [yellow]sources disagree on {odd.field}: {escape(' or '.join(odd.values))}[/]")
    for change in event.changes:
        moved = f"{change.old or 'not told'} -> {change.new or 'withdrawn'}"
        console.print(f"  r{change.revision} {change.field}: {escape(moved)} [dim]({change.reason.value})[/]")
    for source in event.sources:
        who = source.claimant or "nobody named"
        console.print(f"  [bold]{escape(source.publisher or '?')}[/], {escape(who)}: {escape(source.url or '')}")
        if source.quote:
            console.print(f"    [italic]“{escape(source.quote.text)}”[/]")
