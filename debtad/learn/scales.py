"""Scales for the columns of a sparse matrix, by which a regularised linear fit holds some back less than others.

Columns are scaled before a fit and its weights afterwards, so that the decision is the same sum of the same features.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

#: A column that says nothing of the class is held back, and does not vanish.
_LEAST_RATIO = 0.05

#: A column counts as if it stood in so many rows more: one that stands in three may be an accident.
_SEEN_BESIDES = 5.0


def by_rarity(matrix: sp.csr_matrix, power: float) -> np.ndarray[Any, Any]:
    """A scale for each column by the number of rows it stands in to the power ``-power``, shape (n columns,)."""
    rows = np.bincount(matrix.indices[matrix.data != 0], minlength=matrix.shape[1])
    return np.asarray((rows + _SEEN_BESIDES) ** -power)


def by_ratio(
    matrix: sp.csr_matrix, codes: np.ndarray[Any, Any], weight: np.ndarray[Any, Any], power: float
) -> np.ndarray[Any, Any]:
    """A scale for each column by the log of how many times as often it stands in the rows of one class as in those of the
    other (naive Bayes log-count ratio; Wang and Manning 2012), to this power, shape (n columns,).

    ``codes`` holds 0 or 1 for each row, ``weight`` what it counts, both of shape (n rows,).
    """
    if not power:
        return np.ones(matrix.shape[1])
    stands = matrix.astype(bool).T.tocsr()
    counts = [stands @ np.where(codes == code, weight, 0.0) + 1.0 for code in (0, 1)]
    first, second = (count / count.sum() for count in counts)
    return np.asarray(np.abs(np.log(second / first)) ** power + _LEAST_RATIO)


def evenly(matrix: sp.csr_matrix, scale: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The scale with which the sum of squares of the whole matrix stays."""
    squares = np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel()
    total = float((scale**2 * squares).sum())
    return scale * np.sqrt(squares.sum() / total) if total else scale
