"""One document on the terminal: the article, what it says happened, what was cut and why."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from vedette.cli.marking import legend, marked_paragraphs
from vedette.cli.wording import date_in_words, place_in_words, what_of_claim
from vedette.extract.relevance.verdicts import Verdict
from vedette.schemas import CasualtyClaim, ClaimPlace, CleanArticle, Cut, ParagraphRole, PostClaim

__all__ = ["show_document"]

SHOWN_CUTS = 3
"""Pieces shown per reason unless everything is asked for."""

FAMILY_STYLE = {"post": "bold cyan", "casualty": "bold red"}


def show_document(
    console: Console,
    article: CleanArticle,
    claims: Sequence[PostClaim | CasualtyClaim],
    *,
    explain: bool,
    left_out: Sequence[Verdict] = (),
) -> None:
    """Print the article, its claims, what was left out and its cuts; with `explain` every score, span and cut."""
    _show_article(console, article, claims if explain else ())
    _line(console, f"[bold]{_number(len(claims), 'claim')}[/]")
    for number, claim in enumerate(claims, 1):
        _show_claim(console, number, claim, explain=explain)
    _show_left_out(console, left_out)
    _show_cuts(console, article.cut, everything=explain)


def _show_article(console: Console, article: CleanArticle, marked: Sequence[PostClaim | CasualtyClaim]) -> None:
    """Print head and text; the words `marked` claims were read from are coloured on a terminal."""
    _line(console, f"[bold]{escape(article.title or '(no title)')}[/]")
    published = f"{article.published_at:%d %B %Y %H:%M} UTC" if article.published_at else "no publication date found"
    if article.published_at and article.published_precision.value == "day":
        published = f"{article.published_at:%d %B %Y}"
    source = f" ({article.published_source.value})" if article.published_at else ""
    known = [article.publisher, published + source, article.language, article.cleaner, article.url]
    _line(console, f"[dim]{escape(' · '.join(part for part in known if part))}[/]")
    console.print()
    if marked and console.is_terminal:
        console.print(Padding(legend(marked), (0, 0, 1, 2), expand=False))
    for paragraph, text in zip(article.paragraphs, marked_paragraphs(article, marked), strict=True):
        if console.is_terminal and (marked or paragraph.role is not ParagraphRole.HEADLINE):
            console.print(Padding(text, (0, 0, 1, 2), expand=False))
        elif paragraph.role is not ParagraphRole.HEADLINE:
            console.print(f"  {escape(paragraph.text)}\n", soft_wrap=True)


def _show_claim(console: Console, number: int, claim: PostClaim | CasualtyClaim, *, explain: bool) -> None:
    style = FAMILY_STYLE[claim.kind]
    doubt = " [yellow](the text doubts it)[/]" if claim.hedged else ""
    sense = "" if claim.realis.value == "actual" else f" [yellow]({claim.realis.value})[/]"
    _line(console, f" {number:>2} [{style}]{claim.kind}[/] {escape(what_of_claim(claim))}{sense}{doubt}")
    for place in claim.places:
        _fact(console, "where", _where(place))
    words = f' "{claim.date.text}"' if claim.date.text else ""
    when = f"{date_in_words(claim.date)} ({claim.date.precision.value}, {claim.date.basis.value}){words}"
    _fact(console, "when", when)
    _fact(console, "says who", _who(claim))
    if isinstance(claim, CasualtyClaim) and claim.perpetrator:
        _fact(console, "by whom", claim.perpetrator.text)
    for evidence in claim.evidence:
        _fact(console, "words", f"“{evidence.quote}”", style="italic")
    if explain:
        _show_reasons(console, claim)


def _show_reasons(console: Console, claim: PostClaim | CasualtyClaim) -> None:
    parts = ", ".join(f"{name} {share:.2f}" for name, share in claim.confidence.parts.items())
    _fact(console, "sure", f"{claim.confidence.reading:.2f} ({parts})" if parts else f"{claim.confidence.reading:.2f}")
    for span in claim.spans:
        _fact(console, "read", f"{span.field} from “{span.quote}” at {span.start}-{span.end}")
    _fact(console, "id", f"{claim.claim_id} by {claim.reader}")


def _show_left_out(console: Console, verdicts: Sequence[Verdict]) -> None:
    if not verdicts:
        return
    console.print()
    _line(console, f"[bold]{_number(len(verdicts), 'claim')} left out: hardly of armed force[/]")
    for verdict in verdicts:
        _fact(console, verdict.claim.kind, f"“{verdict.claim.evidence[0].quote}”", style="italic")
        against = ", ".join(verdict.reasons)
        _fact(console, "sure", f"{verdict.score:.2f}, at least {verdict.least:.2f} is asked; against it: {against}")


def _where(place: ClaimPlace) -> str:
    spot = f"{place.lat:.4f}, {place.lon:.4f}" if place.lat is not None and place.lon is not None else "not resolved"
    relation = "" if place.relation.value == "at" else place.relation.value.replace("_", " ") + " "
    extras = [place.precision.value, place.gazetteer_id, place.hint, "inferred" if place.inferred else None]
    return f"{relation}{place_in_words(place)}  {spot}  {' '.join(part for part in extras if part)}"


def _who(claim: PostClaim | CasualtyClaim) -> str:
    said = claim.attribution
    name = said.claimant or "nobody named"
    role = "" if said.claimant_role.value == "unknown" else f" ({said.claimant_role.value.replace('_', ' ')})"
    relay = f", carried by {said.relay}" if said.relay else ""
    return f"{name}{role}{relay}" + (f', "{said.verb}"' if said.verb else "")


def _show_cuts(console: Console, cuts: Sequence[Cut], *, everything: bool) -> None:
    if not cuts:
        return
    console.print()
    _line(console, f"[bold]{_number(len(cuts), 'piece')} of the page cut[/]")
    reasons = dict.fromkeys(cut.reason for cut in cuts)
    for reason in reasons:
        pieces = [cut.text for cut in cuts if cut.reason is reason]
        shown = pieces if everything else pieces[:SHOWN_CUTS]
        _fact(console, reason.value, shown[0], width=14)
        for piece in shown[1:]:
            _fact(console, "", piece, width=14)
        if len(pieces) > len(shown):
            _fact(console, "", f"and {len(pieces) - len(shown)} more (--explain shows all)", width=14)


def _fact(console: Console, label: str, value: str, *, style: str = "", width: int = 9) -> None:
    text = " ".join(value.split())
    if not console.is_terminal:
        _line(console, escape(f"    {label:{width}} {text}"))
        return
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=3)
    row.add_column(width=width, style="dim")
    row.add_column(style=style)
    row.add_row("", label, Text(text))
    console.print(row)


def _line(console: Console, markup: str) -> None:
    # piped output is for grep: one line stays one line
    console.print(markup, soft_wrap=not console.is_terminal, highlight=False)


def _number(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
