"""What a text's character n-grams add to its score: a second reading, which knows no words.

Every run of two or three characters of the normalised text, marks and blanks included, has a weight in log-odds; a text
gets the sum over all places, divided by the root of their number. Its weights are fitted by themselves: what two readers
with different eyes agree on holds better on text that neither has seen.

A weight is a whole multiple of :data:`UNIT`, so the sum over any stretch is the same in whichever order it is added up;
and what is told of it is a whole multiple of :data:`GRAIN`, so the parts make the very sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import fsum, sqrt

from debtad.records import TYPE_CHECKING
from debtad.signals.strings import finder

if TYPE_CHECKING:
    from typing import Protocol

    class Sums(Protocol):
        """Weights of the n-grams of one text, in units."""

        def units(self, start: int, end: int) -> int:
            """The sum over the n-grams that lie within ``[start, end)``."""
            ...

        def each(self, size: int, start: int, end: int) -> Sequence[int]:
            """The weight of the n-gram of ``size`` characters that begins at each place of ``[start, end)``; 0 for none."""
            ...


#: Characters of an n-gram.
SIZES = (2, 3)

#: So many places at least a text is taken to have: fewer do not say so much.
LEAST = 20

#: Log-odds: of a weight, and of what n-grams add to a text.
UNIT, GRAIN = 2.0**-32, 2.0**-40


def places(size: int) -> int:
    """Where n-grams begin in a text of ``size`` characters, each length for itself; :data:`LEAST` at least."""
    return max(2 * size - 3, LEAST)


def in_units(weight: float) -> int:
    """A weight in log-odds as a multiple of :data:`UNIT`, rounded."""
    return round(weight / UNIT)


def log_odds(units: float, size: int) -> float:
    """What n-grams of these units add to a text of ``size`` characters."""
    return round(units * UNIT / sqrt(places(size)) / GRAIN) * GRAIN


class Ngrams:
    """The n-grams of one text that weigh anything, with their sums over stretches of it."""

    __slots__ = ("_each", "_sums")

    def __init__(self, each: Sequence[Sequence[int]]) -> None:
        """``each`` holds, for each of :data:`SIZES`, the units of the n-gram that begins at each place."""
        self._each = each
        self._sums = [list(accumulate(units, initial=0)) for units in each]

    def units(self, start: int, end: int) -> int:
        """The sum over the n-grams that lie within ``[start, end)``."""
        total = 0
        for size, sums in zip(SIZES, self._sums, strict=True):
            last = end - size + 1
            if last > start:
                total += sums[last] - sums[start]
        return total

    def each(self, size: int, start: int, end: int) -> Sequence[int]:
        """The weight of the n-gram of ``size`` characters that begins at each place of ``[start, end)``; 0 for none."""
        return self._each[size - SIZES[0]][start:end]


class NoNgrams:
    """Nothing, where a model has none."""

    __slots__ = ()

    def units(self, start: int, end: int) -> int:
        """0."""
        return 0

    def each(self, size: int, start: int, end: int) -> Sequence[int]:
        """Zeros."""
        return [0] * (end - start)


NONE = NoNgrams()


class NgramReader:
    """Finds the n-grams of a model in texts, one text at a time. ``weights`` are in log-odds, one an n-gram."""

    def __init__(self, ngrams: Sequence[str], weights: Sequence[float]) -> None:
        self._finder = finder(ngrams)
        self._weights = weights
        self._units: dict[int, int] = {}

    def read(self, text: str) -> Sums:
        """The n-grams of a normalised text."""
        each = [[0] * len(text) for _ in SIZES]
        known, smallest = self._units, SIZES[0]
        for number, start, end in self._finder.find(text):
            units = known.get(number)
            if units is None:
                units = known[number] = in_units(self._weights[number])
            each[end - start - smallest][start] = units
        return Ngrams(each)


def stretches(sums: Sums, start: int, end: int) -> list[tuple[int, int, float]]:
    """The stretches of ``[start, end)`` whose n-grams speak for risk, and those that speak against it, in turn, and what
    each adds to the log-odds of that part. An n-gram speaks evenly for each of its characters."""
    share = [0] * (end - start)
    for size in SIZES:
        for place, units in enumerate(sums.each(size, start, max(end - size + 1, start))):
            if units:
                for at in range(place, place + size):
                    share[at] += units * (SIZES[0] * SIZES[1] // size)
    found: list[tuple[int, int, float]] = []
    begin, total = 0, 0
    for at, units in enumerate([*share, 0]):
        if (units > 0) != (total > 0) or (units < 0) != (total < 0):
            if total:
                found.append((start + begin, start + at, log_odds(total / (SIZES[0] * SIZES[1]), end - start)))
            begin, total = at, 0
        total += units
    if found:  # each was rounded by itself
        rest = log_odds(sums.units(start, end), end - start) - fsum(weight for *_, weight in found)
        found[-1] = (*found[-1][:2], found[-1][2] + rest)
    return found
