"""`vedette rejections`: messages that were set aside, why, and how to put them back."""

import asyncio
import base64
import json
import sys
from typing import Annotated

import typer

from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.runtime.errors import ConfigError
from vedette.runtime.producer import Producer
from vedette.runtime.replay import StoredRejection, put_back, read_rejections
from vedette.schemas import RejectReason

Reason = Annotated[RejectReason | None, typer.Option(help="Only those with this reason.")]
Service = Annotated[str | None, typer.Option(help="Only those of this service.")]
Number = Annotated[int, typer.Argument(help="Number in the list.", min=0)]
SHOWN_BYTES = 2000


def list_(
    broker: Broker = "localhost:9092", reason: Reason = None, service: Service = None, as_json: AsJson = False
) -> None:
    """List what was set aside, oldest first, with the number by which `show` and `retry` take it."""
    for stored in asyncio.run(_stored(broker, reason, service)):
        told = stored.rejection
        if as_json:
            print(json.dumps({"number": stored.offset, **told.model_dump(mode="json")}, ensure_ascii=False))
        else:
            place = f"{told.source_topic}/{told.source_partition}/{told.source_offset}"
            print(f"{stored.offset:>5} {told.at:%Y-%m-%d %H:%M:%S} {told.reason.value:18} {told.service:8} {place}")
            print(f"{'':5} {told.detail.splitlines()[0][:150] if told.detail else ''}")


def show(number: Number, broker: Broker = "localhost:9092", as_json: AsJson = False) -> None:
    """Show one of them: why, where it stood, and the message itself."""
    told = _one(asyncio.run(_stored(broker, None, None)), number).rejection
    if as_json:
        print(told.model_dump_json(indent=2))
        return
    print(f"{told.reason.value} in {told.service} at {told.at:%Y-%m-%d %H:%M:%S} UTC, tried {told.attempts} time(s)")
    print(f"stood at {told.source_topic}/{told.source_partition}/{told.source_offset}")
    print(told.detail)
    if told.value_base64 is None:
        print("\nThe message itself was not kept.")
        return
    value = base64.b64decode(told.value_base64)
    print(f"\nThe message, {len(value)} bytes:\n{value[:SHOWN_BYTES].decode('utf-8', 'backslashreplace')}")


def retry(
    number: Annotated[list[int] | None, typer.Argument(help="Numbers in the list; none with --all.")] = None,
    broker: Broker = "localhost:9092",
    everything: Annotated[bool, typer.Option("--all", help="All that match --reason and --service.")] = False,
    reason: Reason = None,
    service: Service = None,
) -> None:
    """Put messages back on the topic they came from, bytes untouched; a replay changes nothing a subscriber sees."""
    if bool(number) == everything:
        msg = "name the numbers to retry, or --all"
        raise ConfigError(msg)
    stored = asyncio.run(_stored(broker, reason, service))
    chosen = stored if everything else [_one(stored, each) for each in number or []]
    kept = asyncio.run(_put_back(broker, chosen))
    print(f"{len(chosen) - len(kept)} put back")
    for each in kept:
        print(f"vedette: {each.offset} has nothing to put back; fetch or push it again", file=sys.stderr)
    if kept:
        raise typer.Exit(FOUND_WANTING)


commands = {"list": list_, "show": show, "retry": retry}


async def _stored(broker: str, reason: RejectReason | None, service: str | None) -> list[StoredRejection]:
    return [
        stored
        async for stored in read_rejections(settings_for(broker))
        if reason in {None, stored.rejection.reason} and service in {None, stored.rejection.service}
    ]


def _one(stored: list[StoredRejection], number: int) -> StoredRejection:
    for each in stored:
        if each.offset == number:
            return each
    msg = f"there is no rejection {number}; `vedette rejections list` shows them"
    raise ConfigError(msg)


async def _put_back(broker: str, chosen: list[StoredRejection]) -> list[StoredRejection]:
    """Return those that could not be put back."""
    producer = Producer(settings_for(broker), source="cli")
    await producer.start()
    try:
        return [each for each in chosen if not await put_back(each.rejection, producer)]
    finally:
        await producer.stop()
