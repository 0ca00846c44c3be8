"""`vedette audit`: who changed what, through the alert API or a command, and whether the log still holds."""

import asyncio

import typer

from vedette.alert.audit import BEGAN, verify
from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import read_all, settings_for
from vedette.schemas import AuditEntry
from vedette.schemas.topics import AUDIT


def check(broker: Broker = "localhost:9092") -> None:
    """Check every entry's hash, that none is missing, and that no chain lost its end."""
    entries = asyncio.run(_entries(broker))
    problems = verify(entries)
    for problem in problems:
        print(problem)
    chains = len({entry.chain for entry in entries})
    print(f"{len(entries)} entries in {chains} chain(s): " + ("the log holds" if not problems else "it does not hold"))
    if problems:
        raise typer.Exit(FOUND_WANTING)


def list_(broker: Broker = "localhost:9092", as_json: AsJson = False) -> None:
    """List the changes, oldest first."""
    for entry in asyncio.run(_entries(broker)):
        if as_json:
            print(entry.model_dump_json())
        elif entry.action != BEGAN:
            print(f"{entry.at:%Y-%m-%d %H:%M:%S} {entry.actor:24} {entry.action:20} {entry.target}")


commands = {"verify": check, "list": list_}


async def _entries(broker: str) -> list[AuditEntry]:
    return [AuditEntry.read(r.value) async for r in read_all(settings_for(broker), AUDIT) if r.value]
