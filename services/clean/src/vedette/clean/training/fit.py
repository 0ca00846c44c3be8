"""Fit the line model: two logistic passes and the chain's two costs. numpy only; minutes on one core."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vedette.clean.context import page_matrix, second_matrix
from vedette.clean.features import Matrix, Page, measure
from vedette.clean.training.dumps import Dump

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Prepared:
    """A dump with its columns ready."""

    dump: Dump
    page: Page
    first: Matrix
    labels: NDArray[np.float32]
    weights: NDArray[np.float32]


def prepare(dump: Dump) -> Prepared:
    """Measure a dump. All pages weigh the same; within a page a line weighs by the root of its words."""
    page = measure(dump.lines)
    sizes = np.sqrt(np.array([max(1, len(line.split())) for line in dump.lines], dtype=np.float32))
    weights = sizes / sizes.sum()
    return Prepared(dump, page, page_matrix(page), np.array(dump.body, dtype=np.float32), weights)


def fit_logistic(
    rows: list[Matrix], labels: list[NDArray[np.float32]], weights: list[NDArray[np.float32]], ridge: float
) -> Vector:
    """Return the weights of a logistic regression by Newton's method, with an L2 penalty on all of them."""
    x, y = np.vstack(rows), np.concatenate(labels).astype(np.float64)
    w = np.concatenate(weights).astype(np.float64)
    w *= len(w) / w.sum()
    beta = np.zeros(x.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-np.clip(x @ beta.astype(np.float32), -30, 30).astype(np.float64)))
        gradient = x.T @ (w * (p - y)).astype(np.float32) + ridge * beta
        curve = (w * np.maximum(p * (1 - p), 1e-4)).astype(np.float32)
        hessian = (x * curve[:, None]).T @ x
        step = np.linalg.solve(hessian.astype(np.float64) + ridge * np.eye(len(beta)), gradient)
        beta -= step
        if np.abs(step).max() < 5e-3:
            break
    return beta


def first_scores(page: Prepared, beta: Vector) -> NDArray[np.float32]:
    """Return the first pass's probability per line."""
    return sigmoid(page.first @ beta.astype(np.float32))


def sigmoid(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return 1 / (1 + exp(-x)), clipped so that it neither overflows nor reaches 0 or 1."""
    return (1 / (1 + np.exp(-np.clip(x, -15, 15)))).astype(np.float32)


def second_columns(page: Prepared, scores: NDArray[np.float32]) -> Matrix:
    """Return all columns of the second pass: those of the first and what it thinks of the page."""
    return np.hstack([page.first, second_matrix(page.page, scores)])


def fit_both(pages: list[Prepared], *, ridge: float, inner: int = 3) -> tuple[Vector, Vector]:
    """Fit the first pass, then the second on first-pass scores from models that never saw the page's site."""
    fits = []
    for part in range(inner):
        others = [page for page in pages if page.dump.site % inner != part]
        fits.append(_fit_first(others, ridge))
    columns = [second_columns(page, first_scores(page, fits[page.dump.site % inner])) for page in pages]
    second = fit_logistic(columns, [p.labels for p in pages], [p.weights for p in pages], ridge)
    return _fit_first(pages, ridge), second


def _fit_first(pages: list[Prepared], ridge: float) -> Vector:
    return fit_logistic([p.first for p in pages], [p.labels for p in pages], [p.weights for p in pages], ridge)
