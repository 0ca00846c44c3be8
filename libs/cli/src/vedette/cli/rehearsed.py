"""What a dry run of a rule shows: on a terminal, or as JSON lines."""

import json
from datetime import datetime

from rich.console import Console
from rich.markup import escape

from vedette.alert.rehearsal import Rehearsal, WouldTell, too_broad, why
from vedette.schemas import Due, WatchRule

__all__ = ["show_json", "show_text"]

MARK = {True: "[green]yes[/]", False: "[red]no[/]", None: "[yellow]not known[/]"}


def show_json(rule: WatchRule, found: Rehearsal, *, everything: bool) -> None:
    """Print one line for each event, then one for the rule."""
    del everything
    for each in found.told:
        told, notes = why(rule, each.event)
        conditions = [{"condition": w.condition, "holds": w.verdict, "reason": w.reason} for w in told.conditions]
        row = {"rule_id": rule.rule_id, "event_id": each.event.event_id, "revision": each.event.revision}
        sent = {"matches": told.matches, "would_send": each.notice is not None}
        print(json.dumps({**row, **sent, "conditions": conditions, "notes": notes}, ensure_ascii=False))
    sent_rows = [
        {"at": _when(due).isoformat(), "type": due.notice.type, "headline": due.notice.data.headline}
        for due in found.sent
        if due.notice
    ]
    rates = {"days": found.days, "a_day": round(found.a_day, 2), "notices_a_day": round(found.notices_a_day, 2)}
    print(json.dumps({"rule_id": rule.rule_id, "messages": sent_rows, **rates}, ensure_ascii=False))


def show_text(rule: WatchRule, found: Rehearsal, *, everything: bool) -> None:
    """Print what would have been made of the events, why, and how much would have been sent."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(rule.name)}[/] [dim]({rule.rule_id}, for {rule.subscriber_id})[/]")
    for each in found.told:
        if each.matches or everything:
            _show_event(console, rule, each)
    gathered = [due for due in found.sent if due.notice and due.notice.data.total]
    for due in gathered:
        console.print(f"  {_when(due):%d %B %H:%M} UTC  {escape(due.notice.data.headline if due.notice else '')}")
    busiest = f", most on {found.busiest[0]:%d %B}: {found.busiest[1]}" if found.busiest else ""
    notices = sum(1 for each in found.told if each.notice)
    console.print(
        f"  {notices} notice(s) in {found.days} days, sent as {len(found.sent)} message(s):"
        f" {found.a_day:.1f} a day{busiest}"
    )
    advice = too_broad(found, rule)
    if advice:
        console.print(f"  [yellow]too much:[/] {escape(advice)}")


def _show_event(console: Console, rule: WatchRule, each: WouldTell) -> None:
    verdict = "would send" if each.notice else "no news" if each.matches else "no match"
    console.print(f"  {verdict:10} {escape(each.event.summary)}")
    told, notes = why(rule, each.event)
    for leaf in told.conditions:
        if leaf.verdict is not True or told.matches:
            console.print(f"      {MARK[leaf.verdict]} {escape(leaf.condition)} [dim]{escape(leaf.reason)}[/]")
    for note in notes:
        console.print(f"      [yellow]{escape(note)}[/]")


def _when(due: Due) -> datetime:
    return due.next_at or due.made_at
