"""Command modules that load only when called, so that `vedette --help` is quick."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

__all__ = ["COMMANDS", "Entry", "LazyGroup"]


@dataclass(frozen=True)
class Entry:
    """One command or group of commands: its module and its line in the help.

    The module offers `command` (one function) or `commands` (functions by name, one per subcommand).
    """

    module: str
    summary: str
    panel: str


TRY = "Try it"
RUN = "Run it"
WATCH = "Who hears of what"
LOOK = "Look inside"

COMMANDS: dict[str, Entry] = {
    "demo": Entry("demo", "Run the whole pipeline here, publish sample stories, show every notice.", TRY),
    "read": Entry("read", "Read documents without a broker: article, claims, what was cut and why.", TRY),
    "run": Entry("run", "Run one or several services against a broker.", RUN),
    "push": Entry("push", "Hand files, folders or addresses to a running ingest.", RUN),
    "gazetteer": Entry("gazetteer", "Compile place names for extract.", RUN),
    "train": Entry("train", "Teach the reader from annotated texts.", RUN),
    "rules": Entry("rules", "Check, test, add, list and remove watch rules.", WATCH),
    "subscribers": Entry("subscribers", "Add, list and remove subscribers.", WATCH),
    "areas": Entry("areas", "Save, list and remove areas that a subscriber's rules name.", WATCH),
    "deliveries": Entry("deliveries", "List what became of notices, send them again.", WATCH),
    "audit": Entry("audit", "List changes of rules and subscribers, and check that the log holds.", WATCH),
    "events": Entry("events", "List, show, retract, merge, split and correct events.", LOOK),
    "tail": Entry("tail", "Follow a topic.", LOOK),
    "topics": Entry("topics", "Create or list topics.", LOOK),
    "replay": Entry("replay", "Send stored raw articles through the pipeline again.", LOOK),
    "rejections": Entry("rejections", "List, show or retry messages that were set aside.", LOOK),
}


class LazyGroup(TyperGroup):
    """Lists commands from the table; loads a module when its command is called."""

    def __init__(self, **attrs: Any) -> None:  # handed through to Typer
        super().__init__(**attrs)
        for name, entry in COMMANDS.items():
            self.add_command(TyperCommand(name, help=entry.summary, rich_help_panel=entry.panel))

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # Typer's own type
        """Replace the stand-in of the help page by the real command."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in COMMANDS else found, rest


def load(name: str) -> Any:  # Typer's command class is not public
    """Import the module of a command and build it."""
    entry = COMMANDS[name]
    module = importlib.import_module(f"vedette.cli.{entry.module}")
    app = typer.Typer(help=entry.summary, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    group: dict[str, Callable[..., None]] | None = getattr(module, "commands", None)
    if group is None:
        app.command(name)(module.command)
        return typer.main.get_command(app)
    app.callback()(lambda: None)
    for subcommand, function in group.items():
        app.command(subcommand)(function)
    return typer.main.get_command(app)
