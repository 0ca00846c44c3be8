"""Spans and what the readers made of them become claims; the one place that knows both families."""

from vedette.extract.inside import merge_inside
from vedette.extract.posts.assemble import assemble_posts
from vedette.extract.reading import Reading
from vedette.extract.relevance.verdicts import Judge, Verdict
from vedette.extract.tolls.assemble import assemble_casualties
from vedette.schemas import Claim, ParagraphRole

__all__ = ["assemble", "weigh"]


def assemble(reading: Reading, judge: Judge) -> list[Claim]:
    """Return the article's claims in text order, each told once with all its evidence."""
    claims = [verdict.claim for verdict in weigh(reading, judge) if verdict.is_kept]
    title_end = max((p.end for p in reading.article.paragraphs if p.role is ParagraphRole.HEADLINE), default=0)
    return merge_inside(claims, title_end)


def weigh(reading: Reading, judge: Judge) -> list[Verdict]:
    """Return what the judge thinks of each claim the readers make, in text order; repeats are not folded yet."""
    if reading.is_silent:
        return []
    claims: list[Claim] = [*assemble_posts(reading), *assemble_casualties(reading)]
    claims.sort(key=lambda claim: claim.evidence[0].start)
    return judge.verdicts(reading, claims)
