"""`vedette rules`: what subscribers want to hear of."""

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from vedette.alert.match import explain
from vedette.alert.novelty import is_new
from vedette.alert.rules import check_together, read_watch_files
from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.cli.stored import remove_one, stored, write_all
from vedette.cli.wording import one_line
from vedette.runtime.errors import ConfigError
from vedette.schemas import Event, WatchRule, read_event
from vedette.schemas.topics import EVENTS, RULES

RuleFiles = Annotated[list[Path], typer.Argument(help="Files or folders of rules, YAML or JSON.")]
MARK = {True: "[green]yes[/]", False: "[red]no[/]", None: "[yellow]not known[/]"}


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
    file: Annotated[Path, typer.Argument(help="File of rules.")],
    broker: Broker = "localhost:9092",
    events: Annotated[
        Path | None, typer.Option(help="Events from this file (`vedette read --events`) instead of a broker.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Tell also why the other events do not match.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run rules over stored events: what they would have sent, and why. Nothing is sent."""
    rules = read_watch_files(file).rules
    if not rules:
        msg = f"{file} holds no rule"
        raise ConfigError(msg)
    found: list[Event] = _events_of(events) if events else asyncio.run(stored(settings_for(broker), EVENTS))
    for rule in rules:
        if as_json:
            _print_json(rule, found)
        else:
            _print_text(rule, found, show_all=show_all)


def add(files: RuleFiles, broker: Broker = "localhost:9092") -> None:
    """Add or change rules; they are live within a second."""
    rules = [rule for path in files for rule in read_watch_files(path).rules]
    asyncio.run(write_all(settings_for(broker), RULES, {rule.rule_id: rule for rule in rules}))
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
        asyncio.run(remove_one(settings_for(broker), RULES, each))
        print(f"removed {each}")


commands = {"check": check, "test": dry_run, "add": add, "list": list_, "rm": rm}


def _events_of(path: Path) -> list[Event]:
    return [read_event(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _print_json(rule: WatchRule, events: Iterable[Event]) -> None:
    for event in events:
        told = explain(rule, event)
        why = [{"condition": w.condition, "holds": w.verdict, "reason": w.reason} for w in told.conditions]
        row = {"rule_id": rule.rule_id, "event_id": event.event_id, "revision": event.revision}
        sent = told.matches and is_new(rule, event)
        print(json.dumps({**row, "matches": told.matches, "would_send": sent, "conditions": why}, ensure_ascii=False))


def _print_text(rule: WatchRule, events: Iterable[Event], *, show_all: bool) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(rule.name)}[/] [dim]({rule.rule_id}, for {rule.subscriber_id})[/]")
    sent = 0
    for event in events:
        told = explain(rule, event)
        news = is_new(rule, event)
        sent += told.matches and news
        if not told.matches and not show_all:
            continue
        verdict = "would send" if told.matches and news else "no news" if told.matches else "no match"
        console.print(f"  {verdict:10} {escape(event.summary)}")
        for why in told.conditions:
            if why.verdict is not True or told.matches:
                console.print(f"      {MARK[why.verdict]} {escape(why.condition)} [dim]{escape(why.reason)}[/]")
    console.print(f"  {sent} notice(s)")
