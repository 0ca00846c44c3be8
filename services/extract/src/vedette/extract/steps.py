"""READ FIRST. Extract as an ordered list of calls: a clean article goes in, claims come out."""

from collections.abc import Sequence

from vedette.extract.actors.finder import ActorTable
from vedette.extract.assemble import assemble, weigh
from vedette.extract.places.gazetteer import Gazetteer
from vedette.extract.reading import Reading, Tools
from vedette.extract.relevance.verdicts import Judge, Verdict
from vedette.extract.settings import ExtractSettings
from vedette.extract.tagger.choose import load_tagger
from vedette.extract.tagger.proposer import with_proposals
from vedette.runtime.errors import ConfigError
from vedette.schemas import Claim, CleanArticle

__all__ = ["Reader", "as_first_known", "build_reader", "build_tools", "withdrawals"]


class Reader:
    """Reads articles; built once per process."""

    def __init__(self, tools: Tools, judge: Judge) -> None:
        self._tools, self._judge = tools, judge

    def read_article(self, article: CleanArticle) -> list[Claim]:
        """Return what an article says happened, one claim per happening and victim group or post, in text order."""
        reading = Reading(article, self._tools)  # sentences, then spans: no trigger, no work
        return assemble(reading, self._judge)  # values, claims, and the merge inside the article

    def left_out(self, article: CleanArticle) -> list[Verdict]:
        """Return the claims that the judge left out of an article, with why; for those who ask why it stayed silent."""
        reading = Reading(article, self._tools)
        return [verdict for verdict in weigh(reading, self._judge) if not verdict.is_kept]


def build_reader(settings: ExtractSettings | None = None) -> Reader:
    """Load tagger, gazetteer and actors. Default settings where None is given.

    Raises: `ConfigError` if the tagger's weights or a gazetteer do not load.
    """
    return Reader(build_tools(settings), Judge.load())


def build_tools(settings: ExtractSettings | None = None) -> Tools:
    """Load what a reading needs, without the judge.

    Raises: `ConfigError` if the tagger's weights or a gazetteer do not load.
    """
    settings = settings or ExtractSettings.load()
    tagger = with_proposals(load_tagger(settings.extract_tagger, settings.extract_weights), settings)
    return Tools.load(tagger, _gazetteer(settings), ActorTable.load())


def _gazetteer(settings: ExtractSettings) -> Gazetteer:
    try:
        return Gazetteer.load(settings.gazetteer_paths())
    except (OSError, ValueError) as error:
        msg = f"VEDETTE_EXTRACT_GAZETTEERS: {error}"
        raise ConfigError(msg) from error


def as_first_known(claims: Sequence[Claim], earlier: Sequence[Claim]) -> list[Claim]:
    """Return the claims of a revision; those an earlier revision made already keep the time they became known."""
    known = {claim.claim_id: claim.read_at for claim in earlier}
    return [
        claim.model_copy(update={"read_at": min(claim.read_at, known.get(claim.claim_id, claim.read_at))})
        for claim in claims
    ]


def withdrawals(earlier: Sequence[Claim], claims: Sequence[Claim], article: CleanArticle) -> list[Claim]:
    """Return the earlier claims this revision of the article no longer makes, marked as withdrawn.

    A claim is taken back when that revision was fetched. Those withdrawn before stay withdrawn and are told again as
    they are: a replay must come to the same messages. An older revision that arrives late takes nothing back.
    """
    still = {claim.claim_id for claim in claims}
    return [
        claim if claim.withdrawn else claim.model_copy(update={"withdrawn": True, "withdrawn_at": article.fetched_at})
        for claim in earlier
        if claim.claim_id not in still and claim.article_revision <= article.revision
    ]
