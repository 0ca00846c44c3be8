"""One event with all that is known of it: history, every rival figure, sources and their words, decisions of people."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape

from vedette.alert.notices.wording import count_words, date_words, field_words, place_words
from vedette.cli.events_store import COUNTERS
from vedette.schemas import (
    CasualtyEvent,
    Change,
    Correction,
    Event,
    EventSource,
    EventStatus,
    PostEvent,
    TollFigure,
)

__all__ = ["show_event"]


def show_event(console: Console, event: Event, decisions: Sequence[Correction] = ()) -> None:
    """Print an event for a person."""
    for line in _lines(event, decisions):
        console.print(line)


def _lines(event: Event, decisions: Sequence[Correction]) -> Iterable[str]:
    yield f"[bold]{escape(event.summary)}[/]"
    heir = f", it is part of {event.superseded_by} now" if event.superseded_by else ""
    yield f"[dim]{event.event_id} · revision {event.revision} · {event.status.value}{heir}[/]"
    yield f"  where  {escape(place_words(event.place)) if event.place else 'no place told'}{_spot(event)}"
    yield f"  when   {escape(date_words(event.date))}"
    parts = ", ".join(f"{name} {share:.2f}" for name, share in event.confidence_parts.items())
    yield f"  sure   {event.confidence:.2f}, {event.independent_claims} independent source(s) [dim]{parts}[/]"
    if isinstance(event, CasualtyEvent):
        yield from _toll(event)
    else:
        yield from _life(event)
    for odd in event.contradictions:
        yield f"  [yellow]sources disagree on {field_words(odd.field)}: {escape(' or '.join(odd.values))}[/]"
    for other in event.possible_duplicates:
        yield f"  [yellow]may be the same as {other}[/]"
    yield "[bold]History[/]"
    yield from map(_change, event.changes)
    yield from _decided(decisions)
    yield "[bold]Sources[/]"
    for source in event.sources:
        yield from _source(source)


def _spot(event: Event) -> str:
    place = event.place
    if place is None or place.lat is None or place.lon is None:
        return ""
    within = f" within {place.radius_km:g} km" if place.radius_km else ""
    return f" [dim]{place.lat:.4f}, {place.lon:.4f}{within} ({place.precision.value})[/]"


def _toll(event: CasualtyEvent) -> Iterable[str]:
    # of an event that stands, its source has given another number since, or the same again
    gone = "replaced" if event.status is EventStatus.ACTIVE else "taken back"
    for counter in COUNTERS:
        count = getattr(event.toll, counter)
        if count is None:
            continue
        yield f"  {counter:9} [bold]{escape(count_words(count))}[/]"
        for figure in count.figures:
            yield f"            {_figure(figure, gone)}"
    for victims in event.victims:
        side = f" of {victims.side}" if victims.side else ""
        killed = f", {victims.killed} killed" if victims.killed is not None else ""
        injured = f", {victims.injured} injured" if victims.injured is not None else ""
        yield f"  victims   {escape(victims.text) or victims.group.value}{side}{killed}{injured}"


def _figure(figure: TollFigure, gone: str) -> str:
    best = next((n for n in (figure.best, figure.low, figure.high) if n is not None), "?")
    lead = "" if figure.op.value == "exact" else f"{figure.op.value.replace('_', ' ')} "
    who = escape(figure.claimant or "nobody named")
    word = "" if figure.live else f" [dim]{gone}[/]"
    return f"{lead}{best}  {who}, in {escape(figure.publisher or '?')}, {figure.at:%d %b %H:%M}{word}"


def _life(event: PostEvent) -> Iterable[str]:
    numbers = {role: getattr(event, role) for role in ("delta", "stock", "target", "ordinal")}
    told = ", ".join(f"{role} {number}" for role, number in numbers.items() if number is not None)
    holder = f", held by {escape(event.actor.text)}" if event.actor else ""
    yield f"  post   {event.state.value} {event.facility.value}{holder} {told}".rstrip()
    for step in event.history:
        yield f"         {step.action.value:12} {escape(date_words(step.date))}"


def _change(change: Change) -> str:
    moved = f"{change.old or 'not told'} -> {change.new or 'withdrawn'}"
    head = f"  r{change.revision} {change.at:%Y-%m-%d %H:%M} {change.field}"
    line = f"{head}: {escape(moved)} [dim]({change.reason.value})[/]"
    return f"{line} [cyan]by {escape(change.by)}: {escape(change.note or '')}[/]" if change.by else line


def _decided(decisions: Sequence[Correction]) -> Iterable[str]:
    if decisions:
        yield "[bold]Decisions[/]"
    for made in decisions:
        what = f"{made.field} = {made.value}" if made.field else ""
        done = "undone" if made.undone else "decided"
        head = f"  {made.correction_id[:12]} {made.at:%Y-%m-%d %H:%M} {made.act.value} {what}".rstrip()
        yield f"{head} [cyan]{done} by {escape(made.by)}: {escape(made.why)}[/]"


def _source(source: EventSource) -> Iterable[str]:
    who = source.claimant or "nobody named"
    when = f", {source.published_at:%Y-%m-%d %H:%M}" if source.published_at else ""
    via = f", carried by {source.relay}" if source.relay else ""
    sense = "" if source.realis.value == "actual" else f" [yellow]({source.realis.value})[/]"
    yield f"  [bold]{escape(source.publisher or '?')}[/]{when}, {escape(who + via)}{sense}: {escape(source.url or '')}"
    yield f"    [dim]claim {source.claim_id}[/]"
    if source.quote:
        yield f"    [italic]“{escape(source.quote.text)}”[/]"
