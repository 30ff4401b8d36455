"""A linear classifier of several readings whose signal weights may be held to the sign that the catalog gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from debtad.learn.adam import Array, descend
from debtad.learn.scales import by_rarity, by_ratio, evenly
from debtad.signals.compiled import CompiledCatalog
from debtad.verdict import STANCES

#: A row further on its own side than this weighs nothing. Weights grow with it and decide alike; with this one a decision
#: value is close to log-odds, which is what ``offset`` is given in.
MARGIN = 4.0

#: How little the weights are held back (``C``): chosen on sites and batches that the fit did not see.
INVERSE = 0.03

#: The gradient at which the reading of n-grams is settled: nothing that is measured changes below it.
_NGRAM_TOL = 0.3

#: How far the weights of n-grams, of which a text has many, and those of all other columns move in a step at first.
_NGRAM_RATE, _RATE = 0.06, 0.03

#: How many times as much as others a row of the target domain counts in the descent.
_TARGET_WEIGHT = 10.0


class SignedLinearClassifier(ClassifierMixin, BaseEstimator):
    """The sum of linear classifiers with squared hinge loss that hold the first columns to a sign.

    ``signs[i]`` is +1 where column i may not speak against the positive class, -1 where it may not speak for it, 0 where
    it is free; columns beyond ``signs`` are free. Classes are balanced, weights and decisions are :data:`MARGIN` times as
    large as usual, and the negative class is ``classes_[0]``. A text that is told apart with room to spare does not pull
    at the weights, as it does, if weakly, in logistic regression: what many plain texts share cannot outvote the few that
    are hard to tell apart. Each reading explains every text by itself, and they err differently.

    The first reading is a support vector machine, L2-regularised, on all columns but n-grams; ``C`` is the inverse
    regularisation strength as in scikit-learn's ``LinearSVC``. Where some rows are known to be of the domain that the
    model is meant for (``fit(target=…)``), they share a second set of weights on top of those that all rows share (feature
    augmentation, Daumé 2007), and ``coef_`` is the sum of both. ``lean`` is the scale of the second set: 0 leaves it out, a
    larger one lets the sum follow those rows further. ``rarity`` scales each column by the number of rows it stands in to
    the power ``-rarity``, so that rare columns are held back less: what many rows share is learned early anyhow. 0 treats
    all columns alike.

    The second reading is the same of the last columns, the n-grams (``fit(ngrams=…)``), with ``ngram_C``, and it counts
    ``ngram_share`` times. ``ngram_ratio`` scales its columns, besides, by their naive Bayes log-count ratio (how many times
    as often one stands in the rows of one class as in those of the other; Wang and Manning 2012) to this power: what both
    classes share is learned last. 0 treats all alike. The ``most_ngrams`` largest weights stay.

    The third reading is of all columns that are left, by stochastic gradients (:func:`debtad.learn.adam.descend`), in which
    a rare column is learned as far as a frequent one; it counts ``descent_share`` times, and 0 leaves it out. Rows of the
    target domain count ten times in it, unless ``lean`` is 0.
    """

    def __init__(
        self,
        C: float = INVERSE,
        signs: Sequence[int] = (),
        lean: float = 0.0,
        rarity: float = 0.0,
        ngram_C: float = 2.0,
        ngram_ratio: float = 0.5,
        ngram_share: float = 1.0,
        most_ngrams: int = 80_000,
        descent_share: float = 0.0,
        tol: float = 1e-2,
        max_iter: int = 2000,
    ) -> None:
        self.C = C
        self.rarity = rarity
        self.ngram_C = ngram_C
        self.ngram_ratio = ngram_ratio
        self.ngram_share = ngram_share
        self.most_ngrams = most_ngrams
        self.descent_share = descent_share
        self.signs = signs
        self.lean = lean
        self.tol = tol
        self.max_iter = max_iter

    def fit(
        self, X: Any, y: Any, sample_weight: Any = None, offset: Any = None, target: Any = None, ngrams: int = 0
    ) -> SignedLinearClassifier:
        """Fit on sparse or dense ``X`` of shape (n, columns) and binary ``y``.

        ``offset`` holds log-odds, one a row, that will be added to a row's decision later for a reason outside ``X``: the
        fit takes them into account, each reading by itself. ``target`` is True for rows of the domain that the model is
        meant for. So many last columns as ``ngrams`` are n-grams. Raises ValueError for other than two classes."""
        matrix = sp.csr_matrix(X, dtype=float)
        self.classes_, codes = np.unique(np.asarray(y), return_inverse=True)
        if len(self.classes_) != 2:
            raise ValueError(f"needs two classes, got {len(self.classes_)}")
        weight = np.ones(len(codes)) if sample_weight is None else np.asarray(sample_weight, dtype=float)
        side = np.where(codes == 1, 1.0, -1.0)
        weight = _balanced(weight, side)
        known = np.zeros(len(codes)) if offset is None else np.asarray(offset, dtype=float)
        near = np.zeros(len(codes), dtype=bool) if target is None else np.asarray(target, dtype=bool)
        if not self.lean:
            near = np.zeros(len(codes), dtype=bool)
        if not 0 <= ngrams <= matrix.shape[1]:
            raise ValueError(f"{ngrams} of {matrix.shape[1]} columns cannot be n-grams")
        first = matrix.shape[1] - ngrams
        words, runs = matrix[:, :first], matrix[:, first:]
        signs = np.zeros(matrix.shape[1])
        given = list(self.signs)[:first]
        signs[: len(given)] = given
        scale = evenly(words, by_rarity(words, self.rarity))
        coef, intercept = self._settle(words, scale, signs[:first], side, weight, known, near, self.C, self.tol)
        if ngrams:
            scale = evenly(runs, by_rarity(runs, self.rarity) * by_ratio(runs, codes, weight, self.ngram_ratio))
            read, start = self._settle(runs, scale, signs[first:], side, weight, known, near, self.ngram_C, _NGRAM_TOL)
            if ngrams > self.most_ngrams:
                read[np.argsort(-np.abs(read), kind="stable")[self.most_ngrams :]] = 0.0
            coef, intercept = np.concatenate([coef, self.ngram_share * read]), intercept + self.ngram_share * start
        if self.descent_share:
            rates = np.repeat([_RATE, _NGRAM_RATE], [first, ngrams])
            rates[first:][coef[first:] == 0] = 0.0
            whole, start = self._descend(matrix, rates, signs, side, weight, known, near)
            coef, intercept = coef + self.descent_share * whole, intercept + self.descent_share * start
        self.coef_ = coef.reshape(1, -1)
        self.intercept_ = np.array([intercept])
        self.n_features_in_ = matrix.shape[1]
        return self

    def _settle(
        self,
        matrix: sp.csr_matrix,
        scale: Array,
        signs: Array,
        side: Any,
        weight: Any,
        known: Any,
        near: Any,
        C: float,
        tol: float,
    ) -> tuple[Array, float]:
        """Weights and intercept of one reading with its columns scaled, held to ``signs``."""
        matrix = (matrix @ sp.diags_array(scale)).tocsr()
        own = matrix[near] * self.lean
        columns = matrix.shape[1]
        shared, leaning = slice(0, columns), slice(columns, 2 * columns if near.any() else columns)
        transposed, own_transposed = matrix.T.tocsr(), own.T.tocsr()

        free = np.ones(leaning.stop + 1)

        def loss(point: Array) -> tuple[float, Array]:
            coef, extra = point[shared], point[leaning]
            decision = matrix @ coef + point[-1] + known
            if len(extra):
                decision[near] += own @ extra
            short = np.maximum(MARGIN - side * decision, 0.0)
            value = float((weight * short**2).sum() * C + 0.5 * (coef @ coef + extra @ extra))
            slope = -2 * C * weight * side * short
            gradient = [transposed @ slope + coef, [slope.sum()]]
            if len(extra):
                gradient.insert(1, own_transposed @ slope[near] + extra)
            return value, free * np.concatenate(gradient)

        point = np.zeros(len(free))
        options = {
            "maxiter": self.max_iter,
            "ftol": 1e-11,
            "gtol": tol,
            "maxcor": 20,
            "maxfun": 10 * self.max_iter,
        }
        while True:
            point = minimize(loss, point, jac=True, method="L-BFGS-B", options=options).x
            coef = point[shared].copy()
            wrong = np.flatnonzero(coef * signs < 0)
            if near.any():
                coef += self.lean * point[leaning]
                wrong = np.concatenate([wrong, columns + np.flatnonzero(coef * signs < 0)])
            wrong = wrong[free[wrong] > 0]
            if not len(wrong):
                break
            # A column that would take the wrong sign stays at zero from now on, and the others settle anew.
            free[wrong] = 0.0
            point[wrong] = 0.0
        return coef * scale, float(point[-1])

    def _descend(
        self, matrix: sp.csr_matrix, rates: Array, signs: Array, side: Array, weight: Array, known: Array, near: Array
    ) -> tuple[Array, float]:
        """Weights and intercept of the reading by stochastic gradients, with each column's rate, 0 where it stays out."""
        counted = _balanced(np.where(near, _TARGET_WEIGHT, 1.0) * weight, side)
        point = descend(matrix, side, counted / counted.mean(), known, rates, signs, MARGIN)
        return point[:-1], float(point[-1])

    def decision_function(self, X: Any) -> Array:
        """Decision values, above 0 for ``classes_[1]``, shape (n,); log-odds once the weights are calibrated."""
        check_is_fitted(self)
        return np.asarray(X @ self.coef_.ravel() + self.intercept_[0]).ravel()

    def predict_proba(self, X: Any) -> Array:
        """The sigmoid of the decision values and its rest to 1, shape (n, 2); probabilities once weights are calibrated."""
        positive = expit(self.decision_function(X))
        return np.column_stack([1 - positive, positive])

    def predict(self, X: Any) -> Array:
        """The likelier class of each row."""
        check_is_fitted(self)
        return np.asarray(self.classes_[(self.decision_function(X) > 0).astype(int)])


def _balanced(weight: Array, side: Array) -> Array:
    """Weights of rows with which both classes count alike and all together as much as before."""
    totals = np.array([weight[side < 0].sum(), weight[side > 0].sum()])
    return np.asarray(weight * (weight.sum() / (2 * totals))[(side > 0).astype(int)])


def catalog_signs(catalog: CompiledCatalog) -> tuple[int, ...]:
    """Signs for the signal columns of :class:`debtad.learn.pipeline.FeatureExtractor`, in its order.

    A risk signal that the author asserts never speaks against risk, nor a protective one for it; other stances are
    free.
    """
    return tuple(
        (-1 if signal.counter else 1) if stance == "asserted" else (-1 if signal.counter else 0)
        for signal in catalog.signals
        for stance in STANCES
    )
