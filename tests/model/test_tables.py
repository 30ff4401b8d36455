"""Weights by name: looked up row by row, read as a whole when that pays, checked when read."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtad.errors import ModelError
from debtad.model.tables import Stretch, Weights, among, laid_out, read_tables
from debtad.signals.strings import Rows

NAMES = st.text(st.sampled_from('<c=付0"\\\n|é '), max_size=4)
TABLE = st.dictionaries(NAMES, st.floats(allow_nan=False, allow_infinity=False), max_size=12)


def read(data: bytes, known: tuple[str, ...] = ("fee",)) -> dict[str, dict[str, float]]:
    given = b"before" + data + b"behind"
    tables = read_tables(Stretch(given, 6, len(given) - 6), known, "an unknown table")
    return {name: dict(table) for name, table in tables.items()}


@given(st.dictionaries(st.sampled_from(["fee", "kept", "percent"]), TABLE))
def test_what_is_laid_out_is_read_back(tables: dict[str, dict[str, float]]) -> None:
    data = laid_out(tables)
    assert read(data, ("fee", "kept", "percent")) == tables
    assert data.count(b"\n") == sum(max(len(table), 1) + 1 for table in tables.values())


@given(TABLE, st.lists(NAMES, max_size=20))
def test_looking_up_and_reading_as_a_whole_find_the_same(table: dict[str, float], names: list[str]) -> None:
    stretch = laid_out({"fee": table})
    weights = read_tables(Stretch(stretch, 0, len(stretch)), ("fee",), "")["fee"]
    expected = {name: table[name] for name in names if name in table}
    assert len(weights) == len(table)
    for _ in range(4):  # row by row at first, and then no more
        assert among(weights, names) == expected
    assert among(table, names) == expected
    for name in names:
        assert weights.get(name) == table.get(name)
        assert (name in weights) is (name in table)
    assert weights == table
    assert pickle.loads(pickle.dumps(weights)) == table


def test_the_layout_of_an_earlier_debtad_is_read_too() -> None:
    assert read(b'{"fee":{"":-1.5,"<1":2}}') == {"fee": {"": -1.5, "<1": 2}}
    assert read(b'{"fee":["=-1.5","<1=2"]}') == {"fee": {"": -1.5, "<1": 2}}
    assert read(b"{}") == {}


@pytest.mark.parametrize("row", ["<1=nan", "<1=inf", "<1=1e999", "<1=", "<1=x", "<1=1 2"])
def test_a_weight_is_checked_when_it_is_read(row: str) -> None:
    for ask in (lambda weights: weights["<1"], dict):
        weights = Weights(Rows.of(["<0=1", row, "<2=2"]))
        with pytest.raises(ModelError, match="train it again"):
            ask(weights)
    assert Weights(Rows.of(["<0=1", row]))["<0"] == 1


@pytest.mark.parametrize(
    "data",
    [
        b'{"fee":[\n"=1"\n],"kept":[\n"=1"\n]}',
        b'{"fee":[\n"=1"\n]',
        b'{"fee":[\n"=1"}',
        b'{"fee":[\n"=1"\n],}',
        b'{"fee":{"":NaN}}',
        b'{"fee":{"":"1"}}',
        b'{"fee":7}',
        b'{"fee":[7]}',
        b"[]",
        b"",
    ],
)
def test_what_holds_no_tables_is_a_model_error(data: bytes) -> None:
    with pytest.raises(ModelError, match="a table of the model is malformed"):
        read(data)


def test_no_weight_is_written_that_is_not_finite() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        laid_out({"fee": {"": float("nan")}})
