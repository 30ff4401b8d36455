"""Figures of merit on cases small enough to check by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.learn.metrics import binary_metrics, bootstrap, calibration_error, recall_at_precision

SCORES = np.array([0.9, 0.8, 0.7, 0.2, 0.1])
RISKY = np.array([True, True, False, True, False])


def test_precision_recall_and_f1_at_a_threshold() -> None:
    found = binary_metrics(SCORES, RISKY, 0.5)
    assert found["precision"] == pytest.approx(2 / 3)
    assert found["recall"] == pytest.approx(2 / 3)
    assert found["f1"] == pytest.approx(2 / 3)
    assert found["safe_share"] == 0.5
    assert found["brier"] == pytest.approx(np.mean((SCORES - RISKY) ** 2))


def test_a_score_on_the_threshold_counts_as_above() -> None:
    assert binary_metrics(np.array([0.5, 0.1]), np.array([True, False]), 0.5)["recall"] == 1.0


def test_areas_need_both_classes() -> None:
    found = binary_metrics(np.array([0.9]), np.array([True]), 0.5)
    assert math.isnan(found["pr_auc"])
    assert math.isnan(found["roc_auc"])


def test_nothing_above_the_threshold_divides_by_nothing() -> None:
    found = binary_metrics(np.array([0.1, 0.2]), np.array([False, False]), 0.5)
    assert (found["precision"], found["recall"], found["f1"]) == (0.0, 0.0, 0.0)


def test_a_perfect_and_a_blind_score_are_calibrated_in_their_ways() -> None:
    assert calibration_error(np.array([1.0, 0.0]), np.array([True, False])) == 0.0
    assert calibration_error(np.array([0.5, 0.5]), np.array([True, False])) == 0.0
    assert calibration_error(np.array([1.0, 1.0]), np.array([False, False])) == 1.0


def test_the_largest_recall_at_a_precision() -> None:
    assert recall_at_precision(SCORES, RISKY, 1.0) == pytest.approx(2 / 3)
    assert recall_at_precision(SCORES, RISKY, 0.75) == 1.0
    assert recall_at_precision(np.array([0.9, 0.1]), np.array([False, True]), 0.9) == 0.0


def test_equal_scores_cannot_be_cut_between() -> None:
    assert recall_at_precision(np.array([0.5, 0.5]), np.array([True, False]), 1.0) == 0.0


def test_intervals_hold_the_figure_and_do_not_change_from_run_to_run() -> None:
    scores = np.linspace(0.01, 0.99, 60)
    risky = (np.arange(60) % 3 > 0) & (scores > 0.2)

    def measure(values: np.ndarray, truth: np.ndarray) -> dict[str, float]:
        return {"recall": binary_metrics(values, truth, 0.5)["recall"]}

    first = bootstrap(measure, scores, risky, rounds=200)
    low, high = first["recall"]
    assert low <= measure(scores, risky)["recall"] <= high
    assert first == bootstrap(measure, scores, risky, rounds=200)
    assert bootstrap(measure, scores, np.zeros(60, dtype=bool), rounds=5) == {}


ROWS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30)


@given(ROWS, st.floats(0, 1))
def test_every_figure_is_a_share(rows: list[tuple[float, bool]], threshold: float) -> None:
    scores, risky = np.array([s for s, _ in rows]), np.array([r for _, r in rows])
    found = binary_metrics(scores, risky, threshold)
    assert all(math.isnan(value) or -1e-9 <= value <= 1 + 1e-9 for value in found.values())
    assert 0 <= recall_at_precision(scores, risky, 0.9) <= 1
