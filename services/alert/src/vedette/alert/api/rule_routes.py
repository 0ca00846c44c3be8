"""Routes of watch rules."""

import secrets
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Response, status

from vedette.alert.api.access import Asking
from vedette.alert.api.answers import COMMON, MISSING, found, makes_sense, same_id
from vedette.alert.api.callers import Caller
from vedette.alert.api.store import Store
from vedette.alert.api.trial_routes import rehearsed, theirs
from vedette.alert.rehearsal import DAYS, REFUSED_A_DAY, too_broad
from vedette.alert.rules.sense import check_together, nonsense
from vedette.schemas import WatchRule

ADVICE = "Vedette-Advice"
"""Header of the answer to a rule that is saved and would send a lot: how much, and what to do."""


def rule_routes(store: Store, clock: Callable[[], datetime]) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(prefix="/rules", tags=["rules"], responses=COMMON)

    async def checked(rule: WatchRule, asking: Caller, answer: Response, *, broad: bool) -> None:
        """Refuse a rule that makes no sense or sends far too much; say so of one that sends a lot."""
        found(rule if asking.owns(rule.subscriber_id) else None, f"subscriber {rule.subscriber_id!r}")
        reader = store.subscribers.get(rule.subscriber_id)
        makes_sense(nonsense(rule) + check_together([rule], [reader] if reader else []))
        told, _ = await rehearsed(store, rule, days=DAYS, until=clock())
        advice = too_broad(told, rule)
        if told.a_day > REFUSED_A_DAY and not (broad and asking.subscriber_id is None):
            makes_sense([advice or ""])
        if advice:
            answer.headers[ADVICE] = advice

    @routes.get("")
    async def list_rules(asking: Asking, subscriber_id: str | None = None) -> list[WatchRule]:
        """Return the rules the caller may see, or those of one subscriber, by id."""
        whose = asking.subscriber_id or subscriber_id
        if subscriber_id is not None and whose != subscriber_id:
            return []
        return sorted(store.rules.values() if whose is None else store.rules.of(whose), key=lambda r: r.rule_id)

    @routes.get("/{rule_id}", responses=MISSING)
    async def get_rule(rule_id: str, asking: Asking) -> WatchRule:
        """Return one rule."""
        return theirs(store, rule_id, asking)

    @routes.post("", status_code=status.HTTP_201_CREATED, responses=MISSING)
    async def post_rule(rule: WatchRule, asking: Asking, answer: Response, broad: bool = False) -> WatchRule:
        """Save a new rule under an id of our choosing; `broad` lets the operator save one that sends a lot."""
        saved = rule.model_copy(update={"rule_id": f"r-{secrets.token_hex(8)}", "rule_version": 1})
        await checked(saved, asking, answer, broad=broad)
        await store.save_rule(saved, asking)
        return saved

    @routes.put("/{rule_id}", responses=MISSING)
    async def put_rule(
        rule_id: str, rule: WatchRule, asking: Asking, answer: Response, broad: bool = False
    ) -> WatchRule:
        """Replace a rule; its version rises with each edit. The operator may create one under an id this way."""
        before = store.rules.get(rule_id)
        if asking.subscriber_id is not None or (before is not None and not asking.owns(before.subscriber_id)):
            before = theirs(store, rule_id, asking)
        same_id(rule_id, rule.rule_id)
        await checked(rule, asking, answer, broad=broad)
        saved = rule.model_copy(update={"rule_version": before.rule_version + 1 if before else rule.rule_version})
        await store.save_rule(saved, asking)
        return saved

    @routes.delete("/{rule_id}", status_code=status.HTTP_204_NO_CONTENT, responses=MISSING)
    async def delete_rule(rule_id: str, asking: Asking) -> Response:
        """Delete a rule."""
        theirs(store, rule_id, asking)
        await store.delete_rule(rule_id, asking)
        return Response(status_code=status.HTTP_204_NO_CONTENT)

    return routes
