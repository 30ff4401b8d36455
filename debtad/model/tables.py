"""Tables of weights by name, as a model file carries those that not every text needs: rows ``name=weight`` by name of their
table. A file of an earlier debtad holds JSON objects instead of rows."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import isfinite

from debtad.errors import ModelError
from debtad.model.columns import columns, numbers, to_rows
from debtad.records import TYPE_CHECKING, NamedTuple
from debtad.signals.strings import MARK, Rows

if TYPE_CHECKING:
    from typing import Any

Tables = Mapping[str, Mapping[str, float]]

#: A table of which so many times as many names were asked for as it has is read as a whole: that takes as long.
_PATIENCE = 2

#: How a table is laid out, one row a line.
_OPENING, _BETWEEN, _CLOSING = b'":[\n', b",\n", b"\n]"


class Weights(Mapping[str, float]):
    """The weights of rows ``name=weight``. Raises ModelError for a weight that is asked for and is no finite number.

    The first names are looked up among the rows; the rows are read, all of them, when enough names were asked for, or when
    they are gone through.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._asked = 0
        self._whole: dict[str, float] | None = None

    def among(self, names: Collection[str]) -> dict[str, float]:
        """The weights of those of ``names`` that have one."""
        self._asked += len(names)
        if self._whole is None and self._asked <= _PATIENCE * len(self._rows):
            return self._look_up(list(dict.fromkeys(names)))
        whole = self._read()
        return {name: whole[name] for name in whole.keys() & names}

    def __getitem__(self, name: str) -> float:
        found = self.among((name,))
        return found[name]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def _look_up(self, names: Sequence[str]) -> dict[str, float]:
        lines = self._rows.lines
        found: dict[str, float] = {}
        for name, beginning in zip(names, _beginnings(names), strict=True):
            at = bisect_left(lines, beginning)
            while at < len(lines) and lines[at].startswith(beginning):
                # The row of a longer name with a mark begins so too.
                if lines[at].rfind(MARK.encode()) == len(beginning) - 1:
                    (found[name],) = numbers(lines[at], 1)
                    break
                at += 1
        return found

    def _read(self) -> dict[str, float]:
        if self._whole is None:
            self._whole = dict(zip(self._rows, columns(self._rows, ("weight",))["weight"], strict=True))
        return self._whole


def _beginnings(names: Sequence[str]) -> list[bytes]:
    """How the rows of names begin."""
    if not names:
        return []
    written = json.dumps(names, ensure_ascii=False, separators=("\n", "")).encode("utf-8", "surrogatepass")
    return [name[:-1] + MARK.encode() for name in written[1:-1].split(b"\n")]


def among(weights: Mapping[str, float], names: Collection[str]) -> Mapping[str, float]:
    """The weights of those of ``names`` that have one, whatever the table is."""
    if isinstance(weights, Weights):
        return weights.among(names)
    return {name: weights[name] for name in weights.keys() & names}


class Stretch(NamedTuple):
    """A JSON value within a file."""

    data: bytes
    start: int
    end: int

    def tables(self) -> Any:
        """The value; rows that are laid out one a line stay bytes."""
        laid_out = self._laid_out()
        return json.loads(self.data[self.start : self.end].decode()) if laid_out is None else laid_out

    def _laid_out(self) -> dict[str, Rows] | None:
        """The rows of each table. A line break stands in no JSON string, so that none of the rows can be taken for the end of
        its table."""
        data, at, end = self.data, self.start, self.end
        found: dict[str, Rows] = {}
        while data[at : at + 2] == (b',"' if found else b'{"'):
            opening = data.find(_OPENING, at, end)
            first = opening + len(_OPENING)
            last = data.find(_CLOSING, first, end)
            if min(opening, last) < 0:
                return None
            found[data[at + 2 : opening].decode()] = Rows.within(data, first, last)
            at = last + len(_CLOSING)
        return found if data[at:end] == b"}" else None


def laid_out(tables: Tables) -> bytes:
    """Tables as the JSON object that :class:`Stretch` reads. Raises ValueError for a weight that is no finite number."""
    written = (
        json.dumps(name).encode()[:-1] + _OPENING + _BETWEEN.join(_rows(finite(table)).lines) + _CLOSING
        for name, table in tables.items()
    )
    return b"{" + b",".join(written) + b"}"


def _rows(table: Mapping[str, float]) -> Rows:
    return to_rows(tuple(table), tuple(table.values()))


def read_tables(tables: Any, known: Sequence[str], wrong: str) -> Tables:
    """Tables by name: checked now, or when a stretch of a file is first asked for one. Raises ValueError (``wrong`` for a
    table that is not among the ``known``), TypeError, AttributeError or OverflowError where they are none."""
    if isinstance(tables, Stretch):
        return _Later(tables, known, wrong)
    if not set(tables.keys()) <= set(known):
        raise ValueError(wrong)
    return {name: _table(table) for name, table in tables.items()}


def _table(table: Any) -> Mapping[str, float]:
    if isinstance(table, (Rows, list)):
        return Weights(table if isinstance(table, Rows) else Rows.of(table))
    return finite(table)


def finite(table: Any) -> dict[str, float]:
    """A table of weights. Raises ValueError, TypeError, AttributeError or OverflowError where it is none."""
    weights: dict[str, float] = dict(table.items())
    if not all(map(isfinite, weights.values())):
        raise ValueError("a weight is not a finite number")
    return weights


class _Later(Tables):
    """Tables that are read, and checked, when first asked for. Raises ModelError where they are none."""

    def __init__(self, written: Stretch, known: Sequence[str], wrong: str) -> None:
        self._written, self._known, self._wrong = written, known, wrong
        self._tables: Tables | None = None

    def _read(self) -> Tables:
        if self._tables is None:
            try:
                self._tables = read_tables(self._written.tables(), self._known, self._wrong)
            except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
                raise ModelError(f"a table of the model is malformed ({error!r}): train it again") from error
        return self._tables

    def __getitem__(self, name: str) -> Mapping[str, float]:
        return self._read()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._read()

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())
