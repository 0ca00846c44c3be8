"""What surrounds a line: its place in the page, its neighbours, and what a first pass thinks of them.

Columns are named in `FIRST` and `SECOND`; the line's own come from `features`. Training and cleaning call the same
functions.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from vedette.clean.features import LOG_SCALE, OWN, Matrix, Page

_NEIGHBOURS = tuple(
    OWN.index(name)
    for name in (
        "words_log",
        "words_1",
        "words_4",
        "words_14",
        "words_more",
        "stop_share",
        "stop_rich",
        "ends_sentence",
        "starts_lower",
        "title_case",
        "symbols",
        "link",
        "amount",
        "first_person",
        "second_person",
        "saying",
        "date",
        "name_like",
        "repeated",
        "cohesion",
        "prose",
        "prose_long",
        "mark_comment",
        "mark_related",
        "mark_share",
        "mark_form",
        "mark_navigation",
        "mark_byline",
        "mark_donation",
        "mark_caption",
        "mark_author_bio",
        "mark_opens",
    )
)
_REACH = 3
_WIDE = (5, 12, 25)
_WIDE_OWN = tuple(OWN.index(name) for name in ("prose", "stop_share", "words_log"))
_FAR = ("mark_opens", "mark_comment", "mark_related", "mark_form", "mark_author_bio", "mark_share", "mark_legal")
_NEAR_SCORES = (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)
_WIDE_SCORES = (3, 8, 20)

FIRST = (
    *OWN,
    "from_top",
    "from_end",
    "lines_from_top",
    "lines_from_end",
    "page_lines",
    "prose_above",
    "prose_below",
    "prose_share",
    "above_all",
    "below_all",
    "runs_on",
    "runs_into",
    *(f"prose_share_{low}" for low in range(5)),
    *(f"{how}_{name}" for name in _FAR for how in ("since", "after")),
    *(f"{OWN[column]}@{step:+d}" for step in range(-_REACH, _REACH + 1) if step for column in _NEIGHBOURS),
    *(f"{OWN[column]}_{side}_{reach}" for reach in _WIDE for side in ("above", "below") for column in _WIDE_OWN),
)
"""Columns of the first pass."""
SECOND = (
    "odds",
    "score",
    *(f"score@{step:+d}" for step in _NEAR_SCORES),
    *(f"score_{side}_{reach}" for reach in _WIDE_SCORES for side in ("above", "below")),
    "mass_above",
    "mass_below",
    "before_mass",
    "after_mass",
    "mass",
    "run",
    "run_heaviest",
    "run_before",
    "run_after",
    "run_size",
    "between",
    "between_far",
    "between_short",
    "runs_on_score",
    "runs_into_score",
)
"""Further columns of the second pass."""


def page_matrix(page: Page) -> Matrix:
    """Return all first-pass columns: own, place in the page, near neighbours, wide neighbourhoods."""
    own = page.own
    near = own[:, _NEIGHBOURS]
    shifted = [shift(near, step) for step in range(-_REACH, _REACH + 1) if step]
    wide = [spread(own[:, _WIDE_OWN], reach) for reach in _WIDE]
    return np.hstack([own, _place(page), *shifted, *wide])


def page_odds(page: Page, weights: Matrix) -> Matrix:
    """Return `page_matrix(page) @ weights`, a quarter of the work.

    Shifting and averaging are linear, so they come after the product: of two columns in place of thirty.
    """
    count = weights.shape[1]
    odds = page.own @ weights[: len(OWN)]
    place = _place(page)
    begin = len(OWN) + place.shape[1]
    odds += place @ weights[len(OWN) : begin]
    near = page.own[:, _NEIGHBOURS]
    for step in range(-_REACH, _REACH + 1):
        if step:
            end = begin + len(_NEIGHBOURS)
            _add_shifted(odds, near @ weights[begin:end], step)
            begin = end
    wide = page.own[:, _WIDE_OWN]
    for reach in _WIDE:
        above, below = weights[begin : begin + len(_WIDE_OWN)], weights[begin + len(_WIDE_OWN) :][: len(_WIDE_OWN)]
        means = spread(wide @ np.hstack([above, below]), reach)
        odds += means[:, :count] + means[:, -count:]
        begin += 2 * len(_WIDE_OWN)
    return odds


def _add_shifted(odds: Matrix, columns: Matrix, step: int) -> None:
    """Add to each line what its neighbour `step` lines below has."""
    if abs(step) >= len(columns):
        return
    if step > 0:
        odds[:-step] += columns[step:]
    else:
        odds[-step:] += columns[:step]


def _place(page: Page) -> Matrix:
    """Where each line stands: from the top, from the end, among the prose, below which markers."""
    count = len(page.lines)
    index = np.arange(count, dtype=np.float32)
    tokens = _tokens(page)
    prose = page.column("prose") * tokens
    above = np.concatenate([[0], np.cumsum(prose)[:-1]]).astype(np.float32)
    total = float(prose.sum()) or 1.0
    below = total - above - prose
    share = above / total
    columns = [
        index / count,
        1 - index / count,
        np.minimum(index, 30) / 30,
        np.minimum(count - index, 30) / 30,
        np.full(count, min(count, 400) / 400),
        np.log1p(above) / 6,
        np.log1p(np.maximum(below, 0)) / 6,
        share,
        above == 0,
        below <= 0,
    ]
    columns += _runs(page)
    columns += [(share >= low) & (share < low + 0.2) for low in (0.0, 0.2, 0.4, 0.6, 0.8)]
    enough = above > 40
    for name in _FAR:
        mark = page.column(name) > 0
        columns.append(_since(mark & enough, 4))
        columns.append(np.concatenate([[0], np.cumsum(mark & enough)[:-1]]) > 0)
    return _table(columns)


def _table(columns: list[Any]) -> Matrix:  # arrays of any number kind
    """Return columns side by side."""
    table = np.empty((len(columns), len(columns[0])), np.float32)
    for place, column in enumerate(columns):
        table[place] = column
    return table.T


def _runs(page: Page) -> list[NDArray[np.float32]]:
    """Return where a sentence runs on from the line above, and into the one below: some dumps break it at links."""
    open_above = np.concatenate([[0.0], 1 - page.column("ends_sentence")[:-1]])
    starts_inside = np.maximum(page.column("starts_lower"), page.column("starts_sign"))
    on = (open_above * starts_inside).astype(np.float32)
    into = np.concatenate([on[1:], [0.0]]).astype(np.float32)
    return [on, into]


def _tokens(page: Page) -> NDArray[np.float32]:
    """Return the number of words of each line, at most 1,000."""
    tokens: NDArray[np.float32] = np.exp2(np.minimum(page.column("words_log"), 1.25) * LOG_SCALE) - 1
    return tokens


def _since(mark: NDArray[np.bool_], scale: float) -> NDArray[np.float32]:
    """Return 1 right below a marked line, falling to 0 with distance; 0 where none stands above."""
    index = np.arange(len(mark), dtype=np.float32)
    last = np.maximum.accumulate(np.where(mark, index, -1e6))
    last = np.concatenate([[-1e6], last[:-1]])
    nearness: NDArray[np.float32] = np.exp(-(index - last) / scale).astype(np.float32)
    return nearness


def shift(columns: Matrix, step: int) -> Matrix:
    """Return each line's neighbour `step` lines below (above if negative); zeros past the ends."""
    moved = np.zeros_like(columns)
    if abs(step) < len(columns):
        if step > 0:
            moved[:-step] = columns[step:]
        else:
            moved[-step:] = columns[:step]
    return moved


def spread(columns: Matrix, reach: int) -> Matrix:
    """Return the mean over the `reach` lines above and, apart, over the `reach` lines below."""
    count, width = columns.shape
    sums = np.zeros((count + 1 + 2 * reach, width), np.float32)  # sums past the ends stay as they are at the ends
    np.cumsum(columns, axis=0, out=sums[reach + 1 : reach + 1 + count])
    sums[reach + 1 + count :] = sums[reach + count]
    means = np.empty((count, 2 * width), np.float32)
    at = sums[reach : reach + count + 1]
    means[:, :width] = (at[:count] - sums[:count]) / reach
    means[:, width:] = (sums[2 * reach + 1 :] - at[1:]) / reach
    return means


def second_matrix(page: Page, first: NDArray[np.float32]) -> Matrix:
    """Return the second-pass columns: what the first pass thinks of the neighbours and of the page as a whole."""
    score = first.reshape(-1, 1)
    logit = np.clip(np.log(np.maximum(score, 1e-4) / np.maximum(1 - score, 1e-4)), -6, 6) / 6
    near = [shift(score, step) for step in _NEAR_SCORES]
    wide = [spread(score, reach) for reach in _WIDE_SCORES]
    tokens = _tokens(page).reshape(-1, 1)
    mass = score * tokens * (score > 0.3)
    total = max(float(mass.sum()), 1.0)
    above = (np.cumsum(mass, axis=0) - mass) / total
    heavy = np.hstack(
        [above, 1 - above - mass / total, above < 0.02, above > 0.98, np.full_like(score, min(total, 2000) / 2000)]
    )
    run = _run_mass(score[:, 0], tokens[:, 0])
    between = _between(page, near)
    return np.hstack([logit, score, *near, *wide, heavy.astype(np.float32), run, between]).astype(np.float32)


def _between(page: Page, near: list[Matrix]) -> Matrix:
    """Return how surely a line stands between lines of the article: closely, within three lines, and if short."""
    at = dict(zip(_NEAR_SCORES, (column[:, 0] for column in near), strict=True))
    closely = np.minimum(at[-1], at[1])
    far = np.minimum(np.maximum.reduce([at[-1], at[-2], at[-3]]), np.maximum.reduce([at[1], at[2], at[3]]))
    short = page.column("words_1") + page.column("words_2") + page.column("words_4")
    on, into = _runs(page)
    return _table([closely, far, short * closely, on * at[-1], into * at[1]])


def _run_mass(score: NDArray[np.float32], tokens: NDArray[np.float32]) -> Matrix:
    """Weigh the stretch of likely lines each line belongs to or stands between, against the heaviest of the page."""
    inside = score > 0.4
    mass = np.where(inside, tokens, 0.0)
    # A stretch may bridge a gap of one line: an advertisement stands between two paragraphs.
    closed = inside.copy()
    closed[1:-1] |= inside[:-2] & inside[2:]
    labels = np.cumsum(np.concatenate([[0], np.diff(closed.astype(np.int8)) != 0]))
    sums = np.bincount(labels, weights=mass, minlength=int(labels[-1]) + 1 if len(labels) else 1)
    own = sums[labels]
    top = max(float(sums.max()), 1.0)
    first_heavy = int(np.argmax(sums > 0.3 * top))
    columns = [own / top, own >= top, labels < first_heavy, labels > first_heavy + 3, np.log1p(own) / 7]
    return _table(columns)
