"""Which patterns could match in which of many texts, by the strings that were found in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from debtad.audit.ngrams import Ints, spread
from debtad.signals.match import owners

#: About how many times as frequent a string is as one that has a character more.
_RARER = 50.0


class _Lists:
    """Lists of numbers, one after the other."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self.counts = np.array([len(some) for some in lists], np.int64)
        self._first = np.cumsum(self.counts) - self.counts
        self._members = np.array([number for some in lists for number in some], np.int64)

    def of(self, which: Ints) -> Ints:
        """The members of these lists, in turn."""
        members: Ints = self._members[spread(self._first[which], self.counts[which])]
        return members


class Readiness:
    """An alternative of a pattern needs a string of each of its sets. The set whose strings should be rarest is its key; the
    others are only asked for in texts that have a string of the key."""

    def __init__(
        self,
        strings: Sequence[str],
        sets: Sequence[Sequence[int]],
        said: Sequence[Sequence[tuple[int, int]]],
        choosy: NDArray[np.bool_],
    ) -> None:
        """``sets`` holds how many sets each alternative of each pattern has; ``said`` for each string the sets it is in:
        (alternative, place); ``choosy`` which patterns are for some texts only."""
        self._owners = np.array(owners(sets), np.int64)
        self._choosy = choosy[self._owners]
        counts = [count for needed in sets for count in needed]
        members: dict[tuple[int, int], list[int]] = {}
        for number, mine in enumerate(said):
            for place_of_set in mine:
                members.setdefault(place_of_set, []).append(number)
        frequency = [_RARER ** -len(text) for text in strings]
        keyed: list[list[int]] = [[] for _ in strings]
        asked: dict[tuple[int, ...], int] = {(): 0}
        self._others = np.zeros((max([1, *counts]) - 1, len(counts)), np.int64)
        for alternative, count in enumerate(counts):
            needed = [tuple(members.get((alternative, place), ())) for place in range(count)]
            needed.sort(key=lambda some: sum(frequency[number] for number in some))
            for number in needed[0] if needed else ():
                keyed[number].append(alternative)
            for place, some in enumerate(needed[1:]):
                self._others[place, alternative] = asked.setdefault(some, len(asked))
        self._keyed = _Lists(keyed)
        wanted = sorted({number for some in asked for number in some})
        column = {number: place for place, number in enumerate(wanted)}
        self._asked = _Lists([[column[number] for number in some] for some in asked])
        #: For each string its column among those that are asked for, or -1.
        self._column = np.full(len(strings), -1, np.int64)
        self._column[wanted] = np.arange(len(wanted))
        self._width = len(wanted)
        self._there = np.zeros(0, bool)

    def ready(self, numbers: Ints, owners: Ints, chosen: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Patterns and texts of all pairs of which the text has what the pattern needs, ordered by pattern, then text.

        ``chosen`` says of each text whether the choosy patterns are for it, too.
        """
        texts = chosen.size
        at = np.flatnonzero(self._keyed.counts[numbers])
        keys = numbers[at]
        opened = np.zeros(self._others.shape[1] * texts, bool)
        opened[self._keyed.of(keys) * texts + np.repeat(owners[at], self._keyed.counts[keys])] = True
        pairs = np.flatnonzero(opened)
        alternatives = pairs // max(texts, 1)
        where = pairs - alternatives * texts
        meant = chosen[where] | ~self._choosy[alternatives]
        alternatives, where = alternatives[meant], where[meant]
        if self._there.size < texts * self._width:
            self._there = np.zeros(texts * self._width, bool)
        columns = self._column[numbers]
        asked = columns >= 0
        held = owners[asked] * self._width + columns[asked]
        self._there[held] = True
        for others in self._others:
            rows = others[alternatives]
            at = np.flatnonzero(rows)
            met = np.ones(alternatives.size, bool)
            met[at] = self._has_any(rows[at], where[at])
            alternatives, where = alternatives[met], where[met]
        self._there[held] = False
        pairs = np.unique(self._owners[alternatives] * texts + where)
        return pairs // max(texts, 1), pairs % max(texts, 1)

    def _has_any(self, rows: Ints, where: Ints) -> NDArray[np.bool_]:
        """Whether each text holds a string of its row."""
        if not rows.size:
            return np.zeros(0, bool)
        counts = self._asked.counts[rows]
        held = self._there[np.repeat(where * self._width, counts) + self._asked.of(rows)]
        some: NDArray[np.bool_] = np.logical_or.reduceat(held, np.cumsum(counts) - counts)
        return some
