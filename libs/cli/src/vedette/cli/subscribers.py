"""`vedette subscribers`: who is told, and where."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from vedette.alert.consent import may_be_told, vouched
from vedette.alert.rules.reader import read_watch_files
from vedette.cli.changes import change, delete
from vedette.cli.options import AsJson, Broker
from vedette.cli.records import settings_for
from vedette.cli.stored import stored
from vedette.runtime.errors import ConfigError
from vedette.runtime.settings import ServiceSettings
from vedette.schemas import EmailEndpoint, Endpoint, Subscriber, WebhookEndpoint
from vedette.schemas.topics import SUBSCRIBERS

SubscriberId = Annotated[str | None, typer.Option("--id", help="Id of the subscriber; with --webhook or --email.")]


def add(
    files: Annotated[list[Path] | None, typer.Argument(help="Files or folders of subscribers, YAML or JSON.")] = None,
    *,
    broker: Broker = "localhost:9092",
    subscriber_id: SubscriberId = None,
    name: Annotated[str | None, typer.Option(help="Name shown in mails; the id if not given.")] = None,
    webhook: Annotated[str | None, typer.Option(help="Address that takes POST.")] = None,
    secret: Annotated[str, typer.Option(help="Where alert finds the signing secret: env:NAME or file:PATH.")] = "",
    email: Annotated[str | None, typer.Option(help="Mail address.")] = None,
    verified_by: Annotated[
        str | None, typer.Option(help="Your name: you vouch that those you enter want to be told.")
    ] = None,
) -> None:
    """Add or change subscribers, from files or from options. Endpoints nobody vouches for are told nothing."""
    found = [s for path in files or [] for s in read_watch_files(path).subscribers]
    if subscriber_id:
        found.append(_from_options(subscriber_id, name=name, webhook=webhook, secret=secret, email=email))
    if not found:
        msg = "name a file of subscribers, or give --id with --webhook or --email"
        raise ConfigError(msg)
    if verified_by:
        found = [_vouched(s, verified_by) for s in found]
    asyncio.run(_save(settings_for(broker), found))
    for each in found:
        print(f"added {each.subscriber_id}: " + ", ".join(_described(e) for e in each.endpoints))


def list_(broker: Broker = "localhost:9092", as_json: AsJson = False) -> None:
    """List the subscribers."""
    found: list[Subscriber] = asyncio.run(stored(settings_for(broker), SUBSCRIBERS))
    for each in found:
        if as_json:
            print(each.model_dump_json())
            continue
        print(f"{each.subscriber_id:20} {each.name}")
        for endpoint in each.endpoints:
            where = endpoint.url if isinstance(endpoint, WebhookEndpoint) else endpoint.address
            print(f"{'':20} {endpoint.channel} {endpoint.endpoint_id} {where} {endpoint.state.value}")


def rm(
    subscriber_id: Annotated[list[str], typer.Argument(help="Ids of subscribers.")], broker: Broker = "localhost:9092"
) -> None:
    """Remove subscribers; their rules stay and tell nobody."""
    for each in subscriber_id:
        asyncio.run(delete(settings_for(broker), SUBSCRIBERS, each))
        print(f"removed {each}")


commands = {"add": add, "list": list_, "rm": rm}


async def _save(settings: ServiceSettings, found: Sequence[Subscriber]) -> None:
    """Write subscribers; keys, and areas where a file names none, stay as they are: a file knows neither."""
    known: dict[str, Subscriber] = {s.subscriber_id: s for s in await stored(settings, SUBSCRIBERS)}
    kept = {s.subscriber_id: s for s in found}
    for name in kept.keys() & known.keys():
        before = known[name]
        areas = kept[name].areas or before.areas
        kept[name] = kept[name].model_copy(
            update={"tokens": before.tokens, "areas": areas, "created_at": before.created_at}
        )
    await change(settings, SUBSCRIBERS, kept)


def _vouched(subscriber: Subscriber, by: str) -> Subscriber:
    now = datetime.now(UTC)
    return subscriber.model_copy(update={"endpoints": [vouched(e, by=by, now=now) for e in subscriber.endpoints]})


def _described(endpoint: Endpoint) -> str:
    told = "" if may_be_told(endpoint) else " (told nothing: no consent on record, see --verified-by)"
    return f"{endpoint.channel} {endpoint.endpoint_id}{told}"


def _from_options(
    subscriber_id: str, *, name: str | None, webhook: str | None, secret: str, email: str | None
) -> Subscriber:
    if webhook is None and email is None:
        msg = "give --webhook, --email or both"
        raise ConfigError(msg)
    if webhook is not None and not secret:
        msg = "--webhook needs --secret env:NAME or file:PATH; notices are always signed"
        raise ConfigError(msg)
    endpoints: list[WebhookEndpoint | EmailEndpoint] = []
    if webhook is not None:
        endpoints.append(WebhookEndpoint(endpoint_id=f"{subscriber_id}-hook", url=webhook, secret_ref=secret))
    if email is not None:
        endpoints.append(EmailEndpoint(endpoint_id=f"{subscriber_id}-mail", address=email))
    return Subscriber(
        subscriber_id=subscriber_id, name=name or subscriber_id, endpoints=endpoints, created_at=datetime.now(UTC)
    )
