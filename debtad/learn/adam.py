"""A linear classifier by stochastic gradients, in which a rare column is learned as far as a frequent one."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

#: Rows of a step, passes over all rows, and the least steps, by which few rows are learned as well as many.
_BATCH, _PASSES, _LEAST_STEPS = 256, 6, 1_000

#: The share of a row's features that is left out, drawn anew each time.
_DROPPED = 0.5

#: What stays of the mean gradient and of its mean square from step to step, and what is added to the root of the latter.
_MEAN, _SQUARE, _EPSILON = 0.9, 0.999, 1e-8

Array = np.ndarray[Any, Any]


def descend(
    matrix: sp.csr_matrix, side: Array, weight: Array, known: Array, rates: Array, signs: Array, margin: float
) -> Array:
    """Weights of the columns of ``matrix`` and, last, the intercept, shape (columns + 1,), with squared hinge loss.

    ``side`` is +1 or -1 for each row, ``weight`` what it counts, ``known`` what is added to its decision; a row further on
    its own side than ``margin`` weighs nothing. ``rates`` is how far the weight of a column moves in a step at first, 0
    where it stays out; ``signs`` +1 where it may not fall below 0, -1 where it may not rise above, 0 where it is free.

    Each weight moves at a pace of its own (Adam; Kingma and Ba 2015) and nothing is drawn back to zero. In its stead half
    of a row's features are left out, others each time, so that no few of them decide alone (Wager, Wang and Liang
    2013). The draws are the same every time. Only sums, products, quotients and roots are taken, which every processor
    rounds alike: a difference in the last digit would grow from step to step.
    """
    draw = np.random.default_rng(0)
    rows = matrix.shape[0]
    used = np.flatnonzero(rates)
    pace = float(rates[used].min()) if used.size else 1.0
    last = used.size  # the column of the intercept
    features = (matrix[:, used] @ sp.diags_array(rates[used] / pace)).tocsr()
    features = sp.hstack([features, np.ones((rows, 1))]).tocsr()
    bound = np.flatnonzero(signs[used])
    held = signs[used][bound]
    batches = -(-rows // _BATCH)
    passes = max(_PASSES, -(-_LEAST_STEPS // batches))
    point, mean, square = (np.zeros(last + 1) for _ in range(3))
    step, mean_kept, square_kept = 0, 1.0, 1.0
    for _ in range(passes):
        order = draw.permutation(rows)
        for first in range(0, rows, _BATCH):
            chosen = order[first : first + _BATCH]
            batch = features[chosen]
            stays = (draw.random(batch.nnz) >= _DROPPED) / (1 - _DROPPED)
            batch.data = batch.data * np.where(batch.indices == last, 1.0, stays)
            short = np.maximum(margin - side[chosen] * (batch @ point + known[chosen]), 0.0)
            gradient = batch.T @ (-side[chosen] * short * weight[chosen] / chosen.size)
            mean += (1 - _MEAN) * (gradient - mean)
            square += (1 - _SQUARE) * (gradient * gradient - square)
            now = pace * (1 - step / (passes * batches))
            step, mean_kept, square_kept = step + 1, mean_kept * _MEAN, square_kept * _SQUARE
            point -= now / (1 - mean_kept) * mean / (np.sqrt(square / (1 - square_kept)) + _EPSILON)
            point[bound[point[bound] * held < 0]] = 0.0
    found = np.zeros(matrix.shape[1] + 1)
    found[used], found[-1] = point[:-1] * (rates[used] / pace), point[-1]
    return found
