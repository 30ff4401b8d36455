"""Stochastic gradients: rare columns, signs, what stays out, and the same result every time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp

from debtad.learn.adam import descend

MARGIN = 4.0


def learn(X: np.ndarray, y: np.ndarray, rates: Any = 0.03, signs: Any = 0.0, **given: Any) -> np.ndarray:
    """Weights and, last, the intercept for rows that all count alike, unless ``given`` otherwise."""
    rows, columns = X.shape
    side = np.where(y, 1.0, -1.0)
    whole = {"weight": np.ones(rows), "known": np.zeros(rows)} | given
    rate, sign = (np.broadcast_to(np.asarray(some, float), columns).copy() for some in (rates, signs))
    return descend(sp.csr_matrix(X), side, whole["weight"], whole["known"], rate, sign, MARGIN)


def noisy(seed: int = 0, rows: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Features of which the first speaks for the label, the second against it, the third not at all."""
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(rows, 3))
    return X, X[:, 0] - X[:, 1] + 0.5 * draw.normal(size=rows) > 0


def test_what_speaks_for_and_against_is_told_apart() -> None:
    X, y = noisy()
    weights = learn(X, y)
    assert weights.shape == (4,)
    decided = X @ weights[:-1] + weights[-1]
    assert np.mean((decided > 0) == y) > 0.8
    assert weights[0] > 5 * abs(weights[2])
    assert -weights[1] > 5 * abs(weights[2])


def test_a_rare_column_is_learned_nearly_as_far_as_a_frequent_one() -> None:
    X = np.zeros((2080, 2))
    X[:1000, 0] = 1
    X[1000:1040, 1] = 1
    weights = learn(X, np.arange(2080) < 1040)
    assert weights[1] > 0.7 * weights[0] > 0


def test_the_same_rows_give_the_same_bits() -> None:
    X, y = noisy(3)
    assert learn(X, y).tolist() == learn(X.copy(), y.copy()).tolist()


def test_a_sign_holds() -> None:
    X, y = noisy()
    assert learn(X, y, signs=[-1, 1, 0])[:2].tolist() == [0.0, 0.0]
    free, bound = learn(X, y), learn(X, y, signs=[1, -1, 0])
    assert bound == pytest.approx(free, abs=1e-2)


def test_a_column_without_a_rate_stays_out() -> None:
    X, y = noisy()
    weights = learn(X, y, rates=[0.0, 0.03, 0.03])
    assert weights[0] == 0.0
    assert weights[1:].tolist() == learn(X[:, 1:], y).tolist()


def test_a_rate_is_a_scale_of_the_column() -> None:
    X, y = noisy()
    fast = learn(X, y, rates=[0.06, 0.03, 0.03])
    assert fast[0] == pytest.approx(2 * learn(X * [2, 1, 1], y)[0])


def test_without_columns_only_the_intercept_is_learned() -> None:
    weights = learn(np.zeros((50, 0)), np.arange(50) < 40)
    assert weights.shape == (1,)
    assert weights[0] > 0


def test_what_is_known_of_a_row_is_taken_into_account() -> None:
    """Rows that will start far below must be lifted further by what they hold."""
    X = np.repeat([[1.0], [0.0]], 200, axis=0)
    y = np.arange(400) < 200
    plain, low = learn(X, y), learn(X, y, known=np.where(y, -5.0, 0.0))
    assert low[0] > plain[0] + 1


def test_weights_of_rows_count() -> None:
    """Of rows that all look alike the intercept follows those that weigh more."""
    X, y = np.ones((200, 1)), np.arange(200) % 2 == 0
    heavy = learn(X, y, weight=np.where(y, 3.0, 1.0))
    light = learn(X, y, weight=np.where(y, 1.0, 3.0))
    assert heavy.sum() > 0.5 > -0.5 > light.sum()
