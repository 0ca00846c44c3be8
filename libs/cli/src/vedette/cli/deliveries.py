"""`vedette deliveries`: what became of notices, and sending them again, through the API of the alert service."""

import json
from typing import Annotated, Any

import httpx
import typer

from vedette.cli.documents import read_moment
from vedette.cli.failures import FOUND_WANTING
from vedette.cli.options import AsJson
from vedette.runtime.errors import ConfigError
from vedette.schemas import Delivery

TIMEOUT_S = 300.0
"""A span of two weeks is read from the outbox before the answer comes."""

Alert = Annotated[str, typer.Option(envvar="VEDETTE_ALERT_URL", help="Where the API of alert listens.")]
Token = Annotated[str, typer.Option(envvar="VEDETTE_ALERT_TOKEN", help="Your token, or the operator's.")]
Whose = Annotated[str, typer.Option("--subscriber", help="Id of the subscriber.")]
Where = Annotated[str, typer.Option("--endpoint", help="Id of the endpoint.")]
HERE = "http://127.0.0.1:8090"


def list_(
    *,
    alert: Alert = HERE,
    token: Token = "",
    subscriber: Annotated[str | None, typer.Option(help="Only those of this subscriber.")] = None,
    endpoint: Annotated[str | None, typer.Option(help="Only those of this endpoint.")] = None,
    state: Annotated[str | None, typer.Option(help="Only this state: delivered, retry_wait, dead …")] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List the latest outcomes of attempts, newest first."""
    wanted = {"subscriber_id": subscriber, "endpoint_id": endpoint, "state": state, "limit": limit}
    params = {name: value for name, value in wanted.items() if value is not None}
    for each in _asked(alert, token, "GET", "/deliveries", params=params):
        print(json.dumps(each) if as_json else _line(Delivery.model_validate(each)))


def show(
    delivery_id: Annotated[str, typer.Argument(help="Id of the notice: its webhook-id, or its Message-ID.")],
    *,
    alert: Alert = HERE,
    token: Token = "",
    as_json: AsJson = False,
) -> None:
    """Show every attempt of one notice, with what the receiver said."""
    for each in _asked(alert, token, "GET", f"/deliveries/{delivery_id}"):
        found = Delivery.model_validate(each)
        print(json.dumps(each) if as_json else _line(found))
        if found.answer and not as_json:
            print(f"    it said: {found.answer}")


def send(
    delivery_id: Annotated[str, typer.Argument(help="Id of the notice.")],
    subscriber: Whose,
    endpoint: Where,
    *,
    alert: Alert = HERE,
    token: Token = "",
) -> None:
    """Send one notice of the last 14 days again, under its id."""
    _send_again(alert, token, subscriber, endpoint, {"delivery_id": delivery_id})


def replay(
    subscriber: Whose,
    endpoint: Where,
    since: Annotated[str, typer.Option(help="Notices made from this day or time on, UTC; at most 14 days back.")],
    *,
    until: Annotated[str | None, typer.Option(help="Notices made before this day or time, UTC.")] = None,
    undelivered: Annotated[bool, typer.Option("--undelivered", help="Only what was never taken.")] = False,
    alert: Alert = HERE,
    token: Token = "",
) -> None:
    """Send the notices of a span of time again, oldest first, under their ids."""
    wanted = {"since": read_moment(since).isoformat(), "which": "undelivered" if undelivered else "all"}
    if until is not None:
        wanted["until"] = read_moment(until).isoformat()
    _send_again(alert, token, subscriber, endpoint, wanted)


commands = {"list": list_, "show": show, "send": send, "replay": replay}


def _send_again(alert: str, token: str, subscriber: str, endpoint: str, wanted: dict[str, str]) -> None:
    path = f"/subscribers/{subscriber}/endpoints/{endpoint}/redeliveries"
    asked = _asked(alert, token, "POST", path, json=wanted)
    for delivery_id in asked["delivery_ids"]:
        print(f"sent again  {delivery_id}")
    print(f"{asked['notices']} notice(s), asked at {asked['redelivery']}")


def _asked(alert: str, token: str, method: str, path: str, **more: Any) -> Any:  # as httpx takes it; JSON of the API
    """Return the answer. Ends the command with a line on stderr if it is a refusal."""
    if not token:
        msg = "set VEDETTE_ALERT_TOKEN or --token to your token, or to the operator's"
        raise ConfigError(msg)
    headers = {"authorization": f"Bearer {token}"}
    with httpx.Client(base_url=alert, headers=headers, timeout=TIMEOUT_S) as client:
        answer = client.request(method, path, **more)
    if answer.is_success:
        return answer.json()
    typer.echo(f"vedette: refused: {_why(answer)}", err=True)
    raise typer.Exit(FOUND_WANTING)


def _why(answer: httpx.Response) -> str:
    try:
        detail = answer.json()["detail"]
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code}"
    if isinstance(detail, list):
        return "; ".join(each if isinstance(each, str) else str(each.get("msg", each)) for each in detail)
    return str(detail)


def _line(found: Delivery) -> str:
    again = " (sent again)" if found.redelivery else ""
    said = f"  {found.detail}" if found.detail else ""
    where = f"{found.delivery_id}  {found.subscriber_id}/{found.endpoint_id}"
    return f"{found.at:%Y-%m-%d %H:%M:%S}  {found.state.value:10} {found.attempt:2}  {where}{said}{again}"
