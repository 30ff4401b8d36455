"""A linear classifier with signs: plain where it is unsigned, bound where it is not, and the sum of its readings."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.svm import LinearSVC

from debtad.learn.linear import MARGIN, SignedLinearClassifier, catalog_signs
from debtad.learn.pipeline import build_pipeline
from debtad.learn.train import TrainOptions
from debtad.signals.compiled import load_compiled
from debtad.verdict import STANCES


def data(seed: int = 0, rows: int = 120, columns: int = 6) -> tuple[np.ndarray, np.ndarray]:
    """Features and noisy labels that some of them explain."""
    generator = np.random.default_rng(seed)
    X = generator.normal(size=(rows, columns))
    y = (X[:, 0] - X[:, 1] + 0.5 * X[:, 2] + generator.normal(size=rows) > 0.4).astype(int)
    return X, y


def scikit_learns(C: float) -> LinearSVC:
    """The same without signs; its intercept is regularised as if a column of this size were 1 everywhere, so not at all."""
    return LinearSVC(C=C, class_weight="balanced", dual=False, intercept_scaling=1e3, tol=1e-10, max_iter=100_000)


@pytest.mark.parametrize("C", [0.1, 1.0, 8.0])
@pytest.mark.parametrize("seed", range(3))
def test_without_signs_it_agrees_with_scikit_learn(C: float, seed: int) -> None:
    X, y = data(seed)
    ours = SignedLinearClassifier(C=C).fit(X, y)
    theirs = scikit_learns(C).fit(X, y)
    assert ours.coef_ == pytest.approx(MARGIN * theirs.coef_, abs=1e-2)
    assert ours.intercept_ == pytest.approx(MARGIN * theirs.intercept_, abs=1e-2)
    assert ours.predict(X).tolist() == theirs.predict(X).tolist()


def test_the_last_columns_may_be_read_by_themselves() -> None:
    X, y = data()
    signs = (-1, 1, 0, 0)  # hold for the first columns of the first reading, and for nothing of the second
    both = SignedLinearClassifier(C=2.0, signs=signs, ngram_C=0.5, ngram_ratio=0.0).fit(X, y, ngrams=2)
    first = SignedLinearClassifier(C=2.0, signs=signs).fit(X[:, :-2], y)
    second = SignedLinearClassifier(C=0.5, tol=0.3).fit(X[:, -2:], y)
    assert both.coef_.ravel().tolist() == [*first.coef_.ravel(), *second.coef_.ravel()]
    assert both.intercept_[0] == first.intercept_[0] + second.intercept_[0]


def test_of_the_second_reading_what_both_classes_share_is_held_back() -> None:
    """Three columns of as many rows each: the last stands as often in either class, the first two tell them apart."""
    X = np.zeros((400, 4))
    X[:120, 1], X[200:320, 2] = 1, 1
    X[60:120, 3], X[200:260, 3] = 1, 1
    y = np.r_[np.ones(200), np.zeros(200)]
    y[100:110], y[300:310] = 0, 1
    shares = []
    for ratio in (0.0, 0.5, 1.0):
        coef = np.abs(SignedLinearClassifier(ngram_C=0.1, ngram_ratio=ratio).fit(X, y, ngrams=3).coef_.ravel())
        shares.append(coef[3] / coef[1:3].mean())
    assert shares[0] > 1.2 * shares[1] > 0
    assert shares[1] > shares[2]


def test_the_second_reading_may_count_for_less() -> None:
    X, y = data()
    whole = SignedLinearClassifier(C=2.0).fit(X, y, ngrams=2)
    some = SignedLinearClassifier(C=2.0, ngram_share=0.5).fit(X, y, ngrams=2)
    assert some.coef_[0, :-2].tolist() == whole.coef_[0, :-2].tolist()
    assert some.coef_[0, -2:].tolist() == (whole.coef_[0, -2:] / 2).tolist()


def test_the_descent_is_of_all_columns_that_stay_and_counts_by_its_share() -> None:
    X, y = data()
    options = {"C": 2.0, "most_ngrams": 1}
    whole, half, none = (
        SignedLinearClassifier(**options, descent_share=share).fit(X, y, ngrams=2) for share in (1.0, 0.5, 0.0)
    )
    assert half.coef_.ravel() == pytest.approx((whole.coef_ + none.coef_).ravel() / 2)
    assert half.intercept_[0] == pytest.approx((whole.intercept_[0] + none.intercept_[0]) / 2)
    left_out = none.coef_.ravel() == 0
    assert left_out[-2:].sum() == 1
    assert ((whole.coef_ != none.coef_).ravel() == ~left_out).all()


def test_the_descent_follows_rows_of_the_target_domain() -> None:
    """Thirty rows that say the opposite of three hundred others are heard ten times, once they are known."""
    X = np.ones((330, 1)) * np.where(np.arange(330) % 2, 1.0, -1.0)[:, None]
    near = np.arange(330) >= 300
    y = (X[:, 0] > 0) ^ near

    def descent(lean: float) -> float:
        fits = [SignedLinearClassifier(lean=lean, descent_share=share).fit(X, y, target=near) for share in (0.0, 1.0)]
        return float(fits[1].coef_[0, 0] - fits[0].coef_[0, 0])

    assert abs(descent(lean=1e-6)) < 0.2 * descent(lean=0.0)


def test_rarity_holds_rare_columns_back_less() -> None:
    """Two columns say the same of their rows; one stands in twelve times as many. Evenly regularised the frequent one would
    get nearly all of the weight."""
    X = np.zeros((520, 2))
    X[:240, 0] = 1
    X[240:260, 1] = 1
    y = np.r_[np.ones(260), np.zeros(260)]
    even = SignedLinearClassifier(C=0.01, tol=1e-6).fit(X, y).coef_.ravel()
    rare = SignedLinearClassifier(C=0.01, rarity=0.25, tol=1e-6).fit(X, y).coef_.ravel()
    assert rare[1] / rare[0] > 1.2 * even[1] / even[0] > 0


def test_rarity_leaves_columns_alone_that_are_equally_frequent() -> None:
    X, y = data()
    plain, rare = SignedLinearClassifier(tol=1e-6).fit(X, y), SignedLinearClassifier(rarity=0.5, tol=1e-6).fit(X, y)
    assert rare.coef_ == pytest.approx(plain.coef_, abs=1e-4)


def test_only_the_largest_of_these_weights_stay() -> None:
    X, y = data()
    every = SignedLinearClassifier(C=2.0).fit(X, y, ngrams=4).coef_.ravel()
    some = SignedLinearClassifier(C=2.0, most_ngrams=1).fit(X, y, ngrams=4).coef_.ravel()
    largest = 2 + int(np.argmax(np.abs(every[2:])))
    assert np.flatnonzero(some[2:]).tolist() == [largest - 2]
    assert some[:2].tolist() == every[:2].tolist()


def test_by_default_it_is_held_back_as_in_training() -> None:
    assert SignedLinearClassifier().C == build_pipeline()[-1].C == TrainOptions().C


@given(st.integers(0, 50), st.lists(st.sampled_from([-1, 0, 1]), max_size=8))
@settings(max_examples=25)
def test_signs_are_respected(seed: int, signs: list[int]) -> None:
    X, y = data(seed)
    coef = SignedLinearClassifier(C=3.0, signs=signs, descent_share=0.6).fit(X, y).coef_.ravel()
    for sign, weight in zip(signs, coef, strict=False):
        assert sign * weight >= 0


def test_a_sign_that_the_data_obey_anyway_changes_nothing() -> None:
    X, y = data()
    free, bound = SignedLinearClassifier().fit(X, y), SignedLinearClassifier(signs=(1, -1, 1)).fit(X, y)
    assert bound.coef_ == pytest.approx(free.coef_, abs=1e-2)


def test_a_sign_against_the_data_gives_weight_zero() -> None:
    X, y = data()
    coef = SignedLinearClassifier(signs=(-1, 1), descent_share=0.6).fit(X, y).coef_
    assert coef[0, :2] == pytest.approx([0.0, 0.0], abs=1e-9)


def test_a_row_of_half_weight_in_both_classes_counts_as_half_risky() -> None:
    """Doubling every weight changes nothing but C; a pair of halves equals one row of each class at half weight."""
    X, y = data()
    once = SignedLinearClassifier(C=2.0).fit(X, y, np.full(len(y), 1.0))
    half = SignedLinearClassifier(C=4.0).fit(X, y, np.full(len(y), 0.5))
    assert half.coef_ == pytest.approx(once.coef_, abs=1e-2)


def test_weights_count_as_repeats_do() -> None:
    X, y = data()
    weight = np.where(np.arange(len(y)) % 3 == 0, 2.0, 1.0)
    repeated = np.repeat(np.arange(len(y)), weight.astype(int))
    ours = SignedLinearClassifier(C=1.0).fit(X, y, weight)
    assert ours.coef_ == pytest.approx(SignedLinearClassifier(C=1.0).fit(X[repeated], y[repeated]).coef_, abs=1e-2)


def test_sparse_and_dense_give_the_same() -> None:
    X, y = data()
    dense, sparse = (SignedLinearClassifier(descent_share=0.6).fit(given, y) for given in (X, sp.csr_matrix(X)))
    assert sparse.coef_ == pytest.approx(dense.coef_)
    assert sparse.decision_function(sp.csr_matrix(X)) == pytest.approx(dense.decision_function(X))


def test_predictions_fit_together() -> None:
    X, y = data()
    model = SignedLinearClassifier().fit(X, np.where(y, "risky", "safe"))
    proba, decided = model.predict_proba(X), model.decision_function(X)
    assert list(model.classes_) == ["risky", "safe"]
    assert proba.sum(axis=1) == pytest.approx(np.ones(len(y)))
    assert proba[:, 1] == pytest.approx(1 / (1 + np.exp(-decided)))
    assert list(model.predict(X)) == [model.classes_[int(value > 0)] for value in decided]


@pytest.mark.parametrize("y", [[1, 1, 1], [0, 1, 2]])
def test_two_classes_are_needed(y: list[int]) -> None:
    with pytest.raises(ValueError, match="needs two classes"):
        SignedLinearClassifier().fit(np.eye(3), y)


def test_an_unfitted_model_says_so() -> None:
    with pytest.raises(NotFittedError):
        SignedLinearClassifier().predict(np.eye(3))


def test_it_can_be_cloned() -> None:
    copy = clone(SignedLinearClassifier(C=7.0, signs=(1, -1)))
    assert (copy.C, copy.signs) == (7.0, (1, -1))
    assert not hasattr(copy, "coef_")


def test_signs_of_the_catalog_follow_the_signals() -> None:
    catalog = load_compiled()
    signs = catalog_signs(catalog)
    assert len(signs) == len(catalog.signals) * len(STANCES)
    table = dict(zip([(s.id, stance) for s in catalog.signals for stance in STANCES], signs, strict=True))
    assert table["upfront_fee", "asserted"] == 1
    assert table["official_warning_frame", "asserted"] == -1
    assert table["upfront_fee", "quoted"] <= 0


def two_domains(rows: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, labels, and which rows are of the target domain: there the second column speaks the other way round."""
    generator = np.random.default_rng(1)
    X = generator.normal(size=(rows, 3))
    near = np.arange(rows) % 4 == 0
    y = (X[:, 0] + np.where(near, -1.0, 1.0) * X[:, 1] + 0.3 * generator.normal(size=rows) > 0).astype(int)
    return X, y, near


def test_weights_lean_to_the_target_domain() -> None:
    X, y, near = two_domains()
    right = [
        float((SignedLinearClassifier(C=0.05, lean=lean).fit(X, y, target=near).predict(X)[near] == y[near]).mean())
        for lean in (0.0, 1.0)
    ]
    assert right[0] < 0.8
    assert right[1] > 0.9


@pytest.mark.parametrize("lean", [0.0, 0.5, 2.0])
def test_leaning_is_the_same_machine_on_augmented_columns(lean: float) -> None:
    X, y, near = two_domains()
    ours = SignedLinearClassifier(C=2.0, lean=lean).fit(X, y, target=near)
    wide = np.hstack([X, lean * X * near[:, None]])
    theirs = MARGIN * scikit_learns(2.0).fit(wide, y).coef_.ravel()
    assert ours.coef_.ravel() == pytest.approx(theirs[:3] + lean * theirs[3:], abs=1e-2)


def test_signs_hold_for_the_sum_too() -> None:
    X, y, near = two_domains()
    coef = SignedLinearClassifier(signs=(1, 1), lean=2.0).fit(X, y, target=near).coef_.ravel()
    assert coef[0] > 0
    assert coef[1] >= 0


def test_without_rows_of_the_target_domain_nothing_leans() -> None:
    X, y, near = two_domains()
    plain = SignedLinearClassifier().fit(X, y)
    assert (SignedLinearClassifier(lean=1.0).fit(X, y, target=~near & near).coef_ == plain.coef_).all()
    assert (SignedLinearClassifier(lean=0.0).fit(X, y, target=near).coef_ == plain.coef_).all()
