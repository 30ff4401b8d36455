"""Scales of columns: rare and telling columns are held back less, and the matrix as a whole stays as large as it was."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from debtad.learn.scales import by_rarity, by_ratio, evenly

#: Column 0 stands in every row, 1 in those of class 1, 2 in one row of each class, 3 nowhere.
ROWS = sp.csr_matrix([[1, 1, 1, 0], [1, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 0], [1, 0, 0, 0]], dtype=float)
CODES, WEIGHT = np.array([1, 1, 1, 0, 0, 0]), np.ones(6)


def test_the_rarer_a_column_the_larger_its_scale() -> None:
    everywhere, often, seldom, never = by_rarity(ROWS, 0.5)
    assert everywhere < often < seldom < never


def test_what_tells_the_classes_apart_is_held_back_less() -> None:
    everywhere, telling, both, never = by_ratio(ROWS, CODES, WEIGHT, 0.5)
    assert telling > everywhere
    assert telling > both
    assert min(everywhere, both, never) > 0


def test_a_ratio_goes_by_what_rows_weigh() -> None:
    alike = by_ratio(ROWS, CODES, WEIGHT, 1.0)[2]
    leaning = by_ratio(ROWS, CODES, np.array([1.0, 1, 1, 9, 1, 1]), 1.0)[2]
    assert leaning > alike


@pytest.mark.parametrize("scale", [by_rarity(ROWS, 0.0), by_ratio(ROWS, CODES, WEIGHT, 0.0)])
def test_a_power_of_nought_treats_all_columns_alike(scale: np.ndarray) -> None:
    assert scale.tolist() == [1.0] * 4


def test_the_sum_of_squares_stays() -> None:
    scaled = ROWS @ sp.diags_array(evenly(ROWS, by_rarity(ROWS, 0.7)))
    assert scaled.multiply(scaled).sum() == pytest.approx(ROWS.multiply(ROWS).sum())


def test_a_matrix_of_nothing_has_some_scale() -> None:
    assert evenly(sp.csr_matrix((2, 3)), np.ones(3)).tolist() == [1.0] * 3
