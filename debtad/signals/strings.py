"""Find many fixed strings in a text, overlaps included.

One automaton pass is the fastest way once it is built, but building it costs more than scoring a single advertisement. So
the first texts are searched by looking up their stretches one by one, and the automaton is built when enough text has
gone by to pay for it. Both give the same hits in the same order.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from debtad.errors import ModelError
from debtad.records import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from typing import Any

Hit = tuple[int, int, int]
"""A string's number and its place ``[start, end)`` in the text, in code points."""

#: The order in which an automaton reports.
_BY_END = itemgetter(2, 1)

#: Characters looked up one by one before the automaton is built.
PATIENCE = 12_000

#: Between a string and what a row says of it.
MARK = "="


class _Patient:
    """Looks up first, builds an automaton later."""

    __slots__ = ("_automaton", "_searched")

    def __init__(self) -> None:
        self._searched = 0
        self._automaton: Any = None

    def find(self, text: str) -> list[Hit]:
        """Every occurrence of every string, in order of their ends, longest first. (Sums of floats hang on the order.)"""
        if self._automaton is None:
            self._searched += len(text)
            if self._searched <= PATIENCE:
                hits = self._look_up(text)
                hits.sort(key=_BY_END)
                return hits
            import ahocorasick_rs

            self._automaton = ahocorasick_rs.AhoCorasick(
                self._all(), implementation=ahocorasick_rs.Implementation.ContiguousNFA, store_patterns=False
            )
        found: list[Hit] = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return found

    def _all(self) -> Sequence[str]:
        raise NotImplementedError

    def _look_up(self, text: str) -> list[Hit]:
        raise NotImplementedError


class StringFinder(_Patient):
    """Searches for ``strings`` (all different, none empty), known by their position in the sequence."""

    __slots__ = ("_lengths", "_numbers", "_strings")

    def __init__(self, strings: Sequence[str]) -> None:
        super().__init__()
        self._strings = strings
        self._numbers = {text: number for number, text in enumerate(strings)}
        self._lengths = sorted(set(map(len, strings)))

    def _all(self) -> Sequence[str]:
        return self._strings

    def _look_up(self, text: str) -> list[Hit]:
        numbers = self._numbers
        size = len(text)
        hits: list[Hit] = []
        for length in self._lengths:
            for start in range(size - length + 1):
                number = numbers.get(text[start : start + length])
                if number is not None:
                    hits.append((number, start, start + length))
        return hits


class Rows(Sequence[str]):
    """Strings with something to say of each: rows ``string=value``, kept as the sorted JSON strings of a model file.

    As a sequence these are the strings. Nothing is decoded before it is asked for, so that a model opens at once.
    """

    __slots__ = ("lines",)

    def __init__(self, lines: Sequence[bytes]) -> None:
        """``lines`` are JSON strings in UTF-8, sorted; no string occurs twice."""
        self.lines = lines

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
        return rows

    def value(self, number: int) -> str:
        """What is said of the string of this number. Raises ValueError where the row is no UTF-8."""
        return _read(self.lines[number]).rpartition(MARK)[2]

    def __len__(self) -> int:
        return len(self.lines)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [row.rpartition(MARK)[0] for row in self.texts()[number]]
        return _read(self.lines[number]).rpartition(MARK)[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rows) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(tuple(self.lines))


class RowFinder(_Patient):
    """Searches for the strings of rows. Needs nothing but their order."""

    __slots__ = ("_table",)

    def __init__(self, table: Rows) -> None:
        super().__init__()
        self._table = table

    def _all(self) -> Sequence[str]:
        return self._table[:]

    def _look_up(self, text: str) -> list[Hit]:
        lines = self._table.lines
        count, size = len(lines), len(text)
        written = list(map(_written, text))
        mark = MARK.encode()
        hits: list[Hit] = []
        for start in range(size):
            low, stretch = 0, b'"'
            for end in range(start, size):
                stretch += written[end]
                low = bisect_left(lines, stretch, low)
                if low == count or not lines[low].startswith(stretch):
                    break
                exact = stretch + mark
                at = bisect_left(lines, exact, low)
                while at < count and lines[at].startswith(exact):
                    if lines[at].rfind(mark) == len(stretch):
                        hits.append((at, start, end + 1))
                    at += 1
        return hits


def _read(line: bytes) -> str:
    """The text of a JSON string."""
    return str(json.loads(line)) if b"\\" in line else line[1:-1].decode()


def _written(character: str) -> bytes:
    """A character as it stands in a JSON string."""
    if character < " " or character in '"\\':
        return json.dumps(character)[1:-1].encode()
    return character.encode("utf-8", "surrogatepass")


def finder(strings: Sequence[str]) -> StringFinder | RowFinder:
    """What finds these strings."""
    return RowFinder(strings) if isinstance(strings, Rows) else StringFinder(strings)
