"""Which patterns could match in which of many texts, by the strings that were found in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import Ints, spread


class Readiness:
    """Each pattern needs a string of each of its sets. Patterns share many sets; each is looked at once."""

    def __init__(self, sets: Sequence[int], said: Sequence[Sequence[tuple[int, int]]]) -> None:
        """``sets`` holds how many sets each pattern has; ``said`` for each string the sets it is in: (pattern, place)."""
        members: dict[tuple[int, int], list[int]] = {}
        for number, places in enumerate(said):
            for place in places:
                members.setdefault(place, []).append(number)
        #: Row 0 stands for a set that every text has: patterns with few sets are filled up with it.
        rows: dict[tuple[int, ...], int] = {}
        self._patterns = np.array([pattern for pattern, count in enumerate(sets) if count], np.int64)
        self._rows = np.zeros((max(sets, default=0), self._patterns.size), np.int64)
        for column, pattern in enumerate(self._patterns.tolist()):
            for place in range(sets[pattern]):
                strings = tuple(members.get((pattern, place), ()))
                self._rows[place, column] = rows.setdefault(strings, len(rows) + 1)
        by_string: list[list[int]] = [[] for _ in said]
        for strings, row in rows.items():
            for number in strings:
                by_string[number].append(row)
        self._height = len(rows) + 1
        self._counts = np.array([len(some) for some in by_string], np.int64)
        self._first = np.cumsum(self._counts) - self._counts
        self._members = np.array([row for some in by_string for row in some], np.int64)

    def ready(self, numbers: Ints, owners: Ints, texts: int) -> tuple[Ints, Ints]:
        """Patterns and texts of all pairs of which the text has what the pattern needs, ordered by pattern, then text."""
        at = np.flatnonzero(self._counts[numbers])
        numbers, owners = numbers[at], owners[at]
        counts = self._counts[numbers]
        there = np.zeros((self._height, texts), bool)
        there[0] = True
        there.reshape(-1)[self._members[spread(self._first[numbers], counts)] * texts + np.repeat(owners, counts)] = True
        met: NDArray[np.bool_] = there[self._rows[0]] if len(self._rows) else np.zeros((0, texts), bool)
        for rows in self._rows[1:]:
            met &= there[rows]
        pairs = np.flatnonzero(met)
        columns = pairs // texts if texts else pairs
        return self._patterns[columns], pairs - columns * texts
