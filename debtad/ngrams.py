"""What a text's character n-grams add to its score: a second reading, which knows no words.

Every run of two or three characters of the normalised text, marks and blanks included, has a weight in log-odds; a text
gets the sum of those that occur, each at its first place, divided by the root of the number of places. (What is repeated
says no more, or a line of dashes would say the most.) Its weights are fitted by themselves: what two readers
with different eyes agree on holds better on text that neither has seen.

A weight is a whole multiple of :data:`UNIT`, so the sum over any stretch is the same in whichever order it is added up;
and what is told of it is a whole multiple of :data:`GRAIN`, so the parts make the very sum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from math import fsum, sqrt

from debtad.errors import ModelError
from debtad.records import TYPE_CHECKING
from debtad.signals.strings import Rows
from debtad.text.strings import PATIENCE

if TYPE_CHECKING:
    from typing import Any, Protocol

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

#: Weights (log-odds) end here, so that sums over the longest text stay exact.
MOST_WEIGHT = 1000.0

#: So many stretches of a text are told; in a longer one, several together.
MOST_STRETCHES = 200

#: Log-odds: of a weight, and of what n-grams add to a text.
UNIT, GRAIN = 2.0**-32, 2.0**-40


def places(size: int) -> int:
    """Where n-grams begin in a text of ``size`` characters, each length for itself; :data:`LEAST` at least."""
    return max(2 * size - 3, LEAST)


def in_units(weight: float) -> int:
    """A weight in log-odds as a multiple of :data:`UNIT`, rounded. Raises ModelError for one that no fit gives."""
    if not -MOST_WEIGHT <= weight <= MOST_WEIGHT:
        raise ModelError(f"the weight {weight} of an n-gram is out of bounds: train the model again")
    return round(weight / UNIT)


def log_odds(units: float, size: int) -> float:
    """What n-grams of these units add to a text of ``size`` characters."""
    return round(units * UNIT / sqrt(places(size)) / GRAIN) * GRAIN


def within(sums: Iterable[Any], start: int, end: int) -> int:
    """The units of the n-grams within ``[start, end)``, from running sums for each of :data:`SIZES`."""
    found = 0
    for size, before in zip(SIZES, sums, strict=True):
        last = end - size + 1
        if last > start:
            found += before[last] - before[start]
    return found


class Ngrams:
    """The n-grams of one text that weigh anything, with their sums over stretches of it."""

    __slots__ = ("_each", "_sums")

    def __init__(self, each: Sequence[Sequence[int]]) -> None:
        """``each`` holds, for each of :data:`SIZES`, the units of the n-gram that begins at each place."""
        self._each = each
        self._sums = [list(accumulate(units, initial=0)) for units in each]

    def units(self, start: int, end: int) -> int:
        """The sum over the n-grams that lie within ``[start, end)``."""
        return within(self._sums, start, end)

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


def _weight(rows: Rows, ngram: str) -> float:
    """The weight of an n-gram, 0 for an unknown one. Raises ModelError."""
    try:
        said = rows.said(ngram)
        return 0.0 if said is None else float(said)
    except ValueError:
        raise ModelError(f"the weight of the n-gram {ngram!r} is no number: train it again") from None


class NgramReader:
    """Finds the n-grams of a model in texts, one text at a time. ``weights`` are in log-odds, one an n-gram.

    The n-grams of a model file are looked up in it until enough text has gone by to read all of them.
    """

    def __init__(self, ngrams: Sequence[str], weights: Sequence[float]) -> None:
        self._ngrams, self._weights = ngrams, weights
        self._rows = ngrams if isinstance(ngrams, Rows) else None
        # Not all at once with the automaton of the phrases, or one text would wait for both.
        self._patience = 0 if self._rows is None else 2 * PATIENCE
        self._units: dict[str, int] | None = None
        self._seen: dict[str, int] = {}

    def read(self, text: str) -> Sums:
        """The n-grams of a normalised text. Raises ModelError where the weight of one is no number."""
        known = self._units
        if known is None:
            self._patience -= len(text)
            if self._patience >= 0:
                return Ngrams([_placed(text, size, self._look_up) for size in SIZES])
            # Of equal n-grams, which no training writes, the first one counts, as when looked up.
            units = [in_units(weight) for weight in self._weights]
            known = self._units = dict(zip(reversed(list(self._ngrams)), reversed(units), strict=True))
            self._seen, self._rows = {}, None
        return Ngrams([_placed(text, size, known.get) for size in SIZES])

    def _look_up(self, ngram: str) -> int:
        units = self._seen.get(ngram)
        if units is None:
            assert self._rows is not None
            units = self._seen[ngram] = in_units(_weight(self._rows, ngram))
        return units


def grams(text: str, size: int) -> list[str]:
    """The stretches of so many characters, in order of their places."""
    return [text[at : at + size] for at in range(len(text) - size + 1)]


def _placed(text: str, size: int, units_of: Callable[[str], int | None]) -> list[int]:
    """The units of each n-gram of this size at its first place, 0 elsewhere."""
    found = grams(text, size)
    placed = [0] * len(found)
    for gram, place in dict(zip(reversed(found), range(len(found) - 1, -1, -1), strict=True)).items():
        units = units_of(gram)
        if units:
            placed[place] = units
    return placed


def stretches(sums: Sums, start: int, end: int) -> list[tuple[int, int, float]]:
    """The stretches of ``[start, end)`` whose n-grams speak for risk, and those that speak against it, in turn, and what
    each adds to the log-odds of that part. An n-gram speaks evenly for each of its characters."""
    if end - start < SIZES[0]:
        return []
    two = sums.each(2, start, end - 1)
    three = sums.each(3, start, end - 2) if end - start > 2 else ()
    # Of each n-gram a half, or a third, for each of its characters, in sixths: the same sixths in every order.
    beside = zip([*two, 0], [0, *two], [*three, 0, 0], [0, *three, 0], [0, 0, *three], strict=True)
    share = [3 * (a + b) + 2 * (c + d + e) for a, b, c, d, e in beside]
    found: list[tuple[int, int, float]] = []
    begin, total = 0, 0
    for at, units in enumerate([*share, 0]):
        if (units > 0) != (total > 0) or (units < 0) != (total < 0):
            if total:
                found.append((start + begin, start + at, log_odds(total / (SIZES[0] * SIZES[1]), end - start)))
            begin, total = at, 0
        total += units
    if len(found) > MOST_STRETCHES:
        found = list(_together(found, -(-len(found) // MOST_STRETCHES)))
    if found:  # each was rounded by itself
        rest = log_odds(sums.units(start, end), end - start) - fsum(weight for *_, weight in found)
        found[-1] = (*found[-1][:2], found[-1][2] + rest)
    return found


def _together(found: list[tuple[int, int, float]], count: int) -> Iterator[tuple[int, int, float]]:
    """So many stretches in one, with what stands between them."""
    for first in range(0, len(found), count):
        some = found[first : first + count]
        yield some[0][0], some[-1][1], fsum(weight for *_, weight in some)
