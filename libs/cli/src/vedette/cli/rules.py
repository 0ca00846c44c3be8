"""`vedette rules`: what subscribers want to hear of."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from vedette.alert.rehearsal import DAYS, rehearse
from vedette.alert.rules.areas import filled
from vedette.alert.rules.reader import read_watch_files
from vedette.alert.rules.sense import check_together
from vedette.cli.changes import change, delete
from vedette.cli.events_store import events_of_file
from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.cli.rehearsed import show_json, show_text
from vedette.cli.stored import stored
from vedette.cli.wording import one_line
from vedette.runtime.errors import ConfigError
from vedette.schemas import Event, Subscriber, WatchRule
from vedette.schemas.topics import EVENTS, RULES, SUBSCRIBERS

RuleFiles = Annotated[list[Path], typer.Argument(help="Files or folders of rules, YAML or JSON.")]


def check(files: RuleFiles) -> None:
    """Check rule files and say what to write instead where they are wrong. Needs no broker."""
    rules = [rule for path in files for rule in read_watch_files(path).rules]
    subscribers = [s for path in files for s in read_watch_files(path).subscribers]
    print(f"{len(rules)} rule(s) and {len(subscribers)} subscriber(s) are right")
    lonely = check_together(rules, subscribers) if subscribers else []
    for sentence in lonely:
        print(sentence)
    if lonely:
        raise typer.Exit(FOUND_WANTING)


def dry_run(
    file: Annotated[
        Path,
        typer.Argument(
            help="File of rules; subscribers that are not in it are read from the broker, for areas and zones."
        ),
    ],
    *,
    broker: Broker = "localhost:9092",
    events: Annotated[
        Path | None, typer.Option(help="Events from this file (`vedette read --events`) instead of a broker.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="How far to look back from the newest event.")] = DAYS,
    event: Annotated[
        str | None,
        typer.Option(help="Tell of this event alone why it is sent or not; the beginning of its id will do."),
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Tell also why the other events do not match.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run rules over stored events: what they would have sent, how many a day, and why. Nothing is sent."""
    found = read_watch_files(file)
    if not found.rules:
        msg = f"{file} holds no rule"
        raise ConfigError(msg)
    known: list[Event] = list(events_of_file(events)) if events else asyncio.run(stored(settings_for(broker), EVENTS))
    if event is not None:
        known = [_one(known, event)]
    until = max((each.updated_at for each in known), default=datetime.now(UTC))
    live: list[Subscriber] = [] if events else asyncio.run(stored(settings_for(broker), SUBSCRIBERS))
    readers = {each.subscriber_id: each for each in [*live, *found.subscribers]}
    for rule in found.rules:
        reader = readers.get(rule.subscriber_id) or Subscriber(subscriber_id=rule.subscriber_id, name="-")
        show = show_json if as_json else show_text
        meant = filled(rule, reader.areas)
        show(meant, rehearse(meant, known, reader=reader, until=until, days=days), everything=show_all or bool(event))


def add(files: RuleFiles, broker: Broker = "localhost:9092") -> None:
    """Add or change rules; they are live within a second."""
    rules = [rule for path in files for rule in read_watch_files(path).rules]
    asyncio.run(change(settings_for(broker), RULES, {rule.rule_id: rule for rule in rules}))
    for rule in rules:
        print(f"added {rule.rule_id}: {rule.name}, for {rule.subscriber_id}")


def list_(broker: Broker = "localhost:9092", as_json: AsJson = False) -> None:
    """List the rules that are live."""
    rules: list[WatchRule] = asyncio.run(stored(settings_for(broker), RULES))
    for rule in rules:
        print(rule.model_dump_json(by_alias=True) if as_json else f"{rule.rule_id:28} {one_line(rule)}")


def rm(rule_id: Annotated[list[str], typer.Argument(help="Ids of rules.")], broker: Broker = "localhost:9092") -> None:
    """Remove rules."""
    for each in rule_id:
        asyncio.run(delete(settings_for(broker), RULES, each))
        print(f"removed {each}")


commands = {"check": check, "test": dry_run, "add": add, "list": list_, "rm": rm}


def _one(known: Sequence[Event], name: str) -> Event:
    """Return the event of this id, or the only one whose id begins so."""
    begun = [each for each in known if each.event_id.startswith(name)]
    found = [each for each in begun if each.event_id == name] or begun
    if len(found) != 1:
        msg = f"{len(found)} events begin with {name!r}; `vedette events list --status all` shows them"
        raise ConfigError(msg)
    return found[0]
