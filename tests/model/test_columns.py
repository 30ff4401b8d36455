"""The numbers of a vocabulary: written short, read exactly, refused where they are none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.errors import ModelError
from debtad.model.columns import Column, cells, check, columns, to_rows
from debtad.signals.strings import Rows

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def test_a_row_reads_as_one_would_write_it() -> None:
    assert to_rows(["停息", "a=b"], [2.0, 0.5], [-1.25, 0.0], [0.0, 3.0]).texts() == ["a=b=0.5 0 3", "停息=2 -1.25 0"]


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_every_number_comes_back(numbers: list[tuple[float, float, float]]) -> None:
    phrases = [f"词{place}" for place in range(len(numbers))]
    rows = to_rows(phrases, *zip(*numbers, strict=True))
    read = columns(rows)
    expected = dict(zip(phrases, numbers, strict=True))
    for place, phrase in enumerate(rows):
        assert tuple(column[place] for column in read.values()) == expected[phrase]


def test_a_column_is_a_sequence() -> None:
    column = columns(to_rows(["a", "b"], [1, 2], [3, 4], [5, 6]))["weights"]
    assert (len(column), list(column), column[-1], column[:1]) == (2, [3.0, 4.0], 4.0, [3.0])
    assert column == (3.0, 4.0)
    assert cells(column)[1] == 4.0
    assert cells((3.0, 4.0)) == (3.0, 4.0)
    with pytest.raises(IndexError):
        column[2]


@pytest.mark.parametrize("row", ["a=1 2 nan", "a=1 2 inf", "a=1 2 1e999", "a=1 2", "a=1 2 3 4", "a=1 2 x", "a"])
def test_a_row_without_three_finite_numbers_is_refused(row: str) -> None:
    read = columns(Rows.of([row]))
    with pytest.raises(ModelError, match="train it again"):
        read["idf"][0]
    with pytest.raises(ModelError, match="train it again"):
        check(*read.values())


def test_columns_of_a_trained_model_are_checked_too() -> None:
    check((1.0, 2.0))
    with pytest.raises(ModelError, match="not a finite number"):
        check((1.0, math.nan))


def test_a_column_is_read_once_a_row() -> None:
    read = columns(to_rows(["a"], [1], [2], [3]))
    assert isinstance(read["idf"], Column)
    assert [column[0] for column in read.values()] == [1.0, 2.0, 3.0]
