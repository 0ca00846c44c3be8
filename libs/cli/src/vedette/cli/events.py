"""`vedette events`: what Vedette believes happened, asked for and corrected."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from vedette.cli import events_decide as decide
from vedette.cli.events_export import Format, write_events
from vedette.cli.events_filter import Wanted
from vedette.cli.events_show import show_event
from vedette.cli.events_store import EventStore, open_store, store_of_file
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.runtime.errors import ConfigError
from vedette.schemas import Correction, Event, EventStatus, PostAction, Scope

EventId = Annotated[str, typer.Argument(help="Event id, or the beginning of one.")]
EventIds = Annotated[list[str], typer.Argument(help="Event ids, or the beginnings of them.")]
By = Annotated[str, typer.Option("--by", help="Your name; it stands in the event's history.")]
Why = Annotated[str, typer.Option("--why", help="Your reason; it stands beside your name.")]
Rebuild = Annotated[bool, typer.Option("--rebuild", help="Read the whole topic again into the local copy.")]
File = Annotated[
    Path | None, typer.Option("--events", help="Events from this file (`vedette read --events`), not from a broker.")
]


def list_(  # noqa: PLR0917  every option of the command line is a parameter
    broker: Broker = "localhost:9092",
    kind: Annotated[Literal["post", "casualty"] | None, typer.Option(help="Only this family.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Happened on this day or later.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="On this day or earlier.")] = None,
    place: Annotated[str | None, typer.Option(help="SY, SY/Idlib, or the name of a place.")] = None,
    near: Annotated[str | None, typer.Option(help="LAT,LON; see --km.")] = None,
    km: Annotated[float, typer.Option(min=0, help="Within so many kilometres of --near.")] = 25,
    bbox: Annotated[str | None, typer.Option(help="WEST,SOUTH,EAST,NORTH in degrees.")] = None,
    actor: Annotated[str | None, typer.Option(help="Actor by id (TUR) or by words of its name.")] = None,
    toll: Annotated[list[str] | None, typer.Option(help="killed>=10; may be given several times.")] = None,
    state: Annotated[PostAction | None, typer.Option(help="Only posts in this state.")] = None,
    scope: Annotated[Scope | None, typer.Option(help="Only casualties of this scope.")] = None,
    status: Annotated[Literal["active", "superseded", "retracted", "all"], typer.Option()] = "active",
    how: Annotated[Format, typer.Option("--format", help="How to print them.")] = Format.TEXT,
    as_json: AsJson = False,
    rebuild: Rebuild = False,
    events: File = None,
) -> None:
    """List events, latest change last. Days are those of the happening; places and tolls as last known."""
    wanted = (
        Wanted().equal("kind", kind).equal("state", state).equal("scope", scope)
        .equal("status", None if status == "all" else status)
        .days(since.date() if since else None, until.date() if until else None)
        .place(place).near(near, km).box(bbox).actor(actor).toll(toll or [])
    )  # fmt: skip
    store = _store(broker, events, rebuild=rebuild)
    found = (event for event in store.where(wanted.condition, wanted.values) if wanted.holds(event))
    write_events(found, Format.JSONL if as_json else how, sys.stdout)


def show(
    event_id: EventId, broker: Broker = "localhost:9092", as_json: AsJson = False, rebuild: Rebuild = False,
    events: File = None,
) -> None:  # fmt: skip
    """Show one event: history, every figure with who told it, every source with its words, decisions of people."""
    event = _one(_store(broker, events, rebuild=rebuild), event_id)
    if as_json:
        print(event.model_dump_json(indent=2))
        return
    made = {} if events else asyncio.run(decide.read_corrections(settings_for(broker)))
    show_event(Console(highlight=False, soft_wrap=True), event, decide.decisions_on(event, made))


def retract(event_id: EventIds, by: By, why: Why, broker: Broker = "localhost:9092") -> None:
    """Take events back: they did not happen. Later claims do not revive them."""
    store = _store(broker, None)
    made = [decide.retract(_one(store, name), decide.Author.now(by, why)) for name in dict.fromkeys(event_id)]
    _send(broker, made)


def merge(event_id: EventIds, by: By, why: Why, broker: Broker = "localhost:9092") -> None:
    """Make several events one."""
    store = _store(broker, None)
    _send(broker, [decide.merge([_one(store, name) for name in event_id], decide.Author.now(by, why))])


def split(
    event_id: EventId,
    by: By,
    why: Why,
    claim: Annotated[list[str], typer.Option(help="Claim that leaves; several times for several.")],
    broker: Broker = "localhost:9092",
) -> None:
    """Take claims out of an event; they are one of their own."""
    event = _one(_store(broker, None), event_id)
    _send(broker, [decide.split(event, claim, decide.Author.now(by, why))])


def correct(
    event_id: EventId,
    field: Annotated[str, typer.Argument(help="Path of the field: toll.killed.best, place.name, cause, date.start.")],
    value: Annotated[str, typer.Argument(help="What it shall be: a number, a word, or JSON.")],
    by: By,
    why: Why,
    broker: Broker = "localhost:9092",
) -> None:
    """Give a field of an event another value. Later claims do not change it."""
    event = _one(_store(broker, None), event_id)
    _send(broker, [decide.correct(event, field, decide.value_of(value), decide.Author.now(by, why))])


def undo(
    decision: Annotated[str, typer.Argument(help="Id of the decision, or the beginning of it; `show` tells it.")],
    by: By,
    why: Why,
    broker: Broker = "localhost:9092",
) -> None:
    """Take a decision back; the events are as claims make them."""
    known = asyncio.run(decide.read_corrections(settings_for(broker)))
    _send(broker, [decide.undo(decision, known, decide.Author.now(by, why))])


commands = {
    "list": list_, "show": show, "retract": retract, "merge": merge, "split": split, "correct": correct, "undo": undo,
}  # fmt: skip


def _store(broker: str, file: Path | None, *, rebuild: bool = False) -> EventStore:
    return store_of_file(file) if file else open_store(settings_for(broker), rebuild=rebuild)


def _one(store: EventStore, name: str) -> Event:
    found = list(store.where("event_id LIKE ?", [f"{name.replace('%', '')}%"]))
    if len(found) > 1:
        active = [event for event in found if event.status is EventStatus.ACTIVE]
        found = active if len(active) == 1 and active[0].event_id == name else found
    if len(found) != 1:
        msg = f"{len(found)} events begin with {name!r}; `vedette events list --status all` shows them"
        raise ConfigError(msg)
    return found[0]


def _send(broker: str, made: list[Correction]) -> None:
    for correction in made:
        asyncio.run(decide.send(settings_for(broker), correction))
        what = "undone" if correction.undone else correction.act.value
        print(f"{what}: decision {correction.correction_id[:12]}, {', '.join(e[:12] for e in correction.events)}")
