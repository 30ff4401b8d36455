"""Where high and review begin."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from debtad.learn.thresholds import choose_thresholds, unsure_thresholds

SCORES = np.array([0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
RISKY = np.array([1, 1, 1, 0, 1, 1, 0, 0, 0, 0], dtype=bool)


def test_high_is_the_lowest_that_keeps_the_precision() -> None:
    choice = choose_thresholds(SCORES, RISKY, precision=1.0, hard_share=1.0, flagged_share=1.0)
    assert 0.7 < choice.high <= 0.8
    assert choice.high_precision == 1.0
    assert choice.high_recall == 0.6


def test_high_keeps_most_safe_rows_out() -> None:
    choice = choose_thresholds(SCORES, RISKY, precision=0.5, hard_share=0.2, flagged_share=0.2)
    assert choice.high_safe_share <= 0.2
    assert 0.4 < choice.high <= 0.5


def test_review_is_the_lowest_that_keeps_its_share_of_safe_rows() -> None:
    choice = choose_thresholds(SCORES, RISKY, precision=1.0, hard_share=1.0, flagged_share=0.4)
    assert 0.3 < choice.review <= 0.4
    assert choice.review_safe_share == 0.4
    assert choice.review_recall == 1.0


def test_equal_scores_stay_together() -> None:
    choice = choose_thresholds(np.array([0.9, 0.5, 0.5]), np.array([True, True, False]), 1.0, 1.0, 0.0)
    assert 0.5 < choice.high <= 0.9


ROWS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=40).filter(
    lambda rows: len({risky for _, risky in rows}) == 2
)
SHARES = st.floats(0, 1)


@given(ROWS, SHARES, SHARES, SHARES)
def test_thresholds_are_ordered_and_tell_the_truth(
    rows: list[tuple[float, bool]], precision: float, hard: float, flagged: float
) -> None:
    scores, risky = np.array([s for s, _ in rows]), np.array([r for _, r in rows])
    choice = choose_thresholds(scores, risky, precision, hard, flagged)
    assert 0 <= choice.review <= choice.high <= 1
    above = scores >= choice.high
    assert abs(risky[above].mean() - choice.high_precision) < 1e-4
    assert abs(above[risky].mean() - choice.high_recall) < 1e-4
    assert abs(above[~risky].mean() - choice.high_safe_share) < 1e-4
    assert abs((scores >= choice.review)[risky].mean() - choice.review_recall) < 1e-4


def test_few_rows_of_a_label_make_thresholds_unsure() -> None:
    (line,) = unsure_thresholds(["risky"] * 499 + ["safe"] * 2_000 + ["review"])
    assert line.startswith("thresholds rest on 499 risky rows: one more or less may move them far")
    assert unsure_thresholds(["risky"] * 500 + ["safe"] * 500) == []
