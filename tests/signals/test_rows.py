"""Rows of a model file give the hits of a dictionary or an automaton, in the same order."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.errors import ModelError
from debtad.signals.strings import RowFinder, Rows, finder
from debtad.text import strings as module
from debtad.text.strings import StringFinder

STRINGS = ("停", "停息", "息挂", "停息挂账", "a=b", "a", '"', "\\", "\n", "一 二", "二")
TEXTS = st.lists(st.sampled_from('停息挂账a=b"\\\n一 二'), max_size=40).map("".join)


def rows() -> Rows:
    return Rows.of(f"{text}={number}" for number, text in enumerate(STRINGS))


def named(found: list[tuple[int, int, int]], names: object) -> list[tuple[str, int, int]]:
    return [(names[number], start, end) for number, start, end in found]  # type: ignore[index]


@given(TEXTS)
def test_all_ways_find_the_same(text: str) -> None:
    table = rows()
    patience, module.PATIENCE = module.PATIENCE, -1
    try:
        expected = named(StringFinder(STRINGS).find(text), STRINGS)
        assert named(RowFinder(table).find(text), table) == expected
    finally:
        module.PATIENCE = patience
    assert named(StringFinder(STRINGS).find(text), STRINGS) == expected
    assert named(RowFinder(table).find(text), table) == expected
    assert expected == sorted(expected, key=lambda hit: (hit[2], hit[1]))


def test_rows_are_strings_with_values() -> None:
    table = rows()
    assert sorted(table) == sorted(STRINGS)
    assert len(table) == len(STRINGS)
    assert {table[number]: table.value(number) for number in range(len(table))} == {
        text: str(number) for number, text in enumerate(STRINGS)
    }
    assert Rows.of(table.texts()) == table
    assert pickle.loads(pickle.dumps(table)) == table


def test_rows_search_themselves_and_other_strings_are_put_in_a_dictionary() -> None:
    assert isinstance(finder(rows()), RowFinder)
    assert isinstance(finder(STRINGS), StringFinder)


def test_rows_that_are_no_json_are_a_model_error() -> None:
    with pytest.raises(ModelError, match="malformed"):
        Rows([b"nonsense"]).texts()


def test_rows_must_be_text() -> None:
    with pytest.raises(TypeError):
        Rows.of(["a=1", 7])  # type: ignore[list-item]


@given(TEXTS)
def test_rows_within_a_file_are_those_rows(text: str) -> None:
    table = rows()
    data = b"head" + b",\n".join(table.lines) + b"\n]tail"
    within = Rows.within(data, 4, len(data) - 6)
    found = RowFinder(within).find(text)
    assert found == RowFinder(table).find(text)
    assert [within.value(number) for number, _, _ in found] == [table.value(number) for number, _, _ in found]
    assert within == table
    assert pickle.loads(pickle.dumps(within)) == table
