"""The strings of a model's long tables, and how they are found in a text (:mod:`debtad.text.strings`)."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence

from debtad.errors import ModelError
from debtad.records import overload
from debtad.text.strings import Hit, Patient, StringFinder

#: Between a string and what a row says of it.
MARK = "="

#: Between the rows of a file.
_BETWEEN = b",\n"


class Rows(Sequence[str]):
    """Strings with something to say of each: rows ``string=value``, kept as the sorted JSON strings of a model file.

    As a sequence these are the strings. Nothing is cut apart or decoded before it is asked for, so that a model opens at
    once.
    """

    __slots__ = ("_blocks", "_counted", "_data", "_end", "_known", "_lines", "_start")

    def __init__(self, lines: Sequence[bytes]) -> None:
        """``lines`` are JSON strings in UTF-8, sorted; no string occurs twice."""
        self._data, self._start, self._end = b"", 0, 0
        self._lines: Sequence[bytes] | None = lines
        self._known: dict[int, bytes] = {}
        self._blocks: dict[str, Sequence[bytes]] = {}
        self._counted = [(0, 0)]

    @classmethod
    def within(cls, data: bytes, start: int, end: int) -> Rows:
        """The same from the stretch ``[start, end)`` of a file, one a line with a comma between."""
        rows = cls(())
        rows._data, rows._start, rows._end = data, start, end
        rows._lines, rows._counted = None, [(start, 0)]
        return rows

    @property
    def lines(self) -> Sequence[bytes]:
        """The JSON strings."""
        if self._lines is None:
            self._lines = self._data[self._start : self._end].split(_BETWEEN) if self else ()
        return self._lines

    def beginning(self, first: bytes) -> tuple[int, Sequence[bytes]]:
        """The lines that begin with ``first``, and the place of the first of them. Looks at no more of a file than these."""
        if not self._data:
            low = bisect_left(self.lines, first)
            return low, self.lines[low : bisect_left(self.lines, first + b"\xff", low)]
        low = self._line(first, self._start)
        lines = self._data[low : self._line(first + b"\xff", low)].split(_BETWEEN)
        if not lines[-1]:
            lines.pop()
        return low, lines

    def said(self, text: str) -> str | None:
        """What is said of a string that is not empty; None where it is not among these. Looks at no more of a file than the
        strings with the same first character. Raises ValueError where the row is no UTF-8."""
        block = self._blocks.get(text[0])
        if block is None:
            block = self._blocks[text[0]] = self.beginning(b'"' + _written(text[0]))[1]
        exact = b'"' + b"".join(map(_written, text)) + MARK.encode()
        at = bisect_left(block, exact)
        while at < len(block) and block[at].startswith(exact):
            if block[at].rfind(MARK.encode()) == len(exact) - 1:
                return value(block[at])
            at += 1
        return None

    def numbers(self, places: Iterable[int]) -> dict[int, int]:
        """The numbers of the lines at places that :meth:`beginning` gave."""
        if not self._data:
            return {place: place for place in places}
        return {place: self._number(place) for place in sorted(places)}

    def know(self, number: int, line: bytes) -> None:
        """Keep a line at hand."""
        if self._data:
            self._known[number] = line

    def _line(self, wanted: bytes, low: int) -> int:
        """Where the first line from ``low`` on begins that is not less than ``wanted``, which is no longer than a line."""
        data, high, size = self._data, self._end, len(wanted)
        while low < high:
            middle = (low + high) // 2
            line = max(data.rfind(b"\n", low, middle) + 1, low)
            if data[line : line + size] < wanted:
                low = (data.find(b"\n", middle, high) + 1) or high
            else:
                high = line
        return low

    def _number(self, place: int) -> int:
        """The number of the line that begins at ``place``, counted from the nearest one known."""
        at = bisect_right(self._counted, (place, len(self._data)))
        known, number = self._counted[at - 1]
        number += self._data.count(b"\n", known, place)
        self._counted.insert(at, (place, number))
        return number

    def line(self, number: int) -> bytes:
        """The JSON string of this number."""
        line = self._known.get(number)
        return self.lines[number] if line is None else line

    def __reduce__(self) -> tuple[type[Rows], tuple[Sequence[bytes]]]:
        return Rows, (self.lines,)

    @classmethod
    def of(cls, rows: Iterable[str]) -> Rows:
        """Rows given as text, in any order. Raises TypeError where one is no text."""
        return cls(sorted(b'"' + b"".join(map(_written, row)) + b'"' for row in rows))

    def texts(self) -> list[str]:
        """All rows as text. Raises ModelError where one is no JSON string."""
        try:
            rows: list[str] = json.loads(b"[" + b",".join(self.lines) + b"]")
        except ValueError as error:
            raise ModelError(f"a table of the model is malformed ({error}): train it again") from error
        if not all(isinstance(row, str) for row in rows):
            raise ModelError("a table of the model holds what is no text: train it again")
        return rows

    def value(self, number: int) -> str:
        """What is said of the string of this number. Raises ValueError where the row is no UTF-8."""
        return value(self.line(number))

    def __bool__(self) -> bool:
        return self._end > self._start or bool(self._lines)

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [row.rpartition(MARK)[0] for row in self.texts()[number]]
        return _read(self.line(number)).rpartition(MARK)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(tuple(self.lines))


class RowFinder(Patient):
    """Searches for the strings of rows. Needs nothing but their order."""

    __slots__ = ("_beginnings", "_table")

    def __init__(self, table: Rows) -> None:
        super().__init__()
        self._table = table
        self._beginnings: dict[str, tuple[int, Sequence[bytes]]] = {}

    def strings(self) -> Sequence[str]:
        return self._table[:]

    def look_up(self, text: str) -> list[Hit]:
        size = len(text)
        written = list(map(_written, text))
        mark = MARK.encode()
        found: list[tuple[int, int, int, int, bytes]] = []
        for start in range(size):
            first = text[start]
            if first not in self._beginnings:
                self._beginnings[first] = self._table.beginning(b'"' + written[start])
            place, lines = self._beginnings[first]
            low, count, stretch = 0, len(lines), b'"'
            for end in range(start, size):
                stretch += written[end]
                low = bisect_left(lines, stretch, low)
                if low == count or not lines[low].startswith(stretch):
                    break
                exact = stretch + mark
                at = bisect_left(lines, exact, low)
                while at < count and lines[at].startswith(exact):
                    if lines[at].rfind(mark) == len(stretch):
                        found.append((place, at, start, end + 1, lines[at]))
                    at += 1
        numbers = self._table.numbers({place for place, *_ in found})
        hits: list[Hit] = []
        for place, at, start, end, line in found:
            self._table.know(numbers[place] + at, line)
            hits.append((numbers[place] + at, start, end))
        return hits


def _read(line: bytes) -> str:
    """The text of a JSON string."""
    return str(json.loads(line)) if b"\\" in line else line[1:-1].decode()


def value(line: bytes) -> str:
    """What the row of a JSON string says. Raises ValueError where it is no UTF-8."""
    return _read(line).rpartition(MARK)[2]


def _written(character: str) -> bytes:
    """A character as it stands in a JSON string."""
    if character < " " or character in '"\\':
        return json.dumps(character)[1:-1].encode()
    return character.encode("utf-8", "surrogatepass")


def finder(strings: Sequence[str]) -> StringFinder | RowFinder:
    """What finds these strings."""
    return RowFinder(strings) if isinstance(strings, Rows) else StringFinder(strings)
