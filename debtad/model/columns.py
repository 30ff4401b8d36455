"""The numbers of strings as a model file carries them: one row ``phrase=idf weight end_weight`` a phrase, and one row
``n-gram=weight`` an n-gram."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite

from debtad.errors import ModelError
from debtad.records import TYPE_CHECKING, overload
from debtad.signals.strings import MARK, Rows, value

if TYPE_CHECKING:
    from typing import Any

#: Numbers of a row, by the name of the model's field.
COLUMNS = ("idf", "weights", "end_weights")
NGRAM_COLUMNS = ("ngram_weights",)


def numbers(line: bytes, width: int) -> tuple[float, ...]:
    """The numbers of a row, ``width`` of them. Raises ModelError where it does not hold them."""
    try:
        found = tuple(map(float, value(line).split(" ")))
    except ValueError:
        found = ()
    if len(found) != width:
        raise ModelError(f"row {line!r} of the model does not hold its numbers: train it again")
    if not all(map(isfinite, found)):
        raise ModelError(f"row {line!r} of the model: not a finite number: train it again")
    return found


class _Read(dict[int, tuple[float, ...]]):
    """The numbers of each row; read, and checked, when first asked for."""

    __slots__ = ("_width", "rows")

    def __init__(self, rows: Rows, width: int) -> None:
        super().__init__()
        self.rows = rows
        self._width = width

    def __missing__(self, row: int) -> tuple[float, ...]:
        found = self[row] = self.parse(row)
        return found

    def parse(self, row: int) -> tuple[float, ...]:
        """The numbers of a row. Raises ModelError where it does not hold them."""
        return numbers(self.rows.line(row), self._width)

    def whole(self, column: int) -> list[float]:
        """One number of every row, in a tenth of the time that the rows one by one take. Raises ModelError as :meth:`parse`
        does."""
        said = [text.rpartition(MARK)[2].split(" ") for text in self.rows.texts()]
        try:
            found = [float(written[column]) for written in said if len(written) == self._width]
        except ValueError:
            found = []
        if len(found) != len(said) or not all(map(isfinite, found)):
            return [self.parse(row)[column] for row in range(len(said))]  # tells which row it is
        return found


class Cells(dict[int, float]):
    """The numbers of one column by row; each is taken from its row when first asked for."""

    __slots__ = ("_column", "_read")

    def __init__(self, read: _Read, column: int) -> None:
        super().__init__()
        self._read = read
        self._column = column

    def __missing__(self, row: int) -> float:
        number = self[row] = self._read[row][self._column]
        return number

    def whole(self) -> list[float]:
        """The numbers of all rows, which are not kept."""
        return self._read.whole(self._column)


class Column(Sequence[float]):
    """One column of rows as a sequence. Raises ModelError for a row that does not hold its finite numbers."""

    __slots__ = ("_rows", "cells")

    def __init__(self, rows: Rows, cells: Cells) -> None:
        self._rows = rows
        self.cells = cells

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> float: ...
    @overload
    def __getitem__(self, row: slice) -> list[float]: ...
    def __getitem__(self, row: int | slice) -> float | list[float]:
        places = range(len(self._rows))[row]
        return self.cells[places] if isinstance(places, int) else [self.cells[place] for place in places]

    def __iter__(self) -> Iterator[float]:
        return iter(self.cells.whole())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


class Products(dict[int, float]):
    """The products of two columns by row; each is worked out when first asked for."""

    __slots__ = ("_one", "_other")

    def __init__(self, one: Any, other: Any) -> None:
        super().__init__()
        self._one = one
        self._other = other

    def __missing__(self, row: int) -> float:
        product: float = self._one[row] * self._other[row]
        self[row] = product
        return product


def columns(rows: Rows, names: Sequence[str] = COLUMNS) -> dict[str, Column]:
    """The columns of rows by name."""
    read = _Read(rows, len(names))
    return {name: Column(rows, Cells(read, column)) for column, name in enumerate(names)}


def cells(numbers: Sequence[float]) -> Any:
    """What gives the number of a row fastest."""
    return numbers.cells if isinstance(numbers, Column) else numbers


def check(*columns: Sequence[float]) -> None:
    """Read every number. Raises ModelError where one is missing or not finite."""
    for column in columns:
        if not all(map(isfinite, column)):
            raise ModelError("a weight is not a finite number: train it again")


def to_rows(phrases: Sequence[str], *numbers: Sequence[float]) -> Rows:
    """Rows of strings, with the shortest spelling of each number."""
    values = (" ".join(map(_short, row)) for row in zip(*numbers, strict=True))
    return Rows.of(f"{phrase}{MARK}{value}" for phrase, value in zip(phrases, values, strict=True))


def _short(number: float) -> str:
    return "0" if number == 0 else repr(float(number)).removesuffix(".0")
