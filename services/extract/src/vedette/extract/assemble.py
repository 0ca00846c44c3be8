"""Spans and what the readers made of them become claims; the one place that knows both families."""

from vedette.extract.inside import merge_inside
from vedette.extract.posts.assemble import assemble_posts
from vedette.extract.reading import Reading
from vedette.extract.tolls.assemble import assemble_casualties
from vedette.schemas import Claim, ParagraphRole

__all__ = ["assemble"]


def assemble(reading: Reading) -> list[Claim]:
    """Return the article's claims in text order, each told once with all its evidence."""
    if reading.is_silent:
        return []
    claims: list[Claim] = [*assemble_posts(reading), *assemble_casualties(reading)]
    claims.sort(key=lambda claim: claim.evidence[0].start)
    title_end = max((p.end for p in reading.article.paragraphs if p.role is ParagraphRole.HEADLINE), default=0)
    return merge_inside(claims, title_end)
