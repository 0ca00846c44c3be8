"""Pages behind links in mails: confirm, unsubscribe. No token of the API; the link itself is the key.

GET only shows a page: mail scanners open every link they see. Source: RFC 8058.
"""

import secrets
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from vedette.alert import consent
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.channels.introduce import Introductions
from vedette.alert.channels.mail import render
from vedette.alert.keyring import Link
from vedette.alert.notices.letter import event_words
from vedette.schemas import EmailEndpoint, Endpoint, EndpointState, Subscriber

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
    "frame-ancestors 'none'",
}
MOST_BODY = 1024
Found = tuple[Subscriber, Endpoint]


def people_routes(store: Store, clock: Callable[[], datetime], introductions: Introductions) -> APIRouter:
    """Return the routes."""
    routes = _new_router()
    routes.include_router(_confirming(store, clock, introductions))
    routes.include_router(_unsubscribing(store, introductions))
    routes.include_router(_reading(store, introductions))
    return routes


def _new_router() -> APIRouter:
    return APIRouter(tags=["people"], default_response_class=HTMLResponse, include_in_schema=False)


def _confirming(store: Store, clock: Callable[[], datetime], introductions: Introductions) -> APIRouter:
    routes = _new_router()

    def waiting(subscriber_id: str, endpoint_id: str, token: str) -> tuple[Subscriber, EmailEndpoint] | None:
        subscriber = store.subscribers.get(subscriber_id)
        endpoint = consent.find(subscriber, endpoint_id)
        if subscriber is None or not consent.opens(endpoint, token, clock()):
            return None
        assert isinstance(endpoint, EmailEndpoint)
        return subscriber, endpoint

    @routes.get("/confirm/{subscriber_id}/{endpoint_id}/{token}")
    async def show_question(subscriber_id: str, endpoint_id: str, token: str) -> HTMLResponse:
        if waiting(subscriber_id, endpoint_id, token) is None:
            return _page("This link is no longer valid", ["It was used, replaced by a newer one, or is too old."], 404)
        lines = ["You will be told of conflict news by mail. Every mail says how to stop."]
        return _page("Do you want these notices?", lines, buttons=[("yes", "Yes, send them to me")])

    @routes.post("/confirm/{subscriber_id}/{endpoint_id}/{token}")
    async def confirm(subscriber_id: str, endpoint_id: str, token: str, request: Request) -> HTMLResponse:
        found = waiting(subscriber_id, endpoint_id, token)
        if found is None:
            return _page("This link is no longer valid", ["It was used, replaced by a newer one, or is too old."], 404)
        source = introductions.keyring.fingerprint("source", request.client.host if request.client else "?")
        endpoint = consent.confirmed(found[1], now=clock(), source_sha256=source)
        await store.save_subscriber(consent.with_endpoint(found[0], endpoint), _by(subscriber_id))
        return _page("Thank you", ["You will be told from now on."])

    return routes


def _unsubscribing(store: Store, introductions: Introductions) -> APIRouter:
    routes = _new_router()

    def linked(token: str) -> tuple[Link, Found] | None:
        link = introductions.keyring.read_link(token)
        subscriber = store.subscribers.get(link.subscriber_id) if link else None
        endpoint = consent.find(subscriber, link.endpoint_id) if link else None
        return (link, (subscriber, endpoint)) if link and subscriber and endpoint else None

    @routes.get("/unsubscribe/{token}")
    async def show_choice(token: str) -> HTMLResponse:
        found = linked(token)
        if found is None:
            return _page("This link is not valid", ["It may have been cut off."], 404)
        rule = store.rules.get(found[0].rule_id) if found[0].rule_id else None
        buttons = [("rule", f"Stop “{rule.name}”")] if rule else []
        return _page("Stop these mails?", [], buttons=[*buttons, ("all", "Stop everything")])

    @routes.post("/unsubscribe/{token}")
    async def unsubscribe(token: str, request: Request) -> HTMLResponse:
        found = linked(token)
        if found is None:
            return _page("This link is not valid", ["It may have been cut off."], 404)
        link, (subscriber, endpoint) = found
        rule_id = None if await _chosen(request) == "all" else link.rule_id
        if endpoint.state in {EndpointState.ACTIVE, EndpointState.SUSPENDED}:
            changed = consent.unsubscribed(endpoint, rule_id)
            await store.save_subscriber(consent.with_endpoint(subscriber, changed), _by(link.subscriber_id))
        return _page("Done", ["You will be told nothing more" + (" of this rule." if rule_id else ".")])

    return routes


def _reading(store: Store, introductions: Introductions) -> APIRouter:
    routes = _new_router()

    @routes.get("/news/{token}")
    async def show_news(token: str) -> HTMLResponse:
        found = introductions.keyring.read_news(token)
        endpoint = consent.find(store.subscribers.get(found[0]), found[1]) if found else None
        event = store.history.get(found[2]) if found and endpoint and endpoint.consent else None
        if event is None:
            return _page("There is nothing here", ["It is too old, or you want no notices any more."], 404)
        title, lines = event_words(event)
        return _page(title, lines)

    return routes


async def _chosen(request: Request) -> str:
    """Return the button that was pressed; none if a mail program asked (`List-Unsubscribe=One-Click`)."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            return ""
    return parse_qs(body.decode("latin-1")).get("what", [""])[0]


def _by(subscriber_id: str) -> Caller:
    return Caller("link", subscriber_id, secrets.token_hex(8))


def _page(
    title: str, lines: list[str], status: int = 200, *, buttons: list[tuple[str, str]] | None = None
) -> HTMLResponse:
    html = render("page.html", {"title": title, "lines": lines, "buttons": buttons or []})
    return HTMLResponse(html, status_code=status, headers=HEADERS)
